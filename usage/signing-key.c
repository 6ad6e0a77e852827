/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "minisign-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define COMMENT "untrusted comment: secret key of a Guichet centre: keep it here\n"

/* minisign's secret key file without a password ("kdf_alg" of two zero bytes). */
typedef struct {
  char kind[2];         /* "Ed" */
  char derivation[2];   /* "Sc" with a password */
  char checksum_of[2];  /* "B2" */
  guint8 salt[32];      /* of the password */
  guint8 limits[2 * 8]; /* of the password */
  guint8 id[8];
  guint8 secret[64];
  guint8 checksum[32]; /* BLAKE2b of kind, id and secret */
} SecretKeyBytes;
G_STATIC_ASSERT (sizeof (SecretKeyBytes) == 158);

static void
sum (const SecretKeyBytes *bytes, guint8 checksum[32])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, 32);
  crypto_generichash_update (&state, (const guint8 *)bytes->kind, sizeof bytes->kind);
  crypto_generichash_update (&state, bytes->id, sizeof bytes->id);
  crypto_generichash_update (&state, bytes->secret, sizeof bytes->secret);
  crypto_generichash_final (&state, checksum, 32);
}

static GuichetSigningKey *
new_key (void)
{
  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");

  return sodium_malloc (sizeof (GuichetSigningKey));
}

GuichetSigningKey *
guichet_signing_key_generate (void)
{
  GuichetSigningKey *self = new_key ();

  crypto_sign_keypair (self->public_key.bytes, self->secret);
  randombytes_buf (self->public_key.id, sizeof self->public_key.id);

  return self;
}

GuichetSigningKey *
guichet_signing_key_generate_from_seed (const guint8 seed[32])
{
  GuichetSigningKey *self = new_key ();
  guint8 id[16];

  crypto_sign_seed_keypair (self->public_key.bytes, self->secret, seed);
  crypto_generichash (id, sizeof id, self->public_key.bytes, sizeof self->public_key.bytes, NULL,
                      0);
  memcpy (self->public_key.id, id, sizeof self->public_key.id);

  return self;
}

void
guichet_signing_key_free (GuichetSigningKey *self)
{
  sodium_free (self);
}

const GuichetPublicKey *
guichet_signing_key_get_public (const GuichetSigningKey *self)
{
  return &self->public_key;
}

void
guichet_signing_key_derive_rounding (const GuichetSigningKey *self, GuichetRoundingKey *key)
{
  static const char purpose[] = "guichet-rounding-1";

  crypto_generichash (key->bytes, sizeof key->bytes, (const guint8 *)purpose, strlen (purpose),
                      self->secret, crypto_sign_SEEDBYTES);
}

static gboolean
refuse_file (GError **error, const char *path)
{
  int saved = errno;

  g_set_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_FILE, "%s: %s", path,
               g_strerror (saved));

  return FALSE;
}

static gboolean
write_new_file (const char *path, const char *text, GError **error)
{
  gsize length = strlen (text);
  gboolean done;
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return refuse_file (error, path);

  done = write (fd, text, length) == (gssize)length && fsync (fd) == 0;
  if (!done) {
    refuse_file (error, path);
    unlink (path);
  }
  close (fd);

  return done;
}

gboolean
guichet_signing_key_save (const GuichetSigningKey *self, const char *path, GError **error)
{
  SecretKeyBytes bytes = { .kind = { 'E', 'd' }, .checksum_of = { 'B', '2' } };
  g_autofree char *encoded = NULL;
  g_autofree char *text = NULL;
  gboolean saved;

  memcpy (bytes.id, self->public_key.id, sizeof bytes.id);
  memcpy (bytes.secret, self->secret, sizeof bytes.secret);
  sum (&bytes, bytes.checksum);
  encoded = guichet_minisign_encode ((const guint8 *)&bytes, sizeof bytes);
  text = g_strconcat (COMMENT, encoded, "\n", NULL);
  saved = write_new_file (path, text, error);

  sodium_memzero (&bytes, sizeof bytes);
  sodium_memzero (encoded, strlen (encoded));
  sodium_memzero (text, strlen (text));

  return saved;
}

/* The bytes of the second line. */
static gboolean
parse (const char *text, SecretKeyBytes *bytes, GError **error)
{
  const char *line = strchr (text, '\n');
  guint8 checksum[32];

  if (line == NULL || !g_str_has_prefix (text, "untrusted comment: ") ||
      !guichet_minisign_decode (line + 1, strcspn (line + 1, "\n"), (guint8 *)bytes,
                                sizeof *bytes) ||
      memcmp (bytes->kind, "Ed", 2) != 0 || memcmp (bytes->checksum_of, "B2", 2) != 0) {
    g_set_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_FORMAT,
                 "not a secret key of minisign");
    return FALSE;
  }
  if (memcmp (bytes->derivation, "\0", 2) != 0) {
    g_set_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_LOCKED,
                 "the secret key has a password");
    return FALSE;
  }
  /* minisign itself writes no checksum where there is no password. */
  sum (bytes, checksum);
  if (!sodium_is_zero (bytes->checksum, sizeof bytes->checksum) &&
      sodium_memcmp (checksum, bytes->checksum, sizeof checksum) != 0) {
    g_set_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_FORMAT,
                 "the secret key is damaged");
    return FALSE;
  }

  return TRUE;
}

static GuichetSigningKey *
make_key (const SecretKeyBytes *bytes)
{
  GuichetSigningKey *self = new_key ();

  memcpy (self->secret, bytes->secret, sizeof self->secret);
  memcpy (self->public_key.id, bytes->id, sizeof self->public_key.id);
  memcpy (self->public_key.bytes, bytes->secret + crypto_sign_SEEDBYTES,
          sizeof self->public_key.bytes);

  return self;
}

GuichetSigningKey *
guichet_signing_key_load (const char *path, GError **error)
{
  char text[GUICHET_MINISIGN_MAX_FILE + 1] = { 0 };
  GuichetSigningKey *self = NULL;
  SecretKeyBytes bytes;
  gssize length;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  length = fd < 0 ? -1 : read (fd, text, sizeof text - 1);
  if (length < 0)
    refuse_file (error, path);
  else if (parse (text, &bytes, error))
    self = make_key (&bytes);
  else
    g_prefix_error (error, "%s: ", path);
  if (fd >= 0)
    close (fd);

  sodium_memzero (text, sizeof text);
  sodium_memzero (&bytes, sizeof bytes);

  return self;
}
