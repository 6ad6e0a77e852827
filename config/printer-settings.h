/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-file-reader.h"

/** [Printer] of guichet.conf: which queue of CUPS prints, and what a visit may print on it. */
typedef struct {
  /* Owned */
  char *queue;      /* of CUPS; NULL: nothing is printed here */
  char *server;     /* CUPS' socket, absolute path */
  char *spool;      /* where CUPS keeps documents, absolute path */
  char *price_text; /* what the centre asks for pages beyond the free ones; NULL: it is not said */
  char *black_option; /* "Name=Value" that the driver needs to print in black; NULL: none */
  /* State */
  guint max_copies;
  guint max_pages;           /* of one print: pages chosen x copies */
  guint max_pages_per_visit; /* of all prints of a visit together, counted likewise */
  guint free_pages;          /* of one visit; only said, never enforced */
  gboolean has_colour;
  gboolean has_two_sides;
  guint finish_seconds; /* that a print may go on after its visit */
} GuichetPrinterSettings;

/** For the spec of guichet.conf. */
extern const GuichetKeySpec guichet_printer_settings_keys[];

/** What holds when no file says otherwise. */
GuichetPrinterSettings *guichet_printer_settings_new (void);
void guichet_printer_settings_free (GuichetPrinterSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetPrinterSettings, guichet_printer_settings_free)
/** Takes what @file says, words in @language. What is wrong is told and left out. */
void guichet_printer_settings_read (GuichetPrinterSettings *self, const GuichetKeyFile *file,
                                    const char *language, GPtrArray *problems);
