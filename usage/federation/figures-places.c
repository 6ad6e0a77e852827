/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-private.h"

#include "department.h"

#include <glib/gi18n-lib.h>

#include <string.h>

void
guichet_figures_free_place (gpointer data)
{
  GuichetPlaceRow *place = data;

  g_free (place->id);
  g_free (place->name);
  g_free (place->department);
  g_free (place);
}

static GuichetPlaceRow *
make_place (const char *id, const char *name, const char *department)
{
  GuichetPlaceRow *place = g_new0 (GuichetPlaceRow, 1);

  place->id = g_strdup (id);
  place->name = g_strdup (name);
  place->department = g_strdup (department);

  return place;
}

void
guichet_figures_make_places (GuichetFigureReading *reading)
{
  GuichetFigures *figures = reading->figures;

  for (guint i = 0; i < reading->register_->len; i++) {
    const GuichetCentre *centre = g_ptr_array_index (reading->register_, i);
    GuichetPlaceRow *place = make_place (centre->id, centre->name, centre->department);

    place->n_centres = 1;
    g_ptr_array_add (figures->centres, place);
    g_hash_table_insert (reading->places, GINT_TO_POINTER ((int)centre->number), place);
  }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const GuichetPlaceRow *first = *(GuichetPlaceRow *const *)a;
  const GuichetPlaceRow *second = *(GuichetPlaceRow *const *)b;
  int order = strcmp (first->department, second->department);

  if (order == 0)
    order = g_utf8_collate (first->name, second->name);

  return order == 0 ? strcmp (first->id, second->id) : order;
}

static GuichetPlaceRow *
get_department (GuichetFigureReading *reading, const char *code)
{
  GuichetPlaceRow *row = g_hash_table_lookup (reading->by_department, code);

  if (row == NULL) {
    row = make_place (code, guichet_department_get_name (code), code);
    g_ptr_array_add (reading->figures->departments, row);
    g_hash_table_insert (reading->by_department, row->id, row);
  }

  return row;
}

void
guichet_figures_add_up_departments (GuichetFigureReading *reading)
{
  GuichetFigures *figures = reading->figures;

  g_ptr_array_sort (figures->centres, compare_places);
  for (guint i = 0; i < figures->centres->len; i++) {
    const GuichetPlaceRow *centre = g_ptr_array_index (figures->centres, i);
    GuichetPlaceRow *department = get_department (reading, centre->department);

    for (int key = 0; key < GUICHET_N_KEYS; key++)
      guichet_sum_add (&department->now[key], &centre->now[key]);
    guichet_sum_add (&department->visits_before, &centre->visits_before);
    department->n_centres++;
    department->n_reports += centre->n_reports;
  }
}

void
guichet_figures_name_place (GuichetFigureReading *reading)
{
  GuichetFigures *figures = reading->figures;
  const GuichetCentre *first =
      reading->register_->len == 0 ? NULL : g_ptr_array_index (reading->register_, 0);

  figures->n_centres = reading->register_->len;
  figures->n_expected = figures->n_centres * (guint)(figures->month > 0 ? 1 : figures->last_month);
  if (reading->scope->centre != NULL && first != NULL) {
    figures->centre = g_strdup (first->id);
    figures->department = g_strdup (first->department);
    figures->place = g_strdup (first->name);
  } else if (reading->scope->department != NULL && first != NULL) {
    figures->department = g_strdup (first->department);
    figures->place = g_strdup_printf ("%s (%s)", guichet_department_get_name (first->department),
                                      first->department);
  } else
    figures->place = g_strdup (_ ("The whole federation"));
}

/* A page of a centre has no list of places; one of a department has no other departments. */
void
guichet_figures_drop_needless (GuichetFigures *figures)
{
  if (figures->department != NULL)
    g_ptr_array_set_size (figures->departments, 0);
  if (figures->centre != NULL)
    g_ptr_array_set_size (figures->centres, 0);
}
