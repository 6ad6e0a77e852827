/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "activity.h"
#include "centre-program.h"
#include "dark-screen.h"
#include "help-signal.h"
#include "metric-names.h"
#include "screen-sleep.h"
#include "settings.h"

#define PING_BEFORE_RESET_MS 1000
#define MAX_HELP_SIGNALS     10 /* in one visit */

/* What the world in front was told last. */
typedef struct {
  GuichetWorld *world; /* only compared */
  GuichetWarning warning;
  int minutes;
  GuichetExtension extension;
} Told;

struct _GuichetSupervisorTime {
  /* Borrowed */
  GuichetSupervisor *supervisor;

  /* Owned */
  GuichetActivity *activity;
  GuichetHelpSignal *help;
  GuichetDarkScreen *dark;

  /* Handles */
  guint tick_source;
  guint input_source;

  /* State */
  GuichetScreenSleep sleep;
  Told told;
  guint n_help_signals; /* in this visit */
  gboolean is_help_asked;
};

static const GuichetTimeSettings *
get_settings (GuichetSupervisor *self)
{
  return guichet_settings_get_time (self->settings);
}

static gint64
read_clock (void)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* --- what the resident is shown --- */

static int
get_minutes (GuichetVisitTime *time)
{
  gint64 remaining = guichet_visit_time_get_remaining (time);

  return remaining < 0 ? -1 : (int)((remaining + 59) / 60);
}

static const char *
describe_extension (GuichetExtension extension)
{
  static const char *const words[] = { "granted", "no-limit", "too-early", "no-more",
                                       "others-wait" };

  g_return_val_if_fail ((gsize)extension < G_N_ELEMENTS (words), "no-limit");
  return words[extension];
}

static void
tell_time (GuichetSupervisorTime *self, GuichetVisitTime *time)
{
  int minutes = get_minutes (time);
  GuichetExtension extension = guichet_visit_time_can_extend (time);

  if (minutes == self->told.minutes && extension == self->told.extension)
    return;
  self->told.minutes = minutes;
  self->told.extension = extension;
  guichet_world_tell_time (self->supervisor->front, minutes, describe_extension (extension),
                           get_settings (self->supervisor)->extension / 60);
}

static void
tell_warning (GuichetSupervisorTime *self, GuichetVisitTime *time)
{
  GuichetWarning warning = guichet_visit_time_get_warning (time);

  if (warning == self->told.warning)
    return;
  self->told.warning = warning;
  guichet_world_tell_warning (self->supervisor->front,
                              warning == GUICHET_WARNING_NONE ? NULL
                                                              : guichet_warning_to_string (warning),
                              guichet_visit_time_get_countdown (time));
  if (warning == GUICHET_WARNING_IDLE && get_settings (self->supervisor)->sound != NULL)
    guichet_centre_program_run (get_settings (self->supervisor)->sound, NULL);
}

static void
tell_world (GuichetSupervisorTime *self)
{
  GuichetVisitTime *time = guichet_session_state_get_time (self->supervisor->state);

  if (self->supervisor->front == NULL)
    return;
  if (self->told.world != self->supervisor->front)
    self->told =
        (Told){ self->supervisor->front, GUICHET_WARNING_NONE, -1, GUICHET_EXTENSION_NO_LIMIT };
  tell_time (self, time);
  tell_warning (self, time);
}

/* --- the dark screen --- */

static gboolean
is_centre_open (GuichetSupervisor *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (guichet_opening_hours_is_closed_day (
          get_settings (self)->hours, (guint)g_date_time_get_year (now),
          (guint)g_date_time_get_month (now), (guint)g_date_time_get_day_of_month (now)))
    return FALSE;
  return guichet_opening_hours_is_open (
      get_settings (self)->hours, (guint)g_date_time_get_day_of_week (now),
      (guint)(g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now)));
}

/* Worlds that start draw: nothing is drawn on a screen that is off, and they would be taken for
 * stuck. */
static gboolean
is_any_starting (GuichetSupervisor *self)
{
  return self->probe != NULL || (self->spare != NULL && !guichet_world_is_ready (self->spare));
}

static void
update_dark (GuichetSupervisorTime *self)
{
  GuichetSessionPhase phase = guichet_session_state_get_phase (self->supervisor->state);
  gboolean is_idle = phase == GUICHET_SESSION_HOME || phase == GUICHET_SESSION_OUT_OF_ORDER;
  gboolean is_dark = guichet_screen_sleep_update (&self->sleep, is_idle,
                                                  is_centre_open (self->supervisor), read_clock ());

  /* The chord that woke the screen is not over yet: the window that hears it stays. */
  guichet_dark_screen_keep (self->dark, guichet_activity_is_chord_begun (self->activity));
  guichet_dark_screen_update (self->dark, is_dark, !is_any_starting (self->supervisor),
                              read_clock ());
}

static void
on_supervisor_changed (GuichetSupervisor *supervisor, GuichetSupervisorTime *self)
{
  update_dark (self);
}

/* --- time that goes by --- */

static void
end_help (GuichetSupervisorTime *self)
{
  if (self->is_help_asked)
    guichet_help_signal_tell (self->help, FALSE);
  self->is_help_asked = FALSE;
  self->n_help_signals = 0;
}

/* What the event led to is carried out first: then there may be another world to tell. */
static void
pass (GuichetSupervisorTime *self, GuichetSessionEvent event)
{
  GuichetSessionPhase phase;

  /* Workers may still tell of their end when all else has stopped. */
  if (self == NULL)
    return;
  guichet_supervisor_handle_quietly (self->supervisor, event);
  phase = guichet_session_state_get_phase (self->supervisor->state);
  if (phase != GUICHET_SESSION_VISITING && phase != GUICHET_SESSION_HOME)
    end_help (self);
  tell_world (self);
  update_dark (self);
}

static gboolean
on_tick (gpointer user_data)
{
  GuichetSupervisorTime *self = user_data;

  guichet_supervisor_expire_notices (self->supervisor);
  pass (self, GUICHET_SESSION_EVENT_TICK);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_input_due (gpointer user_data)
{
  GuichetSupervisorTime *self = user_data;

  self->input_source = 0;
  guichet_screen_sleep_take_input (&self->sleep, read_clock ());
  pass (self, GUICHET_SESSION_EVENT_INPUT);
  return G_SOURCE_REMOVE;
}

/* Later: this may be in the middle of a display gate, which the end of a visit would free. */
static void
take_input_soon (GuichetSupervisorTime *self)
{
  if (self->input_source == 0)
    self->input_source = g_idle_add_full (G_PRIORITY_HIGH, on_input_due, self, NULL);
}

static void
on_input (GuichetActivity *activity, guint kind, GuichetSupervisorTime *self)
{
  take_input_soon (self);
}

/* The compositor sees input that is not ours to see, and wakes by itself. */
static void
on_screen_woken (gpointer user_data)
{
  take_input_soon (user_data);
}

/* Whoever holds the chord wants clean tiles at once: a spare that does not answer is replaced while
 * the keys are still down, and the compositor is asked by then. */
static void
on_chord_begun (GuichetActivity *activity, guint chord, GuichetSupervisorTime *self)
{
  update_dark (self);
  if (chord != GUICHET_ACTIVITY_RESET)
    return;
  if (self->supervisor->spare != NULL)
    guichet_world_ping (self->supervisor->spare, PING_BEFORE_RESET_MS);
  if (self->supervisor->compositor != NULL)
    guichet_compositor_watch_ask (self->supervisor->compositor);
}

static void
on_chord (GuichetActivity *activity, guint chord, gboolean is_again, GuichetSupervisorTime *self)
{
  if (chord != GUICHET_ACTIVITY_RESET)
    guichet_supervisor_call_staff (self->supervisor);
  else if (is_again)
    guichet_supervisor_restart_screen (self->supervisor);
  else
    guichet_supervisor_reset_by_staff (self->supervisor);
}

/* --- what worlds say --- */

static void
on_extension_asked (GuichetWorld *world, GuichetSupervisor *self)
{
  if (world != self->front)
    return;
  guichet_visit_time_extend (guichet_session_state_get_time (self->state));
  pass (self->time, GUICHET_SESSION_EVENT_TICK);
}

static void
on_hold_changed (GuichetWorld *world, const char *kind, gboolean is_held, GuichetSupervisor *self)
{
  if (world != self->front)
    return;
  if (g_str_equal (kind, "code"))
    guichet_supervisor_hold (self, GUICHET_HOLD_CODE, is_held);
  else if (g_str_equal (kind, "download"))
    guichet_supervisor_hold (self, GUICHET_HOLD_DOWNLOAD, is_held);
}

static void
on_help_asked (GuichetWorld *world, gboolean is_asked, GuichetSupervisor *self)
{
  GuichetSupervisorTime *time = self->time;

  if (world != self->front || is_asked == time->is_help_asked)
    return;
  time->is_help_asked = is_asked;
  guichet_supervisor_hold (self, GUICHET_HOLD_HELP, is_asked);
  if (is_asked)
    guichet_visit_counts_add (self->counts, GUICHET_METRIC_HELP_ASKED, "staff");
  if (time->n_help_signals < 2 * MAX_HELP_SIGNALS)
    guichet_help_signal_tell (time->help, is_asked);
  time->n_help_signals++;
}

void
guichet_supervisor_watch_time (GuichetSupervisor *self, GuichetWorld *world)
{
  g_signal_connect_object (world, "extension-asked", G_CALLBACK (on_extension_asked), self, 0);
  g_signal_connect_object (world, "hold-changed", G_CALLBACK (on_hold_changed), self, 0);
  g_signal_connect_object (world, "help-asked", G_CALLBACK (on_help_asked), self, 0);
  guichet_world_set_input_func (world, guichet_activity_take_from_screen, self->time->activity);
}

/* --- what staff say --- */

void
guichet_supervisor_hold (GuichetSupervisor *self, GuichetHold hold, gboolean is_held)
{
  guichet_visit_time_set_hold (guichet_session_state_get_time (self->state), hold, is_held);
  pass (self->time, GUICHET_SESSION_EVENT_TICK);
}

void
guichet_supervisor_give_time (GuichetSupervisor *self, guint seconds)
{
  guichet_visit_time_add (guichet_session_state_get_time (self->state), seconds);
  pass (self->time, GUICHET_SESSION_EVENT_TICK);
}

void
guichet_supervisor_set_accompanied (GuichetSupervisor *self, gboolean is_accompanied)
{
  guichet_visit_time_set_paused (guichet_session_state_get_time (self->state), is_accompanied);
  pass (self->time, GUICHET_SESSION_EVENT_TICK);
}

void
guichet_supervisor_set_others_wait (GuichetSupervisor *self, gboolean do_wait)
{
  guichet_visit_time_set_others_wait (guichet_session_state_get_time (self->state), do_wait);
  pass (self->time, GUICHET_SESSION_EVENT_TICK);
}

void
guichet_supervisor_sleep (GuichetSupervisor *self)
{
  if (self->time == NULL)
    return;
  guichet_screen_sleep_ask (&self->time->sleep, read_clock ());
  update_dark (self->time);
}

guint
guichet_supervisor_get_n_inputs (GuichetSupervisor *self)
{
  return self->time != NULL ? guichet_activity_get_n_devices (self->time->activity) : 0;
}

void
guichet_supervisor_add_time_status (GuichetSupervisor *self, GVariantBuilder *status)
{
  GuichetVisitTime *time = guichet_session_state_get_time (self->state);

  g_variant_builder_add (status, "{sv}", "accompanied",
                         g_variant_new_boolean (guichet_visit_time_is_paused (time)));
  g_variant_builder_add (status, "{sv}", "others-wait",
                         g_variant_new_boolean (guichet_visit_time_do_others_wait (time)));
  if (self->time == NULL)
    return;
  g_variant_builder_add (status, "{sv}", "asleep",
                         g_variant_new_boolean (guichet_dark_screen_is_dark (self->time->dark)));
  g_variant_builder_add (status, "{sv}", "screen-off",
                         g_variant_new_boolean (guichet_dark_screen_is_off (self->time->dark)));
  g_variant_builder_add (status, "{sv}", "help-asked",
                         g_variant_new_boolean (self->time->is_help_asked));
  g_variant_builder_add (
      status, "{sv}", "input-devices",
      g_variant_new_uint32 (guichet_activity_get_n_devices (self->time->activity)));
  g_variant_builder_add (
      status, "{sv}", "input-floods",
      g_variant_new_uint32 (guichet_activity_get_n_flooding (self->time->activity)));
}

/* --- the part itself --- */

GuichetSupervisorTime *
guichet_supervisor_time_new (GuichetSupervisor *supervisor, const char *notice,
                             const char *locale_dir)
{
  GuichetSupervisorTime *self = g_new0 (GuichetSupervisorTime, 1);
  const GuichetTimeSettings *settings = get_settings (supervisor);

  self->supervisor = supervisor;
  self->activity = guichet_activity_new (settings);
  self->help = guichet_help_signal_new (settings);
  self->dark = guichet_dark_screen_new (notice, locale_dir,
                                        guichet_settings_get_language (supervisor->settings),
                                        supervisor->display_socket, on_screen_woken, self);
  self->sleep.after = settings->asleep;
  self->sleep.was_open = TRUE;
  self->sleep.quiet_since = read_clock ();
  g_signal_connect (supervisor, "changed", G_CALLBACK (on_supervisor_changed), self);
  g_signal_connect (self->activity, "input", G_CALLBACK (on_input), self);
  g_signal_connect (self->activity, "chord-begun", G_CALLBACK (on_chord_begun), self);
  g_signal_connect (self->activity, "chord", G_CALLBACK (on_chord), self);
  self->tick_source = g_timeout_add_seconds (1, on_tick, self);
  return self;
}

void
guichet_supervisor_time_free (GuichetSupervisorTime *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->input_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->activity, self);
  g_signal_handlers_disconnect_by_data (self->supervisor, self);
  end_help (self);
  g_object_unref (self->activity);
  guichet_dark_screen_free (self->dark);
  guichet_help_signal_free (self->help);
  g_free (self);
}

void
guichet_supervisor_time_watch_display (GuichetSupervisorTime *self, GuichetDisplayGate *display,
                                       const char *path)
{
  guichet_display_gate_set_input_func (display, guichet_activity_take_from_screen, self->activity);
  guichet_dark_screen_set_display (self->dark, path);
}
