/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Real workers in real sandboxes, whose program is a shell script that misbehaves. */
#include "worker.h"

#include <glib/gstdio.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "config-problem.h"
#include "fresh-dir.h"
#include "settings.h"
#include "worker-command.h"
#include "worker-desk.h"

/* As somebody else each time: the processes of other tests are another user's then. */
#define SOMEBODY (65000 + (uid_t)getpid () % 400)

/* The first process of a namespace only gets the signals that it handles. */
#define OBEY "trap 'exit 0' TERM; "
#define REST "while :; do sleep 1000 & wait; done"

typedef struct {
  /* Owned */
  GuichetSettings *settings;
  GuichetWorldRoster *roster;
  GuichetWorker *worker;
  GuichetWorkerDesk *desk;
  GString *told; /* "metric/label*n " */
  char *dir;
  /* State */
  GuichetWorkerKind kind;
  gboolean was_busy;
  gboolean is_gone;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_config_problem_free);

  fixture->dir = fresh_dir_new ();
  fixture->settings = guichet_settings_load (fixture->dir, NULL, problems);
  fixture->roster = guichet_world_roster_new ();
  fixture->told = g_string_new (NULL);
  fixture->kind = *guichet_worker_kind_find ("scan");
  fixture->kind.program = "sh";
  fixture->kind.start_seconds = 30;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->worker);
  g_clear_object (&fixture->desk);
  guichet_world_roster_unref (fixture->roster);
  guichet_settings_unref (fixture->settings);
  g_string_free (fixture->told, TRUE);
  fresh_dir_free (fixture->dir);
}

static void
on_counted (Fixture *fixture, const char *metric, const char *label, guint n)
{
  g_string_append_printf (fixture->told, "%s/%s*%u ", metric, label, n);
}

static void
on_busy (Fixture *fixture)
{
  fixture->was_busy = TRUE;
}

static void
on_gone (Fixture *fixture)
{
  g_assert_false (fixture->is_gone);
  fixture->is_gone = TRUE;
}

static void
start (Fixture *fixture, const char *script, guint silence_seconds)
{
  g_auto (GStrv) command =
      guichet_worker_command_build (&fixture->kind, "/usr/bin", fixture->settings, 7, "test");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autofree char *dir = g_build_filename (fixture->dir, "world-scan-1", NULL);
  g_autoptr (GError) error = NULL;

  g_strv_builder_addv (builder, (const char **)command);
  g_strv_builder_add_many (builder, "-c", script, NULL);
  argv = g_strv_builder_end (builder);
  fixture->worker = guichet_worker_start (&fixture->kind, (const char *const *)argv, dir,
                                          fixture->roster, silence_seconds, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->worker, "counted", G_CALLBACK (on_counted), fixture);
  g_signal_connect_swapped (fixture->worker, "busy", G_CALLBACK (on_busy), fixture);
  g_signal_connect_swapped (fixture->worker, "gone", G_CALLBACK (on_gone), fixture);
}

static void
wait_told (Fixture *fixture, const char *words)
{
  while (strstr (fixture->told->str, words) == NULL && !fixture->is_gone)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (fixture->told->str, words));
}

static void
assert_gone (Fixture *fixture)
{
  g_autofree char *dir = g_build_filename (fixture->dir, "world-scan-1", NULL);

  while (!fixture->is_gone)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (guichet_worker_get_result (fixture->worker), ==, GUICHET_WIPE_VERIFIED);
  g_assert_true (guichet_worker_is_gone (fixture->worker));
  g_assert_false (guichet_worker_is_busy (fixture->worker));
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
}

static void
test_says (Fixture *fixture, gconstpointer data)
{
  start (fixture, OBEY "echo ready >&4; echo busy >&4; echo page feeder 3 >&4; " REST, 30);
  wait_told (fixture, "page-scanned/feeder*3 ");
  g_assert_true (fixture->was_busy);
  g_assert_true (guichet_worker_is_busy (fixture->worker));
  guichet_worker_stop (fixture->worker);
  g_assert_false (guichet_worker_is_busy (fixture->worker));
  assert_gone (fixture);
  /* It was told to stop: no failure. */
  g_assert_cmpstr (fixture->told->str, ==, "page-scanned/feeder*3 ");
}

static void
test_channel (Fixture *fixture, gconstpointer data)
{
  char word[6] = "";
  int fd;

  start (fixture, OBEY "read line <&3; echo $line page glass >&4; echo five >&3; " REST, 30);
  fd = guichet_worker_take_client_fd (fixture->worker);
  g_assert_cmpint (guichet_worker_take_client_fd (fixture->worker), ==, -1);
  g_assert_cmpint (write (fd, "\n", 1), ==, 1);
  wait_told (fixture, "page-scanned/glass*1 ");
  g_assert_cmpint (read (fd, word, 5), ==, 5);
  g_assert_cmpstr (word, ==, "five\n");
  guichet_worker_stop (fixture->worker);
  assert_gone (fixture);
  g_assert_cmpint (read (fd, word, 5), ==, 0);
  close (fd);
}

static void
test_no_start (Fixture *fixture, gconstpointer data)
{
  fixture->kind.start_seconds = 1;
  start (fixture, OBEY REST, 30);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "scan-failed/silent*1 device-failure/scanner*1 ");
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  start (fixture, OBEY "echo busy >&4; " REST, 1);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "scan-failed/silent*1 device-failure/scanner*1 ");
}

/* It says that it is alive, and never comes to an end. */
static void
test_overdue (Fixture *fixture, gconstpointer data)
{
  fixture->kind.busy_seconds = 1;
  start (fixture, OBEY "echo busy >&4; while :; do echo alive >&4; sleep 0.1; done", 30);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "scan-failed/silent*1 device-failure/scanner*1 ");
}

/* Each page has its own time. */
static void
test_pages_are_not_overdue (Fixture *fixture, gconstpointer data)
{
  fixture->kind.busy_seconds = 2;
  start (fixture,
         OBEY "for i in 1 2 3; do echo busy >&4; sleep 0.9; echo idle >&4; done; echo page glass "
              ">&4; " REST,
         30);
  wait_told (fixture, "page-scanned/glass*1 ");
  guichet_worker_stop (fixture->worker);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "page-scanned/glass*1 ");
}

static void
test_idle_is_no_silence (Fixture *fixture, gconstpointer data)
{
  start (fixture, OBEY "echo busy >&4; echo idle >&4; sleep 1.5; echo page glass >&4; " REST, 1);
  wait_told (fixture, "page-scanned/glass*1 ");
  guichet_worker_stop (fixture->worker);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "page-scanned/glass*1 ");
}

static void
test_stubborn (Fixture *fixture, gconstpointer data)
{
  gint64 begin;

  fixture->kind.term_ms = 300;
  start (fixture, "trap '' TERM; setsid sleep 1000 & echo page glass >&4; " REST, 30);
  wait_told (fixture, "page-scanned/glass*1 ");
  begin = g_get_monotonic_time ();
  guichet_worker_stop (fixture->worker);
  guichet_worker_stop (fixture->worker);
  assert_gone (fixture);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 300 * 1000);
}

/* Stopped before bubblewrap even answered. */
static void
test_early (Fixture *fixture, gconstpointer data)
{
  start (fixture, OBEY REST, 30);
  guichet_worker_stop (fixture->worker);
  assert_gone (fixture);
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  start (fixture, "echo busy >&4; kill -SEGV $$; exit 1", 30);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "scan-failed/crashed*1 device-failure/scanner*1 ");
}

static void
test_leaves (Fixture *fixture, gconstpointer data)
{
  start (fixture, "echo ready >&4; exit 0", 30);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_foreign_words (Fixture *fixture, gconstpointer script)
{
  start (fixture, script, 30);
  assert_gone (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_sandbox (Fixture *fixture, gconstpointer data)
{
  /* No network, no home, nothing of the machine's settings, nothing to write but its memory. */
  start (fixture,
         OBEY "ls /sys/class/net >/dev/null 2>&1 && exit 1; test -e /etc/passwd && exit 1; "
              "test -e /home && exit 1; test -e /var && exit 1; touch /x 2>/dev/null && exit 1; "
              "touch /usr/x 2>/dev/null && exit 1; touch /tmp/x || exit 1; "
              "test $$ = 1 || exit 1; tail -n +2 /proc/net/route | grep -q . && exit 1; "
              "echo page glass >&4; " REST,
         30);
  wait_told (fixture, "page-scanned/glass*1 ");
  guichet_worker_stop (fixture->worker);
  assert_gone (fixture);
}

/* --- the desk --- */

static void
make_desk (Fixture *fixture, const char *program, const char *script)
{
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", script);
  g_autofree char *path = fresh_dir_write (fixture->dir, program, text);

  g_assert_no_errno (g_chmod (path, 0700));
  fixture->desk =
      guichet_worker_desk_new (fixture->dir, fixture->dir, fixture->settings, fixture->roster);
  g_signal_connect_swapped (fixture->desk, "counted", G_CALLBACK (on_counted), fixture);
}

typedef struct {
  int value;
  gboolean is_done;
} Answer;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->value = guichet_worker_desk_open_finish (GUICHET_WORKER_DESK (source), result);
  answer->is_done = TRUE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->value = guichet_worker_desk_end_finish (GUICHET_WORKER_DESK (source), result);
  answer->is_done = TRUE;
}

static int
wait_answer (Answer *answer)
{
  while (!answer->is_done)
    g_main_context_iteration (NULL, TRUE);
  return answer->value;
}

static int
open_worker (Fixture *fixture, const char *kind)
{
  Answer answer = { 0 };

  guichet_worker_desk_open_async (fixture->desk, kind, on_opened, &answer);
  return wait_answer (&answer);
}

static int
end_desk (Fixture *fixture)
{
  Answer answer = { 0 };

  guichet_worker_desk_end_async (fixture->desk, on_ended, &answer);
  return wait_answer (&answer);
}

static void
test_desk (Fixture *fixture, gconstpointer data)
{
  int first, second;
  char byte;

  make_desk (fixture, "guichet-scan", OBEY "echo busy >&4; echo page glass >&4; " REST);
  g_assert_cmpint (open_worker (fixture, "durand"), ==, -1);
  first = open_worker (fixture, "scan");
  g_assert_cmpint (first, >, 0);
  wait_told (fixture, "page-scanned/glass*1 ");
  g_assert_true (guichet_worker_desk_is_busy (fixture->desk));
  /* One of a kind: the first has ended when the second is there. */
  second = open_worker (fixture, "scan");
  g_assert_cmpint (second, >, 0);
  g_assert_cmpint (read (first, &byte, 1), ==, 0);
  guichet_worker_desk_close (fixture->desk, "scan");
  g_assert_false (guichet_worker_desk_is_busy (fixture->desk));
  g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
  g_assert_cmpint (read (second, &byte, 1), ==, 0);
  close (first);
  close (second);
}

static void
test_desk_end (Fixture *fixture, gconstpointer data)
{
  Answer answer = { 0 }, late = { 0 }, end = { 0 };
  int fd;

  make_desk (fixture, "guichet-scan", "trap '' TERM; echo busy >&4; echo page glass >&4; " REST);
  g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
  fd = open_worker (fixture, "scan");
  wait_told (fixture, "page-scanned/glass*1 ");
  /* One that is waited for and one that comes too late: neither is started. */
  guichet_worker_desk_open_async (fixture->desk, "scan", on_opened, &answer);
  guichet_worker_desk_end_async (fixture->desk, on_ended, &end);
  guichet_worker_desk_open_async (fixture->desk, "scan", on_opened, &late);
  g_assert_cmpint (wait_answer (&end), ==, GUICHET_WIPE_VERIFIED);
  g_assert_cmpint (wait_answer (&answer), ==, -1);
  g_assert_cmpint (wait_answer (&late), ==, -1);
  close (fd);
  /* The next visit. */
  fd = open_worker (fixture, "scan");
  g_assert_cmpint (fd, >, 0);
  close (fd);
  g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
}

/* What a visit's workers spent, the next one knows, and not that of the next visit. Each says what
 * it was told, and spends at the very last. */
static void
test_desk_spends (Fixture *fixture, gconstpointer data)
{
  static const char *const told[] = { "page-printed/colour*1 ", "page-printed/colour*41 ",
                                      "page-printed/colour*81 " };
  int fd;

  make_desk (fixture, "guichet-print",
             "trap 'echo spend 40 >&4; exit 0' TERM; "
             "echo sheets colour $((GUICHET_SPENT + 1)) >&4; " REST);
  for (guint visit = 0; visit < 2; visit++) {
    for (gsize i = 0; i < G_N_ELEMENTS (told); i++) {
      g_string_truncate (fixture->told, 0);
      fd = open_worker (fixture, "print");
      g_assert_cmpint (fd, >, 0);
      wait_told (fixture, told[i]);
      g_assert_cmpstr (fixture->told->str, ==, told[i]);
      close (fd);
    }
    g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
  }
}

#define ENDS_WITH(status)                                                                          \
  "if [ -n \"$GUICHET_STICK_TIDY\" ]; then echo device usb-stick 7 >&4; exit 0; fi; "              \
  "trap 'exit " status "' TERM; echo device usb-stick >&4; " REST

/* One that did not end well is followed by one that puts in order, once, before the end is said. */
static void
test_desk_tidies (Fixture *fixture, gconstpointer script)
{
  gboolean is_killed = strstr (script, "exit 3") != NULL;

  make_desk (fixture, "guichet-stick", script);
  g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
  g_assert_no_errno (close (open_worker (fixture, "stick")));
  wait_told (fixture, "device-failure/usb-stick*1 ");
  g_string_truncate (fixture->told, 0);
  g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
  g_assert_cmpstr (fixture->told->str, ==, is_killed ? "device-failure/usb-stick*7 " : "");
  g_string_truncate (fixture->told, 0);
  g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_desk_without_program (Fixture *fixture, gconstpointer data)
{
  fixture->desk =
      guichet_worker_desk_new (fixture->dir, fixture->dir, fixture->settings, fixture->roster);
  g_assert_cmpint (open_worker (fixture, "scan"), ==, -1);
  g_assert_cmpint (end_desk (fixture), ==, GUICHET_WIPE_VERIFIED);
}

static void
become_somebody (void)
{
  if (getuid () != 0)
    return;
  g_assert_no_errno (setgroups (0, NULL));
  g_assert_no_errno (setresgid (SOMEBODY, SOMEBODY, SOMEBODY));
  g_assert_no_errno (setresuid (SOMEBODY, SOMEBODY, SOMEBODY));
  g_assert_no_errno (prctl (PR_SET_DUMPABLE, 1, 0, 0, 0));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
#define ADD_WORDS(path, script)                                                                    \
  g_test_add (path, Fixture, script, set_up, test_foreign_words, tear_down)

int
main (int argc, char **argv)
{
  become_somebody ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-reset/worker/says", test_says);
  ADD ("/session-reset/worker/channel", test_channel);
  ADD ("/session-reset/worker/no-start", test_no_start);
  ADD ("/session-reset/worker/silence", test_silence);
  ADD ("/session-reset/worker/overdue", test_overdue);
  ADD ("/session-reset/worker/pages-are-not-overdue", test_pages_are_not_overdue);
  ADD ("/session-reset/worker/idle-is-no-silence", test_idle_is_no_silence);
  ADD ("/session-reset/worker/stubborn", test_stubborn);
  ADD ("/session-reset/worker/early", test_early);
  ADD ("/session-reset/worker/crash", test_crash);
  ADD ("/session-reset/worker/leaves", test_leaves);
  ADD ("/session-reset/worker/sandbox", test_sandbox);
  ADD_WORDS ("/session-reset/worker/words/unknown", OBEY "echo durand >&4; " REST);
  ADD_WORDS ("/session-reset/worker/words/label", OBEY "echo page durand >&4; " REST);
  ADD_WORDS ("/session-reset/worker/words/endless", OBEY "yes | tr -d '\\n' >&4; " REST);
  ADD_WORDS ("/session-reset/worker/words/flood", OBEY "yes alive >&4; " REST);
  ADD_WORDS ("/session-reset/worker/words/nul", OBEY "printf 'page\\0glass\\n' >&4; " REST);
  ADD ("/session-reset/worker/desk/one-of-a-kind", test_desk);
  ADD ("/session-reset/worker/desk/end", test_desk_end);
  ADD ("/session-reset/worker/desk/spends", test_desk_spends);
  ADD ("/session-reset/worker/desk/no-program", test_desk_without_program);
  g_test_add ("/session-reset/worker/desk/tidies", Fixture, ENDS_WITH ("3"), set_up,
              test_desk_tidies, tear_down);
  g_test_add ("/session-reset/worker/desk/ended-well", Fixture, ENDS_WITH ("0"), set_up,
              test_desk_tidies, tear_down);
  return g_test_run ();
}
