/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-rights.h"

#include <gio/gio.h>

/* Written down a second time: whoever gives an action to another role changes it here too. */
static const struct {
  const char *action;
  GuichetStaffRole role;
  const char *argument; /* one that it takes */
} expected[] = {
  { "reset", GUICHET_STAFF_RECEPTION, "" },
  { "accompany", GUICHET_STAFF_RECEPTION, "" },
  { "leave-alone", GUICHET_STAFF_RECEPTION, "" },
  { "more-time", GUICHET_STAFF_RECEPTION, "" },
  { "others-wait", GUICHET_STAFF_RECEPTION, "" },
  { "nobody-waits", GUICHET_STAFF_RECEPTION, "" },
  { "sleep", GUICHET_STAFF_RECEPTION, "" },
  { "state", GUICHET_STAFF_RECEPTION, "" },
  { "clear-queue", GUICHET_STAFF_RECEPTION, "" },
  { "test-page", GUICHET_STAFF_RECEPTION, "" },
  { "services", GUICHET_STAFF_RECEPTION, "" },
  { "hide-service", GUICHET_STAFF_RECEPTION, "caf En panne." },
  { "show-service", GUICHET_STAFF_RECEPTION, "caf" },
  { "message", GUICHET_STAFF_RECEPTION, "Bonjour." },
  { "clear-message", GUICHET_STAFF_RECEPTION, "" },
  { "check", GUICHET_STAFF_TECHNICIAN, "" },
  { "versions", GUICHET_STAFF_TECHNICIAN, "" },
  { "diagnostics", GUICHET_STAFF_TECHNICIAN, "" },
  { "diagnostics-to-stick", GUICHET_STAFF_TECHNICIAN, "" },
  { "report-to-stick", GUICHET_STAFF_TECHNICIAN, "" },
  { "restart", GUICHET_STAFF_TECHNICIAN, "" },
  { "power-off", GUICHET_STAFF_TECHNICIAN, "" },
};

static void
test_roles (void)
{
  guint n_rights;
  const GuichetStaffRight *rights = guichet_staff_rights_get (&n_rights);

  g_assert_cmpuint (n_rights, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < n_rights; i++) {
    g_assert_cmpstr (rights[i].name, ==, expected[i].action);
    g_assert_cmpint (rights[i].role, ==, expected[i].role);
    g_assert_true (guichet_staff_rights_find (expected[i].action) == &rights[i]);
  }
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    for (GuichetStaffRole role = GUICHET_STAFF_NOBODY; role <= GUICHET_STAFF_TECHNICIAN; role++) {
      g_autoptr (GError) error = NULL;
      gboolean is_allowed =
          guichet_staff_rights_check (expected[i].action, expected[i].argument, role, &error);

      g_assert_cmpint (is_allowed, ==, role >= expected[i].role);
      if (!is_allowed)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    }
  }
}

static void
test_arguments (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    const char *wrong = expected[i].argument[0] != '\0' ? "" : "words";
    g_autoptr (GError) error = NULL;

    g_assert_false (
        guichet_staff_rights_check (expected[i].action, wrong, GUICHET_STAFF_TECHNICIAN, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

static void
test_unknown (void)
{
  static const char *const names[] = { "", "dance", "Reset", "reset ", "power-off\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (guichet_staff_rights_check (names[i], "", GUICHET_STAFF_TECHNICIAN, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/staff-rights/roles", test_roles);
  g_test_add_func ("/session-reset/staff-rights/refused", test_refused);
  g_test_add_func ("/session-reset/staff-rights/arguments", test_arguments);
  g_test_add_func ("/session-reset/staff-rights/unknown", test_unknown);
  return g_test_run ();
}
