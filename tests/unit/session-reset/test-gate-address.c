/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate-connection.h"

static const struct {
  const char *text;
  gboolean is_public;
} cases[] = {
  { "0.0.0.0", FALSE },
  { "0.1.2.3", FALSE },
  { "1.1.1.1", TRUE },
  { "9.255.255.255", TRUE },
  { "10.0.0.0", FALSE },
  { "10.255.255.255", FALSE },
  { "11.0.0.0", TRUE },
  { "100.63.255.255", TRUE },
  { "100.64.0.0", FALSE },
  { "100.127.255.255", FALSE },
  { "100.128.0.0", TRUE },
  { "126.255.255.255", TRUE },
  { "127.0.0.1", FALSE },
  { "127.255.255.255", FALSE },
  { "128.0.0.0", TRUE },
  { "169.253.255.255", TRUE },
  { "169.254.169.254", FALSE },
  { "169.255.0.0", TRUE },
  { "172.15.255.255", TRUE },
  { "172.16.0.0", FALSE },
  { "172.31.255.255", FALSE },
  { "172.32.0.0", TRUE },
  { "191.255.255.255", TRUE },
  { "192.0.0.192", FALSE },
  { "192.0.1.0", TRUE },
  { "192.167.255.255", TRUE },
  { "192.168.0.0", FALSE },
  { "192.168.255.255", FALSE },
  { "192.169.0.0", TRUE },
  { "198.17.255.255", TRUE },
  { "198.18.0.0", FALSE },
  { "198.19.255.255", FALSE },
  { "198.20.0.0", TRUE },
  { "223.255.255.255", TRUE },
  { "224.0.0.1", FALSE },
  { "239.255.255.255", FALSE },
  { "240.0.0.0", FALSE },
  { "255.255.255.255", FALSE },
  { "::", FALSE },
  { "::1", FALSE },
  { "::2", FALSE },
  { "::ffff:127.0.0.1", FALSE },
  { "::ffff:10.0.0.1", FALSE },
  { "::ffff:1.1.1.1", FALSE },
  { "::127.0.0.1", FALSE },
  { "64:ff9b::10.0.0.1", FALSE },
  { "64:ff9b:1::1", FALSE },
  { "100::1", FALSE },
  { "1fff:ffff::1", FALSE },
  { "2001:0:7f00:1::", FALSE },
  { "2001:1::1", TRUE },
  { "2001:4860:4860::8888", TRUE },
  { "2002:7f00:1::1", FALSE },
  { "2002:c0a8:1::1", FALSE },
  { "2003::1", TRUE },
  { "2a01:e00::1", TRUE },
  { "3fff:ffff::1", TRUE },
  { "4000::1", FALSE },
  { "fc00::1", FALSE },
  { "fd12:3456::1", FALSE },
  { "fe80::1", FALSE },
  { "febf::1", FALSE },
  { "fec0::1", FALSE },
  { "ff02::1", FALSE },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (cases[i].text);

    g_test_message ("%s", cases[i].text);
    g_assert_nonnull (address);
    g_assert_cmpint (guichet_gate_is_public_address (address), ==, cases[i].is_public);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/gate/address", test_table);
  return g_test_run ();
}
