/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that wait, numbers that are never given twice, and deliveries that fail. */
#include "outbox.h"

#include "day.h"
#include "deliver-folder.h"
#include "outbox-day.h"
#include "temp-dir.h"

#include <glib/gstdio.h>

#include <string.h>

typedef struct {
  TempDir dir;
  char *path;
  GuichetSigningKey *key;
  GuichetMonthCells *months[12];
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  const guint8 seed[32] = { 9 };

  temp_dir_set_up (&self->dir, NULL);
  self->path = temp_dir_path (&self->dir, "outbox");
  self->key = guichet_signing_key_generate_from_seed (seed);
  for (guint i = 0; i < 12; i++) {
    self->months[i] = guichet_month_cells_new ();
    guichet_month_cells_add (self->months[i], "wipe", "verified", 40);
  }
}

static void
empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_assert_no_errno (g_unlink (file));
  }
  g_rmdir (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *stick = temp_dir_path (&self->dir, "stick");

  empty_folder (self->path);
  empty_folder (stick);
  for (guint i = 0; i < 12; i++)
    guichet_month_cells_free (self->months[i]);
  guichet_signing_key_free (self->key);
  g_free (self->path);
  temp_dir_tear_down (&self->dir, NULL);
}

/* The name of the new file or NULL, owned by the caller. */
static char *
add (Fixture *self, const char *month, GError **error)
{
  const GuichetEnvelope envelope = { .centre = "cs-x", .created = "2026-11-02", .n_kiosks = 1 };
  g_autoptr (GuichetOutbox) outbox = guichet_outbox_open (self->path, error);
  g_autoptr (GuichetRelease) release = NULL;
  GuichetRoundingKey rounding;
  char *name = NULL;

  if (outbox == NULL)
    return NULL;
  guichet_signing_key_derive_rounding (self->key, &rounding);
  release = guichet_release_new (&rounding, "cs-x", month, self->months);
  guichet_outbox_add (outbox, self->key, &envelope, release, &name, error);

  return name;
}

static void
assert_added (Fixture *self, const char *month, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = add (self, month, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, expected);
}

static char *
read_file (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

static void
test_numbers (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  assert_added (self, "2026-08", "cs-x-2026-08-r1.json");
  assert_added (self, "2026-08", NULL);
  assert_added (self, "2026-10", "cs-x-2026-10-r1.json");
  guichet_month_cells_add (self->months[7], "wipe", "verified", 40);
  assert_added (self, "2026-08", "cs-x-2026-08-r2.json");
  assert_added (self, "2026-08", NULL);
  first = read_file (self, "cs-x-2026-08-r1.json");
  second = read_file (self, "cs-x-2026-08-r2.json");
  g_assert_nonnull (strstr (first, "\"counter\":1,"));
  g_assert_nonnull (strstr (second, "\"counter\":3,"));
  g_assert_nonnull (strstr (second, "\"revision\":2,"));
}

/* A power cut between number and file: the same file is made again. */
static void
test_lost_file (Fixture *self, gconstpointer data)
{
  static const char *const files[] = { "cs-x-2026-08-r1.json", "cs-x-2026-08-r1.json.minisig" };

  assert_added (self, "2026-08", files[0]);
  assert_added (self, "2026-09", "cs-x-2026-09-r1.json");
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (self->path, files[i], NULL);
    g_autofree char *before = read_file (self, files[i]);
    g_autofree char *after = NULL;

    g_assert_no_errno (g_unlink (path));
    assert_added (self, "2026-08", NULL);
    after = read_file (self, files[i]);
    g_assert_cmpstr (before, ==, after);
  }
}

/* A new key rounds anew: what was told with the old one is not told again. */
static void
test_other_key (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  assert_added (self, "2026-08", "cs-x-2026-08-r1.json");
  guichet_signing_key_free (self->key);
  self->key = guichet_signing_key_generate ();
  name = add (self, "2026-08", &error);
  g_assert_null (name);
  g_assert_error (error, GUICHET_OUTBOX_ERROR, GUICHET_OUTBOX_ERROR_KEY);
  assert_added (self, "2026-09", "cs-x-2026-09-r1.json");
}

static void
test_state_damaged (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "", "[outbox]\n", "[outbox]\nCounter=x\n", "no group",
                                       "[outbox]\nCounter=0\n" };
  g_autofree char *path = g_build_filename (self->path, "outbox.state", NULL);

  assert_added (self, "2026-08", "cs-x-2026-08-r1.json");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *name = NULL;

    g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
    name = add (self, "2026-09", &error);
    g_assert_null (name);
    g_assert_error (error, GUICHET_OUTBOX_ERROR, GUICHET_OUTBOX_ERROR_STATE);
  }
}

static void
test_one_at_a_time (Fixture *self, gconstpointer data)
{
  g_autoptr (GuichetOutbox) first = guichet_outbox_open (self->path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (first);
  g_assert_null (guichet_outbox_open (self->path, &error));
  g_assert_error (error, GUICHET_OUTBOX_ERROR, GUICHET_OUTBOX_ERROR_FILE);
}

typedef struct {
  GString *names;
  guint n_before_failure;
} Server;

static gboolean
take (const char *name, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Server *server = user_data;

  if (server->n_before_failure == 0) {
    g_set_error (error, GUICHET_OUTBOX_ERROR, GUICHET_OUTBOX_ERROR_TARGET, "down");
    return FALSE;
  }
  server->n_before_failure--;
  g_string_append_printf (server->names, "%s ", name);

  return TRUE;
}

static gboolean
deliver (Fixture *self, const char *target, Server *server, guint *n_delivered)
{
  g_autoptr (GuichetOutbox) outbox = guichet_outbox_open (self->path, NULL);

  return guichet_outbox_deliver (outbox, target, take, server, n_delivered, NULL);
}

static void
assert_left_today (Fixture *self)
{
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *day = guichet_outbox_read_last_day (self->path);

  g_assert_cmpstr (day, ==, today);
}

/* A server that fails at each file in turn gets all in the end, in order, and then nothing more. */
static void
test_retry (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  Server server = { names, 0 };
  guint n;

  assert_added (self, "2026-09", "cs-x-2026-09-r1.json");
  assert_added (self, "2026-08", "cs-x-2026-08-r1.json");
  g_assert_false (deliver (self, "https://a/", &server, &n));
  server.n_before_failure = 1;
  g_assert_false (deliver (self, "https://a/", &server, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (guichet_outbox_read_last_day (self->path));
  server.n_before_failure = 3;
  g_assert_false (deliver (self, "https://a/", &server, &n));
  g_assert_cmpuint (n, ==, 1);
  assert_left_today (self);
  server.n_before_failure = 9;
  g_assert_true (deliver (self, "https://a/", &server, &n));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (names->str, ==,
                   "cs-x-2026-08-r1.json cs-x-2026-08-r1.json cs-x-2026-08-r1.json.minisig "
                   "cs-x-2026-09-r1.json cs-x-2026-09-r1.json cs-x-2026-09-r1.json.minisig ");

  g_assert_true (deliver (self, "https://a/", &server, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (deliver (self, "https://b/", &server, &n));
  g_assert_cmpuint (n, ==, 2);

  /* Only the newest revision goes. */
  guichet_month_cells_add (self->months[7], "wipe", "verified", 40);
  assert_added (self, "2026-08", "cs-x-2026-08-r2.json");
  g_string_truncate (names, 0);
  g_assert_true (deliver (self, "https://a/", &server, &n));
  g_assert_cmpstr (names->str, ==, "cs-x-2026-08-r2.json cs-x-2026-08-r2.json.minisig ");
}

static void
test_thirteen_months (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *today;
    gboolean is_kept;
  } cases[] = { { "2027-09-30", TRUE }, { "2027-10-01", FALSE } };
  g_autofree char *path = g_build_filename (self->path, "cs-x-2026-08-r1.json", NULL);

  assert_added (self, "2026-08", "cs-x-2026-08-r1.json");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GuichetOutbox) outbox = guichet_outbox_open (self->path, NULL);

    g_assert_true (guichet_outbox_expire (outbox, cases[i].today, NULL));
    g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS) == cases[i].is_kept);
    g_assert_true (guichet_outbox_has_month (outbox, "2026-08"));
  }
}

static void
test_stick (Fixture *self, gconstpointer data)
{
  g_autofree char *stick = temp_dir_path (&self->dir, "stick");
  g_autofree char *there = g_build_filename (stick, "cs-x-2026-08-r1.json", NULL);
  g_autoptr (GuichetOutbox) outbox = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  assert_added (self, "2026-08", "cs-x-2026-08-r1.json");
  expected = read_file (self, "cs-x-2026-08-r1.json");
  outbox = guichet_outbox_open (self->path, NULL);
  g_assert_false (
      guichet_outbox_deliver (outbox, NULL, guichet_deliver_to_folder, stick, &n, NULL));
  g_assert_no_errno (g_mkdir (stick, 0700));
  g_assert_true (
      guichet_outbox_deliver (outbox, NULL, guichet_deliver_to_folder, stick, &n, &error));
  g_assert_no_error (error);
  assert_left_today (self);
  g_assert_true (g_file_get_contents (there, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);

  /* Once more is no harm; another file of this name is not written over. */
  g_assert_true (guichet_outbox_deliver (outbox, NULL, guichet_deliver_to_folder, stick, &n, NULL));
  g_assert_true (g_file_set_contents (there, "other", -1, NULL));
  g_assert_false (
      guichet_outbox_deliver (outbox, NULL, guichet_deliver_to_folder, stick, &n, &error));
  g_assert_error (error, GUICHET_OUTBOX_ERROR, GUICHET_OUTBOX_ERROR_DIFFERS);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*func) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/usage/outbox/numbers", test_numbers },
    { "/usage/outbox/lost-file", test_lost_file },
    { "/usage/outbox/other-key", test_other_key },
    { "/usage/outbox/state-damaged", test_state_damaged },
    { "/usage/outbox/one-at-a-time", test_one_at_a_time },
    { "/usage/outbox/retry", test_retry },
    { "/usage/outbox/thirteen-months", test_thirteen_months },
    { "/usage/outbox/stick", test_stick },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);

  return g_test_run ();
}
