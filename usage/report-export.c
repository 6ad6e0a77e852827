/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-command.h"

#include "catalogue.h"
#include "centre-year.h"
#include "config-problem.h"
#include "day.h"
#include "outbox.h"
#include "service.h"
#include "settings.h"
#include "usage-store.h"

#include <glib/gi18n-lib.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  /* Owned */
  char *month;
  char **databases;
  char *centre;
  char *key;
  char *outbox;
  char *defaults_dir;
  char *centre_dir;
} Arguments;

static void
clear_arguments (Arguments *arguments)
{
  g_free (arguments->month);
  g_strfreev (arguments->databases);
  g_free (arguments->centre);
  g_free (arguments->key);
  g_free (arguments->outbox);
  g_free (arguments->defaults_dir);
  g_free (arguments->centre_dir);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, clear_arguments)

static GOptionContext *
make_context (Arguments *arguments)
{
  const GOptionEntry entries[] = {
    { "month", 'm', 0, G_OPTION_ARG_STRING, &arguments->month,
      N_ ("The month, over by now; last month when not given"), N_ ("YYYY-MM") },
    { "centre", 'c', 0, G_OPTION_ARG_STRING, &arguments->centre,
      N_ ("The centre's code in the federation's register"), N_ ("CODE") },
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &arguments->key,
      N_ ("The centre's secret key, see guichet-report key"), N_ ("FILE") },
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->outbox,
      N_ ("The outbox: where reports are kept, always the same folder"), N_ ("DIR") },
    { "database", 'd', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->databases,
      N_ ("A terminal's counts; once for each terminal of the centre"), N_ ("FILE") },
    { "defaults", 0, 0, G_OPTION_ARG_FILENAME, &arguments->defaults_dir,
      N_ ("Where the shipped settings and services are"), N_ ("DIR") },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &arguments->centre_dir,
      N_ ("Where the centre's settings and services are"), N_ ("DIR") },
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
      _ ("A later export of the same counts is the same report. When counts have changed, a new\n"
         "revision is made, also of later months of the year that they touch.\n\nExit status: 0 "
         "when the report is in the outbox; 1 when it could not be made; 2 when the\ncommand was "
         "called wrongly.\n\nExample: guichet-report export --month 2026-10 --centre cs-lormont "
         "\\\n  --key /etc/guichet/report.key --out /var/lib/guichet/outbox"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

/* "YYYY-MM" of the month before the one of @day, owned by the caller. */
static char *
get_last_month (const char *day)
{
  int month = atoi (day) * 12 + atoi (day + 5) - 2;

  return g_strdup_printf ("%04d-%02d", month / 12, month % 12 + 1);
}

static void
set_default (char **value, const char *otherwise)
{
  if (*value == NULL)
    *value = g_strdup (otherwise);
}

static void
find_database (Arguments *arguments)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetSettings) settings = NULL;

  if (arguments->databases != NULL)
    return;
  settings = guichet_settings_load (arguments->defaults_dir, arguments->centre_dir, problems);
  arguments->databases = g_new0 (char *, 2);
  arguments->databases[0] = g_strdup (guichet_settings_get_database (settings));
}

/* What is wrong with the month, or NULL. */
static const char *
check_month (const char *month, const char *today)
{
  if (!guichet_month_is_valid (month))
    return _ ("the month must be written as 2026-11");
  if (strncmp (month, today, strlen ("0000-00")) >= 0)
    return _ ("this month is not over");
  /* All months of the year are needed, and older ones may have been deleted. */
  if ((atoi (today) - atoi (month)) * 12 + atoi (today + 5) - 1 > GUICHET_USAGE_RETENTION_MONTHS)
    return _ ("this month is too old: counts of its year are no longer kept");

  return NULL;
}

static GuichetExportLabels *
load_labels (const Arguments *arguments)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);
  g_autoptr (GuichetCatalogue) catalogue =
      guichet_catalogue_load (arguments->defaults_dir, arguments->centre_dir, NULL, problems);
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);
  GuichetExportLabels *labels = guichet_export_labels_new ();

  for (guint i = 0; i < services->len; i++) {
    GuichetService *service = g_ptr_array_index (services, i);

    guichet_export_labels_add_service (labels, guichet_service_get_id (service),
                                       guichet_service_get_theme (service));
  }

  return labels;
}

/* The last month that has to be looked at: @month, or a later one of its year that was released. */
static char *
find_last_released (GuichetOutbox *outbox, const char *month)
{
  for (int i = 12; i > atoi (month + 5); i--) {
    g_autofree char *later = g_strdup_printf ("%.4s-%02d", month, i);

    if (guichet_outbox_has_month (outbox, later))
      return g_steal_pointer (&later);
  }

  return g_strdup (month);
}

/* The same terminal twice would count each visit twice. */
static gboolean
is_new_file (const char *path, GHashTable *seen)
{
  struct stat status;

  return stat (path, &status) < 0 ||
         g_hash_table_add (seen, g_strdup_printf ("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
                                                  (guint64)status.st_dev, (guint64)status.st_ino));
}

static GuichetCentreYear *
read_year (const Arguments *arguments, const char *last_month, GError **error)
{
  g_autoptr (GuichetExportLabels) labels = load_labels (arguments);
  g_autofree char *year = g_strndup (last_month, 4);
  g_autoptr (GuichetCentreYear) self = guichet_centre_year_new (year);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (char **path = arguments->databases; *path != NULL; path++) {
    g_autoptr (GuichetUsageStore) store = NULL;

    if (!is_new_file (*path, seen)) {
      g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED,
                   _ ("%s: the same terminal twice"), *path);
      return NULL;
    }
    store = guichet_usage_store_open_read_only (*path, error);
    if (store == NULL || !guichet_centre_year_add (self, store, labels, last_month, error))
      return NULL;
  }

  return g_steal_pointer (&self);
}

static gboolean
release_month (const Arguments *arguments, GuichetOutbox *outbox, const GuichetSigningKey *key,
               const GuichetCentreYear *year, const char *month, GError **error)
{
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *name = NULL;
  g_autoptr (GuichetRelease) release = NULL;
  GuichetRoundingKey rounding;
  GuichetEnvelope envelope = { .centre = arguments->centre,
                               .created = today,
                               .n_kiosks = year->n_kiosks,
                               .n_days_lost = guichet_centre_year_count_lost_days (year, month) };

  guichet_signing_key_derive_rounding (key, &rounding);
  release = guichet_release_new (&rounding, arguments->centre, month, year->months);
  if (!guichet_outbox_add (outbox, key, &envelope, release, &name, error))
    return FALSE;
  if (name != NULL)
    g_print (_ ("%s: made\n"), name);
  else
    g_print (_ ("%s: nothing has changed since it was made\n"), month);

  return TRUE;
}

static gboolean
release_months (const Arguments *arguments, GError **error)
{
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *last = NULL;
  g_autoptr (GuichetOutbox) outbox = NULL;
  g_autoptr (GuichetCentreYear) year = NULL;
  g_autoptr (GuichetSigningKey) key = guichet_signing_key_load (arguments->key, error);

  if (key == NULL)
    return FALSE;
  outbox = guichet_outbox_open (arguments->outbox, error);
  if (outbox == NULL)
    return FALSE;
  last = find_last_released (outbox, arguments->month);
  year = read_year (arguments, last, error);
  if (year == NULL || !release_month (arguments, outbox, key, year, arguments->month, error))
    return FALSE;

  for (int i = atoi (arguments->month + 5) + 1; i <= atoi (last + 5); i++) {
    g_autofree char *later = g_strdup_printf ("%s-%02d", year->year, i);

    if (guichet_outbox_has_month (outbox, later) &&
        !release_month (arguments, outbox, key, year, later, error))
      return FALSE;
  }

  return guichet_outbox_expire (outbox, today, error);
}

static const char *
find_missing (const Arguments *arguments)
{
  if (arguments->centre == NULL)
    return _ ("--centre is missing");
  if (!guichet_centre_code_is_valid (arguments->centre))
    return _ ("a centre's code is made of a-z, 0-9 and hyphens, at most 40");
  if (arguments->key == NULL)
    return _ ("--key is missing");
  if (arguments->outbox == NULL)
    return _ ("--out is missing");

  return NULL;
}

int
guichet_report_export (int argc, char **argv)
{
  g_auto (Arguments) arguments = { 0 };
  g_autoptr (GOptionContext) context = make_context (&arguments);
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *last_month = get_last_month (today);
  g_autoptr (GError) error = NULL;
  const char *problem;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return guichet_report_refuse_usage ("export", error->message);
  if (argc > 1)
    return guichet_report_refuse_usage ("export", _ ("it takes options only"));

  set_default (&arguments.month, last_month);
  set_default (&arguments.defaults_dir, GUICHET_DATADIR);
  set_default (&arguments.centre_dir, "/etc/guichet");
  problem = find_missing (&arguments);
  if (problem == NULL)
    problem = check_month (arguments.month, today);
  if (problem != NULL)
    return guichet_report_refuse_usage ("export", problem);

  find_database (&arguments);
  if (!release_months (&arguments, &error)) {
    g_printerr (_ ("guichet-report: the report cannot be made: %s"), error->message);
    g_printerr ("\n");
    return GUICHET_REPORT_ERROR;
  }

  return GUICHET_REPORT_DONE;
}
