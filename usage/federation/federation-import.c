/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "federation-import.h"

#include "import-batch.h"
#include "report-envelope.h"
#include "report-signature.h"

#include <glib/gi18n-lib.h>

#include <sodium.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files of one transaction: few enough to hold in memory, enough that syncing the disk is nothing.
 */
#define BATCH 500

typedef struct {
  /* Owned */
  GPtrArray *centres; /* GuichetCentre */
  GHashTable *keys;   /* char* key id borrowed from centres, GuichetCentre borrowed */
  /* Borrowed */
  GHashTable *known; /* char* sha256 of what is in the store */
} Register;

static void
clear_register (Register *self)
{
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->centres, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Register, clear_register)

static gboolean
read_register (Register *self, GuichetFederationStore *store, GError **error)
{
  self->keys = g_hash_table_new (g_str_hash, g_str_equal);
  self->centres = guichet_federation_store_list_centres (store, error);
  for (guint i = 0; self->centres != NULL && i < self->centres->len; i++) {
    GuichetCentre *centre = g_ptr_array_index (self->centres, i);

    if (centre->key_id != NULL)
      g_hash_table_insert (self->keys, centre->key_id, centre);
  }

  return self->centres != NULL;
}

/* Regular files only, never a link, a pipe or a device that somebody put in the folder; at most
 * @size bytes. Gives the length, or -1 with the reason. */
static gssize
read_file (const char *path, char *bytes, gsize size, char **reason)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  struct stat status;
  gsize length = 0;
  gssize n = 1;

  if (fd < 0) {
    *reason = errno == ENOENT ? g_strdup (_ ("no signature beside it (yet)"))
                              : g_strdup_printf (_ ("cannot be read: %s"), g_strerror (errno));
    return -1;
  }
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    *reason = g_strdup (_ ("not a plain file"));
  else if (status.st_size > (goffset)size)
    *reason = g_strdup_printf (_ ("oversized: more than %lu bytes"), (gulong)size);

  while (*reason == NULL && n > 0 && length < size) {
    n = read (fd, bytes + length, size - length);
    if (n < 0 && errno == EINTR)
      n = 1;
    else if (n < 0)
      *reason = g_strdup_printf (_ ("cannot be read: %s"), g_strerror (errno));
    else
      length += (gsize)n;
  }
  close (fd);

  return *reason == NULL ? (gssize)length : -1;
}

/* The centre that signed @bytes, or NULL with the reason. */
static GuichetCentre *
find_signer (const Register *centres, const GuichetReportSignature *signature, const char *bytes,
             gsize length, char **reason)
{
  GuichetCentre *centre = g_hash_table_lookup (centres->keys, signature->key_id);
  GuichetPublicKey key;
  g_autoptr (GError) error = NULL;

  if (centre == NULL)
    *reason = g_strdup_printf (_ ("signed with the key %s, which is not in the register"),
                               signature->key_id);
  else if (centre->revoked != NULL)
    *reason = g_strdup_printf (_ ("signed with the key %s, revoked on %s"), signature->key_id,
                               centre->revoked);
  else if (!guichet_public_key_read (&key, centre->public_key, &error) ||
           !guichet_report_signature_verify (signature, &key, bytes, length, &error))
    *reason = g_strdup (error->message);

  return *reason == NULL ? centre : NULL;
}

/* The signature says what the file says: a valid pair cannot be told as another. */
static gboolean
check_claims (const GuichetReportEnvelope *report, const GuichetReportSignature *signature,
              const GuichetCentre *centre, char **reason)
{
  g_autofree char *comment = g_strdup_printf (
      "guichet-month centre=%s month=%s revision=%" G_GINT64_FORMAT " counter=%" G_GINT64_FORMAT,
      report->centre, report->month, report->revision, report->counter);

  if (!g_str_equal (report->centre, centre->id))
    *reason = g_strdup_printf (_ ("forged: it says %s, its key is that of %s"), report->centre,
                               centre->id);
  else if (!g_str_equal (report->key_id, signature->key_id) ||
           !g_str_equal (comment, signature->comment))
    *reason = g_strdup (_ ("forged: the signature is about another report"));

  return *reason == NULL;
}

static GuichetReportEnvelope *
read_report (const Register *centres, const char *path, const char *today, GuichetImportItem *item,
             char **reason)
{
  static char bytes[GUICHET_REPORT_MAX_BYTES];
  char text[GUICHET_SIGNATURE_MAX_BYTES];
  g_autofree char *signature_path = g_strconcat (path, ".minisig", NULL);
  guint8 hash[crypto_hash_sha256_BYTES];
  GuichetReportSignature signature;
  g_autoptr (GuichetReportEnvelope) report = NULL;
  GuichetCentre *centre;
  g_autoptr (GError) error = NULL;
  gssize length = read_file (path, bytes, sizeof bytes, reason);
  gssize text_length;

  if (length < 0)
    return NULL;
  crypto_hash_sha256 (hash, (const guint8 *)bytes, (gsize)length);
  sodium_bin2hex (item->sha256, sizeof item->sha256, hash, sizeof hash);
  /* These very bytes were checked when they were imported. */
  if (g_hash_table_contains (centres->known, item->sha256)) {
    item->outcome = GUICHET_IMPORT_KNOWN;
    return NULL;
  }
  text_length = read_file (signature_path, text, sizeof text, reason);
  if (text_length < 0)
    return NULL;
  if (!guichet_report_signature_read (&signature, text, (gsize)text_length, &error)) {
    *reason = g_strdup (error->message);
    return NULL;
  }
  /* The signature before the content: what nobody signed is not even parsed. */
  centre = find_signer (centres, &signature, bytes, (gsize)length, reason);
  if (centre == NULL)
    return NULL;

  report = guichet_report_envelope_read (bytes, (gsize)length, &error);
  if (report == NULL || !guichet_report_envelope_check_days (report, today, &error)) {
    *reason = g_strdup (error->message);
    return NULL;
  }
  if (!check_claims (report, &signature, centre, reason))
    return NULL;
  item->centre = centre->number;

  return g_steal_pointer (&report);
}

static GuichetImportItem *
read_item (const Register *centres, const char *folder, const char *file, const char *today)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  GuichetImportItem *item = g_new0 (GuichetImportItem, 1);
  char *reason = NULL;

  item->file = g_strdup (file);
  item->report = read_report (centres, path, today, item, &reason);
  if (item->report == NULL && item->outcome != GUICHET_IMPORT_KNOWN)
    guichet_import_item_refuse (item, reason);

  return item;
}

/* Names sort as people count: r2 before r10, so that revisions mostly come in their order. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strverscmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_files (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (files, g_strdup (name));
  g_ptr_array_sort (files, compare_names);

  return g_steal_pointer (&files);
}

static gboolean
import_batch (GuichetFederationStore *store, GHashTable *known, const char *folder,
              const GPtrArray *files, guint from, const char *today, GuichetImportFunc tell,
              gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (guichet_import_item_free);
  g_auto (Register) centres = { .known = known };

  /* Read anew for each batch: a key that was revoked meanwhile is refused. */
  if (!read_register (&centres, store, error))
    return FALSE;
  for (guint i = from; i < MIN (from + BATCH, files->len); i++)
    g_ptr_array_add (items, read_item (&centres, folder, g_ptr_array_index (files, i), today));
  if (!guichet_import_batch_write (store, items, today, error))
    return FALSE;

  for (guint i = 0; tell != NULL && i < items->len; i++) {
    const GuichetImportItem *item = g_ptr_array_index (items, i);

    tell (item->file, item->outcome, item->reason, user_data);
  }

  return TRUE;
}

static void
add_known (const char *const *columns, gpointer known)
{
  g_hash_table_add (known, g_strdup (columns[0]));
}

gboolean
guichet_federation_import (GuichetFederationStore *store, const char *folder, const char *today,
                           GuichetImportFunc tell, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (folder, error);

  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (files == NULL ||
      !guichet_sql_run (guichet_federation_store_get_sql (store), "SELECT sha256 FROM report", NULL,
                        0, add_known, known, error))
    return FALSE;
  for (guint from = 0; from < files->len; from += BATCH)
    if (!import_batch (store, known, folder, files, from, today, tell, user_data, error))
      return FALSE;

  return TRUE;
}
