/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables against the engine that is installed: an upgrade that adds or renames something fails
 * here before it reaches a terminal. */
#include "test-web-fixture.h"

#include "content-filters.h"
#include "web-session-private.h"
#include "web-settings.h"
#include "web-signals.h"

#include <string.h>

static gboolean
is_in_table (const GuichetWebSignal *table, const char *name)
{
  for (; table->name != NULL; table++)
    if (g_str_equal (table->name, name))
      return TRUE;
  return FALSE;
}

static void
check_signals (GType type)
{
  const GuichetWebSignal *table = guichet_web_signals_get_table (type);
  gpointer klass = g_type_class_ref (type);
  g_autofree guint *ids = NULL;
  guint n = 0;

  g_assert_nonnull (table);
  ids = g_signal_list_ids (type, &n);
  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++) {
    g_test_message ("%s::%s", g_type_name (type), g_signal_name (ids[i]));
    g_assert_true (is_in_table (table, g_signal_name (ids[i])));
  }
  /* And the other way round: a row of a signal that is gone guards nothing. */
  for (; table->name != NULL; table++) {
    g_assert_cmpuint (g_signal_lookup (table->name, type), !=, 0);
    g_assert_nonnull (table->reason);
  }
  g_type_class_unref (klass);
}

static void
test_every_signal_is_known (void)
{
  check_signals (WEBKIT_TYPE_WEB_VIEW);
  check_signals (WEBKIT_TYPE_NETWORK_SESSION);
  check_signals (WEBKIT_TYPE_WEB_CONTEXT);
  check_signals (WEBKIT_TYPE_DOWNLOAD);
}

/* A signal that asks for an answer and is left to the engine gets the engine's answer. */
static void
test_every_question_is_answered (Fixture *fixture, gconstpointer data)
{
  static const char *const left[] = { "show-option-menu", "leave-fullscreen" };
  WebKitWebView *view;
  guint n;
  g_autofree guint *ids = g_signal_list_ids (WEBKIT_TYPE_WEB_VIEW, &n);

  fixture_open_painted (fixture, "lab-upload");
  view = WEBKIT_WEB_VIEW (guichet_web_page_get_widget (fixture->page));
  for (guint i = 0; i < n; i++) {
    GSignalQuery query;
    gboolean is_left = FALSE;

    g_signal_query (ids[i], &query);
    for (guint j = 0; j < G_N_ELEMENTS (left); j++)
      is_left = is_left || g_str_equal (left[j], query.signal_name);
    if (query.return_type == G_TYPE_NONE || is_left)
      continue;
    g_test_message ("%s", query.signal_name);
    g_assert_true (g_signal_has_handler_pending (view, ids[i], 0, TRUE));
  }
}

static void
test_settings_are_kept (Fixture *fixture, gconstpointer data)
{
  WebKitSettings *settings = guichet_web_session_get_settings (fixture->session);
  g_autoptr (WebKitFeatureList) features = webkit_settings_get_all_features ();

  for (const GuichetWebSetting *row = guichet_web_settings_get_table (); row->name != NULL; row++) {
    gboolean value;

    g_object_get (settings, row->name, &value, NULL);
    g_assert_cmpint (value, ==, row->value);
    g_assert_cmpint (strlen (row->reason), >, 3);
  }
  for (const GuichetWebFeature *row = guichet_web_settings_get_feature_table ();
       row->identifier != NULL; row++) {
    gboolean is_there = FALSE;

    for (gsize i = 0; i < webkit_feature_list_get_length (features); i++) {
      WebKitFeature *feature = webkit_feature_list_get (features, i);

      if (!g_str_equal (webkit_feature_get_identifier (feature), row->identifier))
        continue;
      is_there = TRUE;
      g_assert_false (webkit_settings_get_feature_enabled (settings, feature));
    }
    g_assert_true (is_there || guichet_web_settings_may_lack (row->identifier));
  }
}

/* Another minor version of the engine: what it has no switch for any more must not close the
 * terminal. */
static void
test_missing_feature_that_may_lack (void)
{
  static const GuichetWebFeature table[] = { { "ViewTransitions", "exists before 2.54" },
                                             { "SpeculationRulesPrefetch", "exists since then" },
                                             { NULL, NULL } };
  g_autoptr (WebKitSettings) settings = webkit_settings_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (guichet_web_settings_disable_features (settings, table, &error));
  g_assert_no_error (error);
  g_assert_false (guichet_web_settings_may_lack ("ServiceWorkers"));
}

static void
test_missing_feature_is_an_error (void)
{
  static const GuichetWebFeature table[] = { { "LinkPreconnect", "exists" },
                                             { "LinkPreconnectRenamed", "does not" },
                                             { NULL, NULL } };
  g_autoptr (WebKitSettings) settings = webkit_settings_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (guichet_web_settings_disable_features (settings, table, &error));
  g_assert_error (error, GUICHET_WEB_SETTINGS_ERROR, GUICHET_WEB_SETTINGS_ERROR_FEATURE);
  g_assert_nonnull (strstr (error->message, "LinkPreconnectRenamed"));
}

/* What scripts can see of it. */
static void
test_page_has_no_devices (Fixture *fixture, gconstpointer data)
{
  static const char *const absent[] = {
    "navigator.serviceWorker",
    "window.SharedWorker",
    "navigator.geolocation",
    "window.Notification",
    "navigator.mediaDevices",
    "window.RTCPeerConnection",
    "window.WebTransport",
    "navigator.wakeLock",
    "navigator.getGamepads",
    "window.speechSynthesis",
    "navigator.share",
    "document.documentElement.requestFullscreen",
    "document.body.requestPointerLock",
    "navigator.gpu",
    "window.PushManager",
    "window.MediaRecorder",
    "navigator.usb",
    "window.AudioContext",
    "document.createElement('canvas').getContext('webgl')",
  };

  fixture_open_painted (fixture, "lab-upload");
  for (guint i = 0; i < G_N_ELEMENTS (absent); i++) {
    g_autofree char *js = g_strdup_printf ("String((%s) == null)", absent[i]);
    g_autofree char *result = fixture_eval (fixture, fixture->page, js);

    g_test_message ("%s", absent[i]);
    g_assert_cmpstr (result, ==, "true");
  }
}

typedef struct {
  gboolean is_done;
  gboolean has_filter;
} Compilation;

static void
on_compiled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Compilation *compilation = user_data;
  WebKitUserContentFilter *filter =
      guichet_content_filters_get_finish (GUICHET_CONTENT_FILTERS (object), result, NULL);

  compilation->has_filter = filter != NULL;
  compilation->is_done = TRUE;
  g_clear_pointer (&filter, webkit_user_content_filter_unref);
}

static gboolean
is_compiled (Fixture *fixture, gconstpointer data)
{
  return ((const Compilation *)data)->is_done;
}

static gboolean
compile (Fixture *fixture, GuichetContentFilters *filters, const char *source)
{
  Compilation compilation = { 0 };

  guichet_content_filters_get_async (filters, "id", source, NULL, on_compiled, &compilation);
  g_assert_true (fixture_wait (fixture, is_compiled, &compilation, 20));
  return compilation.has_filter;
}

static guint
count_leftovers (void)
{
  g_autoptr (GDir) dir = g_dir_open (g_get_tmp_dir (), 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, "ContentRuleList") != NULL)
      n++;
  return n;
}

static void
test_bad_rules_leave_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GuichetContentFilters) filters = guichet_content_filters_new (fixture->dir);

  g_assert_false (compile (fixture, filters, "not json"));
  g_assert_false (compile (fixture, filters,
                           "[{\"trigger\":{\"url-filter\":\"^https://(a|b)/\"},"
                           "\"action\":{\"type\":\"block\"}}]"));
  g_assert_cmpuint (count_leftovers (), ==, 0);
  g_assert_true (compile (fixture, filters,
                          "[{\"trigger\":{\"url-filter\":\".*\"},"
                          "\"action\":{\"type\":\"block\"}}]"));
  /* Compiled once: what comes later under the same name is not even read. */
  g_assert_true (compile (fixture, filters, "not json"));
  g_assert_cmpuint (count_leftovers (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/web/policy/every-signal-is-known", test_every_signal_is_known);
  fixture_add_test ("/web/policy/every-question-is-answered", test_every_question_is_answered);
  g_test_add_func ("/web/policy/missing-feature-that-may-lack", test_missing_feature_that_may_lack);
  fixture_add_test ("/web/policy/settings-are-kept", test_settings_are_kept);
  g_test_add_func ("/web/policy/missing-feature-is-an-error", test_missing_feature_is_an_error);
  fixture_add_test ("/web/policy/page-has-no-devices", test_page_has_no_devices);
  fixture_add_test ("/web/policy/bad-rules-leave-nothing", test_bad_rules_leave_nothing);
  return g_test_run ();
}
