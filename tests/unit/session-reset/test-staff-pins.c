/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-pins.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fresh-dir.h"

typedef struct {
  char *dir;
  char *path;
  gint64 now;
  GuichetStaffPins *pins;
} Fixture;

static gint64
read_clock (gpointer user_data)
{
  return *(gint64 *)user_data;
}

static void
start (Fixture *fixture)
{
  g_clear_object (&fixture->pins);
  fixture->pins = guichet_staff_pins_new (fixture->path, read_clock, &fixture->now);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = fresh_dir_new ();
  fixture->path = g_build_filename (fixture->dir, "pins", NULL);
  start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->pins);
  fresh_dir_free (fixture->dir);
  g_free (fixture->path);
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static GuichetStaffRole
try (Fixture *fixture, const char *pin, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  guichet_staff_pins_try_async (fixture->pins, pin, on_tried, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return guichet_staff_pins_try_finish (fixture->pins, result, error);
}

static void
write_pins (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (guichet_staff_pins_write (fixture->path, GUICHET_STAFF_RECEPTION, "2580", &error));
  g_assert_no_error (error);
  g_assert_true (
      guichet_staff_pins_write (fixture->path, GUICHET_STAFF_TECHNICIAN, "904417", &error));
  g_assert_no_error (error);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_assert_false (guichet_staff_pins_are_set (fixture->pins));
  g_assert_cmpint (try (fixture, "0000", NULL), ==, GUICHET_STAFF_NOBODY);
  g_assert_cmpint (try (fixture, "", NULL), ==, GUICHET_STAFF_NOBODY);
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  struct stat about;

  write_pins (fixture);
  g_assert_true (guichet_staff_pins_are_set (fixture->pins));
  g_assert_cmpint (try (fixture, "2580", NULL), ==, GUICHET_STAFF_RECEPTION);
  g_assert_cmpint (try (fixture, "904417", NULL), ==, GUICHET_STAFF_TECHNICIAN);
  g_assert_cmpint (try (fixture, "25800", NULL), ==, GUICHET_STAFF_NOBODY);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_null (strstr (text, "2580"));
  g_assert_nonnull (strstr (text, "$y$"));
  g_assert_cmpint (g_stat (fixture->path, &about), ==, 0);
  g_assert_cmpuint (about.st_mode & 0777, ==, 0640);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "",     "123",  "1234",          "9876", "0000",
                                     "12a4", " 258", "1234567890123", "25 8", "٢٥٨٠" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (
        guichet_staff_pins_write (fixture->path, GUICHET_STAFF_RECEPTION, bad[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
  write_pins (fixture);
  g_assert_false (guichet_staff_pins_write (fixture->path, GUICHET_STAFF_TECHNICIAN, "2580", NULL));
  /* The other one's PIN may be changed to itself. */
  g_assert_true (guichet_staff_pins_write (fixture->path, GUICHET_STAFF_RECEPTION, "2580", NULL));
}

static void
test_slowed (Fixture *fixture, gconstpointer data)
{
  static const guint waits[] = { 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900 };
  g_autoptr (GError) error = NULL;

  write_pins (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++) {
    g_assert_cmpint (try (fixture, "1357", NULL), ==, GUICHET_STAFF_NOBODY);
    g_assert_cmpuint (guichet_staff_pins_get_wait (fixture->pins), ==, waits[i]);
    fixture->now += waits[i];
  }
  fixture->now -= 1;
  /* Too early: even the right one is not looked at. */
  g_assert_cmpint (try (fixture, "2580", &error), ==, GUICHET_STAFF_NOBODY);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  fixture->now += 1;
  g_assert_cmpint (try (fixture, "2580", NULL), ==, GUICHET_STAFF_RECEPTION);
  g_assert_cmpuint (guichet_staff_pins_get_wait (fixture->pins), ==, 0);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  write_pins (fixture);
  for (guint i = 0; i < 5; i++) {
    (void)try (fixture, "1357", NULL);
    fixture->now += guichet_staff_pins_get_wait (fixture->pins);
  }
  start (fixture);
  /* Switched off and on: the wait begins anew, it is not forgiven. */
  g_assert_cmpuint (guichet_staff_pins_get_wait (fixture->pins), ==, 8);
  fixture->now += 8;
  g_assert_cmpint (try (fixture, "904417", NULL), ==, GUICHET_STAFF_TECHNICIAN);
  start (fixture);
  g_assert_cmpuint (guichet_staff_pins_get_wait (fixture->pins), ==, 0);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "[Pins]\nreception=\n", "[Pins]\nreception=2580\n",
                                       "[Pins]\nreception=$y$\n", "\377\376" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *attempts = g_strconcat (fixture->path, ".attempts", NULL);

    g_assert_true (g_file_set_contents (fixture->path, texts[i], -1, NULL));
    g_unlink (attempts);
    start (fixture);
    g_assert_cmpint (try (fixture, "2580", NULL), ==, GUICHET_STAFF_NOBODY);
    g_assert_cmpint (try (fixture, "", NULL), ==, GUICHET_STAFF_NOBODY);
  }
}

/* --- time --- */

/* The linker has the room's calls of crypt_rn() come here: what costs time is counted, and no clock
 * of a busy machine is asked. */
char *__real_crypt_rn (const char *phrase, const char *setting, void *data, int size);
char *__wrap_crypt_rn (const char *phrase, const char *setting, void *data, int size);

static guint n_hashed;
static guint n_failed;
static char cost[8]; /* of all so far: "$y$j9T$" */
static guint n_costs;

char *
__wrap_crypt_rn (const char *phrase, const char *setting, void *data, int size)
{
  char *made = __real_crypt_rn (phrase, setting, data, size);

  n_hashed++;
  n_failed += made == NULL;
  if (strncmp (cost, setting, 7) != 0) {
    n_costs++;
    g_strlcpy (cost, setting, sizeof cost);
  }
  return made;
}

/* Each attempt hashes once for each role with the same cost: whether it is right, how much of it is
 * right, how long it is, whether the role has a PIN at all. So time tells no digit. */
static void
test_same_work (Fixture *fixture, gconstpointer data)
{
  static const char *const pins[] = { "2580", "904417", "2581", "2", "", "1357", "999999999999" };

  for (guint with_pins = 0; with_pins <= 1; with_pins++) {
    if (with_pins)
      write_pins (fixture);
    for (gsize i = 0; i < G_N_ELEMENTS (pins); i++) {
      n_hashed = 0;
      n_failed = 0;
      n_costs = 0;
      cost[0] = '\0';
      (void)try (fixture, pins[i], NULL);
      g_assert_cmpuint (n_hashed, ==, 2);
      g_assert_cmpuint (n_failed, ==, 0);
      g_assert_cmpuint (n_costs, ==, 1);
      fixture->now += 1000;
    }
  }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-reset/staff-pins/none", test_none);
  ADD ("/session-reset/staff-pins/roles", test_roles);
  ADD ("/session-reset/staff-pins/refused", test_refused);
  ADD ("/session-reset/staff-pins/slowed", test_slowed);
  ADD ("/session-reset/staff-pins/restart", test_restart);
  ADD ("/session-reset/staff-pins/damaged", test_damaged);
  ADD ("/session-reset/staff-pins/same-work", test_same_work);
  return g_test_run ();
}
