/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit-page.h"

#include "limit-row.h"
#include "size-class.h"

struct _GuichetLimitPage {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *scroller;
  GtkGrid *rows;
  GtkWidget *back_button;
  /* State */
  guint n_rows;
};

enum { CLOSE, BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetLimitPage, guichet_limit_page, GTK_TYPE_WIDGET)

static void
on_back_clicked (GuichetLimitPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
on_row_clicked (GtkButton *row, gpointer user_data)
{
  g_signal_emit (user_data, signals[CLOSE], 0,
                 guichet_limit_row_get_index (GUICHET_LIMIT_ROW (row)));
}

static void
guichet_limit_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_LIMIT_PAGE);
  G_OBJECT_CLASS (guichet_limit_page_parent_class)->dispose (object);
}

static void
guichet_limit_page_class_init (GuichetLimitPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_limit_page_dispose;
  signals[CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/limit-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetLimitPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetLimitPage, rows);
  gtk_widget_class_bind_template_child (widget_class, GuichetLimitPage, back_button);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
}

static void
guichet_limit_page_init (GuichetLimitPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_limit_page_clear (GuichetLimitPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_grid_remove (self->rows, child);
  self->n_rows = 0;
}

void
guichet_limit_page_add (GuichetLimitPage *self, const char *icon, const char *name)
{
  GtkWidget *row = guichet_limit_row_new (self->n_rows, icon, name);
  guint n_columns = guichet_size_class_is_double (GTK_WIDGET (self)) ? 1 : 2;

  g_signal_connect_object (row, "clicked", G_CALLBACK (on_row_clicked), self, 0);
  gtk_grid_attach (self->rows, row, (int)(self->n_rows % n_columns),
                   (int)(self->n_rows / n_columns), 1, 1);
  self->n_rows++;
}

void
guichet_limit_page_focus (GuichetLimitPage *self)
{
  gtk_widget_grab_focus (self->back_button);
}
