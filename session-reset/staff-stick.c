/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-stick.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "staff-worker.h"

#define STICK_PATH      "/org/guichet/Stick"
#define STICK_INTERFACE "org.guichet.Stick1"
#define ERROR_PREFIX    STICK_INTERFACE ".Error."
/* udisks2 tells of the sticks there are a moment after the worker asks. */
#define LOOK_MS    300
#define LOOK_TIMES 10

/* Data of the task. */
typedef struct {
  /* Owned */
  GPtrArray *files; /* element type GuichetStaffFile */
  GuichetStaffWorker *worker;
  /* Handles */
  guint look_source;
  /* State */
  guint n_saved;
  guint n_looks;
} Work;

/* What the worker may say; all else is a failure. */
static const struct {
  const char *error;
  const char *outcome;
} outcomes[] = {
  { "NoneThere", "no-stick" },
  { "Several", "several-sticks" },
  { "Unreadable", "unreadable" },
  { "Gone", "gone" },
  { "Full", "full" },
  { "ReadOnly", "read-only" },
};

static void look (GTask *task);

GuichetStaffFile *
guichet_staff_file_new (const char *name, GBytes *bytes)
{
  GuichetStaffFile *self = g_new0 (GuichetStaffFile, 1);

  self->name = g_strdup (name);
  self->bytes = g_bytes_ref (bytes);
  return self;
}

void
guichet_staff_file_free (GuichetStaffFile *self)
{
  g_free (self->name);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static void
work_free (Work *work)
{
  g_clear_handle_id (&work->look_source, g_source_remove);
  g_ptr_array_unref (work->files);
  g_free (work);
}

static void
end (GTask *task, const char *outcome)
{
  Work *work = g_task_get_task_data (task);
  GuichetStaffWorker *worker = g_steal_pointer (&work->worker);

  if (worker != NULL)
    guichet_staff_worker_close (worker);
  g_task_return_pointer (task, (gpointer)outcome, NULL);
  g_object_unref (task);
}

static const char *
find_outcome (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (outcomes); i++)
    if (g_str_has_prefix (name, ERROR_PREFIX) &&
        g_str_equal (name + strlen (ERROR_PREFIX), outcomes[i].error))
      return outcomes[i].outcome;
  return "failed";
}

static void put_next (GTask *task);

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), NULL, result, &error);

  if (answer == NULL) {
    end (task, find_outcome (error));
    return;
  }
  work->n_saved++;
  put_next (task);
}

static void
put_next (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  const GuichetStaffFile *file;
  g_autoptr (GUnixFDList) fds = NULL;
  int fd;

  if (work->n_saved == work->files->len) {
    end (task, "saved");
    return;
  }
  file = g_ptr_array_index (work->files, work->n_saved);
  fd = guichet_staff_worker_make_memory (file->bytes, NULL);
  if (fd < 0) {
    end (task, "failed");
    return;
  }
  fds = g_unix_fd_list_new_from_array (&fd, 1);
  /* A slow stick takes minutes; a worker that keeps silent is ended, and with it this call. */
  g_dbus_connection_call_with_unix_fd_list (
      guichet_staff_worker_get_connection (work->worker), NULL, STICK_PATH, STICK_INTERFACE, "Put",
      g_variant_new ("(hs)", 0, file->name), NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, fds, NULL,
      on_put, task);
}

static gboolean
on_look_due (gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);

  work->look_source = 0;
  look (task);
  return G_SOURCE_REMOVE;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  const char *state = "";

  if (answer == NULL) {
    end (task, "failed");
    return;
  }
  g_variant_get (answer, "(&s)", &state);
  if (g_str_equal (state, "none") && ++work->n_looks < LOOK_TIMES)
    work->look_source = g_timeout_add (LOOK_MS, on_look_due, task);
  else
    put_next (task);
}

static void
look (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  g_dbus_connection_call (guichet_staff_worker_get_connection (work->worker), NULL, STICK_PATH,
                          STICK_INTERFACE, "GetState", NULL, G_VARIANT_TYPE ("(s)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_looked, task);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Work *work = g_task_get_task_data (task);

  work->worker = guichet_staff_worker_open_finish (result, NULL);
  if (work->worker == NULL)
    end (task, "failed");
  else
    look (task);
}

void
guichet_staff_stick_put_async (const GuichetStaffPlace *place, const GuichetWorkerKind *kind,
                               GPtrArray *files, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->files = g_ptr_array_ref (files);
  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  guichet_staff_worker_open_async (place, kind, on_opened, task);
}

const char *
guichet_staff_stick_put_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
