/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** What can go wrong with a USB stick: a closed list, spoken between the worker and the shell. */
typedef enum {
  GUICHET_STICK_ERROR_NONE_THERE, /* no stick */
  GUICHET_STICK_ERROR_SEVERAL,    /* more than one: which is meant? */
  GUICHET_STICK_ERROR_UNREADABLE, /* of a kind that is not known here, damaged, or encrypted */
  GUICHET_STICK_ERROR_GONE,       /* pulled out, or it fails, in the midst of it */
  GUICHET_STICK_ERROR_NO_SUCH_DOCUMENT,
  GUICHET_STICK_ERROR_TOO_LARGE, /* the document */
  GUICHET_STICK_ERROR_FULL,
  GUICHET_STICK_ERROR_READ_ONLY, /* it has a lock, or was not taken out of Windows properly */
  GUICHET_STICK_ERROR_BUSY,      /* with the call before */
  GUICHET_STICK_ERROR_FAILED,
  GUICHET_STICK_N_ERRORS
} GuichetStickError;

#define GUICHET_STICK_ERROR (guichet_stick_error_quark ())
/** Also has GDBus know the names of the errors. */
GQuark guichet_stick_error_quark (void);

/** Sets @error to what @error_number (errno of reading or writing a stick) means; FALSE. */
gboolean guichet_stick_error_set_errno (GError **error, int error_number);

typedef enum {
  GUICHET_STICK_STATE_NONE,
  GUICHET_STICK_STATE_ONE,
  GUICHET_STICK_STATE_SEVERAL,
} GuichetStickState;

/** "none", "one", "several". */
const char *guichet_stick_state_to_name (GuichetStickState state);
/** NONE for what is no state's name. */
GuichetStickState guichet_stick_state_from_name (const char *name);
