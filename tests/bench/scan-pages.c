/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan-pages WORKER DIR RESOLUTION PAGES: scans sheets of the feeder of SANE's test backend, whose
 * settings are in DIR, into DIR/ours.pdf, as the shell does. Writes milliseconds: "first N"
 * (request to first row of the picture), "last N" (of the last row to the PDF), "total N"; and
 * "bytes N".
 */
#include "scan-job.h"
#include "scanner.h"

#include <stdio.h>
#include <stdlib.h>

#include "direct-workers.h"

typedef struct {
  /* Owned */
  GuichetScanner *scanner;
  GuichetScanJob *job;
  GuichetScanSheet *sheet;
  GMainLoop *loop;
  const char *dir;
  /* State */
  guint n_pages, resolution;
  gint64 begin, first, last; /* microseconds */
} Bench;

static void scan (Bench *self);

static void
on_begun (Bench *self, guint width, guint height, guint channels, guint resolution)
{
  guichet_scan_sheet_begin (self->sheet, width, height, channels, resolution);
}

static void
on_rows (Bench *self, gpointer rows, guint n_rows)
{
  guichet_scan_sheet_add_rows (self->sheet, rows, n_rows);
  if (self->first == 0 && guichet_scan_sheet_get_preview (self->sheet)->n_rows > 0)
    self->first = g_get_monotonic_time ();
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *self = user_data;
  g_autofree char *path = g_build_filename (self->dir, "ours.pdf", NULL);
  g_autoptr (GuichetDocument) document = guichet_scan_job_finish_finish (self->job, result, NULL);
  gint64 end = g_get_monotonic_time ();
  GBytes *bytes;

  if (document == NULL)
    exit (EXIT_FAILURE);
  bytes = guichet_document_get_bytes (document);
  printf ("first %.1f\nlast %.1f\ntotal %.1f\nbytes %zu\n", (self->first - self->begin) / 1000.0,
          (end - self->last) / 1000.0, (end - self->begin) / 1000.0, g_bytes_get_size (bytes));
  if (!g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                            NULL))
    exit (EXIT_FAILURE);
  g_main_loop_quit (self->loop);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *self = user_data;

  if (!guichet_scanner_scan_finish (self->scanner, result, NULL, NULL) ||
      !guichet_scan_sheet_end (self->sheet))
    exit (EXIT_FAILURE);
  guichet_scan_job_add (self->job, self->sheet);
  g_clear_object (&self->sheet);
  if (guichet_scan_job_get_n_sheets (self->job) < self->n_pages) {
    scan (self);
    return;
  }
  self->last = g_get_monotonic_time ();
  guichet_scan_job_finish_async (self->job, G_MAXUINT64, "bench", NULL, on_finished, self);
}

static void
scan (Bench *self)
{
  self->sheet = guichet_scan_sheet_new (FALSE);
  guichet_scanner_scan_async (self->scanner, TRUE, TRUE, self->resolution, NULL, on_scanned, self);
}

int
main (int argc, char **argv)
{
  g_autofree char *sane = argc == 5 ? g_strconcat ("GUICHET_SANE_DIR=", argv[2], NULL) : NULL;
  g_autofree char *temporary = argc == 5 ? g_strconcat ("TMPDIR=", argv[2], NULL) : NULL;
  g_autoptr (DirectWorkers) workers = NULL;
  Bench self = { .loop = g_main_loop_new (NULL, FALSE) };

  if (argc != 5)
    return EXIT_FAILURE;
  self.dir = argv[2];
  self.resolution = (guint)atoi (argv[3]);
  self.n_pages = (guint)atoi (argv[4]);
  workers = direct_workers_new (
      argv[1], (const char *[]){ "GUICHET_SCANNER_DEVICE=test:0", sane, temporary, NULL });
  self.scanner = guichet_scanner_new (GUICHET_WORKERS (workers));
  self.job = guichet_scan_job_new ();
  g_signal_connect_swapped (self.scanner, "begun", G_CALLBACK (on_begun), &self);
  g_signal_connect_swapped (self.scanner, "rows", G_CALLBACK (on_rows), &self);
  self.begin = g_get_monotonic_time ();
  scan (&self);
  g_main_loop_run (self.loop);
  g_object_unref (self.scanner);
  (void)direct_workers_wait_gone (workers);
  g_object_unref (self.job);
  g_main_loop_unref (self.loop);
  return EXIT_SUCCESS;
}
