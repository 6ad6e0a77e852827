/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protection-methods.h"

/*
 * An attacker who holds all that a centre published of one year writes it down as a linear program
 * over the exact numbers of its metrics that count each visit once, and asks for the least and the
 * greatest value of each cell.
 */
typedef struct {
  guint n_protected;  /* cells of 1 to 10 */
  guint n_pinned;     /* of them, with one value left */
  guint n_certain;    /* of them, shown not to be nothing */
  guint n_wrong;      /* of them, whose true value lies outside: the program would be wrong */
  gint64 fewest_left; /* values left of the worst */
} Solved;

/** Adds to @solved what is found in one centre's year. */
void attack_solve (Method method, const FederationUniverse *universe, const ExactYear *exact,
                   const PublishedYear *published, Solved *solved);
