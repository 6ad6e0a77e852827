/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "centre-file.h"
#include "signed-report.h"

#include <glib/gstdio.h>

#include <string.h>

static const struct {
  const char *id;
  const char *name;
  const char *department;
  gboolean is_right;
} centres[] = {
  { "cs-lormont", "Centre social de Lormont", "33", TRUE },
  { "a", "L’Escale – Bastia", "2A", TRUE },
  { "cs-1", "Saint-Denis", "974", TRUE },
  { "", "Name", "33", FALSE },
  { "-cs", "Name", "33", FALSE },
  { "CS", "Name", "33", FALSE },
  { "cs_1", "Name", "33", FALSE },
  { "cs", "", "33", FALSE },
  { "cs", "Line\nbreak", "33", FALSE },
  { "cs", "\033[31mred", "33", FALSE },
  { "cs", "\xff", "33", FALSE },
  { "cs", "Name", "3", FALSE },
  { "cs", "Name", "3333", FALSE },
  { "cs", "Name", "AB", FALSE },
  { "cs", "Name", "33'", FALSE },
};

static void
test_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (centres); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GuichetCentre) centre =
        guichet_centre_new (centres[i].id, centres[i].name, centres[i].department, NULL, &error);

    g_test_message ("%s;%s;%s", centres[i].id, centres[i].name, centres[i].department);
    g_assert_true ((centre != NULL) == centres[i].is_right);
    g_assert_true ((error == NULL) == centres[i].is_right);
  }
}

static void
test_keys (void)
{
  TestSigner signer;
  g_autofree char *line = NULL;
  g_autofree char *enrolment = NULL;
  g_autoptr (GuichetCentre) plain = NULL;
  g_autoptr (GuichetCentre) enrolled = NULL;

  test_signer_init (&signer);
  line = test_signer_make_key_line (&signer);
  enrolment = g_strdup_printf ("guichet-enrol:1:cs-1:%s", line);
  plain = guichet_centre_new ("cs-1", "Name", "33", line, NULL);
  enrolled = guichet_centre_new ("cs-1", "Name", "33", enrolment, NULL);
  g_assert_nonnull (plain);
  g_assert_nonnull (enrolled);
  g_assert_cmpstr (plain->key_id, ==, TEST_REPORT_KEY_ID);
  g_assert_cmpstr (enrolled->public_key, ==, line);
  g_assert_null (guichet_centre_new ("cs-2", "Name", "33", enrolment, NULL));
  g_assert_null (guichet_centre_new ("cs-1", "Name", "33", "RWQ=", NULL));
}

static GPtrArray *
read_text (const char *text, GError **error)
{
  g_autofree char *dir = g_dir_make_tmp ("guichet-centres-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "register.csv", NULL);
  GPtrArray *read;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  read = guichet_centre_file_read (path, error);
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (g_rmdir (dir));

  return read;
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) read = read_text ("\xEF\xBB\xBF"
                                          "centre;name;department;public key\r\n"
                                          "cs-1;\"Centre un\";33;\r\n\r\ncs-2;Centre deux;2B;\r\n",
                                          &error);

  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpstr (((GuichetCentre *)g_ptr_array_index (read, 0))->name, ==, "Centre un");
  g_assert_cmpstr (((GuichetCentre *)g_ptr_array_index (read, 1))->department, ==, "2B");
}

static void
test_file_mistake (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text ("cs-1;Un;33;\ncs-2;Deux;rien;\n", &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "2"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/federation/centre-file/fields", test_fields);
  g_test_add_func ("/federation/centre-file/keys", test_keys);
  g_test_add_func ("/federation/centre-file/file", test_file);
  g_test_add_func ("/federation/centre-file/file-mistake", test_file_mistake);

  return g_test_run ();
}
