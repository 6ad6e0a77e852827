/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A shell without a screen that prints as the file "behaviour" of the centre's directory says, by
 * what the real shell prints with. A line "N WORD" is a command: cancel, end, or the name of a
 * document beside that file, which is printed. What comes of it is the name of its process,
 * "N:run", "N:w paper-out", "N:f off", "N:done"...: a world has no other way to tell a test
 * anything.
 */
#include "link.h"
#include "printing.h"
#include "sealed-memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PERIOD_MS 20

static GuichetLink *shell_link;
static GuichetPrinting *printing;
static guint last;    /* command that was seen */
static guint running; /* print that is carried out */

static const char *const STATES[] = {
  [GUICHET_PRINT_PREPARING] = "prepare", [GUICHET_PRINT_SENDING] = "send",
  [GUICHET_PRINT_PRINTING] = "run",      [GUICHET_PRINT_WAITING] = "w ",
  [GUICHET_PRINT_DONE] = "done",         [GUICHET_PRINT_CANCELLED] = "cancelled",
  [GUICHET_PRINT_FAILED] = "f ",
};

static void
on_changed (GuichetPrinting *self, int state, int reason, gpointer user_data)
{
  gboolean has_reason = state == GUICHET_PRINT_WAITING || state == GUICHET_PRINT_FAILED;
  char name[16];

  (void)g_snprintf (name, sizeof name, "%u:%s%s", running, STATES[state],
                    has_reason ? guichet_print_reason_to_name ((GuichetPrintReason)reason) : "");
  (void)prctl (PR_SET_NAME, name, 0, 0, 0);
}

static char *
make_path (const char *name)
{
  return g_build_filename (g_getenv ("GUICHET_CENTRE_DIR"), name, NULL);
}

static void
print (const char *name)
{
  const GuichetPrintOptions options = { .pages = "", .copies = 1 };
  g_autofree char *path = make_path (name);
  g_autofree char *bytes = NULL;
  g_autoptr (GuichetDocument) document = NULL;
  gsize length = 0;
  int fd;

  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return;
  fd = guichet_sealed_memory_new (bytes, length, NULL);
  document = guichet_document_new (GUICHET_DOCUMENT_ORIGIN_PAGE, "", fd, NULL);
  if (document != NULL)
    guichet_printing_start (printing, document, &options, 1);
}

static void
act (const char *word)
{
  if (g_str_equal (word, "cancel")) {
    guichet_printing_cancel (printing);
  } else if (g_str_equal (word, "end")) {
    guichet_link_end_visit (shell_link);
  } else {
    running = last;
    print (word);
  }
}

static char *
read_command (guint *number)
{
  g_autofree char *path = make_path ("behaviour");
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
  g_autoptr (GuichetPrinterSettings) settings = guichet_printer_settings_new ();

  shell_link = guichet_link_new (atoi (g_getenv ("GUICHET_CHANNEL_FD")), &error);
  if (shell_link == NULL)
    return EXIT_FAILURE;
  printing = guichet_printing_new (GUICHET_WORKERS (shell_link), settings, NULL);
  g_signal_connect (printing, "changed", G_CALLBACK (on_changed), NULL);
  g_signal_connect (shell_link, "show-curtain", G_CALLBACK (guichet_link_show_curtain_done), NULL);
  g_signal_connect (shell_link, "show-home", G_CALLBACK (on_show_home), NULL);
  g_signal_connect (shell_link, "check-sandbox", G_CALLBACK (on_check_sandbox), NULL);
  g_signal_connect (shell_link, "closed", G_CALLBACK (on_closed), NULL);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
