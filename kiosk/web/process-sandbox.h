/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>

#include <glib.h>

/** Value of "Seccomp:" in proc(5) status that means a system call filter. */
#define GUICHET_SECCOMP_FILTER 2

/**
 * Looks among the descendants of @ancestor under @proc_dir ("/proc") for web processes, and gives
 * the lowest "Seccomp:" of them: one that is not in its sandbox is enough. Returns how many there
 * are; with none @seccomp is 0.
 */
guint guichet_process_sandbox_read (const char *proc_dir, pid_t ancestor, guint *seccomp);
