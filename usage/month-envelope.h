/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "release.h"

/**
 * The text of a report that leaves the centre: canonical JSON, "guichet-month" schema 1: keys
 * sorted bytewise, no blank, whole numbers only, ASCII, one line's end at the end.
 */
#define GUICHET_ENVELOPE_SCHEMA   "guichet-month-1"
#define GUICHET_ENVELOPE_MAX_SIZE (64 * 1024)

typedef struct {
  const char *centre;  /* guichet_centre_code_is_valid() */
  const char *key_id;  /* 16 upper-case hexadecimal digits */
  const char *created; /* day */
  guint64 counter;
  guint revision;
  guint n_kiosks;
  guint n_days_lost;
} GuichetEnvelope;

/** TRUE for [a-z0-9][a-z0-9-]{0,39}: it is part of file names. */
gboolean guichet_centre_code_is_valid (const char *code);
/** The "cells" part alone, owned by the caller: what tells one release from another. */
char *guichet_envelope_cells_to_json (const GuichetRelease *release);
/** The whole report, owned by the caller. */
char *guichet_envelope_to_json (const GuichetEnvelope *self, const GuichetRelease *release);
/** "cs-lormont-2026-12-r1.json", owned by the caller. */
char *guichet_envelope_make_file_name (const GuichetEnvelope *self, const char *month);
/** What is signed beside the file, so that a name or a number cannot be changed; owned by the
 *  caller. */
char *guichet_envelope_make_trusted_comment (const GuichetEnvelope *self, const char *month);
