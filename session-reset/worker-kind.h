/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetSettings GuichetSettings;

/** What a line of a worker's status pipe means to the supervisor. */
typedef enum {
  GUICHET_WORKER_ALIVE, /* something came from the device; also "started" */
  GUICHET_WORKER_BUSY,  /* work began: it holds the visit, and silence is watched from here */
  GUICHET_WORKER_IDLE,  /* the work is over, well or not */
  GUICHET_WORKER_COUNT, /* "WORD LABEL" or "WORD LABEL N": adds N (1) to a metric */
  GUICHET_WORKER_SPEND, /* "WORD N": N of what the visit may have; the next worker is told */
} GuichetWorkerMeaning;

/** One word of a kind's closed vocabulary. */
typedef struct {
  const char *word;
  GuichetWorkerMeaning meaning;
  const char *metric; /* of COUNT, else NULL; its labels are those of the registry */
} GuichetWorkerWord;

/**
 * A kind of worker: a program that has a device, in a sandbox of its own outside the world. To add
 * one: a file worker-kind-NAME.c with its table, its name in worker-kind.c, and the program beside
 * the shell. The program finds one end of a socket pair at GUICHET_CHANNEL_FD (peer-to-peer D-Bus,
 * it is the server) and the status pipe at GUICHET_STATUS_FD, and is the first process of its pid
 * namespace: it must handle SIGTERM itself. GUICHET_SPENT says what was spent in the visit before,
 * GUICHET_VISIT_MARK is a word that stands for the visit and means nothing.
 */
typedef struct _GuichetWorkerKind GuichetWorkerKind;
struct _GuichetWorkerKind {
  const char *name;               /* what OpenWorker asks for */
  const char *program;            /* file name; it stands beside the shell */
  const GuichetWorkerWord *words; /* ends with a NULL word */
  guint start_seconds;            /* until its first line */
  /* Longest silence while busy, in seconds; 0: not watched. */
  guint (*get_silence_seconds) (const GuichetSettings *settings);
  guint busy_seconds; /* longest work without a rest, whatever it says meanwhile; 0: any */
  guint term_ms;      /* from SIGTERM to SIGKILL */
  /* Added when it was silent for too long ("silent") or ended while busy ("crashed"); or NULL. */
  const char *failure_metric;
  const char *failure_device; /* label of "device-failure" added with it, or NULL */
  /* Whether the machine's network is seen; NULL: never. */
  gboolean (*has_network) (const GuichetSettings *settings);
  /* Words of bubblewrap(1), NULL-terminated: what of the system it sees besides /usr. */
  const char *const *sandbox;
  /* Appends words of bubblewrap that depend on settings, "--setenv" too; or NULL. */
  void (*add_words) (GPtrArray *argv, const GuichetSettings *settings);
  /* Started once at the end of a visit in which one of this kind was killed: it puts in order what
   * that one left on the machine. Or NULL. */
  const GuichetWorkerKind *tidier;
};

/** NULL for a name that is no kind's. Static. */
const GuichetWorkerKind *guichet_worker_kind_find (const char *name);
/** Appends copies of @first and what follows, up to NULL. */
void guichet_worker_kind_add_words (GPtrArray *argv, const char *first, ...) G_GNUC_NULL_TERMINATED;

extern const GuichetWorkerKind guichet_worker_kind_print;
extern const GuichetWorkerKind guichet_worker_kind_scan;
extern const GuichetWorkerKind guichet_worker_kind_stick;
/** The staff's; guichet_worker_kind_find() does not know it. */
extern const GuichetWorkerKind guichet_worker_kind_staff_stick;
