/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "question-page.h"

#include "visit.h"

#define FIRST "answer-helped"

struct _GuichetQuestionPage {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *scroller;
  GtkStack *questions;
  GtkWidget *pass_button;
  /* Owned */
  GuichetClock *clock;
  /* Handles */
  guint over_source;
  /* State */
  GuichetQuestionSecond second;
  gint64 asked_at;
};

enum { ANSWERED, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetQuestionPage, guichet_question_page, GTK_TYPE_WIDGET)

static void
finish (GuichetQuestionPage *self)
{
  g_clear_handle_id (&self->over_source, g_source_remove);
  g_clear_object (&self->clock);
  g_signal_emit (self, signals[FINISHED], 0);
}

static gboolean
on_over (gpointer user_data)
{
  GuichetQuestionPage *self = user_data;

  self->over_source = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

static void
ask (GuichetQuestionPage *self, const char *metric)
{
  gtk_stack_set_visible_child_name (self->questions, metric);
  gtk_widget_grab_focus (self->pass_button);
  self->asked_at = guichet_clock_get_time (self->clock);
  g_clear_handle_id (&self->over_source, g_source_remove);
  self->over_source = g_timeout_add_seconds (GUICHET_QUESTION_SECONDS, on_over, self);
}

void
guichet_question_page_answer (GuichetQuestionPage *self, const char *label)
{
  const char *metric = guichet_question_page_get_metric (self);

  if (self->clock == NULL ||
      guichet_clock_get_time (self->clock) - self->asked_at < GUICHET_VISIT_CONFIRM_GUARD)
    return;
  g_signal_emit (self, signals[ANSWERED], 0, metric, label != NULL ? label : "passed");
  /* Who passes the first wants to go. */
  if (label != NULL && g_str_equal (metric, FIRST))
    ask (self, self->second == GUICHET_QUESTION_AGE ? "answer-age" : "answer-situation");
  else
    finish (self);
}

static void
on_answer_clicked (GtkButton *button, GuichetQuestionPage *self)
{
  guichet_question_page_answer (self, gtk_widget_get_name (GTK_WIDGET (button)));
}

static void
on_pass_clicked (GuichetQuestionPage *self)
{
  guichet_question_page_answer (self, NULL);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  guichet_question_page_answer (GUICHET_QUESTION_PAGE (widget), NULL);
  return TRUE;
}

static void
guichet_question_page_dispose (GObject *object)
{
  GuichetQuestionPage *self = GUICHET_QUESTION_PAGE (object);

  g_clear_handle_id (&self->over_source, g_source_remove);
  g_clear_object (&self->clock);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_QUESTION_PAGE);
  G_OBJECT_CLASS (guichet_question_page_parent_class)->dispose (object);
}

static void
guichet_question_page_class_init (GuichetQuestionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_question_page_dispose;
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/question-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetQuestionPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetQuestionPage, questions);
  gtk_widget_class_bind_template_child (widget_class, GuichetQuestionPage, pass_button);
  gtk_widget_class_bind_template_callback (widget_class, on_answer_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_pass_clicked);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
guichet_question_page_init (GuichetQuestionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_question_page_start (GuichetQuestionPage *self, GuichetClock *clock,
                             GuichetQuestionSecond second)
{
  g_set_object (&self->clock, clock);
  self->second = second;
  ask (self, FIRST);
}

const char *
guichet_question_page_get_metric (GuichetQuestionPage *self)
{
  return gtk_stack_get_visible_child_name (self->questions);
}
