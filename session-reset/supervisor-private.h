/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "supervisor.h"

#include "blocked-hosts.h"
#include "display-gate.h"
#include "gate.h"
#include "health.h"
#include "leftovers.h"
#include "notice.h"
#include "session-state.h"
#include "visit-counts.h"
#include "worker-desk.h"
#include "world-bounds.h"
#include "world-roster.h"
#include "world.h"

/* Codes of failures that are not of a wipe; those are in wipe.c. */
#define GUICHET_FAILURE_START   "D-1" /* worlds do not start */
#define GUICHET_FAILURE_SANDBOX "S-1" /* WebKit's sandbox is not on */

typedef struct _GuichetSupervisorHealth GuichetSupervisorHealth;
typedef struct _GuichetSupervisorTime GuichetSupervisorTime;
typedef struct _GuichetSupervisorStaff GuichetSupervisorStaff;

struct _GuichetSupervisor {
  GObject parent_instance;

  /* Borrowed */
  GuichetCompositorWatch *compositor; /* or NULL */

  /* Owned */
  GuichetSettings *settings;
  GuichetCatalogue *catalogue;
  GuichetUsageStore *store;
  GuichetBlockedHosts *blocked_hosts;
  GuichetVisitCounts *counts;
  GQueue *unwritten; /* supervisor-counts.c: visits that are over; oldest first */
  GuichetSessionState *state;
  GuichetGate *gate;
  GuichetWorldRoster *roster;
  GuichetWorldBounds *bounds;
  GuichetNotice *notice;
  GuichetSupervisorHealth *health;
  GuichetSupervisorTime *time;
  GuichetSupervisorStaff *staff;
  GuichetDisplayGate *display; /* of our own programs: the notice, the panel of staff */
  GuichetWorkerDesk *workers;  /* of the visit in progress */
  GuichetLeftovers *leftovers; /* until proved gone */
  GuichetWorld *front;         /* what the resident sees */
  GuichetWorld *spare;         /* hidden, or behind its curtain */
  GuichetWorld *old;           /* being wiped, or that could not be */
  GuichetWorld *probe;         /* looks at WebKit's sandbox, never shown */
  char **command;
  char **service_ids;
  char *program_dir; /* of the workers */
  char *runtime_dir;
  char *database;       /* path of the store; or NULL */
  char *visit_mark;     /* path; see GUICHET_WORLD_VISIT; NULL when counted */
  char *display_socket; /* the compositor's */
  char *failure;
  char *expired_day;    /* "YYYY-MM-DD", the last on which old counts were deleted, or NULL */
  const char *renderer; /* static */

  /* Handles */
  guint retry_source;
  guint leftover_source;

  /* State */
  gint64 leftover_deadline;
  guint n_ends;           /* of the wipe in progress that did not answer yet: world, workers */
  gboolean is_hurried;    /* staff ended the visit that is to be wiped next */
  int end_result;         /* GuichetWipeResult of those that did: the first bad one */
  gboolean had_print;     /* in this visit, something may have gone to CUPS */
  gboolean is_print_open; /* CUPS took one whose outcome was not told */
  gboolean is_purging;    /* print-purge.c is at work */
  gboolean is_purge_due;  /* what CUPS holds was not proved gone */
  gboolean is_stopping;
  guint n_worlds;
  guint n_visits;
  guint n_verified;
  guint n_wipe_failures;
  gboolean is_sandbox_checked;
  gboolean has_bad_sandbox; /* so answered the last look at it */
  guint n_probes;           /* such looks, since reception was last asked */
  gboolean is_store_failing;
};

/* supervisor.c */

/** Tells the state what happened, and carries out what it decides. */
void guichet_supervisor_handle (GuichetSupervisor *self, GuichetSessionEvent event);
/** The same without telling "changed", unless the phase did: for what happens every second. */
void guichet_supervisor_handle_quietly (GuichetSupervisor *self, GuichetSessionEvent event);
/** Staff held the chord of their panel: "staff-called". */
void guichet_supervisor_call_staff (GuichetSupervisor *self);
/** @code: what reception reads out; "" when nothing is wrong any more. Copied. */
void guichet_supervisor_set_failure (GuichetSupervisor *self, const char *code);

/* supervisor-counts.c: the counts of a visit, from its first to the writing */

/** A visit begins: its hour goes into the month's own total, and nowhere else. */
void guichet_supervisor_count_beginning (GuichetSupervisor *self);
/** Deletes what is older than the counts are kept, once a day. */
void guichet_supervisor_expire_counts (GuichetSupervisor *self);
/** Counts from nothing again. */
void guichet_supervisor_renew_counts (GuichetSupervisor *self);
/** Writes what was counted since the last time, in one transaction, and starts again. What cannot
 *  be written waits for the next time. */
void guichet_supervisor_write_visit (GuichetSupervisor *self);
void guichet_supervisor_free_unwritten (gpointer visit);

/* supervisor-worlds.c: worlds started, shown and heard */

/** A world that nobody listens to yet; NULL when it could not be started, which is logged. */
GuichetWorld *guichet_supervisor_start_world (GuichetSupervisor *self);
void guichet_supervisor_start_spare (GuichetSupervisor *self);
/** Ends the spare world without a visit's ceremony: nobody was in it. */
void guichet_supervisor_drop_spare (GuichetSupervisor *self);
void guichet_supervisor_show_curtain (GuichetSupervisor *self);
/** The spare world becomes the one in front. */
void guichet_supervisor_show_home (GuichetSupervisor *self);

/* supervisor-wipe.c: the end of a world that was seen, and the proof of it */

/** Ends the world in front, or looks again for one that could not be proved gone. */
void guichet_supervisor_wipe_old (GuichetSupervisor *self);

/** The last step of a wipe: what CUPS held is gone, or not. */
void guichet_supervisor_take_purge (GuichetSupervisor *self, gboolean is_proved);

/* supervisor-print.c: what the visit left in CUPS */

/** What a worker counted in @metric, for the outcome of a print that it cannot tell any more. */
void guichet_supervisor_note_print (GuichetSupervisor *self, const char *metric);
/** Takes it away and looks for it; guichet_supervisor_take_purge() follows. @may_finish: what is
 *  being printed may come out, for as long as the centre allows. */
void guichet_supervisor_purge_prints (GuichetSupervisor *self, gboolean may_finish);
/** The same when the supervisor stops: blocks, and nothing follows. */
void guichet_supervisor_stop_prints (GuichetSupervisor *self);

/* supervisor-workers.c: programs with a device, outside the world */

/** @shell: beside it stand the programs of the workers. */
void guichet_supervisor_make_workers (GuichetSupervisor *self, const char *shell);
/** Hears what @world asks for; only the world of the visit in progress gets a worker. */
void guichet_supervisor_serve_workers (GuichetSupervisor *self, GuichetWorld *world);

/* supervisor-health.c: how the terminal is, for the administrator */

/** Borrows @supervisor, whose settings and store it needs. */
GuichetSupervisorHealth *guichet_supervisor_health_new (GuichetSupervisor *supervisor,
                                                        guint n_config_problems);
/** Nothing is published any more, the file is gone; failures are still counted. */
void guichet_supervisor_health_stop (GuichetSupervisorHealth *self);
void guichet_supervisor_health_free (GuichetSupervisorHealth *self);
/** Something failed; of a visit, the file of the health tells it once the day is over. */
void guichet_supervisor_note_fault (GuichetSupervisor *self, GuichetFault fault);
/** What the state was told, and has answered with @actions. */
void guichet_supervisor_note_event (GuichetSupervisor *self, GuichetSessionEvent event,
                                    guint actions);
void guichet_supervisor_add_health_status (GuichetSupervisor *self, GVariantBuilder *status);

/* supervisor-probe.c: WebKit's sandbox, looked at once after each start */

/** Does nothing when it was looked at already. */
void guichet_supervisor_probe_sandbox (GuichetSupervisor *self);
/** Its end clears self->probe. */
void guichet_supervisor_end_probe (GuichetSupervisor *self);

/* supervisor-time.c: who is there, how long a visit lasts, help, the dark screen */

/** Borrows @supervisor, whose settings and state it needs; strings are copied. */
GuichetSupervisorTime *guichet_supervisor_time_new (GuichetSupervisor *supervisor,
                                                    const char *notice, const char *locale_dir);
void guichet_supervisor_time_free (GuichetSupervisorTime *self);
/** Listens at the way by which our own programs reach the screen; @path: of its socket. */
void guichet_supervisor_time_watch_display (GuichetSupervisorTime *self,
                                            GuichetDisplayGate *display, const char *path);
/** Listens to what @world says of time, and to what is done in its windows. */
void guichet_supervisor_watch_time (GuichetSupervisor *self, GuichetWorld *world);
/** Work that goes on, or is over. */
void guichet_supervisor_hold (GuichetSupervisor *self, GuichetHold hold, gboolean is_held);
/** Keyboards, pointers and touch screens that are there. */
guint guichet_supervisor_get_n_inputs (GuichetSupervisor *self);
void guichet_supervisor_add_time_status (GuichetSupervisor *self, GVariantBuilder *status);

/* supervisor-staff.c: what the actions of staff need */

/** Borrows @self; strings are copied. */
GuichetSupervisorStaff *guichet_supervisor_staff_new (GuichetSupervisor *self,
                                                      const GuichetSupervisorOptions *options);
/** A visit begins: ends workers that staff use. */
void guichet_supervisor_staff_make_way (GuichetSupervisor *self);
/** Ends workers that staff use, and waits until they are gone. */
void guichet_supervisor_staff_stop (GuichetSupervisor *self);
void guichet_supervisor_staff_free (GuichetSupervisorStaff *staff);
/** Tells @world what residents are to see, once it can hear. */
void guichet_supervisor_tell_notices (GuichetSupervisor *self, GuichetWorld *world);
/** Another day may have begun. */
void guichet_supervisor_expire_notices (GuichetSupervisor *self);
