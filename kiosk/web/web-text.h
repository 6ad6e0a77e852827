/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * @text for the screen: valid UTF-8 of at most @max_characters, without control characters (line
 * ends, U+2028 and U+2029 become spaces) and without the marks that reorder what follows them
 * (U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F, U+061C): a page could make its words look
 * like the terminal's. NULL is empty. Owned by the caller. Pure.
 */
char *guichet_web_text_clean (const char *text, glong max_characters);
