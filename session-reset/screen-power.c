/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-power.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <string.h>
#include <wayland-client.h>

#include "guichet-screen-client.h"

struct _GuichetScreenPower {
  /* Borrowed */
  GuichetScreenWokenFunc func;
  gpointer user_data;

  /* Owned */
  struct wl_display *display;
  struct wl_registry *registry;
  struct guichet_screen *screen; /* or NULL */

  /* Handles */
  guint read_source;

  /* State */
  gboolean is_off;
};

static void
on_slept (void *data, struct guichet_screen *screen)
{
  GuichetScreenPower *self = data;

  self->is_off = TRUE;
}

static void
on_woken (void *data, struct guichet_screen *screen)
{
  GuichetScreenPower *self = data;

  if (!self->is_off)
    return;
  self->is_off = FALSE;
  self->func (self->user_data);
}

static const struct guichet_screen_listener screen_listener = { on_slept, on_woken };

static void
on_global (void *data, struct wl_registry *registry, uint32_t name, const char *interface,
           uint32_t version)
{
  GuichetScreenPower *self = data;

  if (self->screen != NULL || strcmp (interface, guichet_screen_interface.name) != 0)
    return;
  self->screen = wl_registry_bind (registry, name, &guichet_screen_interface, 1);
  guichet_screen_add_listener (self->screen, &screen_listener, self);
}

static void
on_global_removed (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = { on_global, on_global_removed };

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  GuichetScreenPower *self = user_data;
  gboolean is_good = TRUE;

  if (wl_display_prepare_read (self->display) == 0)
    is_good = wl_display_read_events (self->display) == 0;
  if (is_good && wl_display_dispatch_pending (self->display) >= 0) {
    (void)wl_display_flush (self->display);
    return G_SOURCE_CONTINUE;
  }
  /* The compositor is gone: compositor-watch.h tells who has to know. Or it refused us. */
  if (self->screen == NULL)
    g_message ("The compositor's module ended the connection before it let the screen be switched "
               "off: it will only be black");
  self->read_source = 0;
  self->is_off = FALSE;
  g_clear_pointer (&self->screen, guichet_screen_destroy);
  return G_SOURCE_REMOVE;
}

static int
connect_module (const char *display_socket)
{
  g_autofree char *path = g_strconcat (display_socket, "-screen", NULL);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  if (socket == NULL || !g_socket_connect (socket, address, NULL, NULL))
    return -1;
  return fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);
}

GuichetScreenPower *
guichet_screen_power_new (const char *display_socket, GuichetScreenWokenFunc func,
                          gpointer user_data)
{
  int fd = connect_module (display_socket);
  struct wl_display *display = fd >= 0 ? wl_display_connect_to_fd (fd) : NULL;
  GuichetScreenPower *self;

  /* It closes the descriptor in any case. */
  if (display == NULL)
    return NULL;
  self = g_new0 (GuichetScreenPower, 1);
  self->func = func;
  self->user_data = user_data;
  self->display = display;
  self->registry = wl_display_get_registry (display);
  wl_registry_add_listener (self->registry, &registry_listener, self);
  self->read_source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
  (void)wl_display_flush (display);
  return self;
}

void
guichet_screen_power_free (GuichetScreenPower *self)
{
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_pointer (&self->screen, guichet_screen_destroy);
  wl_registry_destroy (self->registry);
  (void)wl_display_flush (self->display);
  wl_display_disconnect (self->display);
  g_free (self);
}

void
guichet_screen_power_sleep (GuichetScreenPower *self)
{
  if (self->screen == NULL)
    return;
  guichet_screen_sleep (self->screen);
  (void)wl_display_flush (self->display);
}

void
guichet_screen_power_wake (GuichetScreenPower *self)
{
  if (self->screen == NULL)
    return;
  guichet_screen_wake (self->screen);
  (void)wl_display_flush (self->display);
}

gboolean
guichet_screen_power_is_off (const GuichetScreenPower *self)
{
  return self->is_off;
}
