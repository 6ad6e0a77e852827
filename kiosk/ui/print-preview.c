/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-preview.h"

#include <glib/gi18n.h>

#include "document-picture.h"

/* Sharp on a large screen, and small enough for a slow machine. */
#define DRAW_WIDTH  720
#define DRAW_HEIGHT 1020

struct _GuichetPrintPreview {
  GtkWidget parent_instance;

  /* Template children: GTK 4.8 takes apart only what is bound */
  GtkWidget *frame;
  GtkWidget *row;
  GtkPicture *picture;
  GtkWidget *previous_button;
  GtkLabel *place;
  GtkWidget *next_button;
  /* Owned */
  GuichetDocumentChild *child;
  GCancellable *cancellable; /* of the page being drawn */
  /* State */
  guint n_pages;
  guint page;
};

G_DEFINE_FINAL_TYPE (GuichetPrintPreview, guichet_print_preview, GTK_TYPE_WIDGET)

static void
stop_drawing (GuichetPrintPreview *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetPrintPreview) self = user_data;
  g_autoptr (GuichetPixels) pixels =
      guichet_document_child_render_finish (GUICHET_DOCUMENT_CHILD (source), result, NULL);
  g_autoptr (GdkPaintable) picture = NULL;

  /* One that was given up for another page, or that cannot be drawn: its place stays empty. */
  if (pixels == NULL || self->child != GUICHET_DOCUMENT_CHILD (source))
    return;
  picture = guichet_document_picture_new_for_pixels (pixels);
  gtk_picture_set_paintable (self->picture, picture);
}

static void
sync_place (GuichetPrintPreview *self)
{
  /* Translators: the first is the number of a page, the second how many there are. */
  g_autofree char *text = g_strdup_printf (_ ("Page %u of %u"), self->page + 1, self->n_pages);

  gtk_label_set_label (self->place, text);
  gtk_widget_set_visible (self->previous_button, self->n_pages > 1);
  gtk_widget_set_visible (self->next_button, self->n_pages > 1);
  gtk_widget_set_sensitive (self->previous_button, self->page > 0);
  gtk_widget_set_sensitive (self->next_button, self->page + 1 < self->n_pages);
}

void
guichet_print_preview_show_page (GuichetPrintPreview *self, guint page)
{
  if (self->child == NULL || page >= self->n_pages)
    return;
  stop_drawing (self);
  self->page = page;
  self->cancellable = g_cancellable_new ();
  gtk_picture_set_paintable (self->picture, NULL);
  guichet_document_child_render_async (self->child, page, DRAW_WIDTH, DRAW_HEIGHT,
                                       self->cancellable, on_drawn, g_object_ref (self));
  sync_place (self);
}

static void
on_previous_clicked (GuichetPrintPreview *self)
{
  guichet_print_preview_show_page (self, self->page - 1);
}

static void
on_next_clicked (GuichetPrintPreview *self)
{
  guichet_print_preview_show_page (self, self->page + 1);
}

void
guichet_print_preview_forget (GuichetPrintPreview *self)
{
  stop_drawing (self);
  g_clear_object (&self->child);
  if (self->picture != NULL)
    gtk_picture_set_paintable (self->picture, NULL);
}

void
guichet_print_preview_show (GuichetPrintPreview *self, GuichetDocumentChild *child, guint n_pages)
{
  guichet_print_preview_forget (self);
  self->child = g_object_ref (child);
  self->n_pages = n_pages;
  guichet_print_preview_show_page (self, 0);
}

static void
guichet_print_preview_dispose (GObject *object)
{
  guichet_print_preview_forget (GUICHET_PRINT_PREVIEW (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_PRINT_PREVIEW);
  G_OBJECT_CLASS (guichet_print_preview_parent_class)->dispose (object);
}

static void
guichet_print_preview_class_init (GuichetPrintPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_print_preview_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/print-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintPreview, frame);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintPreview, row);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintPreview, picture);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintPreview, previous_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintPreview, place);
  gtk_widget_class_bind_template_child (widget_class, GuichetPrintPreview, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_previous_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
}

static void
guichet_print_preview_init (GuichetPrintPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
