/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-download.h"

#include <webkit/webkit.h>

/** Keeps itself and @download until it has ended. @dir: where the file may lie meanwhile. */
GuichetWebDownload *guichet_web_download_new (WebKitDownload *download, const char *dir);

/* Handlers of web-signals.c; the user data is the GuichetWebDownload. */
gboolean guichet_web_download_on_decide_destination (WebKitDownload *download, const char *name,
                                                     gpointer user_data);
void guichet_web_download_on_received_data (WebKitDownload *download, guint64 length,
                                            gpointer user_data);
void guichet_web_download_on_failed (WebKitDownload *download, GError *error, gpointer user_data);
void guichet_web_download_on_finished (WebKitDownload *download, gpointer user_data);
