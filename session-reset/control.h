/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _GuichetSupervisor GuichetSupervisor;

/**
 * GuichetControl: the socket on which guichetctl speaks. Only the supervisor's own user and root
 * may connect; a world never sees the socket. Main thread only.
 */
#define GUICHET_TYPE_CONTROL (guichet_control_get_type ())
G_DECLARE_FINAL_TYPE (GuichetControl, guichet_control, GUICHET, CONTROL, GObject)

/** Listens on @path, which is replaced. @supervisor is referenced. */
GuichetControl *guichet_control_new (const char *path, GuichetSupervisor *supervisor,
                                     GError **error);
