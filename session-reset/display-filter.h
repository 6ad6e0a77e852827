/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "input-kind.h"

/**
 * GuichetDisplayFilter: what one connection of a world may say to the compositor, decided on the
 * bytes of the Wayland protocol. Knows nothing of sockets.
 *
 * A compositor keeps more than it shows: weston copies the clipboard and hands it to the next
 * client after its owner died, so what one resident copied the next could paste. So the globals
 * that a world sees are an allow list, and of the clipboard only the parts that stay inside the
 * client get through: copying and pasting works within a world, and nothing of it reaches the
 * compositor.
 */
typedef struct _GuichetDisplayFilter GuichetDisplayFilter;

GuichetDisplayFilter *guichet_display_filter_new (void);
void guichet_display_filter_free (GuichetDisplayFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetDisplayFilter, guichet_display_filter_free)

/**
 * Takes @size more bytes of the world's requests, and appends to @out those that may go on; half a
 * message is kept for the next call. FALSE when the bytes are not Wayland or bind what was not
 * offered: the connection must be closed.
 */
gboolean guichet_display_filter_take_requests (GuichetDisplayFilter *self, const guint8 *data,
                                               gsize size, GByteArray *out);
/** The same for the compositor's events. */
gboolean guichet_display_filter_take_events (GuichetDisplayFilter *self, const guint8 *data,
                                             gsize size, GByteArray *out);
/**
 * @func is told of keys, pointer and fingers that the compositor sends to the world: where the
 * terminal is a window of another screen, there is no other place to see them. May be NULL. The
 * objects they are sent to are the world's, but the events are the compositor's alone.
 */
void guichet_display_filter_set_input_func (GuichetDisplayFilter *self, GuichetInputFunc func,
                                            gpointer user_data);
/** Removes the first @n bytes of @bytes, and leaves no copy of them in its room. */
void guichet_display_filter_forget (GByteArray *bytes, gsize n);
