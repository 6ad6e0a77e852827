/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * GuichetVisitTime: the time of one visit: is somebody there, how long may it last. A pure part of
 * the session's state: it is told of input and of work in progress, reads an injected clock (whole
 * seconds that never go back), and touches nothing.
 *
 * What it holds, whatever the order of calls:
 *  - a visit is only ended for want of input after its warning was up for its whole countdown, and
 *    only at the limit after a minute's warning and with no input for some seconds: a mouse that
 *    a machine moves is for staff to see, since nobody is ever cut off while writing;
 *  - nothing but input keeps a visit alive: work in progress and pauses, which a page or a
 * forgotten button could ask for, only make the wait longer, up to a bound;
 *  - so a visit that nobody touches ends.
 */
typedef struct _GuichetVisitTime GuichetVisitTime;

/** Seconds on a clock that never goes back. */
typedef gint64 (*GuichetVisitClock) (gpointer user_data);

/** All in seconds. */
typedef struct {
  guint idle;      /* without input, until the warning */
  guint held;      /* the same while work is in progress or a code is awaited; not under idle */
  guint countdown; /* how long the warning is up */
  guint limit;     /* of the visit; 0: none */
  guint extension; /* what one of the resident's extensions gives */
  guint n_extensions;
  guint pause; /* longest wait without input while somebody accompanies the resident */
} GuichetVisitRules;

typedef enum {
  GUICHET_HOLD_CODE,     /* a code was sent to the resident's telephone or mailbox */
  GUICHET_HOLD_DOWNLOAD, /* a file is coming */
  GUICHET_HOLD_HELP,     /* reception was called */
  GUICHET_HOLD_WORK,     /* the scanner or the printer works */
  GUICHET_N_HOLDS
} GuichetHold;

typedef enum {
  GUICHET_WARNING_NONE,
  GUICHET_WARNING_LIMIT_SOON, /* 5 minutes left */
  GUICHET_WARNING_LIMIT_NEAR, /* 1 minute left */
  GUICHET_WARNING_IDLE,       /* nobody there? */
  GUICHET_WARNING_LIMIT_OVER, /* the end comes as soon as hands are off */
} GuichetWarning;

typedef enum {
  GUICHET_TIME_GOES_ON,
  GUICHET_TIME_IDLE,
  GUICHET_TIME_LIMIT,
} GuichetTimeVerdict;

typedef enum {
  GUICHET_EXTENSION_GRANTED,
  GUICHET_EXTENSION_NO_LIMIT,    /* there is nothing to extend */
  GUICHET_EXTENSION_TOO_EARLY,   /* only once the first warning is due */
  GUICHET_EXTENSION_NO_MORE,     /* all of them are used */
  GUICHET_EXTENSION_OTHERS_WAIT, /* so staff said */
} GuichetExtension;

/** @rules is copied. */
GuichetVisitTime *guichet_visit_time_new (const GuichetVisitRules *rules, GuichetVisitClock clock,
                                          gpointer user_data);
void guichet_visit_time_free (GuichetVisitTime *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetVisitTime, guichet_visit_time_free)

/** A visit begins, at which there was input; all of the one before is forgotten. */
void guichet_visit_time_begin (GuichetVisitTime *self);
/** Nothing is warned of, and nothing ends, until the next one begins. */
void guichet_visit_time_end (GuichetVisitTime *self);

/** A key, the pointer, a finger. */
void guichet_visit_time_take_input (GuichetVisitTime *self);
void guichet_visit_time_set_hold (GuichetVisitTime *self, GuichetHold hold, gboolean is_held);
/** Accompaniment: neither idle time nor the limit runs. */
void guichet_visit_time_set_paused (GuichetVisitTime *self, gboolean is_paused);
gboolean guichet_visit_time_is_paused (const GuichetVisitTime *self);
/** Asked for by the resident. */
GuichetExtension guichet_visit_time_extend (GuichetVisitTime *self);
/** What guichet_visit_time_extend() would answer now. */
GuichetExtension guichet_visit_time_can_extend (const GuichetVisitTime *self);
/** Given by staff, whatever the rules. Without a limit nothing changes. */
void guichet_visit_time_add (GuichetVisitTime *self, guint seconds);
/** Said by staff; holds until it is taken back, for later visits too. */
void guichet_visit_time_set_others_wait (GuichetVisitTime *self, gboolean do_wait);
gboolean guichet_visit_time_do_others_wait (const GuichetVisitTime *self);

/** To be called about once a second, and after each of the calls above: brings the warning up to
 *  date and says whether the visit must end now. */
GuichetTimeVerdict guichet_visit_time_tick (GuichetVisitTime *self);

GuichetWarning guichet_visit_time_get_warning (const GuichetVisitTime *self);
/** "none", "limit-soon"...: the words of World1.ShowWarning. Static. */
const char *guichet_warning_to_string (GuichetWarning warning);
/** Seconds until the end that GUICHET_WARNING_IDLE speaks of; else 0. */
guint guichet_visit_time_get_countdown (const GuichetVisitTime *self);
/** Seconds left of the limit, 0 when it is over; -1 without a limit, in a pause and outside a
 * visit. */
gint64 guichet_visit_time_get_remaining (const GuichetVisitTime *self);
/** The longest that a visit without a limit, input or new pauses can still go on, in seconds. */
guint guichet_visit_rules_get_longest_wait (const GuichetVisitRules *rules);
