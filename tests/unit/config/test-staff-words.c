/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-words.h"

static GVariant *
make_answer (gboolean is_done, const char *outcome, const char *key, const char *value)
{
  GVariantDict answer;

  g_variant_dict_init (&answer, NULL);
  g_variant_dict_insert (&answer, "done", "b", is_done);
  g_variant_dict_insert (&answer, "outcome", "s", outcome);
  if (key != NULL)
    g_variant_dict_insert (&answer, key, "s", value);
  return g_variant_ref_sink (g_variant_dict_end (&answer));
}

/* Each state of the network has a sentence of its own, and so has one that nobody thought of. */
static void
test_network (void)
{
  static const char *const cases[][2] = {
    { "works", "Network: works." },
    { "no-cable", "Network: there is none. Look at the cable, or at the box." },
    { "no-names", "Network: the Internet does not answer. Look at the box." },
    { "no-proxy", "Network: the centre's proxy does not answer." },
    { "no-answer", "Network: no service answers. Look at the box." },
    { "strange", "Network: no service answers. Look at the box." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) answer = make_answer (TRUE, "done", "network", cases[i][0]);
    g_autofree char *words = guichet_staff_words_for_answer ("state", answer);
    g_auto (GStrv) lines = g_strsplit (words, "\n", -1);

    g_assert_cmpuint (g_strv_length (lines), ==, 3);
    g_assert_cmpstr (lines[0], ==, "Printer: its state is not known.");
    g_assert_cmpstr (lines[1], ==, "Scanner: its state is not known.");
    g_assert_cmpstr (lines[2], ==, cases[i][1]);
  }
}

/* What was refused is said, whatever it was. */
static void
test_refusals (void)
{
  static const char *const cases[][3] = {
    { "power-off", "refused",
      "The computer does not let the terminal switch it off. Press its power button." },
    { "power-off", "no-answer", "The computer does not answer to this. Press its power button." },
    { "clear-queue", "no-answer", "The print service does not answer. Call the technician." },
    { "clear-queue", "no-printer", "Printer: it is not set up in this computer." },
    { "sleep", "visited", "Somebody uses the terminal. End the visit first." },
    { "dance", "strange", "That could not be done." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) answer = make_answer (FALSE, cases[i][1], NULL, NULL);
    g_autofree char *words = guichet_staff_words_for_answer (cases[i][0], answer);

    g_assert_cmpstr (words, ==, cases[i][2]);
  }
}

/* Not even an answer. */
static void
test_silence (void)
{
  g_autofree char *words = guichet_staff_words_for_answer ("reset", NULL);

  g_assert_cmpstr (words, ==, "That could not be done.");
}

static void
test_state (void)
{
  g_autofree char *home = guichet_staff_words_for_state ("home", "");
  g_autofree char *visiting = guichet_staff_words_for_state ("visiting", "");
  g_autofree char *broken = guichet_staff_words_for_state ("out-of-order", "W-2");

  g_assert_cmpstr (home, ==, "Nobody uses the terminal.");
  g_assert_cmpstr (visiting, ==, "A visit is in progress.");
  g_assert_cmpstr (broken, ==,
                   "The terminal is out of order. Ending the visit tries to mend it. (W-2)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/staff-words/network", test_network);
  g_test_add_func ("/config/staff-words/refusals", test_refusals);
  g_test_add_func ("/config/staff-words/silence", test_silence);
  g_test_add_func ("/config/staff-words/state", test_state);
  return g_test_run ();
}
