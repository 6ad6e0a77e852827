/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "activity.h"
#include "fake-input.h"

#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <umockdev.h>

typedef struct {
  FakeInput *machine;
  GuichetTimeSettings *settings;
  GuichetActivity *activity;
  guint n[GUICHET_INPUT_LOST];
  guint n_chords[GUICHET_ACTIVITY_N_CHORDS];
  guint n_again;
  guint n_begun;
} Fixture;

static void
on_input (GuichetActivity *activity, guint kind, Fixture *fixture)
{
  g_assert_cmpuint (kind, <, GUICHET_INPUT_LOST);
  fixture->n[kind]++;
}

static void
on_chord_begun (GuichetActivity *activity, guint chord, Fixture *fixture)
{
  fixture->n_begun++;
}

static void
on_chord (GuichetActivity *activity, guint chord, gboolean is_again, Fixture *fixture)
{
  fixture->n_chords[chord]++;
  fixture->n_again += is_again;
}

static void
set_up (Fixture *fixture, gconstpointer how)
{
  const char *const paths[] = { fake_input_get_path (FAKE_KEYBOARD),
                                fake_input_get_path (FAKE_MOUSE), fake_input_get_path (FAKE_TOUCH),
                                NULL };

  fixture->machine = fake_input_new ();
  fixture->settings = guichet_time_settings_new ();
  fixture->settings->reset_hold = fixture->settings->corner_hold = 1;
  if (g_strcmp0 (how, "button") == 0)
    g_assert_true (guichet_key_chord_parse ("Pause", &fixture->settings->reset_chord));
  if (g_strcmp0 (how, "paths") == 0) {
    g_strfreev (fixture->settings->devices);
    fixture->settings->devices = g_strdupv ((char **)paths);
  }
  fixture->activity = guichet_activity_new (fixture->settings);
  g_signal_connect (fixture->activity, "input", G_CALLBACK (on_input), fixture);
  g_signal_connect (fixture->activity, "chord-begun", G_CALLBACK (on_chord_begun), fixture);
  g_signal_connect (fixture->activity, "chord", G_CALLBACK (on_chord), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer use_paths)
{
  g_assert_finalize_object (fixture->activity);
  guichet_time_settings_free (fixture->settings);
  fake_input_free (fixture->machine);
}

static gboolean
on_late (gpointer user_data)
{
  g_error ("What was waited for did not come");
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint late = g_timeout_add_seconds (30, on_late, NULL);                                        \
                                                                                                   \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (late);                                                                        \
  }                                                                                                \
  G_STMT_END

static void
test_kinds (Fixture *fixture, gconstpointer use_paths)
{
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  fake_input_press (fixture->machine, KEY_A, TRUE);
  fake_input_press (fixture->machine, KEY_A, FALSE);
  wait_until (fixture->n[GUICHET_INPUT_KEY] == 2);
  g_assert_cmpuint (fixture->n[GUICHET_INPUT_POINTER], ==, 0);
  fake_input_move (fixture->machine);
  wait_until (fixture->n[GUICHET_INPUT_POINTER] > 0);
  g_assert_cmpuint (fixture->n[GUICHET_INPUT_TOUCH], ==, 0);
  g_usleep (110000); /* the pointer and fingers are told ten times a second at most */
  fake_input_touch (fixture->machine);
  wait_until (fixture->n[GUICHET_INPUT_TOUCH] > 0);
  /* With devices of its own, nothing that goes to the screen is listened to. */
  guichet_activity_take_from_screen (GUICHET_INPUT_KEY, KEY_A, TRUE, fixture->activity);
  g_assert_cmpuint (fixture->n[GUICHET_INPUT_KEY], ==, 2);
}

/* How a descriptor is open; -1 for one of no device. */
static int
get_access (const char *number)
{
  g_autofree char *link = g_build_filename ("/proc/self/fd", number, NULL);
  g_autofree char *target = g_file_read_link (link, NULL);

  return target != NULL && g_str_has_prefix (target, "/dev/pts/")
             ? fcntl (atoi (number), F_GETFL) & O_ACCMODE
             : -1;
}

/* Nothing can be written to a device. */
static void
test_read_only (Fixture *fixture, gconstpointer use_paths)
{
  g_autoptr (GDir) dir = NULL;
  const char *number;
  guint n_read_only = 0;

  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  dir = g_dir_open ("/proc/self/fd", 0, NULL);
  while ((number = g_dir_read_name (dir)) != NULL) {
    int access = get_access (number);

    g_assert_true (access == -1 || access == O_RDONLY);
    n_read_only += access == O_RDONLY;
  }
  g_assert_cmpuint (n_read_only, ==, FAKE_N_DEVICES);
}

static void
test_unplugged (Fixture *fixture, gconstpointer use_paths)
{
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  fake_input_unplug (fixture->machine, FAKE_KEYBOARD);
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES - 1);
  fake_input_plug (fixture->machine, FAKE_KEYBOARD);
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  fake_input_press (fixture->machine, KEY_B, TRUE);
  wait_until (fixture->n[GUICHET_INPUT_KEY] == 1);
}

static void
hold_reset_chord (Fixture *fixture, gboolean is_held)
{
  fake_input_press (fixture->machine, KEY_LEFTCTRL, is_held);
  fake_input_press (fixture->machine, KEY_RIGHTCTRL, is_held);
  fake_input_press (fixture->machine, KEY_ESC, is_held);
}

static void
test_chords (Fixture *fixture, gconstpointer use_paths)
{
  gint64 began;

  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  began = g_get_monotonic_time ();
  hold_reset_chord (fixture, TRUE);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_RESET] == 1);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC * 9 / 10);
  g_assert_cmpuint (fixture->n_begun, ==, 1);
  g_assert_cmpuint (fixture->n_again, ==, 0);
  hold_reset_chord (fixture, FALSE);
  hold_reset_chord (fixture, TRUE);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_RESET] == 2);
  g_assert_cmpuint (fixture->n_again, ==, 1);
  g_assert_cmpuint (fixture->n_chords[GUICHET_ACTIVITY_STAFF], ==, 0);
  /* A keyboard that goes takes its keys with it. */
  hold_reset_chord (fixture, FALSE);
  hold_reset_chord (fixture, TRUE);
  wait_until (fixture->n_begun == 3);
  fake_input_unplug (fixture->machine, FAKE_KEYBOARD);
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES - 1);
  fake_input_plug (fixture->machine, FAKE_KEYBOARD);
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  fake_input_press (fixture->machine, KEY_LEFTCTRL, TRUE);
  fake_input_press (fixture->machine, KEY_LEFTALT, TRUE);
  fake_input_press (fixture->machine, KEY_P, TRUE);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_STAFF] == 1);
  g_assert_cmpuint (fixture->n_chords[GUICHET_ACTIVITY_RESET], ==, 2);
}

/* A button on USB is a keyboard with one key, which no page can need. */
static void
test_button (Fixture *fixture, gconstpointer how)
{
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  hold_reset_chord (fixture, TRUE);
  fake_input_press (fixture->machine, KEY_PAUSE, TRUE);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_RESET] == 1);
  fake_input_press (fixture->machine, KEY_PAUSE, FALSE);
  fake_input_press (fixture->machine, KEY_PAUSE, TRUE);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_RESET] == 2);
  g_assert_cmpuint (fixture->n_again, ==, 1);
  g_assert_cmpuint (fixture->n_chords[GUICHET_ACTIVITY_STAFF], ==, 0);
}

/* The hidden gesture: a finger that rests in the corner, or the mouse pushed into it with a button
 * held; not one that rests elsewhere, however long. */
static void
test_corner (Fixture *fixture, gconstpointer use_paths)
{
  gint64 began;

  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  began = g_get_monotonic_time ();
  fake_input_rest_finger (fixture->machine, 20, 4080);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_CORNER] == 1);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC * 9 / 10);
  g_assert_cmpuint (fixture->n_begun, ==, 1);
  fake_input_lift_finger (fixture->machine);
  /* Elsewhere; the next gesture proves that this one was seen and led to nothing. */
  fake_input_rest_finger (fixture->machine, 2000, 4080);
  fake_input_lift_finger (fixture->machine);
  /* No more at once than the fake device holds. */
  for (guint i = 0; i < 20; i++) {
    fake_input_send (fixture->machine, FAKE_MOUSE, EV_REL, REL_X, -1000);
    fake_input_send (fixture->machine, FAKE_MOUSE, EV_REL, REL_Y, 1000);
    fake_input_sync (fixture->machine, FAKE_MOUSE);
  }
  fake_input_send (fixture->machine, FAKE_MOUSE, EV_KEY, BTN_LEFT, 1);
  fake_input_sync (fixture->machine, FAKE_MOUSE);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_CORNER] == 2);
  g_assert_cmpuint (fixture->n_begun, ==, 2);
  g_assert_cmpuint (fixture->n_chords[GUICHET_ACTIVITY_STAFF], ==, 0);
  g_assert_cmpuint (fixture->n_chords[GUICHET_ACTIVITY_RESET], ==, 0);
  if (use_paths != NULL)
    return;
  fake_input_send (fixture->machine, FAKE_MOUSE, EV_KEY, BTN_LEFT, 0);
  fake_input_sync (fixture->machine, FAKE_MOUSE);
  /* Lost with its device: nobody rests there any more, and a keyboard's chord ends nothing later.
   */
  fake_input_rest_finger (fixture->machine, 20, 4080);
  wait_until (fixture->n_begun == 3);
  fake_input_unplug (fixture->machine, FAKE_TOUCH);
  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES - 1);
  hold_reset_chord (fixture, TRUE);
  wait_until (fixture->n_chords[GUICHET_ACTIVITY_RESET] == 1);
  g_assert_cmpuint (fixture->n_chords[GUICHET_ACTIVITY_CORNER], ==, 2);
  g_assert_cmpuint (fixture->n_chords[GUICHET_ACTIVITY_STAFF], ==, 0);
}

#define N_BURST  40
#define N_BURSTS 8

/* Many events at once, again and again: they are told as few, and a key is heard among them. */
static void
test_flood (Fixture *fixture, gconstpointer use_paths)
{
  gint64 began = g_get_monotonic_time ();
  guint most;

  wait_until (guichet_activity_get_n_devices (fixture->activity) == FAKE_N_DEVICES);
  for (guint i = 0; i < N_BURSTS; i++) {
    for (guint j = 0; j < N_BURST; j++)
      fake_input_move (fixture->machine);
    fake_input_press (fixture->machine, KEY_A, i % 2 == 0);
    wait_until (fixture->n[GUICHET_INPUT_KEY] == i + 1);
  }
  wait_until (fixture->n[GUICHET_INPUT_POINTER] > 0);
  most = 1 + (guint)((g_get_monotonic_time () - began) / (G_USEC_PER_SEC / 10));
  g_assert_cmpuint (fixture->n[GUICHET_INPUT_POINTER], <=, most);
}

/* Where the terminal is a window: no device at all. */
static void
test_screen (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  Fixture fixture = { .settings = guichet_time_settings_new () };

  fixture.activity = guichet_activity_new (fixture.settings);
  g_signal_connect (fixture.activity, "input", G_CALLBACK (on_input), &fixture);
  g_assert_cmpuint (guichet_activity_get_n_devices (fixture.activity), ==, 0);
  guichet_activity_take_from_screen (GUICHET_INPUT_KEY, KEY_A, TRUE, fixture.activity);
  guichet_activity_take_from_screen (GUICHET_INPUT_LOST, 0, FALSE, fixture.activity);
  g_assert_cmpuint (fixture.n[GUICHET_INPUT_KEY], ==, 1);
  g_assert_finalize_object (fixture.activity);
  guichet_time_settings_free (fixture.settings);
}

#define add(path, paths, test)                                                                     \
  g_test_add ("/session-reset/activity/" path, Fixture, paths, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("seat/kinds", NULL, test_kinds);
  add ("seat/read-only", NULL, test_read_only);
  add ("seat/unplugged", NULL, test_unplugged);
  add ("seat/chords", NULL, test_chords);
  add ("seat/button", "button", test_button);
  add ("seat/corner", NULL, test_corner);
  add ("seat/flood", NULL, test_flood);
  add ("paths/kinds", "paths", test_kinds);
  add ("paths/read-only", "paths", test_read_only);
  add ("paths/corner", "paths", test_corner);
  add ("paths/flood", "paths", test_flood);
  g_test_add_func ("/session-reset/activity/screen", test_screen);
  return g_test_run ();
}
