/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "count-label.h"

static void
test_group (void)
{
  g_assert_cmpstr (guichet_count_label_of_group ("famille"), ==, "famille");
  g_assert_cmpstr (guichet_count_label_of_group ("webmail"), ==, "webmail");
  g_assert_cmpstr (guichet_count_label_of_group ("autres"), ==, "autres");
  g_assert_cmpstr (guichet_count_label_of_group ("club-de-boules"), ==, "autres");
  g_assert_cmpstr (guichet_count_label_of_group ("famill"), ==, "autres");
  g_assert_cmpstr (guichet_count_label_of_group (NULL), ==, "autres");
}

static void
test_language (void)
{
  g_assert_cmpstr (guichet_count_label_of_language ("fr"), ==, "fr");
  g_assert_cmpstr (guichet_count_label_of_language ("uk"), ==, "uk");
  g_assert_cmpstr (guichet_count_label_of_language ("br"), ==, "other");
  g_assert_cmpstr (guichet_count_label_of_language (NULL), ==, "other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/count-label/group", test_group);
  g_test_add_func ("/kiosk/count-label/language", test_language);
  return g_test_run ();
}
