/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-tree.h"
#include "settings.h"

static GuichetSettings *
load (ConfigTree *tree, const char *text)
{
  config_tree_write (tree->centre, "guichet.conf", text);
  return guichet_settings_load (tree->defaults, tree->centre, tree->problems);
}

static void
test_values (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetSettings) settings = load (
      tree,
      "[Time]\nIdle=90 s\nIdleForCode=20 min\nCountdown=30s\nSound=/usr/bin/chime\nLimit=1 h\n"
      "Extension=10 min\nExtensions=3\nAccompanied=45 min\n"
      "[Hours]\nTuesday=09:00-12:00\nClosed=05-01;2026-12-21/2027-01-03\nSleep=1 min\n"
      "[Input]\nSeat=seat-left\nDevices=/dev/input/event3;/dev/input/by-id/a;\n"
      "ResetChord=F13\nResetHold=5 s\nStaffChord=\nStaffCorner=top-right\nStaffCornerHold=3 s\n"
      "[Help]\nCommand=/usr/bin/ring\nBroker=broker.local:1884\nTopic=hall/one\n");
  const GuichetTimeSettings *time = guichet_settings_get_time (settings);

  config_tree_assert_no_problem (tree);
  g_assert_cmpuint (time->idle, ==, 90);
  g_assert_cmpuint (time->held, ==, 1200);
  g_assert_cmpuint (time->countdown, ==, 30);
  g_assert_cmpstr (time->sound, ==, "/usr/bin/chime");
  g_assert_cmpuint (time->limit, ==, 3600);
  g_assert_cmpuint (time->extension, ==, 600);
  g_assert_cmpuint (time->n_extensions, ==, 3);
  g_assert_cmpuint (time->pause, ==, 2700);
  g_assert_true (guichet_opening_hours_is_open (time->hours, 2, 10 * 60));
  g_assert_false (guichet_opening_hours_is_open (time->hours, 1, 10 * 60));
  g_assert_true (guichet_opening_hours_is_closed_day (time->hours, 2030, 5, 1));
  g_assert_true (guichet_opening_hours_is_closed_day (time->hours, 2027, 1, 3));
  g_assert_false (guichet_opening_hours_is_closed_day (time->hours, 2027, 1, 4));
  g_assert_cmpuint (time->asleep, ==, 60);
  g_assert_cmpstr (time->seat, ==, "seat-left");
  g_assert_cmpuint (g_strv_length (time->devices), ==, 2);
  g_assert_cmpuint (time->reset_chord.n_keys, ==, 1);
  g_assert_cmpuint (time->reset_hold, ==, 5);
  g_assert_cmpuint (time->staff_chord.n_keys, ==, 0);
  g_assert_cmpint (time->staff_corner, ==, GUICHET_CORNER_TOP_RIGHT);
  g_assert_cmpuint (time->corner_hold, ==, 3);
  g_assert_cmpstr (time->help_command, ==, "/usr/bin/ring");
  g_assert_cmpstr (time->help_broker, ==, "broker.local:1884");
  g_assert_cmpstr (time->help_topic, ==, "hall/one");
}

static void
test_empty_limit_is_none (void)
{
  g_autoptr (ConfigTree) tree = config_tree_new ();
  g_autoptr (GuichetSettings) settings = NULL;

  config_tree_write (tree->defaults, "guichet.conf", "[Time]\nLimit=1 h\n");
  settings = load (tree, "[Time]\nLimit=\n");
  g_assert_cmpuint (guichet_settings_get_time (settings)->limit, ==, 0);
  config_tree_assert_no_problem (tree);
}

/* A wrong value is told, and the one before is kept. */
static void
test_mistakes (void)
{
  static const char *const texts[] = {
    "[Time]\nIdle=5\n",
    "[Time]\nIdle=1 s\n",
    "[Time]\nIdle=9 h\n",
    "[Time]\nCountdown=never\n",
    "[Time]\nLimit=30 s\n",
    "[Time]\nExtensions=-1\n",
    "[Time]\nSound=yes\n",
    "[Hours]\nMonday=8h-12h\n",
    "[Input]\nSeat=a seat\n",
    "[Input]\nDevices=/etc/passwd\n",
    "[Input]\nDevices=/dev/input/../sda\n",
    "[Input]\nResetChord=A\n",
    "[Input]\nResetHold=0 s\n",
    "[Input]\nStaffCorner=left\n",
    "[Hours]\nClosed=25 December\n",
    "[Help]\nCommand=ring --loud\n",
    "[Help]\nCommand=/usr/../bin/ring\n",
    "[Help]\nBroker=mqtt://broker\n",
    "[Help]\nTopic=a#\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (ConfigTree) tree = config_tree_new ();
    g_autoptr (GuichetSettings) settings = NULL;
    g_autoptr (GuichetTimeSettings) plain = guichet_time_settings_new ();
    const GuichetTimeSettings *time;

    g_test_message ("%s", texts[i]);
    settings = load (tree, texts[i]);
    time = guichet_settings_get_time (settings);
    g_assert_cmpint (config_tree_get_only_problem (tree)->severity, ==,
                     GUICHET_CONFIG_PROBLEM_WARNING);
    g_assert_cmpuint (time->idle, ==, plain->idle);
    g_assert_cmpuint (time->countdown, ==, plain->countdown);
    g_assert_cmpuint (time->limit, ==, 0);
    g_assert_cmpuint (time->reset_chord.n_keys, ==, 3);
    g_assert_cmpuint (g_strv_length (time->devices), ==, 0);
    g_assert_null (time->help_command);
    g_assert_null (time->help_broker);
    g_assert_true (guichet_opening_hours_is_open (time->hours, 1, 600));
    g_assert_false (guichet_opening_hours_is_closed_day (time->hours, 2026, 12, 25));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/time-settings/values", test_values);
  g_test_add_func ("/config/time-settings/empty-limit", test_empty_limit_is_none);
  g_test_add_func ("/config/time-settings/mistakes", test_mistakes);
  return g_test_run ();
}
