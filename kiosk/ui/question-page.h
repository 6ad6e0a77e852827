/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clock.h"

#include <gtk/gtk.h>

/**
 * GuichetQuestionPage: at the end of a visit, where the centre asks: whether the resident could do
 * what they came for, then their age or their situation; never both of one person, so that they
 * cannot be crossed by anybody. Each can be passed. Template ui/question-page.ui.
 *
 * Signals "answered" (const char *metric, const char *label); "finished": also when nobody answers
 * for half a minute, which is not counted.
 */
#define GUICHET_TYPE_QUESTION_PAGE (guichet_question_page_get_type ())
G_DECLARE_FINAL_TYPE (GuichetQuestionPage, guichet_question_page, GUICHET, QUESTION_PAGE, GtkWidget)

typedef enum {
  GUICHET_QUESTION_AGE,
  GUICHET_QUESTION_SITUATION,
} GuichetQuestionSecond;

/** Seconds without an answer after which a question is over. */
#define GUICHET_QUESTION_SECONDS 30

/** Asks, from the first. @clock is kept: a tap that came too soon was meant for what was there
 *  before (GUICHET_VISIT_CONFIRM_GUARD). */
void guichet_question_page_start (GuichetQuestionPage *self, GuichetClock *clock,
                                  GuichetQuestionSecond second);
/** As if a button was touched; for the tests. @label: NULL for "Skip". */
void guichet_question_page_answer (GuichetQuestionPage *self, const char *label);
/** The metric that is asked for now. Static. */
const char *guichet_question_page_get_metric (GuichetQuestionPage *self);
