/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-channel.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define VARIABLE "GUICHET_TEST_FD"

static void
test_take_fd (void)
{
  static const char *const wrong[] = { "", "x", "-1", "0", "1", "2", "5x", "1024", "999" };
  int fd = fcntl (STDIN_FILENO, F_DUPFD, 10);
  g_autofree char *text = g_strdup_printf ("%d", fd);

  g_assert_cmpint (guichet_worker_channel_take_fd (VARIABLE), ==, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_setenv (VARIABLE, wrong[i], TRUE);
    g_assert_cmpint (guichet_worker_channel_take_fd (VARIABLE), ==, -1);
    g_assert_null (g_getenv (VARIABLE));
  }
  g_setenv (VARIABLE, text, TRUE);
  g_assert_cmpint (guichet_worker_channel_take_fd (VARIABLE), ==, fd);
  g_assert_null (g_getenv (VARIABLE));
  g_assert_cmpint (fcntl (fd, F_GETFD), ==, FD_CLOEXEC);
  g_assert_no_errno (close (fd));
}

static void
test_tell (void)
{
  int ends[2];
  char bytes[32] = "";

  g_assert_no_errno (pipe2 (ends, O_CLOEXEC));
  guichet_worker_channel_tell (ends[1], "busy");
  guichet_worker_channel_tell (ends[1], "idle");
  guichet_worker_channel_tell (-1, "nobody");
  g_assert_cmpint (read (ends[0], bytes, sizeof bytes - 1), ==, 10);
  g_assert_cmpstr (bytes, ==, "busy\nidle\n");
  g_assert_no_errno (close (ends[0]));
  g_assert_no_errno (close (ends[1]));
}

/* --- a world at the other end --- */

typedef struct {
  int fd;
  gsize size; /* of what it sends */
} World;

static gpointer
run_world (gpointer data)
{
  World *world = data;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (world->fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_sync (
      G_IO_STREAM (stream), NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, NULL);
  g_autofree char *text = g_strnfill (world->size, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (connection);
  g_dbus_connection_call_sync (connection, NULL, "/", "org.freedesktop.DBus.Peer",
                               text[0] ? "X" : "Ping", text[0] ? g_variant_new ("(s)", text) : NULL,
                               NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  /* Closed at the other end when it was too much; else it only has no such method. */
  if (world->size > GUICHET_WORKER_CHANNEL_MAX_BYTES)
    g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED));
  else if (world->size > 0)
    g_assert_true (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD));
  else
    g_assert_no_error (error);
  (void)g_dbus_connection_close_sync (connection, NULL, NULL);
  return NULL;
}

/* The loop ends when the world leaves, and when it is thrown out. */
static void
test_serve (gconstpointer size)
{
  g_autoptr (GMainLoop) loop = guichet_worker_channel_new_loop ();
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  World world = { .size = GPOINTER_TO_SIZE (size) };
  GThread *thread;
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  world.fd = ends[1];
  thread = g_thread_new ("world", run_world, &world);
  connection = guichet_worker_channel_connect (ends[0], &error);
  g_assert_no_error (error);
  guichet_worker_channel_serve (connection, loop);
  g_assert_true (g_dbus_connection_is_closed (connection));
  g_thread_join (thread);
}

static void
test_not_a_socket (void)
{
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_no_errno (pipe2 (ends, O_CLOEXEC));
  g_assert_null (guichet_worker_channel_connect (ends[0], &error));
  g_assert_nonnull (error);
  /* Taken over all the same. */
  g_assert_cmpint (fcntl (ends[0], F_GETFD), ==, -1);
  g_assert_no_errno (close (ends[1]));
}

static void
test_signal (void)
{
  g_autoptr (GMainLoop) loop = guichet_worker_channel_new_loop ();

  g_assert_no_errno (kill (getpid (), SIGTERM));
  g_main_loop_run (loop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/channel/take-fd", test_take_fd);
  g_test_add_func ("/worker/channel/tell", test_tell);
  g_test_add_data_func ("/worker/channel/serve", GSIZE_TO_POINTER (0), test_serve);
  g_test_add_data_func ("/worker/channel/serve-words", GSIZE_TO_POINTER (3000), test_serve);
  g_test_add_data_func ("/worker/channel/serve-too-much", GSIZE_TO_POINTER (5000), test_serve);
  g_test_add_func ("/worker/channel/not-a-socket", test_not_a_socket);
  g_test_add_func ("/worker/channel/signal", test_signal);
  return g_test_run ();
}
