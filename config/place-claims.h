/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config-problem.h"

#include <glib.h>

/** Who wants a place on the first screen; a plain value. */
typedef struct {
  /* Borrowed */
  const char *id;
  const char *path;  /* of the file that says so */
  const char *group; /* in that file */
  guint *place;      /* set to 0 when the place is lost */
  /* State */
  guint line;
  guint layer; /* the centre's is above the shipped one */
} GuichetPlaceClaim;

/**
 * Leaves each place to one claim. The centre's claim takes the place of a shipped one without a
 * word: that is how a centre arranges its screen. Of two claims of the same layer the first keeps
 * the place and the other is told in @problems.
 */
void guichet_place_claims_settle (const GuichetPlaceClaim *claims, guint n_claims,
                                  GPtrArray *problems);
