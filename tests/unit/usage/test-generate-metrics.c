/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator as the build runs it: what it must refuse, and what it writes. */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "temp-dir.h"

#define GOOD_METRIC                                                                                \
  "[cups-of-tea]\nLabels=green;black\nFrom=world\nCapPerVisit=2\nSensitivity=none\n"               \
  "ReviewBy=2027-11-01\nDescription=Cups\nDescription[fr]=Tasses\nPurpose=Tea\nPurpose[fr]=Thé\n" \
  "Label-green=Green\nLabel-green[fr]=Vert\nLabel-black=Black\nLabel-black[fr]=Noir\n"

static gboolean
generate (TempDir *dir, const char *registry, char **said)
{
  g_autofree char *conf = temp_dir_write (dir, "metrics.conf", registry, -1);
  g_autofree char *table = temp_dir_path (dir, "table.c");
  g_autofree char *names = temp_dir_path (dir, "names.h");
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, g_getenv ("GUICHET_PYTHON"),
                        g_getenv ("GUICHET_GENERATOR"), conf, table, names, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, said, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process) == 0;
}

static void
test_good (TempDir *dir, gconstpointer data)
{
  g_autofree char *said = NULL;
  g_autofree char *names = temp_dir_path (dir, "names.h");
  g_autofree char *text = NULL;

  g_assert_true (generate (dir, "# comment\n" GOOD_METRIC, &said));
  g_assert_cmpstr (said, ==, "");
  g_assert_true (g_file_get_contents (names, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "#define GUICHET_METRIC_CUPS_OF_TEA \"cups-of-tea\"\n"));
  g_assert_nonnull (strstr (text, "#define GUICHET_LABEL_CUPS_OF_TEA_GREEN \"green\"\n"));
}

static void
test_refused (TempDir *dir, gconstpointer data)
{
  static const struct {
    const char *find;
    const char *replace;
    const char *says;
  } cases[] = {
    { "[cups-of-tea]", "[Cups of tea]", "is not a metric" },
    { "[cups-of-tea]", "[cups_of_tea]", "is not a metric" },
    { "Labels=green;black", "Labels=", "Labels is missing" },
    { "Labels=green;black\n", "", "Labels is missing" },
    { "Labels=green;black", "Labels=@people", "@people is not one of" },
    { "Labels=green;black", "Labels=green;black;red", "Label-red is missing" },
    { "Labels=green;black", "Labels=green;black;green", "one twice" },
    { "Labels=green;black", "Labels=green;bl ack", "is not a label" },
    { "Labels=green;black", "Labels=green", "Label-black is not a key" },
    { "From=world", "From=page", "From=page is not one of" },
    { "CapPerVisit=2", "CapPerVisit=0", "CapPerVisit=0" },
    { "CapPerVisit=2", "CapPerVisit=-1", "CapPerVisit=-1" },
    { "CapPerVisit=2", "CapPerVisit=1001", "CapPerVisit=1001" },
    { "Sensitivity=none", "Sensitivity=", "Sensitivity is missing" },
    { "ReviewBy=2027-11-01", "ReviewBy=2027-02-30", "is not a day" },
    { "ReviewBy=2027-11-01", "ReviewBy=2027-11", "is not a day" },
    { "ReviewBy=2027-11-01\n", "", "ReviewBy is missing" },
    { "Purpose[fr]=Thé\n", "", "Purpose[fr] is missing" },
    { "Description[fr]=Tasses", "Descripton[fr]=Tasses", "Descripton[fr] is not a key" },
    { "Label-black[fr]=Noir\n", "", "Label-black[fr] is missing" },
    { "From=world", "From=world\nFrom=world", "already exists" },
    { "From=world", "From=world\nPeriod=hour", "Period=hour is not one of" },
    { "From=world", "From=world\nPerVisit=often", "PerVisit=often is not one of" },
    { "From=world", "From=world\nExport=green", "does not hold each label once" },
    { "From=world", "From=world\nExport=green;black;green", "does not hold each label once" },
    { "From=world", "From=world\nExport=all:green,black", "Export-all is missing" },
    { "From=world", "From=world\nExport=green;rest:black", "is what is left of a year" },
    { "From=world", "From=world\nExport=@themes", "is not a label" },
    { "From=world", "From=world\nNamedAlone=green", "NamedAlone is for services" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) registry = g_string_new (GOOD_METRIC);
    g_autofree char *said = NULL;

    g_assert_cmpuint (g_string_replace (registry, cases[i].find, cases[i].replace, 1), ==, 1);
    g_test_message ("%s -> %s", cases[i].find, cases[i].replace);
    g_assert_false (generate (dir, registry->str, &said));
    g_assert_nonnull (strstr (said, cases[i].says));
    g_assert_null (strstr (said, "Traceback"));
  }
}

static void
test_hosts_from_world (TempDir *dir, gconstpointer data)
{
  g_autofree char *said = NULL;

  g_assert_false (generate (dir,
                            "[seen]\nLabels=@hosts\nFrom=world\nCapPerVisit=2\nSensitivity=host\n"
                            "ReviewBy=2027-11-01\nDescription=a\nDescription[fr]=b\nPurpose=c\n"
                            "Purpose[fr]=d\n",
                            &said));
  g_assert_nonnull (strstr (said, "must not send host names"));
}

static void
test_hosts_leave (TempDir *dir, gconstpointer data)
{
  g_autofree char *said = NULL;

  g_assert_false (generate (dir,
                            "[seen]\nLabels=@hosts\nFrom=supervisor\nCapPerVisit=2\n"
                            "Sensitivity=host\nExport=seen\nReviewBy=2027-11-01\nDescription=a\n"
                            "Description[fr]=b\nPurpose=c\nPurpose[fr]=d\n",
                            &said));
  g_assert_nonnull (strstr (said, "Export"));
}

static void
test_empty (TempDir *dir, gconstpointer data)
{
  g_autofree char *said = NULL;

  g_assert_false (generate (dir, "# nothing\n", &said));
  g_assert_nonnull (strstr (said, "no metric"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  temp_dir_add_test ("/usage/generate-metrics/good", test_good);
  temp_dir_add_test ("/usage/generate-metrics/refused", test_refused);
  temp_dir_add_test ("/usage/generate-metrics/hosts-from-world", test_hosts_from_world);
  temp_dir_add_test ("/usage/generate-metrics/hosts-leave", test_hosts_leave);
  temp_dir_add_test ("/usage/generate-metrics/empty", test_empty);

  return g_test_run ();
}
