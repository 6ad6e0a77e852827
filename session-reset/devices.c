/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "devices.h"

#include <fcntl.h>
#include <string.h>

#include "settings.h"
#include "worker-command.h"

#define TIMEOUT_SECONDS 20

/* What the worker may say, word by word: the rest comes from a device, or from an attacker. */
static const char *const QUEUES[] = { "idle", "printing", "stopped", "missing", NULL };
static const char *const ACCEPTING[] = { "accepting", "refusing", NULL };
static const char *const REASONS[] = {
  "none", "cover-open", "paper-jam", "paper-out", "tray-missing", "tray-full", "ink-out",
  "off",  "frozen",     "device",    "paused",    "no-printer",   NULL
};
#define MAX_JOBS 9999

/* Data of a question's task. */
typedef struct {
  /* Owned */
  GVariantDict *answer;
  GSubprocess *child;
  /* Handles */
  guint timeout_id;
} Question;

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->timeout_id, g_source_remove);
  g_variant_dict_unref (question->answer);
  g_clear_object (&question->child);
  g_free (question);
}

static void
take_line (GVariantDict *answer, const char *line)
{
  g_autofree char *text = g_strchomp (g_strdup (line));
  g_auto (GStrv) words = g_strsplit (text, " ", 5);
  guint64 n_jobs;

  if (g_strv_length (words) != 4 || !g_strv_contains (QUEUES, words[0]) ||
      !g_strv_contains (ACCEPTING, words[1]) || !g_strv_contains (REASONS, words[3]) ||
      !g_ascii_string_to_unsigned (words[2], 10, 0, MAX_JOBS, &n_jobs, NULL)) {
    g_variant_dict_insert (answer, "printer", "s", "unknown");
    return;
  }
  g_variant_dict_insert (answer, "printer", "s",
                         g_str_equal (words[3], "none") ? "ready" : words[3]);
  g_variant_dict_insert (answer, "printer-queue", "s", words[0]);
  g_variant_dict_insert (answer, "printer-accepting", "b", g_str_equal (words[1], "accepting"));
  g_variant_dict_insert (answer, "printer-jobs", "u", (guint32)n_jobs);
}

static void
on_communicated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autofree char *output = NULL;

  if (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, NULL, NULL) &&
      output != NULL)
    take_line (question->answer, output);
  else
    g_variant_dict_insert (question->answer, "printer", "s", "unknown");
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_late (gpointer user_data)
{
  Question *question = user_data;

  question->timeout_id = 0;
  g_subprocess_force_exit (question->child);
  return G_SOURCE_REMOVE;
}

/* The worker's own command, with a word more; its descriptors are there, and lead nowhere. */
static GSubprocess *
start (const GuichetSettings *settings, const char *program_dir)
{
  g_auto (GStrv) command =
      guichet_worker_command_build (&guichet_worker_kind_print, program_dir, settings);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_auto (GStrv) words = NULL;

  g_strv_builder_addv (builder, (const char **)command);
  g_strv_builder_add (builder, "--state");
  words = g_strv_builder_end (builder);
  for (int fd = GUICHET_WORKER_FD_CHANNEL; fd <= GUICHET_WORKER_FD_INFO; fd++)
    g_subprocess_launcher_take_fd (launcher, open ("/dev/null", O_RDWR | O_CLOEXEC), fd);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *)words, NULL);
}

static void
tell_settings (const GuichetSettings *settings, GVariantDict *answer)
{
  const GuichetPrinterSettings *printer = guichet_settings_get_printer (settings);
  const GuichetScannerSettings *scanner = guichet_settings_get_scanner (settings);

  if (printer->queue != NULL)
    g_variant_dict_insert (answer, "printer-name", "s", printer->queue);
  else
    g_variant_dict_insert (answer, "printer", "s", "not-set-up");
  g_variant_dict_insert (answer, "scanner", "s", scanner->device != NULL ? "set-up" : "not-set-up");
}

void
guichet_devices_ask_async (const GuichetSettings *settings, const char *program_dir,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->answer = g_variant_dict_new (NULL);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  tell_settings (settings, question->answer);
  if (guichet_settings_get_printer (settings)->queue != NULL)
    question->child = start (settings, program_dir);
  if (question->child == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  question->timeout_id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_late, question);
  g_subprocess_communicate_utf8_async (question->child, NULL, NULL, on_communicated,
                                       g_steal_pointer (&task));
}

GVariant *
guichet_devices_ask_finish (GAsyncResult *result)
{
  Question *question = g_task_get_task_data (G_TASK (result));

  return g_variant_dict_end (question->answer);
}
