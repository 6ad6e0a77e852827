/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "day.h"
#include "month-report.h"
#include "report-place.h"
#include "usage-store.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GuichetReportPlace place;
  /* Owned */
  char *month;
  char *database;
  /* State */
  gboolean as_json;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  guichet_report_place_clear (&arguments->place);
  g_free (arguments->month);
  g_free (arguments->database);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static GOptionContext *
make_context (Arguments *arguments)
{
  const GOptionEntry entries[] = {
    { "month", 'm', 0, G_OPTION_ARG_STRING, &arguments->month,
      N_ ("The month to print, as 2026-11; this month when not given"), N_ ("YYYY-MM") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &arguments->as_json, N_ ("Print JSON for programs"),
      NULL },
    { "database", 'd', 0, G_OPTION_ARG_FILENAME, &arguments->database,
      N_ ("Read this file, not the one of the settings"), N_ ("FILE") },
    GUICHET_REPORT_PLACE_OPTIONS (&arguments->place),
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Prints what this terminal counted in one month: exact totals, for the centre "
                  "itself.\nThe file is only read. Days whose counts were lost are told."));
  g_option_context_set_description (
      context, _ ("Exit status: 0 when it was printed; 1 when the counts are missing, damaged or "
                  "locked; 2 when\nthe command was called wrongly.\n\n"
                  "Example:\n  guichet-report show --month 2026-11"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

/* What went wrong, and what it means for the counts. */
static int
tell_unreadable (const char *path, const GError *error)
{
  g_printerr (_ ("guichet-report: the counts cannot be read: %s"), error->message);
  g_printerr ("\n");
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_printerr ("%s\n", _ ("The terminal makes this file at its first start. Is the path right?"));
  else if (g_error_matches (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT))
    g_printerr ("%s\n", _ ("The file is damaged. It was left as it is: at its next start the "
                           "terminal keeps it aside, goes on with a new one and notes the days "
                           "that are missing."));

  return GUICHET_REPORT_ERROR;
}

static int
print_month (Arguments *arguments)
{
  gboolean is_french = guichet_report_is_french ();
  g_autoptr (GuichetCatalogue) catalogue = NULL;
  g_autoptr (GuichetMonthReport) report = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store =
      guichet_usage_store_open_read_only (arguments->database, &error);

  if (store == NULL)
    return tell_unreadable (arguments->database, error);

  /* Only for the names of services: its mistakes are told by guichetctl check. */
  catalogue = guichet_report_place_load_catalogue (&arguments->place);
  report = guichet_month_report_read (store, arguments->month, catalogue, is_french, &error);
  if (report == NULL)
    return tell_unreadable (arguments->database, error);

  text = arguments->as_json ? guichet_month_report_to_json (report)
                            : guichet_month_report_to_text (report);
  g_print ("%s", text);

  return GUICHET_REPORT_DONE;
}

int
guichet_report_show (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GOptionContext) context = make_context (&arguments);
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *this_month = g_strndup (today, 7);
  g_autoptr (GError) error = NULL;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return guichet_report_refuse_usage ("show", error->message);
  if (argc > 1)
    return guichet_report_refuse_usage ("show", _ ("it takes options only"));

  guichet_report_set_default (&arguments.month, this_month);
  if (!guichet_month_is_valid (arguments.month))
    return guichet_report_refuse_usage ("show", _ ("the month must be written as 2026-11"));
  if (arguments.database == NULL)
    arguments.database = g_strdup (guichet_report_place_get_counts (&arguments.place)->database);

  return print_month (&arguments);
}
