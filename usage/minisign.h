/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "keyed-rounding.h"

/**
 * Keys and signatures in the format of minisign (jedisct1.github.io/minisign, "Signature format"):
 * Ed25519 over BLAKE2b-512 of the file ("ED"), and over the signature and the trusted comment. What
 * is made here is read by the program minisign, and the other way round. Any thread.
 */
#define GUICHET_MINISIGN_ERROR (guichet_minisign_error_quark ())
GQuark guichet_minisign_error_quark (void);

typedef enum {
  GUICHET_MINISIGN_ERROR_FILE,    /* cannot be read or written */
  GUICHET_MINISIGN_ERROR_FORMAT,  /* not a key or a signature of minisign */
  GUICHET_MINISIGN_ERROR_LOCKED,  /* a secret key with a password: a timer cannot type it */
  GUICHET_MINISIGN_ERROR_KEY,     /* made with another key */
  GUICHET_MINISIGN_ERROR_INVALID, /* forged or changed */
} GuichetMinisignError;

#define GUICHET_MINISIGN_PUBLIC_TEXT_LENGTH 56

typedef struct {
  guint8 id[8];
  guint8 bytes[32];
} GuichetPublicKey;

/* Secret; allocated by libsodium, so that it is not swapped and is wiped. */
typedef struct _GuichetSigningKey GuichetSigningKey;

GuichetSigningKey *guichet_signing_key_generate (void);
/** The same key for the same @seed, its id made from it too: for what must be made again. */
GuichetSigningKey *guichet_signing_key_generate_from_seed (const guint8 seed[32]);
/** Writes a secret key without password to a new file of mode 0600, synced; never over another. */
gboolean guichet_signing_key_save (const GuichetSigningKey *self, const char *path, GError **error);
GuichetSigningKey *guichet_signing_key_load (const char *path, GError **error);
void guichet_signing_key_free (GuichetSigningKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetSigningKey, guichet_signing_key_free)

/** Borrowed. */
const GuichetPublicKey *guichet_signing_key_get_public (const GuichetSigningKey *self);
/** The key of the rounding of this centre: another secret, made from this one. */
void guichet_signing_key_derive_rounding (const GuichetSigningKey *self, GuichetRoundingKey *key);
/** The text of a .minisig file, owned by the caller. @trusted: one line. */
char *guichet_minisign_sign (const GuichetSigningKey *self, const void *message, gsize length,
                             const char *trusted);

/** TRUE when @signature, the text of a .minisig file, was made of @message by @key; its trusted
 *  comment, owned by the caller, is then in @trusted. */
gboolean guichet_minisign_verify (const GuichetPublicKey *key, const char *signature,
                                  const void *message, gsize length, char **trusted,
                                  GError **error);
/** Reads the 56 characters that stand in a .pub file. */
gboolean guichet_public_key_parse (GuichetPublicKey *key, const char *text, GError **error);
/** Those 56 characters, owned by the caller. */
char *guichet_public_key_to_text (const GuichetPublicKey *key);
/** The id as minisign prints it, 16 hexadecimal digits, owned by the caller. */
char *guichet_public_key_get_id (const GuichetPublicKey *key);
/** What people compare: eight groups of four hexadecimal digits, owned by the caller. */
char *guichet_public_key_get_fingerprint (const GuichetPublicKey *key);
