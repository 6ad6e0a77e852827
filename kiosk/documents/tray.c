/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray.h"

struct _GuichetTray {
  GObject parent_instance;

  /* Owned */
  GPtrArray *documents; /* element type GuichetDocument, oldest first */
  /* State */
  GuichetTrayLimits limits;
  guint64 bytes;
};

G_DEFINE_QUARK (guichet_tray_error, guichet_tray_error)

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (GuichetTray, guichet_tray, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return GUICHET_TYPE_DOCUMENT;
}

static guint
get_n_items (GListModel *model)
{
  return GUICHET_TRAY (model)->documents->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GuichetDocument *document = guichet_tray_get (GUICHET_TRAY (model), position);

  return document != NULL ? g_object_ref (document) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
guichet_tray_dispose (GObject *object)
{
  GuichetTray *self = GUICHET_TRAY (object);

  g_ptr_array_set_size (self->documents, 0);
  self->bytes = 0;

  G_OBJECT_CLASS (guichet_tray_parent_class)->dispose (object);
}

static void
guichet_tray_finalize (GObject *object)
{
  g_ptr_array_unref (GUICHET_TRAY (object)->documents);

  G_OBJECT_CLASS (guichet_tray_parent_class)->finalize (object);
}

static void
guichet_tray_class_init (GuichetTrayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_tray_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_tray_finalize;
}

static void
guichet_tray_init (GuichetTray *self)
{
  self->documents = g_ptr_array_new_with_free_func (g_object_unref);
}

guint64
guichet_tray_probe_memory (gpointer user_data)
{
  g_autofree char *text = NULL;
  const char *line;

  /* Not a bare g_file_get_contents() of a size: the files of /proc tell none. */
  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return G_MAXUINT64;
  line = g_strstr_len (text, -1, "\nMemAvailable:");
  if (line == NULL)
    return G_MAXUINT64;
  return g_ascii_strtoull (line + sizeof "\nMemAvailable:" - 1, NULL, 10) * 1024;
}

GuichetTray *
guichet_tray_new (const GuichetTrayLimits *limits)
{
  GuichetTray *self = g_object_new (GUICHET_TYPE_TRAY, NULL);

  self->limits = *limits;
  if (self->limits.probe == NULL)
    self->limits.probe = guichet_tray_probe_memory;
  return self;
}

guint64
guichet_tray_get_bytes (GuichetTray *self)
{
  return self->bytes;
}

guint64
guichet_tray_get_max_bytes (GuichetTray *self)
{
  return self->limits.max_bytes;
}

guint
guichet_tray_get_max_documents (GuichetTray *self)
{
  return self->limits.max_documents;
}

/* @new_bytes: memory that is still to be found; @bytes: what the document will hold of the tray. */
static gboolean
check (GuichetTray *self, guint64 bytes, guint64 new_bytes, GError **error)
{
  guint64 available;

  if (self->documents->len >= self->limits.max_documents) {
    g_set_error (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_NUMBER, "%u documents at most",
                 self->limits.max_documents);
    return FALSE;
  }
  if (bytes > GUICHET_DOCUMENT_MAX_BYTES || bytes > self->limits.max_bytes - self->bytes) {
    g_set_error (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_BYTES,
                 "%" G_GUINT64_FORMAT " bytes at most", self->limits.max_bytes);
    return FALSE;
  }
  available = self->limits.probe (self->limits.probe_data);
  if (available < self->limits.reserve_bytes ||
      available - self->limits.reserve_bytes < new_bytes) {
    g_set_error (error, GUICHET_TRAY_ERROR, GUICHET_TRAY_ERROR_MEMORY, "not enough memory is left");
    return FALSE;
  }
  return TRUE;
}

gboolean
guichet_tray_can_add (GuichetTray *self, guint64 bytes, GError **error)
{
  g_return_val_if_fail (GUICHET_IS_TRAY (self), FALSE);

  return check (self, bytes, bytes, error);
}

gboolean
guichet_tray_add (GuichetTray *self, GuichetDocument *document, GError **error)
{
  gsize size;

  g_return_val_if_fail (GUICHET_IS_TRAY (self), FALSE);
  g_return_val_if_fail (GUICHET_IS_DOCUMENT (document), FALSE);
  g_return_val_if_fail (!guichet_tray_has (self, document), FALSE);

  /* Its memory is in use already, and so out of what the machine says is left. */
  size = guichet_document_get_size (document);
  if (!check (self, size, 0, error))
    return FALSE;
  self->bytes += size;
  g_ptr_array_add (self->documents, g_object_ref (document));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  return TRUE;
}

gboolean
guichet_tray_remove (GuichetTray *self, GuichetDocument *document)
{
  guint place;

  g_return_val_if_fail (GUICHET_IS_TRAY (self), FALSE);

  if (!g_ptr_array_find (self->documents, document, &place))
    return FALSE;
  self->bytes -= guichet_document_get_size (document);
  g_ptr_array_remove_index (self->documents, place);
  g_list_model_items_changed (G_LIST_MODEL (self), self->documents->len - place, 1, 0);
  return TRUE;
}

gboolean
guichet_tray_has (GuichetTray *self, GuichetDocument *document)
{
  return g_ptr_array_find (self->documents, document, NULL);
}

GuichetDocument *
guichet_tray_get (GuichetTray *self, guint index)
{
  guint n = self->documents->len;

  return index < n ? g_ptr_array_index (self->documents, n - 1 - index) : NULL;
}

guint
guichet_tray_get_n_documents (GuichetTray *self)
{
  return self->documents->len;
}

void
guichet_tray_clear (GuichetTray *self)
{
  guint n = self->documents->len;

  self->bytes = 0;
  g_ptr_array_set_size (self->documents, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}
