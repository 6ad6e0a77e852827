/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Asks the user's own service manager (user@.service, which logind starts with a PAM session) for
 * a control group that is handed over to us (org.freedesktop.systemd1(5), StartTransientUnit,
 * Delegate=), and waits until this process is in it. A PAM session's own group is root's: nothing
 * can be made below it. The group goes when the last process in it does. What is left in groups
 * that a supervisor before this one asked for with the same @runtime_dir is killed.
 *
 * @socket: the manager's own (XDG_RUNTIME_DIR/systemd/private). FALSE when there is no manager
 * (G_IO_ERROR_NOT_FOUND), or it refuses: this process is where it was. Blocks, at most 10 s. Main
 * thread, before worlds begin. */
gboolean guichet_terminal_scope_enter (const char *socket, const char *runtime_dir, GError **error);
/** The path of that socket here, owned by the caller; NULL without a user's runtime directory. */
char *guichet_terminal_scope_find_socket (void);
