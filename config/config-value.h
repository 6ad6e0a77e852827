/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** "true" or "false" in small letters; FALSE on anything else. */
gboolean guichet_config_value_parse_boolean (const char *text, gboolean *value);
/** Plain digits from @min to @max; FALSE on anything else. */
gboolean guichet_config_value_parse_number (const char *text, guint min, guint max, guint *value);
/** A whole number and a unit: "90 s", "5 min", "2 h". FALSE on anything else, and on 0. */
gboolean guichet_config_value_parse_duration (const char *text, guint *seconds);
/**
 * A whole number and a unit, "5 Mo" or "5 MB"; o and B, ko and kB, Mo and MB, Go and GB count in
 * thousands, Kio and KiB, Mio and MiB, Gio and GiB in 1024. FALSE on anything else, and on 0.
 */
gboolean guichet_config_value_parse_size (const char *text, guint64 *bytes);
/** A name of a-z, 0-9 and hyphens, at most @max long. */
gboolean guichet_config_value_is_id (const char *text, gsize max);
/** One line of 1 to @max characters, none of them a control character or a writing direction. */
gboolean guichet_config_value_is_line (const char *text, glong max);
