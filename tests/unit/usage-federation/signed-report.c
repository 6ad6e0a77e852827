/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signed-report.h"

#include <string.h>

const char test_report[] =
    "{\"cells\":{\"month\":{\"page-printed\":{\"black-and-white\":120,\"colour\":30},"
    "\"page-scanned\":{},\"service-opened\":{\"famille_scolarite/caf\":60,\"justice\":20},"
    "\"visit-ended\":{\"done\":110}},\"quarter\":{\"page-scanned\":{\"glass\":20}},\"year\":{}},"
    "\"centre\":\"cs-lormont\",\"counter\":7,\"created\":\"2025-01-03\",\"days_lost\":0,"
    "\"key\":\"" TEST_REPORT_KEY_ID "\",\"kiosks\":2,\"month\":\"2024-12\","
    "\"protection\":{\"base\":10,\"least\":10},\"revision\":2,\"schema\":\"guichet-month-1\"}\n";

void
test_signer_init (TestSigner *self)
{
  const guint8 key_id[] = { 0x89, 0x67, 0x45, 0x23, 0x01, 0xEF, 0xCD, 0xAB };

  g_assert_cmpint (sodium_init (), >=, 0);
  g_assert_cmpint (crypto_sign_keypair (self->public_key, self->secret_key), ==, 0);
  memcpy (self->key_id, key_id, sizeof key_id);
}

char *
test_signer_make_key_line (const TestSigner *self)
{
  guint8 bytes[2 + sizeof self->key_id + sizeof self->public_key];

  memcpy (bytes, "Ed", 2);
  memcpy (bytes + 2, self->key_id, sizeof self->key_id);
  memcpy (bytes + 2 + sizeof self->key_id, self->public_key, sizeof self->public_key);

  return g_base64_encode (bytes, sizeof bytes);
}

char *
test_signer_sign (const TestSigner *self, const char *kind, const char *bytes, gsize length,
                  const char *comment)
{
  guint8 hash[crypto_generichash_BYTES_MAX];
  guint8 signature[2 + 8 + crypto_sign_BYTES];
  guint8 global[crypto_sign_BYTES];
  g_autoptr (GByteArray) signed_bytes = g_byte_array_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  memcpy (signature, kind, 2);
  memcpy (signature + 2, self->key_id, sizeof self->key_id);
  crypto_generichash (hash, sizeof hash, (const guint8 *)bytes, length, NULL, 0);
  crypto_sign_detached (signature + 10, NULL, hash, sizeof hash, self->secret_key);
  g_byte_array_append (signed_bytes, signature + 10, crypto_sign_BYTES);
  g_byte_array_append (signed_bytes, (const guint8 *)comment, (guint)strlen (comment));
  crypto_sign_detached (global, NULL, signed_bytes->data, signed_bytes->len, self->secret_key);

  first = g_base64_encode (signature, sizeof signature);
  second = g_base64_encode (global, sizeof global);

  return g_strdup_printf ("untrusted comment: signature of a Guichet report\n%s\n"
                          "trusted comment: %s\n%s\n",
                          first, comment, second);
}
