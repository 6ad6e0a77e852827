/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/**
 * GuichetStepper: a small number between a minus and a plus, for fingers. Template ui/stepper.ui.
 *
 * Properties: "label" (string, write only).
 * Signals: "changed": by the resident.
 */
#define GUICHET_TYPE_STEPPER (guichet_stepper_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStepper, guichet_stepper, GUICHET, STEPPER, GtkWidget)

/** @value is brought between @min and @max. */
void guichet_stepper_set (GuichetStepper *self, guint value, guint min, guint max);
guint guichet_stepper_get_value (GuichetStepper *self);
