/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * The last wall, from within: limits of memory, processor time and descriptors, and a filter that
 * leaves only the system calls which reading a document needs. To be called before the first byte
 * of it is looked at. FALSE: it is not confined and must end.
 */
gboolean guichet_confine (gsize max_output_bytes);
