/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-status.h"

#include <string.h>

static const struct {
  const char *line;
  GuichetWorkerMeaning meaning;
  const char *label; /* of COUNT */
  guint n;
} understood[] = {
  { "ready", GUICHET_WORKER_ALIVE, "", 0 },
  { "alive", GUICHET_WORKER_ALIVE, "", 0 },
  { "busy", GUICHET_WORKER_BUSY, "", 0 },
  { "idle", GUICHET_WORKER_IDLE, "", 0 },
  { "page glass", GUICHET_WORKER_COUNT, "glass", 1 },
  { "page feeder 12", GUICHET_WORKER_COUNT, "feeder", 12 },
  { "failed silent", GUICHET_WORKER_COUNT, "silent", 1 },
  { "device scanner", GUICHET_WORKER_COUNT, "scanner", 1 },
};

static const char *const refused[] = {
  "",
  " ",
  "Ready",
  "ready ",
  " ready",
  "ready now",
  "pages glass",
  "page",
  "page ",
  "page tray",
  "page glass 0",
  "page glass -1",
  "page glass 501",
  "page glass 1 1",
  "page  glass",
  "page glass\t1",
  "failed Durand",
  "device scanner durand",
  "page glassglassglassglassglassglassglass",
  "alive\nready",
  "\xff\xfe",
};

static void
test_understood (void)
{
  const GuichetWorkerKind *kind = guichet_worker_kind_find ("scan");

  for (gsize i = 0; i < G_N_ELEMENTS (understood); i++) {
    GuichetWorkerStatus status;

    g_test_message ("%s", understood[i].line);
    g_assert_true (guichet_worker_status_parse (kind, understood[i].line, &status));
    g_assert_cmpint (status.meaning, ==, understood[i].meaning);
    g_assert_cmpstr (status.label, ==, understood[i].label);
    g_assert_cmpuint (status.n, ==, understood[i].n);
    g_assert_true ((status.meaning == GUICHET_WORKER_COUNT) == (status.metric != NULL));
  }
}

/* Of a visit's pages: any number that one print can have, and nothing else. */
static void
test_spending (void)
{
  static const char *const wrong[] = { "spend",     "spend ",    "spend 0",        "spend 501",
                                       "spend -1",  "spend 1 1", "spend colour 1", "spend 1 ",
                                       "spend 1.5", "spend +1",  "Spend 1" };
  const GuichetWorkerKind *kind = guichet_worker_kind_find ("print");
  GuichetWorkerStatus status;

  g_assert_true (guichet_worker_status_parse (kind, "spend 500", &status));
  g_assert_cmpint (status.meaning, ==, GUICHET_WORKER_SPEND);
  g_assert_cmpuint (status.n, ==, 500);
  g_assert_true (guichet_worker_status_parse (kind, "sheets colour 500", &status));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_test_message ("%s", wrong[i]);
    g_assert_false (guichet_worker_status_parse (kind, wrong[i], &status));
  }
  g_assert_false (
      guichet_worker_status_parse (guichet_worker_kind_find ("scan"), "spend 1", &status));
}

static void
test_refused (void)
{
  const GuichetWorkerKind *kind = guichet_worker_kind_find ("scan");
  g_autofree char *large = g_strnfill (10000, 'a');
  GuichetWorkerStatus status;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_test_message ("row %zu", i);
    g_assert_false (guichet_worker_status_parse (kind, refused[i], &status));
  }
  g_assert_false (guichet_worker_status_parse (kind, large, &status));
}

static void
test_kinds (void)
{
  g_assert_null (guichet_worker_kind_find ("scanner"));
  g_assert_null (guichet_worker_kind_find (""));
  g_assert_cmpstr (guichet_worker_kind_find ("scan")->name, ==, "scan");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/worker-status/understood", test_understood);
  g_test_add_func ("/session-reset/worker-status/refused", test_refused);
  g_test_add_func ("/session-reset/worker-status/spending", test_spending);
  g_test_add_func ("/session-reset/worker-status/kinds", test_kinds);
  return g_test_run ();
}
