/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalogue.h"
#include "settings.h"

/** Where the settings are; what the sub-commands about a terminal's own counts share. */
typedef struct {
  /* Owned */
  char *defaults_dir;
  char *centre_dir;
  GuichetSettings *settings; /* NULL until loaded */
} GuichetReportPlace;

#define GUICHET_REPORT_PLACE_OPTIONS(place)                                                        \
  { "defaults",                                                                                    \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME,                                                                         \
    &(place)->defaults_dir,                                                                        \
    N_ ("Where the shipped settings and services are"),                                            \
    N_ ("DIR") },                                                                                  \
  {                                                                                                \
    "config", 0, 0, G_OPTION_ARG_FILENAME, &(place)->centre_dir,                                   \
        N_ ("Where the centre's settings and services are"), N_ ("DIR")                            \
  }

/** The settings, read once; borrowed. Their mistakes are told by guichetctl check. */
const GuichetCountsSettings *guichet_report_place_get_counts (GuichetReportPlace *self);
/** For [Network]; borrowed. */
GuichetSettings *guichet_report_place_get_settings (GuichetReportPlace *self);
/** The services, owned by the caller. */
GuichetCatalogue *guichet_report_place_load_catalogue (GuichetReportPlace *self);
void guichet_report_place_clear (GuichetReportPlace *self);

/** Puts a copy of @otherwise (may be NULL) where nothing was given. */
void guichet_report_set_default (char **value, const char *otherwise);
