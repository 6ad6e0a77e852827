/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** How far a mistake reaches. */
typedef enum {
  GUICHET_CONFIG_PROBLEM_WARNING, /* told, nothing changes */
  GUICHET_CONFIG_PROBLEM_SERVICE, /* that service's tile is hidden */
  GUICHET_CONFIG_PROBLEM_FATAL,   /* a security setting: the terminal refuses to start */
} GuichetConfigSeverity;

/** GuichetConfigProblem: one mistake in a file, in words that help to mend it. */
typedef struct {
  /* Owned */
  char *file;       /* as given to the loader: the path under the directory read */
  char *group;      /* NULL when the file could not be read at all */
  char *key;        /* NULL when it is about the group */
  char *found;      /* NULL when something is missing */
  char *expected;   /* translated sentence */
  char *suggestion; /* nearest valid name, or NULL */
  /* State */
  guint line; /* 1-based; 0 when unknown */
  GuichetConfigSeverity severity;
} GuichetConfigProblem;

GuichetConfigProblem *guichet_config_problem_new (GuichetConfigSeverity severity, const char *file,
                                                  const char *group, const char *key,
                                                  const char *found, const char *expected,
                                                  const char *suggestion);
void guichet_config_problem_free (GuichetConfigProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetConfigProblem, guichet_config_problem_free)

/** One line for a person; owned by the caller. */
char *guichet_config_problem_to_string (const GuichetConfigProblem *problem);
/** TRUE when one of @problems from index @first on is worse than a warning. */
gboolean guichet_config_problems_has_broken (const GPtrArray *problems, guint first);
/** TRUE when @problems (element type GuichetConfigProblem) holds a fatal one. */
gboolean guichet_config_problems_has_fatal (const GPtrArray *problems);
