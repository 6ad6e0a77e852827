/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor.h"

#include <string.h>

#include "blocked-hosts.h"
#include "catalogue.h"
#include "gate.h"
#include "leftovers.h"
#include "metric-names.h"
#include "metrics.h"
#include "notice.h"
#include "session-state.h"
#include "service.h"
#include "settings.h"
#include "usage-store.h"
#include "visit-counts.h"
#include "wipe.h"
#include "world-command.h"
#include "world-roster.h"
#include "world.h"

#define LEFTOVER_PERIOD_MS  50
#define LEFTOVER_TIMEOUT_US (5 * G_USEC_PER_SEC)

/* Codes of failures that are not of a wipe; those are in wipe.c. */
#define FAILURE_START   "D-1" /* worlds do not start */
#define FAILURE_SANDBOX "S-1" /* WebKit's sandbox is not on */

struct _GuichetSupervisor {
  GObject parent_instance;

  /* Owned */
  GuichetSettings *settings;
  GuichetCatalogue *catalogue;
  GuichetUsageStore *store;
  GuichetBlockedHosts *blocked_hosts;
  GuichetVisitCounts *counts;
  GuichetSessionState *state;
  GuichetGate *gate;
  GuichetWorldRoster *roster;
  GuichetNotice *notice;
  GuichetLeftovers *leftovers; /* until proved gone */
  GuichetWorld *front;         /* what the resident sees */
  GuichetWorld *spare;         /* hidden, or behind its curtain */
  GuichetWorld *old;           /* being wiped, or that could not be */
  GuichetWorld *probe;         /* looks at WebKit's sandbox, never shown */
  char **command;
  char **service_ids;
  char *runtime_dir;
  char *display_socket; /* the compositor's */
  char *failure;
  const char *renderer; /* static */

  /* Handles */
  guint retry_source;
  guint leftover_source;

  /* State */
  gint64 leftover_deadline;
  guint n_worlds;
  guint n_visits;
  guint n_verified;
  guint n_wipe_failures;
  gboolean is_sandbox_checked;
  gboolean is_store_failing;
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetSupervisor, guichet_supervisor, G_TYPE_OBJECT)

static void handle (GuichetSupervisor *self, GuichetSessionEvent event);
static void probe_sandbox (GuichetSupervisor *self);

static gint64
monotonic_seconds (gpointer user_data)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

static void
set_failure (GuichetSupervisor *self, const char *code)
{
  if (g_strcmp0 (self->failure, code) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (code);
}

/* --- counts --- */

static void
renew_counts (GuichetSupervisor *self)
{
  g_clear_pointer (&self->counts, guichet_visit_counts_free);
  self->counts = guichet_visit_counts_new ((const char *const *)self->service_ids);
}

static void
count_ending (GuichetSupervisor *self)
{
  const char *ending = guichet_session_state_take_ending (self->state);

  if (ending == NULL)
    return;
  guichet_visit_counts_add (self->counts, GUICHET_METRIC_VISIT_ENDED, ending);
  guichet_visit_counts_add (
      self->counts, GUICHET_METRIC_VISIT_DURATION,
      guichet_metrics_duration_label (guichet_session_state_get_duration (self->state)));
}

static void
write_visit (GuichetSupervisor *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%F");
  g_autoptr (GError) error = NULL;

  count_ending (self);
  guichet_blocked_hosts_end_visit (self->blocked_hosts, self->counts);
  if (self->store != NULL) {
    self->is_store_failing =
        !guichet_usage_store_add_visit (self->store, day, self->counts, &error);
    if (self->is_store_failing)
      g_warning ("The counts of a visit could not be written: %s", error->message);
  }
  renew_counts (self);
}

static void
on_gate_refused (GuichetGate *gate, const char *host, GuichetSupervisor *self)
{
  guichet_blocked_hosts_note (self->blocked_hosts, host);
}

/* --- what worlds say --- */

static void
on_world_ready (GuichetWorld *world, GuichetSupervisor *self)
{
  if (world != self->spare)
    return;
  handle (self, GUICHET_SESSION_EVENT_SPARE_READY);
  probe_sandbox (self);
}

static void
lose_world (GuichetSupervisor *self, GuichetWorld *world, GuichetSessionEvent event)
{
  if (world == self->front)
    handle (self, event);
  else if (world == self->spare)
    handle (self, GUICHET_SESSION_EVENT_SPARE_FAILED);
}

static void
on_world_ended (GuichetWorld *world, GuichetSupervisor *self)
{
  lose_world (self, world, GUICHET_SESSION_EVENT_SHELL_DIED);
}

static void
on_world_unresponsive (GuichetWorld *world, GuichetSupervisor *self)
{
  lose_world (self, world, GUICHET_SESSION_EVENT_HEARTBEAT);
}

/* A mark for a supervisor that would start after this one was killed in the middle of a visit. */
static void
mark_visit (GuichetSupervisor *self)
{
  const char *dir = guichet_world_get_runtime_dir (self->front);
  g_autofree char *path = g_build_filename (dir, GUICHET_WORLD_VISIT, NULL);

  (void)g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static void
on_visit_began (GuichetWorld *world, GuichetSupervisor *self)
{
  if (world != self->front || guichet_session_state_get_phase (self->state) != GUICHET_SESSION_HOME)
    return;
  self->n_visits++;
  mark_visit (self);
  handle (self, GUICHET_SESSION_EVENT_VISIT_BEGAN);
}

static void
on_end_requested (GuichetWorld *world, GuichetSupervisor *self)
{
  if (world == self->front)
    handle (self, GUICHET_SESSION_EVENT_DONE);
}

static void
on_count (GuichetWorld *world, const char *metric, const char *label, GuichetSupervisor *self)
{
  if (world == self->front)
    guichet_visit_counts_add_from_world (self->counts, metric, label);
}

static void
on_sandbox_checked (GuichetWorld *world, guint seccomp, GuichetSupervisor *self)
{
  if (seccomp == 2)
    return;
  set_failure (self, FAILURE_SANDBOX);
  lose_world (self, world, GUICHET_SESSION_EVENT_SANDBOX_BAD);
}

static const struct {
  const char *signal;
  GCallback handler;
} world_handlers[] = {
  { "ready", G_CALLBACK (on_world_ready) },
  { "visit-began", G_CALLBACK (on_visit_began) },
  { "end-requested", G_CALLBACK (on_end_requested) },
  { "count", G_CALLBACK (on_count) },
  { "sandbox-checked", G_CALLBACK (on_sandbox_checked) },
  { "ended", G_CALLBACK (on_world_ended) },
  { "unresponsive", G_CALLBACK (on_world_unresponsive) },
};

/* --- actions --- */

static GuichetWorld *
start_world (GuichetSupervisor *self)
{
  g_autofree char *name = g_strdup_printf (GUICHET_WORLD_DIR_PREFIX "%u", ++self->n_worlds);
  g_autofree char *dir = g_build_filename (self->runtime_dir, name, NULL);
  g_autoptr (GError) error = NULL;
  GuichetWorld *world = guichet_world_start (
      (const char *const *)self->command, self->display_socket, dir, self->gate, self->roster,
      guichet_settings_get_heartbeat_seconds (self->settings), &error);

  if (world == NULL)
    g_warning ("A world could not be started: %s", error->message);
  return world;
}

static gboolean
on_spare_failed_idle (gpointer user_data)
{
  handle (user_data, GUICHET_SESSION_EVENT_SPARE_FAILED);
  return G_SOURCE_REMOVE;
}

static void
start_spare (GuichetSupervisor *self)
{
  self->spare = start_world (self);
  if (self->spare == NULL) {
    g_idle_add_full (G_PRIORITY_DEFAULT, on_spare_failed_idle, g_object_ref (self), g_object_unref);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (world_handlers); i++)
    g_signal_connect_object (self->spare, world_handlers[i].signal, world_handlers[i].handler, self,
                             0);
}

static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  int wipe = guichet_world_end_finish (GUICHET_WORLD (source), result);

  /* It was never in front of anybody; what cannot be proved gone is told all the same. */
  if (wipe != GUICHET_WIPE_VERIFIED)
    g_warning ("A spare world did not end cleanly: %s",
               guichet_wipe_result_to_label ((GuichetWipeResult)wipe));
}

static void
drop_spare (GuichetSupervisor *self)
{
  g_autoptr (GuichetWorld) world = g_steal_pointer (&self->spare);

  if (world != NULL)
    guichet_world_end_async (world, on_dropped, g_object_ref (self));
}

static gboolean
on_retry_due (gpointer user_data)
{
  GuichetSupervisor *self = user_data;

  self->retry_source = 0;
  handle (self, GUICHET_SESSION_EVENT_RETRY_DUE);
  return G_SOURCE_REMOVE;
}

static void
start_later (GuichetSupervisor *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  self->retry_source = g_timeout_add_seconds (guichet_session_state_get_retry_seconds (self->state),
                                              on_retry_due, self);
}

static void
on_curtain_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  gboolean is_shown = guichet_world_show_finish (GUICHET_WORLD (source), result, NULL);

  if (source == (GObject *)self->spare)
    handle (self,
            is_shown ? GUICHET_SESSION_EVENT_CURTAIN_SHOWN : GUICHET_SESSION_EVENT_CURTAIN_FAILED);
}

static void
on_home_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  gboolean is_shown = guichet_world_show_finish (GUICHET_WORLD (source), result, NULL);

  if (source != (GObject *)self->spare)
    return;
  if (is_shown)
    self->front = g_steal_pointer (&self->spare);
  handle (self, is_shown ? GUICHET_SESSION_EVENT_HOME_SHOWN : GUICHET_SESSION_EVENT_HOME_FAILED);
}

static void
take_wipe (GuichetSupervisor *self, GuichetWipeResult result)
{
  guichet_visit_counts_add (self->counts, GUICHET_METRIC_WIPE,
                            guichet_wipe_result_to_label (result));
  if (result == GUICHET_WIPE_VERIFIED) {
    self->n_verified++;
    handle (self, GUICHET_SESSION_EVENT_WIPE_VERIFIED);
  } else {
    self->n_wipe_failures++;
    set_failure (self, guichet_wipe_result_to_code (result));
    handle (self, GUICHET_SESSION_EVENT_WIPE_FAILED);
  }
}

static void
on_old_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;
  int wipe = guichet_world_end_finish (GUICHET_WORLD (source), result);

  if (wipe == GUICHET_WIPE_VERIFIED)
    g_clear_object (&self->old);
  take_wipe (self, (GuichetWipeResult)wipe);
}

static gboolean
on_leftover_look_due (gpointer user_data)
{
  GuichetSupervisor *self = user_data;
  int wipe = guichet_leftovers_look (self->leftovers, self->roster);

  if (wipe != GUICHET_WIPE_VERIFIED && g_get_monotonic_time () < self->leftover_deadline)
    return G_SOURCE_CONTINUE;
  self->leftover_source = 0;
  if (wipe == GUICHET_WIPE_VERIFIED)
    g_clear_pointer (&self->leftovers, guichet_leftovers_free);
  take_wipe (self, (GuichetWipeResult)wipe);
  return G_SOURCE_REMOVE;
}

static void
wipe_old (GuichetSupervisor *self)
{
  if (self->leftovers != NULL) {
    self->leftover_deadline = g_get_monotonic_time () + LEFTOVER_TIMEOUT_US;
    self->leftover_source = g_timeout_add (LEFTOVER_PERIOD_MS, on_leftover_look_due, self);
    return;
  }
  /* Without one in front, it is the spare that was to become it. */
  if (self->old == NULL)
    self->old =
        self->front != NULL ? g_steal_pointer (&self->front) : g_steal_pointer (&self->spare);
  guichet_world_end_async (self->old, on_old_ended, g_object_ref (self));
}

/* Whatever was wrong is over when clean tiles are there again. */
static void
hide_notice (GuichetSupervisor *self)
{
  set_failure (self, "");
  guichet_notice_hide (self->notice);
}

static void
show_notice (GuichetSupervisor *self)
{
  if (guichet_session_state_is_start_failure (self->state) && *self->failure == '\0')
    set_failure (self, FAILURE_START);
  guichet_notice_show (self->notice, self->failure);
}

static void
act (GuichetSupervisor *self, guint actions)
{
  if (actions & GUICHET_SESSION_ACTION_DROP_SPARE)
    drop_spare (self);
  if (actions & GUICHET_SESSION_ACTION_START_SPARE)
    start_spare (self);
  if (actions & GUICHET_SESSION_ACTION_START_LATER)
    start_later (self);
  if (actions & GUICHET_SESSION_ACTION_SHOW_CURTAIN)
    guichet_world_show_curtain_async (self->spare, on_curtain_ready, g_object_ref (self));
  if (actions & GUICHET_SESSION_ACTION_WIPE)
    wipe_old (self);
  if (actions & GUICHET_SESSION_ACTION_WRITE_VISIT)
    write_visit (self);
  if (actions & GUICHET_SESSION_ACTION_SHOW_HOME)
    guichet_world_show_home_async (self->spare, on_home_ready, g_object_ref (self));
  if (actions & GUICHET_SESSION_ACTION_SHOW_NOTICE)
    show_notice (self);
  if (actions & GUICHET_SESSION_ACTION_HIDE_NOTICE)
    hide_notice (self);
}

static void
handle (GuichetSupervisor *self, GuichetSessionEvent event)
{
  act (self, guichet_session_state_handle (self->state, event));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- the sandbox, looked at once after each start, in a world of its own --- */

static void
on_probe_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;

  guichet_world_end_finish (GUICHET_WORLD (source), result);
  g_clear_object (&self->probe);
  /* Only now: the answer ends the world in front, and two ends at once would share the blame. */
  if (!self->is_sandbox_checked)
    handle (self, GUICHET_SESSION_EVENT_SANDBOX_BAD);
}

static void
on_probe_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) self = user_data;

  self->is_sandbox_checked =
      guichet_world_check_sandbox_finish (GUICHET_WORLD (source), result) == 2;
  if (!self->is_sandbox_checked)
    set_failure (self, FAILURE_SANDBOX);
  guichet_world_end_async (GUICHET_WORLD (source), on_probe_ended, g_object_ref (self));
}

static void
on_probe_ready (GuichetWorld *world, GuichetSupervisor *self)
{
  guichet_world_check_sandbox_async (world, on_probe_checked, g_object_ref (self));
}

static void
on_probe_failed (GuichetWorld *world, GuichetSupervisor *self)
{
  if (!guichet_world_is_ready (world))
    guichet_world_end_async (world, on_probe_ended, g_object_ref (self));
}

/* Tiles come first: the look takes a second or two, and each page's own world looks again before it
 * loads anything. */
static void
probe_sandbox (GuichetSupervisor *self)
{
  if (self->is_sandbox_checked || self->probe != NULL ||
      guichet_session_state_get_phase (self->state) != GUICHET_SESSION_HOME)
    return;
  self->probe = start_world (self);
  if (self->probe == NULL)
    return;
  g_signal_connect_object (self->probe, "ready", G_CALLBACK (on_probe_ready), self, 0);
  g_signal_connect_object (self->probe, "ended", G_CALLBACK (on_probe_failed), self, 0);
}

/* --- the object --- */

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
  g_clear_object (&self->notice);
  g_clear_object (&self->gate);
  g_clear_pointer (&self->roster, guichet_world_roster_unref);
  g_clear_pointer (&self->leftovers, guichet_leftovers_free);
  g_clear_pointer (&self->counts, guichet_visit_counts_free);
  g_clear_pointer (&self->blocked_hosts, guichet_blocked_hosts_free);
  g_clear_pointer (&self->state, guichet_session_state_free);
  g_clear_pointer (&self->store, guichet_usage_store_free);
  g_clear_pointer (&self->catalogue, guichet_catalogue_unref);
  g_clear_pointer (&self->settings, guichet_settings_unref);
  g_clear_pointer (&self->command, g_strfreev);
  g_clear_pointer (&self->service_ids, g_strfreev);
  g_clear_pointer (&self->runtime_dir, g_free);
  g_clear_pointer (&self->display_socket, g_free);
  g_clear_pointer (&self->failure, g_free);
  G_OBJECT_CLASS (guichet_supervisor_parent_class)->dispose (object);
}

static void
guichet_supervisor_class_init (GuichetSupervisorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_supervisor_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_supervisor_init (GuichetSupervisor *self)
{
  self->state = guichet_session_state_new (monotonic_seconds, NULL);
  self->roster = guichet_world_roster_new ();
  self->blocked_hosts = guichet_blocked_hosts_new ();
  self->failure = g_strdup ("");
}

GuichetSupervisor *
guichet_supervisor_new (const GuichetSupervisorOptions *options, GuichetSettings *settings,
                        GuichetCatalogue *catalogue, GuichetUsageStore *store)
{
  GuichetSupervisor *self = g_object_new (GUICHET_TYPE_SUPERVISOR, NULL);

  self->settings = guichet_settings_ref (settings);
  self->catalogue = guichet_catalogue_ref (catalogue);
  self->store = store;
  self->command = build_command (options, settings);
  self->service_ids = list_service_ids (catalogue);
  self->runtime_dir = g_strdup (options->runtime_dir);
  self->display_socket = g_strdup (options->display_socket);
  self->renderer = options->render_node != NULL ? "hardware" : "software";
  self->notice = guichet_notice_new (options->notice, options->locale_dir,
                                     guichet_settings_get_language (settings));
  self->gate = guichet_gate_new (guichet_catalogue_get_gate_list (catalogue),
                                 guichet_settings_get_proxy (settings),
                                 guichet_settings_get_private_addresses (settings));
  g_signal_connect_object (self->gate, "refused", G_CALLBACK (on_gate_refused), self, 0);
  renew_counts (self);
  return self;
}

void
guichet_supervisor_start (GuichetSupervisor *self)
{
  self->leftovers = guichet_leftovers_find (self->runtime_dir);
  self->n_worlds = guichet_leftovers_get_highest (self->leftovers);
  if (guichet_leftovers_get_n_visits (self->leftovers) > 0)
    guichet_visit_counts_add (self->counts, GUICHET_METRIC_VISIT_ENDED, "supervisor-restart");
  if (guichet_leftovers_get_n (self->leftovers) > 0) {
    handle (self, GUICHET_SESSION_EVENT_START_DIRTY);
    return;
  }
  g_clear_pointer (&self->leftovers, guichet_leftovers_free);
  handle (self, GUICHET_SESSION_EVENT_START);
}

void
guichet_supervisor_reset (GuichetSupervisor *self)
{
  handle (self, GUICHET_SESSION_EVENT_RESET);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_left = user_data;

  guichet_world_end_finish (GUICHET_WORLD (source), result);
  (*n_left)--;
}

void
guichet_supervisor_stop (GuichetSupervisor *self)
{
  GuichetWorld *worlds[] = { g_steal_pointer (&self->front), g_steal_pointer (&self->spare),
                             g_steal_pointer (&self->probe) };
  guint n_left = 0;

  if (guichet_session_state_get_phase (self->state) == GUICHET_SESSION_VISITING)
    guichet_visit_counts_add (self->counts, GUICHET_METRIC_VISIT_ENDED, "supervisor-restart");
  guichet_notice_hide (self->notice);
  for (gsize i = 0; i < G_N_ELEMENTS (worlds); i++) {
    if (worlds[i] == NULL)
      continue;
    n_left++;
    guichet_world_end_async (worlds[i], on_stopped, &n_left);
    g_object_unref (worlds[i]);
  }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
  write_visit (self);
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

GVariant *
guichet_supervisor_get_status (GuichetSupervisor *self)
{
  GVariantBuilder status;
  gboolean has_spare = self->spare != NULL && guichet_world_is_ready (self->spare);

  g_variant_builder_init (&status, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&status, "{sv}", "state",
                         g_variant_new_string (guichet_supervisor_get_phase (self)));
  g_variant_builder_add (&status, "{sv}", "failure", g_variant_new_string (self->failure));
  g_variant_builder_add (&status, "{sv}", "version", g_variant_new_string (GUICHET_VERSION));
  g_variant_builder_add (&status, "{sv}", "renderer", g_variant_new_string (self->renderer));
  g_variant_builder_add (&status, "{sv}", "spare-ready", g_variant_new_boolean (has_spare));
  g_variant_builder_add (&status, "{sv}", "visits", g_variant_new_uint32 (self->n_visits));
  g_variant_builder_add (&status, "{sv}", "wipes-verified",
                         g_variant_new_uint32 (self->n_verified));
  g_variant_builder_add (&status, "{sv}", "wipes-failed",
                         g_variant_new_uint32 (self->n_wipe_failures));
  g_variant_builder_add (&status, "{sv}", "gate-connections",
                         g_variant_new_uint32 (guichet_gate_get_n_connections (self->gate)));
  g_variant_builder_add (&status, "{sv}", "sandbox-checked",
                         g_variant_new_boolean (self->is_sandbox_checked));
  g_variant_builder_add (&status, "{sv}", "counts-written",
                         g_variant_new_boolean (self->store != NULL && !self->is_store_failing));
  return g_variant_builder_end (&status);
}
