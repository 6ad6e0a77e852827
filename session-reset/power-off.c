/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power-off.h"

static const struct {
  const char *error;
  const char *outcome;
} refusals[] = {
  { "org.freedesktop.DBus.Error.AccessDenied", "refused" },
  { "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", "refused" },
  { "org.freedesktop.login1.BlockedByInhibitorLock", "refused" },
  /* Asked for twice, or somebody else was faster. */
  { "org.freedesktop.login1.OperationInProgress", "done" },
};

static const char *
find_outcome (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_strcmp0 (name, refusals[i].error) == 0)
      return refusals[i].outcome;
  return "no-answer";
}

/* Takes over @task. */
static void
end (GTask *task, const char *outcome)
{
  g_task_return_pointer (task, (gpointer)outcome, NULL);
  g_object_unref (task);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  end (user_data, answer != NULL ? "done" : find_outcome (error));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_for_address_finish (result, NULL);
  const gboolean is_interactive = FALSE;

  if (connection == NULL) {
    end (user_data, "no-answer");
    return;
  }
  g_dbus_connection_call (connection, "org.freedesktop.login1", "/org/freedesktop/login1",
                          "org.freedesktop.login1.Manager", "PowerOff",
                          g_variant_new ("(b)", is_interactive), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, on_asked, user_data);
}

void
guichet_power_off_async (GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  if (address == NULL) {
    end (task, "no-answer");
    return;
  }
  /* One of our own: the shared one of GIO would end this program with the bus. */
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, NULL, on_connected, task);
}

const char *
guichet_power_off_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
