/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "month-cells.h"

#include <string.h>

typedef struct {
  /* Borrowed */
  const char *metric; /* interned: metrics and labels are few, whatever the number of cells */
  const char *label;
  /* State */
  gint64 n;
} Cell;

struct _GuichetMonthCells {
  GTree *cells; /* Cell, its own key */
};

static int
compare_cells (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Cell *first = a;
  const Cell *second = b;
  int order = first->metric == second->metric ? 0 : strcmp (first->metric, second->metric);

  return order != 0 ? order : strcmp (first->label, second->label);
}

GuichetMonthCells *
guichet_month_cells_new (void)
{
  GuichetMonthCells *self = g_new0 (GuichetMonthCells, 1);

  self->cells = g_tree_new_full (compare_cells, NULL, g_free, NULL);

  return self;
}

void
guichet_month_cells_free (GuichetMonthCells *self)
{
  if (self == NULL)
    return;

  g_tree_unref (self->cells);
  g_free (self);
}

void
guichet_month_cells_add (GuichetMonthCells *self, const char *metric, const char *label, gint64 n)
{
  const Cell key = { metric, label, 0 };
  Cell *cell = g_tree_lookup (self->cells, &key);

  if (cell == NULL) {
    cell = g_new0 (Cell, 1);
    cell->metric = g_intern_string (metric);
    cell->label = g_intern_string (label);
    g_tree_insert (self->cells, cell, cell);
  }
  cell->n += n;
}

gint64
guichet_month_cells_get (const GuichetMonthCells *self, const char *metric, const char *label)
{
  const Cell key = { metric, label, 0 };
  const Cell *cell = g_tree_lookup (self->cells, &key);

  return cell == NULL ? 0 : cell->n;
}

gboolean
guichet_month_cells_has_metric (const GuichetMonthCells *self, const char *metric)
{
  const Cell key = { metric, "", 0 };
  GTreeNode *node = g_tree_lower_bound (self->cells, &key);

  return node != NULL && g_str_equal (((const Cell *)g_tree_node_key (node))->metric, metric);
}

void
guichet_month_cells_remove_metric (GuichetMonthCells *self, const char *metric)
{
  const Cell key = { metric, "", 0 };
  GTreeNode *node;

  while ((node = g_tree_lower_bound (self->cells, &key)) != NULL &&
         g_str_equal (((const Cell *)g_tree_node_key (node))->metric, metric))
    g_tree_remove (self->cells, g_tree_node_key (node));
}

guint
guichet_month_cells_get_size (const GuichetMonthCells *self)
{
  return (guint)g_tree_nnodes (self->cells);
}

void
guichet_month_cells_foreach (const GuichetMonthCells *self,
                             void (*func) (const char *metric, const char *label, gint64 n,
                                           gpointer user_data),
                             gpointer user_data)
{
  for (GTreeNode *node = g_tree_node_first (self->cells); node != NULL;
       node = g_tree_node_next (node)) {
    const Cell *cell = g_tree_node_value (node);

    func (cell->metric, cell->label, cell->n, user_data);
  }
}
