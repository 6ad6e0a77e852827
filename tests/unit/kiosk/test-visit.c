/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visit.h"

#define MAX_PAGES 3

typedef struct {
  GuichetFakeClock *clock;
  GuichetVisit *visit;
  GObject *pages[MAX_PAGES + 1];
  guint n_changes;
} Fixture;

static void
on_changed (GuichetVisit *visit, gpointer user_data)
{
  ((Fixture *)user_data)->n_changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = guichet_fake_clock_new (1000);
  fixture->visit = guichet_visit_new (GUICHET_CLOCK (fixture->clock), MAX_PAGES);
  g_signal_connect (fixture->visit, "changed", G_CALLBACK (on_changed), fixture);
  for (guint i = 0; i <= MAX_PAGES; i++)
    fixture->pages[i] = g_object_new (G_TYPE_OBJECT, NULL);
}

/* Every page must have been let go by the visit. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->visit);
  for (guint i = 0; i <= MAX_PAGES; i++)
    g_assert_finalize_object (fixture->pages[i]);
  g_assert_finalize_object (fixture->clock);
}

static void
add (Fixture *fixture, guint index, const char *key)
{
  g_assert_true (guichet_visit_add_page (fixture->visit, fixture->pages[index], key, NULL));
}

static void
test_starts_at_home (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_HOME);
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, 0);
  g_assert_null (guichet_visit_get_current (fixture->visit));
  g_assert_null (guichet_visit_get_page (fixture->visit, 0));
  g_assert_false (guichet_visit_ask_end (fixture->visit));
  g_assert_false (guichet_visit_confirm_end (fixture->visit));
  g_assert_false (guichet_visit_cancel_end (fixture->visit));
  guichet_fake_clock_advance (fixture->clock, 10 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (guichet_visit_get_seconds (fixture->visit), ==, 0);
  g_assert_cmpuint (fixture->n_changes, ==, 0);
}

static void
test_first_page_begins (Fixture *fixture, gconstpointer data)
{
  guichet_fake_clock_advance (fixture->clock, 10 * G_TIME_SPAN_SECOND);
  add (fixture, 0, "caf");
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_VISITING);
  g_assert_true (guichet_visit_get_current (fixture->visit) == fixture->pages[0]);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  guichet_fake_clock_advance (fixture->clock, 90 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (guichet_visit_get_seconds (fixture->visit), ==, 90);
}

static void
test_begins_without_page (Fixture *fixture, gconstpointer data)
{
  g_assert_true (guichet_visit_begin (fixture->visit));
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_VISITING);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  g_assert_false (guichet_visit_begin (fixture->visit));
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  guichet_fake_clock_advance (fixture->clock, 10 * G_TIME_SPAN_SECOND);
  add (fixture, 0, "caf");
  g_assert_cmpint (guichet_visit_get_seconds (fixture->visit), ==, 10);
}

static void
test_same_page_once (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  g_assert_false (guichet_visit_add_page (fixture->visit, fixture->pages[0], "caf", NULL));
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, 1);
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < MAX_PAGES; i++)
    add (fixture, i, "caf");
  g_assert_false (guichet_visit_can_add_page (fixture->visit));
  g_assert_false (
      guichet_visit_add_page (fixture->visit, fixture->pages[MAX_PAGES], "ameli", NULL));
  g_assert_cmpuint (fixture->n_changes, ==, MAX_PAGES);
  guichet_visit_remove_page (fixture->visit, fixture->pages[1]);
  g_assert_true (guichet_visit_can_add_page (fixture->visit));
  add (fixture, MAX_PAGES, "ameli");
  g_assert_true (guichet_visit_get_page (fixture->visit, 2) == fixture->pages[MAX_PAGES]);
}

static void
test_home_keeps_pages (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  g_assert_true (guichet_visit_set_current (fixture->visit, NULL));
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_VISITING);
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, 1);
  g_assert_true (guichet_visit_find_page (fixture->visit, "caf") == fixture->pages[0]);
  g_assert_null (guichet_visit_find_page (fixture->visit, "ca"));
  g_assert_false (guichet_visit_set_current (fixture->visit, fixture->pages[1]));
  g_assert_true (guichet_visit_set_current (fixture->visit, fixture->pages[0]));
}

static void
test_same_current_is_no_change (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  g_assert_true (guichet_visit_set_current (fixture->visit, fixture->pages[0]));
  g_assert_cmpuint (fixture->n_changes, ==, 1);
}

static void
test_popup_leads_back_to_opener (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  g_assert_true (
      guichet_visit_add_page (fixture->visit, fixture->pages[1], "caf", fixture->pages[0]));
  g_assert_true (guichet_visit_get_opener (fixture->visit, fixture->pages[1]) == fixture->pages[0]);
  guichet_visit_remove_page (fixture->visit, fixture->pages[1]);
  g_assert_true (guichet_visit_get_current (fixture->visit) == fixture->pages[0]);
  guichet_visit_remove_page (fixture->visit, fixture->pages[0]);
  g_assert_null (guichet_visit_get_current (fixture->visit));
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_VISITING);
}

static void
test_opener_that_has_gone (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  g_assert_true (
      guichet_visit_add_page (fixture->visit, fixture->pages[1], "caf", fixture->pages[0]));
  guichet_visit_remove_page (fixture->visit, fixture->pages[0]);
  g_assert_true (guichet_visit_get_current (fixture->visit) == fixture->pages[1]);
  g_assert_null (guichet_visit_get_opener (fixture->visit, fixture->pages[1]));
  /* Even when the same object comes back: it did not open that page. */
  add (fixture, 0, "caf");
  g_assert_null (guichet_visit_get_opener (fixture->visit, fixture->pages[1]));
}

static void
test_remove_other_keeps_current (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  add (fixture, 1, "mail");
  guichet_visit_remove_page (fixture->visit, fixture->pages[0]);
  g_assert_true (guichet_visit_get_current (fixture->visit) == fixture->pages[1]);
  guichet_visit_remove_page (fixture->visit, fixture->pages[2]);
  g_assert_cmpuint (fixture->n_changes, ==, 3);
}

static void
test_end_asks_first (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  g_assert_true (guichet_visit_ask_end (fixture->visit));
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_CONFIRMING_END);
  g_assert_false (guichet_visit_ask_end (fixture->visit));
  g_assert_false (guichet_visit_can_add_page (fixture->visit));
  g_assert_false (guichet_visit_set_current (fixture->visit, NULL));
  g_assert_true (guichet_visit_cancel_end (fixture->visit));
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_VISITING);
  g_assert_true (guichet_visit_get_current (fixture->visit) == fixture->pages[0]);
}

static void
test_double_tap_does_not_end (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  guichet_visit_ask_end (fixture->visit);
  guichet_fake_clock_advance (fixture->clock, GUICHET_VISIT_CONFIRM_GUARD - 1);
  g_assert_false (guichet_visit_confirm_end (fixture->visit));
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_CONFIRMING_END);
  guichet_fake_clock_advance (fixture->clock, 1);
  g_assert_true (guichet_visit_confirm_end (fixture->visit));
}

static void
test_guard_counts_from_last_question (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  guichet_visit_ask_end (fixture->visit);
  guichet_fake_clock_advance (fixture->clock, G_TIME_SPAN_MINUTE);
  guichet_visit_cancel_end (fixture->visit);
  guichet_visit_ask_end (fixture->visit);
  g_assert_false (guichet_visit_confirm_end (fixture->visit));
}

static void
test_ended_is_for_good (Fixture *fixture, gconstpointer data)
{
  add (fixture, 0, "caf");
  guichet_visit_ask_end (fixture->visit);
  guichet_fake_clock_advance (fixture->clock, GUICHET_VISIT_CONFIRM_GUARD);
  g_assert_true (guichet_visit_confirm_end (fixture->visit));
  g_assert_cmpint (guichet_visit_get_state (fixture->visit), ==, GUICHET_VISIT_ENDED);
  g_assert_cmpuint (guichet_visit_get_n_pages (fixture->visit), ==, 0);
  g_assert_null (guichet_visit_get_current (fixture->visit));
  g_assert_false (guichet_visit_add_page (fixture->visit, fixture->pages[1], "caf", NULL));
  g_assert_false (guichet_visit_ask_end (fixture->visit));
  g_assert_false (guichet_visit_cancel_end (fixture->visit));
  g_assert_false (guichet_visit_confirm_end (fixture->visit));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } TESTS[] = {
    { "/kiosk/visit/starts-at-home", test_starts_at_home },
    { "/kiosk/visit/first-page-begins", test_first_page_begins },
    { "/kiosk/visit/begins-without-page", test_begins_without_page },
    { "/kiosk/visit/same-page-once", test_same_page_once },
    { "/kiosk/visit/limit", test_limit },
    { "/kiosk/visit/home-keeps-pages", test_home_keeps_pages },
    { "/kiosk/visit/same-current-is-no-change", test_same_current_is_no_change },
    { "/kiosk/visit/popup-leads-back-to-opener", test_popup_leads_back_to_opener },
    { "/kiosk/visit/opener-that-has-gone", test_opener_that_has_gone },
    { "/kiosk/visit/remove-other-keeps-current", test_remove_other_keeps_current },
    { "/kiosk/visit/end-asks-first", test_end_asks_first },
    { "/kiosk/visit/double-tap-does-not-end", test_double_tap_does_not_end },
    { "/kiosk/visit/guard-counts-from-last-question", test_guard_counts_from_last_question },
    { "/kiosk/visit/ended-is-for-good", test_ended_is_for_good },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (TESTS); i++)
    g_test_add (TESTS[i].path, Fixture, NULL, set_up, TESTS[i].test, tear_down);
  return g_test_run ();
}
