/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "day.h"
#include "deliver-folder.h"
#include "deliver-webdav.h"
#include "outbox.h"
#include "report-release.h"

#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct {
  GuichetReportPlace place;
  /* Owned */
  char *outbox;
  char *target;
  char *credentials;
  char **authorities;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  guichet_report_place_clear (&arguments->place);
  g_free (arguments->outbox);
  g_free (arguments->target);
  g_free (arguments->credentials);
  g_strfreev (arguments->authorities);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static GOptionContext *
make_context (Arguments *arguments)
{
  const GOptionEntry entries[] = {
    { "outbox", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->outbox,
      N_ ("Where guichet-report export keeps the reports"), N_ ("DIR") },
    { "to", 't', 0, G_OPTION_ARG_STRING, &arguments->target,
      N_ ("A folder, as that of a USB stick, or the https address of a WebDAV folder"),
      N_ ("DIR|URL") },
    { "credentials", 'p', 0, G_OPTION_ARG_FILENAME, &arguments->credentials,
      N_ ("A file of mode 600 with user:password"), N_ ("FILE") },
    { "authority", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->authorities,
      N_ ("A certificate authority (PEM) of the server"), N_ ("FILE") },
    GUICHET_REPORT_PLACE_OPTIONS (&arguments->place),
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Takes the reports that wait in the outbox to a USB stick or a server.\nWhat "
                  "fails is tried again at the next call, for 13 months."));
  g_option_context_set_description (
      context, _ ("Without --to it does what [Report] of guichet.conf says: makes the reports of "
                  "months that are\nover, then takes them to the address in SendTo. Without Centre "
                  "there is nothing to do. So a timer\ncalls it.\n\nExit status: 0 when nothing "
                  "waits any more; 1 when something still waits; 2 when the command\nwas called "
                  "wrongly.\n\nExamples:\n  guichet-report send\n  guichet-report send --to "
                  "/media/stick"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

static gboolean
deliver_to_server (Arguments *arguments, GuichetOutbox *outbox, guint *n_sent, GError **error)
{
  GuichetSettings *settings = guichet_report_place_get_settings (&arguments->place);
  g_autoptr (GuichetWebdav) webdav = NULL;

  if (arguments->authorities == NULL)
    arguments->authorities = g_strdupv ((char **)guichet_settings_get_authorities (settings));
  webdav = guichet_webdav_new (arguments->target, arguments->credentials,
                               (const char *const *)arguments->authorities,
                               guichet_settings_get_proxy (settings), error);

  return webdav != NULL &&
         guichet_outbox_deliver (outbox, arguments->target, guichet_deliver_to_webdav, webdav,
                                 n_sent, error);
}

static gboolean
send_all (Arguments *arguments, guint *n_sent, GError **error)
{
  g_autofree char *today = guichet_day_get_today ();
  g_autoptr (GuichetOutbox) outbox = NULL;

  if (!g_file_test (arguments->outbox, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, GUICHET_OUTBOX_ERROR, GUICHET_OUTBOX_ERROR_FILE, _ ("%s is not a folder"),
                 arguments->outbox);
    return FALSE;
  }
  outbox = guichet_outbox_open (arguments->outbox, error);
  if (outbox == NULL || !guichet_outbox_expire (outbox, today, error))
    return FALSE;
  if (strstr (arguments->target, "://") == NULL)
    return guichet_outbox_deliver (outbox, NULL, guichet_deliver_to_folder, arguments->target,
                                   n_sent, error);

  return deliver_to_server (arguments, outbox, n_sent, error);
}

/* What a timer calls: TRUE also when the settings ask for nothing. */
static gboolean
send_by_settings (Arguments *arguments, guint *n_sent, GError **error)
{
  const GuichetCountsSettings *counts = guichet_report_place_get_counts (&arguments->place);
  g_auto (GuichetReportRelease) release = { 0 };

  if (counts->centre == NULL) {
    g_print ("%s\n", _ ("the settings name no centre in [Report]: there is nothing to do"));
    return TRUE;
  }
  guichet_report_release_complete (&release, &arguments->place);
  guichet_report_set_default (&release.outbox, arguments->outbox);
  if (!guichet_report_release_due (&release, &arguments->place, error))
    return FALSE;
  if (counts->send_to == NULL) {
    g_print ("%s\n", _ ("the settings name no address: the reports wait for a USB stick"));
    return TRUE;
  }
  guichet_report_set_default (&arguments->target, counts->send_to);
  guichet_report_set_default (&arguments->credentials, counts->credentials);

  return send_all (arguments, n_sent, error);
}

int
guichet_report_send (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GOptionContext) context = make_context (&arguments);
  g_autoptr (GError) error = NULL;
  guint n_sent = 0;
  gboolean done;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return guichet_report_refuse_usage ("send", error->message);
  if (argc > 1)
    return guichet_report_refuse_usage ("send", _ ("it takes options only"));

  guichet_report_set_default (&arguments.outbox,
                              guichet_report_place_get_counts (&arguments.place)->outbox);
  done = arguments.target != NULL ? send_all (&arguments, &n_sent, &error)
                                  : send_by_settings (&arguments, &n_sent, &error);
  if (!done) {
    g_printerr (_ ("guichet-report: not all was sent: %s"), error->message);
    g_printerr ("\n");
    return GUICHET_REPORT_ERROR;
  }
  g_print (ngettext ("%u report is there\n", "%u reports are there\n", n_sent), n_sent);

  return GUICHET_REPORT_DONE;
}
