/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "control-door.h"
#include "fresh-dir.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

#define LATE_S 30

typedef struct {
  char *dir;
  char *path;
  GuichetControlDoor *door;
  guint n_in;
} Fixture;

static gboolean is_allowed;

static gboolean
allows (GCredentials *credentials)
{
  return is_allowed && g_credentials_get_unix_user (credentials, NULL) == getuid ();
}

static void
on_in (GDBusConnection *connection, gpointer user_data)
{
  ((Fixture *)user_data)->n_in++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  is_allowed = TRUE;
  fixture->dir = fresh_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "door", NULL);
  fixture->door = guichet_control_door_new (fixture->path, allows, on_in, fixture, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  guichet_control_door_free (fixture->door);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  fresh_dir_free (fixture->dir);
  g_free (fixture->path);
}

static gboolean
on_late (gpointer user_data)
{
  g_error ("What was waited for did not come");
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint late = g_timeout_add_seconds (LATE_S, on_late, NULL);                                    \
                                                                                                   \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (late);                                                                        \
  }                                                                                                \
  G_STMT_END

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_finish (result, &error);

  if (connection != NULL)
    g_ptr_array_add (user_data, connection);
}

/* Calls as guichetctl does; in @made when it is in. */
static void
call (Fixture *fixture, GPtrArray *made)
{
  g_autofree char *address = g_strconcat ("unix:path=", fixture->path, NULL);

  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL,
                                     NULL, on_called, made);
}

/* Connects and says @text, and no more. */
static GSocket *
call_by_half (Fixture *fixture, const char *text)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (fixture->path);
  GSocket *socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  g_assert_true (g_socket_connect (socket, address, NULL, NULL));
  if (*text != '\0')
    g_assert_cmpint (g_socket_send (socket, text, strlen (text), NULL, NULL), >, 0);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

static gboolean
is_shut (GSocket *socket)
{
  g_autoptr (GError) error = NULL;
  char bytes[64];
  gssize n = g_socket_receive (socket, bytes, sizeof bytes, NULL, &error);

  return n == 0 || (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK));
}

/* The same, past what was answered. */
static gboolean
is_shut_at_last (GSocket *socket)
{
  char bytes[256];

  while (g_socket_receive (socket, bytes, sizeof bytes, NULL, NULL) > 0) {
  }
  return is_shut (socket);
}

static void
test_comes_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);

  call (fixture, made);
  wait_until (made->len == 1);
  wait_until (fixture->n_in == 1);
}

/* Eleven calls, and many more, that are left half made keep nobody out, whatever was said. */
static void
test_half_made (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);
  const char *const words[] = { "", "A", "AUTH EXTERNAL" };

  for (guint i = 0; i < 33; i++)
    g_ptr_array_add (sockets, call_by_half (fixture, words[i % G_N_ELEMENTS (words)]));
  call (fixture, made);
  wait_until (made->len == 1);
  wait_until (fixture->n_in == 1);
  /* They are shut one by one: the oldest for newer ones, the last for taking too long. */
  for (guint i = 0; i < sockets->len; i++)
    wait_until (is_shut (g_ptr_array_index (sockets, i)));
  g_assert_false (g_dbus_connection_is_closed (g_ptr_array_index (made, 0)));
}

/* One user's many calls: the oldest goes for the newest. */
static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < GUICHET_CONTROL_DOOR_MAX_OPEN + 1; i++) {
    call (fixture, made);
    wait_until (made->len == i + 1);
    wait_until (fixture->n_in == i + 1);
  }
  wait_until (g_dbus_connection_is_closed (g_ptr_array_index (made, 0)));
  for (guint i = 1; i < made->len; i++)
    g_assert_false (g_dbus_connection_is_closed (g_ptr_array_index (made, i)));
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Comes in and hangs up at once: nothing of it is kept, not even of one that was gone before it was
 * in, whose end nobody is told any more. */
static void
test_gone_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) words = g_string_new ("");
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *user = g_strdup_printf ("%u", (guint)getuid ());
  /* A stream's last user may be another thread, which wakes nobody. */
  guint tick = g_timeout_add (5, on_tick, NULL);

  for (const char *at = user; *at != '\0'; at++)
    g_string_append_printf (words, "%02x", (guint)*at);
  g_string_prepend (words, "AUTH EXTERNAL ");
  g_string_append (words, "\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n");
  call (fixture, made);
  wait_until (made->len == 1 && fixture->n_in == 1);
  for (guint i = 0; i < 10 * GUICHET_CONTROL_DOOR_MAX_OPEN; i++) {
    g_autoptr (GSocket) socket = call_by_half (fixture, "");

    g_assert_cmpint (g_socket_send (socket, "", 1, NULL, NULL), ==, 1);
    g_assert_cmpint (g_socket_send (socket, words->str, words->len, NULL, NULL), ==,
                     (gssize)words->len);
    g_assert_true (g_socket_shutdown (socket, FALSE, TRUE, NULL));
    wait_until (is_shut_at_last (socket));
  }
  g_assert_false (g_dbus_connection_is_closed (g_ptr_array_index (made, 0)));
  g_source_remove (tick);
}

static void
test_not_allowed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) socket = NULL;

  is_allowed = FALSE;
  socket = call_by_half (fixture, "");
  wait_until (is_shut (socket));
  g_assert_cmpuint (fixture->n_in, ==, 0);
}

#define add(path, test)                                                                            \
  g_test_add ("/session-reset/control-door/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("comes-in", test_comes_in);
  add ("half-made", test_half_made);
  add ("too-many", test_too_many);
  add ("gone-at-once", test_gone_at_once);
  add ("not-allowed", test_not_allowed);
  return g_test_run ();
}
