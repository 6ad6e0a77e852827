/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-worker.h"

#include "worker-command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _StickWorker {
  GObject parent_instance;

  /* Borrowed */
  const char *dir;
  /* Owned */
  GSubprocess *process;
  /* Handles */
  int status;
};

static void workers_init (GuichetWorkersInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StickWorker, stick_worker, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GUICHET_TYPE_WORKERS, workers_init))

/* The command of the supervisor, and one more variable. */
static char **
build_command (const char *dir)
{
  g_auto (GStrv) words =
      guichet_worker_command_build (guichet_worker_kind_find ("stick"), dir, NULL, 0, "test");
  GPtrArray *command = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    if (strcmp (words[i], "--remount-ro") == 0) {
      g_ptr_array_add (command, g_strdup ("--setenv"));
      g_ptr_array_add (command, g_strdup ("GUICHET_STICK_LOOPS"));
      g_ptr_array_add (command, g_strdup ("1"));
    }
    g_ptr_array_add (command, g_strdup (words[i]));
  }
  g_ptr_array_add (command, NULL);
  return (char **)g_ptr_array_free (command, FALSE);
}

int
stick_worker_start (StickWorker *self)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_auto (GStrv) command = build_command (self->dir);
  g_autoptr (GError) error = NULL;
  int pair[2], status[2], info[2];

  /* bubblewrap writes to its pipe: the other end stays open. */
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
      pipe2 (status, O_CLOEXEC | O_NONBLOCK) != 0 || pipe2 (info, O_CLOEXEC) != 0)
    g_error ("%s", g_strerror (errno));
  g_subprocess_launcher_take_fd (launcher, pair[1], GUICHET_WORKER_FD_CHANNEL);
  g_subprocess_launcher_take_fd (launcher, status[1], GUICHET_WORKER_FD_STATUS);
  g_subprocess_launcher_take_fd (launcher, info[1], GUICHET_WORKER_FD_INFO);
  self->status = status[0];
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *)command, &error);
  if (self->process == NULL)
    g_error ("%s", error->message);
  return pair[0];
}

int
stick_worker_get_status (StickWorker *self)
{
  return self->status;
}

static void
stop (StickWorker *self)
{
  if (self->process == NULL)
    return;
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

static void
open_async (GuichetWorkers *workers, const char *kind, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  StickWorker *self = STICK_WORKER (workers);

  stop (self);
  guichet_workers_connect (stick_worker_start (self),
                           g_task_new (workers, cancellable, callback, user_data));
}

static GDBusConnection *
open_finish (GuichetWorkers *workers, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
stick_worker_end (StickWorker *self, int signal_number)
{
  const char *pid = g_subprocess_get_identifier (self->process);
  g_autofree char *children = g_strdup_printf ("/proc/%s/task/%s/children", pid, pid);
  g_autofree char *text = NULL;
  pid_t child = 0;

  if (g_file_get_contents (children, &text, NULL, NULL))
    child = (pid_t)g_ascii_strtoll (text, NULL, 10);
  /* No worker in the sandbox yet; to the process 0 would be to us all. */
  if (child > 0)
    kill (child, signal_number);
  else
    g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
}

static void
close_worker (GuichetWorkers *workers, const char *kind)
{
  StickWorker *self = STICK_WORKER (workers);

  if (self->process == NULL)
    return;
  stick_worker_end (self, SIGTERM);
  g_clear_object (&self->process);
}

static void
workers_init (GuichetWorkersInterface *iface)
{
  iface->open_async = open_async;
  iface->open_finish = open_finish;
  iface->close = close_worker;
}

static void
stick_worker_dispose (GObject *object)
{
  stop (STICK_WORKER (object));
  G_OBJECT_CLASS (stick_worker_parent_class)->dispose (object);
}

static void
stick_worker_class_init (StickWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stick_worker_dispose;
}

static void
stick_worker_init (StickWorker *self)
{
  self->status = -1;
}

StickWorker *
stick_worker_new (const char *dir)
{
  StickWorker *self = g_object_new (STICK_TYPE_WORKER, NULL);

  self->dir = dir;
  return self;
}
