/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "viewer.h"

#include "viewer-zoom.h"

typedef struct {
  guint page;
  guint width;
  guint height;
} GuichetViewerDrawing;

struct _GuichetViewer {
  GtkWidget parent_instance;

  /* Template children */
  GtkStack *area;
  GtkWidget *side;
  GtkScrolledWindow *scroller;
  GtkPicture *picture;
  GtkWidget *patience;
  GtkLabel *problem_title;
  GtkLabel *problem_text;
  GtkLabel *name;
  GtkLabel *count;
  GtkWidget *page_buttons;
  GtkWidget *zoom_buttons;
  GtkWidget *previous_button;
  GtkWidget *next_button;
  GtkWidget *smaller_button;
  GtkWidget *larger_button;
  GtkWidget *print_button;
  GtkWidget *back_button;
  /* Owned */
  GuichetDocument *document;
  GuichetDocumentChild *child;
  GuichetDocumentFacts *facts; /* NULL: not open */
  GCancellable *cancellable;
  /* Handles */
  guint patience_id;
  guint update_id;
  /* State */
  guint page;
  GuichetViewerZoom zoom;
  gboolean can_print;
  gboolean is_drawing;
  gboolean has_problem;
  GuichetViewerDrawing drawing; /* asked for */
  GuichetViewerDrawing drawn;   /* on the screen */
};

/* viewer-draw.c: the page on the screen, and what is said in its place */

/** Asks for the page at the size that it has now. Never more than one drawing under way: what is
 *  asked for meanwhile is drawn after it, once. Only once the document is open. */
void guichet_viewer_draw (GuichetViewer *self);
/** Of the page, in pixels of the screen. */
void guichet_viewer_get_room (GuichetViewer *self, double *width, double *height);
/** @code: GuichetDocumentError. */
void guichet_viewer_show_problem (GuichetViewer *self, int code);
/** Words of patience come after a while, and go. */
void guichet_viewer_start_waiting (GuichetViewer *self);
void guichet_viewer_stop_waiting (GuichetViewer *self);
