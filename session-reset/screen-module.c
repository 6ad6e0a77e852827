/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-screen-N.so: a module of weston N, in the compositor's process. Weston can switch the
 * screen off, but gives clients no way to ask for it; this gives one to the supervisor, and to
 * nobody else.
 *
 * The supervisor leads the worlds' connections to the compositor too, so who a client is cannot be
 * told from its process: it is told from the socket. One client at a time comes by the module's own
 * socket, where no world can reach; libwayland hides the global from all others and refuses a bind
 * of its number.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <libweston/libweston.h>
#include <wayland-server.h>

#include "guichet-screen-server.h"

#define VERSION 1

typedef struct {
  /* Borrowed */
  struct weston_compositor *compositor;

  /* Owned */
  struct wl_global *global;
  struct wl_client *client;     /* the supervisor's connection, or NULL */
  struct wl_resource *resource; /* of that client, or NULL */
  struct sockaddr_un address;

  /* Handles */
  int listener;
  struct wl_event_source *source;
  struct wl_listener on_wake;
  struct wl_listener on_client_gone;
  struct wl_listener on_compositor_gone;
} Screen;

int wet_module_init (struct weston_compositor *compositor, int *argc, char *argv[]);

/* --- what the supervisor asks --- */

static void
handle_destroy (struct wl_client *client, struct wl_resource *resource)
{
  wl_resource_destroy (resource);
}

static void
handle_sleep (struct wl_client *client, struct wl_resource *resource)
{
  Screen *self = wl_resource_get_user_data (resource);

  weston_compositor_sleep (self->compositor);
  guichet_screen_send_slept (resource);
}

/* Its listener answers. */
static void
handle_wake (struct wl_client *client, struct wl_resource *resource)
{
  Screen *self = wl_resource_get_user_data (resource);

  weston_compositor_wake (self->compositor);
}

static const struct guichet_screen_interface requests = {
  .destroy = handle_destroy,
  .sleep = handle_sleep,
  .wake = handle_wake,
};

/* A screen must not stay dark with nobody there to wake it. */
static void
on_resource_gone (struct wl_resource *resource)
{
  Screen *self = wl_resource_get_user_data (resource);

  if (self->resource == resource)
    self->resource = NULL;
  if (self->compositor != NULL)
    weston_compositor_wake (self->compositor);
}

static void
on_bind (struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
  Screen *self = data;
  struct wl_resource *resource;

  resource = wl_resource_create (client, &guichet_screen_interface, (int)version, id);
  if (resource == NULL) {
    wl_client_post_no_memory (client);
    return;
  }
  self->resource = resource;
  wl_resource_set_implementation (resource, &requests, self, on_resource_gone);
}

/* --- what the compositor does --- */

/* Weston wakes at a key, at a motion, at a touch before it hands it on. Only the DRM backend draws
 * again by itself then: what was changed in the dark has to be drawn under any other too. */
static void
on_wake (struct wl_listener *listener, void *data)
{
  Screen *self = wl_container_of (listener, self, on_wake);

  weston_compositor_damage_all (self->compositor);
  weston_compositor_schedule_repaint (self->compositor);
  if (self->resource != NULL)
    guichet_screen_send_woken (self->resource);
}

static bool
is_visible (const struct wl_client *client, const struct wl_global *global, void *data)
{
  const Screen *self = data;

  return global != self->global || (self->client != NULL && client == self->client);
}

/* --- who may ask --- */

static void
on_client_gone (struct wl_listener *listener, void *data)
{
  Screen *self = wl_container_of (listener, self, on_client_gone);

  self->client = NULL;
}

static bool
is_same_user (int connection)
{
  struct ucred peer;
  socklen_t size = sizeof peer;

  return getsockopt (connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         peer.uid == geteuid ();
}

static int
on_incoming (int fd, uint32_t mask, void *data)
{
  Screen *self = data;
  int connection = accept4 (fd, NULL, NULL, SOCK_CLOEXEC);

  if (connection < 0)
    return 0;
  if (self->client == NULL && is_same_user (connection))
    self->client = wl_client_create (self->compositor->wl_display, connection);
  else
    weston_log ("guichet-screen: a second client was refused\n");
  if (self->client == NULL || wl_client_get_fd (self->client) != connection) {
    (void)close (connection);
    return 0;
  }
  self->on_client_gone.notify = on_client_gone;
  wl_client_add_destroy_listener (self->client, &self->on_client_gone);
  return 0;
}

/* Beside the display's own, in a folder that is the user's alone. Weston has set WAYLAND_DISPLAY
 * for what it starts. */
static bool
find_place (struct sockaddr_un *address)
{
  const char *folder = getenv ("XDG_RUNTIME_DIR");
  const char *display = getenv ("WAYLAND_DISPLAY");
  int length;

  if (folder == NULL || display == NULL)
    return false;
  address->sun_family = AF_UNIX;
  length = snprintf (address->sun_path, sizeof address->sun_path, "%s/%s-screen", folder, display);
  return length > 0 && (size_t)length < sizeof address->sun_path;
}

static bool
start_listening (Screen *self)
{
  struct wl_event_loop *loop = wl_display_get_event_loop (self->compositor->wl_display);
  mode_t before;
  int result;

  if (!find_place (&self->address))
    return false;
  self->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (self->listener < 0)
    return false;
  (void)unlink (self->address.sun_path);
  before = umask (0077);
  result = bind (self->listener, (struct sockaddr *)&self->address, sizeof self->address);
  (void)umask (before);
  if (result == 0 && listen (self->listener, 4) == 0)
    self->source =
        wl_event_loop_add_fd (loop, self->listener, WL_EVENT_READABLE, on_incoming, self);
  return self->source != NULL;
}

/* --- the module --- */

static void
on_compositor_gone (struct wl_listener *listener, void *data)
{
  Screen *self = wl_container_of (listener, self, on_compositor_gone);

  self->compositor = NULL;
  wl_list_remove (&self->on_wake.link);
  wl_list_remove (&self->on_compositor_gone.link);
  if (self->client != NULL)
    wl_client_destroy (self->client);
  if (self->source != NULL)
    (void)wl_event_source_remove (self->source);
  if (self->listener >= 0) {
    (void)unlink (self->address.sun_path);
    (void)close (self->listener);
  }
  /* The display outlives the compositor, and asks the filter as long as it has globals: @self stays
   * until the process ends. */
  wl_global_destroy (self->global);
  self->global = NULL;
}

/* Whatever is wrong, the terminal is shown: without this the screen sleeps as a black window. So it
 * never answers -1, at which weston would end. */
WL_EXPORT int
wet_module_init (struct weston_compositor *compositor, int *argc, char *argv[])
{
  Screen *self = calloc (1, sizeof *self);

  if (self == NULL)
    return 0;
  self->compositor = compositor;
  self->listener = -1;
  self->global =
      wl_global_create (compositor->wl_display, &guichet_screen_interface, VERSION, self, on_bind);
  if (self->global == NULL) {
    free (self);
    return 0;
  }
  wl_display_set_global_filter (compositor->wl_display, is_visible, self);
  self->on_wake.notify = on_wake;
  wl_signal_add (&compositor->wake_signal, &self->on_wake);
  self->on_compositor_gone.notify = on_compositor_gone;
  wl_signal_add (&compositor->destroy_signal, &self->on_compositor_gone);
  if (!start_listening (self))
    weston_log ("guichet-screen: no socket: %s\n", strerror (errno));
  return 0;
}
