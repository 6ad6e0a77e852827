/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics.h"

#include "metric-names.h"
#include "metrics-table.h"
#include "told-host.h"

#include <string.h>

static const struct {
  gint64 below_seconds;
  const char *label;
} duration_buckets[] = {
  { 5 * 60, GUICHET_LABEL_VISIT_DURATION_UNDER_5 },
  { 15 * 60, GUICHET_LABEL_VISIT_DURATION_5_15 },
  { 30 * 60, GUICHET_LABEL_VISIT_DURATION_15_30 },
  { 60 * 60, GUICHET_LABEL_VISIT_DURATION_30_60 },
};

static const struct {
  int below_hour;
  const char *label;
} hour_bands[] = {
  { 9, GUICHET_LABEL_BUSY_HOURS_BEFORE_9 }, { 11, GUICHET_LABEL_BUSY_HOURS_9_11 },
  { 13, GUICHET_LABEL_BUSY_HOURS_11_13 },   { 15, GUICHET_LABEL_BUSY_HOURS_13_15 },
  { 17, GUICHET_LABEL_BUSY_HOURS_15_17 },   { 19, GUICHET_LABEL_BUSY_HOURS_17_19 },
};

/* As services.d names its files; what is stored must not depend on who gave the list. */
static gboolean
is_service_id (const char *label)
{
  gsize length = strspn (label, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length >= 1 && length <= 40 && label[length] == '\0';
}

const GuichetMetric *
guichet_metrics_lookup (const char *name)
{
  for (gsize i = 0; name != NULL && i < guichet_metrics_table_length; i++)
    if (g_str_equal (guichet_metrics_table[i].name, name))
      return &guichet_metrics_table[i];

  return NULL;
}

const GuichetMetricLabel *
guichet_metric_lookup_label (const GuichetMetric *metric, const char *label)
{
  for (gsize i = 0; label != NULL && i < metric->n_labels; i++)
    if (g_str_equal (metric->labels[i].name, label))
      return &metric->labels[i];

  return NULL;
}

gboolean
guichet_metrics_accepts (const char *metric, const char *label, const char *const *service_ids)
{
  const GuichetMetric *row = guichet_metrics_lookup (metric);

  if (row == NULL || label == NULL)
    return FALSE;

  switch (row->kind) {
  case GUICHET_LABELS_CLOSED:
    return guichet_metric_lookup_label (row, label) != NULL;
  case GUICHET_LABELS_SERVICES:
    return service_ids != NULL && is_service_id (label) && g_strv_contains (service_ids, label);
  case GUICHET_LABELS_HOSTS:
    return guichet_told_host_is_valid (label);
  default:
    return FALSE;
  }
}

guint
guichet_metrics_get_cap (const char *metric)
{
  const GuichetMetric *row = guichet_metrics_lookup (metric);

  return row == NULL ? 0 : row->cap;
}

gboolean
guichet_metrics_is_from_world (const char *metric)
{
  const GuichetMetric *row = guichet_metrics_lookup (metric);

  return row != NULL && row->from_world;
}

gboolean
guichet_metrics_has_host_labels (const char *metric)
{
  const GuichetMetric *row = guichet_metrics_lookup (metric);

  return row != NULL && row->kind == GUICHET_LABELS_HOSTS;
}

gboolean
guichet_metrics_is_by_month (const char *metric)
{
  const GuichetMetric *row = guichet_metrics_lookup (metric);

  return row != NULL && row->by_month;
}

const char *
guichet_metrics_hour_label (int hour)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hour_bands); i++)
    if (hour < hour_bands[i].below_hour)
      return hour_bands[i].label;

  return GUICHET_LABEL_BUSY_HOURS_AFTER_19;
}

const char *
guichet_metrics_duration_label (gint64 seconds)
{
  for (gsize i = 0; i < G_N_ELEMENTS (duration_buckets); i++)
    if (seconds < duration_buckets[i].below_seconds)
      return duration_buckets[i].label;

  return GUICHET_LABEL_VISIT_DURATION_OVER_60;
}

const char *const *
guichet_metrics_get_names (void)
{
  return guichet_metrics_names;
}
