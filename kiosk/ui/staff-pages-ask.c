/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-pages-private.h"

#include <glib/gi18n.h>

#include "staff-words.h"

static void
set_busy (GuichetStaffPages *self, gboolean is_busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->actions), !is_busy);
  self->busy (is_busy, self->user_data);
}

static void
take_answer (GuichetStaffPages *self, const char *action, GVariant *answer)
{
  g_autofree char *words = guichet_staff_words_for_answer (action, answer);
  gboolean is_done = FALSE;

  if (answer != NULL)
    (void)g_variant_lookup (answer, "done", "b", &is_done);
  if (is_done && self->closes) {
    self->leave (self->user_data);
    return;
  }
  if (is_done && g_str_equal (action, "services")) {
    guichet_staff_pages_take_services (self, answer);
    words[0] = '\0';
  }
  guichet_staff_pages_set_words (self, words);
  /* Who pressed a button further down must see what came of it. */
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStaffPages *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *action = NULL;

  (void)guichet_dbus_staff1_call_do_finish (GUICHET_DBUS_STAFF1 (source), &answer, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  action = g_steal_pointer (&self->asked);
  set_busy (self, FALSE);
  take_answer (self, action, answer);
}

void
guichet_staff_pages_ask (GuichetStaffPages *self, const char *action, const char *argument)
{
  if (self->asked != NULL)
    return;
  self->asked = g_strdup (action);
  guichet_staff_pages_set_words (self, _ ("One moment…"));
  set_busy (self, TRUE);
  guichet_dbus_staff1_call_do (self->staff, action, argument, self->cancellable, on_done, self);
}

static char *
make_argument (GuichetStaffPages *self, const GuichetStaffButton *button)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  switch (button->argument) {
  case GUICHET_STAFF_ARGUMENT_ENTRY:
    return g_strdup (typed);
  case GUICHET_STAFF_ARGUMENT_SERVICE:
    return g_strdup (self->service);
  case GUICHET_STAFF_ARGUMENT_SERVICE_LABEL:
    return g_strconcat (self->service, " ", _ (button->label), NULL);
  case GUICHET_STAFF_ARGUMENT_SERVICE_ENTRY:
    return g_strconcat (self->service, " ", typed, NULL);
  case GUICHET_STAFF_ARGUMENT_NONE:
  default:
    return g_strdup ("");
  }
}

static gboolean
needs_words (GuichetStaffPages *self, const GuichetStaffButton *button)
{
  return (button->argument == GUICHET_STAFF_ARGUMENT_ENTRY ||
          button->argument == GUICHET_STAFF_ARGUMENT_SERVICE_ENTRY) &&
         gtk_editable_get_text (GTK_EDITABLE (self->entry))[0] == '\0';
}

void
guichet_staff_pages_ask_for_button (GuichetStaffPages *self, const GuichetStaffButton *button)
{
  g_autofree char *argument = NULL;

  if (needs_words (self, button)) {
    guichet_staff_pages_set_words (self, _ ("Type the words first."));
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    return;
  }
  argument = make_argument (self, button);
  self->closes = button->closes;
  guichet_staff_pages_ask (self, button->action, argument);
}

static void
on_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStaffPages *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) status = NULL;
  g_autofree char *words = NULL;
  const char *state = "";
  const char *failure = "";

  if (!guichet_dbus_staff1_call_get_status_finish (GUICHET_DBUS_STAFF1 (source), &status, result,
                                                   &error))
    return;
  (void)g_variant_lookup (status, "state", "&s", &state);
  (void)g_variant_lookup (status, "failure", "&s", &failure);
  words = guichet_staff_words_for_state (state, failure);
  if (self->topic == GUICHET_STAFF_TOPIC_MENU && self->asked == NULL)
    guichet_staff_pages_set_words (self, words);
}

void
guichet_staff_pages_ask_state (GuichetStaffPages *self)
{
  guichet_dbus_staff1_call_get_status (self->staff, self->cancellable, on_status, self);
}
