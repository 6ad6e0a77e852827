/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetWebdav: a folder of a WebDAV server, a Nextcloud file drop as a rule
 * (https://SERVER/public.php/dav/files/TOKEN/). Only https, or http to this machine.
 */
typedef struct _GuichetWebdav GuichetWebdav;

/** @uri: the folder, without user or password. @credentials: a file of one line "user:password"
 * that only its owner may read, or NULL. @authorities: PEM files besides those of the system, may
 * be NULL. @proxy: "http://host:port", or NULL for what the environment says. */
GuichetWebdav *guichet_webdav_new (const char *uri, const char *credentials,
                                   const char *const *authorities, const char *proxy,
                                   GError **error);
void guichet_webdav_free (GuichetWebdav *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetWebdav, guichet_webdav_free)

/** GuichetDeliver by PUT; @user_data is a GuichetWebdav. Never over a file that is there: its name
 *  holds the revision, so one that is there is this one. Blocks, two minutes at most. */
gboolean guichet_deliver_to_webdav (const char *name, const char *bytes, gsize length,
                                    gpointer user_data, GError **error);
