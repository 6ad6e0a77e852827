/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document-child.h"
#include "stick-client.h"

/** GuichetStickCard: one document on a stick: picture, name, where and how large. A button.
 * Template ui/stick-card.ui. */
#define GUICHET_TYPE_STICK_CARD (guichet_stick_card_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStickCard, guichet_stick_card, GUICHET, STICK_CARD, GtkButton)

/** @entry is borrowed and must outlive it. */
GtkWidget *guichet_stick_card_new (const GuichetStickEntry *entry);
const GuichetStickEntry *guichet_stick_card_get_entry (GuichetStickCard *self);
void guichet_stick_card_set_pixels (GuichetStickCard *self, const GuichetPixels *pixels);
void guichet_stick_card_set_chosen (GuichetStickCard *self, gboolean chosen);
