/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "direct-workers.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define TERM_MS      2000
#define WAIT_GONE_US (8 * G_USEC_PER_SEC)

struct _DirectWorkers {
  GObject parent_instance;

  /* Owned */
  char *program;
  char **environment;
  GSubprocess *process;
  GString *told;

  /* Handles */
  int status_fd;
  guint status_source;
  guint kill_source;

  /* State */
  guint n_started;
  guint n_living;
};

static void init_workers (GuichetWorkersInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DirectWorkers, direct_workers, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GUICHET_TYPE_WORKERS, init_workers))

static gboolean
on_status_readable (int fd, GIOCondition condition, gpointer user_data)
{
  DirectWorkers *self = user_data;
  char bytes[256];
  ssize_t n = read (fd, bytes, sizeof bytes);

  if (n > 0) {
    g_string_append_len (self->told, bytes, n);
    return G_SOURCE_CONTINUE;
  }
  self->status_source = 0;
  close (g_steal_fd (&self->status_fd));
  return G_SOURCE_REMOVE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DirectWorkers *self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  self->n_living--;
  if (G_SUBPROCESS (source) == self->process) {
    g_clear_handle_id (&self->kill_source, g_source_remove);
    g_clear_object (&self->process);
  }
  g_object_unref (self);
}

static void
start (DirectWorkers *self, int *client_fd)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  int pair[2], ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_subprocess_launcher_take_fd (launcher, pair[1], 3);
  g_subprocess_launcher_take_fd (launcher, ends[1], 4);
  for (gsize i = 0; self->environment[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (self->environment[i], "=", 2);

    g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE);
  }
  g_subprocess_launcher_setenv (launcher, "GUICHET_CHANNEL_FD", "3", TRUE);
  g_subprocess_launcher_setenv (launcher, "GUICHET_STATUS_FD", "4", TRUE);
  self->process = g_subprocess_launcher_spawn (launcher, &error, self->program, NULL);
  g_assert_no_error (error);
  self->n_started++;
  self->n_living++;
  g_subprocess_wait_async (self->process, NULL, on_ended, g_object_ref (self));
  self->status_fd = ends[0];
  self->status_source =
      g_unix_fd_add (self->status_fd, G_IO_IN | G_IO_HUP, on_status_readable, self);
  *client_fd = pair[0];
}

static void
open_async (GuichetWorkers *workers, const char *kind, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  DirectWorkers *self = DIRECT_WORKERS (workers);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  int fd;

  direct_workers_kill (self);
  g_assert_true (direct_workers_wait_gone (self));
  start (self, &fd);
  guichet_workers_connect (fd, task);
}

static GDBusConnection *
open_finish (GuichetWorkers *workers, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
on_kill_due (gpointer user_data)
{
  DirectWorkers *self = user_data;

  self->kill_source = 0;
  direct_workers_kill (self);
  return G_SOURCE_REMOVE;
}

static void
close_worker (GuichetWorkers *workers, const char *kind)
{
  DirectWorkers *self = DIRECT_WORKERS (workers);

  if (self->process == NULL || self->kill_source != 0)
    return;
  g_subprocess_send_signal (self->process, SIGTERM);
  self->kill_source = g_timeout_add (TERM_MS, on_kill_due, self);
}

static void
init_workers (GuichetWorkersInterface *iface)
{
  iface->open_async = open_async;
  iface->open_finish = open_finish;
  iface->close = close_worker;
}

static void
direct_workers_finalize (GObject *object)
{
  DirectWorkers *self = DIRECT_WORKERS (object);

  g_clear_handle_id (&self->status_source, g_source_remove);
  g_clear_handle_id (&self->kill_source, g_source_remove);
  if (self->status_fd >= 0)
    close (self->status_fd);
  g_clear_object (&self->process);
  g_string_free (self->told, TRUE);
  g_strfreev (self->environment);
  g_free (self->program);
  G_OBJECT_CLASS (direct_workers_parent_class)->finalize (object);
}

static void
direct_workers_class_init (DirectWorkersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = direct_workers_finalize;
}

static void
direct_workers_init (DirectWorkers *self)
{
  self->told = g_string_new (NULL);
  self->status_fd = -1;
}

DirectWorkers *
direct_workers_new (const char *program, const char *const *environment)
{
  DirectWorkers *self = g_object_new (DIRECT_TYPE_WORKERS, NULL);

  self->program = g_strdup (program);
  self->environment = g_strdupv ((char **)environment);
  return self;
}

const char *
direct_workers_get_told (DirectWorkers *self)
{
  return self->told->str;
}

guint
direct_workers_get_n_started (DirectWorkers *self)
{
  return self->n_started;
}

void
direct_workers_kill (DirectWorkers *self)
{
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
}

static gboolean
on_wake (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
direct_workers_wait_gone (DirectWorkers *self)
{
  gint64 end = g_get_monotonic_time () + WAIT_GONE_US;
  guint wake = g_timeout_add (100, on_wake, NULL);

  while ((self->n_living > 0 || self->status_source != 0) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
  return self->n_living == 0;
}
