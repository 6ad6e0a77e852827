/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "world-identity.h"
#include "world-roster.h"

/** One value per step that can fail; VERIFIED is the only good one. */
typedef enum {
  GUICHET_WIPE_VERIFIED,
  GUICHET_WIPE_FAILED_KILL,        /* the world's first process would not end */
  GUICHET_WIPE_FAILED_PROCESS,     /* a process lives in the world's pid namespace or below */
  GUICHET_WIPE_FAILED_MOUNT,       /* a mount of one of its memory file systems is left */
  GUICHET_WIPE_FAILED_OPEN_FILE,   /* a process holds a file of it open */
  GUICHET_WIPE_FAILED_RUNTIME_DIR, /* its directory could not be removed */
  GUICHET_WIPE_FAILED_LOOK,        /* /proc could not be read: nothing can be proved */
  GUICHET_WIPE_FAILED_PRINT,       /* CUPS has, or may have, something of its prints */
} GuichetWipeResult;

/** "verified", or the failed step: "failed-process", "failed-mount"... The labels of the metric
 * "wipe". Static.
 */
const char *guichet_wipe_result_to_label (GuichetWipeResult result);
/** Short code that reception can read out on the phone: "W-2"... Static. */
const char *guichet_wipe_result_to_code (GuichetWipeResult result);

/**
 * Looks once, through /proc, for anything left of the world @identity: processes of its pid
 * namespace and those nested in it, mounts, open files; then removes @runtime_dir (may be NULL)
 * and looks that it is gone. Worlds in @living may hold what they mounted themselves. A dead
 * process that only waits for its parent counts as gone. Blocks for some milliseconds.
 */
GuichetWipeResult guichet_wipe_look (const GuichetWorldIdentity *identity,
                                     const GuichetWorldRoster *living, const char *runtime_dir);
