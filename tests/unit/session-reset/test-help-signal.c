/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help-signal.h"

#include "fresh-dir.h"

#include <gio/gio.h>
#include <mosquitto.h>
#include <string.h>

#define LATE_S 60

/* A test that fails returns; what it holds is here, so that nothing of it stays behind. */
typedef struct {
  char *dir;
  char *told;
  GuichetTimeSettings *settings;
  GuichetHelpSignal *help;
  GSubprocess *broker;
  guint16 broker_port;
  struct mosquitto *listener;
  GString *heard;
  GSocketService *door;
  int shut_for; /* connections that the door still turns away */
  int turned_away;
  guint log_handler;
  int warnings; /* atomic */
} Fixture;

static gboolean
on_late (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_again (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Fails the test, and leaves it, when the condition does not come. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean is_late = FALSE;                                                                      \
    guint late = g_timeout_add_seconds (LATE_S, on_late, &is_late);                                \
    guint again = g_timeout_add (20, on_again, NULL);                                              \
                                                                                                   \
    while (!(condition) && !is_late)                                                               \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (late);                                                                        \
    g_source_remove (again);                                                                       \
    if (is_late) {                                                                                 \
      g_test_fail_printf ("did not come: %s", #condition);                                         \
      return;                                                                                      \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* May be of the thread that speaks to the broker. */
static void
on_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_test_message ("%s", message);
  g_atomic_int_inc (&fixture->warnings);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = fresh_dir_new ();
  fixture->told = g_build_filename (fixture->dir, "told", NULL);
  fixture->settings = guichet_time_settings_new ();
  fixture->heard = g_string_new (NULL);
  fixture->log_handler = g_log_set_handler (NULL, G_LOG_LEVEL_WARNING, on_warning, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->help, guichet_help_signal_free);
  g_log_remove_handler (NULL, fixture->log_handler);
  g_clear_pointer (&fixture->listener, mosquitto_destroy);
  if (fixture->door != NULL) {
    g_socket_service_stop (fixture->door);
    g_socket_listener_close (G_SOCKET_LISTENER (fixture->door));
  }
  g_clear_object (&fixture->door);
  if (fixture->broker != NULL) {
    g_subprocess_force_exit (fixture->broker);
    (void)g_subprocess_wait (fixture->broker, NULL, NULL);
  }
  g_clear_object (&fixture->broker);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_string_free (fixture->heard, TRUE);
  guichet_time_settings_free (fixture->settings);
  g_free (fixture->told);
  fresh_dir_free (fixture->dir);
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

  g_assert_true (
      g_file_set_contents_full (program, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  fixture->settings->help_command = g_strdup (program);
  fixture->help = guichet_help_signal_new (fixture->settings);
  guichet_help_signal_tell (fixture->help, TRUE);
  wait_until (has_told (fixture, "1 asked\n"));
  guichet_help_signal_tell (fixture->help, FALSE);
  wait_until (has_told (fixture, "1 asked\n1 over\n"));
  g_assert_cmpint (g_atomic_int_get (&fixture->warnings), ==, 0);
}

/* A broken program is a warning in the log, nothing more. */
static void
test_no_command (Fixture *fixture, gconstpointer data)
{
  fixture->settings->help_command = g_strdup ("/nowhere/bell");
  fixture->help = guichet_help_signal_new (fixture->settings);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*cannot be run*");
  guichet_help_signal_tell (fixture->help, TRUE);
  g_test_assert_expected_messages ();
}

/* --- a real broker --- */

static void
on_message (struct mosquitto *client, void *user_data, const struct mosquitto_message *message)
{
  g_string_append_printf (user_data, "%s=%.*s;", message->topic, message->payloadlen,
                          (const char *)message->payload);
}

static void
on_subscribed (struct mosquitto *client, void *user_data, int id, int n, const int *granted)
{
  g_string_append (user_data, "ready;");
}

/* FALSE where there is no broker to start. */
static gboolean
start_broker (Fixture *fixture)
{
  g_autoptr (GSocketListener) any = g_socket_listener_new ();
  g_autofree char *port = NULL;

  fixture->broker_port = g_socket_listener_add_any_inet_port (any, NULL, NULL);
  g_socket_listener_close (any);
  port = g_strdup_printf ("%u", fixture->broker_port);
  fixture->broker =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                        "/usr/sbin/mosquitto", "-p", port, NULL);
  if (fixture->broker == NULL)
    return FALSE;
  fixture->listener = mosquitto_new (NULL, TRUE, fixture->heard);
  mosquitto_message_callback_set (fixture->listener, on_message);
  mosquitto_subscribe_callback_set (fixture->listener, on_subscribed);
  return TRUE;
}

static gboolean
listens (Fixture *fixture)
{
  return mosquitto_connect (fixture->listener, "127.0.0.1", fixture->broker_port, 30) ==
             MOSQ_ERR_SUCCESS &&
         mosquitto_subscribe (fixture->listener, NULL, "#", 1) == MOSQ_ERR_SUCCESS;
}

static gboolean
has_heard (Fixture *fixture, const char *wanted)
{
  (void)mosquitto_loop (fixture->listener, 10, 1);
  return strcmp (fixture->heard->str, wanted) == 0;
}

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer connections)
{
  (void)g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
  g_ptr_array_unref (connections);
}

static void
pass_on (GPtrArray *connections, guint from, guint to)
{
  g_output_stream_splice_async (
      g_io_stream_get_output_stream (g_ptr_array_index (connections, to)),
      g_io_stream_get_input_stream (g_ptr_array_index (connections, from)),
      G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, NULL, on_spliced,
      g_ptr_array_ref (connections));
}

/* A door before the broker: it turns away as many as the test says, then lets all in. */
static gboolean
on_at_door (GSocketService *door, GSocketConnection *caller, GObject *source, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);
  GSocketConnection *broker;

  if (fixture->shut_for > 0) {
    fixture->shut_for--;
    fixture->turned_away++;
    return TRUE;
  }
  broker = g_socket_client_connect_to_host (client, "127.0.0.1", fixture->broker_port, NULL, NULL);
  if (broker == NULL)
    return TRUE;
  g_ptr_array_add (connections, g_object_ref (caller));
  g_ptr_array_add (connections, broker);
  pass_on (connections, 0, 1);
  pass_on (connections, 1, 0);
  return TRUE;
}

static void
open_door (Fixture *fixture, int shut_for)
{
  guint16 port;

  fixture->shut_for = shut_for;
  fixture->door = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (fixture->door), NULL, NULL);
  g_signal_connect (fixture->door, "incoming", G_CALLBACK (on_at_door), fixture);
  fixture->settings->help_broker = g_strdup_printf ("127.0.0.1:%u", port);
  fixture->help = guichet_help_signal_new (fixture->settings);
}

#define open_door_of_broker(fixture, shut_for)                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!start_broker (fixture)) {                                                                 \
      g_test_skip ("there is no broker here");                                                     \
      return;                                                                                      \
    }                                                                                              \
    wait_until (listens (fixture));                                                                \
    wait_until (has_heard (fixture, "ready;"));                                                    \
    open_door (fixture, shut_for);                                                                 \
  }                                                                                                \
  G_STMT_END

static void
test_broker (Fixture *fixture, gconstpointer data)
{
  open_door_of_broker (fixture, 0);
  guichet_help_signal_tell (fixture->help, TRUE);
  wait_until (has_heard (fixture, "ready;guichet/help=asked;"));
  guichet_help_signal_tell (fixture->help, FALSE);
  wait_until (has_heard (fixture, "ready;guichet/help=asked;guichet/help=over;"));
  g_assert_cmpint (g_atomic_int_get (&fixture->warnings), ==, 0);
}

static void
test_tries_again (Fixture *fixture, gconstpointer data)
{
  open_door_of_broker (fixture, 2);
  guichet_help_signal_tell (fixture->help, TRUE);
  wait_until (has_heard (fixture, "ready;guichet/help=asked;"));
  g_assert_cmpint (fixture->turned_away, ==, 2);
  g_assert_cmpint (g_atomic_int_get (&fixture->warnings), ==, 0);
}

/* The door answers only once this loop runs: both words are told by then, and the first one, which
 * is no longer so, is not tried again after the second. */
static void
test_keeps_sense (Fixture *fixture, gconstpointer data)
{
  open_door_of_broker (fixture, 1);
  guichet_help_signal_tell (fixture->help, TRUE);
  guichet_help_signal_tell (fixture->help, FALSE);
  wait_until (has_heard (fixture, "ready;guichet/help=over;"));
  guichet_help_signal_tell (fixture->help, TRUE);
  wait_until (has_heard (fixture, "ready;guichet/help=over;guichet/help=asked;"));
  g_assert_cmpint (g_atomic_int_get (&fixture->warnings), ==, 0);
}

static void
test_gives_up (Fixture *fixture, gconstpointer data)
{
  open_door (fixture, G_MAXINT);
  guichet_help_signal_tell (fixture->help, TRUE);
  wait_until (g_atomic_int_get (&fixture->warnings) == 1);
  g_assert_cmpint (fixture->turned_away, ==, 3);
}

#define add(path, test)                                                                            \
  g_test_add ("/session-reset/help-signal/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The tests count warnings; they do not die of them with a broker running. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  add ("command", test_command);
  add ("no-command", test_no_command);
  add ("broker", test_broker);
  add ("tries-again", test_tries_again);
  add ("keeps-sense", test_keeps_sense);
  add ("gives-up", test_gives_up);
  return g_test_run ();
}
