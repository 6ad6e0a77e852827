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
static const char *const SCANNERS[] = { "ready", "busy", "jammed",  "open",  "empty", "silent",
                                        "cut",   "dead", "refused", "other", NULL };
#define MAX_JOBS 9999

/* Data of a question's task. */
typedef struct {
  /* Owned */
  GVariantDict *answer;
  /* State */
  guint n_children; /* that did not answer yet */
} Question;

/* One worker's program that is asked. */
typedef struct {
  /* Owned */
  GTask *task;
  GSubprocess *process;
  /* Handles */
  guint timeout_id;
  /* State */
  void (*take_line) (GVariantDict *answer, const char *line);
} Child;

static void
question_free (Question *question)
{
  g_variant_dict_unref (question->answer);
  g_free (question);
}

static void
child_free (Child *child)
{
  g_clear_handle_id (&child->timeout_id, g_source_remove);
  g_clear_object (&child->process);
  g_clear_object (&child->task);
  g_free (child);
}

static void
take_scanner_line (GVariantDict *answer, const char *line)
{
  g_autofree char *word = g_strchomp (g_strdup (line));

  g_variant_dict_insert (answer, "scanner", "s",
                         g_strv_contains (SCANNERS, word) ? word : "unknown");
}

static void
take_printer_line (GVariantDict *answer, const char *line)
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
  Child *child = user_data;
  Question *question = g_task_get_task_data (child->task);
  g_autofree char *output = NULL;
  gboolean has_answered =
      g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, NULL, NULL);

  child->take_line (question->answer, has_answered && output != NULL ? output : "");
  if (--question->n_children == 0)
    g_task_return_boolean (child->task, TRUE);
  child_free (child);
}

static gboolean
on_late (gpointer user_data)
{
  Child *child = user_data;

  child->timeout_id = 0;
  g_subprocess_force_exit (child->process);
  return G_SOURCE_REMOVE;
}

/* The worker's own command, with a word more; its descriptors are there, and lead nowhere. */
static GSubprocess *
start (const GuichetWorkerKind *kind, const GuichetSettings *settings, const char *program_dir)
{
  g_auto (GStrv) command = guichet_worker_command_build (kind, program_dir, settings, 0, "staff");
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
ask (GTask *task, GSubprocess *process, void (*take_line) (GVariantDict *answer, const char *line))
{
  Question *question = g_task_get_task_data (task);
  Child *child;

  if (process == NULL) {
    take_line (question->answer, "");
    return;
  }
  child = g_new0 (Child, 1);
  child->task = g_object_ref (task);
  child->process = process;
  child->take_line = take_line;
  child->timeout_id = g_timeout_add_seconds (TIMEOUT_SECONDS, on_late, child);
  question->n_children++;
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_communicated, child);
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
  if (scanner->device == NULL)
    g_variant_dict_insert (answer, "scanner", "s", "not-set-up");
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
    ask (task, start (&guichet_worker_kind_print, settings, program_dir), take_printer_line);
  if (guichet_settings_get_scanner (settings)->device != NULL)
    ask (task, start (&guichet_worker_kind_scan, settings, program_dir), take_scanner_line);
  if (question->n_children == 0)
    g_task_return_boolean (task, TRUE);
}

GVariant *
guichet_devices_ask_finish (GAsyncResult *result)
{
  Question *question = g_task_get_task_data (G_TASK (result));

  return g_variant_dict_end (question->answer);
}
