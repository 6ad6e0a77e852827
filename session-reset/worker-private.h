/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker.h"

#include "worker-launch.h"
#include "worker-status.h"

struct _GuichetWorker {
  GObject parent_instance;

  /* Borrowed */
  const GuichetWorkerKind *kind;

  /* Owned */
  GuichetWorldRoster *roster;
  GuichetWorldIdentity *identity;
  GuichetWorkerLaunch launch;
  char *runtime_dir;

  /* Handles */
  int pid_fd;
  guint info_source;
  guint status_source;
  guint watchdog_source;
  guint overdue_source;
  guint kill_source;
  guint look_source;

  /* State */
  char info[1024]; /* bubblewrap's answer, as far as it came */
  char line[GUICHET_WORKER_LINE_MAX + 2];
  gsize line_length;
  guint n_lines;
  guint n_spent;
  guint silence_seconds;
  gint64 look_deadline;
  GuichetWipeResult result;
  gboolean is_started; /* it said something */
  gboolean is_busy;
  gboolean is_stopping;
  gboolean is_hurried;
  gboolean is_exited;
  gboolean is_killed; /* it did not end by itself with 0 */
  gboolean is_gone;
};

/* worker.c: its start, and what it says */

/** Its own end, and not ours: counted in the middle of its work, or before it said a word. */
void guichet_worker_note_crash (GuichetWorker *self);
void guichet_worker_set_busy (GuichetWorker *self, gboolean is_busy);
/** What it said before it was killed counts. */
void guichet_worker_read_rest (GuichetWorker *self);
/** "gone": the last that is emitted. */
void guichet_worker_tell_gone (GuichetWorker *self);

/* worker-end.c: SIGTERM, SIGKILL, and the look for what is left */

/** Once bubblewrap exited, whatever the reason, the rest is killed and looked for. */
void guichet_worker_await_exit (GuichetWorker *self);
/** SIGKILL to all of it; then it is looked for until it is gone. */
void guichet_worker_kill_now (GuichetWorker *self);
