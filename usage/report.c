/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guichet-report: the counts of terminals, as reports. No display, no GTK. */
#include "report-command.h"

#include <glib/gi18n-lib.h>

#include <locale.h>
#include <string.h>

static const struct {
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv);
  gboolean needs_store; /* the command of this name when --store is given */
} commands[] = {
  { "show", N_ ("with --store: print the figures of a federation"), guichet_report_show_federation,
    TRUE },
  { "export", N_ ("with --store: write them as CSV, XLSX, HTML or a sheet to print"),
    guichet_report_export_federation, TRUE },
  { "show", N_ ("print what this terminal counted in one month"), guichet_report_show },
  { "export", N_ ("make the centre's report of one month for the federation"),
    guichet_report_export },
  { "send", N_ ("take the reports to a USB stick or a server"), guichet_report_send },
  { "key", N_ ("make or show the key that signs the reports"), guichet_report_key },
  { "backup", N_ ("copy a terminal's counts while it runs"), guichet_report_back_up },
  { "import", N_ ("read centres' signed reports into a federation's store"),
    guichet_report_import },
  { "centres", N_ ("list, add or revoke the centres of a federation"), guichet_report_centres },
  { "serve", N_ ("show a federation's figures to a browser"), guichet_report_serve },
};

int
guichet_report_refuse_usage (const char *command, const char *message)
{
  if (command == NULL)
    g_printerr ("guichet-report: %s\n", message);
  else
    g_printerr ("guichet-report %s: %s\n", command, message);
  g_printerr ("%s\n", _ ("See guichet-report --help."));

  return GUICHET_REPORT_USAGE;
}

gboolean
guichet_report_is_french (void)
{
  const char *const *languages = g_get_language_names ();

  return g_str_has_prefix (languages[0], "fr");
}

/* --store, --store=X or -s: then it is about a federation. */
static gboolean
has_store (char **argv)
{
  for (int i = 0; argv[i] != NULL; i++)
    if (g_str_equal (argv[i], "--store") || g_str_has_prefix (argv[i], "--store=") ||
        g_str_has_prefix (argv[i], "-s"))
      return TRUE;

  return FALSE;
}

static int
print_help (void)
{
  g_print ("%s\n  guichet-report %s\n\n%s\n", _ ("Usage:"), _ ("COMMAND [OPTION…]"),
           _ ("The anonymous counts of Guichet terminals, as reports."));
  g_print ("\n%s\n", _ ("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i].name, _ (commands[i].summary));
  g_print ("\n%s\n", _ ("guichet-report COMMAND --help tells the options of one."));

  return GUICHET_REPORT_DONE;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, GUICHET_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2)
    return guichet_report_refuse_usage (NULL, _ ("a command is missing"));
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return print_help ();
  if (g_str_equal (argv[1], "--version")) {
    g_print ("guichet-report %s\n", GUICHET_VERSION);
    return GUICHET_REPORT_DONE;
  }

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, argv[1]) && (!commands[i].needs_store || has_store (argv))) {
      g_autofree char *program = g_strconcat ("guichet-report ", argv[1], NULL);

      g_set_prgname (program);
      return commands[i].run (argc - 1, argv + 1);
    }

  return guichet_report_refuse_usage (NULL, _ ("there is no such command"));
}
