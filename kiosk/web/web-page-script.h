/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <webkit/webkit.h>

/** What a file field said when it was pressed; the engine tells only a part of it. */
typedef struct {
  /* Owned */
  char *accept;
  /* State */
  gboolean capture;
  gint64 time; /* monotonic; 0: nothing was said */
} GuichetFileField;

/**
 * Gives the pages of @manager our two scripts, in a script world of ours: one tells what a file
 * field accepts, the other puts a frame in the place of a viewer that the engine does not have, so
 * that its document is offered like any other. @field is filled from then on.
 */
void guichet_web_page_script_install (WebKitUserContentManager *manager, GuichetFileField *field);
/** Ends the filling. */
void guichet_web_page_script_uninstall (WebKitUserContentManager *manager, GuichetFileField *field);
/** TRUE when @field was said just now; it is forgotten with that. @accept is handed over. */
gboolean guichet_web_page_script_take (GuichetFileField *field, char **accept, gboolean *capture);
