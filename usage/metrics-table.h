/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/*
 * The rows that generate-metrics.py makes from metrics.conf. Only for this room and its tests;
 * others use metrics.h.
 */

typedef enum {
  GUICHET_LABELS_CLOSED,
  GUICHET_LABELS_SERVICES, /* ids of the catalogue's services */
  GUICHET_LABELS_HOSTS,    /* canonical host names */
} GuichetLabelKind;

typedef struct {
  const char *english;
  const char *french;
} GuichetMetricText;

typedef struct {
  const char *name;
  GuichetMetricText text;
  const char *part; /* the coarser label that it leaves the centre in; NULL: it does not */
} GuichetMetricLabel;

typedef struct {
  const char *name;
  GuichetLabelKind kind;
  const GuichetMetricLabel *labels; /* NULL unless closed */
  gsize n_labels;
  const GuichetMetricLabel *export_labels; /* what leaves the centre; NULL for themes or nothing */
  gsize n_export_labels;
  const char *const *named_alone; /* services that leave under their own name; NULL: none */
  gboolean is_exported;
  gboolean by_month;        /* only the total of a month is kept */
  gboolean per_visit;       /* each visit adds exactly one */
  gboolean is_fine_in_year; /* what is left of a year is told more finely */
  gboolean from_world;      /* the shell may send it */
  guint cap;                /* what one visit may add, all labels together */
  const char *sensitivity;
  const char *review_by; /* YYYY-MM-DD */
  GuichetMetricText description;
  GuichetMetricText purpose;
} GuichetMetric;

extern const GuichetMetric guichet_metrics_table[];
extern const gsize guichet_metrics_table_length;
extern const char *const guichet_metrics_names[]; /* NULL-terminated */

/** The row of @name, or NULL. */
const GuichetMetric *guichet_metrics_lookup (const char *name);
/** The closed label @label of @metric, or NULL. */
const GuichetMetricLabel *guichet_metric_lookup_label (const GuichetMetric *metric,
                                                       const char *label);
