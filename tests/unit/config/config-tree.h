/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config-problem.h"

#include <glib.h>

/** ConfigTree: the two directories of a terminal in a folder of the test's own. */
typedef struct {
  /* Owned */
  char *root;
  char *defaults;
  char *centre;
  GPtrArray *problems; /* element type GuichetConfigProblem */
} ConfigTree;

ConfigTree *config_tree_new (void);
/** Removes the folder and all that is in it. */
void config_tree_free (ConfigTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConfigTree, config_tree_free)

/** Writes @text to @name ("services.d/caf.conf") under @dir, folders made as needed. */
void config_tree_write (const char *dir, const char *name, const char *text);
void config_tree_write_bytes (const char *dir, const char *name, const void *bytes, gsize length);

/** A group, a bundle and two services that are in order. */
void config_tree_write_good (ConfigTree *tree);

/** The only problem there is; fails the test when there are more or none. */
const GuichetConfigProblem *config_tree_get_only_problem (const ConfigTree *tree);
/** Fails the test, naming them, when there are problems. */
void config_tree_assert_no_problem (const ConfigTree *tree);
