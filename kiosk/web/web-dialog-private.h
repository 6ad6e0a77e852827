/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-dialog.h"

#include <webkit/webkit.h>

/** Takes a reference of @dialog; it is closed with the answer. */
GuichetWebDialog *guichet_web_dialog_new (WebKitScriptDialog *dialog);
/** The engine's signal is over: only from here on may (and must) an answer close its dialog. */
void guichet_web_dialog_defer (GuichetWebDialog *self);
/** TRUE only for leaving a page. */
gboolean guichet_web_dialog_get_default_answer (WebKitScriptDialog *dialog);
/** Writes the answer into @dialog, which the caller lets go. */
void guichet_web_dialog_answer_now (WebKitScriptDialog *dialog, gboolean accepted,
                                    const char *text);
