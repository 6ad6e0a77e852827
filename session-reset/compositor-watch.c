/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compositor-watch.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/socket.h>

#define PERIOD_MS 2000
/* wl_callback.done and wl_display.delete_id: a header of two words and an argument, each. */
#define ANSWER_SIZE 24
/* One that draws answers within a few frames; within the time that staff hold their chord, it is
 * known. */
#define SILENT_US 2000000

struct _GuichetCompositorWatch {
  /* Borrowed */
  GuichetCompositorFunc func;
  gpointer user_data;

  /* Owned */
  GSocket *socket;

  /* Handles */
  GSource *read_source;
  guint ask_source;
  guint patience_source;

  /* State */
  guint patience_ms;
  gsize n_expected; /* bytes of the answer */
  gint64 asked_at;
  gboolean is_hanging;
};

static void
tell (GuichetCompositorWatch *self, GuichetCompositorState state)
{
  self->func (state, self->user_data);
}

static gboolean
on_patience_over (gpointer user_data)
{
  GuichetCompositorWatch *self = user_data;

  self->patience_source = 0;
  self->is_hanging = TRUE;
  tell (self, GUICHET_COMPOSITOR_HANGS);
  return G_SOURCE_REMOVE;
}

/* wl_display (1), sync (0), 12 bytes; the new object is always 2: the answer gives it back. */
void
guichet_compositor_watch_ask (GuichetCompositorWatch *self)
{
  static const guint32 request[] = { 1, 12u << 16, 2 };

  if (self->n_expected > 0)
    return;
  self->asked_at = g_get_monotonic_time ();
  self->n_expected = ANSWER_SIZE;
  self->patience_source = g_timeout_add (self->patience_ms, on_patience_over, self);
  (void)g_socket_send (self->socket, (const char *)request, sizeof request, NULL, NULL);
}

gboolean
guichet_compositor_watch_is_silent (const GuichetCompositorWatch *self)
{
  /* An answer that is there and was not read yet: it is we who are slow. */
  return self->n_expected > 0 && g_get_monotonic_time () - self->asked_at >= SILENT_US &&
         (g_socket_condition_check (self->socket, G_IO_IN) & G_IO_IN) == 0;
}

static gboolean
on_ask_due (gpointer user_data)
{
  guichet_compositor_watch_ask (user_data);
  return G_SOURCE_CONTINUE;
}

static void
take_answer (GuichetCompositorWatch *self, gsize n)
{
  self->n_expected -= MIN (n, self->n_expected);
  if (self->n_expected > 0)
    return;
  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (self->is_hanging)
    tell (self, GUICHET_COMPOSITOR_ANSWERS);
  self->is_hanging = FALSE;
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  GuichetCompositorWatch *self = user_data;
  char bytes[256];
  gssize n = recv (g_socket_get_fd (socket), bytes, sizeof bytes, MSG_DONTWAIT);

  if (n > 0) {
    take_answer (self, (gsize)n);
    return G_SOURCE_CONTINUE;
  }
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  tell (self, GUICHET_COMPOSITOR_GONE);
  return G_SOURCE_REMOVE;
}

GuichetCompositorWatch *
guichet_compositor_watch_new (const char *display_socket, guint patience_ms,
                              GuichetCompositorFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (display_socket);
  GuichetCompositorWatch *self;

  if (socket == NULL || !g_socket_connect (socket, address, NULL, error))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  self = g_new0 (GuichetCompositorWatch, 1);
  self->func = func;
  self->user_data = user_data;
  self->patience_ms = patience_ms;
  self->socket = g_steal_pointer (&socket);
  self->read_source = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP, NULL);
  g_source_set_callback (self->read_source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->read_source, NULL);
  self->ask_source = g_timeout_add (PERIOD_MS, on_ask_due, self);
  return self;
}

void
guichet_compositor_watch_free (GuichetCompositorWatch *self)
{
  g_clear_handle_id (&self->ask_source, g_source_remove);
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_source_destroy (self->read_source);
  g_source_unref (self->read_source);
  g_object_unref (self->socket);
  g_free (self);
}
