/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetReportEnvelope: one month of one centre as it was exported ("guichet-month-1"). The reader
 * is for hostile input: it knows the one canonical form, byte for byte, and nothing else.
 */
#define GUICHET_REPORT_MAX_BYTES (64 * 1024)
#define GUICHET_REPORT_SCHEMA    "guichet-month-1"

#define GUICHET_ENVELOPE_ERROR (guichet_envelope_error_quark ())
GQuark guichet_envelope_error_quark (void);

typedef enum {
  GUICHET_ENVELOPE_ERROR_MALFORMED, /* not the canonical form */
  GUICHET_ENVELOPE_ERROR_UNKNOWN,   /* a metric or label that no registry has */
  GUICHET_ENVELOPE_ERROR_PERIOD,    /* the month is not over, or the days contradict it */
} GuichetEnvelopeError;

/* Months that a cell counts. */
typedef enum {
  GUICHET_SPAN_MONTH = 1,
  GUICHET_SPAN_QUARTER = 3, /* what was too small in each month of it */
  GUICHET_SPAN_YEAR = 12,   /* what was too small in each quarter of it */
} GuichetSpan;

typedef struct {
  const char *metric; /* static */
  char label[84];     /* "" with n -1: the metric was counted */
  GuichetSpan span;
  gint64 n;
} GuichetReportCell;

typedef struct {
  /* Owned */
  GArray *cells; /* GuichetReportCell */
  /* State */
  char centre[41];
  char key_id[17];
  char created[11];
  char month[8];
  gint64 month_number; /* 202612 */
  gint64 counter;
  gint64 revision;
  gint64 kiosks;
  gint64 days_lost;
  gint64 base;
  gint64 least;
} GuichetReportEnvelope;

/** Reads @length bytes; NULL with what is wrong and at which byte. */
GuichetReportEnvelope *guichet_report_envelope_read (const char *bytes, gsize length,
                                                     GError **error);
void guichet_report_envelope_free (GuichetReportEnvelope *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetReportEnvelope, guichet_report_envelope_free)

/** FALSE when its month is not over on @today (YYYY-MM-DD), or it was made before its month's end
 *  or after tomorrow. */
gboolean guichet_report_envelope_check_days (const GuichetReportEnvelope *self, const char *today,
                                             GError **error);
