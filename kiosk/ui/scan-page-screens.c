/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-page-private.h"

#include "document-words.h"
#include "scan-picture.h"

#include <glib/gi18n.h>

typedef struct {
  GuichetScanWords words;
  struct {
    const char *label;
    GuichetScanAction action;
  } buttons[GUICHET_SCAN_N_CALM_BUTTONS]; /* the first is the one to press */
} Calm;

static const Calm what = {
  { "guichet-scan-symbolic", N_ ("What would you like to scan?"), NULL },
  { { N_ ("A sheet of paper"), GUICHET_SCAN_ACTION_SHEET },
    { N_ ("A card (identity, Vitale)"), GUICHET_SCAN_ACTION_CARD },
    { N_ ("Several sheets, by the feeder"), GUICHET_SCAN_ACTION_FEEDER } },
};

static const Calm places[] = {
  [GUICHET_SCAN_KIND_SHEET] = { { "guichet-scan-symbolic", N_ ("Lay your sheet on the glass"),
                                  N_ ("The written side down, in the corner that is marked. Then "
                                      "close the cover.") },
                                { { N_ ("Scan"), GUICHET_SCAN_ACTION_SCAN },
                                  { NULL, GUICHET_SCAN_ACTION_COLOUR },
                                  { N_ ("Back"), GUICHET_SCAN_ACTION_BACK } } },
  [GUICHET_SCAN_KIND_FEEDER] = { { "guichet-scan-symbolic", N_ ("Put your sheets into the feeder"),
                                   N_ ("On top of the scanner. Take out staples and paper clips "
                                       "first.") },
                                 { { N_ ("Scan"), GUICHET_SCAN_ACTION_SCAN },
                                   { NULL, GUICHET_SCAN_ACTION_COLOUR },
                                   { N_ ("Back"), GUICHET_SCAN_ACTION_BACK } } },
  [GUICHET_SCAN_KIND_CARD] = { { "guichet-identity-symbolic", N_ ("Lay your card on the glass"),
                                 N_ ("Anywhere, a little away from the edges. Then close the "
                                     "cover.") },
                               { { N_ ("Scan"), GUICHET_SCAN_ACTION_SCAN },
                                 { NULL, GUICHET_SCAN_ACTION_COLOUR },
                                 { N_ ("Back"), GUICHET_SCAN_ACTION_BACK } } },
};

static const Calm other_side = {
  { "guichet-identity-symbolic", N_ ("Turn your card over"),
    N_ ("Both sides come on one page. Lay the other side on the glass, then close the cover.") },
  { { N_ ("Scan the other side"), GUICHET_SCAN_ACTION_SCAN },
    { N_ ("One side is enough"), GUICHET_SCAN_ACTION_SEE },
    { NULL, GUICHET_SCAN_ACTION_NONE } },
};

static const char *const finish_labels[GUICHET_SCAN_N_PURPOSES] = {
  [GUICHET_SCAN_TO_KEEP] = N_ ("Finished: keep it"),
  [GUICHET_SCAN_TO_ATTACH] = N_ ("Finished: attach it"),
  [GUICHET_SCAN_TO_COPY] = N_ ("Finished: print it"),
};

static gboolean
waits_for_side (GuichetScanPage *self)
{
  return self->kind == GUICHET_SCAN_KIND_CARD && self->sheet != NULL &&
         guichet_scan_sheet_get_n_sides (self->sheet) == 1;
}

/* --- calm screens --- */

static const char *
get_colour_label (GuichetScanPage *self)
{
  return self->is_grey ? _ ("In grey. Change to colour") : _ ("In colour. Change to grey");
}

static void
set_button (GuichetScanPage *self, guint i, const char *label, GuichetScanAction action)
{
  GtkButton *const buttons[] = { self->first_button, self->second_button, self->third_button };
  gboolean is_there = action != GUICHET_SCAN_ACTION_NONE &&
                      (action != GUICHET_SCAN_ACTION_FEEDER || self->abilities.has_feeder) &&
                      (action != GUICHET_SCAN_ACTION_COLOUR || self->abilities.has_colour);

  self->actions[i] = action;
  gtk_widget_set_visible (GTK_WIDGET (buttons[i]), is_there);
  if (is_there)
    gtk_button_set_label (buttons[i], action == GUICHET_SCAN_ACTION_COLOUR ? get_colour_label (self)
                                                                           : _ (label));
}

static void
set_words (GuichetScanPage *self, const GuichetScanWords *words)
{
  gtk_image_set_from_icon_name (self->calm_icon, words->icon);
  gtk_label_set_label (self->calm_title, _ (words->title));
  gtk_label_set_label (self->calm_text, words->text != NULL ? _ (words->text) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->calm_text), words->text != NULL);
}

static void
show_calm (GuichetScanPage *self, const Calm *calm)
{
  set_words (self, &calm->words);
  for (guint i = 0; i < GUICHET_SCAN_N_CALM_BUTTONS; i++)
    set_button (self, i, calm->buttons[i].label, calm->buttons[i].action);
  gtk_stack_set_visible_child_name (self->stack, "calm");
}

/* With pages before, they are not lost; without a feeder, the glass is the way on. */
static void
show_problem (GuichetScanPage *self)
{
  gboolean has_pages = guichet_scan_job_get_n_sheets (self->job) > 0;
  gboolean is_empty = self->failure == GUICHET_SCAN_EMPTY;

  set_words (self, guichet_scan_words_of_failure (self->failure));
  set_button (self, 0, N_ ("Try again"), GUICHET_SCAN_ACTION_SCAN);
  set_button (self, 1, N_ ("Use the glass"),
              is_empty ? GUICHET_SCAN_ACTION_SHEET : GUICHET_SCAN_ACTION_NONE);
  if (has_pages)
    set_button (self, 2, N_ ("Back to my pages"), GUICHET_SCAN_ACTION_SEE);
  else
    set_button (self, 2, N_ ("Leave it"), GUICHET_SCAN_ACTION_CLOSE);
  gtk_stack_set_visible_child_name (self->stack, "calm");
}

static char *
format_megabytes (guint64 bytes)
{
  /* Rounded up: "5.0 of 5.0" would help nobody. */
  guint tenths = (guint)((bytes + 99999) / 100000);

  return g_strdup_printf (_ ("%u.%u MB"), tenths / 10, tenths % 10);
}

static void
show_too_large (GuichetScanPage *self)
{
  g_autofree char *size = format_megabytes (guichet_document_get_size (self->large));
  g_autofree char *limit = format_megabytes (self->limit);
  g_autofree char *text = NULL;

  set_words (self, &(GuichetScanWords){ .icon = "guichet-warning-symbolic",
                                        .title = N_ ("There are too many pages"),
                                        .text = "" });
  /* Translators: both are sizes, as "1.2 MB". */
  text =
      g_strdup_printf (_ ("Your document takes %s; this service takes %s. Made smaller, it could "
                          "not be read. Make two documents of it."),
                       size, limit);
  gtk_label_set_label (self->calm_text, text);
  set_button (self, 0, N_ ("Back to my pages"), GUICHET_SCAN_ACTION_SEE);
  set_button (self, 1, N_ ("Take it all the same"), GUICHET_SCAN_ACTION_KEEP_LARGE);
  set_button (self, 2, NULL, GUICHET_SCAN_ACTION_NONE);
  gtk_stack_set_visible_child_name (self->stack, "calm");
}

/* --- a page --- */

static GuichetScanSheet *
get_shown_sheet (GuichetScanPage *self)
{
  if (self->screen == GUICHET_SCAN_SCREEN_SEE &&
      self->current < guichet_scan_job_get_n_sheets (self->job))
    return guichet_scan_job_get_sheet (self->job, self->current);
  return self->sheet;
}

void
guichet_scan_page_paint (GuichetScanPage *self)
{
  GuichetScanSheet *sheet = get_shown_sheet (self);
  g_autoptr (GdkPaintable) picture = sheet != NULL ? guichet_scan_picture_new (sheet, 0) : NULL;

  gtk_picture_set_paintable (self->picture, picture);
}

static const char *
describe_sheet (GuichetScanPage *self, GuichetScanSheet *sheet)
{
  if (guichet_scan_sheet_is_blank (sheet))
    return _ ("This page looks blank. Was the written side down?");
  if (guichet_scan_sheet_is_card (sheet) && !guichet_scan_sheet_is_found (sheet))
    return _ ("The card was not found by itself: the whole glass is kept.");
  return _ ("Can you read it well?");
}

/* What the document has so far, and what a service that takes less makes of it. */
static void
show_size (GuichetScanPage *self)
{
  guint64 bytes = guichet_scan_job_get_size (self->job);
  g_autofree char *size = guichet_document_words_size (bytes);
  g_autofree char *limit = guichet_document_words_size (self->limit);
  g_autofree char *text = NULL;

  if (self->limit > 0 && bytes > self->limit && self->purpose != GUICHET_SCAN_TO_COPY)
    /* Translators: both are sizes, as "1.2 MB". */
    text = g_strdup_printf (_ ("%s so far. This service takes %s: it will be made smaller."), size,
                            limit);
  else
    /* Translators: a size, as "1.2 MB". */
    text = g_strdup_printf (_ ("Size: %s"), size);
  gtk_label_set_label (self->size_text, text);
}

static void
show_see (GuichetScanPage *self)
{
  guint n = guichet_scan_job_get_n_sheets (self->job);
  GuichetScanSheet *sheet = get_shown_sheet (self);
  g_autofree char *title = NULL;

  if (sheet == NULL)
    return;
  title = g_strdup_printf (_ ("Page %u of %u"), self->current + 1, n);
  gtk_label_set_label (self->page_title, title);
  gtk_label_set_label (self->page_text, describe_sheet (self, sheet));
  gtk_button_set_label (self->finish_button, _ (finish_labels[self->purpose]));
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), n < GUICHET_SCAN_JOB_MAX_SHEETS);
  gtk_widget_set_visible (self->order_buttons, n > 1);
  gtk_widget_set_sensitive (self->earlier_button, self->current > 0);
  gtk_widget_set_sensitive (self->later_button, self->current + 1 < n);
  show_size (self);
  guichet_scan_page_fill_strip (self);
  guichet_scan_page_paint (self);
}

static void
show_scanning (GuichetScanPage *self)
{
  gtk_label_set_label (self->page_title, _ ("Scanning…"));
  gtk_label_set_label (self->page_text, _ ("Do not move your paper."));
  gtk_progress_bar_set_fraction (self->progress, 0);
  guichet_scan_page_paint (self);
}

static void
show_page (GuichetScanPage *self)
{
  gboolean is_scanning = self->screen == GUICHET_SCAN_SCREEN_SCANNING;

  gtk_widget_set_visible (self->scanning_buttons, is_scanning);
  gtk_widget_set_visible (self->see_buttons, !is_scanning);
  gtk_widget_set_visible (GTK_WIDGET (self->size_text), !is_scanning);
  gtk_widget_set_visible (self->strip_scroller, FALSE);
  if (is_scanning)
    show_scanning (self);
  else
    show_see (self);
  gtk_stack_set_visible_child_name (self->stack, "page");
}

static void
show_wait (GuichetScanPage *self)
{
  gboolean is_making = guichet_scan_job_get_n_sheets (self->job) > 0;

  gtk_label_set_label (self->wait_text, is_making ? _ ("Your document is being made…")
                                                  : _ ("The scanner is getting ready…"));
  gtk_stack_set_visible_child_name (self->stack, "wait");
}

void
guichet_scan_page_show (GuichetScanPage *self, GuichetScanScreen screen)
{
  self->screen = screen;
  switch (screen) {
  case GUICHET_SCAN_SCREEN_WHAT:
    show_calm (self, &what);
    break;
  case GUICHET_SCAN_SCREEN_PLACE:
    show_calm (self, waits_for_side (self) ? &other_side : &places[self->kind]);
    break;
  case GUICHET_SCAN_SCREEN_PROBLEM:
    show_problem (self);
    break;
  case GUICHET_SCAN_SCREEN_TOO_LARGE:
    show_too_large (self);
    break;
  case GUICHET_SCAN_SCREEN_SCANNING:
  case GUICHET_SCAN_SCREEN_SEE:
    show_page (self);
    break;
  case GUICHET_SCAN_SCREEN_WAIT:
  default:
    show_wait (self);
    break;
  }
  guichet_scan_page_focus (self);
}

void
guichet_scan_page_focus (GuichetScanPage *self)
{
  switch (self->screen) {
  case GUICHET_SCAN_SCREEN_SCANNING:
    gtk_widget_grab_focus (self->cancel_button);
    break;
  case GUICHET_SCAN_SCREEN_SEE:
    gtk_widget_grab_focus (GTK_WIDGET (self->finish_button));
    break;
  case GUICHET_SCAN_SCREEN_WAIT:
    gtk_widget_grab_focus (self->wait_cancel_button);
    break;
  case GUICHET_SCAN_SCREEN_WHAT:
  case GUICHET_SCAN_SCREEN_PLACE:
  case GUICHET_SCAN_SCREEN_PROBLEM:
  case GUICHET_SCAN_SCREEN_TOO_LARGE:
  default:
    gtk_widget_grab_focus (GTK_WIDGET (self->first_button));
    break;
  }
}
