/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A signature and a public key as anybody may send them: nothing but what was signed verifies. */
#include "report-signature.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static const GuichetPublicKey nobody = { "0000000000000000", { 1, 2, 3 } };
  GuichetReportSignature signature;
  GuichetPublicKey key;
  g_autofree char *line = g_strndup ((const char *)data, size);

  if (guichet_report_signature_read (&signature, (const char *)data, size, NULL) &&
      guichet_report_signature_verify (&signature, &nobody, "report", 6, NULL))
    abort ();
  if (guichet_public_key_read (&key, line, NULL))
    g_free (guichet_public_key_make_fingerprint (&key));

  return 0;
}
