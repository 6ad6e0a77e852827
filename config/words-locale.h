/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/**
 * From here on gettext goes by LANGUAGE, which becomes @language, whatever locales the machine has.
 * Needs setlocale() before. @path: folders as in LOCPATH, one of which may hold
 * fr_FR.UTF-8/LC_MESSAGES; without it there are still words, in English. Before any thread: it
 * changes the environment for a moment.
 */
void guichet_words_locale_set (const char *language, const char *path);
