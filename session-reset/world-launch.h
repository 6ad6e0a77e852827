/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** What a started world leaves in the hands of its supervisor. */
typedef struct {
  /* Owned */
  GSubprocess *bwrap; /* bubblewrap outside; ends with the world */
  GSocket *channel;   /* our end of the socket pair */
  int info_fd;        /* bubblewrap writes the first process's number here; close it */
} GuichetWorldLaunch;

/**
 * Starts @command with the descriptors of world-command.h and nothing else: the other end of
 * the channel and the small files; standard input and outputs are /dev/null. Blocks for some
 * milliseconds. @group: see guichet_world_launch_prepare_child(); copied.
 */
gboolean guichet_world_launch (const char *const *command, const char *group,
                               GuichetWorldLaunch *launch, GError **error);
/** Number of the world's first process, read from bubblewrap's answer @text; 0 when not there. */
int guichet_world_launch_parse_info (const char *text);
/**
 * Kills @bwrap, started with guichet_world_launch_prepare_child(), and all of its process group:
 * bubblewrap's child, killed between its fork(2) and its prctl(2), would else wait for a parent
 * that is gone.
 */
void guichet_world_launch_kill (GSubprocess *bwrap);
/** For g_subprocess_launcher_set_child_setup(): a process group and a keyring of its own, its full
 *  turn of the processor, first to go when memory runs out, and in the control group whose
 * "cgroup.procs" is at the path @group; NULL: in that of its parent. Workers want all but the last.
 */
void guichet_world_launch_prepare_child (gpointer group);
