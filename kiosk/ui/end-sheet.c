/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "end-sheet.h"

struct _GuichetEndSheet {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkWidget *continue_button;
  GtkWidget *end_button;
};

enum { CONTINUE, END, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetEndSheet, guichet_end_sheet, GTK_TYPE_WIDGET)

static void
on_continue_clicked (GuichetEndSheet *self)
{
  g_signal_emit (self, signals[CONTINUE], 0);
}

static void
on_end_clicked (GuichetEndSheet *self)
{
  g_signal_emit (self, signals[END], 0);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  g_signal_emit (widget, signals[CONTINUE], 0);
  return TRUE;
}

static void
guichet_end_sheet_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_END_SHEET);
  G_OBJECT_CLASS (guichet_end_sheet_parent_class)->dispose (object);
}

static void
guichet_end_sheet_class_init (GuichetEndSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_end_sheet_dispose;
  signals[CONTINUE] = g_signal_new ("continue", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[END] = g_signal_new ("end", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/end-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetEndSheet, box);
  gtk_widget_class_bind_template_child (widget_class, GuichetEndSheet, continue_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetEndSheet, end_button);
  gtk_widget_class_bind_template_callback (widget_class, on_continue_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_end_clicked);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
guichet_end_sheet_init (GuichetEndSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_end_sheet_focus (GuichetEndSheet *self)
{
  gtk_widget_grab_focus (self->continue_button);
}
