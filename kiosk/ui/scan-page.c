/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-page-private.h"

/* Milliseconds between two pictures of a page that comes. */
#define PAINT_PERIOD_MS 80

enum { SIGNAL_FINISHED, SIGNAL_CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetScanPage, guichet_scan_page, GTK_TYPE_WIDGET)

/* --- the page in progress --- */

static gboolean
on_paint_due (gpointer user_data)
{
  GuichetScanPage *self = user_data;

  if (self->screen != GUICHET_SCAN_SCREEN_SCANNING)
    return G_SOURCE_CONTINUE;
  /* Many scanners give no row before the whole page is scanned. */
  if (self->n_rows == 0)
    gtk_progress_bar_pulse (self->progress);
  if (!self->is_changed)
    return G_SOURCE_CONTINUE;
  self->is_changed = FALSE;
  if (self->height > 0 && self->n_rows > 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (1.0, (double)self->n_rows / self->height));
  else if (self->n_rows > 0)
    gtk_progress_bar_pulse (self->progress);
  guichet_scan_page_paint (self);
  return G_SOURCE_CONTINUE;
}

static void
on_begun (GuichetScanPage *self, guint width, guint height, guint channels, guint resolution)
{
  if (self->sheet == NULL)
    return;
  self->height = height;
  guichet_scan_sheet_begin (self->sheet, width, height, channels, resolution);
  self->is_changed = TRUE;
}

static void
on_rows (GuichetScanPage *self, gpointer rows, guint n_rows)
{
  if (self->sheet == NULL)
    return;
  guichet_scan_sheet_add_rows (self->sheet, rows, n_rows);
  self->n_rows += n_rows;
  self->is_changed = TRUE;
}

/* --- buttons --- */

static void
on_first_clicked (GuichetScanPage *self)
{
  guichet_scan_page_act (self, self->actions[0]);
}

static void
on_second_clicked (GuichetScanPage *self)
{
  guichet_scan_page_act (self, self->actions[1]);
}

static void
on_third_clicked (GuichetScanPage *self)
{
  guichet_scan_page_act (self, self->actions[2]);
}

static void
on_cancel_clicked (GuichetScanPage *self)
{
  guichet_scan_page_cancel (self);
}

static void
on_wait_cancel_clicked (GuichetScanPage *self)
{
  guichet_scan_page_stop (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
on_finish_clicked (GuichetScanPage *self)
{
  guichet_scan_page_finish (self);
}

static void
on_add_clicked (GuichetScanPage *self)
{
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_PLACE);
}

static void
on_turn_clicked (GuichetScanPage *self)
{
  guichet_scan_sheet_turn (guichet_scan_job_get_sheet (self->job, self->current));
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SEE);
}

static void
on_again_clicked (GuichetScanPage *self)
{
  self->replaced = self->current;
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_PLACE);
}

static void
on_remove_clicked (GuichetScanPage *self)
{
  guint n;

  guichet_scan_job_remove (self->job, self->current);
  n = guichet_scan_job_get_n_sheets (self->job);
  self->current = MIN (self->current, n > 0 ? n - 1 : 0);
  guichet_scan_page_show (self, n > 0 ? GUICHET_SCAN_SCREEN_SEE : GUICHET_SCAN_SCREEN_PLACE);
}

void
guichet_scan_page_look_at (GuichetScanPage *self, guint page)
{
  self->current = page;
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SEE);
}

static void
on_earlier_clicked (GuichetScanPage *self)
{
  guichet_scan_job_move (self->job, self->current, self->current - 1);
  guichet_scan_page_look_at (self, self->current - 1);
}

static void
on_later_clicked (GuichetScanPage *self)
{
  guichet_scan_job_move (self->job, self->current, self->current + 1);
  guichet_scan_page_look_at (self, self->current + 1);
}

/* --- the object --- */

static void
guichet_scan_page_dispose (GObject *object)
{
  GuichetScanPage *self = GUICHET_SCAN_PAGE (object);

  if (self->scanner != NULL)
    guichet_scan_page_stop (self);
  g_clear_object (&self->scanner);
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_SCAN_PAGE);
  G_OBJECT_CLASS (guichet_scan_page_parent_class)->dispose (object);
}

static void
bind_callbacks (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, on_first_clicked);
  gtk_widget_class_bind_template_callback (klass, on_second_clicked);
  gtk_widget_class_bind_template_callback (klass, on_third_clicked);
  gtk_widget_class_bind_template_callback (klass, on_cancel_clicked);
  gtk_widget_class_bind_template_callback (klass, on_wait_cancel_clicked);
  gtk_widget_class_bind_template_callback (klass, on_finish_clicked);
  gtk_widget_class_bind_template_callback (klass, on_add_clicked);
  gtk_widget_class_bind_template_callback (klass, on_turn_clicked);
  gtk_widget_class_bind_template_callback (klass, on_again_clicked);
  gtk_widget_class_bind_template_callback (klass, on_remove_clicked);
  gtk_widget_class_bind_template_callback (klass, on_earlier_clicked);
  gtk_widget_class_bind_template_callback (klass, on_later_clicked);
}

static void
guichet_scan_page_class_init (GuichetScanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_scan_page_dispose;
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, GUICHET_TYPE_DOCUMENT);
  signals[SIGNAL_CLOSED] =
      g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/scan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, calm_icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, calm_title);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, calm_text);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, first_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, second_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, third_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, picture);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, page_title);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, page_text);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, progress);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, scanning_buttons);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, see_buttons);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, finish_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, turn_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, remove_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, order_buttons);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, earlier_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, later_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, strip_scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, strip);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, size_text);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, wait_text);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanPage, wait_cancel_button);
  bind_callbacks (widget_class);
}

static void
guichet_scan_page_init (GuichetScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->job = guichet_scan_job_new ();
  self->replaced = GUICHET_SCAN_NOWHERE;
}

GuichetScanPage *
guichet_scan_page_new (GuichetScanner *scanner)
{
  GuichetScanPage *self = g_object_new (GUICHET_TYPE_SCAN_PAGE, NULL);

  self->scanner = g_object_ref (scanner);
  g_signal_connect_object (scanner, "begun", G_CALLBACK (on_begun), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scanner, "rows", G_CALLBACK (on_rows), self, G_CONNECT_SWAPPED);
  return self;
}

void
guichet_scan_page_begin (GuichetScanPage *self, GuichetScanPurpose purpose, guint64 limit)
{
  self->purpose = purpose;
  self->limit = limit;
  if (self->is_running) {
    guichet_scan_page_show (self, self->screen);
    return;
  }
  self->is_running = TRUE;
  self->is_grey = FALSE;
  self->abilities = (GuichetScannerAbilities){ 0 };
  self->tick = g_timeout_add (PAINT_PERIOD_MS, on_paint_due, self);
  guichet_scan_page_open (self);
}

void
guichet_scan_page_stop (GuichetScanPage *self)
{
  if (!self->is_running)
    return;
  self->is_running = FALSE;
  g_clear_handle_id (&self->tick, g_source_remove);
  guichet_scan_page_cancel (self);
  g_clear_object (&self->cancellable);
  guichet_scanner_close (self->scanner);
  g_clear_object (&self->sheet);
  g_clear_object (&self->large);
  g_object_unref (self->job);
  self->job = guichet_scan_job_new ();
  self->replaced = GUICHET_SCAN_NOWHERE;
  self->current = 0;
  gtk_picture_set_paintable (self->picture, NULL);
}

gboolean
guichet_scan_page_go_back (GuichetScanPage *self)
{
  gboolean has_pages = guichet_scan_job_get_n_sheets (self->job) > 0;

  switch (self->screen) {
  case GUICHET_SCAN_SCREEN_SCANNING:
    guichet_scan_page_cancel (self);
    return TRUE;
  case GUICHET_SCAN_SCREEN_PLACE:
  case GUICHET_SCAN_SCREEN_PROBLEM:
  case GUICHET_SCAN_SCREEN_TOO_LARGE:
    self->replaced = GUICHET_SCAN_NOWHERE;
    g_clear_object (&self->sheet);
    if (has_pages)
      guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SEE);
    else if (self->screen == GUICHET_SCAN_SCREEN_PLACE)
      guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_WHAT);
    else
      return FALSE;
    return TRUE;
  case GUICHET_SCAN_SCREEN_SEE:
  case GUICHET_SCAN_SCREEN_WHAT:
  case GUICHET_SCAN_SCREEN_WAIT:
  default:
    return FALSE;
  }
}

gboolean
guichet_scan_page_has_pages (GuichetScanPage *self)
{
  return self->is_running && guichet_scan_job_get_n_sheets (self->job) > 0;
}

gboolean
guichet_scan_page_is_scanning (GuichetScanPage *self)
{
  return self->screen == GUICHET_SCAN_SCREEN_SCANNING;
}
