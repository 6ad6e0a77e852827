/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** What a kind of file may hold; tables of the rooms' readers. */
typedef struct {
  const char *name; /* NULL ends a table */
  gboolean is_localised;
  gboolean is_guard; /* misspelling it is as bad as breaking the file: it would be ignored */
} GuichetKeySpec;

typedef struct {
  const char *name;           /* NULL: every group is an id, with these keys */
  const GuichetKeySpec *keys; /* NULL ends a table */
  gboolean is_guard;          /* nothing in it may be ignored */
} GuichetGroupSpec;

/** The spec of @group, of @key; NULL when there is none. Borrowed from @specs. */
const GuichetGroupSpec *guichet_key_file_spec_find_group (const GuichetGroupSpec *specs,
                                                          const char *group);
const GuichetKeySpec *guichet_key_file_spec_find_key (const GuichetGroupSpec *group,
                                                      const char *key);
/** The spec whose name is nearest to one that has none; NULL when none is near. */
const GuichetGroupSpec *guichet_key_file_spec_suggest_group (const GuichetGroupSpec *specs,
                                                             const char *group);
const GuichetKeySpec *guichet_key_file_spec_suggest_key (const GuichetGroupSpec *group,
                                                         const char *key);
/** "[One], [Two]"; owned by the caller. Not for specs with a group without a name. */
char *guichet_key_file_spec_list_groups (const GuichetGroupSpec *specs);
