/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetWebUploads: the files that a page was given for its forms. They lie in the world's memory,
 * each alone in a directory of its own, and are wiped and removed when the page has no use for
 * them any more. Main thread only.
 */
#define GUICHET_TYPE_WEB_UPLOADS (guichet_web_uploads_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWebUploads, guichet_web_uploads, GUICHET, WEB_UPLOADS, GObject)

/** @dir: an own directory for all pages, made when needed. */
GuichetWebUploads *guichet_web_uploads_new (const char *dir);
/**
 * Writes @n files with the bytes of @fds, from their beginning, named @names. The paths, ended by
 * NULL, owned by the caller; NULL and @error, and nothing written, when one of them failed.
 */
GStrv guichet_web_uploads_write (GuichetWebUploads *self, const int *fds, char *const *names,
                                 guint n, GError **error);
/** The page shows another document: what was given to the one before the last goes. */
void guichet_web_uploads_page_changed (GuichetWebUploads *self);
void guichet_web_uploads_remove_all (GuichetWebUploads *self);
guint guichet_web_uploads_get_n_files (GuichetWebUploads *self);
