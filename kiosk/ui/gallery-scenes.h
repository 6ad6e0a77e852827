/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gallery-files.h"
#include "gallery-papers.h"
#include "gallery-web.h"
#include "shell.h"

typedef struct {
  /* Owned */
  GuichetWindow *window;
  GuichetShell *shell;
  GuichetFakeClock *clock;
  GuichetPrinting *printing;
  GuichetScanner *scanner;
  GMainLoop *loop;
  char *out;
  /* State */
  int width;
  guint scene;
} Gallery;

/** Borrowed; NULL: the tiles are seen. */
GuichetWebPage *gallery_get_page (Gallery *self);
void gallery_open_page (Gallery *self, const char *id);

/* gallery-pages.c: tiles, pages, time, the end of a visit */

void gallery_show_curtain (Gallery *self);
void gallery_show_home (Gallery *self);
void gallery_show_home_told (Gallery *self);
void gallery_show_home_with_tools (Gallery *self);
void gallery_show_groups (Gallery *self);
void gallery_show_group (Gallery *self);
void gallery_show_search (Gallery *self);
void gallery_show_nothing (Gallery *self);
void gallery_show_opening (Gallery *self);
void gallery_show_page (Gallery *self);
void gallery_show_help (Gallery *self);
void gallery_show_idle (Gallery *self);
void gallery_show_time_note (Gallery *self);
void gallery_show_others_wait (Gallery *self);
void gallery_show_over (Gallery *self);
void gallery_end_time (Gallery *self);
void gallery_show_tiles_again (Gallery *self);
void gallery_show_mail_again (Gallery *self);
void gallery_show_two_pages (Gallery *self);
void gallery_show_notice (Gallery *self);
void gallery_show_alert (Gallery *self);
void gallery_show_prompt (Gallery *self);
void gallery_show_leave (Gallery *self);
void gallery_show_refused (Gallery *self);
void gallery_show_offline (Gallery *self);
void gallery_show_not_found (Gallery *self);
void gallery_show_tls (Gallery *self);
void gallery_show_failed (Gallery *self);
void gallery_show_closed (Gallery *self);
void gallery_show_crashed (Gallery *self);
void gallery_show_unresponsive (Gallery *self);
void gallery_show_limit (Gallery *self);
void gallery_show_many_tabs (Gallery *self);
void gallery_show_end (Gallery *self);
void gallery_show_ended (Gallery *self);
void gallery_show_question (Gallery *self);
void gallery_show_question_age (Gallery *self);
void gallery_show_question_situation (Gallery *self);

/* gallery-documents.c: documents, from paper and to paper */

void gallery_show_tray_empty (Gallery *self);
void gallery_show_download (Gallery *self);
void gallery_show_download_refused (Gallery *self);
void gallery_show_tray (Gallery *self);
void gallery_show_document (Gallery *self);
void gallery_show_pick (Gallery *self);
void gallery_show_pick_several (Gallery *self);
void gallery_show_scan (Gallery *self);
void gallery_press_next (Gallery *self);
void gallery_show_scanning (Gallery *self);
void gallery_show_scan_problem (Gallery *self);
void gallery_show_scanned (Gallery *self);
void gallery_show_print_wait (Gallery *self);
void gallery_show_print_page (Gallery *self);
void gallery_show_print_pages (Gallery *self);
void gallery_show_printing (Gallery *self);
void gallery_show_print_no_paper (Gallery *self);
void gallery_show_print_jam (Gallery *self);
void gallery_show_print_off (Gallery *self);
void gallery_show_print_locked (Gallery *self);
void gallery_show_print_too_many (Gallery *self);
void gallery_end_documents (Gallery *self);
