/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include <sodium.h>

/** A centre's key pair and what it signs, made with libsodium itself. */
typedef struct {
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];
  guint8 secret_key[crypto_sign_SECRETKEYBYTES];
  guint8 key_id[8];
} TestSigner;

/** A valid report of cs-lormont, December 2024, signed key ABCDEF0123456789, revision 2. */
#define TEST_REPORT_KEY_ID  "ABCDEF0123456789"
#define TEST_REPORT_COMMENT "guichet-month centre=cs-lormont month=2024-12 revision=2 counter=7"
extern const char test_report[];

void test_signer_init (TestSigner *self);
/** The base64 line of the public key; owned by the caller. */
char *test_signer_make_key_line (const TestSigner *self);
/** The text of a .minisig file; @kind: "ED" for a right one. Owned by the caller. */
char *test_signer_sign (const TestSigner *self, const char *kind, const char *bytes, gsize length,
                        const char *comment);
