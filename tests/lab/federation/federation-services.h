/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What people do in the federation that does not exist. */
#define FEDERATION_MAX_SERVICES 64
#define FEDERATION_MAX_LABELS   16

typedef struct {
  const char *id;
  const char *theme;
  double urban;
  double rural;
  guint peak_month; /* 1 to 12; 0: none */
  guint n_peak_months;
  double peak; /* weight is times this then */
} FederationService;

extern const FederationService federation_services[];
extern const gsize federation_n_services;

/* What a visit adds to a metric: with probability @often one label by @weights, 1 + Poisson(@more)
 * times. */
typedef struct {
  const char *metric;
  const char *first_label;
  double often;
  double more;
  gboolean is_answer;
  guint n_weights;
  double weights[FEDERATION_MAX_LABELS];
} FederationHabit;

extern const FederationHabit federation_habits[];
extern const gsize federation_n_habits;
