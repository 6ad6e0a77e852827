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

/** Makes the signed report of one month that may leave the centre, in its outbox. */
int guichet_report_export (int argc, char **argv);
/** Takes what waits in the outbox to a folder or a server. */
int guichet_report_send (int argc, char **argv);
/** Makes or shows the centre's key: fingerprint and QR code for the enrolment. */
int guichet_report_key (int argc, char **argv);
/** Copies a terminal's database while it is in use. */
int guichet_report_back_up (int argc, char **argv);

/* Those of a federation (usage/federation): they work on a store of many centres' reports. */

/** Reads a folder of signed reports into the store. */
int guichet_report_import (int argc, char **argv);
/** Prints figures of the store. */
int guichet_report_show_federation (int argc, char **argv);
/** Writes figures of the store into files. */
int guichet_report_export_federation (int argc, char **argv);
/** Lists, adds or revokes the centres whose reports are taken. */
int guichet_report_centres (int argc, char **argv);
/** Shows figures of the store to a browser, until it is stopped. */
int guichet_report_serve (int argc, char **argv);

/** Tells @error as the program does, for GUICHET_REPORT_USAGE. */
int guichet_report_refuse_usage (const char *command, const char *message);
/** TRUE when the language of the locale is French. */
gboolean guichet_report_is_french (void);
