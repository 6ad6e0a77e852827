/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-report.h"

#include <glib/gstdio.h>

#include "staff-stick.h"

#define MAX_FILES 8
#define MAX_BYTES (4 * 1024 * 1024)
/* A year's counts are read and protected: an old machine takes its time. */
#define TIMEOUT_SECONDS 120
#define EXIT_NOT_SET_UP 2

/* Data of the task. */
typedef struct {
  /* Owned */
  char *dir; /* in memory, emptied and removed at the end */
  GSubprocess *process;
  GPtrArray *files;
  /* Borrowed */
  const char *outcome;
  /* Handles */
  guint timeout_id;
} Work;

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    (void)g_unlink (file);
  }
  (void)g_rmdir (path);
}

static void
work_free (Work *work)
{
  g_clear_handle_id (&work->timeout_id, g_source_remove);
  if (work->dir != NULL)
    remove_dir (work->dir);
  g_free (work->dir);
  g_clear_object (&work->process);
  g_clear_pointer (&work->files, g_ptr_array_unref);
  g_free (work);
}

/* "-2026-10-r": what names of last month's reports hold. */
static char *
get_mark (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) month = NULL;
  g_autoptr (GDateTime) first = g_date_time_add_days (now, 1 - g_date_time_get_day_of_month (now));

  month = g_date_time_add_days (first, -1);
  return g_date_time_format (month, "-%Y-%m-r");
}

static void
read_file (Work *work, const char *name)
{
  g_autofree char *path = g_build_filename (work->dir, name, NULL);
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &text, &size, NULL))
    return;
  bytes = g_bytes_new_take (text, size);
  if (size <= MAX_BYTES)
    g_ptr_array_add (work->files, guichet_staff_file_new (name, bytes));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(GuichetStaffFile *const *)a)->name, (*(GuichetStaffFile *const *)b)->name);
}

/* A report comes before its signature: who finds that finds a whole report. */
static void
read_files (Work *work)
{
  g_autoptr (GDir) dir = g_dir_open (work->dir, 0, NULL);
  g_autofree char *mark = get_mark ();
  const char *name;

  work->files = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_staff_file_free);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, mark) != NULL && work->files->len < MAX_FILES)
      read_file (work, name);
  g_ptr_array_sort (work->files, compare_names);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GSubprocess *process = G_SUBPROCESS (source);

  g_clear_handle_id (&work->timeout_id, g_source_remove);
  (void)g_subprocess_wait_finish (process, result, NULL);
  work->outcome = "no-report";
  if (g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) == 0)
    read_files (work);
  else if (g_subprocess_get_if_exited (process) &&
           g_subprocess_get_exit_status (process) == EXIT_NOT_SET_UP)
    work->outcome = "not-enrolled";
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_late (gpointer user_data)
{
  Work *work = user_data;

  work->timeout_id = 0;
  g_subprocess_force_exit (work->process);
  return G_SOURCE_REMOVE;
}

static GSubprocess *
start (const GuichetStaffPlace *place, const char *dir)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *const words[] = { place->report_program, "export",           "--to", dir,
                                "--defaults",          place->defaults_dir };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (argv, (char *)words[i]);
  if (place->centre_dir != NULL) {
    g_ptr_array_add (argv, (char *)"--config");
    g_ptr_array_add (argv, (char *)place->centre_dir);
  }
  /* With that of the settings, the centre's other terminals are added. */
  if (place->database != NULL && !place->is_settings_database) {
    g_ptr_array_add (argv, (char *)"--database");
    g_ptr_array_add (argv, (char *)place->database);
  }
  g_ptr_array_add (argv, NULL);
  return g_subprocess_newv ((const char *const *)argv->pdata,
                            G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                            NULL);
}

void
guichet_staff_report_make_async (const GuichetStaffPlace *place, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);
  g_autofree char *template = g_build_filename (place->runtime_dir, "report-XXXXXX", NULL);

  g_task_set_task_data (task, work, (GDestroyNotify)work_free);
  work->outcome = "no-report";
  if (g_mkdtemp (template) != NULL) {
    work->dir = g_steal_pointer (&template);
    work->process = start (place, work->dir);
  }
  if (work->process == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  work->timeout_id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_late, work);
  g_subprocess_wait_async (work->process, NULL, on_ended, g_steal_pointer (&task));
}

GPtrArray *
guichet_staff_report_make_finish (GAsyncResult *result, const char **outcome)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  *outcome = work->outcome;
  return work->files != NULL && work->files->len > 0 ? g_steal_pointer (&work->files) : NULL;
}
