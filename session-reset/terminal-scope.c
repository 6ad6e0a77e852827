/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal-scope.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER      "org.freedesktop.systemd1.Manager"

typedef struct {
  /* Borrowed */
  const char *unit;
  GError **error;
  GMainContext *context;
  GCancellable *limit; /* of all that is waited for, together */

  /* Owned */
  GDBusConnection *connection;
  char *result; /* of the job */

  /* State */
  gboolean is_over; /* what is waited for now */
  gboolean is_done;
} Wait;

/* One terminal has one runtime directory: what bears its mark is a supervisor's of this terminal.
 */
static char *
make_prefix (const char *runtime_dir)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, runtime_dir, -1);

  return g_strdup_printf ("guichet-%.8s-", sum);
}

/* The path of our group below the file system's root, ending in @unit; NULL when we are elsewhere.
 */
static char *
find_own (const char *unit)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/cgroup", &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "0::/") && g_str_has_suffix (lines[i], unit))
      return g_build_filename ("/sys/fs/cgroup", lines[i] + strlen ("0::"), NULL);
  return NULL;
}

static void
kill_group (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "cgroup.kill", NULL);
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (write (fd, "1", 1) != 1)
    g_warning ("A control group of a supervisor before this one could not be killed.");
  close (fd);
}

/* Without this, one who was killed would leave worlds where logind, which ends the session, finds
 * nothing to kill. */
static void
kill_older (const char *parent, const char *prefix, const char *unit)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (parent, name, NULL);

    if (g_str_has_prefix (name, prefix) && !g_str_equal (name, unit))
      kill_group (path);
  }
}

static GVariant *
make_request (const char *unit)
{
  static const char *const kinds[] = { "memory", "pids", "cpu", NULL };
  guint32 pid = (guint32)getpid ();
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a(sv)"));
  g_variant_builder_add (&properties, "(sv)", "Description",
                         g_variant_new_string ("Guichet: supervisor, visits and workers"));
  g_variant_builder_add (&properties, "(sv)", "PIDs",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, &pid, 1, sizeof pid));
  g_variant_builder_add (&properties, "(sv)", "DelegateControllers",
                         g_variant_new_strv (kinds, -1));
  g_variant_builder_add (&properties, "(sv)", "CollectMode",
                         g_variant_new_string ("inactive-or-failed"));
  return g_variant_new ("(ssa(sv)a(sa(sv)))", unit, "fail", &properties, NULL);
}

static void
on_job_removed (GDBusConnection *connection, const char *sender, const char *path,
                const char *interface, const char *signal, GVariant *arguments, gpointer user_data)
{
  Wait *wait = user_data;
  const char *unit, *result;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(uoss)")))
    return;
  g_variant_get (arguments, "(u&o&s&s)", NULL, NULL, &unit, &result);
  if (!g_str_equal (unit, wait->unit))
    return;
  g_free (wait->result);
  wait->result = g_strdup (result);
}

static gboolean
on_late (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->connection = g_dbus_connection_new_for_address_finish (result, wait->error);
  wait->is_over = TRUE;
}

static gboolean
connect_manager (Wait *wait, const char *socket)
{
  g_autofree char *escaped = g_dbus_address_escape_value (socket);
  g_autofree char *address = g_strconcat ("unix:path=", escaped, NULL);

  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL,
                                     wait->limit, on_connected, wait);
  while (!wait->is_over)
    g_main_context_iteration (wait->context, TRUE);
  return wait->connection != NULL;
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GVariant) job =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, wait->error);

  wait->is_done = job != NULL;
  wait->is_over = TRUE;
}

/* The manager tells whoever is on its own socket when a job is over. */
static gboolean
wait_job (Wait *wait)
{
  while (wait->result == NULL && !g_cancellable_is_cancelled (wait->limit))
    g_main_context_iteration (wait->context, TRUE);
  if (g_strcmp0 (wait->result, "done") == 0)
    return TRUE;
  if (wait->result != NULL)
    g_set_error (wait->error, G_IO_ERROR, G_IO_ERROR_FAILED, "its scope: %s", wait->result);
  return FALSE;
}

static gboolean
ask (Wait *wait)
{
  guint watch = g_dbus_connection_signal_subscribe (wait->connection, NULL, MANAGER, "JobRemoved",
                                                    MANAGER_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                    on_job_removed, wait, NULL);
  gboolean is_done;

  wait->is_over = FALSE;
  g_dbus_connection_call (wait->connection, NULL, MANAGER_PATH, MANAGER, "StartTransientUnit",
                          make_request (wait->unit), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE,
                          G_MAXINT, wait->limit, on_answered, wait);
  while (!wait->is_over)
    g_main_context_iteration (wait->context, TRUE);
  is_done = wait->is_done && wait_job (wait);
  g_dbus_connection_signal_unsubscribe (wait->connection, watch);
  /* What was on its way to the handler must not find @wait gone. */
  while (g_main_context_iteration (wait->context, FALSE))
    ;
  return is_done;
}

static gboolean
ask_manager (const char *socket, const char *unit, guint patience_ms, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) limit = g_cancellable_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (patience_ms);
  Wait wait = { .unit = unit, .error = error, .context = context, .limit = limit };
  gboolean is_done;

  g_source_set_callback (timeout, on_late, limit, NULL);
  g_source_attach (timeout, context);
  g_main_context_push_thread_default (context);
  is_done = connect_manager (&wait, socket) && ask (&wait);
  if (!is_done && g_cancellable_is_cancelled (limit)) {
    g_clear_error (error);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "its scope: no answer");
  }
  if (wait.connection != NULL)
    g_dbus_connection_close_sync (wait.connection, NULL, NULL);
  g_clear_object (&wait.connection);
  g_main_context_pop_thread_default (context);
  g_source_destroy (timeout);
  g_free (wait.result);
  return is_done;
}

static gboolean
enter (const char *socket, const char *prefix, const char *unit, guint patience_ms, GError **error)
{
  g_autofree char *own = NULL;
  g_autofree char *parent = NULL;

  if (socket == NULL || access (socket, W_OK) != 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no user's service manager");
    return FALSE;
  }
  if (!ask_manager (socket, unit, patience_ms, error))
    return FALSE;
  own = find_own (unit);
  if (own == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "its scope: this process is not in it");
    return FALSE;
  }
  parent = g_path_get_dirname (own);
  kill_older (parent, prefix, unit);
  return TRUE;
}

gboolean
guichet_terminal_scope_enter (const char *socket, const char *groups, const char *runtime_dir,
                              guint patience_ms, GError **error)
{
  g_autofree char *prefix = make_prefix (runtime_dir);
  g_autofree char *unit = g_strdup_printf ("%s%d.scope", prefix, (int)getpid ());

  if (enter (socket, prefix, unit, patience_ms, error))
    return TRUE;
  /* One that comes late may still move us: our own name is never killed. */
  kill_older (groups, prefix, unit);
  return FALSE;
}

char *
guichet_terminal_scope_find_socket (void)
{
  const char *dir = g_getenv ("XDG_RUNTIME_DIR");

  return dir != NULL ? g_build_filename (dir, "systemd", "private", NULL) : NULL;
}

/* user@.service(5), and app.slice of systemd.special(7): where scopes go that name no slice. */
char *
guichet_terminal_scope_find_groups (void)
{
  guint user = geteuid ();

  return g_strdup_printf ("/sys/fs/cgroup/user.slice/user-%u.slice/user@%u.service/app.slice", user,
                          user);
}
