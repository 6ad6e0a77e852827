/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "leftovers.h"
#include "world-bounds.h"
#include "world-command.h"
#include "world-launch.h"

static gboolean
write_note (GuichetWorld *self)
{
  g_autofree char *path = g_build_filename (self->runtime_dir, GUICHET_WORLD_NOTE, NULL);
  g_autofree char *text = guichet_world_identity_to_string (self->identity);
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    return TRUE;
  g_warning ("The note of a world could not be written: %s", error->message);
  return FALSE;
}

/* Without its note, a supervisor that starts after this one could not prove it gone: it must not be
 * visited. Called twice: as soon as the namespaces exist, so that even a world that never spoke can
 * be verified, and when the shell attached, since bubblewrap has made all its mounts by then. */
gboolean
guichet_world_learn_identity (GuichetWorld *self)
{
  g_autoptr (GError) error = NULL;
  GuichetWorldIdentity *identity = guichet_world_identity_read (self->first_pid, &error);

  if (identity == NULL)
    return FALSE;
  g_clear_pointer (&self->identity, guichet_world_identity_free);
  self->identity = identity;
  guichet_world_roster_add (self->roster, identity->pid_namespace);
  return write_note (self);
}

static void
on_connection_closed (GDBusConnection *connection, gboolean vanished, GError *error,
                      GuichetWorld *self)
{
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_ENDED);
}

static void
on_connection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorld) self = user_data;
  g_autoptr (GError) error = NULL;

  self->connection = g_dbus_connection_new_finish (result, &error);
  if (self->connection != NULL) {
    g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_connection_closed), self,
                             0);
    if (guichet_world_listen (self, &error))
      return;
  }
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_ENDED);
}

/* The channel is opened only after the world's identity is known: a world that can speak can be
 * verified. */
static void
open_channel (GuichetWorld *self)
{
  g_autoptr (GSocketConnection) stream =
      g_socket_connection_factory_create_connection (self->channel);
  g_autofree char *guid = g_dbus_generate_guid ();

  g_dbus_connection_new (G_IO_STREAM (stream), guid,
                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER |
                             G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                         NULL, self->cancellable, on_connection_ready, g_object_ref (self));
}

/* Bubblewrap writes its answer in pieces; it is whole when the parser finds it so. */
gboolean
guichet_world_read_info (GuichetWorld *self)
{
  gsize used = strlen (self->info);
  ssize_t size = -1;

  if (self->info_fd < 0)
    return TRUE;
  size = read (self->info_fd, self->info + used, sizeof self->info - 1 - used);
  if (size < 0 && (errno == EAGAIN || errno == EINTR))
    return FALSE;
  self->first_pid = guichet_world_launch_parse_info (self->info);
  if (size > 0 && self->first_pid == 0)
    return FALSE;
  close (g_steal_fd (&self->info_fd));
  if (self->first_pid > 0)
    self->pid_fd = pidfd_open (self->first_pid, 0);
  return TRUE;
}

static gboolean
on_info_readable (int fd, GIOCondition condition, gpointer user_data)
{
  GuichetWorld *self = user_data;

  if (!guichet_world_read_info (self))
    return G_SOURCE_CONTINUE;
  self->info_source = 0;
  if (self->pid_fd >= 0 && guichet_world_learn_identity (self))
    open_channel (self);
  else
    guichet_world_emit (self, GUICHET_WORLD_SIGNAL_ENDED);
  g_clear_object (&self->channel);
  return G_SOURCE_REMOVE;
}

static gboolean
on_start_timeout (gpointer user_data)
{
  GuichetWorld *self = user_data;

  self->start_timeout = 0;
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_ENDED);
  return G_SOURCE_REMOVE;
}

static void
on_bwrap_exited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetWorld) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  self->is_exited = TRUE;
  guichet_world_emit (self, GUICHET_WORLD_SIGNAL_ENDED);
}

/* The world's own way to the screen, and the command with its path in it. */
static char **
open_display (GuichetWorld *self, const char *const *command, const char *display_socket,
              GError **error)
{
  g_autofree char *path = g_build_filename (self->runtime_dir, "display", NULL);
  char **own = NULL;

  if (g_mkdir_with_parents (self->runtime_dir, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "runtime directory: %s",
                 g_strerror (errno));
    return NULL;
  }
  self->display = guichet_display_gate_new (path, display_socket, error);
  if (self->display == NULL)
    return NULL;
  own = g_strdupv ((char **)command);
  for (gsize i = 0; own[i] != NULL; i++)
    if (g_str_equal (own[i], GUICHET_WORLD_DISPLAY_TOKEN)) {
      g_free (own[i]);
      own[i] = g_strdup (path);
    }
  return own;
}

static void
watch_launch (GuichetWorld *self, const GuichetWorldLaunch *launch)
{
  self->bwrap = launch->bwrap;
  self->info_fd = launch->info_fd;
  self->channel = launch->channel;
  self->info_source =
      g_unix_fd_add (self->info_fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_info_readable, self);
  self->start_timeout = g_timeout_add_seconds (
      guichet_world_get_patience (self, START_TIMEOUT_S, 6), on_start_timeout, self);
  g_subprocess_wait_async (self->bwrap, NULL, on_bwrap_exited, g_object_ref (self));
}

GuichetWorld *
guichet_world_start (const char *const *command, const char *display_socket,
                     const char *runtime_dir, GuichetGate *gate, GuichetWorldRoster *roster,
                     GuichetWorldBounds *bounds, guint heartbeat_seconds, GError **error)
{
  g_autofree char *name = g_path_get_basename (runtime_dir);
  g_autofree char *group = NULL;
  g_autoptr (GuichetWorld) self = g_object_new (GUICHET_TYPE_WORLD, NULL);
  g_auto (GStrv) own_command = NULL;
  GuichetWorldLaunch launch;

  self->runtime_dir = g_strdup (runtime_dir);
  self->gate = gate;
  self->roster = guichet_world_roster_ref (roster);
  self->heartbeat_seconds = heartbeat_seconds;
  self->bounds = bounds;
  own_command = open_display (self, command, display_socket, error);
  if (own_command == NULL || !guichet_world_bounds_open (bounds, name, &group, error) ||
      !guichet_world_launch ((const char *const *)own_command, group, &launch, error)) {
    (void)guichet_world_bounds_close (bounds, name);
    g_clear_pointer (&self->display, guichet_display_gate_free);
    g_rmdir (runtime_dir);
    return NULL;
  }
  watch_launch (self, &launch);
  return g_steal_pointer (&self);
}
