/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include <stdio.h>

/**
 * Reads everything a terminal would read and prints to @out each mistake on a line of its own,
 * then a line with their numbers. @centre_dir may be NULL or missing. TRUE: there is none.
 */
gboolean guichet_config_check (const char *defaults_dir, const char *centre_dir, FILE *out);
