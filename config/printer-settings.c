/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "printer-settings.h"

#include "config-value.h"
#include "nearest-name.h"

#include <glib/gi18n-lib.h>

#define GROUP          "Printer"
#define PRICE_TEXT_MAX 120

const GuichetKeySpec guichet_printer_settings_keys[] = {
  { "Name", FALSE, FALSE },        { "Server", FALSE, FALSE },       { "Spool", FALSE, FALSE },
  { "MaxCopies", FALSE, FALSE },   { "MaxPages", FALSE, FALSE },     { "FreePages", FALSE, FALSE },
  { "PriceText", TRUE, FALSE },    { "Colour", FALSE, FALSE },       { "TwoSides", FALSE, FALSE },
  { "BlackOption", FALSE, FALSE }, { "FinishSeconds", FALSE, TRUE }, { NULL },
};

/* [Printer] on its way in. */
typedef struct {
  /* Borrowed */
  const GuichetKeyFile *file;
  GPtrArray *problems;
} Reading;

static void
add_problem (const Reading *reading, GuichetConfigSeverity severity, const char *key,
             const char *found, const char *expected, const char *suggestion)
{
  guichet_key_file_add_problem (reading->file, reading->problems, severity, GROUP, key, found,
                                expected, suggestion);
}

/* NULL when the key is missing or empty. */
static char *
get_text (const Reading *reading, const char *key, const char *language)
{
  g_autofree char *text = guichet_key_file_get_text (reading->file, GROUP, key, language);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* @pattern is a regular expression that the whole text must fit. */
static void
read_pattern (const Reading *reading, const char *key, const char *pattern, const char *expected,
              char **value)
{
  g_autofree char *text = get_text (reading, key, NULL);

  if (text == NULL)
    return;
  if (!g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0)) {
    add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, key, text, expected, NULL);
    return;
  }
  g_free (*value);
  *value = g_steal_pointer (&text);
}

static void
read_number (const Reading *reading, GuichetConfigSeverity severity, const char *key, guint min,
             guint max, guint *value)
{
  g_autofree char *text = get_text (reading, key, NULL);
  g_autofree char *expected = NULL;

  if (text == NULL || guichet_config_value_parse_number (text, min, max, value))
    return;
  expected = g_strdup_printf (_ ("a number from %u to %u"), min, max);
  add_problem (reading, severity, key, text, expected, NULL);
}

static void
read_boolean (const Reading *reading, const char *key, gboolean *value)
{
  static const char *const names[] = { "true", "false", NULL };
  g_autofree char *text = get_text (reading, key, NULL);

  if (text != NULL && !guichet_config_value_parse_boolean (text, value))
    add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, key, text, _ ("true or false"),
                 guichet_nearest_name (text, names));
}

static void
read_price_text (const Reading *reading, const char *language, char **value)
{
  g_autofree char *text = get_text (reading, "PriceText", language);
  g_autofree char *expected = NULL;

  if (text == NULL)
    return;
  if (guichet_config_value_is_line (text, PRICE_TEXT_MAX)) {
    g_free (*value);
    *value = g_steal_pointer (&text);
    return;
  }
  expected = g_strdup_printf (_ ("one line of at most %d characters"), PRICE_TEXT_MAX);
  add_problem (reading, GUICHET_CONFIG_PROBLEM_WARNING, "PriceText", text, expected, NULL);
}

GuichetPrinterSettings *
guichet_printer_settings_new (void)
{
  GuichetPrinterSettings *self = g_new0 (GuichetPrinterSettings, 1);

  self->server = g_strdup ("/run/cups/cups.sock");
  self->spool = g_strdup ("/var/spool/cups");
  self->max_copies = 5;
  self->max_pages = 20;
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
  Reading reading = { .file = file, .problems = problems };

  /* The letters that CUPS takes, without those that an address would give a meaning. */
  read_pattern (&reading, "Name", "^[A-Za-z0-9_.-]{1,127}$",
                _ ("the name of a queue of CUPS: letters, figures, “_”, “-” and “.”"),
                &self->queue);
  read_pattern (&reading, "Server", "^/[A-Za-z0-9_./-]{1,100}$",
                _ ("the socket of CUPS, a file named from the root"), &self->server);
  read_pattern (&reading, "Spool", "^/[A-Za-z0-9_./-]{1,200}$",
                _ ("the folder where CUPS keeps documents, named from the root"), &self->spool);
  read_pattern (&reading, "BlackOption", "^[A-Za-z0-9-]{1,40}=[A-Za-z0-9._-]{1,40}$",
                _ ("an option of the driver, such as ColorModel=Gray"), &self->black_option);
  read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, "MaxCopies", 1, 50, &self->max_copies);
  read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, "MaxPages", 1, 500, &self->max_pages);
  read_number (&reading, GUICHET_CONFIG_PROBLEM_WARNING, "FreePages", 0, 500, &self->free_pages);
  read_number (&reading, GUICHET_CONFIG_PROBLEM_FATAL, "FinishSeconds", 0, 300,
               &self->finish_seconds);
  read_boolean (&reading, "Colour", &self->has_colour);
  read_boolean (&reading, "TwoSides", &self->has_two_sides);
  read_price_text (&reading, language, &self->price_text);
}
