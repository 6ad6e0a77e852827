/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was signed is known; anything else is refused, ten thousand times. */
#include "report-envelope.h"
#include "report-signature.h"
#include "signed-report.h"

#include <string.h>

#define N_QUICK 10000

typedef struct {
  TestSigner signer;
  GuichetPublicKey key;
  char *text; /* of the .minisig file */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  test_signer_init (&fixture->signer);
  line = test_signer_make_key_line (&fixture->signer);
  guichet_public_key_read (&fixture->key, line, &error);
  g_assert_no_error (error);
  fixture->text = test_signer_sign (&fixture->signer, "ED", test_report, strlen (test_report),
                                    TEST_REPORT_COMMENT);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->text);
}

/* As the import does: the signature's form, then the signature, then the content. */
static gboolean
is_accepted (Fixture *fixture, const char *bytes, gsize length, const char *text, gsize text_length)
{
  GuichetReportSignature signature;
  g_autoptr (GuichetReportEnvelope) report = NULL;

  if (!guichet_report_signature_read (&signature, text, text_length, NULL) ||
      !g_str_equal (signature.key_id, fixture->key.key_id) ||
      !guichet_report_signature_verify (&signature, &fixture->key, bytes, length, NULL))
    return FALSE;
  report = guichet_report_envelope_read (bytes, length, NULL);

  return report != NULL && g_str_equal (signature.comment, TEST_REPORT_COMMENT);
}

static void
test_valid (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (fixture->key.key_id, ==, TEST_REPORT_KEY_ID);
  g_assert_true (is_accepted (fixture, test_report, strlen (test_report), fixture->text,
                              strlen (fixture->text)));
}

static void
test_fingerprint (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = guichet_public_key_make_fingerprint (&fixture->key);
  g_autofree char *second = NULL;

  g_assert_cmpuint (strlen (first), ==, 8 * 4 + 7);
  fixture->key.key[31] ^= 1;
  second = guichet_public_key_make_fingerprint (&fixture->key);
  g_assert_cmpstr (first, !=, second);
}

static void
test_old_kind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = test_signer_sign (&fixture->signer, "Ed", test_report,
                                            strlen (test_report), TEST_REPORT_COMMENT);
  GuichetReportSignature signature;
  g_autoptr (GError) error = NULL;

  g_assert_false (guichet_report_signature_read (&signature, text, strlen (text), &error));
  g_assert_error (error, GUICHET_SIGNATURE_ERROR, GUICHET_SIGNATURE_ERROR_FORM);
}

static void
test_other_key (Fixture *fixture, gconstpointer data)
{
  TestSigner other;
  g_autofree char *text = NULL;
  GuichetReportSignature signature;
  g_autoptr (GError) error = NULL;

  /* It claims the same key id. */
  test_signer_init (&other);
  text = test_signer_sign (&other, "ED", test_report, strlen (test_report), TEST_REPORT_COMMENT);
  g_assert_true (guichet_report_signature_read (&signature, text, strlen (text), NULL));
  g_assert_cmpstr (signature.key_id, ==, fixture->key.key_id);
  g_assert_false (guichet_report_signature_verify (&signature, &fixture->key, test_report,
                                                   strlen (test_report), &error));
  g_assert_error (error, GUICHET_SIGNATURE_ERROR, GUICHET_SIGNATURE_ERROR_FORGED);
}

/* The comment is signed too: revision 2 cannot be told as 3. */
static void
test_comment (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) parts = g_strsplit (fixture->text, "revision=2", 2);
  g_autofree char *text = g_strjoinv ("revision=3", parts);
  GuichetReportSignature signature;

  g_assert_true (guichet_report_signature_read (&signature, text, strlen (text), NULL));
  g_assert_false (guichet_report_signature_verify (&signature, &fixture->key, test_report,
                                                   strlen (test_report), NULL));
}

static void
test_forms (Fixture *fixture, gconstpointer data)
{
  const char *const bad[] = {
    "",
    "\n\n\n\n",
    "untrusted comment: x\nRUQ=\ntrusted comment: x\nRUQ=\n",
    "trusted comment: x\n",
    "untrusted comment: \xff\n\xff\ntrusted comment: \n\n",
  };
  g_autofree char *longer = g_strconcat (fixture->text, "\n", NULL);
  GuichetReportSignature signature;
  GuichetPublicKey key;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (guichet_report_signature_read (&signature, bad[i], strlen (bad[i]), NULL));
    g_assert_false (guichet_public_key_read (&key, bad[i], NULL));
  }
  g_assert_false (guichet_report_signature_read (&signature, longer, strlen (longer), NULL));
  for (gsize length = 0; length < strlen (fixture->text); length++) {
    g_autofree char *text = g_memdup2 (fixture->text, MAX (length, 1));

    g_assert_false (guichet_report_signature_read (&signature, text, length, NULL));
  }
}

/* One to four changes of bytes: set, flipped, cut out, doubled. */
static char *
mutate (const char *text, gsize *length)
{
  g_autoptr (GString) changed = g_string_new (text);

  for (int n = g_test_rand_int_range (1, 5); n > 0 && changed->len > 0; n--) {
    gssize at = g_test_rand_int_range (0, (gint32)changed->len);
    gssize cut = g_test_rand_int_range (1, 20);

    switch (g_test_rand_int_range (0, 4)) {
    case 0:
      changed->str[at] = (char)g_test_rand_int_range (0, 256);
      break;
    case 1:
      changed->str[at] ^= (char)(1 << g_test_rand_int_range (0, 8));
      break;
    case 2:
      g_string_erase (changed, at, MIN (cut, (gssize)changed->len - at));
      break;
    default:
      g_string_insert_c (changed, at, (char)g_test_rand_int_range (0, 256));
    }
  }
  *length = changed->len;

  return g_memdup2 (changed->str, changed->len + 1);
}

static gboolean
is_same (const char *a, gsize length, const char *b)
{
  return length == strlen (b) && memcmp (a, b, length) == 0;
}

/* The untrusted comment is not signed: a change of it alone is harmless. */
static gboolean
is_same_after_first_line (const char *text, gsize length, const char *other)
{
  const char *rest = memchr (text, '\n', length);

  return rest != NULL && is_same (rest, length - (gsize)(rest - text), strchr (other, '\n'));
}

static void
test_mutated (Fixture *fixture, gconstpointer data)
{
  guint n_tried = 0;

  while (n_tried < N_QUICK) {
    gboolean is_report = g_test_rand_bit ();
    gsize length;
    g_autofree char *changed = mutate (is_report ? test_report : fixture->text, &length);

    if (is_same (changed, length, is_report ? test_report : fixture->text))
      continue;
    n_tried++;
    if (!is_report && is_same_after_first_line (changed, length, fixture->text))
      continue;
    g_assert_false (
        is_report ? is_accepted (fixture, changed, length, fixture->text, strlen (fixture->text))
                  : is_accepted (fixture, test_report, strlen (test_report), changed, length));
  }
}

/* Signed by a hostile centre: what is accepted must be the canonical form all the same. */
static void
test_mutated_and_signed (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_QUICK; i++) {
    gsize length;
    g_autofree char *changed = mutate (test_report, &length);
    g_autoptr (GError) error = NULL;
    g_autoptr (GuichetReportEnvelope) report =
        guichet_report_envelope_read (changed, length, &error);

    g_assert_true ((report == NULL) == (error != NULL));
    for (guint j = 0; report != NULL && j < report->cells->len; j++) {
      const GuichetReportCell *cell = &g_array_index (report->cells, GuichetReportCell, j);

      g_assert_true (cell->n == -1 || (cell->n >= report->least && cell->n % report->base == 0));
    }
  }
}

int
main (int argc, char **argv)
{
  const struct {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/federation/signature/valid", test_valid },
    { "/federation/signature/fingerprint", test_fingerprint },
    { "/federation/signature/old-kind", test_old_kind },
    { "/federation/signature/other-key", test_other_key },
    { "/federation/signature/comment", test_comment },
    { "/federation/signature/forms", test_forms },
    { "/federation/signature/mutated", test_mutated },
    { "/federation/signature/mutated-and-signed", test_mutated_and_signed },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
