/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** Whether @behaviour is one of a shell that does not keep to the protocol. */
gboolean raw_shell_knows (const char *behaviour);
/** Is that shell, on the channel @fd, until it is killed or the supervisor is gone. */
int raw_shell_run (const char *behaviour, int fd);
