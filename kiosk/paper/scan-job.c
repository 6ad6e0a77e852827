/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-job.h"

#include <unistd.h>

#include "scan-pdf.h"
#include "sealed-memory.h"

/* What a PDF adds to its pictures. */
#define BYTES_OF_PDF  2000
#define BYTES_OF_PAGE 1200

struct _GuichetScanJob {
  GObject parent_instance;

  /* Owned */
  GPtrArray *sheets; /* element type GuichetScanSheet; owned */
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetScanJob, guichet_scan_job, G_TYPE_OBJECT)

/* The ladder. The first step is what was scanned; below the last one letters would not be read. */
static const GuichetJpegRecipe ladder[] = {
  { .resolution = 0, .quality = 0 },
  { .resolution = 200, .quality = 60 },
  { .resolution = 150, .quality = 65 },
  { .resolution = 150, .quality = 45 },
  { .resolution = 150, .quality = 55, .is_grey = TRUE },
  { .resolution = 150, .quality = 35, .is_grey = TRUE },
};

/* What goes into the thread. */
typedef struct {
  /* Owned */
  GArray *pages; /* element type GuichetScanPdfPage, with their own references */
  char *name;
  GBytes *thumbnail;
  /* State */
  guint64 limit;
  guint n_pages;
  guint width, height, stride; /* of the thumbnail */
} Work;

static void
clear_page (gpointer data)
{
  GuichetScanPdfPage *page = data;

  for (guint i = 0; i < page->n_sides; i++)
    guichet_jpeg_clear (&page->sides[i]);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_array_unref (work->pages);
  g_clear_pointer (&work->thumbnail, g_bytes_unref);
  g_free (work->name);
  g_free (work);
}

static GArray *
pages_new (void)
{
  GArray *pages = g_array_new (FALSE, TRUE, sizeof (GuichetScanPdfPage));

  g_array_set_clear_func (pages, clear_page);
  return pages;
}

static guint64
measure (GArray *pages)
{
  guint64 size = BYTES_OF_PDF;

  for (guint i = 0; i < pages->len; i++) {
    const GuichetScanPdfPage *page = &g_array_index (pages, GuichetScanPdfPage, i);

    for (guint k = 0; k < page->n_sides; k++)
      size += g_bytes_get_size (page->sides[k].bytes) + BYTES_OF_PAGE;
  }
  return size;
}

/* NULL when there is not enough memory. Always from what was scanned: each time a JPEG is made anew
 * something is lost. */
static GArray *
shrink (GArray *scanned, const GuichetJpegRecipe *step)
{
  g_autoptr (GArray) pages = pages_new ();

  for (guint i = 0; i < scanned->len; i++) {
    const GuichetScanPdfPage *page = &g_array_index (scanned, GuichetScanPdfPage, i);
    GuichetScanPdfPage small = { .turns = page->turns, .is_card = page->is_card };

    for (; small.n_sides < page->n_sides; small.n_sides++) {
      const GuichetJpeg *side = &page->sides[small.n_sides];
      GuichetJpegRecipe recipe = *step;

      recipe.from_resolution = side->resolution;
      if (!guichet_jpeg_remake (side->bytes, &recipe, &small.sides[small.n_sides]))
        break;
    }
    g_array_append_val (pages, small);
    if (small.n_sides < page->n_sides)
      return NULL;
  }
  return g_steal_pointer (&pages);
}

static GArray *
fit (Work *work)
{
  GArray *best = g_array_ref (work->pages);

  for (guint i = 1; i < G_N_ELEMENTS (ladder) && measure (best) > work->limit; i++) {
    GArray *smaller = shrink (work->pages, &ladder[i]);

    if (smaller == NULL)
      continue;
    if (measure (smaller) < measure (best)) {
      g_array_unref (best);
      best = smaller;
    } else {
      g_array_unref (smaller);
    }
  }
  return best;
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  g_autoptr (GArray) pages = fit (work);
  g_autoptr (GError) error = NULL;
  int fd = guichet_sealed_memory_create (&error);

  if (fd >= 0 &&
      guichet_scan_pdf_write ((const GuichetScanPdfPage *)(void *)pages->data, pages->len, fd,
                              &error) &&
      guichet_sealed_memory_seal (fd, &error)) {
    g_task_return_int (task, fd);
    return;
  }
  if (fd >= 0)
    close (fd);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
take_sheet (Work *work, GuichetScanSheet *sheet)
{
  GuichetScanPdfPage page = { .turns = guichet_scan_sheet_get_turns (sheet),
                              .is_card = guichet_scan_sheet_is_card (sheet) };

  for (; page.n_sides < guichet_scan_sheet_get_n_sides (sheet); page.n_sides++) {
    page.sides[page.n_sides] = *guichet_scan_sheet_get_side (sheet, page.n_sides);
    g_bytes_ref (page.sides[page.n_sides].bytes);
  }
  if (page.n_sides > 0)
    g_array_append_val (work->pages, page);
}

void
guichet_scan_job_finish_async (GuichetScanJob *self, guint64 limit, const char *name,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);
  GuichetScanSheet *first;

  g_return_if_fail (self->sheets->len > 0);

  work->pages = pages_new ();
  work->name = g_strdup (name);
  work->limit = limit > 0 ? limit : GUICHET_SCAN_JOB_USUAL_LIMIT;
  for (guint i = 0; i < self->sheets->len; i++)
    take_sheet (work, g_ptr_array_index (self->sheets, i));
  work->n_pages = work->pages->len;
  first = g_ptr_array_index (self->sheets, 0);
  if (guichet_scan_sheet_get_preview (first) != NULL)
    work->thumbnail = guichet_page_preview_turn (guichet_scan_sheet_get_preview (first),
                                                 guichet_scan_sheet_get_turns (first), &work->width,
                                                 &work->height, &work->stride);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run);
}

GuichetDocument *
guichet_scan_job_finish_finish (GuichetScanJob *self, GAsyncResult *result, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) failure = NULL;
  gssize fd = g_task_propagate_int (G_TASK (result), &failure);
  GuichetDocument *document;

  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  document = guichet_document_new (GUICHET_DOCUMENT_ORIGIN_SCAN, work->name, (int)fd, error);
  if (document == NULL)
    return NULL;
  guichet_document_set_examined (document, 0, work->n_pages);
  if (work->thumbnail != NULL)
    guichet_document_set_thumbnail (document, work->thumbnail, work->width, work->height,
                                    work->stride);
  return document;
}

/* --- the sheets --- */

static void
emit_changed (GuichetScanJob *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

guint
guichet_scan_job_get_n_sheets (GuichetScanJob *self)
{
  return self->sheets->len;
}

GuichetScanSheet *
guichet_scan_job_get_sheet (GuichetScanJob *self, guint i)
{
  g_return_val_if_fail (i < self->sheets->len, NULL);
  return g_ptr_array_index (self->sheets, i);
}

guint64
guichet_scan_job_get_size (GuichetScanJob *self)
{
  guint64 size = 0;

  for (guint i = 0; i < self->sheets->len; i++)
    size += guichet_scan_sheet_get_size (g_ptr_array_index (self->sheets, i));
  return size;
}

void
guichet_scan_job_add (GuichetScanJob *self, GuichetScanSheet *sheet)
{
  g_return_if_fail (self->sheets->len < GUICHET_SCAN_JOB_MAX_SHEETS);
  g_ptr_array_add (self->sheets, g_object_ref (sheet));
  emit_changed (self);
}

void
guichet_scan_job_remove (GuichetScanJob *self, guint i)
{
  g_return_if_fail (i < self->sheets->len);
  g_ptr_array_remove_index (self->sheets, i);
  emit_changed (self);
}

void
guichet_scan_job_replace (GuichetScanJob *self, guint i, GuichetScanSheet *sheet)
{
  g_return_if_fail (i < self->sheets->len);
  g_object_unref (g_ptr_array_index (self->sheets, i));
  g_ptr_array_index (self->sheets, i) = g_object_ref (sheet);
  emit_changed (self);
}

void
guichet_scan_job_move (GuichetScanJob *self, guint from, guint to)
{
  gpointer sheet;

  g_return_if_fail (from < self->sheets->len && to < self->sheets->len);
  sheet = g_ptr_array_steal_index (self->sheets, from);
  g_ptr_array_insert (self->sheets, (int)to, sheet);
  emit_changed (self);
}

static void
guichet_scan_job_finalize (GObject *object)
{
  GuichetScanJob *self = GUICHET_SCAN_JOB (object);

  g_clear_pointer (&self->sheets, g_ptr_array_unref);
  G_OBJECT_CLASS (guichet_scan_job_parent_class)->finalize (object);
}

static void
guichet_scan_job_class_init (GuichetScanJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_scan_job_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_scan_job_init (GuichetScanJob *self)
{
  self->sheets = g_ptr_array_new_with_free_func (g_object_unref);
}

GuichetScanJob *
guichet_scan_job_new (void)
{
  return g_object_new (GUICHET_TYPE_SCAN_JOB, NULL);
}
