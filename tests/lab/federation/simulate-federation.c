/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the reports of a federation that does not exist: signed files, and the register of its
 * centres. Missing months and revised ones are among them. */
#include "federation-model.h"
#include "minisign.h"
#include "month-envelope.h"

#include <glib/gstdio.h>

#include <string.h>

typedef struct {
  const FederationUniverse *universe;
  FederationCentre centre;
  GuichetSigningKey *key;
  GuichetRoundingKey rounding;
  char *key_id;
  guint64 counter;
  const char *folder;
  guint n_files;
} Writer;

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error))
    g_error ("%s", error->message);
}

static void
write_report (Writer *writer, guint month, guint revision, GuichetMonthCells *const *months)
{
  g_autofree char *name = federation_month_name (month);
  g_autoptr (GuichetRelease) release =
      guichet_release_new (&writer->rounding, writer->centre.code, name, months);
  g_autofree char *next = federation_month_name (month + 1);
  g_autofree char *created = g_strdup_printf ("%s-0%u", next, revision + 1);
  GuichetEnvelope envelope = { .centre = writer->centre.code,
                               .key_id = writer->key_id,
                               .created = created,
                               .counter = ++writer->counter,
                               .revision = revision,
                               .n_kiosks = revision };
  g_autofree char *text = guichet_envelope_to_json (&envelope, release);
  g_autofree char *file = guichet_envelope_make_file_name (&envelope, name);
  g_autofree char *trusted = guichet_envelope_make_trusted_comment (&envelope, name);
  g_autofree char *signature = guichet_minisign_sign (writer->key, text, strlen (text), trusted);
  g_autofree char *signature_file = g_strconcat (file, ".minisig", NULL);

  write_file (writer->folder, file, text);
  write_file (writer->folder, signature_file, signature);
  writer->n_files++;
}

/* Half of the counts of @cells: what was known before the second kiosk's came. */
static void
halve (const char *metric, const char *label, gint64 n, gpointer user_data)
{
  guichet_month_cells_add (user_data, metric, label, n / 2);
}

static void
write_year (Writer *writer, FederationRandom *random, guint year, guint n_months)
{
  GuichetMonthCells *months[12] = { NULL };

  for (guint i = 0; i < 12 && 12 * year + i < n_months; i++) {
    guint32 counts[FEDERATION_MAX_CELLS];
    guint month = 12 * year + i;
    double fate = federation_random_unit (random);

    if (!federation_centre_count (&writer->centre, writer->universe, month, counts))
      continue;
    months[i] = federation_counts_to_cells (writer->universe, counts);
    if (fate < 0.03)
      continue; /* never sent; its carried counts come with the quarter */
    if (fate < 0.05) {
      GuichetMonthCells *whole = months[i];

      months[i] = guichet_month_cells_new ();
      guichet_month_cells_foreach (whole, halve, months[i]);
      write_report (writer, month, 1, months);
      guichet_month_cells_free (months[i]);
      months[i] = whole;
      write_report (writer, month, 2, months);
    } else {
      write_report (writer, month, 1, months);
    }
  }
  for (guint i = 0; i < 12; i++)
    guichet_month_cells_free (months[i]);
}

static void
write_centre (Writer *writer, guint64 seed, guint index, guint n_months, GString *register_text)
{
  FederationRandom random = { seed ^ (index + 77) };
  g_autofree char *public_text = NULL;
  guint8 key_seed[32] = { 0 };

  federation_centre_make (&writer->centre, seed, index);
  memcpy (key_seed, &writer->centre.seed, sizeof writer->centre.seed);
  writer->key = guichet_signing_key_generate_from_seed (key_seed);
  guichet_signing_key_derive_rounding (writer->key, &writer->rounding);
  writer->key_id = guichet_public_key_get_id (guichet_signing_key_get_public (writer->key));
  writer->counter = 0;
  public_text = guichet_public_key_to_text (guichet_signing_key_get_public (writer->key));
  g_string_append_printf (register_text, "%s;%s;%s;%s\r\n", writer->centre.code,
                          writer->centre.name, writer->centre.department, public_text);

  for (guint year = 0; 12 * year < n_months; year++)
    write_year (writer, &random, year, n_months);
  g_clear_pointer (&writer->key, guichet_signing_key_free);
  g_clear_pointer (&writer->key_id, g_free);
}

int
main (int argc, char **argv)
{
  int seed = 1;
  int n_centres = 1300;
  int n_months = FEDERATION_N_MONTHS;
  g_autofree char *out = NULL;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Another federation for each", "N" },
    { "centres", 0, 0, G_OPTION_ARG_INT, &n_centres, "Number of centres", "N" },
    { "months", 0, 0, G_OPTION_ARG_INT, &n_months, "Number of months from 2023-01, at most 36",
      "N" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "Folder for register.csv and reports/", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GString) register_text = g_string_new ("centre;name;department;public key\r\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  Writer writer = { 0 };
  FederationUniverse *universe;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || out == NULL || n_centres < 1 ||
      n_months < 1 || n_months > FEDERATION_N_MONTHS) {
    g_printerr ("simulate-federation: %s\n", error == NULL ? "see --help" : error->message);
    return 2;
  }

  folder = g_build_filename (out, "reports", NULL);
  if (g_mkdir_with_parents (folder, 0755) < 0)
    g_error ("%s cannot be made", folder);
  universe = federation_universe_new ();
  writer.universe = universe;
  writer.folder = folder;
  for (int i = 0; i < n_centres; i++)
    write_centre (&writer, (guint64)seed, (guint)i, (guint)n_months, register_text);
  write_file (out, "register.csv", register_text->str);
  g_print ("%d centres, %u reports\n", n_centres, writer.n_files);
  federation_universe_free (universe);

  return 0;
}
