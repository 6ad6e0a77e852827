/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * The registry of what may be counted, generated at build from metrics.conf. A label set is either
 * closed in the registry, or a kind whose members are given when the store is opened (the ids of
 * the catalogue's services).
 */

/** TRUE when @metric is registered and @label is one of its closed labels or, for metrics whose
 *  labels are service ids, stands in @service_ids (NULL-terminated, may be NULL). */
gboolean guichet_metrics_accepts (const char *metric, const char *label,
                                  const char *const *service_ids);
/** Largest number of times one visit may add to (@metric, any label); 0 for unknown metrics. */
guint guichet_metrics_get_cap (const char *metric);
/** The label of the bucket that a visit of @seconds falls in. Static. */
const char *guichet_metrics_duration_label (gint64 seconds);
/** Names of all metrics, NULL-terminated, static. */
const char *const *guichet_metrics_get_names (void);
