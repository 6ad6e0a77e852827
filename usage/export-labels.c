/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export-labels.h"

#include "metrics-table.h"
#include "usage-store.h"

/* What was opened once and is in no catalogue any more. */
#define NO_THEME "autre"

struct _GuichetExportLabels {
  /* Owned */
  GHashTable *themes;   /* char* service id: char* theme */
  GHashTable *nameless; /* char* theme: GUINT_TO_POINTER (services that must not be named) */
  GHashTable *labels;   /* char* service id: char* label, as they are asked for */
};

GuichetExportLabels *
guichet_export_labels_new (void)
{
  GuichetExportLabels *self = g_new0 (GuichetExportLabels, 1);

  self->themes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->nameless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
guichet_export_labels_free (GuichetExportLabels *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->themes);
  g_hash_table_unref (self->nameless);
  g_hash_table_unref (self->labels);
  g_free (self);
}

static gboolean
may_be_named (const char *service)
{
  for (gsize i = 0; i < guichet_metrics_table_length; i++) {
    const GuichetMetric *metric = &guichet_metrics_table[i];

    if (metric->kind == GUICHET_LABELS_SERVICES && metric->named_alone != NULL &&
        g_strv_contains (metric->named_alone, service))
      return TRUE;
  }

  return FALSE;
}

void
guichet_export_labels_add_service (GuichetExportLabels *self, const char *id, const char *theme)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->nameless, theme));

  g_hash_table_replace (self->themes, g_strdup (id), g_strdup (theme));
  if (!may_be_named (id))
    g_hash_table_replace (self->nameless, g_strdup (theme), GUINT_TO_POINTER (n + 1));
}

static const char *
get_service_label (GuichetExportLabels *self, const char *id)
{
  const char *theme = g_hash_table_lookup (self->themes, id);
  guint n_nameless;
  char *label;

  if (theme == NULL)
    return NO_THEME;
  label = g_hash_table_lookup (self->labels, id);
  if (label != NULL)
    return label;

  n_nameless = GPOINTER_TO_UINT (g_hash_table_lookup (self->nameless, theme));
  if (may_be_named (id) && (n_nameless == 0 || n_nameless >= GUICHET_EXPORT_MIN_NAMELESS))
    label = g_strdup_printf ("%s/%s", theme, id);
  else
    label = g_strdup (theme);
  g_hash_table_insert (self->labels, g_strdup (id), label);

  return label;
}

const char *
guichet_export_labels_get (GuichetExportLabels *self, const char *metric, const char *label)
{
  const GuichetMetric *row = guichet_metrics_lookup (metric);
  const GuichetMetricLabel *closed;

  if (row == NULL || !row->is_exported)
    return NULL;
  if (row->kind == GUICHET_LABELS_SERVICES)
    return get_service_label (self, label);

  closed = guichet_metric_lookup_label (row, label);

  return closed == NULL ? NULL : closed->part;
}

typedef struct {
  GuichetExportLabels *labels;
  GuichetMonthCells *cells;
} Reading;

static void
add_count (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  Reading *reading = user_data;
  const char *part = guichet_export_labels_get (reading->labels, metric, label);

  if (part != NULL)
    guichet_month_cells_add (reading->cells, metric, part, n);
}

gboolean
guichet_export_labels_read (GuichetExportLabels *self, GuichetUsageStore *store, const char *month,
                            GuichetMonthCells *cells, GError **error)
{
  Reading reading = { self, cells };

  return guichet_usage_store_foreach_month (store, month, add_count, &reading, error);
}
