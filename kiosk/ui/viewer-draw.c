/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "viewer-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "document-picture.h"
#include "document-problem.h"

/* A page is drawn with no more pixels than this: 64 MB. Beyond, it is only stretched. */
#define MAX_DRAWN_PIXELS (16.0 * 1024 * 1024)
/* Sooner, words that come and go would only flicker. */
#define PATIENCE_MS 400

static gboolean
is_same (const GuichetViewerDrawing *a, const GuichetViewerDrawing *b)
{
  return a->page == b->page && a->width == b->width && a->height == b->height;
}

void
guichet_viewer_get_room (GuichetViewer *self, double *width, double *height)
{
  *width =
      MAX (gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller)), 1);
  *height =
      MAX (gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (self->scroller)), 1);
}

void
guichet_viewer_show_problem (GuichetViewer *self, int code)
{
  self->has_problem = TRUE;
  gtk_label_set_label (self->problem_title, guichet_document_problem_get_title (code));
  gtk_label_set_label (self->problem_text, guichet_document_problem_get_text (code));
  gtk_stack_set_visible_child_name (self->area, "problem");
}

static void
update_buttons (GuichetViewer *self)
{
  const GuichetPageSize *size = &self->facts->sizes[self->page];
  g_autofree char *count =
      g_strdup_printf (_ ("Page %u of %u"), self->page + 1, self->facts->n_pages);
  double width, height;

  guichet_viewer_get_room (self, &width, &height);
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (self->page_buttons, self->facts->n_pages > 1);
  gtk_widget_set_visible (self->zoom_buttons, TRUE);
  gtk_widget_set_visible (self->print_button, self->can_print);
  gtk_widget_set_sensitive (self->previous_button, self->page > 0);
  gtk_widget_set_sensitive (self->next_button, self->page + 1 < self->facts->n_pages);
  gtk_widget_set_sensitive (self->smaller_button,
                            guichet_viewer_zoom_step (self->zoom, -1, size->width, size->height,
                                                      width, height) != self->zoom);
  gtk_widget_set_sensitive (self->larger_button,
                            guichet_viewer_zoom_step (self->zoom, 1, size->width, size->height,
                                                      width, height) != self->zoom);
}

static gboolean
on_patience_over (gpointer user_data)
{
  GuichetViewer *self = user_data;

  self->patience_id = 0;
  gtk_widget_set_visible (self->patience, TRUE);
  return G_SOURCE_REMOVE;
}

void
guichet_viewer_stop_waiting (GuichetViewer *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  gtk_widget_set_visible (self->patience, FALSE);
}

void
guichet_viewer_start_waiting (GuichetViewer *self)
{
  if (self->patience_id == 0 && !gtk_widget_get_visible (self->patience))
    self->patience_id = g_timeout_add (PATIENCE_MS, on_patience_over, self);
}

static void
show_pixels (GuichetViewer *self, const GuichetPixels *pixels)
{
  g_autoptr (GdkPaintable) picture = guichet_document_picture_new_for_pixels (pixels);

  self->has_problem = FALSE;
  gtk_picture_set_paintable (self->picture, picture);
  gtk_stack_set_visible_child_name (self->area, "page");
}

static void
on_drawn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetViewer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetPixels) pixels =
      guichet_document_child_render_finish (GUICHET_DOCUMENT_CHILD (source), result, &error);

  self->is_drawing = FALSE;
  if (self->cancellable == NULL)
    return; /* disposed of */
  /* Of a page that was left meanwhile nothing is shown, not even its failure. */
  if (self->drawing.page == self->page) {
    guichet_viewer_stop_waiting (self);
    self->drawn = self->drawing;
    if (pixels != NULL)
      show_pixels (self, pixels);
    else
      guichet_viewer_show_problem (self, error->code);
  }
  guichet_viewer_draw (self);
}

void
guichet_viewer_draw (GuichetViewer *self)
{
  const GuichetPageSize *size = &self->facts->sizes[self->page];
  int scale_factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double width, height, scale, pixels;
  GuichetViewerDrawing wanted = { .page = self->page };

  guichet_viewer_get_room (self, &width, &height);
  scale = guichet_viewer_zoom_get_scale (self->zoom, size->width, size->height, width, height);
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), (int)MAX (size->width * scale, 1),
                               (int)MAX (size->height * scale, 1));
  update_buttons (self);
  pixels = size->width * scale * scale_factor * (size->height * scale * scale_factor);
  scale *= scale_factor * MIN (1, sqrt (MAX_DRAWN_PIXELS / pixels));
  wanted.width = (guint)MAX (size->width * scale, 1);
  wanted.height = (guint)MAX (size->height * scale, 1);
  if (self->is_drawing || is_same (&wanted, &self->drawn))
    return;
  self->is_drawing = TRUE;
  self->drawing = wanted;
  guichet_viewer_start_waiting (self);
  guichet_document_child_render_async (self->child, wanted.page, wanted.width, wanted.height,
                                       self->cancellable, on_drawn, g_object_ref (self));
}
