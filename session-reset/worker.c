/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "leftovers.h"
#include "metric-names.h"
#include "world-launch.h"

/* A worker says some lines a second while it works, for an hour at most. */
#define MAX_LINES 50000

enum { SIGNAL_COUNTED, SIGNAL_BUSY, SIGNAL_GONE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetWorker, guichet_worker, G_TYPE_OBJECT)

static void
count (GuichetWorker *self, const char *metric, const char *label, guint n)
{
  if (metric != NULL && label != NULL)
    g_signal_emit (self, signals[SIGNAL_COUNTED], 0, metric, label, n);
}

static void
count_failure (GuichetWorker *self, const char *label)
{
  count (self, self->kind->failure_metric, label, 1);
  count (self, GUICHET_METRIC_DEVICE_FAILURE, self->kind->failure_device, 1);
}

void
guichet_worker_note_crash (GuichetWorker *self)
{
  if (!self->is_stopping && (self->is_busy || !self->is_started))
    count_failure (self, "crashed");
}

/* --- watchdogs --- */

static gboolean
on_watchdog (gpointer user_data)
{
  GuichetWorker *self = user_data;

  self->watchdog_source = 0;
  count_failure (self, "silent");
  guichet_worker_stop (self);
  return G_SOURCE_REMOVE;
}

/* A device that goes on for ever is as good as one that is silent. */
static gboolean
on_overdue (gpointer user_data)
{
  GuichetWorker *self = user_data;

  self->overdue_source = 0;
  count_failure (self, "silent");
  guichet_worker_stop (self);
  return G_SOURCE_REMOVE;
}

void
guichet_worker_set_busy (GuichetWorker *self, gboolean is_busy)
{
  if (self->is_busy == is_busy)
    return;
  self->is_busy = is_busy;
  g_clear_handle_id (&self->overdue_source, g_source_remove);
  if (is_busy && self->kind->busy_seconds > 0)
    self->overdue_source = g_timeout_add_seconds (self->kind->busy_seconds, on_overdue, self);
  g_signal_emit (self, signals[SIGNAL_BUSY], 0);
}

/* Each line starts the time anew: of its start, or of a silence while it works. */
static void
arm_watchdog (GuichetWorker *self)
{
  guint seconds = 0;

  g_clear_handle_id (&self->watchdog_source, g_source_remove);
  if (self->is_stopping)
    return;
  if (!self->is_started)
    seconds = self->kind->start_seconds;
  else if (self->is_busy)
    seconds = self->silence_seconds;
  if (seconds > 0)
    self->watchdog_source = g_timeout_add_seconds (seconds, on_watchdog, self);
}

/* --- what it says --- */

static gboolean
take_line (GuichetWorker *self)
{
  GuichetWorkerStatus status;

  if (++self->n_lines > MAX_LINES || !guichet_worker_status_parse (self->kind, self->line, &status))
    return FALSE;
  self->is_started = TRUE;
  switch (status.meaning) {
  case GUICHET_WORKER_BUSY:
    guichet_worker_set_busy (self, TRUE);
    break;
  case GUICHET_WORKER_IDLE:
    guichet_worker_set_busy (self, FALSE);
    break;
  case GUICHET_WORKER_COUNT:
    count (self, status.metric, status.label, status.n);
    break;
  case GUICHET_WORKER_SPEND:
    self->n_spent += status.n;
    break;
  case GUICHET_WORKER_ALIVE:
  default:
    break;
  }
  arm_watchdog (self);
  return TRUE;
}

static gboolean
take_bytes (GuichetWorker *self, const char *bytes, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    if (bytes[i] != '\n') {
      if (bytes[i] == '\0' || self->line_length > GUICHET_WORKER_LINE_MAX)
        return FALSE;
      self->line[self->line_length++] = bytes[i];
      continue;
    }
    self->line[self->line_length] = '\0';
    self->line_length = 0;
    if (!take_line (self))
      return FALSE;
  }
  return TRUE;
}

typedef enum {
  READ_WORDS,
  READ_NOTHING, /* for now */
  READ_END,     /* or words that are not its own: it has nothing more to say */
} Read;

static Read
read_some (GuichetWorker *self)
{
  char bytes[512];
  ssize_t size = read (self->launch.status_fd, bytes, sizeof bytes);

  if (size < 0 && (errno == EAGAIN || errno == EINTR))
    return READ_NOTHING;
  if (size == 0)
    guichet_worker_note_crash (self);
  return size > 0 && take_bytes (self, bytes, (gsize)size) ? READ_WORDS : READ_END;
}

static gboolean
on_status_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (GuichetWorker) self = g_object_ref (user_data);

  if (read_some (self) != READ_END)
    return G_SOURCE_CONTINUE;
  self->status_source = 0;
  guichet_worker_stop (self);
  return G_SOURCE_REMOVE;
}

void
guichet_worker_read_rest (GuichetWorker *self)
{
  if (self->status_source == 0)
    return;
  while (read_some (self) == READ_WORDS)
    continue;
  g_clear_handle_id (&self->status_source, g_source_remove);
}

void
guichet_worker_tell_gone (GuichetWorker *self)
{
  self->is_gone = TRUE;
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
}

/* --- its start --- */

static void
write_note (GuichetWorker *self)
{
  g_autofree char *path = g_build_filename (self->runtime_dir, GUICHET_WORLD_NOTE, NULL);
  g_autofree char *text = guichet_world_identity_to_string (self->identity);

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    guichet_worker_stop (self);
}

/* Bubblewrap writes its answer in pieces; it is whole when the parser finds it so. */
static gboolean
on_info_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (GuichetWorker) self = g_object_ref (user_data);
  gsize used = strlen (self->info);
  ssize_t size = read (fd, self->info + used, sizeof self->info - 1 - used);
  pid_t pid = guichet_world_launch_parse_info (self->info);

  if (size > 0 && pid == 0)
    return G_SOURCE_CONTINUE;
  self->info_source = 0;
  if (pid > 0)
    self->pid_fd = pidfd_open (pid, 0);
  if (self->pid_fd >= 0)
    self->identity = guichet_world_identity_read (pid, NULL);
  if (self->identity != NULL && !self->is_stopping) {
    guichet_world_roster_add (self->roster, self->identity->pid_namespace);
    write_note (self);
  } else {
    self->is_stopping = TRUE;
    guichet_worker_kill_now (self);
  }
  return G_SOURCE_REMOVE;
}

static gboolean
make_runtime_dir (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "runtime directory: %s",
               g_strerror (errno));
  return FALSE;
}

static void
watch (GuichetWorker *self)
{
  const GIOCondition conditions = G_IO_IN | G_IO_HUP | G_IO_ERR;

  self->info_source = g_unix_fd_add (self->launch.info_fd, conditions, on_info_readable, self);
  self->status_source =
      g_unix_fd_add (self->launch.status_fd, conditions, on_status_readable, self);
  guichet_worker_await_exit (self);
  arm_watchdog (self);
}

GuichetWorker *
guichet_worker_start (const GuichetWorkerKind *kind, const char *const *command,
                      const char *runtime_dir, GuichetWorldRoster *roster, guint silence_seconds,
                      GError **error)
{
  g_autoptr (GuichetWorker) self = g_object_new (GUICHET_TYPE_WORKER, NULL);

  self->kind = kind;
  self->silence_seconds = silence_seconds;
  self->roster = guichet_world_roster_ref (roster);
  self->runtime_dir = g_strdup (runtime_dir);
  if (!make_runtime_dir (runtime_dir, error))
    return NULL;
  if (!guichet_worker_launch (command, &self->launch, error)) {
    g_rmdir (runtime_dir);
    return NULL;
  }
  watch (self);
  return g_steal_pointer (&self);
}

const GuichetWorkerKind *
guichet_worker_get_kind (GuichetWorker *self)
{
  return self->kind;
}

int
guichet_worker_take_client_fd (GuichetWorker *self)
{
  return g_steal_fd (&self->launch.client_fd);
}

guint
guichet_worker_get_n_spent (GuichetWorker *self)
{
  return self->n_spent;
}

gboolean
guichet_worker_is_busy (GuichetWorker *self)
{
  return self->is_busy;
}

gboolean
guichet_worker_is_gone (GuichetWorker *self)
{
  return self->is_gone;
}

gboolean
guichet_worker_was_killed (GuichetWorker *self)
{
  return self->is_killed;
}

GuichetWipeResult
guichet_worker_get_result (GuichetWorker *self)
{
  return self->result;
}

static void
guichet_worker_finalize (GObject *object)
{
  GuichetWorker *self = GUICHET_WORKER (object);
  guint *const sources[] = { &self->info_source,    &self->status_source, &self->watchdog_source,
                             &self->overdue_source, &self->kill_source,   &self->look_source };

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    g_clear_handle_id (sources[i], g_source_remove);
  if (self->pid_fd >= 0) {
    (void)pidfd_send_signal (self->pid_fd, SIGKILL, NULL, 0);
    close (self->pid_fd);
  }
  if (self->launch.bwrap != NULL && !self->is_exited)
    guichet_world_launch_kill (self->launch.bwrap);
  if (self->roster != NULL && self->identity != NULL)
    guichet_world_roster_remove (self->roster, self->identity->pid_namespace);
  guichet_worker_launch_clear (&self->launch);
  g_clear_pointer (&self->identity, guichet_world_identity_free);
  g_clear_pointer (&self->roster, guichet_world_roster_unref);
  g_clear_pointer (&self->runtime_dir, g_free);
  G_OBJECT_CLASS (guichet_worker_parent_class)->finalize (object);
}

static void
guichet_worker_class_init (GuichetWorkerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = guichet_worker_finalize;
  signals[SIGNAL_COUNTED] =
      g_signal_new ("counted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                    G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT);
  signals[SIGNAL_BUSY] =
      g_signal_new ("busy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GONE] =
      g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_worker_init (GuichetWorker *self)
{
  self->launch = (GuichetWorkerLaunch){ .status_fd = -1, .info_fd = -1, .client_fd = -1 };
  self->pid_fd = -1;
  self->result = GUICHET_WIPE_FAILED_KILL;
}
