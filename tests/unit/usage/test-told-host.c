/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "told-host.h"

#include <string.h>

static void
test_valid (void)
{
  static const struct {
    const char *host;
    gboolean valid;
  } cases[] = {
    { "example.org", TRUE },
    { "a.b", TRUE },
    { "xn--caf-dma.fr", TRUE },
    { "1.fr", TRUE },
    { "www.4chan.org", TRUE },
    { "example", FALSE },
    { "localhost", FALSE },
    { "", FALSE },
    { NULL, FALSE },
    { ".example.org", FALSE },
    { "example.org.", FALSE },
    { "a..b", FALSE },
    { "-a.example.org", FALSE },
    { "a-.example.org", FALSE },
    { "Example.org", FALSE },
    { "café.fr", FALSE },
    { "127.0.0.1", FALSE },
    { "127.1", FALSE },
    { "a.0x7f", FALSE },
    { "[::1]", FALSE },
    { "example.org:443", FALSE },
    { "a b.fr", FALSE },
    { "a/b.fr", FALSE },
    { "jean@caf.fr", FALSE },
    { "a%2eb.fr", FALSE },
    { "a_b.fr", FALSE },
    { "a\n.fr", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].host);
    g_assert_true (guichet_told_host_is_valid (cases[i].host) == cases[i].valid);
  }
}

static void
test_too_long (void)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *longer = g_strnfill (64, 'a');
  g_autofree char *good = g_strjoin (".", label, "fr", NULL);
  g_autofree char *bad = g_strjoin (".", longer, "fr", NULL);
  g_autofree char *four = g_strjoin (".", label, label, label, label, NULL);

  g_assert_true (guichet_told_host_is_valid (good));
  g_assert_false (guichet_told_host_is_valid (bad));
  g_assert_cmpuint (strlen (four), ==, 255);
  g_assert_false (guichet_told_host_is_valid (four));
  g_assert_true (guichet_told_host_is_valid (four + 2));
}

static void
test_reduce (void)
{
  static const struct {
    const char *host;
    const char *told;
  } cases[] = {
    { "example.org", "example.org" },
    { "www.example.org", "www.example.org" },
    { "a-b.example.org", "a-b.example.org" },
    { "sixteen-letters-.example.org", "sixteen-letters-.example.org" },
    { "seventeen-letters.example.org", "example.org" },
    { "jean.dupont.example.org", "example.org" },
    { "www.jean.dupont.example.org", "example.org" },
    { "www.impots.gouv.fr", "www.impots.gouv.fr" },
    { "impots.gouv.fr", "impots.gouv.fr" },
    { "a.www.impots.gouv.fr", "impots.gouv.fr" },
    { "a.gouv.fr.example", "fr.example" }, /* a suffix only counts at the end */
    { "x.y.co.uk", "x.y.co.uk" },
    { "w.x.y.co.uk", "y.co.uk" },
    { "co.uk", "co.uk" },
    { "jean.monsite.pagesperso-orange.fr", "pagesperso-orange.fr" },
    { "d3adb33fd3adb33f.cloudfront.net", "d3adb33fd3adb33f.cloudfront.net" },
    { "a.b.d3adb33fd3adb33f.cloudfront.net", "d3adb33fd3adb33f.cloudfront.net" },
    { "cloudfront.net", "cloudfront.net" },
    { "unknown.tld-of-nobody", "unknown.tld-of-nobody" },
    { "a.b.unknown.tld-of-nobody", "unknown.tld-of-nobody" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (guichet_told_host_reduce (cases[i].host), ==, cases[i].told);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage/told-host/valid", test_valid);
  g_test_add_func ("/usage/told-host/too-long", test_too_long);
  g_test_add_func ("/usage/told-host/reduce", test_reduce);

  return g_test_run ();
}
