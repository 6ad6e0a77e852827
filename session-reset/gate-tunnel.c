/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate-tunnel.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* A pipe holds 64 KiB. What is large gets more, which costs less of the processor; not all do, as
 * the pages of all pipes of a user are bounded (pipe(7), pipe-user-pages-soft), the world's too. */
#define LARGE_AFTER (1024 * 1024)
#define LARGE_SIZE  (1024 * 1024)
#define MAX_LARGE   8
/* What may wait on its way into the world, half of what the kernel then allows (socket(7),
 * SO_SNDBUF). By itself it grows to megabytes, and who reads then finds nothing left in the
 * processor's caches: its decryption took half as long again. There is no distance on the world's
 * loopback to fill. */
#define MAX_INSIDE (64 * 1024)
/* After less there is hardly more to read yet; poll(2) would tell. */
#define SMALL_PIECE (8 * 1024)
/* Pieces that one way passes on before others have their turn. */
#define MAX_TURNS 16

typedef struct _Tunnel Tunnel;

/* One way of a tunnel. */
typedef struct {
  Tunnel *tunnel;
  /* Handles */
  int from;
  int to;
  int pipe[2];
  guint read_source;
  guint write_source;
  /* State */
  gsize n_held;   /* bytes in the pipe */
  gsize n_passed; /* bytes, up to LARGE_AFTER */
  gboolean is_large;
  guint64 n_left; /* bytes that may still pass */
  gboolean is_over;
} Way;

struct _Tunnel {
  GSocket *inside;
  GSocket *outside;
  GCancellable *cancellable;
  gulong cancelled_id;
  Way out;
  Way in;
  void (*done) (gpointer user_data);
  gpointer user_data;
};

/* Main thread only. */
static guint n_large;

static gboolean on_readable (int fd, GIOCondition condition, gpointer user_data);
static gboolean on_writable (int fd, GIOCondition condition, gpointer user_data);

static void
clear_way (Way *way)
{
  g_clear_handle_id (&way->read_source, g_source_remove);
  g_clear_handle_id (&way->write_source, g_source_remove);
  for (int i = 0; i < 2; i++)
    if (way->pipe[i] >= 0)
      close (g_steal_fd (&way->pipe[i]));
  if (way->is_large)
    n_large--;
  way->is_large = FALSE;
}

static void
free_tunnel (Tunnel *tunnel)
{
  clear_way (&tunnel->out);
  clear_way (&tunnel->in);
  g_socket_close (tunnel->inside, NULL);
  g_socket_close (tunnel->outside, NULL);
  g_object_unref (tunnel->inside);
  g_object_unref (tunnel->outside);
  g_cancellable_disconnect (tunnel->cancellable, tunnel->cancelled_id);
  g_object_unref (tunnel->cancellable);
  tunnel->done (tunnel->user_data);
  g_free (tunnel);
}

static gboolean
on_over (gpointer user_data)
{
  free_tunnel (user_data);
  return G_SOURCE_REMOVE;
}

/* From within a callback of one of the tunnel's sources. */
static void
end_tunnel (Tunnel *tunnel)
{
  tunnel->out.is_over = tunnel->in.is_over = TRUE;
  g_clear_handle_id (&tunnel->out.read_source, g_source_remove);
  g_clear_handle_id (&tunnel->out.write_source, g_source_remove);
  g_clear_handle_id (&tunnel->in.read_source, g_source_remove);
  g_clear_handle_id (&tunnel->in.write_source, g_source_remove);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_over, tunnel, NULL);
}

static void
end_way (Way *way)
{
  Tunnel *tunnel = way->tunnel;

  way->is_over = TRUE;
  shutdown (way->to, SHUT_WR);
  if (tunnel->out.is_over && tunnel->in.is_over)
    end_tunnel (tunnel);
}

/* A source that may recurse is not taken out of the loop while it is dispatched and put in again,
 * which in GLib costs two writes and a poll more for each piece. None of ours runs a loop of its
 * own. */
static guint
watch_fd (int fd, GIOCondition condition, GUnixFDSourceFunc func, Way *way)
{
  g_autoptr (GSource) source = g_unix_fd_source_new (fd, condition | G_IO_HUP | G_IO_ERR);

  g_source_set_callback (source, G_SOURCE_FUNC (func), way, NULL);
  g_source_set_can_recurse (source, TRUE);
  return g_source_attach (source, NULL);
}

static void
wait_readable (Way *way)
{
  if (way->read_source == 0)
    way->read_source = watch_fd (way->from, G_IO_IN, on_readable, way);
}

static void
wait_writable (Way *way)
{
  if (way->write_source == 0)
    way->write_source = watch_fd (way->to, G_IO_OUT, on_writable, way);
}

/* TRUE when the pipe is empty again. */
static gboolean
flush (Way *way)
{
  while (way->n_held > 0) {
    ssize_t n =
        splice (way->pipe[0], NULL, way->to, NULL, way->n_held, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

    if (n > 0) {
      way->n_held -= (gsize)n;
    } else if (n < 0 && errno == EAGAIN) {
      return FALSE;
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else {
      end_tunnel (way->tunnel);
      return FALSE;
    }
  }
  return TRUE;
}

/* Like splice(); of a side that has said all that it may, only the end is taken. */
static ssize_t
take_in (Way *way)
{
  char byte;
  ssize_t n;

  if (way->n_left > 0)
    return splice (way->from, NULL, way->pipe[1], NULL, MIN (LARGE_SIZE, way->n_left),
                   SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  n = recv (way->from, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (n > 0)
    errno = EMSGSIZE;
  return n > 0 ? -1 : n;
}

static void
note_passed (Way *way, gsize n)
{
  way->n_held += n;
  way->n_left -= n;
  way->n_passed += n;
  if (way->n_passed < LARGE_AFTER)
    return;
  way->n_passed = LARGE_AFTER;
  if (way->is_large || n_large >= MAX_LARGE || fcntl (way->pipe[1], F_SETPIPE_SZ, LARGE_SIZE) < 0)
    return;
  way->is_large = TRUE;
  n_large++;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;

  for (guint turn = 0; turn < MAX_TURNS; turn++) {
    ssize_t n = take_in (way);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
      return G_SOURCE_CONTINUE;
    if (n <= 0) {
      way->read_source = 0;
      if (n < 0)
        end_tunnel (way->tunnel);
      else
        end_way (way);
      return G_SOURCE_REMOVE;
    }
    note_passed (way, (gsize)n);
    if (!flush (way)) {
      if (way->is_over)
        return G_SOURCE_REMOVE;
      /* The other side is slow: nothing is read until it took what is held. */
      way->read_source = 0;
      wait_writable (way);
      return G_SOURCE_REMOVE;
    }
    if (n < SMALL_PIECE)
      return G_SOURCE_CONTINUE;
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_writable (int fd, GIOCondition condition, gpointer user_data)
{
  Way *way = user_data;

  if (!flush (way))
    return way->is_over ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
  way->write_source = 0;
  wait_readable (way);
  return G_SOURCE_REMOVE;
}

static gboolean
open_way (Way *way, Tunnel *tunnel, GSocket *from, GSocket *to)
{
  way->tunnel = tunnel;
  way->from = g_socket_get_fd (from);
  way->to = g_socket_get_fd (to);
  if (pipe2 (way->pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
    way->pipe[0] = way->pipe[1] = -1;
    return FALSE;
  }
  wait_readable (way);
  return TRUE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Tunnel *tunnel = user_data;

  if (!tunnel->out.is_over || !tunnel->in.is_over)
    end_tunnel (tunnel);
}

void
guichet_gate_tunnel_run (GSocket *inside, GSocket *outside, guint64 max_out,
                         GCancellable *cancellable, void (*done) (gpointer user_data),
                         gpointer user_data)
{
  Tunnel *tunnel = g_new0 (Tunnel, 1);

  tunnel->inside = g_object_ref (inside);
  tunnel->outside = g_object_ref (outside);
  tunnel->cancellable = g_object_ref (cancellable);
  tunnel->done = done;
  tunnel->user_data = user_data;
  tunnel->in.pipe[0] = tunnel->in.pipe[1] = -1;
  tunnel->out.n_left = max_out;
  tunnel->in.n_left = G_MAXUINT64;
  /* Small pieces go on at once: waiting to fill a packet is the business of who writes. */
  g_socket_set_option (inside, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (outside, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (inside, SOL_SOCKET, SO_SNDBUF, MAX_INSIDE, NULL);
  if (!open_way (&tunnel->out, tunnel, inside, outside) ||
      !open_way (&tunnel->in, tunnel, outside, inside)) {
    end_tunnel (tunnel);
    return;
  }
  tunnel->cancelled_id =
      g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), tunnel, NULL);
}
