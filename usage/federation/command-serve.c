/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "federation-command.h"
#include "figures-server.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

typedef struct {
  /* Owned */
  char *where;
  char *address;
  char **hosts;
  char *defaults_dir;
  char *centre_dir;
  /* State */
  int port;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->where);
  g_free (arguments->address);
  g_strfreev (arguments->hosts);
  g_free (arguments->defaults_dir);
  g_free (arguments->centre_dir);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static int
serve (const Arguments *arguments)
{
  const GuichetFiguresServerSettings settings = {
    .where = arguments->where,
    .defaults_dir = arguments->defaults_dir == NULL ? GUICHET_DATADIR : arguments->defaults_dir,
    .centre_dir = arguments->centre_dir == NULL ? "/etc/guichet" : arguments->centre_dir,
    .hosts = (const char *const *)arguments->hosts,
    .is_french = guichet_report_is_french (),
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GuichetFiguresServer) server = guichet_figures_server_new (&settings);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  guint terminate, interrupt;

  if (!guichet_figures_server_listen (server,
                                      arguments->address == NULL ? "127.0.0.1" : arguments->address,
                                      (guint)arguments->port, &error))
    return guichet_federation_tell ("serve", error);

  uri = guichet_figures_server_get_uri (server);
  g_print ("%s\n", uri);
  terminate = g_unix_signal_add (SIGTERM, on_signal, loop);
  interrupt = g_unix_signal_add (SIGINT, on_signal, loop);
  g_main_loop_run (loop);
  g_source_remove (terminate);
  g_source_remove (interrupt);

  return GUICHET_REPORT_DONE;
}

int
guichet_report_serve (int argc, char **argv)
{
  g_auto (Arguments) arguments = { .port = 8470 };
  const GOptionEntry entries[] = {
    GUICHET_FEDERATION_STORE_OPTION (&arguments.where),
    { "listen", 'l', 0, G_OPTION_ARG_STRING, &arguments.address,
      N_ ("The address to listen on; 127.0.0.1, this machine alone, when not given"),
      N_ ("ADDRESS") },
    { "port", 'p', 0, G_OPTION_ARG_INT, &arguments.port,
      N_ ("The port; 8470 when not given, 0 for any"), N_ ("PORT") },
    { "host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments.hosts,
      N_ ("A name that readers may call it by, behind a web server; may be repeated"),
      N_ ("NAME") },
    { "defaults", 0, 0, G_OPTION_ARG_FILENAME, &arguments.defaults_dir,
      N_ ("Where the shipped settings and services are"), N_ ("DIR") },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &arguments.centre_dir,
      N_ ("Where the centre's settings and services are"), N_ ("DIR") },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Shows the figures of a federation to a browser, read only, until it is "
                  "stopped.\nIt knows no accounts: let a web server stand before it when others "
                  "than this machine read it."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!guichet_federation_parse (context, "serve", &argc, &argv, &arguments.where))
    return GUICHET_REPORT_USAGE;
  if (argc > 1)
    return guichet_report_refuse_usage ("serve", _ ("it takes options only"));
  if (arguments.port < 0 || arguments.port > G_MAXUINT16)
    return guichet_report_refuse_usage ("serve", _ ("the port must be from 0 to 65535"));

  return serve (&arguments);
}
