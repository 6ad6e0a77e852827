/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetWebDialog: one question of a page, waiting for its answer: the page stands still until
 * then. The screen shows it as a calm sheet that names the site. When the last reference goes
 * without an answer, the default is given: an alert is put away, a question is answered "no",
 * leaving a page is allowed. Main thread only.
 *
 * Signal "ended": it was answered or its page is gone; the sheet is to be put away.
 */
#define GUICHET_TYPE_WEB_DIALOG (guichet_web_dialog_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWebDialog, guichet_web_dialog, GUICHET, WEB_DIALOG, GObject)

typedef enum {
  GUICHET_WEB_DIALOG_ALERT,   /* one button */
  GUICHET_WEB_DIALOG_CONFIRM, /* accept or not */
  GUICHET_WEB_DIALOG_PROMPT,  /* accept with a text, or not */
  GUICHET_WEB_DIALOG_LEAVE,   /* leave the page and lose what was typed, or stay */
} GuichetWebDialogKind;

GuichetWebDialogKind guichet_web_dialog_get_kind (GuichetWebDialog *self);
/** What the page says: plain text of at most 600 characters. Never NULL; the page chose it, so it
 *  must not look like the terminal's own words. Empty for LEAVE. */
const char *guichet_web_dialog_get_text (GuichetWebDialog *self);
/** First text of a PROMPT, at most 200 characters; NULL otherwise. */
const char *guichet_web_dialog_get_default_text (GuichetWebDialog *self);
/** Answers; @text is for an accepted PROMPT. Only the first answer counts. */
void guichet_web_dialog_answer (GuichetWebDialog *self, gboolean accepted, const char *text);
