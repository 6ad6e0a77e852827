/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stick-disk.h"
#include "stick-save.h"

/**
 * GuichetStickHold: the stick as one visit has it, mounted or not, and what was found on it. Each
 * call blocks, as long as the stick takes, and may run in any thread; never two at a time. Errors
 * are of GUICHET_STICK_ERROR.
 */
typedef struct _GuichetStickHold GuichetStickHold;

/** Takes a reference of @disk. @moved is called with @user_data for each part that was written, in
 * the thread of the call. */
GuichetStickHold *guichet_stick_hold_new (GuichetStickDisk *disk, GuichetStickMoved moved,
                                          gpointer user_data);
/** Lets go of nothing by itself: guichet_stick_hold_leave() comes first. */
void guichet_stick_hold_free (GuichetStickHold *self);

/** Mounts the stick to be read, and looks. Gives the documents (element type GuichetStickFile),
 * which are the hold's and last until the next call; NULL on errors. */
const GPtrArray *guichet_stick_hold_look (GuichetStickHold *self, GCancellable *cancellable,
                                          guint *left_out, GError **error);

/** A document of the last look, as a sealed memory file that is the caller's; -1 on errors. */
int guichet_stick_hold_read (GuichetStickHold *self, guint number, GError **error);

/** Mounts the stick to be written, writes @document, and lets go of the stick: only when this gives
 * a name (the caller's) may it be pulled out. @name is free to be replaced if @is_put; else the
 * next free name like it is taken. */
char *guichet_stick_hold_save (GuichetStickHold *self, int document, const char *name,
                               gboolean is_put, GCancellable *cancellable, GError **error);

/** Unmounts, and forgets what was found. */
gboolean guichet_stick_hold_leave (GuichetStickHold *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetStickHold, guichet_stick_hold_free)
