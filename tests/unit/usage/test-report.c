/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guichet-report as it is called: arguments in, words and exit status out. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "metrics.h"
#include "store-fixture.h"

typedef struct {
  /* Owned */
  char *out;
  char *err;
  /* State */
  int status;
} Run;

static void
clear_run (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* Runs it with @arguments (NULL-terminated), in @language. */
static void
run_report (Run *run, const char *language, const char *const *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  clear_run (run);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_setenv (launcher, "LANGUAGE", language, TRUE);
  g_ptr_array_add (argv, (gpointer)g_getenv ("GUICHET_REPORT"));
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)arguments[i]);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &run->out, &run->err, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  run->status = g_subprocess_get_exit_status (process);
}

static void
show (Run *run, const char *language, const char *database, const char *month, const char *option)
{
  const char *arguments[] = { "show",
                              "--database",
                              database,
                              "--month",
                              month,
                              "--defaults",
                              g_getenv ("GUICHET_DEFAULTS"),
                              "--config",
                              "/nonexistent",
                              option,
                              NULL };

  run_report (run, language, arguments);
}

static void
assert_says (const char *text, const char *part)
{
  g_test_message ("%s", part);
  if (strstr (text, part) == NULL)
    g_error ("not said: %s\nin:\n%s", part, text);
}

static void
test_english (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_auto (Run) run = { 0 };

  show (&run, "en", path, "2026-11", NULL);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "Counts of this terminal, 2026-11\n\nVisits, by how they ended\n"
                        "  Ended by the resident ");
  assert_says (run.out, "\nServices opened\n");
  assert_says (run.out, "\nPages that failed\n  none\n");
  g_assert_null (strstr (run.out, "lost"));
}

/* Numbers stand under each other, titles are in words, the most opened service is first. */
static void
test_french (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_auto (GStrv) lines = NULL;
  glong width = 0;
  guint n_numbers = 0;
  g_auto (Run) run = { 0 };

  show (&run, "fr", path, "2026-11", NULL);
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "\nVisites, selon leur fin\n  Terminées par la personne ");
  assert_says (run.out, "\nVisites, selon leur durée\n  De 5 à 15 minutes ");

  lines = g_strsplit (run.out, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    glong length = g_utf8_strlen (lines[i], -1);

    if (length == 0 || !g_ascii_isdigit (lines[i][strlen (lines[i]) - 1]) || lines[i][0] != ' ')
      continue;
    if (n_numbers++ > 0)
      g_assert_cmpint (length, ==, width);
    width = length;
  }
  /* Four pairs, and the total of the one metric that has two. */
  g_assert_cmpuint (n_numbers, ==, 5);
}

static void
test_service_names (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_auto (Run) run = { 0 };
  const char *caf, *ameli;

  show (&run, "fr", path, "2026-11", NULL);
  caf = strstr (run.out, "\n  Caf ");
  ameli = strstr (run.out, "meli ");
  g_assert_nonnull (caf);
  g_assert_nonnull (ameli);
  g_assert_true (caf < ameli);
}

static void
test_other_month (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_auto (Run) run = { 0 };

  show (&run, "en", path, "2026-10", NULL);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_null (strstr (run.out, "Ended by the resident"));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Every registered metric, sorted, most with nothing in it. */
static char *
make_counts_json (void)
{
  static const struct {
    const char *metric;
    const char *counts;
  } counted[] = {
    { "service-opened", "{\"ameli\": 1, \"caf\": 2}" },
    { "visit-duration", "{\"5-15\": 1}" },
    { "visit-ended", "{\"done\": 1}" },
  };
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (const char *const *name = guichet_metrics_get_names (); *name != NULL; name++)
    g_ptr_array_add (names, (gpointer)*name);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    const char *counts = "{}";

    for (gsize j = 0; j < G_N_ELEMENTS (counted); j++)
      if (g_str_equal (counted[j].metric, g_ptr_array_index (names, i)))
        counts = counted[j].counts;
    g_string_append_printf (text, "%s    \"%s\": %s", i == 0 ? "" : ",\n",
                            (const char *)g_ptr_array_index (names, i), counts);
  }

  return g_string_free (text, FALSE);
}

static void
test_json (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *counts = make_counts_json ();
  g_autofree char *wanted = g_strdup_printf ("{\n"
                                             "  \"counts\": {\n%s\n"
                                             "  },\n"
                                             "  \"gaps\": [\"2026-11-03\", \"2026-11-04\"],\n"
                                             "  \"month\": \"2026-11\",\n"
                                             "  \"schema\": 1\n"
                                             "}\n",
                                             counts);
  g_auto (Run) run = { 0 };

  fixture_execute (path, "INSERT INTO gaps VALUES ('2026-11-03', '2026-11-04')");
  show (&run, "fr", path, "2026-11", "--json");
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.out, ==, wanted);
}

static void
test_gaps (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_auto (Run) run = { 0 };

  fixture_execute (path, "INSERT INTO gaps VALUES ('2026-10-20', '2026-11-02'),"
                         " ('2026-11-09', '2026-11-09'), ('2026-11-29', '2026-12-03')");
  show (&run, "en", path, "2026-11", NULL);
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "\nDays whose counts were lost, in whole or in part:\n"
                        "  2026-11-01–2026-11-02, 2026-11-09, 2026-11-29–2026-11-30\n");
}

/* What is no longer registered is not hidden; what was put in by hand cannot steer a terminal. */
static void
test_unregistered (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_auto (Run) run = { 0 };

  fixture_execute (path, "INSERT INTO counts VALUES ('2026-11-01', 'metric-of-then', 'label', 3),"
                         "  ('2026-11-01', 'visit-ended', char (27) || '[2J\"\\' || char (10), 4)");
  show (&run, "en", path, "2026-11", NULL);
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "\nmetric-of-then\n  label ");
  assert_says (run.out, "\n  ?[2J\"\\? ");
  g_assert_null (strchr (run.out, 27));

  show (&run, "en", path, "2026-11", "--json");
  assert_says (run.out, "\"\\u001b[2J\\\"\\\\\\u000a\": 4");
  assert_says (run.out, "\"metric-of-then\": {\"label\": 3}");
}

static void
test_missing (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_path (dir);
  g_auto (Run) run = { 0 };

  show (&run, "en", path, "2026-11", NULL);
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.out, ==, "");
  assert_says (run.err, path);
  assert_says (run.err, "does not exist");
  g_assert_cmpuint (temp_dir_count (dir), ==, 0);
}

static void
test_corrupt (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = temp_dir_write (dir, "usage.db", "no database at all", -1);
  g_autofree char *before = fixture_checksum (path);
  g_autofree char *after = NULL;
  g_auto (Run) run = { 0 };

  show (&run, "en", path, "2026-11", NULL);
  g_assert_cmpint (run.status, ==, 1);
  g_assert_cmpstr (run.out, ==, "");
  assert_says (run.err, "guichet-report: the counts cannot be read: ");
  assert_says (run.err, path);
  assert_says (run.err, "The file is damaged. It was left as it is");
  after = fixture_checksum (path);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (temp_dir_count (dir), ==, 1);
}

static void
test_newer (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_auto (Run) run = { 0 };

  fixture_execute (path, "PRAGMA user_version = 4");
  show (&run, "en", path, "2026-11", NULL);
  g_assert_cmpint (run.status, ==, 1);
  assert_says (run.err, "newer version");
}

/* The settings of the centre say where the counts are. */
static void
test_database_of_settings (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = fixture_database (dir, "2026-11-22");
  g_autofree char *settings = g_strdup_printf ("[Counts]\nDatabase=%s\n", path);
  const char *arguments[] = { "show",
                              "--month",
                              "2026-11",
                              "--config",
                              dir->path,
                              "--defaults",
                              g_getenv ("GUICHET_DEFAULTS"),
                              NULL };
  g_auto (Run) run = { 0 };

  g_free (temp_dir_write (dir, "guichet.conf", settings, -1));
  run_report (&run, "en", arguments);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "Ended by the resident ");
}

static void
test_help (TempDir *dir, gconstpointer data)
{
  static const char *const general[] = { "--help", NULL };
  static const char *const of_show[] = { "show", "--help", NULL };
  static const char *const version[] = { "--version", NULL };
  g_auto (Run) run = { 0 };

  run_report (&run, "en", general);
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "show       print what this terminal counted");

  run_report (&run, "en", of_show);
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "guichet-report show [OPTION");
  assert_says (run.out, "--month");
  assert_says (run.out, "--json");
  assert_says (run.out, "--database");
  assert_says (run.out, "Exit status");

  run_report (&run, "en", version);
  g_assert_cmpint (run.status, ==, 0);
  assert_says (run.out, "guichet-report ");
}

static void
test_called_wrongly (TempDir *dir, gconstpointer data)
{
  static const char *const cases[][6] = {
    { NULL },
    { "shw", NULL },
    { "show", "--month", "2026-13", NULL },
    { "show", "--month", "november", NULL },
    { "show", "--month", "2026-11-01", NULL },
    { "show", "--mont", "2026-11", NULL },
    { "show", "2026-11", NULL },
    { "show", "--month", NULL },
    { "--month", "2026-11", NULL },
  };
  g_auto (Run) run = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    run_report (&run, "en", cases[i]);
    g_assert_cmpint (run.status, ==, 2);
    g_assert_cmpstr (run.out, ==, "");
    assert_says (run.err, "guichet-report --help");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  temp_dir_add_test ("/usage/report/english", test_english);
  temp_dir_add_test ("/usage/report/french", test_french);
  temp_dir_add_test ("/usage/report/service-names", test_service_names);
  temp_dir_add_test ("/usage/report/other-month", test_other_month);
  temp_dir_add_test ("/usage/report/json", test_json);
  temp_dir_add_test ("/usage/report/gaps", test_gaps);
  temp_dir_add_test ("/usage/report/unregistered", test_unregistered);
  temp_dir_add_test ("/usage/report/missing", test_missing);
  temp_dir_add_test ("/usage/report/corrupt", test_corrupt);
  temp_dir_add_test ("/usage/report/newer", test_newer);
  temp_dir_add_test ("/usage/report/database-of-settings", test_database_of_settings);
  temp_dir_add_test ("/usage/report/help", test_help);
  temp_dir_add_test ("/usage/report/called-wrongly", test_called_wrongly);

  return g_test_run ();
}
