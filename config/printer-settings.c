/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "printer-settings.h"

#include "setting-reader.h"

#include <glib/gi18n-lib.h>

#define GROUP          "Printer"
#define PRICE_TEXT_MAX 120

const GuichetKeySpec guichet_printer_settings_keys[] = {
  { "Name", FALSE, FALSE },
  { "Server", FALSE, FALSE },
  { "Spool", FALSE, FALSE },
  { "MaxCopies", FALSE, FALSE },
  { "MaxPages", FALSE, FALSE },
  { "FreePages", FALSE, FALSE },
  { "MaxPagesPerVisit", FALSE, FALSE },
  { "PriceText", TRUE, FALSE },
  { "Colour", FALSE, FALSE },
  { "TwoSides", FALSE, FALSE },
  { "BlackOption", FALSE, FALSE },
  { "FinishSeconds", FALSE, TRUE },
  { NULL },
};

GuichetPrinterSettings *
guichet_printer_settings_new (void)
{
  GuichetPrinterSettings *self = g_new0 (GuichetPrinterSettings, 1);

  self->server = g_strdup ("/run/cups/cups.sock");
  self->spool = g_strdup ("/var/spool/cups");
  self->max_copies = 5;
  self->max_pages = 20;
  self->max_pages_per_visit = 100;
  self->free_pages = 5;
  self->has_two_sides = TRUE;
  self->finish_seconds = 60;
  return self;
}

void
guichet_printer_settings_free (GuichetPrinterSettings *self)
{
  g_free (self->queue);
  g_free (self->server);
  g_free (self->spool);
  g_free (self->price_text);
  g_free (self->black_option);
  g_free (self);
}

void
guichet_printer_settings_read (GuichetPrinterSettings *self, const GuichetKeyFile *file,
                               const char *language, GPtrArray *problems)
{
  GuichetSettingReader reading = { .file = file, .problems = problems };

  /* The letters that CUPS takes, without those that an address would give a meaning. */
  guichet_setting_reader_read_pattern (
      &reading, GROUP, "Name", "^[A-Za-z0-9_.-]{1,127}$",
      _ ("the name of a queue of CUPS: letters, figures, “_”, “-” and “.”"), &self->queue);
  guichet_setting_reader_read_pattern (&reading, GROUP, "Server", "^/[A-Za-z0-9_./-]{1,100}$",
                                       _ ("the socket of CUPS, a file named from the root"),
                                       &self->server);
  guichet_setting_reader_read_pattern (
      &reading, GROUP, "Spool", "^/[A-Za-z0-9_./-]{1,200}$",
      _ ("the folder where CUPS keeps documents, named from the root"), &self->spool);
  guichet_setting_reader_read_pattern (
      &reading, GROUP, "BlackOption", "^[A-Za-z0-9-]{1,40}=[A-Za-z0-9._-]{1,40}$",
      _ ("an option of the driver, such as ColorModel=Gray"), &self->black_option);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, GROUP, "MaxCopies",
                                      1, 50, &self->max_copies);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, GROUP, "MaxPages",
                                      1, 500, &self->max_pages);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, GROUP,
                                      "MaxPagesPerVisit", 1, 2000, &self->max_pages_per_visit);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, GROUP, "FreePages",
                                      0, 500, &self->free_pages);
  guichet_setting_reader_read_number (&reading, GUICHET_CONFIG_PROBLEM_FATAL, GROUP,
                                      "FinishSeconds", 0, 300, &self->finish_seconds);
  guichet_setting_reader_read_boolean (&reading, GUICHET_CONFIG_PROBLEM_WARNING, GROUP, "Colour",
                                       &self->has_colour);
  guichet_setting_reader_read_boolean (&reading, GUICHET_CONFIG_PROBLEM_WARNING, GROUP, "TwoSides",
                                       &self->has_two_sides);
  guichet_setting_reader_read_line (&reading, GROUP, "PriceText", language, PRICE_TEXT_MAX,
                                    &self->price_text);
}
