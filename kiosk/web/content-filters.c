/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-filters.h"

#include <string.h>

#include <glib/gstdio.h>

struct _GuichetContentFilters {
  GObject parent_instance;

  /* Owned */
  WebKitUserContentFilterStore *store;
  GHashTable *filters; /* char * to WebKitUserContentFilter * */
  /* State */
  guint n_compiling;
};

G_DEFINE_FINAL_TYPE (GuichetContentFilters, guichet_content_filters, G_TYPE_OBJECT)

static void
guichet_content_filters_dispose (GObject *object)
{
  GuichetContentFilters *self = GUICHET_CONTENT_FILTERS (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->filters, g_hash_table_unref);

  G_OBJECT_CLASS (guichet_content_filters_parent_class)->dispose (object);
}

static void
guichet_content_filters_class_init (GuichetContentFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_content_filters_dispose;
}

static void
guichet_content_filters_init (GuichetContentFilters *self)
{
  self->filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)webkit_user_content_filter_unref);
}

GuichetContentFilters *
guichet_content_filters_new (const char *dir)
{
  GuichetContentFilters *self = g_object_new (GUICHET_TYPE_CONTENT_FILTERS, NULL);

  self->store = webkit_user_content_filter_store_new (dir);
  return self;
}

/* A compilation that fails leaves its temporary file behind, with the rules in it. The directory is
 * this world's own, so any such file is ours; while another compilation runs it may be in use. */
static void
remove_leftovers (GuichetContentFilters *self)
{
  g_autoptr (GDir) dir = g_dir_open (g_get_tmp_dir (), 0, NULL);
  const char *name;

  if (self->n_compiling > 0)
    return;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);

    if (g_str_has_prefix (name, "ContentRuleList-"))
      g_unlink (path);
  }
}

static void
on_save_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GuichetContentFilters *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  WebKitUserContentFilter *filter = webkit_user_content_filter_store_save_finish (
      WEBKIT_USER_CONTENT_FILTER_STORE (object), result, &error);

  self->n_compiling--;
  if (filter == NULL) {
    remove_leftovers (self);
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_hash_table_replace (self->filters, g_strdup (g_task_get_task_data (task)),
                        webkit_user_content_filter_ref (filter));
  g_task_return_pointer (task, filter, (GDestroyNotify)webkit_user_content_filter_unref);
}

void
guichet_content_filters_get_async (GuichetContentFilters *self, const char *id, const char *source,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GBytes) bytes = NULL;
  WebKitUserContentFilter *filter;

  g_return_if_fail (GUICHET_IS_CONTENT_FILTERS (self));

  g_task_set_task_data (task, g_strdup (id), g_free);
  filter = g_hash_table_lookup (self->filters, id);
  if (filter != NULL) {
    g_task_return_pointer (task, webkit_user_content_filter_ref (filter),
                           (GDestroyNotify)webkit_user_content_filter_unref);
    return;
  }
  bytes = g_bytes_new (source, strlen (source));
  self->n_compiling++;
  webkit_user_content_filter_store_save (self->store, id, bytes, cancellable, on_save_ready,
                                         g_steal_pointer (&task));
}

WebKitUserContentFilter *
guichet_content_filters_get_finish (GuichetContentFilters *self, GAsyncResult *result,
                                    GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
