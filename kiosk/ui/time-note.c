/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time-note.h"

#include <glib/gi18n.h>

struct _GuichetTimeNote {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *icon;
  GtkLabel *text;
  GtkWidget *extend_button;
  GtkLabel *extend_label;
  GtkWidget *close_button;

  /* State */
  int minutes;
  gboolean others_wait;
};

enum { EXTEND, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetTimeNote, guichet_time_note, GTK_TYPE_WIDGET)

static void
on_extend_clicked (GuichetTimeNote *self)
{
  g_signal_emit (self, signals[EXTEND], 0);
}

static void
on_close_clicked (GuichetTimeNote *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
guichet_time_note_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_TIME_NOTE);
  G_OBJECT_CLASS (guichet_time_note_parent_class)->dispose (object);
}

static void
guichet_time_note_class_init (GuichetTimeNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_time_note_dispose;
  signals[EXTEND] = g_signal_new ("extend", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/time-note.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeNote, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeNote, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeNote, extend_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeNote, extend_label);
  gtk_widget_class_bind_template_child (widget_class, GuichetTimeNote, close_button);
  gtk_widget_class_bind_template_callback (widget_class, on_extend_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
}

static void
guichet_time_note_init (GuichetTimeNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
sync_text (GuichetTimeNote *self)
{
  g_autofree char *text =
      g_strdup_printf (ngettext ("%d minute of your visit is left.",
                                 "%d minutes of your visit are left.", (gulong)self->minutes),
                       self->minutes);
  g_autofree char *waited =
      g_strconcat (text, " ", _ ("Other people are waiting: it cannot be made longer."), NULL);

  gtk_label_set_label (self->text, self->others_wait ? waited : text);
}

void
guichet_time_note_show (GuichetTimeNote *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
guichet_time_note_set_minutes (GuichetTimeNote *self, int minutes)
{
  self->minutes = MAX (0, minutes);
  sync_text (self);
}

void
guichet_time_note_set_extension (GuichetTimeNote *self, guint gain, gboolean others_wait)
{
  g_autofree char *label =
      g_strdup_printf (ngettext ("Give me %u more minute", "Give me %u more minutes", gain), gain);

  self->others_wait = others_wait;
  sync_text (self);
  gtk_label_set_label (self->extend_label, label);
  gtk_widget_set_visible (self->extend_button, gain > 0);
}

void
guichet_time_note_hide (GuichetTimeNote *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
