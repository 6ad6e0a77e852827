/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-pages.h"

#include "staff-keyboard.h"
#include "staff-topics.h"

struct _GuichetStaffPages {
  /* Borrowed from the builder */
  GtkStack *stack;
  GtkLabel *title;
  GtkLabel *words;
  GtkWidget *entry_box;
  GtkText *entry;
  GtkGrid *actions;
  GtkGrid *board; /* the keys of the keyboard */
  GtkWidget *foot;
  GtkWidget *write;
  GtkScrolledWindow *scroller;
  GtkWidget *start;
  GtkWidget *back;
  GtkWidget *previous;
  GtkWidget *next;
  GuichetStaffPagesBusy busy;
  GuichetStaffPagesLeave leave;
  gpointer user_data;
  /* Owned */
  GuichetDBusStaff1 *staff;
  GuichetStaffKeyboard *keyboard;
  GVariant *services; /* a(ssbs), or NULL */
  char *service;      /* id of the one that was chosen */
  char *asked;        /* the action under way */
  GCancellable *cancellable;
  /* State */
  GuichetStaffTopic topic;
  guint n_buttons;
  guint first_service; /* of the page that is shown */
  gboolean is_technician;
  gboolean closes; /* when what is under way was done */
};

/* staff-pages.c: what is seen */

void guichet_staff_pages_set_words (GuichetStaffPages *self, const char *words);
/** @answer: to the action "services". */
void guichet_staff_pages_take_services (GuichetStaffPages *self, GVariant *answer);

/* staff-pages-ask.c: what is asked of the supervisor, one thing at a time */

/** Nothing while another one is under way. The answer is shown as words, or ends the panel. */
void guichet_staff_pages_ask (GuichetStaffPages *self, const char *action, const char *argument);
/** @button: one with an action. With the words or the service that it needs. */
void guichet_staff_pages_ask_for_button (GuichetStaffPages *self, const GuichetStaffButton *button);
/** How the terminal is, for the menu. */
void guichet_staff_pages_ask_state (GuichetStaffPages *self);
