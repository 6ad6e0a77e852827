/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * purge-runner SERVER QUEUE SPOOL HAD-PRINT FINISH-SECONDS: the purge of print-purge.h by itself.
 * Prints "finishing" when it waits for paper, then "RESULT FINISHED CANCELLED".
 */
#include "print-purge.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const RESULTS[] = { "verified", "left", "unproved" };

static void
on_finishing (gpointer user_data)
{
  printf ("finishing\n");
  fflush (stdout);
}

static void
on_purged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetPrintPurge purge = guichet_print_purge_finish (result);

  printf ("%s %u %u\n", RESULTS[purge.result], purge.n_finished, purge.n_cancelled);
  g_main_loop_quit (user_data);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GuichetPrinterSettings settings = { 0 };

  if (argc != 6)
    return EXIT_FAILURE;
  settings.server = argv[1];
  settings.queue = argv[2][0] != '\0' ? argv[2] : NULL;
  settings.spool = argv[3];
  guichet_print_purge_async (&settings, atoi (argv[4]) != 0, NULL, (guint)atoi (argv[5]),
                             on_finishing, NULL, on_purged, loop);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
