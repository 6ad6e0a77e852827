/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "enrolment-code.h"
#include "month-envelope.h"
#include "report-place.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GuichetReportPlace place;
  /* Owned */
  char *key;
  char *centre;
  char *svg;
  /* State */
  gboolean is_new;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  guichet_report_place_clear (&arguments->place);
  g_free (arguments->key);
  g_free (arguments->centre);
  g_free (arguments->svg);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static GOptionContext *
make_context (Arguments *arguments)
{
  const GOptionEntry entries[] = {
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &arguments->key, N_ ("The centre's secret key"),
      N_ ("FILE") },
    { "new", 'n', 0, G_OPTION_ARG_NONE, &arguments->is_new,
      N_ ("Make a new one; never over one that is there"), NULL },
    { "centre", 'c', 0, G_OPTION_ARG_STRING, &arguments->centre,
      N_ ("The centre's code in the federation's register"), N_ ("CODE") },
    { "qr", 'q', 0, G_OPTION_ARG_FILENAME, &arguments->svg,
      N_ ("Also write the QR code to this SVG file, for printing"), N_ ("FILE") },
    GUICHET_REPORT_PLACE_OPTIONS (&arguments->place),
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Shows the key that signs the centre's reports: what the federation needs to "
                  "enrol the centre.\nThe fingerprint is compared by voice or on paper. The secret "
                  "key stays here."));
  g_option_context_set_description (
      context, _ ("Whoever has the secret key can make false reports of this centre, and undo the "
                  "rounding of true\nones: keep it readable for the terminal's own account only, "
                  "and never send it.\n\nWhat is not given is taken from [Report] of "
                  "guichet.conf.\n\nExample: guichet-report key --new --key "
                  "/var/lib/guichet/report.key --centre cs-lormont"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

static GuichetSigningKey *
get_key (const Arguments *arguments, GError **error)
{
  g_autoptr (GuichetSigningKey) key = NULL;

  if (!arguments->is_new)
    return guichet_signing_key_load (arguments->key, error);

  key = guichet_signing_key_generate ();
  if (!guichet_signing_key_save (key, arguments->key, error))
    return NULL;

  return g_steal_pointer (&key);
}

static gboolean
show (const Arguments *arguments, GError **error)
{
  g_autoptr (GuichetSigningKey) key = get_key (arguments, error);
  const GuichetPublicKey *public_key;
  g_autofree char *enrolment = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *text = NULL;
  g_autofree char *blocks = NULL;
  g_autofree char *svg = NULL;

  if (key == NULL)
    return FALSE;
  public_key = guichet_signing_key_get_public (key);
  enrolment = guichet_enrolment_make_text (arguments->centre, public_key);
  fingerprint = guichet_public_key_get_fingerprint (public_key);
  text = guichet_public_key_to_text (public_key);
  blocks = guichet_enrolment_make_blocks (enrolment);
  svg = guichet_enrolment_make_svg (enrolment);

  g_print ("%s %s\n%s %s\n%s %s\n%s %s\n\n%s", _ ("Centre:"), arguments->centre, _ ("Public key:"),
           text, _ ("Fingerprint:"), fingerprint, _ ("Enrolment:"), enrolment, blocks);

  return arguments->svg == NULL || g_file_set_contents (arguments->svg, svg, -1, error);
}

int
guichet_report_key (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GOptionContext) context = make_context (&arguments);
  const GuichetCountsSettings *counts;
  g_autoptr (GError) error = NULL;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return guichet_report_refuse_usage ("key", error->message);
  if (argc > 1)
    return guichet_report_refuse_usage ("key", _ ("it takes options only"));
  counts = guichet_report_place_get_counts (&arguments.place);
  guichet_report_set_default (&arguments.key, counts->key);
  guichet_report_set_default (&arguments.centre, counts->centre);
  if (arguments.centre == NULL)
    return guichet_report_refuse_usage (
        "key",
        _ ("the centre's code is missing: Centre= in [Report] of guichet.conf, or --centre"));
  if (!guichet_centre_code_is_valid (arguments.centre))
    return guichet_report_refuse_usage (
        "key", _ ("a centre's code is made of a-z, 0-9 and hyphens, at most 40"));

  if (!show (&arguments, &error)) {
    g_printerr (_ ("guichet-report: the key cannot be used: %s"), error->message);
    g_printerr ("\n");
    return GUICHET_REPORT_ERROR;
  }

  return GUICHET_REPORT_DONE;
}
