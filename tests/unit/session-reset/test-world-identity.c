/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-identity.h"
#include "world-roster.h"

#include <sys/stat.h>
#include <unistd.h>

static void
test_round_trip (void)
{
  static const dev_t devices[] = { 1, 0x1f, 0xffffffffffffULL };

  for (guint n = 0; n <= G_N_ELEMENTS (devices); n++) {
    g_autoptr (GuichetWorldIdentity) identity = guichet_world_identity_new_unknown ();
    g_autoptr (GuichetWorldIdentity) read = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    identity->pid_namespace = 4026532301;
    identity->mount_namespace = G_MAXUINT64;
    identity->network_namespace = 1;
    g_array_append_vals (identity->devices, devices, n);
    text = guichet_world_identity_to_string (identity);
    read = guichet_world_identity_from_string (text, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (read->pid_namespace, ==, identity->pid_namespace);
    g_assert_cmpuint (read->mount_namespace, ==, identity->mount_namespace);
    g_assert_cmpuint (read->network_namespace, ==, identity->network_namespace);
    g_assert_cmpuint (read->devices->len, ==, n);
    for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
      g_assert_cmpint (guichet_world_identity_has_device (read, devices[i]), ==, i < n);
    g_assert_false (guichet_world_identity_has_device (read, 2));
    g_assert_false (guichet_world_identity_has_device (read, 0));
  }
}

/* A note that was cut or changed proves nothing. */
static void
test_bad_notes (void)
{
  static const char *const notes[] = {
    "",
    "\n",
    "1",
    "1 2",
    "1 2 ",
    "0 2 3",
    "1 0 3",
    "1 2 0",
    "1 2 x",
    "1 2 3 x",
    "1 2 3 0",
    "1  2 3",
    "-1 2 3",
    "+1 2 3",
    "1 2 3 4 5 -",
    "1,2,3",
    "a b c",
    "0x1 2 3",
    "1 2 18446744073709551616",
    "1 2 3.0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("“%s”", notes[i]);
    g_assert_null (guichet_world_identity_from_string (notes[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  }
}

static void
test_own (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetWorldIdentity) identity = guichet_world_identity_read (getpid (), &error);
  struct stat info;

  g_assert_no_error (error);
  g_assert_no_errno (stat ("/proc/self/ns/pid", &info));
  g_assert_cmpuint (identity->pid_namespace, ==, info.st_ino);
  /* What we see too is nobody's own. */
  g_assert_cmpuint (identity->devices->len, ==, 0);
}

static void
test_gone (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (guichet_world_identity_read (G_MAXINT - 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_unknown (void)
{
  g_autoptr (GuichetWorldIdentity) identity = guichet_world_identity_new_unknown ();

  g_assert_cmpuint (identity->pid_namespace, ==, 0);
  g_assert_false (guichet_world_identity_has_device (identity, 0));
}

static void
test_roster (void)
{
  g_autoptr (GuichetWorldRoster) roster = guichet_world_roster_new ();

  g_assert_false (guichet_world_roster_has (roster, 1));
  guichet_world_roster_add (roster, 1);
  guichet_world_roster_add (roster, 2);
  guichet_world_roster_add (roster, 1);
  g_assert_true (guichet_world_roster_has (roster, 1));
  guichet_world_roster_remove (roster, 1);
  g_assert_false (guichet_world_roster_has (roster, 1));
  g_assert_true (guichet_world_roster_has (roster, 2));
  guichet_world_roster_remove (roster, 3);
  g_assert_true (guichet_world_roster_has (roster, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/world-identity/round-trip", test_round_trip);
  g_test_add_func ("/session-reset/world-identity/bad-notes", test_bad_notes);
  g_test_add_func ("/session-reset/world-identity/own", test_own);
  g_test_add_func ("/session-reset/world-identity/gone", test_gone);
  g_test_add_func ("/session-reset/world-identity/unknown", test_unknown);
  g_test_add_func ("/session-reset/world-roster/set", test_roster);
  return g_test_run ();
}
