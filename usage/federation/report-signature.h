/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * The verifying side of minisign's format: Ed25519 over BLAKE2b-512 of the file ("ED"), and over
 * the signature with its trusted comment. Written apart from the signing side on purpose. Any
 * thread.
 */
#define GUICHET_SIGNATURE_MAX_BYTES 1024

#define GUICHET_SIGNATURE_ERROR (guichet_signature_error_quark ())
GQuark guichet_signature_error_quark (void);

typedef enum {
  GUICHET_SIGNATURE_ERROR_FORM,   /* not a signature of this kind */
  GUICHET_SIGNATURE_ERROR_FORGED, /* the file is not what was signed */
} GuichetSignatureError;

typedef struct {
  char key_id[17]; /* as minisign prints it: 16 upper-case hexadecimal digits */
  guint8 key[32];
} GuichetPublicKey;

typedef struct {
  guint8 key_id_bytes[8];
  char key_id[17];
  guint8 signature[64];
  guint8 comment_signature[64];
  char comment[256]; /* the trusted one */
} GuichetReportSignature;

/** Reads the base64 line of a minisign public key. */
gboolean guichet_public_key_read (GuichetPublicKey *self, const char *base64, GError **error);
/** What people compare: 8 groups of 4 digits. Owned by the caller. */
char *guichet_public_key_make_fingerprint (const GuichetPublicKey *self);

/** Reads the four lines of a .minisig file. */
gboolean guichet_report_signature_read (GuichetReportSignature *self, const char *text,
                                        gsize length, GError **error);
/** TRUE when @bytes and the trusted comment were signed with @key. */
gboolean guichet_report_signature_verify (const GuichetReportSignature *self,
                                          const GuichetPublicKey *key, const char *bytes,
                                          gsize length, GError **error);
