/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minisign-private.h"

#include <string.h>

G_DEFINE_QUARK (guichet_minisign_error_quark, guichet_minisign_error)

#define UNTRUSTED "untrusted comment: "
#define TRUSTED   "trusted comment: "

static gboolean
refuse_format (GError **error, const char *message)
{
  g_set_error_literal (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_FORMAT, message);

  return FALSE;
}

gboolean
guichet_minisign_decode (const char *text, gsize text_length, guint8 *bytes, gsize length)
{
  g_autofree char *again = NULL;
  gsize decoded = 0;
  const char *end = NULL;

  if (sodium_base642bin (bytes, length, text, text_length, NULL, &decoded, &end,
                         sodium_base64_VARIANT_ORIGINAL) != 0 ||
      decoded != length || end != text + text_length)
    return FALSE;

  /* libsodium 1.0.18 takes some bytes above 127 for letters: only one text may stand for a key. */
  again = guichet_minisign_encode (bytes, length);

  return strlen (again) == text_length && memcmp (again, text, text_length) == 0;
}

char *
guichet_minisign_encode (const guint8 *bytes, gsize length)
{
  gsize size = sodium_base64_encoded_len (length, sodium_base64_VARIANT_ORIGINAL);
  char *text = g_malloc (size);

  return sodium_bin2base64 (text, size, bytes, length, sodium_base64_VARIANT_ORIGINAL);
}

/* What Ed25519 signs: with the prehashed kind the BLAKE2b of the file. */
static void
hash (const void *message, gsize length, guint8 digest[64])
{
  crypto_generichash (digest, 64, message, length, NULL, 0);
}

char *
guichet_minisign_sign (const GuichetSigningKey *self, const void *message, gsize length,
                       const char *trusted)
{
  SignatureBytes signature = { .kind = { 'E', 'D' } };
  g_autofree guint8 *signed_comment = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  guint8 digest[64];
  guint8 global[64];
  gsize comment_length = strlen (trusted);

  g_return_val_if_fail (strpbrk (trusted, "\r\n") == NULL, NULL);

  hash (message, length, digest);
  memcpy (signature.id, self->public_key.id, sizeof signature.id);
  crypto_sign_detached (signature.bytes, NULL, digest, sizeof digest, self->secret);

  signed_comment = g_malloc (sizeof signature.bytes + comment_length);
  memcpy (signed_comment, signature.bytes, sizeof signature.bytes);
  memcpy (signed_comment + sizeof signature.bytes, trusted, comment_length);
  crypto_sign_detached (global, NULL, signed_comment, sizeof signature.bytes + comment_length,
                        self->secret);

  first = guichet_minisign_encode ((const guint8 *)&signature, sizeof signature);
  second = guichet_minisign_encode (global, sizeof global);

  return g_strdup_printf (UNTRUSTED "signature of a Guichet report\n%s\n" TRUSTED "%s\n%s\n", first,
                          trusted, second);
}

/* The four lines of a .minisig file; each ends with a line's end. */
typedef struct {
  SignatureBytes signature;
  char *comment; /* owned */
  guint8 global[64];
} SignatureFile;

static gboolean
parse_signature (const char *text, SignatureFile *file, GError **error)
{
  g_auto (GStrv) lines = NULL;

  if (strlen (text) > GUICHET_MINISIGN_MAX_FILE)
    return refuse_format (error, "the signature is too long");
  lines = g_strsplit (text, "\n", 6);
  if (g_strv_length (lines) != 5 || *lines[4] != '\0')
    return refuse_format (error, "a signature has four lines");
  if (!g_str_has_prefix (lines[0], UNTRUSTED) || !g_str_has_prefix (lines[2], TRUSTED))
    return refuse_format (error, "the signature has not the comments of minisign");
  if (!guichet_minisign_decode (lines[1], strlen (lines[1]), (guint8 *)&file->signature,
                                sizeof file->signature) ||
      !guichet_minisign_decode (lines[3], strlen (lines[3]), file->global, sizeof file->global))
    return refuse_format (error, "the signature is not written as minisign does");
  if (memcmp (file->signature.kind, "ED", 2) != 0)
    return refuse_format (error, "the signature is not of the prehashed kind");
  file->comment = g_strdup (lines[2] + strlen (TRUSTED));

  return TRUE;
}

static gboolean
check_signature (const GuichetPublicKey *key, const SignatureFile *file, const void *message,
                 gsize length)
{
  gsize comment_length = strlen (file->comment);
  g_autofree guint8 *signed_comment = g_malloc (sizeof file->signature.bytes + comment_length);
  guint8 digest[64];

  hash (message, length, digest);
  memcpy (signed_comment, file->signature.bytes, sizeof file->signature.bytes);
  memcpy (signed_comment + sizeof file->signature.bytes, file->comment, comment_length);

  return crypto_sign_verify_detached (file->signature.bytes, digest, sizeof digest, key->bytes) ==
             0 &&
         crypto_sign_verify_detached (file->global, signed_comment,
                                      sizeof file->signature.bytes + comment_length,
                                      key->bytes) == 0;
}

gboolean
guichet_minisign_verify (const GuichetPublicKey *key, const char *signature, const void *message,
                         gsize length, char **trusted, GError **error)
{
  SignatureFile file = { 0 };
  g_autofree char *comment = NULL;

  if (!parse_signature (signature, &file, error))
    return FALSE;
  comment = file.comment;
  if (memcmp (file.signature.id, key->id, sizeof key->id) != 0) {
    g_set_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_KEY,
                 "the signature was made with another key");
    return FALSE;
  }
  if (!check_signature (key, &file, message, length)) {
    g_set_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_INVALID,
                 "the signature does not fit");
    return FALSE;
  }
  if (trusted != NULL)
    *trusted = g_steal_pointer (&comment);

  return TRUE;
}

typedef struct {
  char kind[2];
  guint8 id[8];
  guint8 bytes[32];
} PublicKeyBytes;
G_STATIC_ASSERT (sizeof (PublicKeyBytes) == 42);

gboolean
guichet_public_key_parse (GuichetPublicKey *key, const char *text, GError **error)
{
  PublicKeyBytes bytes;

  if (strlen (text) != GUICHET_MINISIGN_PUBLIC_TEXT_LENGTH ||
      !guichet_minisign_decode (text, strlen (text), (guint8 *)&bytes, sizeof bytes) ||
      memcmp (bytes.kind, "Ed", 2) != 0)
    return refuse_format (error, "not a public key of minisign");

  memcpy (key->id, bytes.id, sizeof key->id);
  memcpy (key->bytes, bytes.bytes, sizeof key->bytes);

  return TRUE;
}

char *
guichet_public_key_to_text (const GuichetPublicKey *key)
{
  PublicKeyBytes bytes = { .kind = { 'E', 'd' } };

  memcpy (bytes.id, key->id, sizeof bytes.id);
  memcpy (bytes.bytes, key->bytes, sizeof bytes.bytes);

  return guichet_minisign_encode ((const guint8 *)&bytes, sizeof bytes);
}

char *
guichet_public_key_get_id (const GuichetPublicKey *key)
{
  GString *text = g_string_new (NULL);

  /* minisign prints it as a little-endian number. */
  for (int i = 7; i >= 0; i--)
    g_string_append_printf (text, "%02X", key->id[i]);

  return g_string_free (text, FALSE);
}

char *
guichet_public_key_get_fingerprint (const GuichetPublicKey *key)
{
  GString *text = g_string_new (NULL);
  guint8 digest[32];

  crypto_generichash (digest, sizeof digest, key->bytes, sizeof key->bytes, NULL, 0);
  for (guint i = 0; i < 16; i++)
    g_string_append_printf (text, "%s%02x", i > 0 && i % 2 == 0 ? " " : "", digest[i]);

  return g_string_free (text, FALSE);
}
