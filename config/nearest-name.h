/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Of @names (NULL-terminated), the one that @text was most likely meant to be, by edit distance
 * without regard to case; NULL when none is near. Borrowed from @names.
 */
const char *guichet_nearest_name (const char *text, const char *const *names);
