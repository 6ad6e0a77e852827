/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-signature.h"

#include <glib/gi18n-lib.h>

#include <sodium.h>

#include <string.h>

G_DEFINE_QUARK (guichet_signature_error, guichet_signature_error)

#define KEY_ID_BYTES 8
#define KEY_BYTES    (2 + KEY_ID_BYTES + crypto_sign_PUBLICKEYBYTES)
#define SIG_BYTES    (2 + KEY_ID_BYTES + crypto_sign_BYTES)
#define UNTRUSTED    "untrusted comment: "
#define TRUSTED      "trusted comment: "
#define FINGERPRINT  16
#define MAX_TRUSTED  (sizeof ((GuichetReportSignature *)NULL)->comment - 1)

G_STATIC_ASSERT (crypto_sign_PUBLICKEYBYTES == sizeof ((GuichetPublicKey *)NULL)->key);
G_STATIC_ASSERT (crypto_sign_BYTES == sizeof ((GuichetReportSignature *)NULL)->signature);

static gboolean
fail_form (GError **error, const char *message)
{
  g_set_error_literal (error, GUICHET_SIGNATURE_ERROR, GUICHET_SIGNATURE_ERROR_FORM, message);

  return FALSE;
}

/* minisign prints the eight bytes as a little-endian number. */
static void
print_key_id (const guint8 *bytes, char *text)
{
  for (int i = 0; i < KEY_ID_BYTES; i++)
    g_snprintf (text + 2 * i, 3, "%02X", bytes[KEY_ID_BYTES - 1 - i]);
}

/* Exactly @size bytes, in the one canonical way to write them. libsodium 1.0.18 reads some bytes
 * above 127 as letters: so each is looked at. */
static gboolean
decode (const char *text, gsize length, guint8 *bytes, gsize size)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/' && text[i] != '=')
      return FALSE;

  return sodium_base642bin (bytes, size, text, length, NULL, &n, NULL,
                            sodium_base64_VARIANT_ORIGINAL) == 0 &&
         n == size;
}

gboolean
guichet_public_key_read (GuichetPublicKey *self, const char *base64, GError **error)
{
  guint8 bytes[KEY_BYTES];

  if (!decode (base64, strlen (base64), bytes, sizeof bytes) || memcmp (bytes, "Ed", 2) != 0)
    return fail_form (error, _ ("not a public key of minisign's form"));

  print_key_id (bytes + 2, self->key_id);
  memcpy (self->key, bytes + 2 + KEY_ID_BYTES, sizeof self->key);

  return TRUE;
}

char *
guichet_public_key_make_fingerprint (const GuichetPublicKey *self)
{
  guint8 hash[32];
  GString *text = g_string_new (NULL);

  crypto_generichash (hash, sizeof hash, self->key, sizeof self->key, NULL, 0);
  for (int i = 0; i < FINGERPRINT; i++)
    g_string_append_printf (text, "%s%02x", i > 0 && i % 2 == 0 ? " " : "", hash[i]);

  return g_string_free (text, FALSE);
}

/* The next line of @text without its end, which it must have. */
static const char *
take_line (const char **text, const char *end, gsize *length)
{
  const char *line = *text;
  const char *stop = memchr (line, '\n', (gsize)(end - line));

  if (stop == NULL)
    return NULL;
  *length = (gsize)(stop - line);
  *text = stop + 1;

  return line;
}

static gboolean
read_comment (GuichetReportSignature *self, const char *line, gsize length)
{
  gsize prefix = strlen (TRUSTED);

  if (length < prefix || length - prefix > MAX_TRUSTED || memcmp (line, TRUSTED, prefix) != 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (line[i]))
      return FALSE;
  memcpy (self->comment, line + prefix, length - prefix);
  self->comment[length - prefix] = '\0';

  return TRUE;
}

gboolean
guichet_report_signature_read (GuichetReportSignature *self, const char *text, gsize length,
                               GError **error)
{
  const char *end = text + length;
  const char *lines[4];
  gsize lengths[4];
  guint8 bytes[SIG_BYTES];

  for (int i = 0; i < 4; i++) {
    lines[i] = take_line (&text, end, &lengths[i]);
    if (lines[i] == NULL)
      return fail_form (error, _ ("the signature is cut short"));
  }
  if (text != end || !g_str_has_prefix (lines[0], UNTRUSTED) ||
      !decode (lines[1], lengths[1], bytes, sizeof bytes) ||
      !read_comment (self, lines[2], lengths[2]) ||
      !decode (lines[3], lengths[3], self->comment_signature, sizeof self->comment_signature))
    return fail_form (error, _ ("not a signature of minisign's form"));
  if (memcmp (bytes, "ED", 2) != 0)
    return fail_form (error, _ ("a signature of the old kind (not prehashed)"));

  memcpy (self->key_id_bytes, bytes + 2, KEY_ID_BYTES);
  print_key_id (self->key_id_bytes, self->key_id);
  memcpy (self->signature, bytes + 2 + KEY_ID_BYTES, sizeof self->signature);

  return TRUE;
}

static gboolean
verify_comment (const GuichetReportSignature *self, const GuichetPublicKey *key)
{
  guint8 signed_bytes[sizeof self->signature + MAX_TRUSTED];
  gsize length = strlen (self->comment);

  memcpy (signed_bytes, self->signature, sizeof self->signature);
  memcpy (signed_bytes + sizeof self->signature, self->comment, length);

  return crypto_sign_verify_detached (self->comment_signature, signed_bytes,
                                      sizeof self->signature + length, key->key) == 0;
}

gboolean
guichet_report_signature_verify (const GuichetReportSignature *self, const GuichetPublicKey *key,
                                 const char *bytes, gsize length, GError **error)
{
  guint8 hash[crypto_generichash_BYTES_MAX];

  crypto_generichash (hash, sizeof hash, (const guint8 *)bytes, length, NULL, 0);
  if (!g_str_equal (self->key_id, key->key_id) ||
      crypto_sign_verify_detached (self->signature, hash, sizeof hash, key->key) != 0 ||
      !verify_comment (self, key)) {
    g_set_error_literal (error, GUICHET_SIGNATURE_ERROR, GUICHET_SIGNATURE_ERROR_FORGED,
                         _ ("forged or changed: the signature does not fit"));
    return FALSE;
  }

  return TRUE;
}
