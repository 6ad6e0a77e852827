/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "minisign.h"
#include "month-envelope.h"

/**
 * GuichetOutbox: a folder of signed reports, and what is remembered of them: the last counter, the
 * revision of each month, and what was sent where. One process at a time. All that is written is
 * synced.
 */
typedef struct _GuichetOutbox GuichetOutbox;

#define GUICHET_OUTBOX_ERROR (guichet_outbox_error_quark ())
GQuark guichet_outbox_error_quark (void);

typedef enum {
  GUICHET_OUTBOX_ERROR_FILE,    /* cannot be read or written, or is in use */
  GUICHET_OUTBOX_ERROR_STATE,   /* what is remembered is damaged: a counter might be used twice */
  GUICHET_OUTBOX_ERROR_KEY,     /* the month was released with another key */
  GUICHET_OUTBOX_ERROR_DIFFERS, /* a file of this name and other bytes is there already */
  GUICHET_OUTBOX_ERROR_TARGET,  /* it did not take the file; to be tried again */
} GuichetOutboxError;

/* Months that a report is kept and tried to be sent. */
#define GUICHET_OUTBOX_MONTHS 13

/** Makes the folder (mode 0700) when it is not there. */
GuichetOutbox *guichet_outbox_open (const char *path, GError **error);
void guichet_outbox_free (GuichetOutbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetOutbox, guichet_outbox_free)

/** TRUE when a report of @month was ever made here. */
gboolean guichet_outbox_has_month (GuichetOutbox *self, const char *month);
/**
 * Adds the report of @release, signed. Counter, revision and key id of @envelope are filled in
 * here. When the month was made before with the same cells, nothing new is made, but files that a
 * power cut took are made again, byte by byte. @file_name, owned by the caller, is NULL when
 * nothing was new.
 */
gboolean guichet_outbox_add (GuichetOutbox *self, const GuichetSigningKey *key,
                             const GuichetEnvelope *envelope, const GuichetRelease *release,
                             char **file_name, GError **error);
/** Deletes files of months that lie more than 13 before the one of @today, and what was sent of
 *  them; that they were made is remembered. */
gboolean guichet_outbox_expire (GuichetOutbox *self, const char *today, GError **error);

/** How a file gets somewhere: TRUE when it is there for sure. */
typedef gboolean (*GuichetDeliver) (const char *name, const char *bytes, gsize length,
                                    gpointer user_data, GError **error);

/**
 * Delivers the newest revision of each month that @target does not have, the oldest first, a report
 * before its signature, so that who sees a signature sees a whole report. Stops at the first that
 * fails. @target: a name that is remembered (stored as a digest); NULL: all are delivered, which is
 * for folders, where what is there already is only compared.
 */
gboolean guichet_outbox_deliver (GuichetOutbox *self, const char *target, GuichetDeliver deliver,
                                 gpointer user_data, guint *n_delivered, GError **error);
