/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** Characters of the message on the home screen. */
#define GUICHET_STAFF_MESSAGE_MAX 140
/** Characters of the words on a hidden service. */
#define GUICHET_STAFF_WORDS_MAX 60

/**
 * GuichetStaffNotices: what staff tell the residents: a message on the home screen, until it is
 * taken away, and services that are down today, until the day is over. Kept in a file of staff's
 * own words, so that they live on when the machine is switched off; never logged. Main thread only.
 *
 * Signal "changed": residents are to see something else.
 */
#define GUICHET_TYPE_STAFF_NOTICES (guichet_staff_notices_get_type ())
G_DECLARE_FINAL_TYPE (GuichetStaffNotices, guichet_staff_notices, GUICHET, STAFF_NOTICES, GObject)

/** @path: of the file; need not exist. @get_today: "YYYY-MM-DD", the caller's to free. */
GuichetStaffNotices *guichet_staff_notices_new (const char *path, char *(*get_today) (void));

/** One line of at most GUICHET_STAFF_MESSAGE_MAX characters; "" takes it away. FALSE: it is none,
 *  or could not be kept: G_IO_ERROR_INVALID_ARGUMENT, or what went wrong. */
gboolean guichet_staff_notices_set_message (GuichetStaffNotices *self, const char *message,
                                            GError **error);
/** @words: one line of at most GUICHET_STAFF_WORDS_MAX characters; "" says that it does not work
 *  today. Errors as above. */
gboolean guichet_staff_notices_hide (GuichetStaffNotices *self, const char *service,
                                     const char *words, GError **error);
gboolean guichet_staff_notices_show (GuichetStaffNotices *self, const char *service,
                                     GError **error);
/** Forgets what was for another day. */
void guichet_staff_notices_expire (GuichetStaffNotices *self);

/** "" when there is none. Borrowed. */
const char *guichet_staff_notices_get_message (GuichetStaffNotices *self);
/** Borrowed; NULL: it is not hidden. */
const char *guichet_staff_notices_get_words (GuichetStaffNotices *self, const char *service);
/** A floating a(ss): service and words. */
GVariant *guichet_staff_notices_get_hidden (GuichetStaffNotices *self);
