/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fresh-dir.h"
#include "screen-power.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>

/* A module that refuses. The real one: terminal-sleep of the suite integration. */

static void
on_woken (gpointer user_data)
{
  g_assert_not_reached ();
}

static GLogWriterOutput
on_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  guint *n_messages = user_data;

  if ((level & G_LOG_LEVEL_MASK) == G_LOG_LEVEL_MESSAGE)
    *n_messages += 1;
  return G_LOG_WRITER_HANDLED;
}

static void
test_refused (void)
{
  static guint n_messages;
  g_autofree char *dir = fresh_dir_new ();
  g_autofree char *display = g_build_filename (dir, "display", NULL);
  g_autofree char *path = g_strconcat (display, "-screen", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) listener =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocket) module = NULL;
  g_autoptr (GuichetScreenPower) power = NULL;

  g_log_set_writer_func (on_log, &n_messages, NULL);
  g_assert_true (g_socket_bind (listener, address, FALSE, NULL));
  g_assert_true (g_socket_listen (listener, NULL));
  power = guichet_screen_power_new (display, on_woken, NULL);
  g_assert_nonnull (power);
  module = g_socket_accept (listener, NULL, NULL);
  g_assert_true (g_socket_close (module, NULL));
  /* It is said in the journal, and nothing can be switched off. */
  while (n_messages == 0)
    g_main_context_iteration (NULL, TRUE);
  guichet_screen_power_sleep (power);
  g_assert_false (guichet_screen_power_is_off (power));
  fresh_dir_free (g_steal_pointer (&dir));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/screen-power/refused", test_refused);
  return g_test_run ();
}
