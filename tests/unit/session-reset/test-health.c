/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fresh-dir.h"
#include "health.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 2025-11-20, midnight at the centre. */
#define ZONE     "Europe/Paris"
#define MIDNIGHT "1763593200"

static GuichetHealth
make_health (void)
{
  GuichetHealth health = {
    .version = "1.2.3",
    .state = "in-service",
    .failure = "",
    .wipe_day = "2025-11-20",
    .printer = "paper-out",
    .scanner = "ready",
    .n_input_devices = 3,
    .n_config_problems = 2,
    .days_since_report = 12,
    .disk_size = 1000000000,
    .disk_free = 67108864,
    .database_size = 40960,
  };

  health.n_faults[GUICHET_FAULT_WIPE] = 1;
  health.n_faults[GUICHET_FAULT_PRINTER] = 4;
  return health;
}

static void
assert_line (const char *text, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (!g_strv_contains ((const char *const *)lines, line))
    g_error ("no line “%s” in:\n%s", line, text);
}

static void
test_text (void)
{
  GuichetHealth health = make_health ();
  g_autofree char *text = guichet_health_to_text (&health);

  assert_line (text, "guichet_info{version=\"1.2.3\"} 1");
  assert_line (text, "guichet_state{state=\"starting\"} 0");
  assert_line (text, "guichet_state{state=\"in-service\"} 1");
  assert_line (text, "guichet_state{state=\"out-of-order\"} 0");
  assert_line (text, "guichet_failures_total{kind=\"wipe\"} 1");
  assert_line (text, "guichet_failures_total{kind=\"printer\"} 4");
  assert_line (text, "guichet_failures_total{kind=\"shell-hung\"} 0");
  assert_line (text, "guichet_device_info{device=\"printer\",state=\"paper-out\"} 1");
  assert_line (text, "guichet_device_ready{device=\"printer\"} 0");
  assert_line (text, "guichet_device_ready{device=\"scanner\"} 1");
  assert_line (text, "guichet_input_devices 3");
  assert_line (text, "guichet_last_wipe_day_timestamp_seconds " MIDNIGHT);
  assert_line (text, "guichet_days_since_report 12");
  assert_line (text, "guichet_config_problems 2");
  assert_line (text, "guichet_disk_size_bytes 1000000000");
  assert_line (text, "guichet_disk_free_bytes 67108864");
  assert_line (text, "guichet_database_size_bytes 40960");
  g_assert_null (strstr (text, "guichet_failure{"));
  g_assert_true (g_str_has_suffix (text, "\n"));
}

/* What is not known is left out: 0 would be a lie. */
static void
test_unknown (void)
{
  GuichetHealth health = make_health ();
  g_autofree char *text = NULL;

  health.wipe_day = NULL;
  health.days_since_report = -1;
  health.printer = "not-set-up";
  health.scanner = "unknown";
  health.state = "out-of-order";
  health.failure = "W-\"4\\\n";
  text = guichet_health_to_text (&health);
  g_assert_null (strstr (text, "\nguichet_last_wipe_day"));
  g_assert_null (strstr (text, "\nguichet_days_since_report"));
  g_assert_null (strstr (text, "\nguichet_device_ready"));
  assert_line (text, "guichet_device_info{device=\"printer\",state=\"not-set-up\"} 1");
  assert_line (text, "guichet_failure{code=\"W-\\\"4\\\\ \"} 1");
}

/* Whether somebody is there cannot be seen. */
static void
test_states (void)
{
  static const char *const phases[] = { "starting",     "starting",    "home",   "in-service",
                                        "visiting",     "in-service",  "ending", "in-service",
                                        "out-of-order", "out-of-order" };

  for (gsize i = 0; i < G_N_ELEMENTS (phases); i += 2)
    g_assert_cmpstr (guichet_health_state_of_phase (phases[i]), ==, phases[i + 1]);
}

/* What failed in a visit is told once its day is over, but for what puts the terminal out of order,
 * as that is told anyway. */
static void
test_faults_of_a_visit (void)
{
  GuichetFaultCounts counts = { 0 };

  for (int i = 0; i < GUICHET_N_FAULTS; i++) {
    gboolean is_told =
        i == GUICHET_FAULT_LEFTOVERS || i == GUICHET_FAULT_WIPE || i == GUICHET_FAULT_SANDBOX;

    guichet_fault_counts_add (&counts, (GuichetFault)i, TRUE, "2026-03-02");
    g_assert_cmpuint (counts.n[i], ==, 1);
    g_assert_cmpuint (counts.n_published[i], ==, is_told);
  }
  guichet_fault_counts_begin_day (&counts, "2026-03-02");
  g_assert_cmpuint (counts.n_published[GUICHET_FAULT_PRINTER], ==, 0);
  /* The first of the next day is not among those of the day before. */
  guichet_fault_counts_add (&counts, GUICHET_FAULT_PRINTER, TRUE, "2026-03-03");
  g_assert_cmpuint (counts.n[GUICHET_FAULT_PRINTER], ==, 2);
  for (int i = 0; i < GUICHET_N_FAULTS; i++)
    g_assert_cmpuint (counts.n_published[i], ==, 1);
  guichet_fault_counts_begin_day (&counts, "2026-03-04");
  g_assert_cmpuint (counts.n_published[GUICHET_FAULT_PRINTER], ==, 2);
}

/* A clock without a battery begins in the past, and is put right later. */
static void
test_faults_of_a_wrong_day (void)
{
  GuichetFaultCounts counts = { 0 };

  guichet_fault_counts_add (&counts, GUICHET_FAULT_PRINTER, TRUE, "2026-03-02");
  guichet_fault_counts_add (&counts, GUICHET_FAULT_PRINTER, TRUE, "1970-01-01");
  guichet_fault_counts_begin_day (&counts, "2026-03-02");
  g_assert_cmpuint (counts.n[GUICHET_FAULT_PRINTER], ==, 2);
  g_assert_cmpuint (counts.n_published[GUICHET_FAULT_PRINTER], ==, 0);
  guichet_fault_counts_begin_day (&counts, "2026-03-03");
  g_assert_cmpuint (counts.n_published[GUICHET_FAULT_PRINTER], ==, 2);
}

/* What fails while nobody is there is told at once. */
static void
test_faults_without_a_visit (void)
{
  GuichetFaultCounts counts = { 0 };

  for (int i = 0; i < GUICHET_N_FAULTS; i++) {
    guichet_fault_counts_add (&counts, (GuichetFault)i, FALSE, "2026-03-02");
    g_assert_cmpuint (counts.n_published[i], ==, 1);
  }
}

/* Another supervisor goes on counting; the file tells no time but the day. */
static void
test_faults_kept (void)
{
  char *dir = fresh_dir_new ();
  g_autofree char *path = g_build_filename (dir, "failures", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "nowhere", "failures", NULL);
  GuichetFaultCounts counts = { 0 };
  GuichetFaultCounts kept;
  g_autoptr (GError) error = NULL;
  GStatBuf file;

  guichet_fault_counts_load (&kept, path);
  g_assert_cmpmem (&kept, sizeof kept, &counts, sizeof counts);
  guichet_fault_counts_add (&counts, GUICHET_FAULT_START, FALSE, "2025-11-20");
  guichet_fault_counts_add (&counts, GUICHET_FAULT_PRINTER, TRUE, "2025-11-20");
  g_assert_true (guichet_fault_counts_save (&counts, path, &error));
  g_assert_no_error (error);
  guichet_fault_counts_load (&kept, path);
  g_assert_cmpmem (&kept, sizeof kept, &counts, sizeof counts);
  g_assert_cmpint (g_stat (path, &file), ==, 0);
  g_assert_cmphex (file.st_mode & 0777, ==, 0600);
  g_assert_cmpint (file.st_mtime, ==, g_ascii_strtoll (MIDNIGHT, NULL, 10));
  g_assert_false (guichet_fault_counts_save (&counts, nowhere, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  fresh_dir_free (dir);
}

/* A damaged file costs what it damaged, and stops nothing. */
static void
test_faults_damaged (void)
{
  static const char *const texts[] = {
    "",
    "no key file, and longer than what is written next: "
    "................................................................................"
    "................................................................................"
    "................................................................................"
    "................................................................................\n",
    "[Failures]\nDay=2025-11-20 and more\nstart=3;3;\n",
    "[Failures]\nstart=3;3;\n",
    "[Failures]\nDay=2025-11-20\nstart=2;3;\n",
    "[Failures]\nDay=2025-11-20\nstart=-2;-3;\n",
    "[Failures]\nDay=2025-11-20\nstart=3;\n",
    "[Failures]\nDay=2025-11-20\nstart=99999999999;1;\n",
  };
  char *dir = fresh_dir_new ();
  g_autofree char *path = g_build_filename (dir, "failures", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    GuichetFaultCounts kept;

    g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
    guichet_fault_counts_load (&kept, path);
    for (int fault = 0; fault < GUICHET_N_FAULTS; fault++)
      g_assert_cmpuint (kept.n[fault] + kept.n_published[fault], ==, 0);
    /* And what is counted from then on is kept, whatever was longer before. */
    guichet_fault_counts_add (&kept, GUICHET_FAULT_WIPE, FALSE, "2025-11-21");
    g_assert_true (guichet_fault_counts_save (&kept, path, NULL));
    guichet_fault_counts_load (&kept, path);
    g_assert_cmpuint (kept.n[GUICHET_FAULT_WIPE], ==, 1);
  }
  fresh_dir_free (dir);
}

static void
test_blurred (void)
{
  const guint64 step = 64 * 1024 * 1024;

  g_assert_cmpuint (guichet_health_blur_bytes (0), ==, 0);
  g_assert_cmpuint (guichet_health_blur_bytes (step - 1), ==, 0);
  g_assert_cmpuint (guichet_health_blur_bytes (3 * step + 5), ==, 3 * step);
}

static void
test_days (void)
{
  static const struct {
    const char *day;
    int n;
  } cases[] = { { "2026-03-02", 0 },   { "2026-03-01", 1 }, { "2026-02-28", 2 },  { NULL, -1 },
                { "2025-03-02", 365 }, { "2026-03-09", 0 }, { "2026-02-30", -1 }, { "soon", -1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (guichet_health_count_days (cases[i].day, "2026-03-02"), ==, cases[i].n);
}

static void
test_file (void)
{
  char *dir = fresh_dir_new ();
  g_autofree char *path = g_build_filename (dir, "guichet.prom", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "nowhere", NULL);
  g_autofree char *other = g_build_filename (dir, "other", NULL);
  g_autofree char *new_path = g_strconcat (path, ".new", NULL);
  g_autofree char *text = NULL;
  g_autofree char *untouched = NULL;
  g_autoptr (GError) error = NULL;
  mode_t mask = umask (0077);
  GStatBuf file;

  /* What lies in the way of the new file is not written through. */
  g_assert_true (g_file_set_contents (other, "other", -1, NULL));
  g_assert_cmpint (symlink (other, new_path), ==, 0);
  g_assert_true (guichet_health_write (dir, "a 1\n", NULL));
  g_assert_true (guichet_health_write (dir, "a 2\n", &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "a 2\n");
  g_assert_true (g_file_get_contents (other, &untouched, NULL, NULL));
  g_assert_cmpstr (untouched, ==, "other");
  g_assert_false (g_file_test (new_path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_stat (path, &file), ==, 0);
  g_assert_cmphex (file.st_mode & 0777, ==, 0644);
  g_assert_false (guichet_health_write (nowhere, "a 1\n", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  guichet_health_remove (dir);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  umask (mask);
  fresh_dir_free (dir);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", ZONE, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/health/text", test_text);
  g_test_add_func ("/session-reset/health/unknown", test_unknown);
  g_test_add_func ("/session-reset/health/states", test_states);
  g_test_add_func ("/session-reset/health/faults-of-a-visit", test_faults_of_a_visit);
  g_test_add_func ("/session-reset/health/faults-of-a-wrong-day", test_faults_of_a_wrong_day);
  g_test_add_func ("/session-reset/health/faults-without-a-visit", test_faults_without_a_visit);
  g_test_add_func ("/session-reset/health/faults-kept", test_faults_kept);
  g_test_add_func ("/session-reset/health/faults-damaged", test_faults_damaged);
  g_test_add_func ("/session-reset/health/blurred", test_blurred);
  g_test_add_func ("/session-reset/health/days", test_days);
  g_test_add_func ("/session-reset/health/file", test_file);
  return g_test_run ();
}
