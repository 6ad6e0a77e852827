/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-versions.h"

#include <string.h>
#include <sys/utsname.h>

#define TIMEOUT_SECONDS 20

static const char *const packages[] = {
  "guichet",         "libwebkitgtk-6.0-4", "libgtk-4-1",    "weston",  "bubblewrap", "cups",
  "cups-filters",    "libsane1",           "sane-airscan",  "udisks2", "libinput10", "libglib2.0-0",
  "libglib2.0-0t64", "glib-networking",    "libgtk-4-1t64", NULL,
};

/* Data of the task. */
typedef struct {
  /* Owned */
  GVariantDict *answer;
  GSubprocess *process;
  /* Handles */
  guint timeout_id;
} Question;

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->timeout_id, g_source_remove);
  g_clear_object (&question->process);
  g_variant_dict_unref (question->answer);
  g_free (question);
}

static gboolean
is_version (const char *text)
{
  return *text != '\0' && strlen (text) < 80 &&
         strspn (text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+-~:_") ==
             strlen (text);
}

static void
take_lines (GVariantDict *answer, const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);

    if (g_strv_length (words) == 2 && g_strv_contains (packages, words[0]) && is_version (words[1]))
      g_variant_dict_insert (answer, words[0], "s", words[1]);
  }
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autofree char *output = NULL;

  g_clear_handle_id (&question->timeout_id, g_source_remove);
  if (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, NULL, NULL) &&
      output != NULL)
    take_lines (question->answer, output);
  /* Of the package where there is one: a terminal that was built by hand has only this. */
  g_variant_dict_insert (question->answer, "guichet", "s", GUICHET_VERSION);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_late (gpointer user_data)
{
  Question *question = user_data;

  question->timeout_id = 0;
  g_subprocess_force_exit (question->process);
  return G_SOURCE_REMOVE;
}

static void
tell_system (GVariantDict *answer)
{
  g_autofree char *name = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  struct utsname about;

  if (name != NULL)
    g_variant_dict_insert (answer, "system", "s", name);
  if (uname (&about) == 0)
    g_variant_dict_insert (answer, "kernel", "s", about.release);
  g_variant_dict_insert (answer, "guichet", "s", GUICHET_VERSION);
}

static GSubprocess *
start (void)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (char *)"dpkg-query");
  g_ptr_array_add (argv, (char *)"--show");
  g_ptr_array_add (argv, (char *)"--showformat=${Package} ${Version}\n");
  for (gsize i = 0; packages[i] != NULL; i++)
    g_ptr_array_add (argv, (char *)packages[i]);
  g_ptr_array_add (argv, NULL);
  return g_subprocess_newv ((const char *const *)argv->pdata,
                            G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                            NULL);
}

void
guichet_staff_versions_ask_async (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->answer = g_variant_dict_new (NULL);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  tell_system (question->answer);
  question->process = start ();
  if (question->process == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  question->timeout_id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_late, question);
  g_subprocess_communicate_utf8_async (question->process, NULL, NULL, on_told,
                                       g_steal_pointer (&task));
}

GVariant *
guichet_staff_versions_ask_finish (GAsyncResult *result)
{
  Question *question = g_task_get_task_data (G_TASK (result));

  return g_variant_dict_end (question->answer);
}
