/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short question when a visit ends, where a centre asks it. The pages are closed by then. */
#include "shell-private.h"

static void
on_answered (GuichetShell *self, const char *metric, const char *label)
{
  guichet_shell_tell_count (self, metric, label);
}

static void
on_finished (GuichetShell *self)
{
  self->question = QUESTION_DONE;
  guichet_shell_sync (self);
  guichet_shell_tell_end (self);
}

void
guichet_shell_set_up_question (GuichetShell *self, gboolean has_question)
{
  GuichetQuestionPage *page = guichet_window_get_question (self->window);

  self->question = has_question ? QUESTION_TO_ASK : QUESTION_DONE;
  g_signal_connect_object (page, "answered", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "finished", G_CALLBACK (on_finished), self, G_CONNECT_SWAPPED);
}

gboolean
guichet_shell_ask (GuichetShell *self)
{
  if (self->question == QUESTION_DONE)
    return FALSE;
  if (self->question == QUESTION_TO_ASK) {
    self->question = QUESTION_ASKED;
    guichet_window_show_question (self->window);
    /* One of two, by chance: no visit tells both, so nobody can lay one beside the other. */
    guichet_question_page_start (guichet_window_get_question (self->window), self->clock,
                                 g_random_boolean () ? GUICHET_QUESTION_AGE
                                                     : GUICHET_QUESTION_SITUATION);
  }
  return TRUE;
}
