/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fresh-dir.h"
#include "terminal-scope.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A manager that says what a real one cannot be told to say. That a real one gives a group, and
 * what then holds in it: tests/packages/test-machine.py bounds. */

typedef enum {
  SAYS_DONE,
  SAYS_FAILED,
  SAYS_OTHER_UNIT_FIRST,
  REFUSES,
  HANGS_UP,
} Manner;

typedef struct {
  /* Owned */
  char *dir;
  char *socket;
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
  fresh_dir_free (self->dir);
}

static void
assert_refused (Fixture *self, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (guichet_terminal_scope_enter (self->socket, "/run/guichet", &error));
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

  g_assert_false (guichet_terminal_scope_enter (self->socket, "/run/guichet", &error));
  g_assert_nonnull (error);
}

static void
test_no_manager (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (guichet_terminal_scope_enter (NULL, "/run/guichet", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (guichet_terminal_scope_enter ("/nowhere/private", "/run/guichet", &error));
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
  g_test_add_func ("/session-reset/terminal-scope/no-manager", test_no_manager);
  return g_test_run ();
}
