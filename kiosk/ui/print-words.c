/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-words.h"

#include <glib/gi18n.h>

static const GuichetPrintWords STATES[] = {
  [GUICHET_PRINT_PREPARING] = { N_ ("One moment…"), N_ ("Your document is made ready.") },
  [GUICHET_PRINT_SENDING] = { N_ ("One moment…"), N_ ("Your document goes to the printer.") },
  [GUICHET_PRINT_PRINTING] = { N_ ("It is being printed"),
                               N_ ("Your pages are coming out of the printer.") },
  [GUICHET_PRINT_DONE] = { N_ ("It is printed"),
                           N_ ("Take your pages at the printer: do not forget any.") },
  [GUICHET_PRINT_CANCELLED] = { N_ ("The print is cancelled"),
                                N_ ("A page that had begun may still come out.") },
};

/* The same whether it waits or failed: what there is to do. */
static const GuichetPrintWords REASONS[] = {
  [GUICHET_PRINT_REASON_COVER_OPEN] = { N_ ("The printer is open"),
                                        N_ ("Call reception: its cover must be closed.") },
  [GUICHET_PRINT_REASON_PAPER_JAM] = { N_ ("A sheet is stuck in the printer"),
                                       N_ ("Call reception: do not pull at it yourself.") },
  [GUICHET_PRINT_REASON_PAPER_OUT] = { N_ ("There is no more paper"),
                                       N_ ("Call reception, who will add some.") },
  [GUICHET_PRINT_REASON_TRAY_MISSING] = { N_ ("A tray of the printer is missing"),
                                          N_ ("Call reception.") },
  [GUICHET_PRINT_REASON_TRAY_FULL] = { N_ ("Too many sheets lie on the printer"),
                                       N_ ("Take yours, or call reception.") },
  [GUICHET_PRINT_REASON_INK_OUT] = { N_ ("There is no more ink"),
                                     N_ ("Call reception, who will change it.") },
  [GUICHET_PRINT_REASON_OFF] = { N_ ("The printer does not answer"),
                                 N_ ("It may be switched off. Call reception.") },
  [GUICHET_PRINT_REASON_FROZEN] = { N_ ("The printer does not move any more"),
                                    N_ ("Call reception.") },
  [GUICHET_PRINT_REASON_DEVICE] = { N_ ("The printer gave up"),
                                    N_ ("Try again, or call reception.") },
  [GUICHET_PRINT_REASON_PAUSED] = { N_ ("The printer is paused"), N_ ("Call reception.") },
  [GUICHET_PRINT_REASON_NO_PRINTER] = { N_ ("The printer cannot be reached"),
                                        N_ ("Call reception.") },
  [GUICHET_PRINT_REASON_DOCUMENT] = { N_ ("This document cannot be printed"),
                                      N_ ("Its file is damaged, or not a document.") },
  [GUICHET_PRINT_REASON_ENCRYPTED] = { N_ ("This document is locked"),
                                       N_ ("It has a password, or its author forbids printing.") },
  [GUICHET_PRINT_REASON_TOO_LARGE] = { N_ ("This document is too large"),
                                       N_ ("Ask reception to help you print it.") },
  [GUICHET_PRINT_REASON_NO_PAGES] = { N_ ("These pages do not exist"),
                                      N_ ("Choose other pages of the document.") },
  [GUICHET_PRINT_REASON_TOO_MANY_PAGES] = { N_ ("That is too many pages for one print"),
                                            N_ ("Choose fewer pages, or fewer copies.") },
  [GUICHET_PRINT_REASON_VISIT_PAGES] = { N_ ("That is too many pages for one visit"),
                                         N_ ("Choose fewer pages, or ask reception.") },
  [GUICHET_PRINT_REASON_TOO_MANY_COPIES] = { N_ ("That is too many copies"),
                                             N_ ("Choose fewer copies.") },
  [GUICHET_PRINT_REASON_NOT_OFFERED] = { N_ ("The printer does not do that"),
                                         N_ ("Choose black, or one side.") },
  [GUICHET_PRINT_REASON_PAGE] = { N_ ("This page cannot be printed"),
                                  N_ ("Wait until it has come entirely, then try again.") },
  [GUICHET_PRINT_REASON_BUSY] = { N_ ("Something else is being printed"),
                                  N_ ("Try again in a moment.") },
};

GuichetPrintWords
guichet_print_words_find (GuichetPrintState state, GuichetPrintReason reason)
{
  const GuichetPrintWords *words;

  if (state == GUICHET_PRINT_WAITING || state == GUICHET_PRINT_FAILED)
    words = &REASONS[reason == GUICHET_PRINT_REASON_NONE ? GUICHET_PRINT_REASON_DEVICE : reason];
  else
    words = &STATES[state];
  return (GuichetPrintWords){ _ (words->title), _ (words->text) };
}

char *
guichet_print_words_make_sum (const GuichetPrinterSettings *settings, guint n_left, guint n_sides,
                              guint n_sheets, gboolean *is_possible)
{
  *is_possible = n_sides <= MIN (settings->max_pages, n_left);
  if (*is_possible)
    return g_strdup_printf (ngettext ("%u sheet of paper", "%u sheets of paper", n_sheets),
                            n_sheets);
  if (n_left == 0)
    return g_strdup (_ ("You cannot print any more in this visit: ask reception."));
  if (n_left < settings->max_pages)
    return g_strdup_printf (ngettext ("You can still print %u page in this visit: choose fewer.",
                                      "You can still print %u pages in this visit: choose fewer.",
                                      n_left),
                            n_left);
  return g_strdup_printf (_ ("At most %u pages at once: choose fewer."), settings->max_pages);
}

char *
guichet_print_words_make_price (const GuichetPrinterSettings *settings, guint n_printed,
                                guint n_sides)
{
  guint left = settings->free_pages > n_printed ? settings->free_pages - n_printed : 0;
  g_autoptr (GString) text = g_string_new (NULL);

  if (settings->free_pages > 0 && left == 0)
    g_string_append (text, _ ("You have had your free pages."));
  else if (settings->free_pages > 0)
    g_string_append_printf (
        text,
        ngettext ("%u free page left for this visit.", "%u free pages left for this visit.", left),
        left);
  if (n_sides > left && settings->price_text != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", settings->price_text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
