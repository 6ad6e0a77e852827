/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-text.h"

#include <string.h>

static void
test_clean (void)
{
  static const struct {
    const char *text;
    const char *clean;
  } rows[] = {
    { NULL, "" },
    { "", "" },
    { "Été, Noël", "Été, Noël" },
    { "a\nb\tc\001d", "a b c d" },
    { "moc\xe2\x80\xae.evil", "moc.evil" }, /* U+202E */
    { "\xe2\x81\xa6x\xe2\x81\xa9", "x" },   /* U+2066, U+2069 */
    { "a\xe2\x80\x8e\xe2\x80\x8f"
      "b",
      "ab" }, /* U+200E, U+200F */
    { "a\xe2\x80\xa8"
      "b\xe2\x80\xa9"
      "c\xd8\x9c",
      "a b c" }, /* U+2028, U+2029, U+061C: found by fuzz-words */
    { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *clean = guichet_web_text_clean (rows[i].text, 100);

    g_assert_cmpstr (clean, ==, rows[i].clean);
  }
}

static void
test_length (void)
{
  g_autofree char *huge = g_strnfill (1024 * 1024, 'a');
  g_autofree char *clean = guichet_web_text_clean (huge, 600);
  g_autofree char *accents = guichet_web_text_clean ("ééééé", 3);

  g_assert_cmpuint (strlen (clean), ==, 600);
  g_assert_cmpstr (accents, ==, "ééé");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kiosk/web-text/clean", test_clean);
  g_test_add_func ("/kiosk/web-text/length", test_length);
  return g_test_run ();
}
