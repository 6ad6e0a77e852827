/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Faults in the system calls by which SQLite changes a file (sqlite3_vfs.xSetSystemCall): opening,
 * writing, truncating, deleting. */
typedef enum {
  SYS_FAULT_NONE,
  SYS_FAULT_FAIL, /* this one call fails, as on a full disk */
  SYS_FAULT_KILL, /* half of the call is done, then the process gets SIGKILL */
} SysFault;

/** From now on, the @nth call (from 1) meets @fault. */
void sys_faults_arm (SysFault fault, guint nth);
/** Takes the fault away; the number of calls since it was armed. */
guint sys_faults_disarm (void);
