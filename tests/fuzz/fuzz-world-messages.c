/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes through the channel of a world whose shell was taken over. Each input is cut at
 * "\n@\n": pieces are sent as they are, or, when they begin with a method's number, as a right call
 * of that method with whatever follows as its arguments. The supervisor's side is the real one. */
#include "world-private.h"

#include <gio/gunixfdlist.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_PIECES 20

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
on_count (GuichetWorld *world, const char *metric, const char *label, gpointer user_data)
{
  g_assert_true (g_utf8_validate (metric, -1, NULL) && g_utf8_validate (label, -1, NULL));
}

static void
on_hold (GuichetWorld *world, const char *kind, gboolean is_held, gpointer user_data)
{
  g_assert_true (g_utf8_validate (kind, -1, NULL));
  g_assert_true (is_held == TRUE || is_held == FALSE);
}

static void
on_closed (GDBusConnection *connection, gboolean vanished, GError *error, gboolean *is_closed)
{
  *is_closed = TRUE;
}

static GuichetWorld *
make_world (int channel, gboolean *is_closed)
{
  GuichetWorld *world = g_object_new (GUICHET_TYPE_WORLD, NULL);
  g_autoptr (GSocket) socket = g_socket_new_from_fd (channel, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);

  /* Nobody to hide from at this end: as after the greeting. */
  world->heartbeat_seconds = 5;
  world->first_pid = -1;
  world->connection = g_dbus_connection_new_sync (G_IO_STREAM (stream), NULL,
                                                  G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                                                  NULL, NULL, NULL);
  g_assert_nonnull (world->connection);
  g_signal_connect (world->connection, "closed", G_CALLBACK (on_closed), is_closed);
  g_signal_connect (world, "count", G_CALLBACK (on_count), NULL);
  g_signal_connect (world, "hold-changed", G_CALLBACK (on_hold), NULL);
  g_assert_true (guichet_world_listen (world, NULL));
  return world;
}

static void
send_all (int fd, const void *bytes, gsize size, gboolean with_descriptor)
{
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec part = { .iov_base = (void *)bytes, .iov_len = size };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

  if (with_descriptor) {
    struct cmsghdr *header;

    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    header = CMSG_FIRSTHDR (&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN (sizeof (int));
    memcpy (CMSG_DATA (header), &fd, sizeof (int));
  }
  /* Whoever is hung up on has been refused. */
  (void)sendmsg (fd, &message, MSG_NOSIGNAL);
}

static char *
make_signature (const GDBusMethodInfo *method)
{
  GString *text = g_string_new ("(");

  for (gsize i = 0; method->in_args != NULL && method->in_args[i] != NULL; i++)
    g_string_append (text, method->in_args[i]->signature);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static void
send_call (int fd, const GDBusMethodInfo *method, guint serial, const uint8_t *data, size_t size)
{
  g_autofree char *signature = make_signature (method);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) raw =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (signature), bytes, FALSE));
  g_autoptr (GVariant) body = g_variant_get_normal_form (raw);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GDBusMessage) message = g_dbus_message_new_method_call (
      NULL, "/org/guichet/Supervisor", "org.guichet.Supervisor1", method->name);
  g_autofree guchar *blob = NULL;
  gboolean has_descriptor = strchr (signature, 'h') != NULL;
  gsize length;

  if (has_descriptor)
    g_unix_fd_list_append (fds, fd, NULL);
  g_dbus_message_set_body (message, body);
  g_dbus_message_set_unix_fd_list (message, has_descriptor ? fds : NULL);
  g_dbus_message_set_serial (message, serial);
  blob = g_dbus_message_to_blob (message, &length, G_DBUS_CAPABILITY_FLAGS_UNIX_FD_PASSING, NULL);
  if (blob != NULL)
    send_all (fd, blob, length, has_descriptor);
}

static void
send_piece (int fd, guint serial, const uint8_t *data, size_t size)
{
  GDBusMethodInfo **methods = guichet_dbus_supervisor1_interface_info ()->methods;
  guint n_methods = 0;

  while (methods[n_methods] != NULL)
    n_methods++;
  if (size > 0 && data[0] < n_methods)
    send_call (fd, methods[data[0]], serial, data + 1, size - 1);
  else
    send_all (fd, data, size, FALSE);
}

static void
send_pieces (int fd, const uint8_t *data, size_t size)
{
  for (guint i = 1; i <= MAX_PIECES && size > 0; i++) {
    const uint8_t *next = memmem (data, size, "\n@\n", 3);
    size_t length = next != NULL ? (size_t)(next - data) : size;

    send_piece (fd, i, data, length);
    data += MIN (length + 3, size);
    size -= MIN (length + 3, size);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gboolean is_closed = FALSE;
  int ends[2];
  g_autoptr (GuichetWorld) world = NULL;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  world = make_world (ends[0], &is_closed);
  send_pieces (ends[1], data, size);
  (void)shutdown (ends[1], SHUT_WR);
  while (!is_closed)
    g_main_context_iteration (NULL, TRUE);
  close (ends[1]);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_signal_handlers_disconnect_by_data (world->connection, &is_closed);
  return 0;
}
