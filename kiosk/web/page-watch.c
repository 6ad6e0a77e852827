/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-watch.h"

#include "web-weak.h"

/* Longer than any pause of a healthy page on the target machine, shorter than a person's patience.
 */
#define ANSWER_MS 8000
/* Between an answer and the next question, while awake. */
#define PERIOD_MS 2500
/* After the last poke. */
#define AWAKE_US (10 * G_USEC_PER_SEC)

/* Scripts of this world share nothing with the page but its thread. */
#define SCRIPT_WORLD "guichet"

struct _GuichetPageWatch {
  GObject parent_instance;

  /* Borrowed */
  WebKitWebView *view;
  /* Handles */
  guint source_id;
  /* State */
  gint64 awake_until;
  guint generation; /* of the question that counts */
  guint holds;
  gboolean is_asking;
  gboolean is_stuck;
};

G_DEFINE_FINAL_TYPE (GuichetPageWatch, guichet_page_watch, G_TYPE_OBJECT)

enum { STUCK, RECOVERED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  gpointer watch; /* of web-weak.h */
  guint generation;
} Question;

static void
guichet_page_watch_dispose (GObject *object)
{
  GuichetPageWatch *self = GUICHET_PAGE_WATCH (object);

  g_clear_handle_id (&self->source_id, g_source_remove);
  g_clear_weak_pointer (&self->view);
  self->generation++;

  G_OBJECT_CLASS (guichet_page_watch_parent_class)->dispose (object);
}

static void
guichet_page_watch_class_init (GuichetPageWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_page_watch_dispose;

  signals[STUCK] = g_signal_new ("stuck", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[RECOVERED] = g_signal_new ("recovered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_page_watch_init (GuichetPageWatch *self)
{
}

GuichetPageWatch *
guichet_page_watch_new (WebKitWebView *view)
{
  GuichetPageWatch *self = g_object_new (GUICHET_TYPE_PAGE_WATCH, NULL);

  g_set_weak_pointer (&self->view, view);
  return self;
}

static void look (GuichetPageWatch *self);

static gboolean
on_time (gpointer user_data)
{
  GuichetPageWatch *self = user_data;

  self->source_id = 0;
  if (!self->is_asking) {
    look (self);
  } else if (!self->is_stuck && self->holds == 0) {
    /* No new timer: from here on only the answer, or another process, changes anything. */
    self->is_stuck = TRUE;
    g_signal_emit (self, signals[STUCK], 0);
  }
  return G_SOURCE_REMOVE;
}

static void
wait_for (GuichetPageWatch *self, guint milliseconds)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  self->source_id = g_timeout_add (milliseconds, on_time, self);
}

/* An error is an answer too: a process that replies is not stuck. */
static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GuichetPageWatch) self = guichet_web_weak_take (question->watch);
  g_autoptr (JSCValue) value =
      webkit_web_view_evaluate_javascript_finish (WEBKIT_WEB_VIEW (object), result, NULL);

  if (self == NULL || question->generation != self->generation)
    return;
  self->is_asking = FALSE;
  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->is_stuck) {
    self->is_stuck = FALSE;
    g_signal_emit (self, signals[RECOVERED], 0);
  }
  if (self->view != NULL && g_get_monotonic_time () < self->awake_until)
    wait_for (self, PERIOD_MS);
}

static void
look (GuichetPageWatch *self)
{
  Question *question;

  if (self->is_asking || self->holds > 0 || self->view == NULL ||
      !gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    return;

  question = g_new0 (Question, 1);
  question->watch = guichet_web_weak_new (self);
  question->generation = ++self->generation;
  self->is_asking = TRUE;
  webkit_web_view_evaluate_javascript (self->view, "0", -1, SCRIPT_WORLD, NULL, NULL, on_answer,
                                       question);
  wait_for (self, ANSWER_MS);
}

void
guichet_page_watch_poke (GuichetPageWatch *self)
{
  g_return_if_fail (GUICHET_IS_PAGE_WATCH (self));

  self->awake_until = g_get_monotonic_time () + AWAKE_US;
  /* The question of now may be answered before the input is: there is always a later one too. */
  if (self->source_id == 0)
    look (self);
}

void
guichet_page_watch_hold (GuichetPageWatch *self)
{
  self->holds++;
  g_clear_handle_id (&self->source_id, g_source_remove);
}

void
guichet_page_watch_release (GuichetPageWatch *self)
{
  g_return_if_fail (self->holds > 0);

  self->holds--;
  if (self->holds == 0 && self->is_asking)
    wait_for (self, ANSWER_MS);
}

void
guichet_page_watch_reset (GuichetPageWatch *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  self->generation++;
  self->is_asking = FALSE;
  self->is_stuck = FALSE;
}
