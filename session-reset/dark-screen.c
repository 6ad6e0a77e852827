/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dark-screen.h"

#include "notice.h"
#include "screen-power.h"
#include "screen-sleep.h"

#define DARK "dark"
/* A window that is not painted by then will not be: its program may be missing. */
#define PAINT_PATIENCE_S 10
/* How often it is looked whether keys are still held. */
#define KEEP_PERIOD_MS 500
/* One asks again: the compositor may have been woken by a hand that only lay there. */
#define ASK_PERIOD_S 3

struct _GuichetDarkScreen {
  /* Borrowed */
  GuichetDarkScreenFunc func;
  gpointer user_data;

  /* Owned */
  GuichetNotice *window;     /* the program of the notice, with nothing on it */
  GuichetScreenPower *power; /* or NULL */

  /* Handles */
  guint hide_source;

  /* State */
  gint64 dark_since;
  gint64 asked_at;
  gint64 lit_at; /* microseconds of the monotonic clock: when the screen had a signal again */
  gboolean is_dark;
  gboolean is_kept; /* the window, for a while */
  gboolean is_wake_asked;
};

static void
on_woken (gpointer user_data)
{
  GuichetDarkScreen *self = user_data;

  self->lit_at = g_get_monotonic_time ();
  if (self->is_dark && !self->is_wake_asked)
    self->func (self->user_data);
  self->is_wake_asked = FALSE;
}

static void
wake (GuichetDarkScreen *self)
{
  if (!guichet_dark_screen_is_off (self) || self->is_wake_asked)
    return;
  self->is_wake_asked = TRUE;
  guichet_screen_power_wake (self->power);
}

static void
switch_off (GuichetDarkScreen *self, gint64 now)
{
  if (self->power == NULL || guichet_screen_power_is_off (self->power) ||
      now - self->asked_at < ASK_PERIOD_S ||
      !(guichet_notice_is_shown (self->window) || now - self->dark_since >= PAINT_PATIENCE_S))
    return;
  self->asked_at = now;
  guichet_screen_power_sleep (self->power);
}

static gboolean
on_hide_due (gpointer user_data)
{
  GuichetDarkScreen *self = user_data;

  if (self->is_kept) {
    self->hide_source = g_timeout_add (KEEP_PERIOD_MS, on_hide_due, self);
    return G_SOURCE_REMOVE;
  }
  self->hide_source = 0;
  guichet_notice_hide (self->window);
  return G_SOURCE_REMOVE;
}

static void
hide_later (GuichetDarkScreen *self)
{
  gint64 lit_us = guichet_dark_screen_is_off (self) ? 0 : g_get_monotonic_time () - self->lit_at;

  self->hide_source = g_timeout_add (
      guichet_screen_sleep_get_guard_ms (lit_us / G_TIME_SPAN_MILLISECOND), on_hide_due, self);
}

void
guichet_dark_screen_update (GuichetDarkScreen *self, gboolean is_dark, gboolean may_switch_off,
                            gint64 now)
{
  if (is_dark && !self->is_dark) {
    self->dark_since = now;
    self->asked_at = now;
    g_clear_handle_id (&self->hide_source, g_source_remove);
    guichet_notice_show (self->window, DARK);
  }
  if (!is_dark && self->is_dark)
    hide_later (self);
  self->is_dark = is_dark;
  if (is_dark && may_switch_off)
    switch_off (self, now);
  else
    wake (self);
}

void
guichet_dark_screen_keep (GuichetDarkScreen *self, gboolean is_kept)
{
  self->is_kept = is_kept;
}

gboolean
guichet_dark_screen_is_dark (const GuichetDarkScreen *self)
{
  return self->is_dark;
}

gboolean
guichet_dark_screen_is_off (const GuichetDarkScreen *self)
{
  return self->power != NULL && guichet_screen_power_is_off (self->power);
}

void
guichet_dark_screen_set_display (GuichetDarkScreen *self, const char *path)
{
  guichet_notice_set_display (self->window, path);
}

GuichetDarkScreen *
guichet_dark_screen_new (const char *notice, const char *locale_dir, const char *language,
                         const char *display_socket, GuichetDarkScreenFunc func, gpointer user_data)
{
  GuichetDarkScreen *self = g_new0 (GuichetDarkScreen, 1);

  self->func = func;
  self->user_data = user_data;
  self->window = guichet_notice_new (notice, locale_dir, language);
  self->power = guichet_screen_power_new (display_socket, on_woken, self);
  if (self->power == NULL)
    g_message ("The compositor has no module to switch the screen off: it will only be black");
  return self;
}

void
guichet_dark_screen_free (GuichetDarkScreen *self)
{
  g_clear_handle_id (&self->hide_source, g_source_remove);
  g_clear_pointer (&self->power, guichet_screen_power_free);
  g_object_unref (self->window);
  g_free (self);
}
