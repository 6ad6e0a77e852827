/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "input-kind.h"

/** Connections that one world may have to the screen: its shell and its web processes. */
#define GUICHET_DISPLAY_GATE_MAX_CONNECTIONS 32

/**
 * GuichetDisplayGate: the socket at which a world finds the screen. Each connection is led to the
 * compositor through a GuichetDisplayFilter of its own. Main thread only; never blocks.
 */
typedef struct _GuichetDisplayGate GuichetDisplayGate;

/** Listens on @path (made here); connects to the compositor's @display_socket. */
GuichetDisplayGate *guichet_display_gate_new (const char *path, const char *display_socket,
                                              GError **error);
/** @func is told of keys, pointer and fingers that go through any connection from now on, in the
 *  middle of handling them: it must not free the gate. May be NULL. */
void guichet_display_gate_set_input_func (GuichetDisplayGate *self, GuichetInputFunc func,
                                          gpointer user_data);
/** Closes all connections at once and removes the socket. */
void guichet_display_gate_free (GuichetDisplayGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetDisplayGate, guichet_display_gate_free)
