/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetWebFileRequest: a form's file button was pressed, and waits for an answer. Without one it
 * is cancelled when the last reference goes. Main thread only.
 *
 * Signal "ended": answered, cancelled, or its page went on without it.
 */
#define GUICHET_TYPE_WEB_FILE_REQUEST (guichet_web_file_request_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWebFileRequest, guichet_web_file_request, GUICHET, WEB_FILE_REQUEST,
                      GObject)

/** What the field says it takes, as an "accept" attribute; "": anything. Hostile input. Borrowed.
 */
const char *guichet_web_file_request_get_accept (GuichetWebFileRequest *self);
gboolean guichet_web_file_request_get_multiple (GuichetWebFileRequest *self);
/** The field asks for a photograph to be taken now ("capture"). */
gboolean guichet_web_file_request_get_capture (GuichetWebFileRequest *self);
gboolean guichet_web_file_request_is_pending (GuichetWebFileRequest *self);

/**
 * Gives the form files with the bytes of @fds under @names (plain file names, as from
 * guichet_document_get_file_name()), @n of each. The files lie in the world's memory until the page
 * has gone two documents further, or is closed. FALSE, and the request is cancelled, when they
 * could not be written.
 */
gboolean guichet_web_file_request_answer (GuichetWebFileRequest *self, const int *fds,
                                          char *const *names, guint n, GError **error);
void guichet_web_file_request_cancel (GuichetWebFileRequest *self);
