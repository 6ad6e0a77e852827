/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "visit-time.h"

/**
 * GuichetSessionState: the life of a terminal as a pure state machine: events in, actions out. It
 * touches nothing; the supervisor carries the actions out and feeds back what came of them.
 *
 * Two worlds at most: the one in front of the resident, and the spare. The rules that it holds,
 * whatever the order of events:
 *  - ShowHome is only ever asked for when no world is left to be wiped;
 *  - a failed wipe leads to out of order, and only a verified one leads out;
 *  - each visit that began ends, with one way of ending.
 * Worlds that do not start lead out of order too, and are tried again by themselves, ever later.
 */
typedef struct _GuichetSessionState GuichetSessionState;

typedef enum {
  GUICHET_SESSION_STARTING,     /* nothing is shown yet */
  GUICHET_SESSION_HOME,         /* clean tiles */
  GUICHET_SESSION_VISITING,     /* a page was opened */
  GUICHET_SESSION_ENDING,       /* curtain; the old world is killed and looked for */
  GUICHET_SESSION_OUT_OF_ORDER, /* nothing but the notice */
} GuichetSessionPhase;

typedef enum {
  GUICHET_SESSION_EVENT_START,
  GUICHET_SESSION_EVENT_START_DIRTY, /* worlds of a supervisor before this one were left */
  GUICHET_SESSION_EVENT_SPARE_READY,
  GUICHET_SESSION_EVENT_SPARE_FAILED,  /* the world behind ended, hung, or could not start */
  GUICHET_SESSION_EVENT_CURTAIN_SHOWN, /* the spare's first frame is on the screen */
  GUICHET_SESSION_EVENT_CURTAIN_FAILED,
  GUICHET_SESSION_EVENT_HOME_SHOWN,
  GUICHET_SESSION_EVENT_HOME_FAILED,
  GUICHET_SESSION_EVENT_VISIT_BEGAN,
  GUICHET_SESSION_EVENT_DONE,        /* the resident: "J'ai fini" */
  GUICHET_SESSION_EVENT_RESET,       /* reception, by the control command */
  GUICHET_SESSION_EVENT_STAFF,       /* reception, on the terminal: the chord or the panel */
  GUICHET_SESSION_EVENT_INPUT,       /* a key, the pointer, a finger */
  GUICHET_SESSION_EVENT_TICK,        /* about a second went by, or something was said to the visit's
                                        time */
  GUICHET_SESSION_EVENT_SHELL_DIED,  /* the world in front ended by itself */
  GUICHET_SESSION_EVENT_HEARTBEAT,   /* the world in front does not answer */
  GUICHET_SESSION_EVENT_SANDBOX_BAD, /* the world in front has no sandbox for pages */
  GUICHET_SESSION_EVENT_WIPE_VERIFIED,
  GUICHET_SESSION_EVENT_WIPE_FAILED,
  GUICHET_SESSION_EVENT_RETRY_DUE, /* the time asked for by START_LATER is over */
  GUICHET_SESSION_N_EVENTS
} GuichetSessionEvent;

/** What the supervisor must do now, in this order. Flags. */
typedef enum {
  GUICHET_SESSION_ACTION_NONE = 0,
  GUICHET_SESSION_ACTION_DROP_SPARE = 1 << 0, /* kill the spare; nothing of it was ever shown */
  GUICHET_SESSION_ACTION_START_SPARE = 1 << 1,
  GUICHET_SESSION_ACTION_START_LATER = 1 << 2,  /* RETRY_DUE after get_retry_seconds() */
  GUICHET_SESSION_ACTION_SHOW_CURTAIN = 1 << 3, /* of the spare, which becomes the one in front */
  GUICHET_SESSION_ACTION_WIPE = 1 << 4,         /* kill and verify the world that ends: the one in
                                                   front, or the one that failed to show home */
  GUICHET_SESSION_ACTION_WRITE_VISIT = 1 << 5,  /* the visit's counts, in one transaction */
  GUICHET_SESSION_ACTION_SHOW_HOME = 1 << 6,    /* of the world whose curtain is shown */
  GUICHET_SESSION_ACTION_SHOW_NOTICE = 1 << 7,
  GUICHET_SESSION_ACTION_HIDE_NOTICE = 1 << 8,
} GuichetSessionAction;

/** @rules are of the visits' time, and copied; @clock counts seconds and never goes back. */
GuichetSessionState *guichet_session_state_new (const GuichetVisitRules *rules,
                                                GuichetVisitClock clock, gpointer user_data);
void guichet_session_state_free (GuichetSessionState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetSessionState, guichet_session_state_free)

/** Takes @event in and answers with actions (flags). Events that make no sense now are ignored. */
guint guichet_session_state_handle (GuichetSessionState *self, GuichetSessionEvent event);

/** The visit's time, for what is not an event: holds, pauses, extensions. After a call to it
 *  GUICHET_SESSION_EVENT_TICK is due. Input is told as an event, never to it. Borrowed. */
GuichetVisitTime *guichet_session_state_get_time (GuichetSessionState *self);
GuichetSessionPhase guichet_session_state_get_phase (const GuichetSessionState *self);
/** "starting", "home", "visiting", "ending", "out-of-order". Static. */
const char *guichet_session_phase_to_string (GuichetSessionPhase phase);
/** Way in which the visit that ends did so: a label of "visit-ended"; NULL when no visit had begun,
 *  and once it was taken: a visit is written once. Static. */
const char *guichet_session_state_take_ending (GuichetSessionState *self);
/** Length of that visit in seconds. */
gint64 guichet_session_state_get_duration (const GuichetSessionState *self);
guint guichet_session_state_get_retry_seconds (const GuichetSessionState *self);
/** Whether out of order is due to worlds that do not start (and not to a wipe). */
gboolean guichet_session_state_is_start_failure (const GuichetSessionState *self);
