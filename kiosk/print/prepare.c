/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prepare.h"

#include "pdf-pages.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES    ((off_t)128 * 1024 * 1024)
#define TIMEOUT_MS   30000
#define NUMBER_FD    3
#define EXIT_CONFINE 99 /* beyond the reasons */

#define SEALS (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK)

/* A file that its sender can still cut short would kill whoever maps it. */
static gboolean
check_document (int document, GError **error)
{
  int seals = fcntl (document, F_GET_SEALS);
  struct stat info;

  if (seals < 0 || (seals & SEALS) != SEALS || fstat (document, &info) != 0 || info.st_size <= 0) {
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_DOCUMENT);
    return FALSE;
  }
  if (info.st_size > MAX_BYTES) {
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_TOO_LARGE);
    return FALSE;
  }
  return TRUE;
}

static GSubprocess *
start (const char *program, int document, int result, int number, const char *pages, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  g_subprocess_launcher_set_environ (launcher, NULL);
  g_subprocess_launcher_unsetenv (launcher, "GUICHET_PRINTER_SERVER");
  g_subprocess_launcher_take_stdin_fd (launcher, fcntl (document, F_DUPFD_CLOEXEC, 3));
  g_subprocess_launcher_take_stdout_fd (launcher, fcntl (result, F_DUPFD_CLOEXEC, 3));
  g_subprocess_launcher_take_fd (launcher, number, NUMBER_FD);
  return g_subprocess_launcher_spawn (launcher, error, program, "--prepare", pages, NULL);
}

typedef struct {
  /* Borrowed */
  GMainLoop *loop;
  GSubprocess *child;
  /* State */
  gboolean is_late;
} Waiting;

static gboolean
on_late (gpointer user_data)
{
  Waiting *waiting = user_data;

  waiting->is_late = TRUE;
  g_subprocess_force_exit (waiting->child);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Waiting *waiting = user_data;

  g_subprocess_force_exit (waiting->child);
  return G_SOURCE_REMOVE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;

  (void)g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_main_loop_quit (waiting->loop);
}

/* FALSE: it took too long. */
static gboolean
wait_for_end (GSubprocess *child, GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GSource) late = g_timeout_source_new (TIMEOUT_MS);
  g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);
  Waiting waiting = { .loop = loop, .child = child };

  g_main_context_push_thread_default (context);
  g_source_set_callback (late, on_late, &waiting, NULL);
  g_source_attach (late, context);
  g_source_set_callback (cancelled, G_SOURCE_FUNC (on_cancelled), &waiting, NULL);
  g_source_attach (cancelled, context);
  g_subprocess_wait_async (child, NULL, on_ended, &waiting);
  g_main_loop_run (loop);
  g_source_destroy (late);
  g_source_destroy (cancelled);
  g_main_context_pop_thread_default (context);
  return !waiting.is_late;
}

/* What the child answers is checked as if the document had written it. */
static gboolean
read_answer (GSubprocess *child, int number_fd, int result, guint *n_pages, GError **error)
{
  int status = g_subprocess_get_if_exited (child) ? g_subprocess_get_exit_status (child) : -1;
  guint32 number = 0;
  struct stat info;

  if (status > 0 && status < GUICHET_PRINT_N_REASONS) {
    guichet_print_reason_set_error (error, (GuichetPrintReason)status);
    return FALSE;
  }
  if (status != 0 || read (number_fd, &number, sizeof number) != sizeof number || number == 0 ||
      fstat (result, &info) != 0 || info.st_size <= 0 || lseek (result, 0, SEEK_SET) != 0) {
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_DOCUMENT);
    return FALSE;
  }
  *n_pages = number;
  return TRUE;
}

gboolean
guichet_prepare_run (const char *program, int document, const char *pages,
                     GCancellable *cancellable, GuichetPrepared *prepared, GError **error)
{
  int result = memfd_create ("printed", MFD_CLOEXEC);
  int number[2] = { -1, -1 };
  g_autoptr (GSubprocess) child = NULL;
  gboolean is_ready = FALSE;

  if (check_document (document, error) && result >= 0 && pipe2 (number, O_CLOEXEC) == 0)
    child = start (program, document, result, number[1], pages, error);
  else if (error != NULL && *error == NULL)
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_TOO_LARGE);
  if (child != NULL && !wait_for_end (child, cancellable))
    guichet_print_reason_set_error (error, GUICHET_PRINT_REASON_DOCUMENT);
  else if (child != NULL && !g_cancellable_set_error_if_cancelled (cancellable, error))
    is_ready = read_answer (child, number[0], result, &prepared->n_pages, error);
  if (number[0] >= 0)
    (void)close (number[0]);
  if (!is_ready && result >= 0)
    (void)close (result);
  prepared->fd = is_ready ? result : -1;
  return is_ready;
}

int
guichet_prepare_main (const char *pages)
{
  guint32 number = 0;
  guint n_chosen = 0;
  GuichetPrintReason reason;

  if (!guichet_pdf_pages_confine ())
    return EXIT_CONFINE;
  reason = guichet_pdf_pages_write (STDIN_FILENO, STDOUT_FILENO, pages, &n_chosen);
  if (reason != GUICHET_PRINT_REASON_NONE)
    return (int)reason;
  number = n_chosen;
  return write (NUMBER_FD, &number, sizeof number) == sizeof number ? EXIT_SUCCESS : EXIT_CONFINE;
}
