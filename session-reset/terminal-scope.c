/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal-scope.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER      "org.freedesktop.systemd1.Manager"
#define PATIENCE_MS  10000

typedef struct {
  /* Borrowed */
  const char *unit;

  /* State */
  gboolean is_over;
  gboolean is_late;
  char *result; /* owned */
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
kill_older (const char *own, const char *prefix)
{
  g_autofree char *parent = g_path_get_dirname (own);
  g_autofree char *unit = g_path_get_basename (own);
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
  wait->is_over = TRUE;
  g_free (wait->result);
  wait->result = g_strdup (result);
}

static gboolean
on_late (gpointer user_data)
{
  Wait *wait = user_data;

  wait->is_over = wait->is_late = TRUE;
  return G_SOURCE_CONTINUE;
}

/* The manager tells whoever is on its own socket when a job is over. */
static gboolean
wait_job (GMainContext *context, Wait *wait, GError **error)
{
  g_autoptr (GSource) timeout = g_timeout_source_new (PATIENCE_MS);

  g_source_set_callback (timeout, on_late, wait, NULL);
  g_source_attach (timeout, context);
  while (!wait->is_over)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timeout);
  if (!wait->is_late && g_strcmp0 (wait->result, "done") == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, wait->is_late ? G_IO_ERROR_TIMED_OUT : G_IO_ERROR_FAILED,
               "its scope: %s", wait->is_late ? "no answer" : wait->result);
  return FALSE;
}

static gboolean
ask (GDBusConnection *connection, GMainContext *context, const char *unit, GError **error)
{
  Wait wait = { .unit = unit };
  guint watch = g_dbus_connection_signal_subscribe (connection, NULL, MANAGER, "JobRemoved",
                                                    MANAGER_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                                    on_job_removed, &wait, NULL);
  g_autoptr (GVariant) job = g_dbus_connection_call_sync (
      connection, NULL, MANAGER_PATH, MANAGER, "StartTransientUnit", make_request (unit),
      G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, PATIENCE_MS, NULL, error);
  gboolean is_done = job != NULL && wait_job (context, &wait, error);

  g_dbus_connection_signal_unsubscribe (connection, watch);
  /* What was on its way to the handler must not find @wait gone. */
  while (g_main_context_iteration (context, FALSE))
    ;
  g_free (wait.result);
  return is_done;
}

static gboolean
ask_manager (const char *socket, const char *unit, GError **error)
{
  g_autofree char *escaped = g_dbus_address_escape_value (socket);
  g_autofree char *address = g_strconcat ("unix:path=", escaped, NULL);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GDBusConnection) connection = NULL;
  gboolean is_done;

  g_main_context_push_thread_default (context);
  connection = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, error);
  is_done = connection != NULL && ask (connection, context, unit, error);
  if (connection != NULL)
    g_dbus_connection_close_sync (connection, NULL, NULL);
  g_main_context_pop_thread_default (context);
  return is_done;
}

gboolean
guichet_terminal_scope_enter (const char *socket, const char *runtime_dir, GError **error)
{
  g_autofree char *prefix = make_prefix (runtime_dir);
  g_autofree char *unit = g_strdup_printf ("%s%d.scope", prefix, (int)getpid ());
  g_autofree char *own = NULL;

  if (socket == NULL || access (socket, W_OK) != 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no user's service manager");
    return FALSE;
  }
  if (!ask_manager (socket, unit, error))
    return FALSE;
  own = find_own (unit);
  if (own == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "its scope: this process is not in it");
    return FALSE;
  }
  kill_older (own, prefix);
  return TRUE;
}

char *
guichet_terminal_scope_find_socket (void)
{
  const char *dir = g_getenv ("XDG_RUNTIME_DIR");

  return dir != NULL ? g_build_filename (dir, "systemd", "private", NULL) : NULL;
}
