/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "federation-command.h"

#include "report-command.h"

#include <glib/gi18n-lib.h>

#include <sodium.h>

gboolean
guichet_federation_parse (GOptionContext *context, const char *command, int *argc, char ***argv,
                          char **where)
{
  g_autoptr (GError) error = NULL;

  if (!g_option_context_parse (context, argc, argv, &error)) {
    guichet_report_refuse_usage (command, error->message);
    return FALSE;
  }
  if (*where == NULL) {
    guichet_report_refuse_usage (command, _ ("--store is missing: a file or a postgresql:// URL"));
    return FALSE;
  }
  if (sodium_init () < 0) {
    guichet_report_refuse_usage (command, _ ("the cryptography library does not start"));
    return FALSE;
  }

  return TRUE;
}

GuichetFederationStore *
guichet_federation_open (const char *command, const char *where, GuichetSqlAccess access)
{
  g_autoptr (GError) error = NULL;
  GuichetFederationStore *store = guichet_federation_store_open (where, access, &error);

  if (store == NULL) {
    g_prefix_error (&error, "%s", _ ("the store cannot be used: "));
    guichet_federation_tell (command, error);
  }

  return store;
}

int
guichet_federation_tell (const char *command, const GError *error)
{
  g_printerr ("guichet-report %s: %s\n", command, error->message);

  return GUICHET_REPORT_ERROR;
}
