/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-gate.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "display-filter.h"

#define CHUNK 16384
/* libwayland takes at most this many descriptors with one message. */
#define MAX_FDS 28
/* Held for a side that reads: what one piece completes. Room for it is made at once. */
#define MAX_USUAL (80 * 1024)
/* A side that does not read is not worth more memory than this. */
#define MAX_HELD (4 * 1024 * 1024)

typedef struct _Connection Connection;

typedef gboolean (*FilterFunc) (GuichetDisplayFilter *filter, const guint8 *data, gsize size,
                                GByteArray *out);

/* One way of a connection. */
typedef struct {
  Connection *connection; /* borrowed */
  FilterFunc filter;
  int from;
  int to;
  GByteArray *bytes; /* filtered, to be written */
  GArray *fds;       /* element type int; owned; go with the next bytes */
  guint read_source;
  guint write_source;
} Way;

struct _Connection {
  GuichetDisplayGate *gate; /* borrowed */
  GuichetDisplayFilter *filter;
  Way requests;
  Way events;
};

struct _GuichetDisplayGate {
  GSocket *listener;
  GSource *source;
  char *path;
  char *display_socket;
  GPtrArray *connections; /* element type Connection */
  GuichetInputFunc input_func;
  gpointer input_data;
};

static gboolean on_writable (int fd, GIOCondition condition, gpointer user_data);

static void
clear_way (Way *way)
{
  g_clear_handle_id (&way->read_source, g_source_remove);
  g_clear_handle_id (&way->write_source, g_source_remove);
  for (guint i = 0; i < way->fds->len; i++)
    close (g_array_index (way->fds, int, i));
  /* Keys and pixels' places went through here. */
  guichet_display_filter_forget (way->bytes, way->bytes->len);
  g_byte_array_unref (way->bytes);
  g_array_unref (way->fds);
  close (way->from);
}

static void
free_connection (gpointer data)
{
  Connection *connection = data;

  clear_way (&connection->requests);
  clear_way (&connection->events);
  guichet_display_filter_free (connection->filter);
  g_free (connection);
}

static void
end_connection (Connection *connection)
{
  g_ptr_array_remove_fast (connection->gate->connections, connection);
}

static void
fill_rights (struct msghdr *header, guint8 *control, Way *way)
{
  guint n = MIN (way->fds->len, MAX_FDS);
  struct cmsghdr *cmsg;

  if (n == 0)
    return;
  header->msg_control = control;
  header->msg_controllen = CMSG_SPACE (n * sizeof (int));
  cmsg = CMSG_FIRSTHDR (header);
  cmsg->cmsg_level = SOL_SOCKET;
  cmsg->cmsg_type = SCM_RIGHTS;
  cmsg->cmsg_len = CMSG_LEN (n * sizeof (int));
  memcpy (CMSG_DATA (cmsg), way->fds->data, n * sizeof (int));
}

static void
forget_sent (Way *way, gsize n_bytes)
{
  guint n_fds = MIN (way->fds->len, MAX_FDS);

  for (guint i = 0; i < n_fds; i++)
    close (g_array_index (way->fds, int, i));
  if (n_fds > 0)
    g_array_remove_range (way->fds, 0, n_fds);
  guichet_display_filter_forget (way->bytes, n_bytes);
}

/* FALSE when the connection is over. */
static gboolean
flush (Way *way)
{
  while (way->bytes->len > 0) {
    guint8 control[CMSG_SPACE (MAX_FDS * sizeof (int))] __attribute__ ((aligned (8))) = { 0 };
    /* With more descriptors than one message may carry, the first byte carries the first ones. */
    gsize size = way->fds->len > MAX_FDS ? 1 : way->bytes->len;
    struct iovec part = { way->bytes->data, size };
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
    ssize_t n;

    fill_rights (&header, control, way);
    n = sendmsg (way->to, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 && errno == EAGAIN) {
      if (way->write_source == 0)
        way->write_source = g_unix_fd_add (way->to, G_IO_OUT | G_IO_HUP, on_writable, way);
      return way->bytes->len <= MAX_HELD;
    }
    if (n <= 0)
      return FALSE;
    forget_sent (way, (gsize)n);
  }
  return TRUE;
}

static gboolean
on_writable (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;

  way->write_source = 0;
  if (!flush (way))
    end_connection (way->connection);
  return G_SOURCE_REMOVE;
}

static void
take_rights (Way *way, struct msghdr *header)
{
  for (struct cmsghdr *cmsg = CMSG_FIRSTHDR (header); cmsg != NULL;
       cmsg = CMSG_NXTHDR (header, cmsg)) {
    gsize n = (cmsg->cmsg_len - CMSG_LEN (0)) / sizeof (int);

    if (cmsg->cmsg_level == SOL_SOCKET && cmsg->cmsg_type == SCM_RIGHTS)
      g_array_append_vals (way->fds, CMSG_DATA (cmsg), (guint)n);
  }
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;
  guint8 data[CHUNK];
  guint8 control[CMSG_SPACE (MAX_FDS * sizeof (int))] __attribute__ ((aligned (8)));
  struct iovec part = { data, sizeof data };
  struct msghdr header = {
    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
  };
  ssize_t n = recvmsg (fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  gboolean is_good;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    take_rights (way, &header);
  is_good = n > 0 && !(header.msg_flags & MSG_CTRUNC) && way->fds->len <= 4 * MAX_FDS &&
            way->filter (way->connection->filter, data, (gsize)n, way->bytes) && flush (way);
  explicit_bzero (data, sizeof data);
  if (is_good)
    return G_SOURCE_CONTINUE;
  way->read_source = 0;
  end_connection (way->connection);
  return G_SOURCE_REMOVE;
}

static void
open_way (Way *way, Connection *connection, FilterFunc filter, int from, int to)
{
  way->connection = connection;
  way->filter = filter;
  way->from = from;
  way->to = to;
  way->bytes = g_byte_array_sized_new (MAX_USUAL);
  way->fds = g_array_new (FALSE, FALSE, sizeof (int));
  way->read_source = g_unix_fd_add (from, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, way);
}

static int
connect_compositor (const char *path)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  if (socket == NULL || !g_socket_connect (socket, address, NULL, NULL))
    return -1;
  return fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);
}

static gboolean
on_incoming (GSocket *listener, GIOCondition condition, gpointer user_data)
{
  GuichetDisplayGate *self = user_data;
  int inside = accept4 (g_socket_get_fd (listener), NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  int outside = -1;
  Connection *connection;

  if (inside < 0)
    return G_SOURCE_CONTINUE;
  if (self->connections->len < GUICHET_DISPLAY_GATE_MAX_CONNECTIONS)
    outside = connect_compositor (self->display_socket);
  if (outside < 0) {
    close (inside);
    return G_SOURCE_CONTINUE;
  }
  connection = g_new0 (Connection, 1);
  connection->gate = self;
  connection->filter = guichet_display_filter_new ();
  guichet_display_filter_set_input_func (connection->filter, self->input_func, self->input_data);
  open_way (&connection->requests, connection, guichet_display_filter_take_requests, inside,
            outside);
  open_way (&connection->events, connection, guichet_display_filter_take_events, outside, inside);
  g_ptr_array_add (self->connections, connection);
  return G_SOURCE_CONTINUE;
}

static GSocket *
listen_on (const char *path, GError **error)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  if (socket == NULL || !g_socket_bind (socket, address, FALSE, error) ||
      !g_socket_listen (socket, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  return g_steal_pointer (&socket);
}

GuichetDisplayGate *
guichet_display_gate_new (const char *path, const char *display_socket, GError **error)
{
  GSocket *listener = listen_on (path, error);
  GuichetDisplayGate *self;

  if (listener == NULL)
    return NULL;
  self = g_new0 (GuichetDisplayGate, 1);
  self->listener = listener;
  self->path = g_strdup (path);
  self->display_socket = g_strdup (display_socket);
  self->connections = g_ptr_array_new_with_free_func (free_connection);
  self->source = g_socket_create_source (listener, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_incoming), self, NULL);
  g_source_attach (self->source, NULL);
  return self;
}

void
guichet_display_gate_set_input_func (GuichetDisplayGate *self, GuichetInputFunc func,
                                     gpointer user_data)
{
  self->input_func = func;
  self->input_data = user_data;
}

void
guichet_display_gate_free (GuichetDisplayGate *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_ptr_array_unref (self->connections);
  g_socket_close (self->listener, NULL);
  g_object_unref (self->listener);
  (void)unlink (self->path);
  g_free (self->path);
  g_free (self->display_socket);
  g_free (self);
}
