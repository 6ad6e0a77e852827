/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stick-error.h"

/**
 * GuichetStickDisk: the USB stick, by udisks2. Made in the main thread; mount and unmount block and
 * may be called in another one, one at a time.
 *
 * Signal "changed": a stick came or went (main thread).
 */
#define GUICHET_TYPE_STICK_DISK (guichet_stick_disk_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStickDisk, guichet_stick_disk, GUICHET, STICK_DISK, GObject)

/** @bus: the one that udisks2 is on. @with_loops: files that stand for sticks count too, for tests.
 */
GuichetStickDisk *guichet_stick_disk_new (GDBusConnection *bus, gboolean with_loops,
                                          GError **error);

GuichetStickState guichet_stick_disk_get_state (GuichetStickDisk *self);

/**
 * Mounts the one stick that is there: noexec, nosuid, nodev, read-only unless @writable, and looks
 * that it is so. Its root folder, owned by the caller; -1 and @error of GUICHET_STICK_ERROR.
 */
int guichet_stick_disk_mount (GuichetStickDisk *self, gboolean writable, GError **error);
/** What was written is on the stick when this gives TRUE. TRUE also when nothing is mounted. All
 *  descriptors below its root must be closed. */
gboolean guichet_stick_disk_unmount (GuichetStickDisk *self, GError **error);
/** Unmounts what a worker that was killed left mounted, on any stick; never the machine's own. */
void guichet_stick_disk_unmount_all (GuichetStickDisk *self);
