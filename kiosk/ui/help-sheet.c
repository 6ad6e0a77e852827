/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "help-sheet.h"

/* Whoever asked and left: the sign must not stay up all day. */
#define LONGEST_S (15 * 60)

struct _GuichetHelpSheet {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkWidget *close_button;

  /* Handles */
  guint close_source;
};

enum { CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetHelpSheet, guichet_help_sheet, GTK_TYPE_WIDGET)

static void
on_close_clicked (GuichetHelpSheet *self)
{
  g_clear_handle_id (&self->close_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
on_close_due (gpointer user_data)
{
  GuichetHelpSheet *self = user_data;

  self->close_source = 0;
  on_close_clicked (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  on_close_clicked (GUICHET_HELP_SHEET (widget));
  return TRUE;
}

static void
guichet_help_sheet_dispose (GObject *object)
{
  g_clear_handle_id (&GUICHET_HELP_SHEET (object)->close_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_HELP_SHEET);
  G_OBJECT_CLASS (guichet_help_sheet_parent_class)->dispose (object);
}

static void
guichet_help_sheet_class_init (GuichetHelpSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_help_sheet_dispose;
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/help-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetHelpSheet, box);
  gtk_widget_class_bind_template_child (widget_class, GuichetHelpSheet, close_button);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
guichet_help_sheet_init (GuichetHelpSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_help_sheet_show (GuichetHelpSheet *self)
{
  g_clear_handle_id (&self->close_source, g_source_remove);
  self->close_source = g_timeout_add_seconds (LONGEST_S, on_close_due, self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (self->close_button);
}
