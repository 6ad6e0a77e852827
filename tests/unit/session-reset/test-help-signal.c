/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help-signal.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <mosquitto.h>
#include <string.h>

typedef struct {
  char *dir;
  char *told;
  GuichetTimeSettings *settings;
} Fixture;

static gboolean
on_late (gpointer user_data)
{
  g_error ("What was waited for did not come");
  return G_SOURCE_REMOVE;
}

static gboolean
on_again (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint late = g_timeout_add_seconds (30, on_late, NULL);                                        \
    guint again = g_timeout_add (20, on_again, NULL);                                              \
                                                                                                   \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (late);                                                                        \
    g_source_remove (again);                                                                       \
  }                                                                                                \
  G_STMT_END

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("guichet-help-XXXXXX", NULL);
  g_assert_nonnull (fixture->dir);
  fixture->told = g_build_filename (fixture->dir, "told", NULL);
  fixture->settings = guichet_time_settings_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program = g_build_filename (fixture->dir, "bell", NULL);

  (void)g_unlink (program);
  (void)g_unlink (fixture->told);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  guichet_time_settings_free (fixture->settings);
  g_free (fixture->told);
  g_free (fixture->dir);
}

static gboolean
has_told (Fixture *fixture, const char *wanted)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (fixture->told, &text, NULL, NULL) && g_str_equal (text, wanted);
}

static void
test_command (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program = g_build_filename (fixture->dir, "bell", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\necho \"$# $1\" >> %s\n", fixture->told);
  g_autoptr (GuichetHelpSignal) help = NULL;

  g_assert_true (
      g_file_set_contents_full (program, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  fixture->settings->help_command = g_strdup (program);
  help = guichet_help_signal_new (fixture->settings);
  guichet_help_signal_tell (help, TRUE);
  wait_until (has_told (fixture, "1 asked\n"));
  guichet_help_signal_tell (help, FALSE);
  wait_until (has_told (fixture, "1 asked\n1 over\n"));
}

/* A broken program is a warning in the log, nothing more. */
static void
test_no_command (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetHelpSignal) help = NULL;

  fixture->settings->help_command = g_strdup ("/nowhere/bell");
  help = guichet_help_signal_new (fixture->settings);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*cannot be run*");
  guichet_help_signal_tell (help, TRUE);
  g_test_assert_expected_messages ();
}

/* --- a real broker --- */

static guint16
find_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
on_message (struct mosquitto *client, void *user_data, const struct mosquitto_message *message)
{
  g_string_append_printf (user_data, "%s=%.*s;", message->topic, message->payloadlen,
                          (const char *)message->payload);
}

static gboolean
listen_to (struct mosquitto *client, guint16 port)
{
  return mosquitto_connect (client, "127.0.0.1", port, 30) == MOSQ_ERR_SUCCESS &&
         mosquitto_subscribe (client, NULL, "#", 1) == MOSQ_ERR_SUCCESS;
}

static gboolean
has_heard (struct mosquitto *client, const GString *heard, const char *wanted)
{
  (void)mosquitto_loop (client, 10, 1);
  return strcmp (heard->str, wanted) == 0;
}

static void
on_subscribed (struct mosquitto *client, void *user_data, int id, int n, const int *granted)
{
  g_string_append (user_data, "ready;");
}

static void
test_broker (Fixture *fixture, gconstpointer data)
{
  guint16 port = find_port ();
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  g_autoptr (GSubprocess) broker =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                        "/usr/sbin/mosquitto", "-p", port_text, NULL);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GuichetHelpSignal) help = NULL;
  struct mosquitto *client;

  if (broker == NULL) {
    g_test_skip ("there is no broker here");
    return;
  }
  fixture->settings->help_broker = g_strdup_printf ("127.0.0.1:%u", port);
  help = guichet_help_signal_new (fixture->settings);
  client = mosquitto_new (NULL, TRUE, heard);
  mosquitto_message_callback_set (client, on_message);
  mosquitto_subscribe_callback_set (client, on_subscribed);
  wait_until (listen_to (client, port));
  wait_until (has_heard (client, heard, "ready;"));
  guichet_help_signal_tell (help, TRUE);
  wait_until (has_heard (client, heard, "ready;guichet/help=asked;"));
  guichet_help_signal_tell (help, FALSE);
  wait_until (has_heard (client, heard, "ready;guichet/help=asked;guichet/help=over;"));
  mosquitto_destroy (client);
  g_subprocess_force_exit (broker);
  g_assert_true (g_subprocess_wait (broker, NULL, NULL));
}

#define add(path, test)                                                                            \
  g_test_add ("/session-reset/help-signal/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("command", test_command);
  add ("no-command", test_no_command);
  add ("broker", test_broker);
  return g_test_run ();
}
