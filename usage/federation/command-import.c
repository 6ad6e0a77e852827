/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"
#include "safe-text.h"

#include "day.h"
#include "federation-command.h"
#include "federation-import.h"

#include <glib/gi18n-lib.h>

typedef struct {
  /* State */
  guint n[GUICHET_N_IMPORT_OUTCOMES];
  gboolean is_verbose;
} Totals;

static const char *const outcome_words[GUICHET_N_IMPORT_OUTCOMES] = {
  [GUICHET_IMPORT_NEW] = N_ ("imported"),
  [GUICHET_IMPORT_REPLACED] = N_ ("imported, in place of an older revision"),
  [GUICHET_IMPORT_KNOWN] = N_ ("already there"),
  [GUICHET_IMPORT_SUPERSEDED] = N_ ("superseded by a higher revision beside it"),
  [GUICHET_IMPORT_REFUSED] = N_ ("refused"),
};

static void
on_file (const char *file, GuichetImportOutcome outcome, const char *reason, gpointer user_data)
{
  Totals *totals = user_data;
  g_autofree char *safe = guichet_safe_text (file);

  totals->n[outcome]++;
  if (outcome == GUICHET_IMPORT_REFUSED)
    g_printerr ("%s: %s: %s\n", safe, _ ("refused"), reason);
  else if (totals->is_verbose)
    g_print ("%s: %s\n", safe, _ (outcome_words[outcome]));
}

static void
print_totals (const Totals *totals)
{
  for (guint i = 0; i < GUICHET_N_IMPORT_OUTCOMES; i++)
    if (totals->n[i] > 0 || i == GUICHET_IMPORT_NEW)
      g_print ("%8u  %s\n", totals->n[i], _ (outcome_words[i]));
}

static int
import_folder (const char *where, const char *folder, const char *today, Totals *totals)
{
  g_autoptr (GuichetFederationStore) store =
      guichet_federation_open ("import", where, GUICHET_SQL_WRITE);
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  if (store == NULL)
    return GUICHET_REPORT_ERROR;
  is_done = guichet_federation_import (store, folder, today, on_file, totals, &error);
  print_totals (totals);
  if (!is_done)
    return guichet_federation_tell ("import", error);

  return totals->n[GUICHET_IMPORT_REFUSED] > 0 ? GUICHET_REPORT_ERROR : GUICHET_REPORT_DONE;
}

int
guichet_report_import (int argc, char **argv)
{
  g_autofree char *where = NULL;
  g_autofree char *today = guichet_day_get_today ();
  Totals totals = { 0 };
  const GOptionEntry entries[] = {
    GUICHET_FEDERATION_STORE_OPTION (&where),
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &totals.is_verbose, N_ ("Tell each file"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("FOLDER"));

  g_option_context_set_summary (
      context, _ ("Reads the signed monthly reports of a folder into the federation's store.\n"
                  "Harmless to repeat: a report that is there is left, a higher revision replaces "
                  "it."));
  g_option_context_set_description (
      context, _ ("Exit status: 0 when every report is in the store; 1 when one was refused (with "
                  "the reason)\nor the store failed; 2 when the command was called wrongly.\n\n"
                  "Example:\n  guichet-report import --store federation.db reports/"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!guichet_federation_parse (context, "import", &argc, &argv, &where))
    return GUICHET_REPORT_USAGE;
  if (argc != 2)
    return guichet_report_refuse_usage ("import", _ ("it takes one folder"));

  return import_folder (where, argv[1], today, &totals);
}
