/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-web-fixture.h"

#include <string.h>

static void
test_opens (Fixture *fixture, gconstpointer data)
{
  g_autofree char *title = NULL;

  fixture_open_painted (fixture, "lab-upload");
  g_assert_cmpstr (guichet_web_page_get_host (fixture->page), ==, "upload.lab.example");
  title = fixture_eval (fixture, fixture->page, "document.contentType");
  g_assert_cmpstr (title, ==, "text/html");
  g_assert_cmpstr (fixture->counts->str, ==, "");
  g_assert_cmpuint (fixture->n_painted, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  fixture_add_test ("/web/page/opens", test_opens);
  return g_test_run ();
}
