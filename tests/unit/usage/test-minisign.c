/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and signatures, and what is made of them by somebody who means harm. */
#include "minisign.h"

#include "temp-dir.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

#define MESSAGE "{\"cells\":{}}\n"
#define COMMENT "guichet-month centre=cs-x month=2026-04 revision=1 counter=1"

static GuichetSigningKey *
make_key (guint8 number)
{
  const guint8 seed[32] = { number };

  return guichet_signing_key_generate_from_seed (seed);
}

static void
test_sign (void)
{
  g_autoptr (GuichetSigningKey) key = make_key (1);
  g_autofree char *signature = guichet_minisign_sign (key, MESSAGE, strlen (MESSAGE), COMMENT);
  g_autofree char *again = guichet_minisign_sign (key, MESSAGE, strlen (MESSAGE), COMMENT);
  g_autofree char *trusted = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (guichet_minisign_verify (guichet_signing_key_get_public (key), signature, MESSAGE,
                                          strlen (MESSAGE), &trusted, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (trusted, ==, COMMENT);
  g_assert_cmpstr (signature, ==, again);
}

/* A byte that libsodium takes for a letter: found by the test of mutations below. */
static void
test_no_second_text (void)
{
  g_autoptr (GuichetSigningKey) key = make_key (5);
  g_autofree char *signature = guichet_minisign_sign (key, MESSAGE, strlen (MESSAGE), COMMENT);

  for (gsize i = strcspn (signature, "\n") + 1; i < strlen (signature); i++)
    for (guint byte = 128; byte < 256; byte++) {
      g_autofree char *changed = g_strdup (signature);

      changed[i] = (char)byte;
      g_assert_false (guichet_minisign_verify (guichet_signing_key_get_public (key), changed,
                                               MESSAGE, strlen (MESSAGE), NULL, NULL));
    }
}

/* Every bit of the message, the comment and the signature counts. */
static void
test_every_byte (void)
{
  g_autoptr (GuichetSigningKey) key = make_key (1);
  const GuichetPublicKey *public_key = guichet_signing_key_get_public (key);
  g_autofree char *signature = guichet_minisign_sign (key, MESSAGE, strlen (MESSAGE), COMMENT);
  gsize from = strcspn (signature, "\n") + 1;

  for (gsize i = 0; i < strlen (MESSAGE); i++)
    for (guint bit = 0; bit < 8; bit++) {
      char message[] = MESSAGE;

      message[i] ^= (char)(1 << bit);
      g_assert_false (
          guichet_minisign_verify (public_key, signature, message, strlen (MESSAGE), NULL, NULL));
    }
  /* The first line is not signed; all that is after it is. */
  for (gsize i = from; signature[i] != '\0'; i++)
    for (guint bit = 0; bit < 7; bit++) {
      g_autofree char *changed = g_strdup (signature);

      changed[i] ^= (char)(1 << bit);
      if (strlen (changed) == strlen (signature))
        g_assert_false (
            guichet_minisign_verify (public_key, changed, MESSAGE, strlen (MESSAGE), NULL, NULL));
    }
}

static void
test_other_key (void)
{
  g_autoptr (GuichetSigningKey) key = make_key (1);
  g_autoptr (GuichetSigningKey) other = make_key (2);
  g_autofree char *signature = guichet_minisign_sign (key, MESSAGE, strlen (MESSAGE), COMMENT);
  GuichetPublicKey mixed = *guichet_signing_key_get_public (other);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) invalid = NULL;

  g_assert_false (
      guichet_minisign_verify (&mixed, signature, MESSAGE, strlen (MESSAGE), NULL, &error));
  g_assert_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_KEY);

  /* The id is no proof. */
  memcpy (mixed.id, guichet_signing_key_get_public (key)->id, sizeof mixed.id);
  g_assert_false (
      guichet_minisign_verify (&mixed, signature, MESSAGE, strlen (MESSAGE), NULL, &invalid));
  g_assert_error (invalid, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_INVALID);
}

static void
test_secret_key_file (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = temp_dir_path (dir, "key");
  g_autoptr (GuichetSigningKey) key = guichet_signing_key_generate ();
  g_autoptr (GuichetSigningKey) loaded = NULL;
  g_autoptr (GError) error = NULL;
  struct stat status;
  GuichetRoundingKey rounding;
  GuichetRoundingKey loaded_rounding;

  g_assert_true (guichet_signing_key_save (key, path, &error));
  g_assert_no_error (error);
  g_assert_no_errno (stat (path, &status));
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  loaded = guichet_signing_key_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (guichet_signing_key_get_public (key), sizeof (GuichetPublicKey),
                   guichet_signing_key_get_public (loaded), sizeof (GuichetPublicKey));
  guichet_signing_key_derive_rounding (key, &rounding);
  guichet_signing_key_derive_rounding (loaded, &loaded_rounding);
  g_assert_cmpmem (&rounding, sizeof rounding, &loaded_rounding, sizeof loaded_rounding);

  /* Never over another. */
  g_assert_false (guichet_signing_key_save (key, path, &error));
  g_assert_error (error, GUICHET_MINISIGN_ERROR, GUICHET_MINISIGN_ERROR_FILE);
}

static void
test_secret_key_damaged (TempDir *dir, gconstpointer data)
{
  g_autofree char *path = temp_dir_path (dir, "key");
  g_autoptr (GuichetSigningKey) key = make_key (3);
  g_autofree char *text = NULL;
  gsize from;

  g_assert_true (guichet_signing_key_save (key, path, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  from = strcspn (text, "\n") + 1;
  for (gsize i = from; i < strlen (text); i++) {
    g_autofree char *damaged = g_strdup (text);
    g_autofree char *damaged_path = NULL;
    g_autoptr (GuichetSigningKey) loaded = NULL;
    g_autoptr (GError) error = NULL;
    gboolean is_password = i - from >= 8 && i - from < 74;

    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    damaged_path = temp_dir_write (dir, "damaged", damaged, -1);
    loaded = guichet_signing_key_load (damaged_path, &error);
    /* What is for a password is not used without one, nor summed. */
    if (!is_password && damaged[i] != text[i])
      g_assert_true (loaded == NULL || text[i] == '\n' || i - from == 7 || i - from == 74);
    g_assert_true ((loaded == NULL) == (error != NULL));
  }
}

static void
test_public_key (void)
{
  static const char *const bad[] = {
    "",
    "RW",
    "not base64 not base64 not base64 not base64 not base64!!",
    NULL,
  };
  g_autoptr (GuichetSigningKey) key = make_key (4);
  const GuichetPublicKey *public_key = guichet_signing_key_get_public (key);
  g_autofree char *text = guichet_public_key_to_text (public_key);
  g_autofree char *id = guichet_public_key_get_id (public_key);
  g_autofree char *fingerprint = guichet_public_key_get_fingerprint (public_key);
  GuichetPublicKey parsed;

  g_assert_cmpuint (strlen (text), ==, GUICHET_MINISIGN_PUBLIC_TEXT_LENGTH);
  g_assert_true (guichet_public_key_parse (&parsed, text, NULL));
  g_assert_cmpmem (&parsed, sizeof parsed, public_key, sizeof *public_key);
  g_assert_cmpuint (strlen (id), ==, 16);
  g_assert_cmpuint (strlen (fingerprint), ==, 8 * 4 + 7);
  for (gsize i = 0; bad[i] != NULL; i++)
    g_assert_false (guichet_public_key_parse (&parsed, bad[i], NULL));
  text[0] = 'Q';
  g_assert_false (guichet_public_key_parse (&parsed, text, NULL));
}

/* Ten thousand signatures that were changed: none is taken, none brings the reader down. */
static void
test_mutated (void)
{
  g_autoptr (GuichetSigningKey) key = make_key (5);
  const GuichetPublicKey *public_key = guichet_signing_key_get_public (key);
  g_autofree char *signature = guichet_minisign_sign (key, MESSAGE, strlen (MESSAGE), COMMENT);
  const char *body = strchr (signature, '\n') + 1;
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  guint n_refused = 0;

  for (guint i = 0; i < 10000; i++) {
    g_autoptr (GString) changed = g_string_new (body);

    for (guint n = (guint)g_rand_int_range (random, 1, 5); n > 0; n--) {
      gssize at = g_rand_int_range (random, 0, (gint32)changed->len);

      switch (g_rand_int_range (random, 0, 4)) {
      case 0:
        g_string_erase (changed, at, 1);
        break;
      case 1:
        g_string_insert_c (changed, at, (char)g_rand_int_range (random, 1, 256));
        break;
      case 2:
        g_string_insert_len (changed, at, body, g_rand_int_range (random, 1, 60));
        break;
      default:
        changed->str[at] = (char)g_rand_int_range (random, 1, 256);
      }
      if (changed->len == 0)
        g_string_append_c (changed, '\n');
    }
    if (strcmp (changed->str, body) == 0)
      continue;
    g_string_prepend (changed, "untrusted comment: x\n");
    g_assert_false (
        guichet_minisign_verify (public_key, changed->str, MESSAGE, strlen (MESSAGE), NULL, NULL));
    n_refused++;
  }
  g_assert_cmpuint (n_refused, >, 9900);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/usage/minisign/sign", test_sign);
  g_test_add_func ("/usage/minisign/every-byte", test_every_byte);
  g_test_add_func ("/usage/minisign/no-second-text", test_no_second_text);
  g_test_add_func ("/usage/minisign/other-key", test_other_key);
  temp_dir_add_test ("/usage/minisign/secret-key-file", test_secret_key_file);
  temp_dir_add_test ("/usage/minisign/secret-key-damaged", test_secret_key_damaged);
  g_test_add_func ("/usage/minisign/public-key", test_public_key);
  g_test_add_func ("/usage/minisign/mutated", test_mutated);

  return g_test_run ();
}
