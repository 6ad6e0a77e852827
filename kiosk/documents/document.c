/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document.h"

#include "document-name.h"

#include <unistd.h>

struct _GuichetDocument {
  GObject parent_instance;

  /* Owned */
  GBytes *bytes;
  char *name;
  GuichetDocumentThumbnail thumbnail; /* no pixels: none */
  /* Handles */
  int fd;
  /* State */
  GuichetDocumentOrigin origin;
  GuichetDocumentKind kind;
  gboolean is_examined;
  int problem;
  guint n_pages;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetDocument, guichet_document, G_TYPE_OBJECT)

static void
guichet_document_finalize (GObject *object)
{
  GuichetDocument *self = GUICHET_DOCUMENT (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->thumbnail.pixels, g_bytes_unref);
  g_clear_pointer (&self->name, g_free);
  if (self->fd >= 0)
    close (self->fd);

  G_OBJECT_CLASS (guichet_document_parent_class)->finalize (object);
}

static void
guichet_document_class_init (GuichetDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_document_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_document_init (GuichetDocument *self)
{
  self->fd = -1;
  self->name = g_strdup ("");
}

GuichetDocument *
guichet_document_new (GuichetDocumentOrigin origin, const char *name, int fd, GError **error)
{
  g_autoptr (GuichetDocument) self = g_object_new (GUICHET_TYPE_DOCUMENT, NULL);
  const guint8 *data;
  gsize size;

  self->fd = fd;
  self->bytes = guichet_sealed_memory_map (fd, GUICHET_DOCUMENT_MAX_BYTES, error);
  if (self->bytes == NULL)
    return NULL;
  data = g_bytes_get_data (self->bytes, &size);
  self->kind = guichet_document_kind_guess (data, size);
  if (self->kind == GUICHET_DOCUMENT_KIND_NONE) {
    g_set_error (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND,
                 "neither a PDF nor an image");
    return NULL;
  }
  self->origin = origin;
  /* A fax of many pages is one TIFF: it is known once it was examined. */
  self->n_pages =
      guichet_document_kind_is_image (self->kind) && self->kind != GUICHET_DOCUMENT_KIND_TIFF ? 1
                                                                                              : 0;
  guichet_document_set_name (self, name);
  return g_steal_pointer (&self);
}

GuichetDocument *
guichet_document_new_from_data (GuichetDocumentOrigin origin, const char *name, const void *data,
                                gsize size, GError **error)
{
  int fd = guichet_sealed_memory_new (data, size, error);

  return fd < 0 ? NULL : guichet_document_new (origin, name, fd, error);
}

GuichetDocumentOrigin
guichet_document_get_origin (GuichetDocument *self)
{
  return self->origin;
}

GuichetDocumentKind
guichet_document_get_kind (GuichetDocument *self)
{
  return self->kind;
}

int
guichet_document_get_fd (GuichetDocument *self)
{
  return self->fd;
}

GBytes *
guichet_document_get_bytes (GuichetDocument *self)
{
  return self->bytes;
}

gsize
guichet_document_get_size (GuichetDocument *self)
{
  return g_bytes_get_size (self->bytes);
}

const char *
guichet_document_get_name (GuichetDocument *self)
{
  return self->name;
}

void
guichet_document_set_name (GuichetDocument *self, const char *name)
{
  g_return_if_fail (GUICHET_IS_DOCUMENT (self));

  g_free (self->name);
  self->name = guichet_document_name_clean (name, GUICHET_DOCUMENT_MAX_NAME);
  g_signal_emit (self, signals[CHANGED], 0);
}

char *
guichet_document_get_file_name (GuichetDocument *self)
{
  return guichet_document_name_to_file (self->name,
                                        guichet_document_kind_get_extension (self->kind));
}

guint
guichet_document_get_n_pages (GuichetDocument *self)
{
  return self->n_pages;
}

gboolean
guichet_document_is_examined (GuichetDocument *self)
{
  return self->is_examined;
}

int
guichet_document_get_problem (GuichetDocument *self)
{
  return self->problem;
}

void
guichet_document_set_examined (GuichetDocument *self, int problem, guint n_pages)
{
  g_return_if_fail (GUICHET_IS_DOCUMENT (self));

  self->is_examined = TRUE;
  self->problem = problem;
  self->n_pages = n_pages;
  g_signal_emit (self, signals[CHANGED], 0);
}

const GuichetDocumentThumbnail *
guichet_document_get_thumbnail (GuichetDocument *self)
{
  return self->thumbnail.pixels != NULL ? &self->thumbnail : NULL;
}

void
guichet_document_set_thumbnail (GuichetDocument *self, GBytes *pixels, guint width, guint height,
                                guint stride)
{
  g_return_if_fail (GUICHET_IS_DOCUMENT (self));

  if (width == 0 || height == 0 || stride / 4 < width ||
      g_bytes_get_size (pixels) / stride < height)
    return;
  g_bytes_ref (pixels);
  g_clear_pointer (&self->thumbnail.pixels, g_bytes_unref);
  self->thumbnail = (GuichetDocumentThumbnail){
    .pixels = pixels, .width = width, .height = height, .stride = stride
  };
  g_signal_emit (self, signals[CHANGED], 0);
}
