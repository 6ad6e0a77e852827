/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel's buttons (kiosk/ui) and what staff may do (session-reset): two rooms that never
 * include each other, held together here. */
#include <gio/gio.h>

#include "staff-rights.h"
#include "staff-topics.h"

/* By ssh there is no need for a stick: this prints what the panel's button saves. */
#define BY_COMMAND_ONLY "diagnostics"

/* Whether a button, or the opening of a screen, does @action. */
static gboolean
is_on_panel (const char *action)
{
  guint n_buttons;
  const GuichetStaffButton *buttons = guichet_staff_topics_get_buttons (&n_buttons);

  for (guint i = 0; i < n_buttons; i++)
    if (g_strcmp0 (buttons[i].action, action) == 0)
      return TRUE;
  for (GuichetStaffTopic topic = 0; topic < GUICHET_STAFF_N_TOPICS; topic++)
    if (g_strcmp0 (guichet_staff_topics_get_question (topic), action) == 0)
      return TRUE;
  return FALSE;
}

/* All that the panel does, guichetctl does, for the same roles; and the other way round. */
static void
test_panel (void)
{
  guint n_rights;
  const GuichetStaffRight *rights = guichet_staff_rights_get (&n_rights);
  guint n_buttons;
  const GuichetStaffButton *buttons = guichet_staff_topics_get_buttons (&n_buttons);

  for (guint i = 0; i < n_buttons; i++) {
    const GuichetStaffRight *right;

    if (buttons[i].action == NULL)
      continue;
    right = guichet_staff_rights_find (buttons[i].action);
    g_assert_nonnull (right);
    g_assert_cmpint (buttons[i].is_technical, ==, right->role == GUICHET_STAFF_TECHNICIAN);
    g_assert_cmpint (buttons[i].argument != GUICHET_STAFF_ARGUMENT_NONE, ==,
                     right->argument != NULL);
  }
  for (guint i = 0; i < n_rights; i++)
    g_assert_cmpint (is_on_panel (rights[i].name), ==,
                     !g_str_equal (rights[i].name, BY_COMMAND_ONLY));
}

/* Every screen is led to, and "Back" leads to the menu from each. */
static void
test_screens (void)
{
  guint n_buttons;
  const GuichetStaffButton *buttons = guichet_staff_topics_get_buttons (&n_buttons);

  for (GuichetStaffTopic topic = 1; topic < GUICHET_STAFF_N_TOPICS; topic++) {
    GuichetStaffTopic at = topic;
    gboolean is_found = topic == GUICHET_STAFF_TOPIC_SERVICE; /* by the list of services */
    guint n_steps = 0;

    for (guint i = 0; i < n_buttons; i++)
      is_found |= buttons[i].action == NULL && buttons[i].leads_to == topic;
    g_assert_true (is_found);
    while (at != GUICHET_STAFF_TOPIC_MENU && n_steps++ < GUICHET_STAFF_N_TOPICS)
      at = guichet_staff_topics_get_parent (at);
    g_assert_cmpint (at, ==, GUICHET_STAFF_TOPIC_MENU);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/staff-table/panel", test_panel);
  g_test_add_func ("/staff-table/screens", test_screens);
  return g_test_run ();
}
