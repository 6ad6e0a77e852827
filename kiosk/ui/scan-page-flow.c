/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-page-private.h"

#include <glib/gi18n.h>

/* Letters of a page can be read, and a page goes through most services; a card is small. */
#define SHEET_RESOLUTION 200
#define CARD_RESOLUTION  300

static void
renew_cancellable (GuichetScanPage *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
show_failure (GuichetScanPage *self, GuichetScanFailure failure)
{
  self->failure = failure;
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_PROBLEM);
}

/* --- the scanner --- */

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetScanPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_open =
      guichet_scanner_open_finish (GUICHET_SCANNER (source), result, &self->abilities, &error);

  if (!self->is_running || self->screen != GUICHET_SCAN_SCREEN_WAIT)
    return;
  if (is_open)
    guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_WHAT);
  else
    show_failure (self, guichet_scan_failure_from_error (error));
}

void
guichet_scan_page_open (GuichetScanPage *self)
{
  renew_cancellable (self);
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_WAIT);
  guichet_scanner_open_async (self->scanner, self->cancellable, on_opened, g_object_ref (self));
}

/* --- a page --- */

static void
add_sheet (GuichetScanPage *self)
{
  if (self->replaced != GUICHET_SCAN_NOWHERE) {
    guichet_scan_job_replace (self->job, self->replaced, self->sheet);
    self->current = self->replaced;
  } else {
    guichet_scan_job_add (self->job, self->sheet);
    self->current = guichet_scan_job_get_n_sheets (self->job) - 1;
  }
  self->replaced = GUICHET_SCAN_NOWHERE;
  g_clear_object (&self->sheet);
}

static void
end_series (GuichetScanPage *self)
{
  guichet_scanner_end_series (self->scanner);
  g_clear_object (&self->sheet);
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SEE);
}

static gboolean
is_full (GuichetScanPage *self)
{
  return guichet_scan_job_get_n_sheets (self->job) >= GUICHET_SCAN_JOB_MAX_SHEETS;
}

/* A whole page came. */
static void
take_page (GuichetScanPage *self)
{
  gboolean is_again = self->replaced != GUICHET_SCAN_NOWHERE;

  if (self->sheet == NULL || !guichet_scan_sheet_end (self->sheet)) {
    show_failure (self, GUICHET_SCAN_OTHER);
    return;
  }
  /* The other side comes first; the sheet waits for it. */
  if (self->kind == GUICHET_SCAN_KIND_CARD && guichet_scan_sheet_get_n_sides (self->sheet) == 1) {
    guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_PLACE);
    return;
  }
  add_sheet (self);
  if (self->kind != GUICHET_SCAN_KIND_FEEDER)
    guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SEE);
  else if (is_again || is_full (self))
    end_series (self);
  else
    guichet_scan_page_scan (self);
}

static void
give_up_page (GuichetScanPage *self, GuichetScanFailure failure)
{
  guint n_sheets = guichet_scan_job_get_n_sheets (self->job);
  gboolean is_series = self->kind == GUICHET_SCAN_KIND_FEEDER &&
                       self->replaced == GUICHET_SCAN_NOWHERE && n_sheets > 0;

  /* The side before is kept. */
  if (self->sheet != NULL) {
    guichet_scan_sheet_abandon (self->sheet);
    if (guichet_scan_sheet_get_n_sides (self->sheet) == 0)
      g_clear_object (&self->sheet);
  }
  if (failure == GUICHET_SCAN_EMPTY && is_series)
    guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SEE);
  else if (failure == GUICHET_SCAN_CANCELLED)
    guichet_scan_page_show (self, is_series ? GUICHET_SCAN_SCREEN_SEE : GUICHET_SCAN_SCREEN_PLACE);
  else
    show_failure (self, failure);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetScanPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_whole = guichet_scanner_scan_finish (GUICHET_SCANNER (source), result, NULL, &error);

  if (!self->is_running)
    return;
  if (is_whole)
    take_page (self);
  else
    give_up_page (self, guichet_scan_failure_from_error (error));
}

void
guichet_scan_page_scan (GuichetScanPage *self)
{
  gboolean is_card = self->kind == GUICHET_SCAN_KIND_CARD;

  renew_cancellable (self);
  if (self->sheet == NULL)
    self->sheet = guichet_scan_sheet_new (is_card);
  self->height = self->n_rows = 0;
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SCANNING);
  guichet_scanner_scan_async (self->scanner, self->kind == GUICHET_SCAN_KIND_FEEDER,
                              !self->is_grey && self->abilities.has_colour,
                              is_card ? CARD_RESOLUTION : SHEET_RESOLUTION, self->cancellable,
                              on_scanned, g_object_ref (self));
}

void
guichet_scan_page_cancel (GuichetScanPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* --- the document --- */

void
guichet_scan_page_hand_over (GuichetScanPage *self, GuichetDocument *document)
{
  g_autoptr (GuichetDocument) kept = g_object_ref (document);

  guichet_scan_page_stop (self);
  g_signal_emit_by_name (self, "finished", kept);
}

static gboolean
is_too_large (GuichetScanPage *self, GuichetDocument *document)
{
  return self->limit > 0 && self->purpose != GUICHET_SCAN_TO_COPY &&
         guichet_document_get_size (document) > self->limit;
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetScanPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetDocument) document =
      guichet_scan_job_finish_finish (GUICHET_SCAN_JOB (source), result, &error);

  if (!self->is_running || GUICHET_SCAN_JOB (source) != self->job)
    return;
  if (document == NULL) {
    show_failure (self, GUICHET_SCAN_OTHER);
  } else if (is_too_large (self, document)) {
    g_set_object (&self->large, document);
    guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_TOO_LARGE);
  } else {
    guichet_scan_page_hand_over (self, document);
  }
}

void
guichet_scan_page_finish (GuichetScanPage *self)
{
  /* For paper, nothing is to be made smaller. */
  guint64 limit = self->purpose == GUICHET_SCAN_TO_COPY ? G_MAXUINT64 : self->limit;

  renew_cancellable (self);
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_WAIT);
  guichet_scan_job_finish_async (self->job, limit, _ ("Scanned document"), NULL, on_finished,
                                 g_object_ref (self));
}

/* --- buttons of the calm screens --- */

static void
choose (GuichetScanPage *self, GuichetScanKind kind)
{
  self->kind = kind;
  g_clear_object (&self->sheet);
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_PLACE);
}

/* One side of the card will do. */
static void
see (GuichetScanPage *self)
{
  if (self->sheet != NULL && guichet_scan_sheet_get_n_sides (self->sheet) > 0)
    add_sheet (self);
  g_clear_object (&self->large);
  guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_SEE);
}

static void
close_page (GuichetScanPage *self)
{
  guichet_scan_page_stop (self);
  g_signal_emit_by_name (self, "closed");
}

void
guichet_scan_page_act (GuichetScanPage *self, GuichetScanAction action)
{
  switch (action) {
  case GUICHET_SCAN_ACTION_SHEET:
    choose (self, GUICHET_SCAN_KIND_SHEET);
    break;
  case GUICHET_SCAN_ACTION_FEEDER:
    choose (self, GUICHET_SCAN_KIND_FEEDER);
    break;
  case GUICHET_SCAN_ACTION_CARD:
    choose (self, GUICHET_SCAN_KIND_CARD);
    break;
  case GUICHET_SCAN_ACTION_SCAN:
    /* It could not even be opened: nothing is known of it. */
    if (!self->abilities.has_glass && !self->abilities.has_feeder)
      guichet_scan_page_open (self);
    else
      guichet_scan_page_scan (self);
    break;
  case GUICHET_SCAN_ACTION_COLOUR:
    self->is_grey = !self->is_grey;
    guichet_scan_page_show (self, GUICHET_SCAN_SCREEN_PLACE);
    break;
  case GUICHET_SCAN_ACTION_BACK:
    if (!guichet_scan_page_go_back (self))
      close_page (self);
    break;
  case GUICHET_SCAN_ACTION_SEE:
    see (self);
    break;
  case GUICHET_SCAN_ACTION_KEEP_LARGE:
    guichet_scan_page_hand_over (self, self->large);
    break;
  case GUICHET_SCAN_ACTION_CLOSE:
    close_page (self);
    break;
  case GUICHET_SCAN_ACTION_NONE:
  default:
    break;
  }
}
