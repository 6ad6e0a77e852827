/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "blocked-hosts.h"

#include "host-name.h"
#include "told-host.h"
#include "visit-counts.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define KEY_SIZE    32
#define DIGEST_SIZE 32

/*
 * A name is hashed in a field of fixed size, a whole number of SHA-256 blocks, zeros after the
 * name. GHmac then never copies a part of the name into its own buffer, which it does not wipe,
 * and the last blocks overwrite its working words with those of zeros.
 */
#define FIELD_SIZE (64 * 5)
G_STATIC_ASSERT (FIELD_SIZE >= GUICHET_HOST_NAME_MAX + 64);

struct _GuichetBlockedHosts {
  /* Owned */
  GHashTable *names;  /* char*: reduced names of this visit; wiped when freed */
  GHashTable *visits; /* guint8[DIGEST_SIZE], GUINT_TO_POINTER (visits it was refused in) */

  /* State */
  guint8 key[KEY_SIZE];
  gboolean has_key;
  guint n_dropped; /* in this visit */
};

static void
wipe_name (gpointer name)
{
  explicit_bzero (name, strlen (name));
  g_free (name);
}

static guint
hash_digest (gconstpointer digest)
{
  guint hash;

  memcpy (&hash, digest, sizeof hash);

  return hash;
}

static gboolean
equal_digests (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, DIGEST_SIZE) == 0;
}

static gboolean
make_key (guint8 *key)
{
  ssize_t n;

  do
    n = getrandom (key, KEY_SIZE, 0);
  while (n < 0 && errno == EINTR);

  return n == KEY_SIZE;
}

GuichetBlockedHosts *
guichet_blocked_hosts_new (void)
{
  GuichetBlockedHosts *self = g_new0 (GuichetBlockedHosts, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, wipe_name, NULL);
  self->visits = g_hash_table_new_full (hash_digest, equal_digests, g_free, NULL);
  /* Without a secret a digest is as good as the name to whoever can guess it: then none is made. */
  self->has_key = make_key (self->key);
  if (!self->has_key)
    g_warning ("No random key: refused hosts are not counted");

  return self;
}

void
guichet_blocked_hosts_free (GuichetBlockedHosts *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->visits);
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

void
guichet_blocked_hosts_note (GuichetBlockedHosts *self, const char *host)
{
  const char *reduced;

  if (!self->has_key || !guichet_told_host_is_valid (host)) {
    self->n_dropped += self->n_dropped < G_MAXUINT;
    return;
  }

  reduced = guichet_told_host_reduce (host);
  if (g_hash_table_contains (self->names, reduced))
    return;

  if (g_hash_table_size (self->names) >= GUICHET_BLOCKED_HOSTS_MAX_PER_VISIT) {
    self->n_dropped += self->n_dropped < G_MAXUINT;
    return;
  }

  g_hash_table_add (self->names, g_strdup (reduced));
}

static void
compute_digest (GuichetBlockedHosts *self, const char *name, guint8 *digest)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->key, KEY_SIZE);
  guint8 field[FIELD_SIZE] = { 0 };
  gsize length = DIGEST_SIZE;

  memcpy (field, name, strlen (name));
  g_hmac_update (hmac, field, sizeof field);
  g_hmac_get_digest (hmac, digest, &length);
  explicit_bzero (field, sizeof field);
}

/* Counts this visit for @name; the number of visits so far, or 0 when there is no room. */
static guint
count_visit (GuichetBlockedHosts *self, const char *name)
{
  guint8 digest[DIGEST_SIZE];
  guint n_visits;

  compute_digest (self, name, digest);
  n_visits = GPOINTER_TO_UINT (g_hash_table_lookup (self->visits, digest));
  if (n_visits == 0 && g_hash_table_size (self->visits) >= GUICHET_BLOCKED_HOSTS_MAX_DIGESTS)
    return 0;

  n_visits = MIN (n_visits + 1, GUICHET_BLOCKED_HOSTS_MIN_VISITS);
  g_hash_table_replace (self->visits, g_memdup2 (digest, DIGEST_SIZE), GUINT_TO_POINTER (n_visits));

  return n_visits;
}

void
guichet_blocked_hosts_end_visit (GuichetBlockedHosts *self, GuichetVisitCounts *counts)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    guint n_visits = count_visit (self, name);

    if (n_visits == 0)
      self->n_dropped += self->n_dropped < G_MAXUINT;
    else if (n_visits >= GUICHET_BLOCKED_HOSTS_MIN_VISITS && counts != NULL)
      guichet_visit_counts_add_host (counts, name);
  }

  g_hash_table_remove_all (self->names);
  if (counts != NULL)
    guichet_visit_counts_drop_hosts (counts, self->n_dropped);
  self->n_dropped = 0;
}
