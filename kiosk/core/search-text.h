/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** How well a text answers a search; larger is better. */
typedef enum {
  GUICHET_SEARCH_NONE,
  GUICHET_SEARCH_INSIDE,     /* every word found somewhere */
  GUICHET_SEARCH_WORD_START, /* every word found at the start of a word */
  GUICHET_SEARCH_TEXT_START, /* the text begins with what was typed */
} GuichetSearchMatch;

/**
 * Folds @text so that what a person would call the same is the same: no case, no accents, ligatures
 * split ("œ" is "oe"), apostrophes, hyphens and every other sign are one blank, no blank at the
 * ends. Owned by the caller; "" for text that is not UTF-8.
 */
char *guichet_search_text_fold (const char *text);
/** Both arguments folded. An empty @needle matches nothing. */
GuichetSearchMatch guichet_search_text_match (const char *folded_text, const char *folded_needle);
