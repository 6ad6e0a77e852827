/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Runs a program that the centre set, @path, with the one argument @word (may be NULL), in the
 * background; it is killed after half a minute. It is told nothing of the visit, and what it says
 * is not kept. Main thread.
 */
void guichet_centre_program_run (const char *path, const char *word);
