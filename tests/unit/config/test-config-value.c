/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-value.h"

typedef struct {
  const char *text;
  guint64 bytes; /* 0: refused */
} SizeCase;

static void
test_size (void)
{
  static const SizeCase cases[] = {
    { "5 Mo", 5000000 },
    { "5Mo", 5000000 },
    { "5 MB", 5000000 },
    { "200 Mo", 200000000 },
    { "500 ko", 500000 },
    { "500 Ko", 500000 },
    { "1 Go", 1000000000 },
    { "1 Mio", 1048576 },
    { "4 GiB", G_GUINT64_CONSTANT (4294967296) },
    { "12 o", 12 },
    { "12", 0 },
    { "Mo", 0 },
    { "", 0 },
    { "0 Mo", 0 },
    { "-5 Mo", 0 },
    { "+5 Mo", 0 },
    { "5,5 Mo", 0 },
    { "5.5 Mo", 0 },
    { "5 mo", 0 },
    { "5 M", 0 },
    { "5 Mb", 0 },
    { "5 Mo 5", 0 },
    { "5 5 Mo", 0 },
    { "18446744073709551615 Mo", 0 },
    { "99999999999999999999 o", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint64 bytes = 0;

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (guichet_config_value_parse_size (cases[i].text, &bytes), ==,
                     cases[i].bytes != 0);
    if (cases[i].bytes != 0)
      g_assert_cmpuint (bytes, ==, cases[i].bytes);
  }
}

static void
test_boolean (void)
{
  static const char *const bad[] = { "",    "True", "TRUE", "1",     "0",
                                     "yes", "oui",  "vrai", "true ", NULL };
  gboolean value = FALSE;

  g_assert_true (guichet_config_value_parse_boolean ("true", &value));
  g_assert_true (value);
  g_assert_true (guichet_config_value_parse_boolean ("false", &value));
  g_assert_false (value);
  for (guint i = 0; bad[i] != NULL; i++) {
    g_assert_false (guichet_config_value_parse_boolean (bad[i], &value));
    g_assert_false (value);
  }
}

static void
test_number (void)
{
  static const char *const bad[] = { "", "1", "61", "-5", "+5", "5.0", "5s", "0x5", " 5", NULL };
  guint value = 7;

  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (guichet_config_value_parse_number (bad[i], 2, 60, &value));
  g_assert_cmpuint (value, ==, 7);
  g_assert_true (guichet_config_value_parse_number ("60", 2, 60, &value));
  g_assert_cmpuint (value, ==, 60);
}

static void
test_id (void)
{
  static const char *const bad[] = { "",     "Caf", "caf.fr", "../caf", "caf/x",
                                     "café", "a b", "abcdef", NULL };

  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (guichet_config_value_is_id (bad[i], 5));
  g_assert_true (guichet_config_value_is_id ("ft-1x", 5));
}

static void
test_line (void)
{
  static const char *const bad[] = {
    "",
    "abcdefghijk",
    "a\tb",
    "a\nb",
    "a\x1b[31m",
    "a\xe2\x80\xae"
    "b",
    "a\xe2\x80\xa8"
    "b",
    "a\xc2\x85"
    "b",
    "\xee\x80\x80",
    NULL,
  };

  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (guichet_config_value_is_line (bad[i], 10));
  g_assert_true (guichet_config_value_is_line ("éééééééééé", 10));
  g_assert_true (guichet_config_value_is_line ("Chèque ’ №", 10));
  g_assert_true (guichet_config_value_is_line ("مساعدة.", 10));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/config-value/size", test_size);
  g_test_add_func ("/config/config-value/boolean", test_boolean);
  g_test_add_func ("/config/config-value/number", test_number);
  g_test_add_func ("/config/config-value/id", test_id);
  g_test_add_func ("/config/config-value/line", test_line);
  return g_test_run ();
}
