/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "catalogue.h"
#include "settings.h"
#include "world-roster.h"

/** Where the actions of staff find what they need. All borrowed; outlives them. */
typedef struct {
  GuichetSettings *settings;
  GuichetCatalogue *catalogue;
  GuichetWorldRoster *roster;
  const char *program_dir; /* of the workers */
  const char *runtime_dir; /* in memory */
  const char *defaults_dir;
  const char *centre_dir;        /* or NULL */
  const char *database;          /* of the counts; or NULL */
  gboolean is_settings_database; /* the one that the settings name */
  const char *report_program;    /* guichet-report */
  GPtrArray *workers;            /* element type GuichetStaffWorker: those not proved gone yet */
} GuichetStaffPlace;
