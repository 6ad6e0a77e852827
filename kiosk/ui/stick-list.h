/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document-child.h"
#include "stick-client.h"

/**
 * GuichetStickList: the documents on a stick, some at a time, to choose from. Template
 * ui/stick-list.ui.
 *
 * Signals: "taken": guichet_stick_list_get_chosen() is wanted, and the client is free; "back".
 */
#define GUICHET_TYPE_STICK_LIST (guichet_stick_list_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStickList, guichet_stick_list, GUICHET, STICK_LIST, GtkWidget)

/**
 * Shows @entries (element type GuichetStickEntry; a reference is taken) and draws those on the
 * screen by way of @client and @opener, which are borrowed until clear(). @left_out: how many are
 * not there.
 */
void guichet_stick_list_show (GuichetStickList *self, GuichetStickClient *client,
                              const GuichetDocumentOpener *opener, GPtrArray *entries,
                              guint left_out);
/** Forgets everything; also stops drawing. */
void guichet_stick_list_clear (GuichetStickList *self);
/** Entries, borrowed, in the order they were touched; the array is the caller's. */
GPtrArray *guichet_stick_list_get_chosen (GuichetStickList *self);
void guichet_stick_list_focus (GuichetStickList *self);
