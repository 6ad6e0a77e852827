/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "day.h"
#include "deliver-folder.h"
#include "outbox.h"
#include "report-release.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GuichetReportPlace place;
  GuichetReportRelease release;
  /* Owned */
  char *month;
  char *target;
  /* State */
  gboolean is_due;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  guichet_report_place_clear (&arguments->place);
  guichet_report_release_clear (&arguments->release);
  g_free (arguments->month);
  g_free (arguments->target);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static GOptionContext *
make_context (Arguments *arguments)
{
  const GOptionEntry entries[] = {
    { "month", 'm', 0, G_OPTION_ARG_STRING, &arguments->month,
      N_ ("The month, over by now; last month when not given"), N_ ("YYYY-MM") },
    { "due", 0, 0, G_OPTION_ARG_NONE, &arguments->is_due,
      N_ ("All months that are over and were not made yet, of the last 13"), NULL },
    { "to", 't', 0, G_OPTION_ARG_FILENAME, &arguments->target,
      N_ ("Make what is due and copy all that is kept to this folder, as of a USB stick"),
      N_ ("DIR") },
    { "centre", 'c', 0, G_OPTION_ARG_STRING, &arguments->release.centre,
      N_ ("The centre's code in the federation's register"), N_ ("CODE") },
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &arguments->release.key,
      N_ ("The centre's secret key, see guichet-report key"), N_ ("FILE") },
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->release.outbox,
      N_ ("The outbox: where reports are kept, always the same folder"), N_ ("DIR") },
    { "database", 'd', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->release.databases,
      N_ ("A terminal's counts; once for each terminal of the centre"), N_ ("FILE") },
    GUICHET_REPORT_PLACE_OPTIONS (&arguments->place),
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context,
      _ ("Makes the centre's report of one month for the federation: coarser, protected so that "
         "no visit\ncan be found in it, and signed. It waits in the outbox; guichet-report send "
         "takes it further."));
  g_option_context_set_description (
      context,
      _ ("What is not given is taken from [Report] of guichet.conf.\n\nA later export of the same "
         "counts is the same report. When counts have changed, a new\nrevision is made, also of "
         "later months of the year that they touch.\n\nExit status: 0 when the report is in the "
         "outbox; 1 when it could not be made; 2 when the\ncommand was called "
         "wrongly.\n\nExamples:\n  guichet-report export --month 2026-10\n  guichet-report export "
         "--to /media/stick"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

/* What is wrong, or NULL. */
static const char *
check (const Arguments *arguments, const char *today)
{
  const char *problem = guichet_report_release_check (&arguments->release);

  if (problem != NULL)
    return problem;
  if (arguments->month != NULL && (arguments->is_due || arguments->target != NULL))
    return _ ("--month does not go with --due or --to, which take all months");

  return arguments->month == NULL ? NULL : guichet_report_check_month (arguments->month, today);
}

static gboolean
copy (const Arguments *arguments, GError **error)
{
  g_autoptr (GuichetOutbox) outbox = guichet_outbox_open (arguments->release.outbox, error);
  guint n_copied = 0;

  if (outbox == NULL || !guichet_outbox_deliver (outbox, NULL, guichet_deliver_to_folder,
                                                 arguments->target, &n_copied, error))
    return FALSE;
  g_print (ngettext ("%u report is there\n", "%u reports are there\n", n_copied), n_copied);

  return TRUE;
}

static gboolean
make_reports (Arguments *arguments, const char *today, GError **error)
{
  if (arguments->is_due || arguments->target != NULL)
    return guichet_report_release_due (&arguments->release, &arguments->place, error) &&
           (arguments->target == NULL || copy (arguments, error));

  if (arguments->month == NULL)
    arguments->month = guichet_report_get_month_before (today, 1);

  return guichet_report_release_month (&arguments->release, &arguments->place, arguments->month,
                                       error);
}

int
guichet_report_export (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GOptionContext) context = make_context (&arguments);
  g_autofree char *today = guichet_day_get_today ();
  g_autoptr (GError) error = NULL;
  const char *problem;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return guichet_report_refuse_usage ("export", error->message);
  if (argc > 1)
    return guichet_report_refuse_usage ("export", _ ("it takes options only"));

  guichet_report_release_complete (&arguments.release, &arguments.place);
  problem = check (&arguments, today);
  if (problem != NULL)
    return guichet_report_refuse_usage ("export", problem);
  if (!make_reports (&arguments, today, &error)) {
    g_printerr (_ ("guichet-report: the report cannot be made: %s"), error->message);
    g_printerr ("\n");
    return GUICHET_REPORT_ERROR;
  }

  return GUICHET_REPORT_DONE;
}
