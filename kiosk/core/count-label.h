/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Labels of what a centre may name as it likes: what is not in the registry (usage/metrics.conf) is
 * counted with the rest, and its name stays here. Static strings.
 */

/** Label of "group-opened" for the group @id; "autres" for a group of the centre's own. */
const char *guichet_count_label_of_group (const char *id);
/** Label of "language-used" for the code @language; "other" for one that is not told apart. */
const char *guichet_count_label_of_language (const char *language);
