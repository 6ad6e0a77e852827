/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-words.h"

#include <glib/gi18n.h>

/* NULL for the action: of any. The first that fits. */
static const struct {
  const char *action;
  const char *outcome;
  const char *words;
} outcomes[] = {
  { "accompany", "done", N_ ("The clock is stopped.") },
  { "leave-alone", "done", N_ ("The clock runs again.") },
  { "more-time", "done", N_ ("15 minutes were added.") },
  { "others-wait", "done", N_ ("No extra time will be given.") },
  { "nobody-waits", "done", N_ ("Extra time is given again.") },
  { "hide-service", "done", N_ ("Its tile says so until this evening. Then it comes back.") },
  { "show-service", "done", N_ ("The service is there again.") },
  { "message", "done", N_ ("The message is on the home screen until you take it away.") },
  { "clear-message", "done", N_ ("There is no message any more.") },
  { NULL, "cleared", N_ ("The queue is empty: nothing more will come out.") },
  { NULL, "left", N_ ("Some prints could not be cancelled. Switch the printer off and on.") },
  { "clear-queue", "no-answer", N_ ("The print service does not answer. Call the technician.") },
  { NULL, "printed", N_ ("The test page was printed. Look at it at the printer.") },
  { "check", "good", N_ ("The settings have no mistakes.") },
  { NULL, "mistakes", N_ ("The settings have mistakes:") },
  { NULL, "saved", N_ ("It is on the USB stick. You can take it out.") },
  { NULL, "no-stick", N_ ("There is no USB stick. Put one in and try again.") },
  { NULL, "several-sticks", N_ ("There are several USB sticks. Leave only yours.") },
  { NULL, "unreadable", N_ ("This USB stick cannot be read here. Take another one.") },
  { NULL, "gone", N_ ("The USB stick was taken out, or it is broken. Try again.") },
  { NULL, "full", N_ ("The USB stick is full.") },
  { NULL, "read-only", N_ ("Nothing can be written on this USB stick: it is locked.") },
  { NULL, "visited", N_ ("Somebody uses the terminal. End the visit first.") },
  { NULL, "busy", N_ ("The last thing is not over yet. Wait a moment.") },
  { NULL, "no-report", N_ ("There is no report of last month.") },
  { NULL, "not-enrolled", N_ ("The centre sends no reports: it has no code or no key yet.") },
  { NULL, "not-one-line", N_ ("This is too long.") },
  { "power-off", "refused",
    N_ ("The computer does not let the terminal switch it off. Press its power button.") },
  { "power-off", "no-answer",
    N_ ("The computer does not answer to this. Press its power button.") },
  { NULL, "not-kept", N_ ("It is shown, but it will be gone when the terminal is switched off.") },
};

/* The printer, the scanner and the network as they were found. */
static const struct {
  const char *key;
  const char *value;
  const char *words;
} states[] = {
  { "printer", "ready", N_ ("Printer: ready.") },
  { "printer", "not-set-up", N_ ("Printer: there is none.") },
  { "printer", "no-printer", N_ ("Printer: it is not set up in this computer.") },
  { "printer", "cover-open", N_ ("Printer: its cover is open.") },
  { "printer", "paper-jam", N_ ("Printer: paper is stuck in it.") },
  { "printer", "paper-out", N_ ("Printer: it has no paper.") },
  { "printer", "tray-missing", N_ ("Printer: its paper tray is not in.") },
  { "printer", "tray-full", N_ ("Printer: take the sheets out, it is full.") },
  { "printer", "ink-out", N_ ("Printer: it has no ink.") },
  { "printer", "off", N_ ("Printer: it is off, or its cable is out.") },
  { "printer", "frozen", N_ ("Printer: it does not move. Switch it off and on.") },
  { "printer", "device", N_ ("Printer: it gave up. Switch it off and on.") },
  { "printer", "paused", N_ ("Printer: it is paused. Call the technician.") },
  { "printer", NULL, N_ ("Printer: its state is not known.") },
  { "scanner", "ready", N_ ("Scanner: ready.") },
  { "scanner", "empty", N_ ("Scanner: ready.") },
  { "scanner", "not-set-up", N_ ("Scanner: there is none.") },
  { "scanner", "busy", N_ ("Scanner: it is at work.") },
  { "scanner", "jammed", N_ ("Scanner: paper is stuck in it.") },
  { "scanner", "open", N_ ("Scanner: its cover is open.") },
  { "scanner", "silent", N_ ("Scanner: it does not answer. Switch it off and on.") },
  { "scanner", "cut", N_ ("Scanner: it does not answer. Switch it off and on.") },
  { "scanner", "dead", N_ ("Scanner: it is off, or its cable is out.") },
  { "scanner", "refused", N_ ("Scanner: it refuses. Call the technician.") },
  { "scanner", NULL, N_ ("Scanner: its state is not known.") },
  { "network", "works", N_ ("Network: works.") },
  { "network", "no-cable", N_ ("Network: there is none. Look at the cable, or at the box.") },
  { "network", "no-names", N_ ("Network: the Internet does not answer. Look at the box.") },
  { "network", "no-proxy", N_ ("Network: the centre's proxy does not answer.") },
  { "network", NULL, N_ ("Network: no service answers. Look at the box.") },
};

static const char *
find_state (const char *key, const char *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].key, key) &&
        (states[i].value == NULL || g_strcmp0 (states[i].value, value) == 0))
      return _ (states[i].words);
  return NULL;
}

static void
add_line (GString *text, const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
add_devices (GString *text, GVariant *answer)
{
  static const char *const keys[] = { "printer", "scanner", "network" };
  guint32 n_jobs = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    const char *value = NULL;

    (void)g_variant_lookup (answer, keys[i], "&s", &value);
    add_line (text, find_state (keys[i], value));
    if (i == 0 && g_variant_lookup (answer, "printer-jobs", "u", &n_jobs) && n_jobs > 0) {
      g_autofree char *line =
          g_strdup_printf (ngettext ("%u print waits.", "%u prints wait.", n_jobs), n_jobs);

      add_line (text, line);
    }
  }
}

static void
add_problems (GString *text, GVariant *answer)
{
  g_autoptr (GVariant) problems =
      g_variant_lookup_value (answer, "problems", G_VARIANT_TYPE_STRING_ARRAY);

  for (gsize i = 0; problems != NULL && i < g_variant_n_children (problems); i++) {
    const char *line;

    g_variant_get_child (problems, i, "&s", &line);
    add_line (text, line);
  }
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

static void
add_versions (GString *text, GVariant *answer)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, answer);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) && !g_str_equal (key, "outcome"))
      g_ptr_array_add (lines, g_strdup_printf ("%s : %s", key, g_variant_get_string (value, NULL)));
  g_ptr_array_sort (lines, compare_keys);
  for (guint i = 0; i < lines->len; i++)
    add_line (text, g_ptr_array_index (lines, i));
}

/* What stopped a test page is said of the printer. */
static const char *
find_outcome (const char *action, const char *outcome)
{
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    if ((outcomes[i].action == NULL || g_str_equal (outcomes[i].action, action)) &&
        g_str_equal (outcomes[i].outcome, outcome))
      return _ (outcomes[i].words);
  if (g_str_equal (action, "test-page") || g_str_equal (outcome, "no-printer"))
    return find_state ("printer", outcome);
  return NULL;
}

char *
guichet_staff_words_for_answer (const char *action, GVariant *answer)
{
  GString *text = g_string_new (NULL);
  const char *outcome = "";
  const char *words;
  gboolean is_done = FALSE;

  if (answer != NULL) {
    (void)g_variant_lookup (answer, "outcome", "&s", &outcome);
    (void)g_variant_lookup (answer, "done", "b", &is_done);
  }
  words = find_outcome (action, outcome);
  if (words != NULL)
    add_line (text, words);
  else if (!is_done)
    add_line (text, _ ("That could not be done."));
  if (is_done && g_str_equal (action, "state"))
    add_devices (text, answer);
  if (is_done && g_str_equal (action, "versions"))
    add_versions (text, answer);
  if (answer != NULL && g_str_equal (action, "check"))
    add_problems (text, answer);
  return g_string_free (text, FALSE);
}

char *
guichet_staff_words_for_state (const char *state, const char *failure)
{
  const char *words = _ ("Nobody uses the terminal.");

  if (g_str_equal (state, "visiting"))
    words = _ ("A visit is in progress.");
  else if (g_str_equal (state, "out-of-order"))
    words = _ ("The terminal is out of order. Ending the visit tries to mend it.");
  return *failure != '\0' ? g_strdup_printf ("%s (%s)", words, failure) : g_strdup (words);
}
