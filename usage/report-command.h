/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The sub-commands of guichet-report. Each takes its own arguments, its name first, and gives the
 * exit status: */

#define GUICHET_REPORT_DONE  0
#define GUICHET_REPORT_ERROR 1 /* told on standard error */
#define GUICHET_REPORT_USAGE 2 /* it was called wrongly */

/** Prints the exact counts of one month from the terminal's own database, which is only read. */
int guichet_report_show (int argc, char **argv);

/** Tells @error as the program does, for GUICHET_REPORT_USAGE. */
int guichet_report_refuse_usage (const char *command, const char *message);
/** TRUE when the language of the locale is French. */
gboolean guichet_report_is_french (void);
