/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-worker.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "leftovers.h"
#include "worker-command.h"
#include "worker.h"

struct _GuichetStaffWorker {
  GObject parent_instance;

  /* Borrowed */
  GPtrArray *workers; /* this is one of them until proved gone */
  /* Owned */
  GuichetWorker *worker;
  GDBusConnection *connection;
};

G_DEFINE_FINAL_TYPE (GuichetStaffWorker, guichet_staff_worker, G_TYPE_OBJECT)

static void
on_gone (GuichetWorker *worker, GuichetStaffWorker *self)
{
  if (guichet_worker_get_result (worker) != GUICHET_WIPE_VERIFIED)
    g_warning ("A worker of the staff did not end cleanly");
  g_ptr_array_remove (self->workers, self);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GuichetStaffWorker *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->connection = g_dbus_connection_new_finish (result, &error);
  if (self->connection != NULL) {
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
    return;
  }
  guichet_worker_stop (self->worker);
  g_task_return_error (task, error);
}

static GuichetWorker *
start (const GuichetStaffPlace *place, const GuichetWorkerKind *kind, GError **error)
{
  g_auto (GStrv) command =
      guichet_worker_command_build (kind, place->program_dir, place->settings, 0, "guichet-staff");
  /* The one before may not be gone yet. */
  g_autofree char *name =
      g_strdup_printf (GUICHET_WORLD_DIR_PREFIX "staff-%s-%08x", kind->name, g_random_int ());
  g_autofree char *dir = g_build_filename (place->runtime_dir, name, NULL);
  guint silence =
      kind->get_silence_seconds != NULL ? kind->get_silence_seconds (place->settings) : 0;

  return guichet_worker_start (kind, (const char *const *)command, dir, place->roster, silence,
                               error);
}

void
guichet_staff_worker_open_async (const GuichetStaffPlace *place, const GuichetWorkerKind *kind,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GuichetStaffWorker) self = g_object_new (GUICHET_TYPE_STAFF_WORKER, NULL);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) stream = NULL;
  GError *error = NULL;

  self->worker = start (place, kind, &error);
  if (self->worker == NULL) {
    g_task_return_error (task, error);
    return;
  }
  self->workers = place->workers;
  g_ptr_array_add (self->workers, g_object_ref (self));
  g_signal_connect (self->worker, "gone", G_CALLBACK (on_gone), self);
  socket = g_socket_new_from_fd (guichet_worker_take_client_fd (self->worker), NULL);
  stream = g_socket_connection_factory_create_connection (socket);
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  g_dbus_connection_new (G_IO_STREAM (stream), NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT,
                         NULL, NULL, on_connected, g_steal_pointer (&task));
}

GuichetStaffWorker *
guichet_staff_worker_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GDBusConnection *
guichet_staff_worker_get_connection (GuichetStaffWorker *self)
{
  return self->connection;
}

void
guichet_staff_worker_close (GuichetStaffWorker *self)
{
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  guichet_worker_stop (self->worker);
  g_object_unref (self);
}

void
guichet_staff_worker_stop_all (const GuichetStaffPlace *place)
{
  /* Stopping may take one off the list. */
  for (guint i = place->workers->len; i-- > 0;) {
    g_autoptr (GuichetStaffWorker) self = g_object_ref (g_ptr_array_index (place->workers, i));

    guichet_worker_stop (self->worker);
  }
}

static void
guichet_staff_worker_dispose (GObject *object)
{
  GuichetStaffWorker *self = GUICHET_STAFF_WORKER (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->worker);
  G_OBJECT_CLASS (guichet_staff_worker_parent_class)->dispose (object);
}

static void
guichet_staff_worker_class_init (GuichetStaffWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_staff_worker_dispose;
}

static void
guichet_staff_worker_init (GuichetStaffWorker *self)
{
}

/* --- what is handed over --- */

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  while (size > 0) {
    ssize_t n = write (fd, data, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    data += n;
    size -= (gsize)n;
  }
  return TRUE;
}

int
guichet_staff_worker_make_memory (GBytes *bytes, GError **error)
{
  int fd = memfd_create ("staff", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd >= 0 && write_all (fd, bytes) &&
      fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
    return fd;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "memory: %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}
