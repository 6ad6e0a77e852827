/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-name.h"

#include <string.h>

static gboolean
is_canonical (const char *host)
{
  return guichet_host_name_is_canonical (host, strlen (host));
}

static void
test_canonical (void)
{
  static const char *const good[] = {
    "www.caf.fr",     "a",           "1.fr",       "0x7f.fr", "1-2.fr",
    "xn--caf-dma.fr", "a.b.c.d.e.f", "0x.example", NULL,
  };

  for (guint i = 0; good[i] != NULL; i++)
    g_assert_true (is_canonical (good[i]));
}

static void
test_near_misses (void)
{
  static const char *const bad[] = {
    "",           ".",        "www.caf.fr.", ".www.caf.fr", "www..caf.fr", "WWW.caf.fr",
    "www.caf.fR", "-caf.fr",  "caf-.fr",     "caf.-fr",     "caf_x.fr",    "*.caf.fr",
    "caf fr",     "caf\t.fr", "caf.fr\n",    "caf%2efr",    "caf.fr:443",  "a@caf.fr",
    "caf.fr/",    "café.fr",  "caf。fr",     "127.0.0.1",   "2130706433",  "0x7f000001",
    "0x",         "127.1",    "caf.0x7f",    "caf.1",       "[::1]",       "::1",
    "caf.08",     NULL,
  };

  for (guint i = 0; bad[i] != NULL; i++) {
    g_test_message ("%s", bad[i]);
    g_assert_false (is_canonical (bad[i]));
  }
  g_assert_false (guichet_host_name_is_canonical ("a\0b.fr", 6));
}

static void
test_lengths (void)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *long_label = g_strnfill (64, 'a');
  g_autofree char *longest = g_strdup_printf ("%s.%s.%s.%.61s", label, label, label, label);
  g_autofree char *too_long = g_strdup_printf ("%s.%s.%s.%.62s", label, label, label, label);

  g_assert_true (is_canonical (label));
  g_assert_false (is_canonical (long_label));
  g_assert_cmpuint (strlen (longest), ==, 253);
  g_assert_true (is_canonical (longest));
  g_assert_false (is_canonical (too_long));
}

static void
test_port (void)
{
  static const char *const bad[] = {
    "", "0", "00", "0443", "65536", "99999", "100000", "+1", "-1", " 1", "1 ", "1a", "0x1", NULL,
  };
  guint16 port = 0;

  for (guint i = 0; bad[i] != NULL; i++)
    g_assert_false (guichet_host_name_parse_port (bad[i], bad[i] + strlen (bad[i]), &port));
}

static void
test_good_port (void)
{
  static const char text[] = "65535/path";
  guint16 port = 0;

  g_assert_true (guichet_host_name_parse_port (text, text + 5, &port));
  g_assert_cmpuint (port, ==, 65535);
  g_assert_true (guichet_host_name_parse_port (text, text + 1, &port));
  g_assert_cmpuint (port, ==, 6);
}

static void
test_default_port (void)
{
  g_assert_cmpuint (guichet_host_name_default_port ("https"), ==, 443);
  g_assert_cmpuint (guichet_host_name_default_port ("http"), ==, 80);
  g_assert_cmpuint (guichet_host_name_default_port ("wss"), ==, 0);
  g_assert_cmpuint (guichet_host_name_count_labels ("a.b.c"), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/host-name/canonical", test_canonical);
  g_test_add_func ("/config/host-name/near-misses", test_near_misses);
  g_test_add_func ("/config/host-name/lengths", test_lengths);
  g_test_add_func ("/config/host-name/port/bad", test_port);
  g_test_add_func ("/config/host-name/port/good", test_good_port);
  g_test_add_func ("/config/host-name/default-port", test_default_port);
  return g_test_run ();
}
