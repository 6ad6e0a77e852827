/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-problem.h"

#include <string.h>

static void
test_everything (void)
{
  g_autoptr (GuichetConfigProblem) problem =
      guichet_config_problem_new (GUICHET_CONFIG_PROBLEM_SERVICE, "services.d/caf.conf", "Service",
                                  "Theme", "logment", "one of: logement, justice", "logement");
  g_autofree char *line = NULL;

  problem->line = 7;
  line = guichet_config_problem_to_string (problem);
  g_assert_cmpstr (line, ==,
                   "services.d/caf.conf:7: [Service] Theme: found “logment”; expected: one of: "
                   "logement, justice; did you mean “logement”? (service hidden)");
}

static void
test_least (void)
{
  g_autoptr (GuichetConfigProblem) problem = guichet_config_problem_new (
      GUICHET_CONFIG_PROBLEM_WARNING, "a.conf", NULL, NULL, NULL, "text in UTF-8", NULL);
  g_autofree char *line = guichet_config_problem_to_string (problem);

  g_assert_cmpstr (line, ==, "a.conf: expected: text in UTF-8 (warning)");
}

/* What a file holds reaches the terminal of whoever checks it. */
static void
test_stays_one_line (void)
{
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autofree char *found = g_strconcat ("a\nb\x1b[2J\xff", long_text, NULL);
  g_autoptr (GuichetConfigProblem) problem = guichet_config_problem_new (
      GUICHET_CONFIG_PROBLEM_FATAL, "a.conf", "N\x1b", "K\n", found, "a text", found);
  g_autofree char *line = guichet_config_problem_to_string (problem);

  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_assert_cmpuint (strlen (line), <, 500);
  g_assert_null (strchr (line, '\n'));
  g_assert_null (strchr (line, '\x1b'));
  g_assert_nonnull (strstr (line, "the terminal does not start"));
}

static void
test_worst (void)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);

  g_assert_false (guichet_config_problems_has_fatal (problems));
  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (problems, guichet_config_problem_new ((GuichetConfigSeverity)(2 - i), "a",
                                                           NULL, NULL, NULL, "b", NULL));
  g_assert_true (guichet_config_problems_has_fatal (problems));
  g_assert_true (guichet_config_problems_has_broken (problems, 1));
  g_assert_false (guichet_config_problems_has_broken (problems, 2));
  g_ptr_array_remove_index (problems, 0);
  g_assert_false (guichet_config_problems_has_fatal (problems));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/config-problem/everything", test_everything);
  g_test_add_func ("/config/config-problem/least", test_least);
  g_test_add_func ("/config/config-problem/stays-one-line", test_stays_one_line);
  g_test_add_func ("/config/config-problem/worst", test_worst);
  return g_test_run ();
}
