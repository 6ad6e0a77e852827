/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nearest-name.h"

static const char *const names[] = { "Name", "Navigate", "NavigateAlso", "Place", "Hidden", NULL };

typedef struct {
  const char *text;
  const char *nearest;
} Case;

static void
test_nearest (void)
{
  static const Case cases[] = {
    { "Name", "Name" },    { "Naem", "Name" },        { "name", "Name" },
    { "Nam", "Name" },     { "Navigat", "Navigate" }, { "Navigates", "Navigate" },
    { "Hiden", "Hidden" }, { "hidden", "Hidden" },    { "NavigateAls", "NavigateAlso" },
    { "Palce", "Place" },  { "Sentence", NULL },      { "", NULL },
    { "Plum", NULL },      { "Nom", NULL },           { "Navigation", "Navigate" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (guichet_nearest_name (cases[i].text, names), ==, cases[i].nearest);
  }
}

static void
test_long (void)
{
  g_autofree char *text = g_strnfill (10000, 'N');
  g_autofree char *longest = g_strnfill (64, 'N');
  const char *const long_names[] = { text, longest, NULL };

  g_assert_null (guichet_nearest_name (text, names));
  g_assert_cmpstr (guichet_nearest_name (longest, long_names), ==, longest);
}

static void
test_no_names (void)
{
  static const char *const none[] = { NULL };

  g_assert_null (guichet_nearest_name ("Name", none));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/nearest-name/nearest", test_nearest);
  g_test_add_func ("/config/nearest-name/long", test_long);
  g_test_add_func ("/config/nearest-name/no-names", test_no_names);
  return g_test_run ();
}
