/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "minisign.h"

#include <sodium.h>

/* Shared by minisign.c, which signs and verifies, and signing-key.c, which keeps secret keys. */

#define GUICHET_MINISIGN_MAX_FILE 4096

struct _GuichetSigningKey {
  guint8 secret[crypto_sign_SECRETKEYBYTES]; /* seed, then public key */
  GuichetPublicKey public_key;
};

typedef struct {
  char kind[2];
  guint8 id[8];
  guint8 bytes[64];
} SignatureBytes;
G_STATIC_ASSERT (sizeof (SignatureBytes) == 74);

/** TRUE when @text is exactly @length bytes in base64. */
gboolean guichet_minisign_decode (const char *text, gsize text_length, guint8 *bytes, gsize length);
/** Owned by the caller. */
char *guichet_minisign_encode (const guint8 *bytes, gsize length);
