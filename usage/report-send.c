/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "day.h"
#include "deliver-folder.h"
#include "deliver-webdav.h"
#include "outbox.h"

#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct {
  /* Owned */
  char *outbox;
  char *target;
  char *credentials;
  char *authority;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->outbox);
  g_free (arguments->target);
  g_free (arguments->credentials);
  g_free (arguments->authority);
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
    { "authority", 0, 0, G_OPTION_ARG_FILENAME, &arguments->authority,
      N_ ("A certificate authority (PEM) of the server"), N_ ("FILE") },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Takes the reports that wait in the outbox to a USB stick or a server.\nWhat "
                  "fails is tried again at the next call, for 13 months."));
  g_option_context_set_description (
      context, _ ("Exit status: 0 when nothing waits any more; 1 when something still waits; 2 "
                  "when the command\nwas called wrongly.\n\nExample: guichet-report send --outbox "
                  "/var/lib/guichet/outbox --to /media/stick"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

static gboolean
send_all (const Arguments *arguments, guint *n_sent, GError **error)
{
  g_autofree char *today = guichet_day_get_today ();
  g_autoptr (GuichetWebdav) webdav = NULL;
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

  webdav =
      guichet_webdav_new (arguments->target, arguments->credentials, arguments->authority, error);

  return webdav != NULL &&
         guichet_outbox_deliver (outbox, arguments->target, guichet_deliver_to_webdav, webdav,
                                 n_sent, error);
}

int
guichet_report_send (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GOptionContext) context = make_context (&arguments);
  g_autoptr (GError) error = NULL;
  guint n_sent = 0;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return guichet_report_refuse_usage ("send", error->message);
  if (argc > 1)
    return guichet_report_refuse_usage ("send", _ ("it takes options only"));
  if (arguments.outbox == NULL || arguments.target == NULL)
    return guichet_report_refuse_usage ("send", _ ("--outbox and --to are needed"));

  if (!send_all (&arguments, &n_sent, &error)) {
    g_printerr (_ ("guichet-report: not all was sent: %s"), error->message);
    g_printerr ("\n");
    return GUICHET_REPORT_ERROR;
  }
  g_print (ngettext ("%u report is there\n", "%u reports are there\n", n_sent), n_sent);

  return GUICHET_REPORT_DONE;
}
