/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "compositor-watch.h"
#include "staff-notices.h"
#include "staff-place.h"

typedef struct _GuichetSettings GuichetSettings;
typedef struct _GuichetCatalogue GuichetCatalogue;
typedef struct _GuichetUsageStore GuichetUsageStore;

/** Where the supervisor finds what it starts and writes. Strings are copied. */
typedef struct {
  const char *shell;  /* program of the worlds */
  const char *notice; /* program that says "out of order" */
  const char *defaults_dir;
  const char *centre_dir;     /* or NULL */
  const char *locale_dir;     /* or NULL */
  const char *display_socket; /* the compositor's */
  const char *database;       /* the store's, opened again when it fails; or NULL */
  const char *runtime_dir;    /* exists, 0700, this supervisor's alone */
  const char *render_node;    /* or NULL */
  guint n_config_problems;    /* that the settings had, as they were read */
  const char *report;         /* guichet-report */
} GuichetSupervisorOptions;

/**
 * GuichetSupervisor: worlds, gate, wipe and counts put together: carries out what
 * GuichetSessionState decides. Main thread only.
 *
 * Signals:
 *  "changed": the phase or the failure changed.
 *  "staff-called": staff held the chord that opens their panel.
 *  "restart-wanted": everything on the screen should be started anew, the compositor too.
 */
#define GUICHET_TYPE_SUPERVISOR (guichet_supervisor_get_type ())
G_DECLARE_FINAL_TYPE (GuichetSupervisor, guichet_supervisor, GUICHET, SUPERVISOR, GObject)

/** @store may be NULL: nothing is counted then. Takes over @store. */
GuichetSupervisor *guichet_supervisor_new (const GuichetSupervisorOptions *options,
                                           GuichetSettings *settings, GuichetCatalogue *catalogue,
                                           GuichetUsageStore *store);
/** Borrowed: who tells whether the compositor answers. Where it does not, a reset starts it anew.
 */
void guichet_supervisor_set_compositor (GuichetSupervisor *self,
                                        GuichetCompositorWatch *compositor);
/** Proves that earlier worlds are gone, then leads to the tiles. */
void guichet_supervisor_start (GuichetSupervisor *self);
/** Ends the visit in any state; also tries to leave "out of order". */
void guichet_supervisor_reset (GuichetSupervisor *self);

/** The same, asked for on the terminal: counted apart. */
void guichet_supervisor_reset_by_staff (GuichetSupervisor *self);

/* What staff say of the visit in progress; without one, only the last two change anything. */

/** More time, in seconds, when the visit has a limit. */
void guichet_supervisor_give_time (GuichetSupervisor *self, guint seconds);
/** A mediator sits with the resident: neither idle time nor the limit runs. */
void guichet_supervisor_set_accompanied (GuichetSupervisor *self, gboolean is_accompanied);
/** Residents get no extension while others wait. Holds until it is taken back. */
void guichet_supervisor_set_others_wait (GuichetSupervisor *self, gboolean do_wait);
/** The screen goes dark until somebody touches something, or the centre opens. */
void guichet_supervisor_sleep (GuichetSupervisor *self);

/** Starts everything on the screen anew, the compositor too: "restart-wanted". */
void guichet_supervisor_restart_screen (GuichetSupervisor *self);

/**
 * Ends all worlds and waits until they are proved gone (at most some seconds); writes the counts of
 * a visit that was in progress. To be called once, before the last reference is dropped.
 */
void guichet_supervisor_stop (GuichetSupervisor *self);

/** TRUE as soon as guichet_supervisor_stop() was called. */
gboolean guichet_supervisor_is_stopping (GuichetSupervisor *self);

/* What the actions of staff need (staff-actions.c): */

/** Borrowed. */
const GuichetStaffPlace *guichet_supervisor_get_staff_place (GuichetSupervisor *self);
/** Borrowed. */
GuichetStaffNotices *guichet_supervisor_get_notices (GuichetSupervisor *self);
/** TRUE while a visit goes on or ends. */
gboolean guichet_supervisor_is_visited (GuichetSupervisor *self);
/** One work with a device at a time, from its first step to its last: a button is soon pressed
 *  twice. FALSE: one goes on, or its worker is not proved gone yet. */
gboolean guichet_supervisor_begin_staff_work (GuichetSupervisor *self);
void guichet_supervisor_end_staff_work (GuichetSupervisor *self);
/** Something of the terminal's own went to the printer: it is looked for when a visit ends. */
void guichet_supervisor_expect_print (GuichetSupervisor *self);
/** Everybody's jobs out of the printer's queue. */
void guichet_supervisor_clear_queue_async (GuichetSupervisor *self, GAsyncReadyCallback callback,
                                           gpointer user_data);
/** A GuichetPrintPurgeResult. */
int guichet_supervisor_clear_queue_finish (GuichetSupervisor *self, GAsyncResult *result);

/** "starting", "home", "visiting", "ending", "out-of-order". Static. */
const char *guichet_supervisor_get_phase (GuichetSupervisor *self);
/** Code that reception reads out, "W-2", "S-1"...; "" when all is well. Borrowed. */
const char *guichet_supervisor_get_failure (GuichetSupervisor *self);
/** See devices.h. */
void guichet_supervisor_ask_devices (GuichetSupervisor *self, GAsyncReadyCallback callback,
                                     gpointer user_data);
/** Keeps an answer (see devices.h) for whoever asks for the status. */
void guichet_supervisor_note_devices (GuichetSupervisor *self, GVariant *devices);
/** A floating a{sv} for guichetctl: nothing of the visit in progress but that there is one. */
GVariant *guichet_supervisor_get_status (GuichetSupervisor *self);
