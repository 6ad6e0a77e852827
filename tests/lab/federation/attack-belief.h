/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protection-methods.h"

/*
 * The membership test: an attacker holds all that a centre published of one year, knows how often
 * each thing is done there on average, and what one person would have done had they come. Two
 * worlds are compared: with and without that person.
 */
typedef struct {
  const char *name;
  guint n_months; /* from the first of the year */
  guint times;    /* each month */
  guint n_cells;
  const char *cells[8]; /* "metric/label", as in the universe */
} Person;

extern const Person attack_persons[];
extern const gsize attack_n_persons;

/** Adds @person to @exact. */
void attack_add_person (const FederationUniverse *universe, const Person *person, ExactYear *exact);
/** Logarithm of how many times likelier @published is with @person than without; + or - HUGE_VAL
 *  when it is certain. @exact: without the person, from which the averages are taken. */
double attack_weigh (Method method, const FederationUniverse *universe, const Person *person,
                     const ExactYear *exact, const PublishedYear *published);
