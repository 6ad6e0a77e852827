/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "world.h"

#include <sys/types.h>

#include "display-gate.h"
#include "guichet-world-dbus.h"
#include "world-identity.h"
#include "world-roster.h"

/* Shared with GDBus' own thread, where messages are counted. */
typedef struct {
  gint n_messages;
  gint is_closed;
} GuichetMessageMeter;

struct _GuichetWorld {
  GObject parent_instance;

  /* Borrowed */
  GuichetGate *gate;
  GuichetWorldBounds *bounds;

  /* Owned */
  GuichetWorldRoster *roster;
  GuichetDisplayGate *display;
  GSubprocess *bwrap;
  GDBusConnection *connection;
  GuichetDBusSupervisor1 *supervisor;
  GuichetDBusWorld1 *proxy;
  GuichetWorldIdentity *identity;
  GCancellable *cancellable;
  GTask *end_task;
  GSocket *channel; /* until bubblewrap told the world's first process */
  GuichetMessageMeter *meter;
  char *runtime_dir;

  /* Handles */
  pid_t first_pid; /* of the world, as seen from here; pid_fd is what is acted on */
  int info_fd;
  int pid_fd;
  guint info_source;
  guint start_timeout;
  guint ping_source;
  guint look_source;

  /* State */
  char info[1024]; /* bubblewrap's answer, as far as it came */
  guint heartbeat_seconds;
  gint64 end_deadline; /* monotonic, microseconds */
  gint64 ending_since; /* idem */
  gboolean is_ready;
  gboolean is_exited;
  gboolean is_ending;
  gboolean is_pinging;
};

typedef enum {
  GUICHET_WORLD_SIGNAL_READY,
  GUICHET_WORLD_SIGNAL_VISIT_BEGAN,
  GUICHET_WORLD_SIGNAL_END_REQUESTED,
  GUICHET_WORLD_SIGNAL_COUNT,
  GUICHET_WORLD_SIGNAL_SANDBOX_CHECKED,
  GUICHET_WORLD_SIGNAL_WORKER_WANTED,
  GUICHET_WORLD_SIGNAL_WORKER_UNWANTED,
  GUICHET_WORLD_SIGNAL_EXTENSION_ASKED,
  GUICHET_WORLD_SIGNAL_HOLD_CHANGED,
  GUICHET_WORLD_SIGNAL_HELP_ASKED,
  GUICHET_WORLD_SIGNAL_ENDED,
  GUICHET_WORLD_SIGNAL_UNRESPONSIVE,
  GUICHET_WORLD_N_SIGNALS
} GuichetWorldSignal;

/* world.c */

/** @signal: one without arguments. Nothing is emitted once the world is being ended. */
void guichet_world_emit (GuichetWorld *self, GuichetWorldSignal signal);
void guichet_world_tell_count (GuichetWorld *self, const char *metric, const char *label);
void guichet_world_tell_sandbox (GuichetWorld *self, guint seccomp);
void guichet_world_tell_hold (GuichetWorld *self, const char *kind, gboolean is_held);
void guichet_world_tell_help (GuichetWorld *self, gboolean is_asked);
/** FALSE when nobody listened: @invocation is still to be answered. */
gboolean guichet_world_tell_worker_wanted (GuichetWorld *self, const char *kind,
                                           GDBusMethodInvocation *invocation);
void guichet_world_tell_worker_unwanted (GuichetWorld *self, const char *kind);

/* world-start.c: bubblewrap, its answer, the channel */

/** Reads what bubblewrap has told so far; TRUE when there is no more to wait for. Then the first
 *  process is held by pid_fd, unless bubblewrap ended without telling it. Does not block. */
gboolean guichet_world_read_info (GuichetWorld *self);

/** Reads namespaces and devices of the first process, and notes them; FALSE when it is gone. */
gboolean guichet_world_learn_identity (GuichetWorld *self);

#define START_TIMEOUT_S 20

/* Seconds to wait for a world: longer where the centre allows its heartbeat more, as its machine is
 * slow. */
guint guichet_world_get_patience (GuichetWorld *self, guint seconds, guint heartbeats);

/* world-messages.c: what the shell sends, and the heartbeat */

/** Bounds what comes through the connection, exports the supervisor there, and starts to read. */
gboolean guichet_world_listen (GuichetWorld *self, GError **error);

/* world-end.c */

void guichet_world_drop_sources (GuichetWorld *self);
/** Its namespace is no living world's any more. */
void guichet_world_leave_roster (GuichetWorld *self);
