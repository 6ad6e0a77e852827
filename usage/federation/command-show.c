/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show --store, export --store: the figures of a federation, on the terminal or into files. */
#include "report-command.h"

#include "federation-command.h"
#include "figures-output.h"

#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct {
  /* Owned */
  char *where;
  char *department;
  char *centre;
  char *period;
  char *defaults_dir;
  char *centre_dir;
  char *outputs[GUICHET_N_OUTPUTS];
  char *site;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->where);
  g_free (arguments->department);
  g_free (arguments->centre);
  g_free (arguments->period);
  g_free (arguments->defaults_dir);
  g_free (arguments->centre_dir);
  for (int i = 0; i < GUICHET_N_OUTPUTS; i++)
    g_free (arguments->outputs[i]);
  g_free (arguments->site);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

#define SCOPE_OPTIONS(a)                                                                           \
  GUICHET_FEDERATION_STORE_OPTION (&(a)->where),                                                   \
      { "period",                                                                                  \
        'p',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(a)->period,                                                                              \
        N_ ("A year or a month; the latest year when not given"),                                  \
        N_ ("YYYY[-MM]") },                                                                        \
      { "department",                                                                              \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(a)->department,                                                                          \
        N_ ("Only this department, as 33"),                                                        \
        N_ ("CODE") },                                                                             \
      { "centre", 0, 0, G_OPTION_ARG_STRING, &(a)->centre, N_ ("Only this centre"), N_ ("ID") },   \
      { "defaults",                                                                                \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &(a)->defaults_dir,                                                                        \
        N_ ("Where the shipped settings and services are"),                                        \
        N_ ("DIR") },                                                                              \
  {                                                                                                \
    "config", 0, 0, G_OPTION_ARG_FILENAME, &(a)->centre_dir,                                       \
        N_ ("Where the centre's settings and services are"), N_ ("DIR")                            \
  }

static gboolean
read_period (const char *text, GuichetFigureScope *scope)
{
  gsize length = text == NULL ? 0 : strlen (text);

  if (text == NULL)
    return TRUE;
  if ((length != 4 && length != 7) || strspn (text, "0123456789") != 4 ||
      (length == 7 && (text[4] != '-' || strspn (text + 5, "0123456789") != 2)))
    return FALSE;
  scope->year = (int)g_ascii_strtoll (text, NULL, 10);
  scope->month = length == 7 ? (int)g_ascii_strtoll (text + 5, NULL, 10) : 0;

  return scope->year >= 2020 && (length == 4 || (scope->month >= 1 && scope->month <= 12));
}

/* NULL with the exit status when something is wrong. */
static GuichetFigureSource *
open_source (const char *command, const Arguments *arguments, GuichetFigureScope *scope,
             int *status)
{
  GuichetFederationStore *store;

  *scope = (GuichetFigureScope){ .department = arguments->department, .centre = arguments->centre };
  if (!read_period (arguments->period, scope)) {
    *status =
        guichet_report_refuse_usage (command, _ ("the period must be written as 2026 or 2026-11"));
    return NULL;
  }
  store = guichet_federation_open (command, arguments->where, GUICHET_SQL_READ);
  if (store == NULL) {
    *status = GUICHET_REPORT_ERROR;
    return NULL;
  }

  return guichet_figure_source_new (
      store, arguments->defaults_dir == NULL ? GUICHET_DATADIR : arguments->defaults_dir,
      arguments->centre_dir == NULL ? "/etc/guichet" : arguments->centre_dir,
      guichet_report_is_french ());
}

int
guichet_report_show_federation (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  const GOptionEntry entries[] = { SCOPE_OPTIONS (&arguments), { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GuichetFigureSource) source = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;
  GuichetFigureScope scope;
  int status;

  g_option_context_set_summary (context,
                                _ ("Prints the figures of a federation, a department or a centre, "
                                   "beside those of the year before."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!guichet_federation_parse (context, "show", &argc, &argv, &arguments.where))
    return GUICHET_REPORT_USAGE;
  if (argc > 1)
    return guichet_report_refuse_usage ("show", _ ("it takes options only"));

  source = open_source ("show", &arguments, &scope, &status);
  if (source == NULL)
    return status;
  text =
      guichet_figure_source_write (source, &scope, GUICHET_OUTPUT_TEXT, GUICHET_LINKS_NONE, &error);
  if (text == NULL)
    return guichet_federation_tell ("show", error);
  g_print ("%s", (const char *)g_bytes_get_data (text, NULL));

  return GUICHET_REPORT_DONE;
}

static int
write_outputs (GuichetFigureSource *source, const GuichetFigureScope *scope,
               const Arguments *arguments)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (int i = 0; i < GUICHET_N_OUTPUTS; i++) {
    g_autoptr (GBytes) bytes = NULL;
    gsize length;
    const char *data;

    if (arguments->outputs[i] == NULL)
      continue;
    bytes =
        guichet_figure_source_write (source, scope, (GuichetOutput)i, GUICHET_LINKS_NONE, &error);
    if (bytes == NULL)
      return guichet_federation_tell ("export", error);
    data = g_bytes_get_data (bytes, &length);
    if (!g_file_set_contents (arguments->outputs[i], data, (gssize)length, &error))
      return guichet_federation_tell ("export", error);
    n++;
  }
  if (arguments->site != NULL &&
      !guichet_figure_source_write_site (source, scope->year, arguments->site, &error))
    return guichet_federation_tell ("export", error);
  if (n == 0 && arguments->site == NULL)
    return guichet_report_refuse_usage (
        "export", _ ("nothing to write: name a file for --csv, --xlsx, --html or --sheet"));

  return GUICHET_REPORT_DONE;
}

int
guichet_report_export_federation (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  const GOptionEntry entries[] = {
    SCOPE_OPTIONS (&arguments),
    { "text", 0, 0, G_OPTION_ARG_FILENAME, &arguments.outputs[GUICHET_OUTPUT_TEXT],
      N_ ("Write plain text"), N_ ("FILE") },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &arguments.outputs[GUICHET_OUTPUT_CSV],
      N_ ("Write a table for spreadsheets"), N_ ("FILE") },
    { "xlsx", 0, 0, G_OPTION_ARG_FILENAME, &arguments.outputs[GUICHET_OUTPUT_XLSX],
      N_ ("Write a spreadsheet with charts"), N_ ("FILE") },
    { "html", 0, 0, G_OPTION_ARG_FILENAME, &arguments.outputs[GUICHET_OUTPUT_PAGE],
      N_ ("Write one page for the screen"), N_ ("FILE") },
    { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &arguments.outputs[GUICHET_OUTPUT_SHEET],
      N_ ("Write the yearly sheet, one page to print"), N_ ("FILE") },
    { "site", 0, 0, G_OPTION_ARG_FILENAME, &arguments.site,
      N_ ("Write pages and sheets of the federation, all departments and all centres"),
      N_ ("DIR") },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GuichetFigureSource) source = NULL;
  GuichetFigureScope scope;
  int status;

  g_option_context_set_summary (context, _ ("Writes the figures of a federation, a department or "
                                            "a centre into files."));
  g_option_context_set_description (
      context, _ ("Examples:\n"
                  "  guichet-report export --store federation.db --xlsx federation.xlsx\n"
                  "  guichet-report export --store federation.db --centre cs-lormont --period "
                  "2026 --sheet lormont.html"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!guichet_federation_parse (context, "export", &argc, &argv, &arguments.where))
    return GUICHET_REPORT_USAGE;
  if (argc > 1)
    return guichet_report_refuse_usage ("export", _ ("it takes options only"));

  source = open_source ("export", &arguments, &scope, &status);

  return source == NULL ? status : write_outputs (source, &scope, &arguments);
}
