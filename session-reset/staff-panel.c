/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-panel.h"

#include <errno.h>
#include <sys/prctl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guichet-staff-dbus.h"
#include "processor-share.h"
#include "staff-actions.h"

#define STAFF_PATH "/org/guichet/Staff"
#define CHANNEL_FD 3
/* The program ends by itself after a minute without input; this is for one that does not. */
#define LONGEST_S 600

struct _GuichetStaffPanel {
  GObject parent_instance;

  /* Owned */
  GuichetSupervisor *supervisor;
  GuichetStaffPins *pins;
  GSubprocess *process;
  GDBusConnection *connection;
  GuichetDBusStaff1 *skeleton;
  char *program;
  char *locale_dir;
  char *language;
  char *display;

  /* Handles */
  guint longest_source;

  /* State */
  GuichetStaffRole role;
};

G_DEFINE_FINAL_TYPE (GuichetStaffPanel, guichet_staff_panel, G_TYPE_OBJECT)

/* --- what it asks --- */

typedef struct {
  GuichetStaffPanel *self;
  GDBusMethodInvocation *invocation;
  GDBusConnection *connection; /* of the program that asked */
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->self);
  g_object_unref (attempt->connection);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  GuichetStaffPanel *self = attempt->self;
  GuichetStaffRole role = guichet_staff_pins_try_finish (self->pins, result, NULL);
  const char *name = guichet_staff_role_to_name (role);

  /* Another program than the one that typed it gets nothing. */
  if (attempt->connection == self->connection && role > self->role)
    self->role = role;
  guichet_dbus_staff1_complete_try (self->skeleton, attempt->invocation, name != NULL ? name : "",
                                    guichet_staff_pins_get_wait (self->pins));
}

static gboolean
on_handle_try (GuichetDBusStaff1 *skeleton, GDBusMethodInvocation *invocation, const char *pin,
               GuichetStaffPanel *self)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->self = g_object_ref (self);
  attempt->invocation = invocation;
  attempt->connection = g_object_ref (g_dbus_method_invocation_get_connection (invocation));
  guichet_staff_pins_try_async (self->pins, pin, on_tried, attempt);
  return TRUE;
}

static gboolean
on_handle_get_status (GuichetDBusStaff1 *skeleton, GDBusMethodInvocation *invocation,
                      GuichetStaffPanel *self)
{
  if (self->role == GUICHET_STAFF_NOBODY)
    g_dbus_method_invocation_return_error_literal (invocation, G_IO_ERROR,
                                                   G_IO_ERROR_PERMISSION_DENIED, "no PIN yet");
  else
    guichet_dbus_staff1_complete_get_status (skeleton, invocation,
                                             guichet_supervisor_get_status (self->supervisor));
  return TRUE;
}

static gboolean
on_handle_do (GuichetDBusStaff1 *skeleton, GDBusMethodInvocation *invocation, const char *action,
              const char *argument, GuichetStaffPanel *self)
{
  guichet_staff_action_do_async (self->supervisor, action, argument, self->role,
                                 guichet_staff_action_answer, invocation);
  return TRUE;
}

/* --- its life --- */

static void
forget (GuichetStaffPanel *self)
{
  g_clear_handle_id (&self->longest_source, g_source_remove);
  self->role = GUICHET_STAFF_NOBODY;
  if (self->skeleton != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->skeleton);
  if (self->connection != NULL)
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStaffPanel) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (source != (GObject *)self->process)
    return;
  g_clear_object (&self->process);
  forget (self);
}

void
guichet_staff_panel_hide (GuichetStaffPanel *self)
{
  g_autoptr (GSubprocess) process = g_steal_pointer (&self->process);

  if (process != NULL)
    g_subprocess_force_exit (process);
  forget (self);
}

static gboolean
on_longest (gpointer user_data)
{
  GuichetStaffPanel *self = user_data;

  self->longest_source = 0;
  guichet_staff_panel_hide (self);
  return G_SOURCE_REMOVE;
}

static void
prepare_child (gpointer user_data)
{
  guichet_processor_share_take_back ();
  (void)prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
spawn (GuichetStaffPanel *self, int channel, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  g_subprocess_launcher_take_fd (launcher, channel, CHANNEL_FD);
  g_subprocess_launcher_set_child_setup (launcher, prepare_child, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "LANGUAGE", self->language, TRUE);
  g_subprocess_launcher_setenv (launcher, "LANG", "C.UTF-8", TRUE);
  g_subprocess_launcher_setenv (launcher, "GUICHET_LANGUAGE", self->language, TRUE);
  g_subprocess_launcher_setenv (launcher, "GDK_BACKEND", "wayland", TRUE);
  g_subprocess_launcher_setenv (launcher, "GSK_RENDERER", "cairo", TRUE);
  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "none", TRUE);
  g_subprocess_launcher_setenv (launcher, "WAYLAND_DISPLAY", self->display, TRUE);
  if (self->locale_dir != NULL)
    g_subprocess_launcher_setenv (launcher, "GUICHET_LOCALE_DIR", self->locale_dir, TRUE);
  return g_subprocess_launcher_spawn (launcher, error, self->program, NULL);
}

static gboolean export(GuichetStaffPanel *self, GError **error)
{
  self->skeleton = guichet_dbus_staff1_skeleton_new ();
  g_signal_connect_object (self->skeleton, "handle-try", G_CALLBACK (on_handle_try), self, 0);
  g_signal_connect_object (self->skeleton, "handle-get-status", G_CALLBACK (on_handle_get_status),
                           self, 0);
  g_signal_connect_object (self->skeleton, "handle-do", G_CALLBACK (on_handle_do), self, 0);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton),
                                         self->connection, STAFF_PATH, error))
    return FALSE;
  g_dbus_connection_start_message_processing (self->connection);
  return TRUE;
}

static void
on_connection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStaffPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_finish (result, &error);

  if (connection != NULL && self->process != NULL && self->connection == NULL) {
    self->connection = g_steal_pointer (&connection);
    if (export(self, &error))
      return;
  }
  if (error != NULL)
    g_warning ("The panel of staff does not speak");
  guichet_staff_panel_hide (self);
}

static void
open_channel (GuichetStaffPanel *self, int channel)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (channel, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autofree char *guid = g_dbus_generate_guid ();

  g_dbus_connection_new (G_IO_STREAM (stream), guid,
                         G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER |
                             G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
                         NULL, NULL, on_connection_ready, g_object_ref (self));
}

void
guichet_staff_panel_show (GuichetStaffPanel *self)
{
  g_autoptr (GError) error = NULL;
  int pair[2];

  if (self->process != NULL)
    return;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    g_warning ("The panel of staff could not be shown: %s", g_strerror (errno));
    return;
  }
  self->process = spawn (self, pair[1], &error);
  if (self->process == NULL) {
    g_warning ("The panel of staff could not be shown: %s", error->message);
    close (pair[0]);
    return;
  }
  g_subprocess_wait_async (self->process, NULL, on_ended, g_object_ref (self));
  self->longest_source = g_timeout_add_seconds (LONGEST_S, on_longest, self);
  open_channel (self, pair[0]);
}

static void
guichet_staff_panel_dispose (GObject *object)
{
  GuichetStaffPanel *self = GUICHET_STAFF_PANEL (object);

  guichet_staff_panel_hide (self);
  g_clear_object (&self->supervisor);
  g_clear_object (&self->pins);
  G_OBJECT_CLASS (guichet_staff_panel_parent_class)->dispose (object);
}

static void
guichet_staff_panel_finalize (GObject *object)
{
  GuichetStaffPanel *self = GUICHET_STAFF_PANEL (object);

  g_free (self->program);
  g_free (self->locale_dir);
  g_free (self->language);
  g_free (self->display);
  G_OBJECT_CLASS (guichet_staff_panel_parent_class)->finalize (object);
}

static void
guichet_staff_panel_class_init (GuichetStaffPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_staff_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_staff_panel_finalize;
}

static void
guichet_staff_panel_init (GuichetStaffPanel *self)
{
}

GuichetStaffPanel *
guichet_staff_panel_new (const GuichetStaffPanelOptions *options, GuichetSupervisor *supervisor,
                         GuichetStaffPins *pins)
{
  GuichetStaffPanel *self = g_object_new (GUICHET_TYPE_STAFF_PANEL, NULL);

  self->supervisor = g_object_ref (supervisor);
  self->pins = g_object_ref (pins);
  self->program = g_strdup (options->program);
  self->locale_dir = g_strdup (options->locale_dir);
  self->language = g_strdup (options->language);
  self->display = g_strdup (options->display);
  return self;
}
