/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-file-request.h"

#include "web-uploads.h"

#include <webkit/webkit.h>

/** @uploads is kept. @accept: the attribute when it is known, else NULL: what the engine says. */
GuichetWebFileRequest *guichet_web_file_request_new (WebKitFileChooserRequest *request,
                                                     GuichetWebUploads *uploads, const char *accept,
                                                     gboolean capture);
