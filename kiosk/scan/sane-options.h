/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sane/sane.h>

/* The few options of SANE's standard that a page needs, looked for by name in an open device. All
 * may block. */

/** Value to set "source" to; NULL when there is no such one. The words differ from driver to
 *  driver: "Flatbed", "Document Table", "ADF Front", "Automatic Document Feeder"... Borrowed. */
const char *guichet_sane_options_find_glass (SANE_Handle handle);
const char *guichet_sane_options_find_feeder (SANE_Handle handle);
/** Value to set "mode" to, likewise. */
const char *guichet_sane_options_find_colour (SANE_Handle handle);
const char *guichet_sane_options_find_grey (SANE_Handle handle);
gboolean guichet_sane_options_has (SANE_Handle handle, const char *name);

/** Nearest resolution to @wanted that the device has, rather more than less. */
guint guichet_sane_options_nearest_resolution (SANE_Handle handle, guint wanted);
/** 0: unknown. */
guint guichet_sane_options_get_resolution (SANE_Handle handle);

void guichet_sane_options_set_string (SANE_Handle handle, const char *name, const char *value);
/** Sets a number, clipped to what the option takes. */
void guichet_sane_options_set_number (SANE_Handle handle, const char *name, double value);
/** Sets the area to what the device has of an A4 page, from its corner. */
void guichet_sane_options_set_a4 (SANE_Handle handle, guint resolution);
