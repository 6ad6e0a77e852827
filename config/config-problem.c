/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-problem.h"

#include <glib/gi18n-lib.h>

GuichetConfigProblem *
guichet_config_problem_new (GuichetConfigSeverity severity, const char *file, const char *group,
                            const char *key, const char *found, const char *expected,
                            const char *suggestion)
{
  GuichetConfigProblem *problem = g_new0 (GuichetConfigProblem, 1);

  problem->severity = severity;
  problem->file = g_strdup (file);
  problem->group = g_strdup (group);
  problem->key = g_strdup (key);
  problem->found = g_strdup (found);
  problem->expected = g_strdup (expected);
  problem->suggestion = g_strdup (suggestion);
  return problem;
}

void
guichet_config_problem_free (GuichetConfigProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->file);
  g_free (problem->group);
  g_free (problem->key);
  g_free (problem->found);
  g_free (problem->expected);
  g_free (problem->suggestion);
  g_free (problem);
}

static const char *
get_consequence (GuichetConfigSeverity severity)
{
  switch (severity) {
  case GUICHET_CONFIG_PROBLEM_SERVICE:
    return _ ("service hidden");
  case GUICHET_CONFIG_PROBLEM_FATAL:
    return _ ("the terminal does not start");
  case GUICHET_CONFIG_PROBLEM_WARNING:
  default:
    return _ ("warning");
  }
}

/* A file may hold anything; what is printed must stay one line of text and harm no terminal. */
static char *
make_printable (const char *text)
{
  const gsize max = 80;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);

    if (line->len >= max) {
      g_string_append (line, "…");
      break;
    }
    g_string_append_unichar (line, g_unichar_isprint (character) ? character : 0xfffd);
  }
  return g_string_free (line, FALSE);
}

static void
append_place (GString *line, const GuichetConfigProblem *problem)
{
  g_autofree char *group = problem->group != NULL ? make_printable (problem->group) : NULL;
  g_autofree char *key = problem->key != NULL ? make_printable (problem->key) : NULL;

  g_string_append (line, problem->file);
  if (problem->line > 0)
    g_string_append_printf (line, ":%u", problem->line);
  g_string_append (line, ": ");
  if (group != NULL)
    g_string_append_printf (line, "[%s] ", group);
  if (key != NULL)
    g_string_append_printf (line, "%s: ", key);
}

char *
guichet_config_problem_to_string (const GuichetConfigProblem *problem)
{
  GString *line = g_string_new (NULL);

  g_return_val_if_fail (problem != NULL, NULL);

  append_place (line, problem);
  if (problem->found != NULL) {
    g_autofree char *found = make_printable (problem->found);
    /* Translators: what a configuration file says */
    g_string_append_printf (line, _ ("found “%s”; "), found);
  }
  /* Translators: what a configuration file should say */
  g_string_append_printf (line, _ ("expected: %s"), problem->expected);
  if (problem->suggestion != NULL) {
    g_autofree char *suggestion = make_printable (problem->suggestion);
    g_string_append_printf (line, _ ("; did you mean “%s”?"), suggestion);
  }
  g_string_append_printf (line, " (%s)", get_consequence (problem->severity));
  return g_string_free (line, FALSE);
}

gboolean
guichet_config_problems_has_broken (const GPtrArray *problems, guint first)
{
  for (guint i = first; i < problems->len; i++) {
    const GuichetConfigProblem *problem = g_ptr_array_index (problems, i);

    if (problem->severity != GUICHET_CONFIG_PROBLEM_WARNING)
      return TRUE;
  }
  return FALSE;
}

gboolean
guichet_config_problems_has_fatal (const GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++) {
    const GuichetConfigProblem *problem = g_ptr_array_index (problems, i);

    if (problem->severity == GUICHET_CONFIG_PROBLEM_FATAL)
      return TRUE;
  }
  return FALSE;
}
