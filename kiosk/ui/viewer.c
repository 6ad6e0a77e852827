/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "viewer-private.h"

enum { PRINT, BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetViewer, guichet_viewer, GTK_TYPE_WIDGET)

static gboolean
on_update (gpointer user_data)
{
  GuichetViewer *self = user_data;

  self->update_id = 0;
  if (self->facts != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    guichet_viewer_draw (self);
  return G_SOURCE_REMOVE;
}

/* The room changed, within an allocation: sizes must not be set from there. */
static void
queue_update (GuichetViewer *self)
{
  if (self->update_id == 0 && self->cancellable != NULL)
    self->update_id = g_idle_add (on_update, self);
}

static void
on_inspected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetViewer) self = user_data;
  g_autoptr (GError) error = NULL;
  GuichetDocumentFacts *facts =
      guichet_document_child_inspect_finish (GUICHET_DOCUMENT_CHILD (source), result, &error);

  if (self->cancellable == NULL) {
    g_clear_pointer (&facts, guichet_document_facts_free);
    return;
  }
  guichet_viewer_stop_waiting (self);
  if (facts == NULL) {
    guichet_viewer_show_problem (self, error->code);
    return;
  }
  self->facts = facts;
  self->zoom = facts->kind == GUICHET_DOCUMENT_KIND_PDF ? GUICHET_VIEWER_ZOOM_WIDTH
                                                        : GUICHET_VIEWER_ZOOM_PAGE;
  gtk_stack_set_visible_child_name (self->area, "page");
  queue_update (self);
}

static void
scroll_to (GuichetViewer *self, gboolean end)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_adjustment_set_value (adjustment, end ? gtk_adjustment_get_upper (adjustment) : 0);
}

static void
turn_to (GuichetViewer *self, guint page)
{
  if (self->facts == NULL || page >= self->facts->n_pages || page == self->page)
    return;
  self->page = page;
  self->has_problem = FALSE;
  /* The other page's picture under this page's number would be a lie. */
  gtk_picture_set_paintable (self->picture, NULL);
  gtk_stack_set_visible_child_name (self->area, "page");
  scroll_to (self, FALSE);
  guichet_viewer_draw (self);
}

static void
zoom (GuichetViewer *self, int direction)
{
  const GuichetPageSize *size;
  double width, height;

  if (self->facts == NULL)
    return;
  size = &self->facts->sizes[self->page];
  guichet_viewer_get_room (self, &width, &height);
  self->zoom =
      guichet_viewer_zoom_step (self->zoom, direction, size->width, size->height, width, height);
  guichet_viewer_draw (self);
}

static void
on_previous_clicked (GuichetViewer *self)
{
  if (self->page > 0)
    turn_to (self, self->page - 1);
}

static void
on_next_clicked (GuichetViewer *self)
{
  turn_to (self, self->page + 1);
}

static void
on_smaller_clicked (GuichetViewer *self)
{
  zoom (self, -1);
}

static void
on_larger_clicked (GuichetViewer *self)
{
  zoom (self, 1);
}

static void
on_print_clicked (GuichetViewer *self)
{
  g_signal_emit (self, signals[PRINT], 0);
}

static void
on_back_clicked (GuichetViewer *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

/* Page keys move within the page, and at its edge to the next one. */
static gboolean
on_key_pressed (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state,
                GuichetViewer *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  gboolean down = keyval == GDK_KEY_Page_Down || keyval == GDK_KEY_KP_Page_Down;
  double page = gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment);
  double edge = down ? gtk_adjustment_get_upper (adjustment) - page : 0;

  if (!down && keyval != GDK_KEY_Page_Up && keyval != GDK_KEY_KP_Page_Up)
    return GDK_EVENT_PROPAGATE;
  if (ABS (value - edge) > 1)
    gtk_adjustment_set_value (adjustment, value + (down ? page : -page) * 0.85);
  else if (down)
    on_next_clicked (self);
  else
    on_previous_clicked (self);
  return GDK_EVENT_STOP;
}

static void
guichet_viewer_dispose (GObject *object)
{
  GuichetViewer *self = GUICHET_VIEWER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->child);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_VIEWER);
  G_OBJECT_CLASS (guichet_viewer_parent_class)->dispose (object);
}

static void
guichet_viewer_finalize (GObject *object)
{
  GuichetViewer *self = GUICHET_VIEWER (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->facts, guichet_document_facts_free);
  G_OBJECT_CLASS (guichet_viewer_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, area);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, side);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, picture);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, patience);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, problem_title);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, problem_text);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, name);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, count);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, page_buttons);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, zoom_buttons);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, previous_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, next_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, smaller_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, larger_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, print_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetViewer, back_button);
}

static void
guichet_viewer_class_init (GuichetViewerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_viewer_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_viewer_finalize;
  signals[PRINT] = g_signal_new ("print", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/viewer.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_previous_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_smaller_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_larger_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
}

static void
guichet_viewer_init (GuichetViewer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->can_print = TRUE;
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller),
                           "notify::page-size", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller),
                           "notify::page-size", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (queue_update), NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
guichet_viewer_new (const GuichetDocumentOpener *opener, GuichetDocument *document)
{
  GuichetViewer *self = g_object_new (GUICHET_TYPE_VIEWER, NULL);

  self->document = g_object_ref (document);
  self->child = guichet_document_child_new (opener, guichet_document_get_fd (document));
  gtk_label_set_label (self->name, guichet_document_get_name (document));
  guichet_viewer_start_waiting (self);
  guichet_document_child_inspect_async (self->child, self->cancellable, on_inspected,
                                        g_object_ref (self));
  return GTK_WIDGET (self);
}

GuichetDocument *
guichet_viewer_get_document (GuichetViewer *self)
{
  return self->document;
}

guint
guichet_viewer_get_page (GuichetViewer *self)
{
  return self->page;
}

gboolean
guichet_viewer_is_settled (GuichetViewer *self)
{
  return self->has_problem || (self->facts != NULL && !self->is_drawing && self->update_id == 0 &&
                               self->drawn.width > 0);
}

void
guichet_viewer_focus (GuichetViewer *self)
{
  gtk_widget_grab_focus (self->back_button);
}

void
guichet_viewer_set_can_print (GuichetViewer *self, gboolean can_print)
{
  self->can_print = can_print;
  gtk_widget_set_visible (self->print_button, can_print && self->facts != NULL);
}
