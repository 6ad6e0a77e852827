/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox.h"

#include "day.h"
#include "outbox-day.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define STATE_FILE GUICHET_OUTBOX_STATE_FILE
#define GROUP      GUICHET_OUTBOX_GROUP

G_DEFINE_QUARK (guichet_outbox_error_quark, guichet_outbox_error)

struct _GuichetOutbox {
  /* Owned */
  char *path;
  char *state_path;
  GKeyFile
      *state; /* [outbox] Counter, LeftOn; a group for each month; [sent DIGEST] with file names */
  /* Handles */
  int lock;
};

static gboolean
refuse (GError **error, GuichetOutboxError code, const char *path, const char *message)
{
  g_set_error (error, GUICHET_OUTBOX_ERROR, code, "%s: %s", path, message);

  return FALSE;
}

static gboolean
load_state (GuichetOutbox *self, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (g_key_file_load_from_file (self->state, self->state_path, G_KEY_FILE_NONE, &problem) &&
      g_key_file_get_uint64 (self->state, GROUP, "Counter", NULL) > 0)
    return TRUE;
  if (g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;

  /* Reading what is there by halves could give a number or a revision out twice. */
  return refuse (error, GUICHET_OUTBOX_ERROR_STATE, self->state_path,
                 problem == NULL ? "no counter in it" : problem->message);
}

static gboolean
write_synced (const char *path, const char *bytes, gsize length, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *dir_path = g_path_get_dirname (path);
  int dir;
  gboolean synced;

  if (!g_file_set_contents_full (path, bytes, (gssize)length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &problem))
    return refuse (error, GUICHET_OUTBOX_ERROR_FILE, path, problem->message);

  dir = open (dir_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  synced = dir >= 0 && fsync (dir) == 0;
  if (dir >= 0)
    close (dir);

  return synced || refuse (error, GUICHET_OUTBOX_ERROR_FILE, dir_path, g_strerror (errno));
}

static gboolean
save_state (GuichetOutbox *self, GError **error)
{
  gsize length;
  g_autofree char *text = g_key_file_to_data (self->state, &length, NULL);

  return write_synced (self->state_path, text, length, error);
}

GuichetOutbox *
guichet_outbox_open (const char *path, GError **error)
{
  g_autoptr (GuichetOutbox) self = g_new0 (GuichetOutbox, 1);

  self->path = g_strdup (path);
  self->state_path = g_build_filename (path, STATE_FILE, NULL);
  self->state = g_key_file_new ();
  self->lock = -1;
  if (g_mkdir_with_parents (path, 0700) == 0)
    self->lock = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->lock < 0 || flock (self->lock, LOCK_EX | LOCK_NB) < 0) {
    refuse (error, GUICHET_OUTBOX_ERROR_FILE, path,
            errno == EWOULDBLOCK ? "in use" : g_strerror (errno));
    return NULL;
  }
  if (!load_state (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
guichet_outbox_free (GuichetOutbox *self)
{
  if (self == NULL)
    return;

  if (self->lock >= 0)
    close (self->lock);
  g_key_file_unref (self->state);
  g_free (self->state_path);
  g_free (self->path);
  g_free (self);
}

gboolean
guichet_outbox_has_month (GuichetOutbox *self, const char *month)
{
  return guichet_month_is_valid (month) && g_key_file_has_group (self->state, month);
}

/* What the files are made of, but for the cells: kept, so that they can be made again. */
static void
remember (GuichetOutbox *self, const GuichetEnvelope *envelope, const char *month,
          const char *digest)
{
  g_key_file_set_uint64 (self->state, GROUP, "Counter", envelope->counter);
  g_key_file_set_string (self->state, month, "Centre", envelope->centre);
  g_key_file_set_string (self->state, month, "Key", envelope->key_id);
  g_key_file_set_string (self->state, month, "Created", envelope->created);
  g_key_file_set_uint64 (self->state, month, "Counter", envelope->counter);
  g_key_file_set_uint64 (self->state, month, "Revision", envelope->revision);
  g_key_file_set_uint64 (self->state, month, "Kiosks", envelope->n_kiosks);
  g_key_file_set_uint64 (self->state, month, "DaysLost", envelope->n_days_lost);
  g_key_file_set_string (self->state, month, "Cells", digest);
}

static guint
recall_number (GuichetOutbox *self, const char *month, const char *key)
{
  return (guint)g_key_file_get_uint64 (self->state, month, key, NULL);
}

static gboolean
write_report (GuichetOutbox *self, const GuichetSigningKey *key, const GuichetEnvelope *envelope,
              const GuichetRelease *release, GError **error)
{
  g_autofree char *text = guichet_envelope_to_json (envelope, release);
  g_autofree char *trusted = guichet_envelope_make_trusted_comment (envelope, release->month);
  g_autofree char *signature = guichet_minisign_sign (key, text, strlen (text), trusted);
  g_autofree char *name = guichet_envelope_make_file_name (envelope, release->month);
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autofree char *signature_path = g_strconcat (path, ".minisig", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS) && g_file_test (signature_path, G_FILE_TEST_EXISTS))
    return TRUE;

  return write_synced (path, text, strlen (text), error) &&
         write_synced (signature_path, signature, strlen (signature), error);
}

/* Fills @made for the report of @release. FALSE and no @error: it was made before, with the values
 * now in @made, whose strings are in @recalled. */
static gboolean
number (GuichetOutbox *self, GuichetEnvelope *made, const char *month, const char *digest,
        GStrv recalled, GError **error)
{
  g_autofree char *known = NULL;

  made->counter = g_key_file_get_uint64 (self->state, GROUP, "Counter", NULL) + 1;
  made->revision = 1;
  if (!g_key_file_has_group (self->state, month))
    return TRUE;

  recalled[0] = g_key_file_get_string (self->state, month, "Key", NULL);
  recalled[1] = g_key_file_get_string (self->state, month, "Centre", NULL);
  recalled[2] = g_key_file_get_string (self->state, month, "Created", NULL);
  /* Another key rounds otherwise: both together would tell more than each. */
  if (g_strcmp0 (recalled[0], made->key_id) != 0 || g_strcmp0 (recalled[1], made->centre) != 0)
    return refuse (error, GUICHET_OUTBOX_ERROR_KEY, month,
                   "was released with another key or for another centre");

  known = g_key_file_get_string (self->state, month, "Cells", NULL);
  made->revision = recall_number (self, month, "Revision");
  if (g_strcmp0 (known, digest) != 0) {
    made->revision++;
    return TRUE;
  }
  made->counter = g_key_file_get_uint64 (self->state, month, "Counter", NULL);
  made->created = recalled[2];
  made->n_kiosks = recall_number (self, month, "Kiosks");
  made->n_days_lost = recall_number (self, month, "DaysLost");

  return FALSE;
}

gboolean
guichet_outbox_add (GuichetOutbox *self, const GuichetSigningKey *key,
                    const GuichetEnvelope *envelope, const GuichetRelease *release,
                    char **file_name, GError **error)
{
  GuichetEnvelope made = *envelope;
  g_autofree char *key_id = guichet_public_key_get_id (guichet_signing_key_get_public (key));
  g_autofree char *cells = guichet_envelope_cells_to_json (release);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, cells, -1);
  char **recalled = g_new0 (char *, 4);
  g_autoptr (GError) problem = NULL;
  gboolean is_new;
  gboolean done;

  *file_name = NULL;
  made.key_id = key_id;
  is_new = number (self, &made, release->month, digest, recalled, &problem);
  done = problem == NULL;
  if (done && is_new) {
    /* First the number, then the file: after a power cut no other file can get the same number. */
    remember (self, &made, release->month, digest);
    done = save_state (self, &problem);
  }
  done = done && write_report (self, key, &made, release, &problem);
  if (done && is_new)
    *file_name = guichet_envelope_make_file_name (&made, release->month);
  for (guint i = 0; i < 4; i++)
    g_free (recalled[i]);
  g_free (recalled);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return done;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Groups of the state that are months, oldest first, owned by the caller. */
static GPtrArray *
list_months (GuichetOutbox *self)
{
  GPtrArray *months = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) groups = g_key_file_get_groups (self->state, NULL);

  for (char **group = groups; *group != NULL; group++)
    if (guichet_month_is_valid (*group))
      g_ptr_array_add (months, g_strdup (*group));
  g_ptr_array_sort (months, compare_names);

  return months;
}

static char *
make_report_path (GuichetOutbox *self, const char *month, guint revision, const char *ending)
{
  g_autofree char *centre = g_key_file_get_string (self->state, month, "Centre", NULL);
  GuichetEnvelope envelope = { .centre = centre, .revision = revision };
  g_autofree char *name = guichet_envelope_make_file_name (&envelope, month);
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return g_build_filename (self->path, file, NULL);
}

gboolean
guichet_outbox_expire (GuichetOutbox *self, const char *today, GError **error)
{
  static const char *const endings[] = { "", ".minisig" };
  g_autoptr (GPtrArray) months = list_months (self);
  gint64 now = g_ascii_strtoll (today, NULL, 10) * 12 + g_ascii_strtoll (today + 5, NULL, 10);

  for (guint i = 0; i < months->len; i++) {
    const char *month = g_ptr_array_index (months, i);
    gint64 at = g_ascii_strtoll (month, NULL, 10) * 12 + g_ascii_strtoll (month + 5, NULL, 10);

    for (guint r = recall_number (self, month, "Revision");
         now - at > GUICHET_OUTBOX_MONTHS && r > 0; r--)
      for (gsize j = 0; j < G_N_ELEMENTS (endings); j++) {
        g_autofree char *path = make_report_path (self, month, r, endings[j]);

        if (g_unlink (path) < 0 && errno != ENOENT)
          return refuse (error, GUICHET_OUTBOX_ERROR_FILE, path, g_strerror (errno));
      }
  }

  return TRUE;
}

static gboolean
deliver_file (const char *path, GuichetDeliver deliver, gpointer user_data, GError **error)
{
  g_autofree char *bytes = NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GError) problem = NULL;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, &problem))
    return refuse (error, GUICHET_OUTBOX_ERROR_FILE, path, problem->message);

  return deliver (name, bytes, length, user_data, error);
}

gboolean
guichet_outbox_deliver (GuichetOutbox *self, const char *target, GuichetDeliver deliver,
                        gpointer user_data, guint *n_delivered, GError **error)
{
  g_autoptr (GPtrArray) months = list_months (self);
  /* An address may hold a secret, the token of a file drop: only its digest is kept. */
  g_autofree char *digest =
      target == NULL ? NULL : g_compute_checksum_for_string (G_CHECKSUM_SHA256, target, -1);
  g_autofree char *group = target == NULL ? NULL : g_strdup_printf ("sent %.16s", digest);
  g_autofree char *today = guichet_day_get_today ();

  *n_delivered = 0;
  for (guint i = 0; i < months->len; i++) {
    const char *month = g_ptr_array_index (months, i);
    guint revision = recall_number (self, month, "Revision");
    g_autofree char *path = make_report_path (self, month, revision, "");
    g_autofree char *signature = g_strconcat (path, ".minisig", NULL);

    if (!g_file_test (signature, G_FILE_TEST_EXISTS))
      continue;
    if (group != NULL && g_key_file_get_uint64 (self->state, group, month, NULL) >= revision)
      continue;
    if (!deliver_file (path, deliver, user_data, error) ||
        !deliver_file (signature, deliver, user_data, error))
      return FALSE;

    (*n_delivered)++;
    g_key_file_set_string (self->state, GROUP, GUICHET_OUTBOX_LEFT_ON, today);
    if (group != NULL)
      g_key_file_set_uint64 (self->state, group, month, revision);
    if (!save_state (self, error))
      return FALSE;
  }

  return TRUE;
}
