/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-desk.h"

#include "leftovers.h"
#include "settings.h"
#include "worker-command.h"
#include "worker.h"

/* Somebody who tries again and again with a scanner that is stuck needs twenty. */
#define MAX_PER_VISIT 200

struct _GuichetWorkerDesk {
  GObject parent_instance;

  /* Owned */
  GuichetSettings *settings;
  GuichetWorldRoster *roster;
  char *program_dir;
  char *runtime_dir;
  char *mark;
  GPtrArray *workers;  /* element type GuichetWorker; owned; until proved gone */
  GHashTable *waiting; /* GuichetWorkerKind (borrowed), GTask: until the one before is gone */
  GTask *end_task;

  /* Borrowed */
  const GuichetWorkerKind *tidier; /* to be started at the end of this visit */

  /* State */
  guint n_started; /* since the start, for names */
  guint n_visit;   /* in this visit */
  guint n_spent;   /* in this visit, by workers that are gone; pages alone are spent */
};

enum { SIGNAL_COUNTED, SIGNAL_BUSY, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetWorkerDesk, guichet_worker_desk, G_TYPE_OBJECT)

static GuichetWorker *
find (GuichetWorkerDesk *self, const GuichetWorkerKind *kind)
{
  for (guint i = 0; i < self->workers->len; i++)
    if (guichet_worker_get_kind (g_ptr_array_index (self->workers, i)) == kind)
      return g_ptr_array_index (self->workers, i);
  return NULL;
}

/* The worst of those that are left; VERIFIED when there are none. */
static GuichetWipeResult
judge (GuichetWorkerDesk *self)
{
  return self->workers->len == 0 ? GUICHET_WIPE_VERIFIED
                                 : guichet_worker_get_result (g_ptr_array_index (self->workers, 0));
}

static gboolean
are_all_gone (GuichetWorkerDesk *self)
{
  for (guint i = 0; i < self->workers->len; i++)
    if (!guichet_worker_is_gone (g_ptr_array_index (self->workers, i)))
      return FALSE;
  return TRUE;
}

static void
on_counted (GuichetWorker *worker, const char *metric, const char *label, guint n,
            GuichetWorkerDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0, metric, label, n);
}

static void
on_busy (GuichetWorker *worker, GuichetWorkerDesk *self)
{
  g_signal_emit (self, signals[SIGNAL_BUSY], 0);
}

static void on_gone (GuichetWorker *worker, GuichetWorkerDesk *self);

static GuichetWorker *
start (GuichetWorkerDesk *self, const GuichetWorkerKind *kind)
{
  g_auto (GStrv) command = guichet_worker_command_build (kind, self->program_dir, self->settings,
                                                         self->n_spent, self->mark);
  g_autofree char *name =
      g_strdup_printf (GUICHET_WORLD_DIR_PREFIX "%s-%u", kind->name, ++self->n_started);
  g_autofree char *dir = g_build_filename (self->runtime_dir, name, NULL);
  g_autoptr (GError) error = NULL;
  guint silence =
      kind->get_silence_seconds != NULL ? kind->get_silence_seconds (self->settings) : 0;
  GuichetWorker *worker =
      guichet_worker_start (kind, (const char *const *)command, dir, self->roster, silence, &error);

  if (worker == NULL) {
    g_warning ("A worker could not be started: %s", error->message);
    return NULL;
  }
  g_signal_connect_object (worker, "counted", G_CALLBACK (on_counted), self, 0);
  g_signal_connect_object (worker, "busy", G_CALLBACK (on_busy), self, 0);
  g_signal_connect_object (worker, "gone", G_CALLBACK (on_gone), self, 0);
  g_ptr_array_add (self->workers, worker);
  return worker;
}

/* Once all are gone. What puts in order comes last, and is waited for like the others. */
static void
go_on_ending (GuichetWorkerDesk *self)
{
  const GuichetWorkerKind *tidier = g_steal_pointer (&self->tidier);
  g_autoptr (GTask) task = NULL;

  if (tidier != NULL && start (self, tidier) != NULL)
    return;
  task = g_steal_pointer (&self->end_task);
  self->n_visit = 0;
  self->n_spent = 0;
  g_task_return_int (task, judge (self));
}

static gboolean
has_program (GuichetWorkerDesk *self, const GuichetWorkerKind *kind)
{
  g_autofree char *path = g_build_filename (self->program_dir, kind->program, NULL);

  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE);
}

static void
answer_open (GuichetWorkerDesk *self, const GuichetWorkerKind *kind, GTask *task)
{
  gboolean may_start = self->end_task == NULL && find (self, kind) == NULL;
  GuichetWorker *worker = may_start ? start (self, kind) : NULL;

  g_task_return_int (task, worker != NULL ? guichet_worker_take_client_fd (worker) : -1);
}

static void
answer_waiting (GuichetWorkerDesk *self, const GuichetWorkerKind *kind)
{
  GTask *task = NULL;

  if (!g_hash_table_steal_extended (self->waiting, kind, NULL, (gpointer *)&task))
    return;
  answer_open (self, kind, task);
  g_object_unref (task);
}

/* One of which something is left stays: the end of the visit looks again, and tells. */
static void
on_gone (GuichetWorker *worker, GuichetWorkerDesk *self)
{
  const GuichetWorkerKind *kind = guichet_worker_get_kind (worker);

  self->n_spent += guichet_worker_get_n_spent (worker);
  if (kind->tidier != NULL && guichet_worker_was_killed (worker))
    self->tidier = kind->tidier;
  if (guichet_worker_get_result (worker) == GUICHET_WIPE_VERIFIED)
    g_ptr_array_remove (self->workers, worker);
  answer_waiting (self, kind);
  if (self->end_task != NULL && are_all_gone (self))
    go_on_ending (self);
}

/* For others to recognize what is left of it; nobody can tell a visit by it. */
static void
renew_mark (GuichetWorkerDesk *self)
{
  g_free (self->mark);
  self->mark = g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
}

const char *
guichet_worker_desk_get_mark (GuichetWorkerDesk *self)
{
  return self->mark;
}

void
guichet_worker_desk_open_async (GuichetWorkerDesk *self, const char *name,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  const GuichetWorkerKind *kind = guichet_worker_kind_find (name);
  GuichetWorker *before = kind != NULL ? find (self, kind) : NULL;

  if (kind == NULL || self->end_task != NULL || g_hash_table_contains (self->waiting, kind) ||
      self->n_visit >= MAX_PER_VISIT || !has_program (self, kind)) {
    g_task_return_int (task, -1);
    return;
  }
  if (self->n_visit++ == 0)
    renew_mark (self);
  if (before == NULL || guichet_worker_is_gone (before)) {
    answer_open (self, kind, task);
    return;
  }
  g_hash_table_insert (self->waiting, (gpointer)kind, g_steal_pointer (&task));
  guichet_worker_stop (before);
}

int
guichet_worker_desk_open_finish (GuichetWorkerDesk *self, GAsyncResult *result)
{
  return (int)g_task_propagate_int (G_TASK (result), NULL);
}

void
guichet_worker_desk_close (GuichetWorkerDesk *self, const char *name)
{
  const GuichetWorkerKind *kind = guichet_worker_kind_find (name);
  GuichetWorker *worker = kind != NULL ? find (self, kind) : NULL;

  if (worker != NULL)
    guichet_worker_stop (worker);
}

gboolean
guichet_worker_desk_is_busy (GuichetWorkerDesk *self)
{
  for (guint i = 0; i < self->workers->len; i++)
    if (guichet_worker_is_busy (g_ptr_array_index (self->workers, i)))
      return TRUE;
  return FALSE;
}

/* Those that were gone before, and not proved so. */
static void
look_again (GuichetWorkerDesk *self)
{
  for (guint i = self->workers->len; i-- > 0;) {
    GuichetWorker *worker = g_ptr_array_index (self->workers, i);

    if (guichet_worker_is_gone (worker) &&
        guichet_worker_look_again (worker) == GUICHET_WIPE_VERIFIED)
      g_ptr_array_remove_index (self->workers, i);
  }
}

void
guichet_worker_desk_end_async (GuichetWorkerDesk *self, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GPtrArray) workers = NULL;

  g_return_if_fail (self->end_task == NULL);

  self->end_task = g_task_new (self, NULL, callback, user_data);
  look_again (self);
  if (are_all_gone (self)) {
    go_on_ending (self);
    return;
  }
  /* Stopping may take one off the list. */
  workers = g_ptr_array_copy (self->workers, (GCopyFunc)(void (*) (void))g_object_ref, NULL);
  g_ptr_array_set_free_func (workers, g_object_unref);
  for (guint i = 0; i < workers->len; i++)
    guichet_worker_stop (g_ptr_array_index (workers, i));
}

void
guichet_worker_desk_hurry (GuichetWorkerDesk *self)
{
  for (guint i = 0; i < self->workers->len; i++)
    guichet_worker_hurry (g_ptr_array_index (self->workers, i));
}

int
guichet_worker_desk_end_finish (GuichetWorkerDesk *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &error);

  return error == NULL ? (int)value : GUICHET_WIPE_FAILED_LOOK;
}

static void
guichet_worker_desk_dispose (GObject *object)
{
  GuichetWorkerDesk *self = GUICHET_WORKER_DESK (object);

  g_clear_pointer (&self->waiting, g_hash_table_unref);
  g_clear_pointer (&self->workers, g_ptr_array_unref);
  g_clear_pointer (&self->roster, guichet_world_roster_unref);
  g_clear_pointer (&self->settings, guichet_settings_unref);
  g_clear_pointer (&self->program_dir, g_free);
  g_clear_pointer (&self->runtime_dir, g_free);
  g_clear_pointer (&self->mark, g_free);
  G_OBJECT_CLASS (guichet_worker_desk_parent_class)->dispose (object);
}

static void
guichet_worker_desk_class_init (GuichetWorkerDeskClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_worker_desk_dispose;
  signals[SIGNAL_COUNTED] =
      g_signal_new ("counted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                    G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT);
  signals[SIGNAL_BUSY] =
      g_signal_new ("busy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_worker_desk_init (GuichetWorkerDesk *self)
{
  self->workers = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiting = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

GuichetWorkerDesk *
guichet_worker_desk_new (const char *program_dir, const char *runtime_dir,
                         GuichetSettings *settings, GuichetWorldRoster *roster)
{
  GuichetWorkerDesk *self = g_object_new (GUICHET_TYPE_WORKER_DESK, NULL);

  self->program_dir = g_strdup (program_dir);
  self->runtime_dir = g_strdup (runtime_dir);
  self->settings = guichet_settings_ref (settings);
  self->roster = guichet_world_roster_ref (roster);
  return self;
}
