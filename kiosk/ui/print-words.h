/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-reason.h"

/** What is said of a print: plain words, translated. Borrowed. */
typedef struct {
  const char *title;
  const char *text;
} GuichetPrintWords;

/** @reason: of WAITING and FAILED. */
GuichetPrintWords guichet_print_words_find (GuichetPrintState state, GuichetPrintReason reason);
