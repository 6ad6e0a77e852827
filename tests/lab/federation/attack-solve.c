/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attack-solve.h"

#include "metrics-table.h"
#include "release.h"

#include <glpk.h>
#include <math.h>

typedef struct {
  glp_prob *problem;
  Method method;
  const FederationUniverse *universe;
  const PublishedYear *published;
  guint n_linked; /* cells of the universe that are in the program */
  guint linked[FEDERATION_MAX_CELLS];
} Attack;

static int
get_column (const Attack *self, guint month, guint linked)
{
  return (int)(month * self->n_linked + linked) + 1;
}

static gboolean
is_per_visit (const char *metric)
{
  return guichet_metrics_lookup (metric)->per_visit;
}

static void
bound (glp_prob *problem, gboolean is_row, int at, double least, double most)
{
  int kind = most == G_MAXINT64 ? GLP_LO : least == most ? GLP_FX : GLP_DB;

  if (is_row)
    glp_set_row_bnds (problem, at, kind, least, most);
  else
    glp_set_col_bnds (problem, at, kind, least, most);
}

/* What one published number says of the true one. */
static void
get_bounds (Method method, const GuichetRoundingRule *rule, gint64 told, double *least,
            double *most)
{
  gint64 low = 0;
  gint64 high = 0;

  if (told == WITHHELD || (told == HIDDEN && method == METHOD_SUPPRESSION)) {
    *least = told == WITHHELD ? 0 : 1;
    *most = G_MAXINT64;
  } else if (method == METHOD_THRESHOLD) {
    *least = told == HIDDEN ? 1 : (double)told;
    *most = told == HIDDEN ? 10 : (double)told;
  } else if (method == METHOD_RELEASE) {
    guichet_rounding_rule_get_bounds (rule, told == HIDDEN ? 0 : told, &low, &high);
    *least = (double)low;
    *most = (double)high;
  } else {
    *least = *most = (double)told;
  }
}

static int
add_row (Attack *self, const int *columns, const double *factors, int n, double least, double most)
{
  int row = glp_add_rows (self->problem, 1);

  glp_set_mat_row (self->problem, row, n, columns, factors);
  bound (self->problem, TRUE, row, least, most);

  return row;
}

/* Each metric's sum in @month is the same as that of the first, or the total that was told. */
static void
add_totals (Attack *self, guint month)
{
  const char *first = self->universe->cells[self->linked[0]].metric;
  const char *previous = NULL;

  for (guint i = 0; i < self->n_linked; i++) {
    const char *metric = self->universe->cells[self->linked[i]].metric;
    int columns[FEDERATION_MAX_CELLS + 1];
    double factors[FEDERATION_MAX_CELLS + 1];
    int n = 0;

    if (metric == previous)
      continue;
    previous = metric;
    for (guint j = 0; j < self->n_linked; j++) {
      const char *other = self->universe->cells[self->linked[j]].metric;

      if (other != metric && (other != first || self->method != METHOD_RELEASE))
        continue;
      columns[++n] = get_column (self, month, j);
      factors[n] = other == metric ? 1 : -1;
    }
    if (self->method != METHOD_RELEASE)
      add_row (self, columns, factors, n, (double)self->published->totals[month],
               (double)self->published->totals[month]);
    else if (metric != first)
      add_row (self, columns, factors, n, 0, 0);
  }
}

/* What was told, or not, of the quarters and of the year. */
static void
add_periods (Attack *self, guint linked)
{
  guint cell = self->linked[linked];
  int columns[13];
  double factors[13];
  double least;
  double most;
  int n_year = 0;

  for (guint quarter = 0; quarter < 4; quarter++) {
    int first = n_year;

    for (guint month = 3 * quarter; month < 3 * quarter + 3; month++)
      if (!protection_is_told (self->published->months[month][cell])) {
        columns[++n_year] = get_column (self, month, linked);
        factors[n_year] = 1;
      }
    if (n_year == first)
      continue;
    get_bounds (self->method, &guichet_rounding_of_quarter,
                self->published->quarters[quarter][cell], &least, &most);
    add_row (self, columns + first, factors + first, n_year - first, least, most);
    if (protection_is_told (self->published->quarters[quarter][cell]))
      n_year = first;
  }
  get_bounds (self->method, guichet_release_get_year_rule (self->universe->cells[cell].metric),
              self->published->year[cell], &least, &most);
  if (n_year > 0)
    add_row (self, columns, factors, n_year, least, most);
}

static void
set_up (Attack *self)
{
  for (guint i = 0; i < self->universe->n_cells; i++)
    if (is_per_visit (self->universe->cells[i].metric) &&
        !g_str_equal (self->universe->cells[i].label, GUICHET_RELEASE_REST))
      self->linked[self->n_linked++] = i;

  self->problem = glp_create_prob ();
  glp_add_cols (self->problem, (int)(12 * self->n_linked));
  for (guint month = 0; month < 12; month++) {
    for (guint i = 0; i < self->n_linked; i++) {
      double least;
      double most;

      get_bounds (self->method, &guichet_rounding_of_month,
                  self->published->months[month][self->linked[i]], &least, &most);
      bound (self->problem, FALSE, get_column (self, month, i), least, most);
    }
    add_totals (self, month);
  }
  if (self->method == METHOD_RELEASE)
    for (guint i = 0; i < self->n_linked; i++)
      add_periods (self, i);
}

/* The least (@direction 1) or greatest (-1) value of @column, towards the whole number inside. */
static gint64
solve (glp_prob *problem, int column, int direction)
{
  glp_smcp parameters;
  double value;

  glp_init_smcp (&parameters);
  parameters.msg_lev = GLP_MSG_OFF;
  glp_set_obj_dir (problem, direction > 0 ? GLP_MIN : GLP_MAX);
  glp_set_obj_coef (problem, column, 1);
  g_assert_cmpint (glp_simplex (problem, &parameters), ==, 0);
  if (glp_get_status (problem) == GLP_UNBND)
    value = 1e9;
  else
    value = glp_get_obj_val (problem);
  g_assert_true (glp_get_status (problem) == GLP_OPT || glp_get_status (problem) == GLP_UNBND);
  glp_set_obj_coef (problem, column, 0);

  return direction > 0 ? (gint64)ceil (value - 1e-6) : (gint64)floor (value + 1e-6);
}

void
attack_solve (Method method, const FederationUniverse *universe, const ExactYear *exact,
              const PublishedYear *published, Solved *solved)
{
  Attack self = { .method = method, .universe = universe, .published = published };

  set_up (&self);
  for (guint month = 0; month < 12; month++)
    for (guint i = 0; exact->was_open[month] && i < self.n_linked; i++) {
      gint64 truth = exact->months[month][self.linked[i]];
      gint64 least;
      gint64 most;

      if (truth < 1 || truth > 10)
        continue;
      least = solve (self.problem, get_column (&self, month, i), 1);
      most = solve (self.problem, get_column (&self, month, i), -1);
      solved->n_protected++;
      solved->n_pinned += least == most;
      solved->n_certain += least > 0;
      solved->n_wrong += truth < least || truth > most;
      solved->fewest_left = MIN (solved->fewest_left, most - least + 1);
    }
  glp_delete_prob (self.problem);
}
