/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-filters.h"

#include <string.h>

#include <glib/gstdio.h>

struct _GuichetContentFilters {
  GObject parent_instance;

  /* Owned */
  WebKitUserContentFilterStore *store;
  GHashTable *filters;   /* char * to WebKitUserContentFilter * */
  GHashTable *compiling; /* char * to GPtrArray of GTask *: who waits for it */
};

G_DEFINE_FINAL_TYPE (GuichetContentFilters, guichet_content_filters, G_TYPE_OBJECT)

static void
guichet_content_filters_dispose (GObject *object)
{
  GuichetContentFilters *self = GUICHET_CONTENT_FILTERS (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->filters, g_hash_table_unref);
  g_clear_pointer (&self->compiling, g_hash_table_unref);

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
  self->compiling =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
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

  if (g_hash_table_size (self->compiling) > 0)
    return;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);

    if (g_str_has_prefix (name, "ContentRuleList-"))
      g_unlink (path);
  }
}

typedef struct {
  GuichetContentFilters *filters; /* owned */
  char *id;                       /* owned */
} Compilation;

static void
on_save_ready (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Compilation *compilation = user_data;
  g_autoptr (GuichetContentFilters) self = compilation->filters;
  g_autofree char *id = compilation->id;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;
  WebKitUserContentFilter *filter = webkit_user_content_filter_store_save_finish (
      WEBKIT_USER_CONTENT_FILTER_STORE (object), result, &error);

  waiting = g_ptr_array_ref (g_hash_table_lookup (self->compiling, id));
  g_hash_table_remove (self->compiling, id);
  if (filter == NULL)
    remove_leftovers (self);
  else
    g_hash_table_replace (self->filters, g_strdup (id), filter);
  for (guint i = 0; i < waiting->len; i++) {
    if (filter == NULL)
      g_task_return_error (waiting->pdata[i], g_error_copy (error));
    else
      g_task_return_pointer (waiting->pdata[i], webkit_user_content_filter_ref (filter),
                             (GDestroyNotify)webkit_user_content_filter_unref);
  }
}

/* Not to be cancelled: who asks next may be waiting for the same one. */
static GPtrArray *
compile (GuichetContentFilters *self, const char *id, const char *source)
{
  g_autoptr (GBytes) bytes = g_bytes_new (source, strlen (source));
  Compilation *compilation = g_new (Compilation, 1);
  GPtrArray *waiting = g_ptr_array_new_with_free_func (g_object_unref);

  *compilation = (Compilation){ g_object_ref (self), g_strdup (id) };
  g_hash_table_insert (self->compiling, g_strdup (id), waiting);
  webkit_user_content_filter_store_save (self->store, id, bytes, NULL, on_save_ready, compilation);
  return waiting;
}

void
guichet_content_filters_get_async (GuichetContentFilters *self, const char *id, const char *source,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  WebKitUserContentFilter *filter;
  GPtrArray *waiting;

  g_return_if_fail (GUICHET_IS_CONTENT_FILTERS (self));

  filter = g_hash_table_lookup (self->filters, id);
  if (filter != NULL) {
    g_task_return_pointer (task, webkit_user_content_filter_ref (filter),
                           (GDestroyNotify)webkit_user_content_filter_unref);
    return;
  }
  waiting = g_hash_table_lookup (self->compiling, id);
  if (waiting == NULL)
    waiting = compile (self, id, source);
  g_ptr_array_add (waiting, g_steal_pointer (&task));
}

WebKitUserContentFilter *
guichet_content_filters_get_finish (GuichetContentFilters *self, GAsyncResult *result,
                                    GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
