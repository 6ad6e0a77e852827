/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents, a scanner and a printer that are not real: what the screens need of them. */
#include "gallery-papers.h"

#include "sealed-memory.h"

#define SCAN_WIDTH      1654
#define SCAN_HEIGHT     2339
#define SCAN_CHANNELS   3
#define SCAN_RESOLUTION 200

guint32 *
gallery_paper_draw (guint width, guint height)
{
  guint32 *pixels = g_new (guint32, (gsize)width * height);

  for (guint i = 0; i < width * height; i++) {
    /* As on a page of 340 dots. */
    guint x = i % width * 340 / MIN (width, height);
    guint y = i / width * 340 / MIN (width, height);
    guint right = 340 * width / MIN (width, height) - 40;
    gboolean is_ink = x > 40 && x + y % 100 < right && (y % 24 < 6 || y < 60) && y > 30;

    pixels[i] = is_ink ? (y < 60 ? 0xff0a352fu : 0xff9a9a9au) : 0xffffffffu;
  }
  return pixels;
}

/* --- documents --- */

struct _GuichetDocumentChild {
  GObject parent_instance;
};

static guint n_document_pages = 1;

G_DEFINE_FINAL_TYPE (GuichetDocumentChild, guichet_document_child, G_TYPE_OBJECT)

static void
guichet_document_child_class_init (GuichetDocumentChildClass *klass)
{
}

static void
guichet_document_child_init (GuichetDocumentChild *self)
{
}

void
gallery_documents_set_n_pages (guint n_pages)
{
  n_document_pages = n_pages;
}

GuichetDocumentChild *
guichet_document_child_new (const GuichetDocumentOpener *opener, int fd)
{
  return g_object_new (GUICHET_TYPE_DOCUMENT_CHILD, NULL);
}

static void
answer (GuichetDocumentChild *self, GCancellable *cancellable, GAsyncReadyCallback callback,
        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

void
guichet_document_child_inspect_async (GuichetDocumentChild *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  answer (self, cancellable, callback, user_data);
}

GuichetDocumentFacts *
guichet_document_child_inspect_finish (GuichetDocumentChild *self, GAsyncResult *result,
                                       GError **error)
{
  GuichetDocumentFacts *facts = g_new0 (GuichetDocumentFacts, 1);

  facts->kind = GUICHET_DOCUMENT_KIND_PDF;
  facts->n_pages = n_document_pages;
  facts->sizes = g_new0 (GuichetPageSize, n_document_pages);
  for (guint i = 0; i < n_document_pages; i++)
    facts->sizes[i] = (GuichetPageSize){ .width = 595, .height = 842 };
  return facts;
}

void
guichet_document_child_render_async (GuichetDocumentChild *self, guint page, guint width,
                                     guint height, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  answer (self, cancellable, callback, user_data);
}

GuichetPixels *
guichet_document_child_render_finish (GuichetDocumentChild *self, GAsyncResult *result,
                                      GError **error)
{
  GuichetPixels *pixels;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  pixels = g_new0 (GuichetPixels, 1);
  pixels->width = 720;
  pixels->height = 1018;
  pixels->stride = pixels->width * 4;
  pixels->bytes = g_bytes_new_take (gallery_paper_draw (pixels->width, pixels->height),
                                    (gsize)pixels->stride * pixels->height);
  return pixels;
}

void
guichet_document_child_to_pdf_async (GuichetDocumentChild *self, const guint *pages, guint n_pages,
                                     guint max_dpi, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  answer (self, cancellable, callback, user_data);
}

void
guichet_document_child_to_jpeg_async (GuichetDocumentChild *self, guint page, guint width,
                                      guint height, guint quality, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  answer (self, cancellable, callback, user_data);
}

void
guichet_document_child_read_text_async (GuichetDocumentChild *self, guint page,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  answer (self, cancellable, callback, user_data);
}

int
guichet_document_child_make_finish (GuichetDocumentChild *self, GAsyncResult *result,
                                    GError **error)
{
  return guichet_sealed_memory_new ("%PDF-1.7", 8, error);
}

/* --- workers --- */

#define GALLERY_TYPE_WORKERS (gallery_workers_get_type ())
G_DECLARE_FINAL_TYPE (GalleryWorkers, gallery_workers, GALLERY, WORKERS, GObject)

struct _GalleryWorkers {
  GObject parent_instance;

  /* Owned */
  GPtrArray *tasks; /* of GTask: asked for, and never answered */
};

static void
on_open_asked (GuichetWorkers *workers, const char *kind, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  GalleryWorkers *self = GALLERY_WORKERS (workers);

  g_ptr_array_add (self->tasks, g_task_new (self, cancellable, callback, user_data));
}

static void
gallery_workers_fill_interface (GuichetWorkersInterface *interface)
{
  interface->open_async = on_open_asked;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GalleryWorkers, gallery_workers, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GUICHET_TYPE_WORKERS,
                                                      gallery_workers_fill_interface))

static void
gallery_workers_class_init (GalleryWorkersClass *klass)
{
}

static void
gallery_workers_init (GalleryWorkers *self)
{
  self->tasks = g_ptr_array_new ();
}

GuichetWorkers *
gallery_workers_new (void)
{
  return g_object_new (GALLERY_TYPE_WORKERS, NULL);
}

/* --- the scanner --- */

struct _GuichetScanner {
  GObject parent_instance;

  /* Owned */
  GTask *task; /* of the page in progress */
  guint8 *rows;
  /* State */
  guint n_sent;
};

G_DEFINE_FINAL_TYPE (GuichetScanner, guichet_scanner, G_TYPE_OBJECT)

static void
guichet_scanner_finalize (GObject *object)
{
  g_free (GUICHET_SCANNER (object)->rows);
  G_OBJECT_CLASS (guichet_scanner_parent_class)->finalize (object);
}

static void
guichet_scanner_class_init (GuichetScannerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = guichet_scanner_finalize;
  g_signal_new ("begun", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_UINT,
                G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  g_signal_new ("rows", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                G_TYPE_POINTER, G_TYPE_UINT);
}

static void
guichet_scanner_init (GuichetScanner *self)
{
  g_autofree guint32 *pixels = gallery_paper_draw (SCAN_WIDTH, SCAN_HEIGHT);

  self->rows = g_malloc ((gsize)SCAN_WIDTH * SCAN_HEIGHT * SCAN_CHANNELS);
  for (gsize i = 0; i < (gsize)SCAN_WIDTH * SCAN_HEIGHT; i++)
    for (guint k = 0; k < SCAN_CHANNELS; k++)
      self->rows[i * SCAN_CHANNELS + k] = (guint8)(pixels[i] >> (16 - 8 * k));
}

GuichetScanner *
guichet_scanner_new (GuichetWorkers *workers)
{
  return g_object_new (GUICHET_TYPE_SCANNER, NULL);
}

void
guichet_scanner_open_async (GuichetScanner *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

gboolean
guichet_scanner_open_finish (GuichetScanner *self, GAsyncResult *result,
                             GuichetScannerAbilities *abilities, GError **error)
{
  *abilities =
      (GuichetScannerAbilities){ .has_glass = TRUE, .has_feeder = TRUE, .has_colour = TRUE };
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
guichet_scanner_scan_async (GuichetScanner *self, gboolean is_feeder, gboolean colour,
                            guint resolution, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  self->task = g_task_new (self, NULL, callback, user_data);
  self->n_sent = 0;
}

gboolean
guichet_scanner_scan_finish (GuichetScanner *self, GAsyncResult *result, guint *resolution,
                             GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
guichet_scanner_end_series (GuichetScanner *self)
{
}

void
guichet_scanner_close (GuichetScanner *self)
{
}

void
gallery_scanner_send (GuichetScanner *self, guint n_percent)
{
  guint n = SCAN_HEIGHT * n_percent / 100 - self->n_sent;

  if (self->n_sent == 0)
    g_signal_emit_by_name (self, "begun", SCAN_WIDTH, SCAN_HEIGHT, SCAN_CHANNELS, SCAN_RESOLUTION);
  g_signal_emit_by_name (self, "rows",
                         self->rows + (gsize)self->n_sent * SCAN_WIDTH * SCAN_CHANNELS, n);
  self->n_sent += n;
}

void
gallery_scanner_end (GuichetScanner *self, GuichetScanFailure failure)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (failure == GUICHET_SCAN_N_FAILURES)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, GUICHET_SCAN_ERROR, (int)failure, "by hand");
}
