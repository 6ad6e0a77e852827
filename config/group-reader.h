/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalogue.h"

/** A group with what belongs to it. */
typedef struct {
  GuichetGroup group; /* what is given out; borrows from below */
  /* Owned */
  char *id;
  char *name;
  char *sentence;
  char *icon;
  char *path; /* of the file with its place */
  /* State */
  guint order;
  guint line;  /* of its place */
  guint layer; /* of its place */
} GuichetGroupEntry;

/**
 * Groups of groups.conf of both directories, in order; element type GuichetGroupEntry, owned by
 * the caller. A group that is wrong is left out and told.
 */
GPtrArray *guichet_group_reader_read (const char *defaults_dir, const char *centre_dir,
                                      const char *language, GPtrArray *problems);
