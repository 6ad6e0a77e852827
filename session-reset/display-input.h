/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "input-kind.h"

/**
 * GuichetDisplayInput: the part of a display filter that sees input go to a world. It knows which
 * objects of the connection are seats, keyboards, pointers and touch screens, and reads the events
 * that the compositor sends to them. Knows nothing of sockets.
 *
 * Objects are the client's to number, and a number can be used again; but not before the client
 * gave the object back by a request that passes here, or the compositor would have closed the
 * connection.
 */
typedef struct _GuichetDisplayInput GuichetDisplayInput;

GuichetDisplayInput *guichet_display_input_new (void);
void guichet_display_input_free (GuichetDisplayInput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetDisplayInput, guichet_display_input_free)

/** @func may be NULL. */
void guichet_display_input_set_func (GuichetDisplayInput *self, GuichetInputFunc func,
                                     gpointer user_data);

/** The client bound a wl_seat as @object. FALSE when it has too many. */
gboolean guichet_display_input_add_seat (GuichetDisplayInput *self, guint32 object);
/** The client bound a wl_output as @object: it tells how large the screen is. FALSE likewise. */
gboolean guichet_display_input_add_output (GuichetDisplayInput *self, guint32 object);
/** A request or an event; @words: its @n_words arguments. FALSE when the client has too many
 *  devices. */
gboolean guichet_display_input_take_request (GuichetDisplayInput *self, guint32 object,
                                             guint16 opcode, const guint8 *words, gsize n_words);
void guichet_display_input_take_event (GuichetDisplayInput *self, guint32 object, guint16 opcode,
                                       const guint8 *words, gsize n_words);
