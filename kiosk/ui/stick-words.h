/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stick-error.h"

/** What is said while a stick is used, in plain words. */
typedef enum {
  GUICHET_STICK_WORDS_WAIT,
  GUICHET_STICK_WORDS_INSERT,
  GUICHET_STICK_WORDS_INSERT_TO_SAVE,
  GUICHET_STICK_WORDS_SEVERAL,
  GUICHET_STICK_WORDS_EMPTY,
  GUICHET_STICK_WORDS_TAKING,
  GUICHET_STICK_WORDS_SAVING,
  GUICHET_STICK_WORDS_SAVED,
  GUICHET_STICK_WORDS_UNREADABLE,
  GUICHET_STICK_WORDS_GONE,
  GUICHET_STICK_WORDS_TOO_LARGE,
  GUICHET_STICK_WORDS_FULL,
  GUICHET_STICK_WORDS_READ_ONLY,
  GUICHET_STICK_WORDS_FAILED,
  GUICHET_STICK_N_WORDS
} GuichetStickWords;

/** Static, translated. */
const char *guichet_stick_words_get_title (GuichetStickWords words);
const char *guichet_stick_words_get_text (GuichetStickWords words);
const char *guichet_stick_words_get_icon (GuichetStickWords words);
/** Of the only button: what it leads to. */
const char *guichet_stick_words_get_button (GuichetStickWords words);
/** @error: of any domain. */
GuichetStickWords guichet_stick_words_from_error (const GError *error, gboolean is_saving);
