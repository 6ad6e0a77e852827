/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "day.h"
#include "devices.h"
#include "health.h"
#include "metric-names.h"
#include "outbox-day.h"
#include "settings.h"
#include "usage-store.h"

/* Whoever watches can tell by the file's age that nobody writes it any more. */
#define PERIOD_S          60
#define DEVICES_PERIOD_US (30 * 60 * G_USEC_PER_SEC)

struct _GuichetSupervisorHealth {
  /* Borrowed */
  GuichetSupervisor *supervisor;

  /* Owned */
  char *day;      /* "YYYY-MM-DD": of the last look at what moves once a day */
  char *wipe_day; /* or NULL */
  char *faults_path;
  char *printer;
  char *scanner;

  /* Handles */
  guint source;
  guint soon_source;

  /* State */
  GuichetFaultCounts faults;
  guint n_config_problems;
  gint64 devices_asked_at; /* 0: never */
  int days_since_report;
  guint64 database_size;
  const char *state; /* that was written last */
  gboolean is_asking;
  GuichetSessionPhase phase; /* after the last event */
  gboolean is_visited; /* somebody was there today, since it was last started or out of order */
  gboolean has_failed; /* to write; told once */
  gboolean is_stopped;
};

static const char *
get_directory (GuichetSupervisorHealth *self)
{
  return guichet_settings_get_health (self->supervisor->settings)->directory;
}

/* --- what is known --- */

/* Once a day: a size that grows, or a day that becomes today, would tell of a visit. */
static void
look_at_day (GuichetSupervisorHealth *self)
{
  GuichetSupervisor *supervisor = self->supervisor;
  g_autofree char *today = guichet_day_get_today ();
  g_autofree char *left =
      guichet_outbox_read_last_day (guichet_settings_get_counts (supervisor->settings)->outbox);
  GStatBuf file;

  self->days_since_report = guichet_health_count_days (left, today);
  guichet_fault_counts_begin_day (&self->faults, today);
  if (g_strcmp0 (self->day, today) == 0)
    return;
  g_clear_pointer (&self->wipe_day, g_free);
  if (supervisor->store != NULL)
    (void)guichet_usage_store_get_last_day (supervisor->store, GUICHET_METRIC_WIPE, "verified",
                                            today, &self->wipe_day, NULL);
  if (self->day != NULL && self->phase == GUICHET_SESSION_HOME)
    self->is_visited = FALSE;
  self->database_size = supervisor->database != NULL && g_stat (supervisor->database, &file) == 0
                            ? (guint64)file.st_size
                            : 0;
  g_free (self->day);
  self->day = g_steal_pointer (&today);
}

static void
look_at_disk (GuichetSupervisorHealth *self, GuichetHealth *health)
{
  g_autofree char *folder =
      self->supervisor->database != NULL ? g_path_get_dirname (self->supervisor->database) : NULL;
  struct statvfs disk;

  if (folder == NULL || statvfs (folder, &disk) != 0)
    return;
  health->disk_size = (guint64)disk.f_blocks * disk.f_frsize;
  health->disk_free = guichet_health_blur_bytes ((guint64)disk.f_bavail * disk.f_frsize);
}

static void
get_health (GuichetSupervisorHealth *self, GuichetHealth *health)
{
  GuichetSupervisor *supervisor = self->supervisor;

  look_at_day (self);
  look_at_disk (self, health);
  health->version = GUICHET_VERSION;
  health->state = guichet_health_state_of_phase (guichet_supervisor_get_phase (supervisor));
  health->failure = supervisor->failure;
  health->wipe_day = self->wipe_day;
  health->printer = self->printer;
  health->scanner = self->scanner;
  health->n_input_devices = guichet_supervisor_get_n_inputs (supervisor);
  health->n_config_problems = self->n_config_problems;
  health->days_since_report = self->days_since_report;
  health->database_size = self->database_size;
  memcpy (health->n_faults, self->faults.n_published, sizeof health->n_faults);
}

/* --- the file --- */

static void
write_file (GuichetSupervisorHealth *self)
{
  const char *directory = get_directory (self);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GuichetHealth health = { 0 };
  gboolean is_written;

  if (directory == NULL)
    return;
  get_health (self, &health);
  self->state = health.state;
  text = guichet_health_to_text (&health);
  is_written = guichet_health_write (directory, text, &error);
  if (!is_written && !self->has_failed)
    g_warning ("The terminal's health cannot be written: %s", error->message);
  self->has_failed = !is_written;
}

static gboolean
on_soon (gpointer user_data)
{
  GuichetSupervisorHealth *self = user_data;

  self->soon_source = 0;
  write_file (self);
  return G_SOURCE_REMOVE;
}

/* Only when the terminal begins or ceases to be out of order, or fails while nobody is there: a
 * file that is written when a visit begins, ends or makes something fail would tell it by its own
 * time. */
static void
write_soon (GuichetSupervisorHealth *self)
{
  if (!self->is_stopped && self->soon_source == 0 && get_directory (self) != NULL)
    self->soon_source = g_idle_add (on_soon, self);
}

static void
on_devices_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetSupervisor) supervisor = user_data;
  g_autoptr (GVariant) devices = g_variant_ref_sink (guichet_devices_ask_finish (result));

  if (supervisor->health == NULL)
    return;
  supervisor->health->is_asking = FALSE;
  guichet_supervisor_note_devices (supervisor, devices);
}

/* Not in a visit: the resident comes first at the devices. */
static void
ask_devices (GuichetSupervisorHealth *self)
{
  gint64 now = g_get_monotonic_time ();

  if (get_directory (self) == NULL || self->is_asking || self->is_stopped ||
      guichet_session_state_get_phase (self->supervisor->state) != GUICHET_SESSION_HOME ||
      (self->devices_asked_at != 0 && now - self->devices_asked_at < DEVICES_PERIOD_US))
    return;
  self->devices_asked_at = now;
  self->is_asking = TRUE;
  guichet_supervisor_ask_devices (self->supervisor, on_devices_asked,
                                  g_object_ref (self->supervisor));
}

static gboolean
on_due (gpointer user_data)
{
  GuichetSupervisorHealth *self = user_data;

  ask_devices (self);
  write_file (self);
  return G_SOURCE_CONTINUE;
}

/* --- what happens --- */

/* At once, for a supervisor that comes after this one: it may be killed at any time. */
static void
save_faults (GuichetSupervisorHealth *self)
{
  g_autoptr (GError) error = NULL;

  if (!guichet_fault_counts_save (&self->faults, self->faults_path, &error))
    g_warning ("The failures are kept until the next start only: %s", error->message);
}

/* What fails soon after a visit fails of it: the next world is started as the tiles come. And what
 * takes the tiles away may be the first touch of somebody. */
static gboolean
may_tell_of_visit (GuichetSupervisorHealth *self, GuichetFault fault)
{
  return self->is_visited ||
         (self->phase == GUICHET_SESSION_HOME &&
          (fault == GUICHET_FAULT_SHELL_DIED || fault == GUICHET_FAULT_SHELL_HUNG));
}

void
guichet_supervisor_note_fault (GuichetSupervisor *self, GuichetFault fault)
{
  g_autofree char *today = guichet_day_get_today ();
  gboolean is_of_visit;

  if (self->health == NULL)
    return;
  is_of_visit = may_tell_of_visit (self->health, fault);
  guichet_fault_counts_add (&self->health->faults, fault, is_of_visit, today);
  save_faults (self->health);
  if (!is_of_visit)
    write_soon (self->health);
}

static void
note_phase (GuichetSupervisorHealth *self, GuichetSessionPhase phase)
{
  if (phase == GUICHET_SESSION_VISITING)
    self->is_visited = TRUE;
  else if (phase == GUICHET_SESSION_OUT_OF_ORDER)
    self->is_visited = FALSE;
  self->phase = phase;
}

void
guichet_supervisor_note_event (GuichetSupervisor *self, GuichetSessionEvent event, guint actions)
{
  static const struct {
    GuichetSessionEvent event;
    GuichetFault fault;
  } faults[] = {
    { GUICHET_SESSION_EVENT_START_DIRTY, GUICHET_FAULT_LEFTOVERS },
    { GUICHET_SESSION_EVENT_SPARE_FAILED, GUICHET_FAULT_START },
    { GUICHET_SESSION_EVENT_CURTAIN_FAILED, GUICHET_FAULT_START },
    { GUICHET_SESSION_EVENT_HOME_FAILED, GUICHET_FAULT_START },
    { GUICHET_SESSION_EVENT_SHELL_DIED, GUICHET_FAULT_SHELL_DIED },
    { GUICHET_SESSION_EVENT_HEARTBEAT, GUICHET_FAULT_SHELL_HUNG },
    { GUICHET_SESSION_EVENT_SANDBOX_BAD, GUICHET_FAULT_SANDBOX },
    { GUICHET_SESSION_EVENT_WIPE_FAILED, GUICHET_FAULT_WIPE },
  };

  if (self->health == NULL || self->health->is_stopped)
    return;
  /* A world that is lost is told of more than once, by its way, its process, and its end: what
   * changed nothing any more is no failure of its own. */
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (faults[i].event == event &&
        (actions != GUICHET_SESSION_ACTION_NONE || event == GUICHET_SESSION_EVENT_SANDBOX_BAD))
      guichet_supervisor_note_fault (self, faults[i].fault);
  note_phase (self->health, guichet_session_state_get_phase (self->state));
  if (g_strcmp0 (self->health->state,
                 guichet_health_state_of_phase (guichet_supervisor_get_phase (self))) != 0) {
    ask_devices (self->health);
    write_soon (self->health);
  }
}

void
guichet_supervisor_note_devices (GuichetSupervisor *self, GVariant *devices)
{
  const char *printer = "unknown", *scanner = "unknown";

  if (self->health == NULL)
    return;
  (void)g_variant_lookup (devices, "printer", "&s", &printer);
  (void)g_variant_lookup (devices, "scanner", "&s", &scanner);
  g_free (self->health->printer);
  g_free (self->health->scanner);
  self->health->printer = g_strdup (printer);
  self->health->scanner = g_strdup (scanner);
}

/* --- what is told --- */

static void
add_word (GVariantBuilder *status, const char *name, const char *word)
{
  g_variant_builder_add (status, "{sv}", name, g_variant_new_string (word != NULL ? word : ""));
}

/* Read at the terminal itself, where the state tells of a visit anyway: today's failures too. */
void
guichet_supervisor_add_health_status (GuichetSupervisor *self, GVariantBuilder *status)
{
  GuichetHealth health = { 0 };
  GVariantBuilder faults;

  if (self->health == NULL)
    return;
  get_health (self->health, &health);
  g_variant_builder_init (&faults, G_VARIANT_TYPE ("a{su}"));
  for (int i = 0; i < GUICHET_N_FAULTS; i++)
    g_variant_builder_add (&faults, "{su}", guichet_fault_to_name ((GuichetFault)i),
                           self->health->faults.n[i]);
  g_variant_builder_add (status, "{sv}", "failures", g_variant_builder_end (&faults));
  add_word (status, "last-wipe-day", health.wipe_day);
  add_word (status, "printer", health.printer);
  add_word (status, "scanner", health.scanner);
  g_variant_builder_add (status, "{sv}", "config-problems",
                         g_variant_new_uint32 (health.n_config_problems));
  g_variant_builder_add (status, "{sv}", "days-since-report",
                         g_variant_new_int32 (health.days_since_report));
  g_variant_builder_add (status, "{sv}", "disk-size", g_variant_new_uint64 (health.disk_size));
  g_variant_builder_add (status, "{sv}", "disk-free", g_variant_new_uint64 (health.disk_free));
  g_variant_builder_add (status, "{sv}", "database-size",
                         g_variant_new_uint64 (health.database_size));
}

/* --- the part itself --- */

/* Beside the counts, where no world can read it. */
static char *
make_faults_path (GuichetSupervisor *supervisor)
{
  g_autofree char *folder = supervisor->database != NULL ? g_path_get_dirname (supervisor->database)
                                                         : g_strdup (supervisor->runtime_dir);

  return g_build_filename (folder, "failures", NULL);
}

GuichetSupervisorHealth *
guichet_supervisor_health_new (GuichetSupervisor *supervisor, guint n_config_problems)
{
  GuichetSupervisorHealth *self = g_new0 (GuichetSupervisorHealth, 1);
  const GuichetPrinterSettings *printer = guichet_settings_get_printer (supervisor->settings);
  const GuichetScannerSettings *scanner = guichet_settings_get_scanner (supervisor->settings);

  self->supervisor = supervisor;
  self->n_config_problems = n_config_problems;
  self->faults_path = make_faults_path (supervisor);
  guichet_fault_counts_load (&self->faults, self->faults_path);
  self->printer = g_strdup (printer->queue != NULL ? "unknown" : "not-set-up");
  self->scanner = g_strdup (scanner->device != NULL ? "unknown" : "not-set-up");
  self->source = g_timeout_add_seconds (PERIOD_S, on_due, self);
  return self;
}

void
guichet_supervisor_health_stop (GuichetSupervisorHealth *self)
{
  if (self->is_stopped)
    return;
  self->is_stopped = TRUE;
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_handle_id (&self->soon_source, g_source_remove);
  if (get_directory (self) != NULL)
    guichet_health_remove (get_directory (self));
}

void
guichet_supervisor_health_free (GuichetSupervisorHealth *self)
{
  guichet_supervisor_health_stop (self);
  g_free (self->day);
  g_free (self->wipe_day);
  g_free (self->faults_path);
  g_free (self->printer);
  g_free (self->scanner);
  g_free (self);
}
