/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A shell without a screen that scans as the file "behaviour" of the centre's directory says, by
 * the real client. A line "N WORD" is a command: scan, feed, cancel, end. What came of it is the
 * name of its process, "N:page", "N:jammed"...: a world has no other way to tell a test anything.
 */
#include "link.h"
#include "scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define PERIOD_MS 20
#define WIDTH     1240

static GuichetLink *shell_link;
static GuichetScanner *scanner;
static GCancellable *cancellable;
static guint last;    /* command that was seen */
static guint running; /* command that is carried out */
static guint n_rows, width;

static void
tell (guint command, const char *what)
{
  char name[16];

  (void)g_snprintf (name, sizeof name, "%u:%s", command, what);
  (void)prctl (PR_SET_NAME, name, 0, 0, 0);
}

static void
on_begun (GuichetScanner *self, guint w, guint h, guint channels, guint resolution)
{
  width = w;
}

static void
on_rows (GuichetScanner *self, gpointer rows, guint n)
{
  if (n_rows == 0)
    tell (running, "rows");
  n_rows += n;
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_whole = guichet_scanner_scan_finish (GUICHET_SCANNER (source), result, NULL, &error);
  const char *label;

  if (is_whole) {
    tell (running, n_rows > 1700 && width >= WIDTH - 10 ? "page" : "wrong-size");
    return;
  }
  label = guichet_scan_failure_to_label (guichet_scan_failure_from_error (error));
  tell (running, label != NULL ? label : "cancelled");
}

static void
scan (gboolean is_feeder)
{
  g_clear_object (&cancellable);
  cancellable = g_cancellable_new ();
  n_rows = 0;
  tell (running, "run");
  guichet_scanner_scan_async (scanner, is_feeder, TRUE, 150, cancellable, on_scanned, NULL);
}

static void
act (const char *word)
{
  if (g_str_equal (word, "scan") || g_str_equal (word, "feed")) {
    running = last;
    scan (g_str_equal (word, "feed"));
  } else if (g_str_equal (word, "cancel")) {
    g_cancellable_cancel (cancellable);
  } else if (g_str_equal (word, "close")) {
    guichet_scanner_close (scanner);
  } else if (g_str_equal (word, "end")) {
    guichet_link_end_visit (shell_link);
  }
}

static char *
read_command (guint *number)
{
  g_autofree char *path = g_build_filename (g_getenv ("GUICHET_CENTRE_DIR"), "behaviour", NULL);
  char *text = NULL;
  char *blank;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");
  *number = (guint)strtoul (text, &blank, 10);
  memmove (text, g_strstrip (blank), strlen (blank) + 1);
  return text;
}

static gboolean
on_due (gpointer user_data)
{
  guint number = last;
  g_autofree char *word = read_command (&number);

  if (number != last) {
    last = number;
    act (word);
  }
  return G_SOURCE_CONTINUE;
}

static void
on_show_home (GuichetLink *link, gpointer user_data)
{
  g_autofree char *word = read_command (&last);

  guichet_link_show_home_done (link);
  guichet_link_begin_visit (link);
  g_timeout_add (PERIOD_MS, on_due, NULL);
}

static void
on_check_sandbox (GuichetLink *link, gpointer user_data)
{
  guichet_link_check_sandbox_done (link, 2);
}

static void
on_closed (GuichetLink *link, gpointer user_data)
{
  _Exit (0);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  shell_link = guichet_link_new (atoi (g_getenv ("GUICHET_CHANNEL_FD")), &error);
  if (shell_link == NULL)
    return EXIT_FAILURE;
  scanner = guichet_scanner_new (GUICHET_WORKERS (shell_link));
  g_signal_connect (scanner, "begun", G_CALLBACK (on_begun), NULL);
  g_signal_connect (scanner, "rows", G_CALLBACK (on_rows), NULL);
  g_signal_connect (shell_link, "show-curtain", G_CALLBACK (guichet_link_show_curtain_done), NULL);
  g_signal_connect (shell_link, "show-home", G_CALLBACK (on_show_home), NULL);
  g_signal_connect (shell_link, "check-sandbox", G_CALLBACK (on_check_sandbox), NULL);
  g_signal_connect (shell_link, "closed", G_CALLBACK (on_closed), NULL);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
