/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * The registry of what may be counted, generated at build from metrics.conf. A label set is either
 * closed in the registry, or a kind: the ids of the catalogue's services, which are given when the
 * visit begins, or host names. Names as constants: metric-names.h. Any thread.
 */

/** TRUE when @metric is registered and @label is one of its closed labels or, for metrics whose
 *  labels are service ids, stands in @service_ids (NULL-terminated, may be NULL), or, for metrics
 *  whose labels are host names, is a canonical one. */
gboolean guichet_metrics_accepts (const char *metric, const char *label,
                                  const char *const *service_ids);
/** Largest number that one visit may add to @metric, all labels together; 0 for unknown metrics. */
guint guichet_metrics_get_cap (const char *metric);
/** TRUE when a world may send @metric. What tells of the end of a visit, of its wipe or of refused
 *  hosts is the supervisor's own knowledge: never from a world. */
gboolean guichet_metrics_is_from_world (const char *metric);
/** TRUE when the labels of @metric are host names, which only blocked-hosts.h may add. */
gboolean guichet_metrics_has_host_labels (const char *metric);
/** TRUE when of @metric only the total of a month is kept. */
gboolean guichet_metrics_is_by_month (const char *metric);
/** The label of busy-hours for a visit that began at @hour, 0 to 23. Static. */
const char *guichet_metrics_hour_label (int hour);
/** The label of the bucket that a visit of @seconds falls in. Static. */
const char *guichet_metrics_duration_label (gint64 seconds);
/** Names of all metrics in the registry's order, NULL-terminated, static. */
const char *const *guichet_metrics_get_names (void);
