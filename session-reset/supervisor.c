/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include <glib/gstdio.h>

#include "catalogue.h"
#include "metric-names.h"
#include "service.h"
#include "settings.h"
#include "swap-look.h"
#include "terminal-scope.h"
#include "usage-store.h"
#include "world-command.h"

enum { SIGNAL_CHANGED, SIGNAL_STAFF_CALLED, SIGNAL_RESTART_WANTED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetSupervisor, guichet_supervisor, G_TYPE_OBJECT)

static gint64
monotonic_seconds (gpointer user_data)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

void
guichet_supervisor_set_failure (GuichetSupervisor *self, const char *code)
{
  if (g_strcmp0 (self->failure, code) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (code);
}

/* --- actions --- */

static gboolean
on_retry_due (gpointer user_data)
{
  GuichetSupervisor *self = user_data;

  self->retry_source = 0;
  guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_RETRY_DUE);
  return G_SOURCE_REMOVE;
}

static void
start_later (GuichetSupervisor *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  self->retry_source = g_timeout_add_seconds (guichet_session_state_get_retry_seconds (self->state),
                                              on_retry_due, self);
}

/* Whatever was wrong is over when clean tiles are there again. */
static void
hide_notice (GuichetSupervisor *self)
{
  guichet_supervisor_set_failure (self, "");
  guichet_notice_hide (self->notice);
}

static void
show_notice (GuichetSupervisor *self)
{
  if (guichet_session_state_is_start_failure (self->state) && *self->failure == '\0')
    guichet_supervisor_set_failure (self, GUICHET_FAILURE_START);
  guichet_notice_show (self->notice, self->failure);
}

static void
act (GuichetSupervisor *self, guint actions)
{
  if (actions & GUICHET_SESSION_ACTION_DROP_SPARE)
    guichet_supervisor_drop_spare (self);
  if (actions & GUICHET_SESSION_ACTION_START_SPARE)
    guichet_supervisor_start_spare (self);
  if (actions & GUICHET_SESSION_ACTION_START_LATER)
    start_later (self);
  if (actions & GUICHET_SESSION_ACTION_SHOW_CURTAIN)
    guichet_supervisor_show_curtain (self);
  if (actions & GUICHET_SESSION_ACTION_WIPE)
    guichet_supervisor_wipe_old (self);
  if (actions & GUICHET_SESSION_ACTION_WRITE_VISIT)
    guichet_supervisor_write_visit (self);
  if (actions & GUICHET_SESSION_ACTION_SHOW_HOME)
    guichet_supervisor_show_home (self);
  if (actions & GUICHET_SESSION_ACTION_SHOW_NOTICE)
    show_notice (self);
  if (actions & GUICHET_SESSION_ACTION_HIDE_NOTICE)
    hide_notice (self);
}

void
guichet_supervisor_handle (GuichetSupervisor *self, GuichetSessionEvent event)
{
  guint actions;

  if (self->is_stopping)
    return;
  actions = guichet_session_state_handle (self->state, event);
  act (self, actions);
  guichet_supervisor_note_event (self, event, actions);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
guichet_supervisor_handle_quietly (GuichetSupervisor *self, GuichetSessionEvent event)
{
  GuichetSessionPhase before = guichet_session_state_get_phase (self->state);
  guint actions;

  if (self->is_stopping)
    return;
  actions = guichet_session_state_handle (self->state, event);
  act (self, actions);
  guichet_supervisor_note_event (self, event, actions);
  if (guichet_session_state_get_phase (self->state) != before)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
guichet_supervisor_call_staff (GuichetSupervisor *self)
{
  g_signal_emit (self, signals[SIGNAL_STAFF_CALLED], 0);
}

void
guichet_supervisor_restart_screen (GuichetSupervisor *self)
{
  g_signal_emit (self, signals[SIGNAL_RESTART_WANTED], 0);
}

/* --- the object --- */
static void
on_gate_refused (GuichetGate *gate, const char *host, GuichetSupervisor *self)
{
  guichet_blocked_hosts_note (self->blocked_hosts, host);
}

static char **
list_service_ids (GuichetCatalogue *catalogue)
{
  const GPtrArray *services = guichet_catalogue_get_services (catalogue);
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < services->len; i++)
    g_ptr_array_add (ids, g_strdup (guichet_service_get_id (g_ptr_array_index (services, i))));
  g_ptr_array_add (ids, NULL);
  return (char **)g_ptr_array_free (ids, FALSE);
}

static char **
build_command (const GuichetSupervisorOptions *options, GuichetSettings *settings)
{
  g_autofree char *bundle = g_build_filename (options->runtime_dir, "authorities.pem", NULL);
  gboolean has_bundle = *guichet_settings_get_authorities (settings) != NULL;
  GuichetWorldOptions world = {
    .shell = options->shell,
    .defaults_dir = options->defaults_dir,
    .centre_dir = options->centre_dir,
    .locale_dir = options->locale_dir,
    .authorities_file = has_bundle ? bundle : NULL,
    .render_node = options->render_node,
    .language = guichet_settings_get_language (settings),
    .memory_files_bytes = guichet_settings_get_memory_files_bytes (settings),
  };

  return guichet_world_command_build (&world);
}

static void
guichet_supervisor_dispose (GObject *object)
{
  GuichetSupervisor *self = GUICHET_SUPERVISOR (object);

  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->leftover_source, g_source_remove);
  g_clear_object (&self->probe);
  g_clear_object (&self->spare);
  g_clear_object (&self->front);
  g_clear_object (&self->old);
  g_clear_pointer (&self->display, guichet_display_gate_free);
  g_clear_pointer (&self->time, guichet_supervisor_time_free);
  g_clear_pointer (&self->health, guichet_supervisor_health_free);
  g_clear_pointer (&self->staff, guichet_supervisor_staff_free);
  g_clear_object (&self->notice);
  g_clear_object (&self->workers);
  g_clear_object (&self->gate);
  g_clear_pointer (&self->roster, guichet_world_roster_unref);
  g_clear_pointer (&self->bounds, guichet_world_bounds_free);
  g_clear_pointer (&self->leftovers, guichet_leftovers_free);
  g_clear_pointer (&self->counts, guichet_visit_counts_free);
  if (self->unwritten != NULL)
    g_queue_free_full (g_steal_pointer (&self->unwritten), guichet_supervisor_free_unwritten);
  g_clear_pointer (&self->blocked_hosts, guichet_blocked_hosts_free);
  g_clear_pointer (&self->state, guichet_session_state_free);
  g_clear_pointer (&self->store, guichet_usage_store_free);
  g_clear_pointer (&self->catalogue, guichet_catalogue_unref);
  g_clear_pointer (&self->settings, guichet_settings_unref);
  g_clear_pointer (&self->command, g_strfreev);
  g_clear_pointer (&self->service_ids, g_strfreev);
  g_clear_pointer (&self->runtime_dir, g_free);
  g_clear_pointer (&self->program_dir, g_free);
  g_clear_pointer (&self->visit_mark, g_free);
  g_clear_pointer (&self->database, g_free);
  g_clear_pointer (&self->display_socket, g_free);
  g_clear_pointer (&self->failure, g_free);
  g_clear_pointer (&self->expired_day, g_free);
  G_OBJECT_CLASS (guichet_supervisor_parent_class)->dispose (object);
}

static void
guichet_supervisor_class_init (GuichetSupervisorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_supervisor_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STAFF_CALLED] =
      g_signal_new ("staff-called", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RESTART_WANTED] =
      g_signal_new ("restart-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
guichet_supervisor_init (GuichetSupervisor *self)
{
  self->roster = guichet_world_roster_new ();
  self->blocked_hosts = guichet_blocked_hosts_new ();
  self->failure = g_strdup ("");
  self->unwritten = g_queue_new ();
}

static GuichetSessionState *
make_state (GuichetSettings *settings)
{
  const GuichetTimeSettings *time = guichet_settings_get_time (settings);
  GuichetVisitRules rules = {
    .idle = time->idle,
    .held = time->held,
    .countdown = time->countdown,
    .limit = time->limit,
    .extension = time->extension,
    .n_extensions = time->n_extensions,
    .pause = time->pause,
  };

  return guichet_session_state_new (&rules, monotonic_seconds, NULL);
}

/* Where the terminal is a window of another screen, what is typed at our own programs is seen at
 * their way to it, as with worlds. */
static void
make_time (GuichetSupervisor *self, const GuichetSupervisorOptions *options)
{
  g_autofree char *path = g_build_filename (options->runtime_dir, "display", NULL);
  g_autoptr (GError) error = NULL;

  self->time = guichet_supervisor_time_new (self, options->notice, options->locale_dir);
  (void)g_unlink (path);
  self->display = guichet_display_gate_new (path, options->display_socket, &error);
  if (self->display == NULL) {
    g_warning ("The way to the screen: %s", error->message);
    return;
  }
  guichet_supervisor_time_watch_display (self->time, self->display, path);
  guichet_notice_set_display (self->notice, path);
}

static GuichetWorldBounds *
open_bounds (const char *runtime_dir, GuichetSettings *settings)
{
  g_autofree char *socket = guichet_terminal_scope_find_socket ();
  g_autofree char *groups = guichet_terminal_scope_find_groups ();
  g_autoptr (GError) error = NULL;

  if (!guichet_terminal_scope_enter (socket, groups, runtime_dir,
                                     GUICHET_TERMINAL_SCOPE_PATIENCE_MS, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_message ("A control group from the user's service manager: %s", error->message);
  return guichet_world_bounds_new (NULL, NULL, guichet_settings_get_world_memory_bytes (settings));
}

GuichetSupervisor *
guichet_supervisor_new (const GuichetSupervisorOptions *options, GuichetSettings *settings,
                        GuichetCatalogue *catalogue, GuichetUsageStore *store)
{
  GuichetSupervisor *self = g_object_new (GUICHET_TYPE_SUPERVISOR, NULL);

  self->settings = guichet_settings_ref (settings);
  self->state = make_state (settings);
  self->catalogue = guichet_catalogue_ref (catalogue);
  self->store = store;
  self->command = build_command (options, settings);
  self->bounds = open_bounds (options->runtime_dir, settings);
  self->service_ids = list_service_ids (catalogue);
  self->runtime_dir = g_strdup (options->runtime_dir);
  self->database = g_strdup (options->database);
  self->display_socket = g_strdup (options->display_socket);
  self->renderer = options->render_node != NULL ? "hardware" : "software";
  self->notice = guichet_notice_new (options->notice, options->locale_dir,
                                     guichet_settings_get_language (settings));
  self->gate = guichet_gate_new (guichet_catalogue_get_gate_list (catalogue),
                                 guichet_settings_get_proxy (settings),
                                 guichet_settings_get_private_addresses (settings));
  g_signal_connect_object (self->gate, "refused", G_CALLBACK (on_gate_refused), self, 0);
  guichet_supervisor_make_workers (self, options->shell);
  self->staff = guichet_supervisor_staff_new (self, options);
  make_time (self, options);
  self->health = guichet_supervisor_health_new (self, options->n_config_problems);
  guichet_supervisor_renew_counts (self);
  return self;
}

/* What the machine does not give is said where its administrator looks: in the journal, at each
 * start, and in the status. */
static void
tell_machine (GuichetSupervisor *self)
{
  GuichetSwap swap = guichet_swap_look ("/");

  if (swap == GUICHET_SWAP_CLEAR || swap == GUICHET_SWAP_UNKNOWN)
    g_warning (
        "Memory may be swapped to a disk in clear, and a visit leave traces there: swap off, "
        "or encrypt it (guichetctl doctor)");
  if (*guichet_world_bounds_get_kinds (self->bounds) == '\0')
    g_message ("Visits have no control groups: their memory is not bounded (no service manager "
               "handed over "
               "any; the limits of processes and of files in memory hold)");
}

void
guichet_supervisor_start (GuichetSupervisor *self)
{
  tell_machine (self);
  guichet_supervisor_expire_counts (self);
  self->leftovers = guichet_leftovers_find (self->runtime_dir);
  self->n_worlds = guichet_leftovers_get_highest (self->leftovers);
  if (guichet_leftovers_get_n_visits (self->leftovers) > 0)
    guichet_visit_counts_add (self->counts, GUICHET_METRIC_VISIT_ENDED, "supervisor-restart");
  /* A machine that was switched off in a visit may have kept what it was to print. */
  self->is_purge_due = guichet_settings_get_printer (self->settings)->queue != NULL;
  if (guichet_leftovers_get_n (self->leftovers) > 0 || self->is_purge_due) {
    guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_START_DIRTY);
    return;
  }
  g_clear_pointer (&self->leftovers, guichet_leftovers_free);
  guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_START);
}

/* The wipe of this visit, and of no later one. */
static void
hurry (GuichetSupervisor *self)
{
  GuichetSessionPhase phase = guichet_session_state_get_phase (self->state);

  if (self->n_ends > 0)
    guichet_worker_desk_hurry (self->workers);
  else
    self->is_hurried = phase == GUICHET_SESSION_HOME || phase == GUICHET_SESSION_VISITING ||
                       phase == GUICHET_SESSION_ENDING;
}

/* On a compositor that hangs no tiles can be shown, and its watchdog is patient. */
static gboolean
restart_hung_screen (GuichetSupervisor *self)
{
  if (self->compositor == NULL || !guichet_compositor_watch_is_silent (self->compositor))
    return FALSE;
  g_warning ("The compositor does not answer to a reset: all is started again");
  guichet_supervisor_restart_screen (self);
  return TRUE;
}

void
guichet_supervisor_set_compositor (GuichetSupervisor *self, GuichetCompositorWatch *compositor)
{
  self->compositor = compositor;
}

void
guichet_supervisor_reset_by_staff (GuichetSupervisor *self)
{
  if (restart_hung_screen (self))
    return;
  hurry (self);
  guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_STAFF);
}

void
guichet_supervisor_reset (GuichetSupervisor *self)
{
  if (restart_hung_screen (self))
    return;
  hurry (self);
  guichet_supervisor_handle (self, GUICHET_SESSION_EVENT_RESET);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_left = user_data;

  guichet_world_end_finish (GUICHET_WORLD (source), result);
  (*n_left)--;
}

static void
on_workers_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_left = user_data;

  guichet_worker_desk_end_finish (GUICHET_WORKER_DESK (source), result);
  (*n_left)--;
}

void
guichet_supervisor_stop (GuichetSupervisor *self)
{
  GuichetWorld *worlds[] = { g_steal_pointer (&self->front), g_steal_pointer (&self->spare) };
  guint n_left = 0;

  self->is_stopping = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->health != NULL)
    guichet_supervisor_health_stop (self->health);
  g_clear_handle_id (&self->leftover_source, g_source_remove);
  guichet_supervisor_end_probe (self);
  if (guichet_session_state_get_phase (self->state) == GUICHET_SESSION_VISITING)
    guichet_visit_counts_add (self->counts, GUICHET_METRIC_VISIT_ENDED, "supervisor-restart");
  for (gsize i = 0; i < G_N_ELEMENTS (worlds); i++) {
    if (worlds[i] == NULL)
      continue;
    n_left++;
    guichet_world_end_async (worlds[i], on_stopped, &n_left);
    g_object_unref (worlds[i]);
  }
  /* A wipe in progress ends them already; it is waited for. */
  if (self->n_ends == 0) {
    n_left++;
    guichet_worker_desk_end_async (self->workers, on_workers_stopped, &n_left);
  }
  /* The worlds' ways to the screen are closed by now: nothing feeds it any more. Who asks for the
   * status while worlds end gets what is left of it. */
  g_clear_object (&self->notice);
  g_clear_pointer (&self->display, guichet_display_gate_free);
  g_clear_pointer (&self->time, guichet_supervisor_time_free);
  while (n_left > 0 || self->n_ends > 0 || self->probe != NULL)
    g_main_context_iteration (NULL, TRUE);
  guichet_supervisor_staff_stop (self);
  guichet_supervisor_stop_prints (self);
  guichet_supervisor_write_visit (self);
  g_clear_pointer (&self->health, guichet_supervisor_health_free);
}

const char *
guichet_supervisor_get_phase (GuichetSupervisor *self)
{
  return guichet_session_phase_to_string (guichet_session_state_get_phase (self->state));
}

const char *
guichet_supervisor_get_failure (GuichetSupervisor *self)
{
  return self->failure;
}
