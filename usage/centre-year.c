/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "centre-year.h"

#include "usage-store.h"

#include <stdlib.h>

GuichetCentreYear *
guichet_centre_year_new (const char *year)
{
  GuichetCentreYear *self = g_new0 (GuichetCentreYear, 1);

  self->year = g_strdup (year);
  self->lost_days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
guichet_centre_year_free (GuichetCentreYear *self)
{
  if (self == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (self->months); i++)
    guichet_month_cells_free (self->months[i]);
  g_hash_table_unref (self->lost_days);
  g_free (self->year);
  g_free (self);
}

static gboolean
add_month (GuichetCentreYear *self, GuichetUsageStore *store, GuichetExportLabels *labels,
           const char *month, GError **error)
{
  GuichetMonthCells **cells = &self->months[atoi (month + 5) - 1];
  g_autoptr (GPtrArray) gaps = guichet_usage_store_get_gaps (store, month, error);

  if (gaps == NULL)
    return FALSE;
  for (guint i = 0; i < gaps->len; i++)
    g_hash_table_add (self->lost_days, g_strdup (g_ptr_array_index (gaps, i)));
  if (*cells == NULL)
    *cells = guichet_month_cells_new ();

  return guichet_export_labels_read (labels, store, month, *cells, error);
}

gboolean
guichet_centre_year_add (GuichetCentreYear *self, GuichetUsageStore *store,
                         GuichetExportLabels *labels, const char *last_month, GError **error)
{
  for (int i = 1; i <= atoi (last_month + 5); i++) {
    g_autofree char *month = g_strdup_printf ("%s-%02d", self->year, i);

    if (!add_month (self, store, labels, month, error))
      return FALSE;
  }
  self->n_kiosks++;

  return TRUE;
}

guint
guichet_centre_year_count_lost_days (const GuichetCentreYear *self, const char *month)
{
  GHashTableIter iter;
  gpointer day;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->lost_days);
  while (g_hash_table_iter_next (&iter, &day, NULL))
    if (g_str_has_prefix (day, month))
      n++;

  return n;
}
