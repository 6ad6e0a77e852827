/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault-counts.h"

/**
 * GuichetHealth: how the terminal is, never how it is used: no number of visits, no time finer than
 * the day, and no figure that moves with a visit. Whoever collects it every few seconds learns
 * nothing more than whoever reads it once a day, but for a terminal that is out of order. Strings
 * are borrowed.
 */
typedef struct {
  const char *version;
  const char *state;    /* "starting", "in-service" (with a visit or without), "out-of-order" */
  const char *failure;  /* code that reception reads out; "" when all is well */
  const char *wipe_day; /* "YYYY-MM-DD", last whole day with a proved wipe; NULL: none yet */
  const char *printer;  /* words of devices.h: "ready"...; "unknown" when it was not asked yet */
  const char *scanner;
  guint n_input_devices;
  guint n_faults[GUICHET_N_FAULTS]; /* published ones */
  guint n_config_problems;
  int days_since_report; /* -1: none left yet, or none is to be made */
  guint64 disk_size;     /* in bytes, of the file system of the counts */
  guint64 disk_free;
  guint64 database_size; /* in bytes */
} GuichetHealth;

/** "in-service"... of a phase (guichet_session_phase_to_string()). Static. */
const char *guichet_health_state_of_phase (const char *phase);
/** @bytes, less what a visit may have added or taken. */
guint64 guichet_health_blur_bytes (guint64 bytes);
/** Days from @day ("YYYY-MM-DD") to @today; -1 for NULL, or what is no day. */
int guichet_health_count_days (const char *day, const char *today);

/** The text format of Prometheus (exposition format 0.0.4), owned by the caller. */
char *guichet_health_to_text (const GuichetHealth *self);
/** Puts @text in the place of guichet.prom in @directory, whole or not at all; all may read it. */
gboolean guichet_health_write (const char *directory, const char *text, GError **error);
/** A terminal that was stopped says nothing of its health. */
void guichet_health_remove (const char *directory);
