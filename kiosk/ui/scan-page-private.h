/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan-page.h"

#include "scan-job.h"
#include "scan-words.h"

typedef enum {
  GUICHET_SCAN_SCREEN_WHAT,     /* a sheet, several, a card? */
  GUICHET_SCAN_SCREEN_PLACE,    /* lay it down, then go */
  GUICHET_SCAN_SCREEN_SCANNING, /* see it come */
  GUICHET_SCAN_SCREEN_SEE,      /* the pages so far */
  GUICHET_SCAN_SCREEN_PROBLEM,
  GUICHET_SCAN_SCREEN_TOO_LARGE,
  GUICHET_SCAN_SCREEN_WAIT, /* the scanner is being opened, or the document made */
} GuichetScanScreen;

typedef enum {
  GUICHET_SCAN_KIND_SHEET,
  GUICHET_SCAN_KIND_FEEDER,
  GUICHET_SCAN_KIND_CARD,
} GuichetScanKind;

/** What a button of a calm screen does. */
typedef enum {
  GUICHET_SCAN_ACTION_NONE,
  GUICHET_SCAN_ACTION_SHEET,
  GUICHET_SCAN_ACTION_FEEDER,
  GUICHET_SCAN_ACTION_CARD,
  GUICHET_SCAN_ACTION_SCAN,
  GUICHET_SCAN_ACTION_COLOUR,
  GUICHET_SCAN_ACTION_BACK,
  GUICHET_SCAN_ACTION_SEE,
  GUICHET_SCAN_ACTION_KEEP_LARGE,
  GUICHET_SCAN_ACTION_CLOSE,
} GuichetScanAction;

#define GUICHET_SCAN_N_CALM_BUTTONS 3
/** No sheet is to be replaced. */
#define GUICHET_SCAN_NOWHERE G_MAXUINT

struct _GuichetScanPage {
  GtkWidget parent_instance;

  /* Template children */
  GtkStack *stack;
  GtkImage *calm_icon;
  GtkLabel *calm_title;
  GtkLabel *calm_text;
  GtkButton *first_button;
  GtkButton *second_button;
  GtkButton *third_button;
  GtkPicture *picture;
  GtkLabel *page_title;
  GtkLabel *page_text;
  GtkProgressBar *progress;
  GtkWidget *scanning_buttons;
  GtkWidget *cancel_button;
  GtkWidget *see_buttons;
  GtkButton *finish_button;
  GtkButton *add_button;
  GtkWidget *turn_button;
  GtkWidget *again_button;
  GtkWidget *remove_button;
  GtkWidget *order_buttons;
  GtkWidget *earlier_button;
  GtkWidget *later_button;
  GtkWidget *strip_scroller;
  GtkBox *strip;
  GtkLabel *size_text;
  GtkLabel *wait_text;
  GtkWidget *wait_cancel_button;
  /* Owned */
  GuichetScanner *scanner;
  GuichetScanJob *job;
  GuichetScanSheet *sheet; /* of the page in progress */
  GuichetDocument *large;  /* made, and larger than the limit */
  GCancellable *cancellable;
  /* Handles */
  guint tick;
  /* State */
  GuichetScanScreen screen;
  GuichetScanPurpose purpose;
  GuichetScanKind kind;
  GuichetScannerAbilities abilities;
  GuichetScanFailure failure;
  GuichetScanAction actions[GUICHET_SCAN_N_CALM_BUTTONS];
  guint64 limit;
  guint current;  /* page that is looked at */
  guint replaced; /* page that is scanned again, or GUICHET_SCAN_NOWHERE */
  guint height;   /* rows of the page in progress; 0: not known */
  guint n_rows;   /* that came */
  gboolean is_grey;
  gboolean is_changed; /* the preview, since it was last painted */
  gboolean is_running; /* between begin and stop */
};

/* scan-page-screens.c: what is seen */

void guichet_scan_page_show (GuichetScanPage *self, GuichetScanScreen screen);
/** The preview of the page in progress, or of the page that is looked at. */
void guichet_scan_page_paint (GuichetScanPage *self);

/* scan-page-strip.c: all pages, small */

/** Of the job's sheets; not seen for one page. */
void guichet_scan_page_fill_strip (GuichetScanPage *self);

/* scan-page-flow.c: what is done */

void guichet_scan_page_open (GuichetScanPage *self);
void guichet_scan_page_scan (GuichetScanPage *self);
void guichet_scan_page_cancel (GuichetScanPage *self);
void guichet_scan_page_finish (GuichetScanPage *self);
/** Looks at the page of that index. */
void guichet_scan_page_look_at (GuichetScanPage *self, guint page);
/** Hands @document over: "finished"; stops. */
void guichet_scan_page_hand_over (GuichetScanPage *self, GuichetDocument *document);
void guichet_scan_page_act (GuichetScanPage *self, GuichetScanAction action);
