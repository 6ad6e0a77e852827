/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "release.h"

#include "metrics-table.h"
#include "month-envelope.h"

#include <string.h>

static const GuichetRoundingKey key = { { 42 } };

typedef struct {
  GuichetMonthCells *months[12];
} Year;

static void
set_up (Year *year, gconstpointer data)
{
  for (guint i = 0; i < 12; i++)
    year->months[i] = guichet_month_cells_new ();
}

static void
tear_down (Year *year, gconstpointer data)
{
  for (guint i = 0; i < 12; i++)
    guichet_month_cells_free (year->months[i]);
}

static GuichetRelease *
release (Year *year, const char *month)
{
  return guichet_release_new (&key, "cs-x", month, year->months);
}

static void
test_sections (Year *year, gconstpointer data)
{
  for (guint i = 1; i <= 12; i++) {
    g_autofree char *month = g_strdup_printf ("2026-%02u", i);
    g_autoptr (GuichetRelease) self = release (year, month);

    g_assert_nonnull (self->of_month);
    g_assert_true ((self->of_quarter != NULL) == (i % 3 == 0));
    g_assert_true ((self->of_year != NULL) == (i == 12));
  }
}

/* Told in its month, else in the quarter, else in the year, else never; never twice. */
static void
test_once (Year *year, gconstpointer data)
{
  g_autoptr (GuichetRelease) march = NULL;
  g_autoptr (GuichetRelease) june = NULL;
  g_autoptr (GuichetRelease) december = NULL;

  for (guint i = 0; i < 12; i++) {
    guichet_month_cells_add (year->months[i], "help-asked", "staff", 100);
    guichet_month_cells_add (year->months[i], "help-asked", "guide", i < 3 ? 10 : 0);
    guichet_month_cells_add (year->months[i], "help-asked", "reading", 5);
    guichet_month_cells_add (year->months[i], "visit-ended", "left", 5);
  }
  march = release (year, "2026-03");
  june = release (year, "2026-06");
  december = release (year, "2026-12");

  g_assert_cmpint (guichet_month_cells_get (march->of_month, "help-asked", "staff"), >=, 100);
  g_assert_cmpint (guichet_month_cells_get (march->of_quarter, "help-asked", "staff"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (december->of_year, "help-asked", "staff"), ==, 0);

  /* 30 in the quarter: told there or in the year, as its coin falls. */
  g_assert_cmpint (guichet_month_cells_get (march->of_month, "help-asked", "guide"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (june->of_quarter, "help-asked", "guide"), ==, 0);

  /* 15 a quarter: only the year knows, 60. That is enough for an ending, not for help. */
  g_assert_cmpint (guichet_month_cells_get (march->of_quarter, "help-asked", "reading"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (june->of_quarter, "help-asked", "reading"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (december->of_year, "help-asked", "reading"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (june->of_quarter, "visit-ended", "left"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (december->of_year, "visit-ended", "left"), ==, 60);
}

static void
test_rest (Year *year, gconstpointer data)
{
  g_autoptr (GuichetRelease) self = NULL;

  /* 24 and 12 in the year: too few for a name, 60 with the theme's. Of help, 60 in each of two
   * ways: too few, 120 with the rest. */
  for (guint i = 0; i < 12; i++) {
    guichet_month_cells_add (year->months[i], "service-opened", "justice/a", 5);
    guichet_month_cells_add (year->months[i], "service-opened", "logement/b", 2);
    guichet_month_cells_add (year->months[i], "service-opened", "logement/c", 1);
    guichet_month_cells_add (year->months[i], "service-opened", "logement", 2);
    guichet_month_cells_add (year->months[i], "help-asked", "guide", 5);
    guichet_month_cells_add (year->months[i], "help-asked", "reading", 5);
  }
  self = release (year, "2026-12");
  g_assert_cmpint (guichet_month_cells_get (self->of_year, "service-opened", "justice/a"), ==, 60);
  g_assert_cmpint (guichet_month_cells_get (self->of_year, "service-opened", "justice"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (self->of_year, "service-opened", "logement/b"), ==, 0);
  g_assert_cmpint (guichet_month_cells_get (self->of_year, "service-opened", "logement"), ==, 60);
  g_assert_cmpint (guichet_month_cells_get (self->of_year, "help-asked", GUICHET_RELEASE_REST), ==,
                   120);
}

/* Nothing of one visit more is in what is told, when all is small. */
static void
test_small_centre (Year *year, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GuichetRelease) without = NULL;
  g_autoptr (GuichetRelease) with = NULL;

  for (guint i = 0; i < 12; i++)
    guichet_month_cells_add (year->months[i], "visit-ended", "done", i == 4 ? 5 : 2);
  without = release (year, "2026-12");
  guichet_month_cells_add (year->months[11], "visit-ended", "done", 1);
  with = release (year, "2026-12");
  before = guichet_envelope_cells_to_json (without);
  after = guichet_envelope_cells_to_json (with);
  g_assert_cmpstr (before, ==, after);
}

/* Totals that are equal narrow an untold cell: the metric that tells least is withheld. */
static void
test_audit (void)
{
  g_autoptr (GuichetMonthCells) told = guichet_month_cells_new ();
  g_autoptr (GHashTable) withheld = g_hash_table_new (g_str_hash, g_str_equal);

  /* Visits end in 191 to 247 ways; in durations there are 209 to 311. All is well. */
  guichet_month_cells_add (told, "visit-ended", "done", 200);
  guichet_month_cells_add (told, "visit-duration", "under-5", 210);
  guichet_month_cells_add (told, "busy-hours", "9-11", 210);
  guichet_month_cells_add (told, "language-used", "fr", 210);
  guichet_release_audit (told, withheld);
  g_assert_cmpuint (g_hash_table_size (withheld), ==, 0);

  /* At least 242 by duration, 247 at most by ending: the untold endings must be great. */
  guichet_month_cells_remove_metric (told, "visit-duration");
  guichet_month_cells_add (told, "visit-duration", "under-5", 210);
  guichet_month_cells_add (told, "visit-duration", "5-15", 50);
  guichet_release_audit (told, withheld);
  g_assert_cmpuint (g_hash_table_size (withheld), >, 0);
  g_assert_true (g_hash_table_contains (withheld, "visit-ended"));
  g_assert_false (g_hash_table_contains (withheld, "visit-duration"));
}

/* A terminal that does not count hours yet withholds hours, not visits. */
static void
test_audit_missing (void)
{
  g_autoptr (GuichetMonthCells) told = guichet_month_cells_new ();
  g_autoptr (GHashTable) withheld = g_hash_table_new (g_str_hash, g_str_equal);

  guichet_month_cells_add (told, "visit-ended", "done", 900);
  guichet_month_cells_add (told, "visit-duration", "under-5", 900);
  guichet_month_cells_add (told, "language-used", "fr", 900);
  guichet_release_audit (told, withheld);
  g_assert_cmpuint (g_hash_table_size (withheld), ==, 1);
  g_assert_true (g_hash_table_contains (withheld, "busy-hours"));
  g_assert_true (guichet_month_cells_has_metric (told, "visit-ended"));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Every metric that leaves, sorted; the answers only where they were asked for. */
static char *
make_cells_json (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < guichet_metrics_table_length; i++)
    if (guichet_metrics_table[i].is_exported &&
        !g_str_equal (guichet_metrics_table[i].sensitivity, "answer"))
      g_ptr_array_add (names, (gpointer)guichet_metrics_table[i].name);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (
        text, "%s\"%s\":%s", i == 0 ? "" : ",", (const char *)g_ptr_array_index (names, i),
        g_str_equal (g_ptr_array_index (names, i), "wipe") ? "{\"verified\":40}" : "{}");

  return g_string_free (text, FALSE);
}

static void
test_envelope (Year *year, gconstpointer data)
{
  const GuichetEnvelope envelope = { .centre = "cs-x",
                                     .key_id = "0123456789ABCDEF",
                                     .created = "2026-05-02",
                                     .counter = 7,
                                     .revision = 2,
                                     .n_kiosks = 1,
                                     .n_days_lost = 3 };
  g_autoptr (GuichetRelease) self = NULL;
  g_autofree char *cells = make_cells_json ();
  g_autofree char *wanted =
      g_strdup_printf ("{\"cells\":{\"month\":{%s}},\"centre\":\"cs-x\","
                       "\"counter\":7,\"created\":\"2026-05-02\",\"days_lost\":3,"
                       "\"key\":\"0123456789ABCDEF\",\"kiosks\":1,\"month\":\"2026-04\","
                       "\"protection\":{\"base\":10,\"least\":10},\"revision\":2,"
                       "\"schema\":\"guichet-month-1\"}\n",
                       cells);
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autofree char *trusted = NULL;

  guichet_month_cells_add (year->months[3], "wipe", "verified", 40);
  guichet_month_cells_add (year->months[3], "answer-helped", "yes", 3);
  self = release (year, "2026-04");
  text = guichet_envelope_to_json (&envelope, self);
  name = guichet_envelope_make_file_name (&envelope, "2026-04");
  trusted = guichet_envelope_make_trusted_comment (&envelope, "2026-04");
  g_assert_cmpstr (text, ==, wanted);
  g_assert_cmpstr (name, ==, "cs-x-2026-04-r2.json");
  g_assert_cmpstr (trusted, ==, "guichet-month centre=cs-x month=2026-04 revision=2 counter=7");
}

static void
test_centre_codes (void)
{
  static const struct {
    const char *code;
    gboolean is_valid;
  } cases[] = {
    { "cs-lormont", TRUE },
    { "0", TRUE },
    { "", FALSE },
    { NULL, FALSE },
    { "-a", FALSE },
    { "a/b", FALSE },
    { "..", FALSE },
    { "A", FALSE },
    { "a b", FALSE },
    { "a\nb", FALSE },
    { "é", FALSE },
    { "a\"", FALSE },
    { "0123456789012345678901234567890123456789", TRUE },
    { "01234567890123456789012345678901234567890", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (guichet_centre_code_is_valid (cases[i].code) == cases[i].is_valid);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/usage/release/sections", Year, NULL, set_up, test_sections, tear_down);
  g_test_add ("/usage/release/once", Year, NULL, set_up, test_once, tear_down);
  g_test_add ("/usage/release/rest", Year, NULL, set_up, test_rest, tear_down);
  g_test_add ("/usage/release/small-centre", Year, NULL, set_up, test_small_centre, tear_down);
  g_test_add_func ("/usage/release/audit", test_audit);
  g_test_add_func ("/usage/release/audit-missing", test_audit_missing);
  g_test_add ("/usage/release/envelope", Year, NULL, set_up, test_envelope, tear_down);
  g_test_add_func ("/usage/release/centre-codes", test_centre_codes);

  return g_test_run ();
}
