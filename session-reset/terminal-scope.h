/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A start waits no longer than this; one that answers does so at once. */
#define GUICHET_TERMINAL_SCOPE_PATIENCE_MS 10000

/** Asks the user's own service manager (user@.service, which logind starts with a PAM session) for
 * a control group that is handed over to us (org.freedesktop.systemd1(5), StartTransientUnit,
 * Delegate=), and waits until this process is in it. A PAM session's own group is root's: nothing
 * can be made below it. The group goes when the last process in it does. What is left in groups
 * that a supervisor before this one asked for with the same @runtime_dir is killed.
 *
 * @socket: the manager's own (XDG_RUNTIME_DIR/systemd/private). @groups: the directory where older
 * groups are looked for when there is none for us. FALSE when there is no manager
 * (G_IO_ERROR_NOT_FOUND), it refuses, or does not answer (G_IO_ERROR_TIMED_OUT): this process is
 * where it was. Blocks, at most @patience_ms in all. Main thread, before worlds begin. */
gboolean guichet_terminal_scope_enter (const char *socket, const char *groups,
                                       const char *runtime_dir, guint patience_ms, GError **error);
/** The path of that socket here, owned by the caller; NULL without a user's runtime directory. */
char *guichet_terminal_scope_find_socket (void);
/** The path of the manager's groups for programs here, owned by the caller. */
char *guichet_terminal_scope_find_groups (void);
