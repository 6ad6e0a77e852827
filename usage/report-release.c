/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-release.h"

#include "centre-year.h"
#include "day.h"
#include "outbox.h"
#include "service.h"
#include "usage-store.h"

#include <glib/gi18n-lib.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The making of reports, opened. */
typedef struct {
  /* Borrowed */
  const GuichetReportRelease *release;
  /* Owned */
  GuichetSigningKey *key;
  GuichetOutbox *outbox;
  GuichetExportLabels *labels;
  char *today;
} Making;

static void
clear_making (Making *making)
{
  g_clear_pointer (&making->key, guichet_signing_key_free);
  g_clear_pointer (&making->outbox, guichet_outbox_free);
  g_clear_pointer (&making->labels, guichet_export_labels_free);
  g_clear_pointer (&making->today, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, clear_making)

char *
guichet_report_get_month_before (const char *day, int n)
{
  int month = atoi (day) * 12 + atoi (day + 5) - 1 - n;

  return g_strdup_printf ("%04d-%02d", month / 12, month % 12 + 1);
}

const char *
guichet_report_check_month (const char *month, const char *today)
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

void
guichet_report_release_complete (GuichetReportRelease *self, GuichetReportPlace *place)
{
  const GuichetCountsSettings *counts = guichet_report_place_get_counts (place);
  g_autoptr (GStrvBuilder) databases = g_strv_builder_new ();

  guichet_report_set_default (&self->centre, counts->centre);
  guichet_report_set_default (&self->key, counts->key);
  guichet_report_set_default (&self->outbox, counts->outbox);
  if (self->databases != NULL)
    return;
  g_strv_builder_add (databases, counts->database);
  g_strv_builder_addv (databases, (const char **)counts->other_terminals);
  self->databases = g_strv_builder_end (databases);
}

const char *
guichet_report_release_check (const GuichetReportRelease *self)
{
  if (self->centre == NULL)
    return _ ("the centre's code is missing: Centre= in [Report] of guichet.conf, or --centre");
  if (!guichet_centre_code_is_valid (self->centre))
    return _ ("a centre's code is made of a-z, 0-9 and hyphens, at most 40");

  return NULL;
}

void
guichet_report_release_clear (GuichetReportRelease *self)
{
  g_clear_pointer (&self->centre, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->outbox, g_free);
  g_clear_pointer (&self->databases, g_strfreev);
}

static GuichetExportLabels *
load_labels (GuichetReportPlace *place)
{
  g_autoptr (GuichetCatalogue) catalogue = guichet_report_place_load_catalogue (place);
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);
  GuichetExportLabels *labels = guichet_export_labels_new ();

  for (guint i = 0; i < services->len; i++) {
    GuichetService *service = g_ptr_array_index (services, i);

    guichet_export_labels_add_service (labels, guichet_service_get_id (service),
                                       guichet_service_get_theme (service));
  }

  return labels;
}

static gboolean
begin (Making *making, const GuichetReportRelease *release, GuichetReportPlace *place,
       GError **error)
{
  making->release = release;
  making->key = guichet_signing_key_load (release->key, error);
  if (making->key == NULL)
    return FALSE;
  making->outbox = guichet_outbox_open (release->outbox, error);
  if (making->outbox == NULL)
    return FALSE;
  making->labels = load_labels (place);
  making->today = guichet_day_get_today ();

  return TRUE;
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

/* Opens each terminal's counts, in turn. FALSE when @func says so. */
static gboolean
foreach_store (const Making *making,
               gboolean (*func) (GuichetUsageStore *store, gpointer user_data, GError **error),
               gpointer user_data, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (char **path = making->release->databases; *path != NULL; path++) {
    g_autoptr (GuichetUsageStore) store = NULL;

    if (!is_new_file (*path, seen)) {
      g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_REFUSED,
                   _ ("%s: the same terminal twice"), *path);
      return FALSE;
    }
    store = guichet_usage_store_open_read_only (*path, error);
    if (store == NULL || !func (store, user_data, error))
      return FALSE;
  }

  return TRUE;
}

typedef struct {
  GuichetCentreYear *year;
  GuichetExportLabels *labels;
  const char *last_month;
} YearReading;

static gboolean
add_to_year (GuichetUsageStore *store, gpointer user_data, GError **error)
{
  YearReading *reading = user_data;

  return guichet_centre_year_add (reading->year, store, reading->labels, reading->last_month,
                                  error);
}

static GuichetCentreYear *
read_year (const Making *making, const char *last_month, GError **error)
{
  g_autofree char *name = g_strndup (last_month, strlen ("0000"));
  g_autoptr (GuichetCentreYear) year = guichet_centre_year_new (name);
  YearReading reading = { year, making->labels, last_month };

  return foreach_store (making, add_to_year, &reading, error) ? g_steal_pointer (&year) : NULL;
}

static gboolean
make_report (const Making *making, const GuichetCentreYear *year, const char *month, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GuichetRelease) release = NULL;
  GuichetRoundingKey rounding;
  GuichetEnvelope envelope = { .centre = making->release->centre,
                               .created = making->today,
                               .n_kiosks = year->n_kiosks,
                               .n_days_lost = guichet_centre_year_count_lost_days (year, month) };

  guichet_signing_key_derive_rounding (making->key, &rounding);
  release = guichet_release_new (&rounding, making->release->centre, month, year->months);
  if (!guichet_outbox_add (making->outbox, making->key, &envelope, release, &name, error))
    return FALSE;
  if (name != NULL)
    g_print (_ ("%s: made\n"), name);
  else
    g_print (_ ("%s: nothing has changed since it was made\n"), month);

  return TRUE;
}

/* @months, oldest first, all of one year: one reading of its counts for all. */
static gboolean
make_reports_of_year (const Making *making, const GPtrArray *months, GError **error)
{
  g_autoptr (GuichetCentreYear) year = NULL;

  if (months->len == 0)
    return TRUE;
  year = read_year (making, g_ptr_array_index (months, months->len - 1), error);
  for (guint i = 0; year != NULL && i < months->len; i++)
    if (!make_report (making, year, g_ptr_array_index (months, i), error))
      return FALSE;

  return year != NULL;
}

gboolean
guichet_report_release_month (const GuichetReportRelease *self, GuichetReportPlace *place,
                              const char *month, GError **error)
{
  g_auto (Making) making = { 0 };
  g_autoptr (GPtrArray) months = g_ptr_array_new_with_free_func (g_free);

  if (!begin (&making, self, place, error))
    return FALSE;
  g_ptr_array_add (months, g_strdup (month));
  for (int i = atoi (month + 5) + 1; i <= 12; i++) {
    g_autofree char *later = g_strdup_printf ("%.4s-%02d", month, i);

    if (guichet_outbox_has_month (making.outbox, later))
      g_ptr_array_add (months, g_steal_pointer (&later));
  }

  return make_reports_of_year (&making, months, error) &&
         guichet_outbox_expire (making.outbox, making.today, error);
}

static gboolean
find_first_month (GuichetUsageStore *store, gpointer user_data, GError **error)
{
  char **first = user_data;
  g_autofree char *month = NULL;

  if (!guichet_usage_store_get_first_month (store, &month, error))
    return FALSE;
  if (month != NULL && (*first == NULL || strcmp (month, *first) < 0)) {
    g_free (*first);
    *first = g_steal_pointer (&month);
  }

  return TRUE;
}

gboolean
guichet_report_release_due (const GuichetReportRelease *self, GuichetReportPlace *place,
                            GError **error)
{
  g_auto (Making) making = { 0 };
  g_autoptr (GPtrArray) months = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *first = NULL;

  if (!begin (&making, self, place, error) ||
      !foreach_store (&making, find_first_month, &first, error))
    return FALSE;

  for (int i = GUICHET_OUTBOX_MONTHS; first != NULL && i > 0; i--) {
    g_autofree char *month = guichet_report_get_month_before (making.today, i);
    const char *before = months->len == 0 ? month : g_ptr_array_index (months, 0);

    if (strcmp (month, first) < 0)
      continue;
    if (strncmp (before, month, strlen ("0000")) != 0) {
      if (!make_reports_of_year (&making, months, error))
        return FALSE;
      g_ptr_array_set_size (months, 0);
    }
    g_ptr_array_add (months, g_steal_pointer (&month));
  }

  return make_reports_of_year (&making, months, error) &&
         guichet_outbox_expire (making.outbox, making.today, error);
}
