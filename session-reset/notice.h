/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetNotice: the small program that fills the screen with "out of order, call reception". It
 * has nothing of WebKit in it, so that it comes up when a world cannot. Restarted when it ends.
 */
#define GUICHET_TYPE_NOTICE (guichet_notice_get_type ())
G_DECLARE_FINAL_TYPE (GuichetNotice, guichet_notice, GUICHET, NOTICE, GObject)

/** @locale_dir may be NULL. Strings are copied. */
GuichetNotice *guichet_notice_new (const char *program, const char *locale_dir,
                                   const char *language);
/** @path: socket of the screen that it is shown on, in place of $WAYLAND_DISPLAY. */
void guichet_notice_set_display (GuichetNotice *self, const char *path);
/** Shows @code ("W-2"); again with another code when it is shown already. */
void guichet_notice_show (GuichetNotice *self, const char *code);
void guichet_notice_hide (GuichetNotice *self);
/** Whether its window is painted: so says the program itself. */
gboolean guichet_notice_is_shown (GuichetNotice *self);
