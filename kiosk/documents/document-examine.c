/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-examine.h"

typedef struct {
  /* Owned */
  GuichetDocument *document;
  GuichetDocumentChild *child;
  GCancellable *cancellable;
  /* State */
  guint size;
} Examination;

static void
examination_free (Examination *examination)
{
  g_clear_object (&examination->document);
  g_clear_object (&examination->child);
  g_clear_object (&examination->cancellable);
  g_free (examination);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Examination, examination_free)

static void
on_rendered (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Examination) examination = user_data;
  g_autoptr (GuichetPixels) pixels =
      guichet_document_child_render_finish (GUICHET_DOCUMENT_CHILD (object), result, NULL);

  /* Without a picture it is a document all the same. */
  if (pixels != NULL)
    guichet_document_set_thumbnail (examination->document, pixels->bytes, pixels->width,
                                    pixels->height, pixels->stride);
}

static void
on_inspected (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Examination) examination = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetDocumentFacts) facts =
      guichet_document_child_inspect_finish (GUICHET_DOCUMENT_CHILD (object), result, &error);
  GuichetDocumentChild *child = examination->child;
  GCancellable *cancellable = examination->cancellable;
  guint size = examination->size;

  if (facts == NULL) {
    /* Without a reader nothing is known against the document. */
    if (error->domain == GUICHET_DOCUMENT_ERROR &&
        error->code != GUICHET_DOCUMENT_ERROR_UNAVAILABLE)
      guichet_document_set_examined (examination->document, error->code, 0);
    return;
  }
  guichet_document_set_examined (examination->document, 0, facts->n_pages);
  guichet_document_child_render_async (child, 0, size, size, cancellable, on_rendered,
                                       g_steal_pointer (&examination));
}

void
guichet_document_examine (const GuichetDocumentOpener *opener, GuichetDocument *document,
                          guint size, GCancellable *cancellable)
{
  Examination *examination = g_new0 (Examination, 1);

  examination->document = g_object_ref (document);
  examination->child = guichet_document_child_new (opener, guichet_document_get_fd (document));
  examination->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  examination->size = size;
  guichet_document_child_inspect_async (examination->child, cancellable, on_inspected, examination);
}
