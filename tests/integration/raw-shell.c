/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A shell that was taken over: what it says to the supervisor is not what the protocol asks for. */
#include "raw-shell.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATH      "/org/guichet/Supervisor"
#define INTERFACE "org.guichet.Supervisor1"

typedef enum { TCP_LISTENER, TCP_PLAIN, UNIX_LISTENER, UDP, PIPE, NO_SOCKET } SocketKind;

/* The first call of each. */
static const struct {
  const char *behaviour;
  SocketKind kind;
  guint n_fds;
  int handle;
  guint protocol;
} attaches[] = {
  { "attach-unix", UNIX_LISTENER, 1, 0, 1 },
  { "attach-plain", TCP_PLAIN, 1, 0, 1 },
  { "attach-udp", UDP, 1, 0, 1 },
  { "attach-pipe", PIPE, 1, 0, 1 },
  { "attach-none", NO_SOCKET, 0, 0, 1 },
  { "attach-second", TCP_LISTENER, 2, 1, 1 },
  { "attach-out", TCP_LISTENER, 1, 7, 1 },
  { "attach-protocol", TCP_LISTENER, 1, 0, 2 },
  { "attach-good", TCP_LISTENER, 1, 0, 1 },
  { "attach-many", TCP_LISTENER, 200, 0, 1 },
  { "attach-twice", TCP_LISTENER, 1, 0, 1 },
  { "early-calls", TCP_LISTENER, 1, 0, 1 },
  { "wrong-types", TCP_LISTENER, 1, 0, 1 },
  { "unknown-calls", TCP_LISTENER, 1, 0, 1 },
  { "huge", TCP_LISTENER, 1, 0, 1 },
  { "garbage", TCP_LISTENER, 1, 0, 1 },
  { "bad-answers", TCP_LISTENER, 1, 0, 1 },
};

static int
make_socket (SocketKind kind)
{
  int pair[2] = { -1, -1 };
  int fd = -1;

  switch (kind) {
  case TCP_LISTENER:
  case TCP_PLAIN:
    fd = socket (AF_INET, SOCK_STREAM, 0);
    break;
  case UNIX_LISTENER:
    fd = socket (AF_UNIX, SOCK_STREAM, 0);
    break;
  case UDP:
    fd = socket (AF_INET, SOCK_DGRAM, 0);
    break;
  case PIPE:
    return pipe (pair) == 0 ? pair[0] : -1;
  case NO_SOCKET:
  default:
    return -1;
  }
  if (kind == TCP_LISTENER || kind == UNIX_LISTENER)
    listen (fd, 5);
  return fd;
}

static void
attach (GDBusConnection *connection, gsize i)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GVariant) reply = NULL;

  for (guint n = 0; n < attaches[i].n_fds; n++) {
    int fd = make_socket (attaches[i].kind);

    g_unix_fd_list_append (fds, fd, NULL);
    close (fd);
  }
  reply = g_dbus_connection_call_with_unix_fd_list_sync (
      connection, NULL, PATH, INTERFACE, "Attach",
      g_variant_new ("(uh)", attaches[i].protocol, attaches[i].handle), NULL,
      G_DBUS_CALL_FLAGS_NONE, 3000, fds, NULL, NULL, NULL);
}

static void
call (GDBusConnection *connection, const char *method, GVariant *parameters)
{
  g_dbus_connection_call (connection, NULL, PATH, INTERFACE, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, 1000, NULL, NULL, NULL);
}

static gsize
find (const char *behaviour)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (attaches) && !g_str_equal (attaches[i].behaviour, behaviour))
    i++;
  return i;
}

/* What it does when its tiles are asked for. */
static void
misbehave (GDBusConnection *connection, const char *behaviour)
{
  g_autofree char *huge = g_strnfill (1000000, 'x');

  if (g_str_equal (behaviour, "attach-twice"))
    attach (connection, find ("attach-twice"));
  if (g_str_equal (behaviour, "huge"))
    call (connection, "Count", g_variant_new ("(ss)", huge, huge));
  if (g_str_equal (behaviour, "wrong-types")) {
    call (connection, "Count", g_variant_new ("(uu)", 1, 2));
    call (connection, "VisitBegan", g_variant_new ("(s)", "x"));
    call (connection, "SandboxChecked", g_variant_new ("(s)", "2"));
    call (connection, "EndVisit", g_variant_new ("(i)", 0));
    call (connection, "Attach", g_variant_new ("(us)", 1, "x"));
  }
  if (g_str_equal (behaviour, "unknown-calls")) {
    call (connection, "ShowHome", NULL);
    call (connection, "Reset", NULL);
    call (connection, "", NULL);
    g_dbus_connection_call (connection, NULL, "/org/guichet/Control", "org.guichet.Control1",
                            "Reset", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, 1000, NULL, NULL, NULL);
  }
}

/* In GDBus' own thread: answers every call, so that no world object is needed. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming,
            gpointer behaviour)
{
  const char *member = g_dbus_message_get_member (message);
  g_autoptr (GDBusMessage) reply = NULL;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  reply = g_dbus_message_new_method_reply (message);
  if (g_strcmp0 (member, "CheckSandbox") == 0)
    g_dbus_message_set_body (reply, g_variant_new ("(u)", 2));
  if (g_str_equal (behaviour, "bad-answers"))
    g_dbus_message_set_body (reply, g_variant_new ("(s)", "no number"));
  g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  if (g_strcmp0 (member, "ShowHome") == 0)
    misbehave (connection, behaviour);
  g_object_unref (message);
  return NULL;
}

gboolean
raw_shell_knows (const char *behaviour)
{
  return find (behaviour) < G_N_ELEMENTS (attaches);
}

int
raw_shell_run (const char *behaviour, int fd)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GDBusConnection) connection =
      g_dbus_connection_new_sync (G_IO_STREAM (stream), NULL,
                                  G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                      G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                                  NULL, NULL, NULL);

  if (connection == NULL)
    return 1;
  g_dbus_connection_set_exit_on_close (connection, TRUE);
  g_dbus_connection_add_filter (connection, on_message, g_strdup (behaviour), g_free);
  g_dbus_connection_start_message_processing (connection);
  if (g_str_equal (behaviour, "early-calls")) {
    call (connection, "VisitBegan", NULL);
    call (connection, "Count", g_variant_new ("(ss)", "service-opened", "caf"));
    call (connection, "EndVisit", NULL);
  }
  attach (connection, find (behaviour));
  if (g_str_equal (behaviour, "garbage")) {
    static const char garbage[] = "l\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\xff\xfe garbage";

    (void)!write (fd, garbage, sizeof garbage);
  }
  g_main_loop_run (loop);
  return 0;
}
