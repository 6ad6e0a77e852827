/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store checks what it is given by itself: here a false GuichetVisitCounts gives it anything.
 */
#include "usage-store.h"

#include "temp-dir.h"
#include "visit-counts.h"

typedef struct {
  const char *metric;
  const char *label;
  guint n;
} Pair;

struct _GuichetVisitCounts {
  Pair pairs[3];
};

static const char *const services[] = { "caf", "Jean Dupont", NULL };

const char *const *
guichet_visit_counts_get_service_ids (const GuichetVisitCounts *self)
{
  return services;
}

void
guichet_visit_counts_foreach (const GuichetVisitCounts *self,
                              void (*func) (const char *metric, const char *label, guint n,
                                            gpointer user_data),
                              gpointer user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->pairs); i++)
    if (self->pairs[i].metric != NULL)
      func (self->pairs[i].metric, self->pairs[i].label, self->pairs[i].n, user_data);
}

static void
count_row (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  (*(guint *)user_data)++;
}

static guint
count_rows (GuichetUsageStore *store)
{
  guint n = 0;

  g_assert_true (guichet_usage_store_foreach_month (store, "2026-11", count_row, &n, NULL));

  return n;
}

static void
test_refused (TempDir *dir, gconstpointer data)
{
  static const Pair cases[] = {
    { "typed-word", "dupont", 1 },   { "visit-ended", "dupont", 1 },
    { "service-opened", "msa", 1 },  { "service-opened", "Jean Dupont", 1 },
    { "blocked-host", "dupont", 1 }, { "blocked-host", "jean@dupont.example", 1 },
    { "visit-ended", "done", 2 },    { "visit-ended", "done", 0 },
    { "service-opened", "caf", 41 }, { "service-opened", "caf", G_MAXUINT },
    { "Visit-ended", "done", 1 },
  };
  g_autofree char *path = temp_dir_path (dir, "usage.db");
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    /* A good pair before and after it: none of them is kept. */
    GuichetVisitCounts counts = {
      { { "wipe", "verified", 1 }, cases[i], { "visit-duration", "5-15", 1 } }
    };
    g_autoptr (GError) error = NULL;

    g_test_message ("%s/%s=%u", cases[i].metric, cases[i].label, cases[i].n);
    g_assert_false (guichet_usage_store_add_visit (store, "2026-11-22", &counts, &error));
    g_assert_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED);
    /* The message does not repeat what may be a person's word. */
    g_assert_null (strstr (error->message, "upont"));
    g_assert_cmpuint (count_rows (store), ==, 0);
  }
}

static void
test_accepted (TempDir *dir, gconstpointer data)
{
  GuichetVisitCounts counts = { {
      { "service-opened", "caf", 40 },
      { "visit-ended", "done", 1 },
      { "blocked-host", "cdn.example.org", 1 },
  } };
  g_autofree char *path = temp_dir_path (dir, "usage.db");
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open (path, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (guichet_usage_store_add_visit (store, "2026-11-22", &counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_rows (store), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  temp_dir_add_test ("/usage/store/border/refused", test_refused);
  temp_dir_add_test ("/usage/store/border/accepted", test_accepted);

  return g_test_run ();
}
