/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-pins.h"
#include "supervisor.h"

/**
 * GuichetStaffPanel: the program in which staff type their PIN and tell the terminal what to do. It
 * is a small process of its own, in no world: it comes up when shell, page or network are dead. It
 * can only ask; what its role may do is decided here. Main thread only.
 */
#define GUICHET_TYPE_STAFF_PANEL (guichet_staff_panel_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStaffPanel, guichet_staff_panel, GUICHET, STAFF_PANEL, GObject)

/** Where the program is and how it speaks. Strings are copied. */
typedef struct {
  const char *program;
  const char *locale_dir; /* or NULL */
  const char *language;
  const char *display; /* socket of the screen */
} GuichetStaffPanelOptions;

GuichetStaffPanel *guichet_staff_panel_new (const GuichetStaffPanelOptions *options,
                                            GuichetSupervisor *supervisor, GuichetStaffPins *pins);
/** Shows the pad, unless it is there. */
void guichet_staff_panel_show (GuichetStaffPanel *self);
/** Ends it, if it is there. */
void guichet_staff_panel_hide (GuichetStaffPanel *self);
