/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fresh-dir.h"
#include "terminal-scope.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A manager that says what a real one cannot be told to say. That a real one gives a group, and
 * what then holds in it: tests/packages/test-machine.py bounds. */

/* Longer than any test waits, shorter than what runs them. */
#define PATIENCE_MS 60000

typedef enum {
  SAYS_DONE,
  SAYS_FAILED,
  SAYS_OTHER_UNIT_FIRST,
  REFUSES,
  HANGS_UP,
  SAYS_NOTHING,
} Manner;

typedef struct {
  /* Owned */
  char *dir;
  char *socket;
  char *groups; /* none but what a test makes */
  char *unit;
  GVariant *properties;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GDBusServer *server;
  GDBusConnection *connection;

  /* State */
  Manner manner;
} Fixture;

static void
say_job_removed (GDBusConnection *connection, const char *unit, const char *result)
{
  g_assert_true (g_dbus_connection_emit_signal (
      connection, NULL, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
      "JobRemoved", g_variant_new ("(uoss)", 7, "/org/freedesktop/systemd1/job/7", unit, result),
      NULL));
}

static void
on_call (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
         const char *method, GVariant *arguments, GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Fixture *self = user_data;
  const char *mode;

  g_clear_pointer (&self->unit, g_free);
  g_clear_pointer (&self->properties, g_variant_unref);
  g_assert_cmpstr (method, ==, "StartTransientUnit");
  g_variant_get (arguments, "(s&s@a(sv)@a(sa(sv)))", &self->unit, &mode, &self->properties, NULL);
  g_assert_cmpstr (mode, ==, "fail");
  if (self->manner == REFUSES) {
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.systemd1.UnitExists",
                                                "no");
    return;
  }
  if (self->manner == HANGS_UP) {
    g_dbus_connection_close_sync (connection, NULL, NULL);
    g_object_unref (invocation);
    return;
  }
  if (self->manner == SAYS_NOTHING) {
    g_object_unref (invocation);
    return;
  }
  if (self->manner == SAYS_OTHER_UNIT_FIRST)
    say_job_removed (connection, "other.scope", "done");
  /* systemd may say it before it answers. */
  say_job_removed (connection, self->unit, self->manner == SAYS_DONE ? "done" : "failed");
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(o)", "/org/freedesktop/systemd1/job/7"));
}

static gboolean
on_new_connection (GDBusServer *server, GDBusConnection *connection, gpointer user_data)
{
  static const char *const xml =
      "<node><interface name='org.freedesktop.systemd1.Manager'>"
      "<method name='StartTransientUnit'><arg type='s' direction='in'/><arg type='s' "
      "direction='in'/>"
      "<arg type='a(sv)' direction='in'/><arg type='a(sa(sv))' direction='in'/>"
      "<arg type='o' direction='out'/></method></interface></node>";
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  Fixture *self = user_data;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);

  g_assert_cmpuint (g_dbus_connection_register_object (connection, "/org/freedesktop/systemd1",
                                                       node->interfaces[0], &table, self, NULL,
                                                       NULL),
                    >, 0);
  self->connection = g_object_ref (connection);
  return TRUE;
}

static gpointer
serve (gpointer user_data)
{
  Fixture *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
set_up (Fixture *self, gconstpointer manner)
{
  g_autofree char *address = NULL;
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autoptr (GError) error = NULL;

  self->manner = GPOINTER_TO_INT (manner);
  self->dir = fresh_dir_new ();
  self->socket = g_build_filename (self->dir, "private", NULL);
  self->groups = g_build_filename (self->dir, "groups", NULL);
  address = g_strconcat ("unix:path=", self->socket, NULL);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->server =
      g_dbus_server_new_sync (address, G_DBUS_SERVER_FLAGS_NONE, guid, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->server, "new-connection", G_CALLBACK (on_new_connection), self);
  g_dbus_server_start (self->server);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("manager", serve, self);
}

static void
tear_down (Fixture *self, gconstpointer manner)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_dbus_server_stop (self->server);
  g_clear_object (&self->connection);
  g_object_unref (self->server);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->properties, g_variant_unref);
  g_free (self->unit);
  g_free (self->socket);
  g_free (self->groups);
  fresh_dir_free (self->dir);
}

static gboolean
enter (Fixture *self, guint patience_ms, GError **error)
{
  return guichet_terminal_scope_enter (self->socket, self->groups, "/run/guichet", patience_ms,
                                       error);
}

static void
assert_refused (Fixture *self, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (enter (self, PATIENCE_MS, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, words));
}

/* Of "a(sv)", as systemd has them. */
static GVariant *
find_property (Fixture *self, const char *wanted)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, self->properties);
  while (g_variant_iter_next (&iter, "(&sv)", &name, &value)) {
    if (g_str_equal (name, wanted))
      return value;
    g_variant_unref (value);
  }
  g_error ("no %s is asked for", wanted);
}

static void
test_request (Fixture *self, gconstpointer data)
{
  g_autoptr (GVariant) controllers = NULL;
  g_autofree const char **kinds = NULL;
  g_autoptr (GVariant) pids = NULL;
  guint32 pid;

  /* It says that all is done, and moved nobody. */
  assert_refused (self, "is not in it");
  g_assert_true (g_str_has_prefix (self->unit, "guichet-"));
  g_assert_true (g_str_has_suffix (self->unit, ".scope"));
  pids = find_property (self, "PIDs");
  g_assert_cmpuint (g_variant_n_children (pids), ==, 1);
  g_variant_get_child (pids, 0, "u", &pid);
  g_assert_cmpuint (pid, ==, (guint32)getpid ());
  controllers = find_property (self, "DelegateControllers");
  kinds = g_variant_get_strv (controllers, NULL);
  g_assert_true (g_strv_contains (kinds, "memory"));
  g_assert_true (g_strv_contains (kinds, "pids"));
  g_assert_true (g_strv_contains (kinds, "cpu"));
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  assert_refused (self, "no");
}

static void
test_job (Fixture *self, gconstpointer data)
{
  assert_refused (self, "failed");
}

static void
test_hung_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (enter (self, PATIENCE_MS, &error));
  g_assert_nonnull (error);
}

static void
test_silent (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (enter (self, 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* Something has bound the manager's socket, takes connections, and reads nothing. */
static void
test_never_answers (void)
{
  g_autofree char *dir = fresh_dir_new ();
  g_autofree char *path = g_build_filename (dir, "private", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  g_assert_false (guichet_terminal_scope_enter (path, "/nowhere", "/run/guichet", 100, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  fresh_dir_free (g_steal_pointer (&dir));
}

/* A group with @name where the manager has its groups; its cgroup.kill. */
static char *
make_group (Fixture *self, const char *name)
{
  g_autofree char *file = g_build_filename ("groups", name, "cgroup.kill", NULL);

  return fresh_dir_write (self->dir, file, "");
}

static void
assert_text (const char *path, const char *wanted)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, wanted);
}

/* What a supervisor before this one left is ended though there is no group for this one. */
static void
test_older_groups (Fixture *self, gconstpointer data)
{
  g_autofree char *own = NULL;
  g_autofree char *older = NULL;
  g_autofree char *own_kill = NULL;
  g_autofree char *older_kill = NULL;
  g_autofree char *other_kill = make_group (self, "guichet-00000000-1.scope");

  assert_refused (self, "no");
  own = g_strdup (self->unit);
  /* guichet-MARK-PID.scope */
  older = g_strdup_printf ("%.*s-1.scope", (int)(strrchr (own, '-') - own), own);
  own_kill = make_group (self, own);
  older_kill = make_group (self, older);
  assert_refused (self, "no");
  assert_text (older_kill, "1");
  assert_text (own_kill, "");
  assert_text (other_kill, "");
}

static void
test_groups_path (void)
{
  g_autofree char *path = guichet_terminal_scope_find_groups ();
  g_autofree char *wanted = g_strdup_printf ("/user@%u.service/app.slice", (guint)geteuid ());

  g_assert_true (g_str_has_prefix (path, "/sys/fs/cgroup/user.slice/user-"));
  g_assert_true (g_str_has_suffix (path, wanted));
}

static void
test_no_manager (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      guichet_terminal_scope_enter (NULL, "/nowhere", "/run/guichet", PATIENCE_MS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (guichet_terminal_scope_enter ("/nowhere/private", "/nowhere", "/run/guichet",
                                                PATIENCE_MS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
add (const char *name, Manner manner, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/session-reset/terminal-scope/", name, NULL);

  g_test_add (path, Fixture, GINT_TO_POINTER (manner), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("request", SAYS_DONE, test_request);
  add ("job-failed", SAYS_FAILED, test_job);
  add ("other-job-first", SAYS_OTHER_UNIT_FIRST, test_job);
  add ("refused", REFUSES, test_refused);
  add ("hung-up", HANGS_UP, test_hung_up);
  add ("silent", SAYS_NOTHING, test_silent);
  add ("older-groups", REFUSES, test_older_groups);
  g_test_add_func ("/session-reset/terminal-scope/never-answers", test_never_answers);
  g_test_add_func ("/session-reset/terminal-scope/groups-path", test_groups_path);
  g_test_add_func ("/session-reset/terminal-scope/no-manager", test_no_manager);
  return g_test_run ();
}
