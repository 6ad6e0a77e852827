/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "search-text.h"

static void
test_fold (void)
{
  static const struct {
    const char *text;
    const char *folded;
  } CASES[] = {
    { "Caf – Mon Compte", "caf mon compte" },
    { "  Identité  ", "identite" },
    { "IDENTITÉ", "identite" },
    { "identite\xcc\x81", "identite" }, /* decomposed */
    { "Cœur", "coeur" },
    { "CŒUR", "coeur" },
    { "Straße", "strasse" },
    { "l’école", "l ecole" },
    { "l'école", "l ecole" },
    { "carte-grise", "carte grise" },
    { "n° 3", "n 3" },
    { "ﬁscal", "fiscal" },
    { "الأسرة", "الاسرة" },
    { "", "" },
    { " — ", "" },
    { "\xff\xfe", "" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *folded = guichet_search_text_fold (CASES[i].text);

    g_assert_cmpstr (folded, ==, CASES[i].folded);
  }
}

static void
test_match (void)
{
  static const struct {
    const char *text;
    const char *needle;
    GuichetSearchMatch match;
  } CASES[] = {
    { "assurance maladie compte ameli", "assu", GUICHET_SEARCH_TEXT_START },
    { "assurance maladie compte ameli", "assurance maladie", GUICHET_SEARCH_TEXT_START },
    { "assurance maladie compte ameli", "ameli", GUICHET_SEARCH_WORD_START },
    { "assurance maladie compte ameli", "ameli assur", GUICHET_SEARCH_WORD_START },
    { "assurance maladie compte ameli", "surance", GUICHET_SEARCH_INSIDE },
    { "assurance maladie compte ameli", "ameli rance", GUICHET_SEARCH_INSIDE },
    { "assurance maladie compte ameli", "amelie", GUICHET_SEARCH_NONE },
    { "assurance maladie compte ameli", "ameli impots", GUICHET_SEARCH_NONE },
    /* The first place found is not at the start of a word, the second is. */
    { "recarte carte", "carte", GUICHET_SEARCH_WORD_START },
    { "ameli", "", GUICHET_SEARCH_NONE },
    { "", "a", GUICHET_SEARCH_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    g_assert_cmpint (guichet_search_text_match (CASES[i].text, CASES[i].needle), ==,
                     CASES[i].match);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/search-text/fold", test_fold);
  g_test_add_func ("/kiosk/search-text/match", test_match);
  return g_test_run ();
}
