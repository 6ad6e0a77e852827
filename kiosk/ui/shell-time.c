/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shell-private.h"

#include "service.h"

#define MAIL_GROUP "webmail"

static void
on_closed (GuichetShell *self)
{
  guichet_shell_focus_view (self);
}

static void
on_extend (GuichetShell *self)
{
  guichet_shell_tell_extension (self);
}

static void
on_end (GuichetShell *self)
{
  guichet_visit_ask_end (self->visit);
}

static void
on_help (GuichetShell *self)
{
  guichet_help_sheet_show (guichet_window_get_help_sheet (self->window));
  guichet_shell_tell_help (self, TRUE);
}

static void
on_help_closed (GuichetShell *self)
{
  guichet_shell_tell_help (self, FALSE);
  guichet_shell_focus_view (self);
}

void
guichet_shell_set_up_time (GuichetShell *self)
{
  const struct {
    gpointer object;
    const char *signal;
    GCallback handler;
  } CONNECTIONS[] = {
    { guichet_window_get_time_sheet (self->window), "closed", G_CALLBACK (on_closed) },
    { guichet_window_get_time_sheet (self->window), "extend", G_CALLBACK (on_extend) },
    { guichet_window_get_time_sheet (self->window), "end", G_CALLBACK (on_end) },
    { guichet_window_get_time_note (self->window), "extend", G_CALLBACK (on_extend) },
    { guichet_window_get_help_sheet (self->window), "closed", G_CALLBACK (on_help_closed) },
    { guichet_window_get_bar (self->window), "help", G_CALLBACK (on_help) },
    { guichet_window_get_home (self->window), "help", G_CALLBACK (on_help) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CONNECTIONS); i++)
    g_signal_connect_object (CONNECTIONS[i].object, CONNECTIONS[i].signal, CONNECTIONS[i].handler,
                             self, G_CONNECT_SWAPPED);
}

void
guichet_shell_show_warning (GuichetShell *self, const char *kind, guint countdown)
{
  GuichetTimeSheet *sheet = guichet_window_get_time_sheet (self->window);
  GuichetTimeNote *note = guichet_window_get_time_note (self->window);

  if (g_str_equal (kind, "idle")) {
    guichet_time_sheet_ask (sheet, countdown);
  } else if (g_str_equal (kind, "limit-over")) {
    guichet_time_note_hide (note);
    guichet_time_sheet_tell_over (sheet);
  } else {
    guichet_time_sheet_let_go (sheet);
    guichet_time_note_show (note);
  }
}

void
guichet_shell_hide_warning (GuichetShell *self)
{
  guichet_time_sheet_let_go (guichet_window_get_time_sheet (self->window));
  guichet_time_note_hide (guichet_window_get_time_note (self->window));
}

void
guichet_shell_set_time (GuichetShell *self, int minutes, const char *extension, guint gain)
{
  guint given = g_str_equal (extension, "granted") ? gain : 0;
  gboolean others_wait = g_str_equal (extension, "others-wait");

  guichet_bar_set_minutes (guichet_window_get_bar (self->window), minutes);
  guichet_time_note_set_minutes (guichet_window_get_time_note (self->window), minutes);
  guichet_time_sheet_set_extension (guichet_window_get_time_sheet (self->window), given,
                                    others_wait);
  guichet_time_note_set_extension (guichet_window_get_time_note (self->window), given, others_wait);
}

void
guichet_shell_set_notices (GuichetShell *self, const char *message, GVariant *hidden)
{
  GuichetHome *home = guichet_window_get_home (self->window);

  guichet_home_set_message (home, message);
  guichet_home_set_hidden (home, hidden);
}

/* A mailbox beside another page: the resident most likely went to read a code. No page is looked
 * into for that. */
void
guichet_shell_sync_code (GuichetShell *self)
{
  guint n_pages = guichet_visit_get_n_pages (self->visit);
  guint n_mail = 0;
  gboolean is_awaited;

  for (guint i = 0; i < n_pages; i++) {
    GuichetWebPage *page = GUICHET_WEB_PAGE (guichet_visit_get_page (self->visit, i));
    const char *group = guichet_service_get_group (guichet_web_page_get_service (page));

    n_mail += g_strcmp0 (group, MAIL_GROUP) == 0;
  }
  is_awaited = n_mail > 0 && n_mail < n_pages;
  if (is_awaited == self->is_code_awaited)
    return;
  self->is_code_awaited = is_awaited;
  guichet_shell_tell_hold (self, "code", is_awaited);
}
