/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time-sheet.h"

#include <glib/gi18n.h>

#define LINGER_S 4

struct _GuichetTimeSheet {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *text;
  GtkLabel *countdown;
  GtkWidget *continue_button;
  GtkWidget *extend_button;
  GtkLabel *extend_label;
  GtkWidget *end_button;

  /* Handles */
  guint second_source;
  guint close_source;

  /* State */
  gint64 ends_at; /* monotonic, microseconds */
  gboolean is_over;
  gboolean is_down;    /* a finger or a button */
  gboolean is_pressed; /* something was, since the sheet came up */
  gboolean is_let_go;
};

enum { EXTEND, END, CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetTimeSheet, guichet_time_sheet, GTK_TYPE_WIDGET)

static void
close_sheet (GuichetTimeSheet *self)
{
  g_clear_handle_id (&self->second_source, g_source_remove);
  g_clear_handle_id (&self->close_source, g_source_remove);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
on_close_due (gpointer user_data)
{
  GuichetTimeSheet *self = user_data;

  self->close_source = 0;
  close_sheet (self);
  return G_SOURCE_REMOVE;
}

static void
close_after (GuichetTimeSheet *self, guint milliseconds)
{
  g_clear_handle_id (&self->close_source, g_source_remove);
  self->close_source = g_timeout_add (milliseconds, on_close_due, self);
}

static void
on_continue_clicked (GuichetTimeSheet *self)
{
  close_sheet (self);
}

static void
on_extend_clicked (GuichetTimeSheet *self)
{
  g_signal_emit (self, signals[EXTEND], 0);
}

static void
on_end_clicked (GuichetTimeSheet *self)
{
  close_sheet (self);
  g_signal_emit (self, signals[END], 0);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  GuichetTimeSheet *self = GUICHET_TIME_SHEET (widget);

  if (!self->is_over)
    close_sheet (self);
  return TRUE;
}

/* After the release, the button that it was on has its turn first. */
static void
take_release (GuichetTimeSheet *self)
{
  self->is_down = FALSE;
  if (self->is_let_go)
    close_after (self, 50);
}

static gboolean
on_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer user_data)
{
  GuichetTimeSheet *self = user_data;

  switch (gdk_event_get_event_type (event)) {
  case GDK_BUTTON_PRESS:
  case GDK_TOUCH_BEGIN:
    self->is_down = self->is_pressed = TRUE;
    break;
  case GDK_KEY_PRESS:
    self->is_pressed = TRUE;
    break;
  case GDK_BUTTON_RELEASE:
  case GDK_TOUCH_END:
  case GDK_TOUCH_CANCEL:
    take_release (self);
    break;
  default:
    break;
  }
  return GDK_EVENT_PROPAGATE;
}

static void
show_seconds (GuichetTimeSheet *self)
{
  gint64 left = self->ends_at - g_get_monotonic_time ();
  g_autofree char *text =
      g_strdup_printf ("%u", (guint)(MAX (0, left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));

  gtk_label_set_label (self->countdown, text);
}

static gboolean
on_second (gpointer user_data)
{
  show_seconds (user_data);
  return G_SOURCE_CONTINUE;
}

static void
guichet_time_sheet_dispose (GObject *object)
{
  GuichetTimeSheet *self = GUICHET_TIME_SHEET (object);

  g_clear_handle_id (&self->second_source, g_source_remove);
  g_clear_handle_id (&self->close_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_TIME_SHEET);
  G_OBJECT_CLASS (guichet_time_sheet_parent_class)->dispose (object);
}

static void
guichet_time_sheet_class_init (GuichetTimeSheetClass *klass)
{
  static const char *const NAMES[] = { "extend", "end", "closed" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_time_sheet_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    signals[i] = g_signal_new (NAMES[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/time-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, box);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, countdown);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, continue_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, extend_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, extend_label);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeSheet, end_button);
  gtk_widget_class_bind_template_callback (widget_class, on_continue_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_extend_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_end_clicked);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
guichet_time_sheet_init (GuichetTimeSheet *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
}

static void
show (GuichetTimeSheet *self, gboolean is_over)
{
  g_clear_handle_id (&self->close_source, g_source_remove);
  g_clear_handle_id (&self->second_source, g_source_remove);
  self->is_over = is_over;
  self->is_down = self->is_pressed = self->is_let_go = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->countdown), !is_over);
  gtk_widget_set_visible (self->continue_button, !is_over);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
guichet_time_sheet_ask (GuichetTimeSheet *self, guint seconds)
{
  gtk_label_set_label (self->title, _ ("Are you still there?"));
  gtk_label_set_label (self->text,
                       _ ("If nobody touches anything, the visit ends and all traces of it are "
                          "erased. Seconds left:"));
  show (self, FALSE);
  gtk_widget_set_visible (self->extend_button, FALSE);
  self->ends_at = g_get_monotonic_time () + (gint64)seconds * G_USEC_PER_SEC;
  show_seconds (self);
  self->second_source = g_timeout_add (250, on_second, self);
  gtk_widget_grab_focus (self->continue_button);
}

void
guichet_time_sheet_tell_over (GuichetTimeSheet *self)
{
  gtk_label_set_label (self->title, _ ("The time of your visit is over"));
  show (self, TRUE);
  gtk_widget_grab_focus (gtk_widget_get_visible (self->extend_button) ? self->extend_button
                                                                      : self->end_button);
}

void
guichet_time_sheet_set_extension (GuichetTimeSheet *self, guint gain, gboolean others_wait)
{
  g_autofree char *label =
      g_strdup_printf (ngettext ("Give me %u more minute", "Give me %u more minutes", gain), gain);

  if (gtk_widget_get_visible (GTK_WIDGET (self)) && !self->is_over)
    return;
  gtk_label_set_label (self->extend_label, label);
  gtk_widget_set_visible (self->extend_button, gain > 0);
  gtk_label_set_label (
      self->text, gain > 0 ? _ ("You can ask for more time, or finish now.")
                  : others_wait
                      ? _ ("Other people are waiting, so it cannot go on. Thank you for making "
                           "room. The page closes as soon as you let go of the keyboard and "
                           "the mouse.")
                      : _ ("The page closes as soon as you let go of the keyboard and the "
                           "mouse. Reception can help you."));
}

void
guichet_time_sheet_let_go (GuichetTimeSheet *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || self->is_let_go)
    return;
  self->is_let_go = TRUE;
  g_clear_handle_id (&self->second_source, g_source_remove);
  if (self->is_down)
    return;
  if (self->is_pressed || self->is_over) {
    close_after (self, 50);
    return;
  }
  gtk_label_set_label (self->title, _ ("The visit goes on"));
  gtk_label_set_label (self->text, _ ("Nothing was lost. This message goes away by itself."));
  gtk_widget_set_visible (GTK_WIDGET (self->countdown), FALSE);
  close_after (self, LINGER_S * 1000);
}
