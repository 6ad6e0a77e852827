/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/** To be called before gtk_init(): keeps GTK on its empty theme, away from a missing bus, and from
 *  the locale, which is guichet_ui_assets_set_language()'s. */
void guichet_ui_assets_prepare (void);
/** After gtk_init(): resources, looks, pictograms, and the few settings of the toolkit. */
void guichet_ui_assets_load (GdkDisplay *display);
/**
 * Chooses the language of the terminal's words: "fr", or another that is translated. Must come
 * before the first template. @locale_dir: where the catalogues are, and maybe the dates.
 */
void guichet_ui_assets_set_language (const char *language, const char *locale_dir);
/** Icon name of pictogram @name; the globe's for one that is not there. Owned by the caller. */
char *guichet_ui_assets_icon_name (const char *name);
