/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visit-counts.h"

#include "metric-names.h"
#include "metrics.h"

struct _GuichetVisitCounts {
  /* Owned */
  char **service_ids;
  GTree *held;        /* char* "metric/label", GUINT_TO_POINTER (n) */
  GHashTable *totals; /* char* metric, GUINT_TO_POINTER (n) */

  /* State */
  guint n_dropped;
  gboolean told_unregistered;
  gboolean told_over_cap;
};

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_strcmp0 (a, b);
}

GuichetVisitCounts *
guichet_visit_counts_new (const char *const *service_ids)
{
  static const char *const none[] = { NULL };
  GuichetVisitCounts *self = g_new0 (GuichetVisitCounts, 1);

  self->service_ids = g_strdupv ((char **)(service_ids == NULL ? none : service_ids));
  self->held = g_tree_new_full (compare_keys, NULL, g_free, NULL);
  self->totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
guichet_visit_counts_free (GuichetVisitCounts *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->service_ids);
  g_tree_unref (self->held);
  g_hash_table_unref (self->totals);
  g_free (self);
}

/* Adds up to @n and returns how many the cap let through. The pair was checked by the caller. */
static guint
hold (GuichetVisitCounts *self, const char *metric, const char *label, guint n)
{
  guint total = GPOINTER_TO_UINT (g_hash_table_lookup (self->totals, metric));
  guint room = guichet_metrics_get_cap (metric) - total;
  g_autofree char *key = g_strconcat (metric, "/", label, NULL);
  guint held = GPOINTER_TO_UINT (g_tree_lookup (self->held, key));

  n = MIN (n, room);
  if (n == 0)
    return 0;

  g_hash_table_replace (self->totals, g_strdup (metric), GUINT_TO_POINTER (total + n));
  g_tree_replace (self->held, g_steal_pointer (&key), GUINT_TO_POINTER (held + n));

  return n;
}

static void
drop (GuichetVisitCounts *self, const char *why, guint n)
{
  self->n_dropped += MIN (n, G_MAXUINT - self->n_dropped);
  hold (self, GUICHET_METRIC_DROPPED, why, n);
}

/* What was sent is not told: it is hostile, and it may be what somebody typed. */
static gboolean
drop_unregistered (GuichetVisitCounts *self)
{
  drop (self, GUICHET_LABEL_DROPPED_UNREGISTERED, 1);
  if (!self->told_unregistered)
    g_message ("This visit sent a count that is not registered: dropped, told once");
  self->told_unregistered = TRUE;

  return FALSE;
}

static gboolean
add_checked (GuichetVisitCounts *self, const char *metric, const char *label)
{
  if (hold (self, metric, label, 1) == 1)
    return TRUE;

  drop (self, GUICHET_LABEL_DROPPED_OVER_CAP, 1);
  if (!self->told_over_cap)
    g_message ("This visit sent more than the registry's cap: dropped, told once");
  self->told_over_cap = TRUE;

  return FALSE;
}

gboolean
guichet_visit_counts_add (GuichetVisitCounts *self, const char *metric, const char *label)
{
  if (guichet_metrics_has_host_labels (metric) ||
      !guichet_metrics_accepts (metric, label, (const char *const *)self->service_ids))
    return drop_unregistered (self);

  return add_checked (self, metric, label);
}

gboolean
guichet_visit_counts_add_from_world (GuichetVisitCounts *self, const char *metric,
                                     const char *label)
{
  if (!guichet_metrics_is_from_world (metric))
    return drop_unregistered (self);

  return guichet_visit_counts_add (self, metric, label);
}

gboolean
guichet_visit_counts_add_host (GuichetVisitCounts *self, const char *host)
{
  if (!guichet_metrics_accepts (GUICHET_METRIC_BLOCKED_HOST, host, NULL))
    return drop_unregistered (self);

  return add_checked (self, GUICHET_METRIC_BLOCKED_HOST, host);
}

void
guichet_visit_counts_drop_hosts (GuichetVisitCounts *self, guint n)
{
  if (n > 0)
    drop (self, GUICHET_LABEL_DROPPED_HOST_NAME, n);
}

guint
guichet_visit_counts_get (const GuichetVisitCounts *self, const char *metric, const char *label)
{
  g_autofree char *key = g_strconcat (metric, "/", label, NULL);

  return GPOINTER_TO_UINT (g_tree_lookup (self->held, key));
}

guint
guichet_visit_counts_get_n_dropped (const GuichetVisitCounts *self)
{
  return self->n_dropped;
}

const char *const *
guichet_visit_counts_get_service_ids (const GuichetVisitCounts *self)
{
  return (const char *const *)self->service_ids;
}

void
guichet_visit_counts_foreach (const GuichetVisitCounts *self,
                              void (*func) (const char *metric, const char *label, guint n,
                                            gpointer user_data),
                              gpointer user_data)
{
  for (GTreeNode *node = g_tree_node_first (self->held); node != NULL;
       node = g_tree_node_next (node)) {
    const char *key = g_tree_node_key (node);
    const char *slash = strchr (key, '/');
    g_autofree char *metric = g_strndup (key, (gsize)(slash - key));

    func (metric, slash + 1, GPOINTER_TO_UINT (g_tree_node_value (node)), user_data);
  }
}
