/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "usage-store.h"

#include <glib/gi18n-lib.h>

static int
back_up (const char *database, const char *copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetUsageStore) store = guichet_usage_store_open_read_only (database, &error);

  if (store == NULL || !guichet_usage_store_back_up (store, copy, &error)) {
    g_printerr (_ ("guichet-report: no copy was made: %s"), error->message);
    g_printerr ("\n");
    return GUICHET_REPORT_ERROR;
  }

  return GUICHET_REPORT_DONE;
}

int
guichet_report_back_up (int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autofree char *copy = NULL;
  const GOptionEntry entries[] = {
    { "database", 'd', 0, G_OPTION_ARG_FILENAME, &database, N_ ("The terminal's counts"),
      N_ ("FILE") },
    { "to", 't', 0, G_OPTION_ARG_FILENAME, &copy, N_ ("The copy; an older one is replaced"),
      N_ ("FILE") },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context, _ ("Copies a terminal's exact counts, for the centre itself. The terminal may run "
                  "meanwhile."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return guichet_report_refuse_usage ("backup", error->message);
  if (argc > 1)
    return guichet_report_refuse_usage ("backup", _ ("it takes options only"));
  if (database == NULL || copy == NULL)
    return guichet_report_refuse_usage ("backup", _ ("--database and --to are needed"));

  return back_up (database, copy);
}
