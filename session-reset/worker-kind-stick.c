/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-kind.h"

#include "metric-names.h"
#include "settings.h"

/* The USB stick's worker: the system bus, on which udisks2 is, and the folders where that mounts.
 * No network, no device: blocks are read by the kernel only. */

/* A mount, a check of the file system or the last blocks of a slow stick may take so long. */
#define SILENCE_SECONDS 90

static const GuichetWorkerWord words[] = {
  { "ready", GUICHET_WORKER_ALIVE, NULL },
  { "busy", GUICHET_WORKER_BUSY, NULL },
  { "alive", GUICHET_WORKER_ALIVE, NULL },
  { "idle", GUICHET_WORKER_IDLE, NULL },
  { "device", GUICHET_WORKER_COUNT, GUICHET_METRIC_DEVICE_FAILURE },
  { NULL },
};

#define BUS "/run/dbus/system_bus_socket"

/* What is mounted there later is seen inside as well: bubblewrap's mounts follow the machine's. */
static const char *const sandbox[] = {
  "--ro-bind-try",  BUS,          BUS,      "--setenv", "DBUS_SYSTEM_BUS_ADDRESS",
  "unix:path=" BUS, "--bind-try", "/media", "/media",   "--bind-try",
  "/run/media",     "/run/media", NULL,
};

static guint
get_silence_seconds (const GuichetSettings *settings)
{
  return SILENCE_SECONDS;
}

static void
add_staff_words (GPtrArray *argv, const GuichetSettings *settings)
{
  guichet_worker_kind_add_words (argv, "--setenv", "GUICHET_STICK_STAFF", "1", NULL);
}

static void
add_tidy_words (GPtrArray *argv, const GuichetSettings *settings)
{
  guichet_worker_kind_add_words (argv, "--setenv", "GUICHET_STICK_TIDY", "1", NULL);
}

/* Unmounts what a killed one left mounted: the next world would find its name among its mounts. Not
 * listed: no world can ask for it. */
static const GuichetWorkerKind tidier = {
  .name = "stick-tidier",
  .program = "guichet-stick",
  .words = words,
  .start_seconds = 5,
  .busy_seconds = 5,
  .term_ms = 500,
  .sandbox = sandbox,
  .add_words = add_tidy_words,
};

const GuichetWorkerKind guichet_worker_kind_stick = {
  .name = "stick",
  .program = "guichet-stick",
  .words = words,
  .start_seconds = 10,
  .get_silence_seconds = get_silence_seconds,
  .term_ms = 4000,
  .sandbox = sandbox,
  .tidier = &tidier,
};

/* The same in the hands of staff, who put the terminal's own files on a stick under names that are
 * told. worker-kind.c does not list it: no world can ask for it. */
const GuichetWorkerKind guichet_worker_kind_staff_stick = {
  .name = "staff-stick",
  .program = "guichet-stick",
  .words = words,
  .start_seconds = 10,
  .get_silence_seconds = get_silence_seconds,
  .term_ms = 4000,
  .sandbox = sandbox,
  .add_words = add_staff_words,
};
