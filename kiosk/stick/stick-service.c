/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-service.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "guichet-stick-dbus.h"
#include "sealed-memory.h"
#include "stick-save.h"
#include "stick-walk.h"

#define STICK_PATH "/org/guichet/Stick"

struct _GuichetStickService {
  GObject parent_instance;

  /* Borrowed */
  GuichetStickStatus status;
  gpointer user_data;
  /* Owned */
  GuichetDBusStick1 *skeleton;
  GuichetStickDisk *disk;
  GCancellable *cancellable;
  GPtrArray *files; /* of GuichetStickFile; what Look told last; NULL: nothing */
  char *told_state;
  /* Handles */
  int root; /* of the mounted stick; -1: none */
  /* State */
  gboolean is_busy;
  gboolean is_staff;
};

G_DEFINE_FINAL_TYPE (GuichetStickService, guichet_stick_service, G_TYPE_OBJECT)

/* One call of the world, carried out in a thread. */
typedef struct {
  /* Owned */
  GDBusMethodInvocation *invocation; /* answering takes it over */
  char *name;
  GPtrArray *files;
  /* Handles */
  int fd; /* document that came, or goes out */
  /* State */
  guint number;
  guint left_out;
  gboolean is_put; /* under this very name */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  if (work->fd >= 0)
    close (work->fd);
  g_clear_pointer (&work->files, g_ptr_array_unref);
  g_free (work->name);
  g_free (work);
}

static void
say (GuichetStickService *self, const char *word)
{
  self->status (word, self->user_data);
}

/* --- in the thread; "is_busy" keeps the main thread's hands off root and files --- */

static gboolean
leave (GuichetStickService *self, GError **error)
{
  if (self->root >= 0)
    close (self->root);
  self->root = -1;
  return guichet_stick_disk_unmount (self->disk, error);
}

static void
look (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GuichetStickService *self = source;
  Work *work = task_data;
  GError *error = NULL;

  if (!leave (self, &error) ||
      (self->root = guichet_stick_disk_mount (self->disk, FALSE, &error)) < 0) {
    g_task_return_error (task, error);
    return;
  }
  work->files =
      guichet_stick_walk (self->root, &guichet_stick_default_limits, cancellable, &work->left_out);
  g_task_return_boolean (task, TRUE);
}

/* A stick that fails gives an error of reading, not of opening: told as one that is gone. */
static int
read_file (int root, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int file = guichet_stick_open (root, path, error);
  int memory;

  if (file < 0)
    return -1;
  memory = guichet_sealed_memory_copy (file, guichet_stick_default_limits.max_bytes, &local_error);
  close (file);
  if (memory < 0)
    g_set_error_literal (error, GUICHET_STICK_ERROR,
                         local_error->domain == GUICHET_DOCUMENT_ERROR
                             ? GUICHET_STICK_ERROR_TOO_LARGE
                             : GUICHET_STICK_ERROR_GONE,
                         "read failed");
  return memory;
}

static void
read_document (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GuichetStickService *self = source;
  Work *work = task_data;
  const GuichetStickFile *file;
  GError *error = NULL;

  if (self->root < 0 || self->files == NULL || work->number >= self->files->len) {
    g_task_return_new_error (task, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_NO_SUCH_DOCUMENT,
                             "not listed");
    return;
  }
  file = g_ptr_array_index (self->files, work->number);
  work->fd = read_file (self->root, file->path, &error);
  if (work->fd >= 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_moved (gpointer user_data)
{
  say (user_data, "alive");
}

static char *
write_document (GuichetStickService *self, int root, const Work *work, GCancellable *cancellable,
                GError **error)
{
  if (!work->is_put)
    return guichet_stick_save (root, work->name, work->fd, on_moved, self, cancellable, error);
  return guichet_stick_put (root, work->name, work->fd, on_moved, self, cancellable, error)
             ? g_strdup (work->name)
             : NULL;
}

static void
save (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GuichetStickService *self = source;
  Work *work = task_data;
  g_autofree char *saved = NULL;
  g_autoptr (GError) left_error = NULL;
  GError *error = NULL;
  int root;

  if (!leave (self, &error) || (root = guichet_stick_disk_mount (self->disk, TRUE, &error)) < 0) {
    (void)leave (self, NULL);
    g_task_return_error (task, error);
    return;
  }
  saved = write_document (self, root, work, cancellable, &error);
  close (root);
  /* Only now, with nothing left in the kernel's memory, it may be pulled out. */
  if (!leave (self, &left_error) && saved != NULL) {
    g_task_return_error (task, g_steal_pointer (&left_error));
    return;
  }
  if (saved == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_free (work->name);
  work->name = g_steal_pointer (&saved);
  g_task_return_boolean (task, TRUE);
}

static void
let_go (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (leave (source, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- in the main thread --- */

/* Only errors of the closed list go out: others may hold a path. */
static void
answer_error (GuichetStickService *self, GDBusMethodInvocation *invocation, const GError *error)
{
  int code = error->domain == GUICHET_STICK_ERROR ? error->code : GUICHET_STICK_ERROR_FAILED;

  if (code == GUICHET_STICK_ERROR_GONE || code == GUICHET_STICK_ERROR_FAILED)
    say (self, "device usb-stick");
  g_dbus_method_invocation_return_error_literal (invocation, GUICHET_STICK_ERROR, code, "stick");
}

static gboolean
end_work (GuichetStickService *self, GAsyncResult *result, Work *work)
{
  g_autoptr (GError) error = NULL;

  self->is_busy = FALSE;
  say (self, "idle");
  if (g_task_propagate_boolean (G_TASK (result), &error))
    return TRUE;
  answer_error (self, work->invocation, error);
  return FALSE;
}

/* A Work for @invocation, or NULL when one is under way (which was answered then). */
static Work *
start_work (GuichetStickService *self, GDBusMethodInvocation *invocation)
{
  Work *work;

  if (self->is_busy) {
    g_dbus_method_invocation_return_error_literal (invocation, GUICHET_STICK_ERROR,
                                                   GUICHET_STICK_ERROR_BUSY, "stick");
    return NULL;
  }
  self->is_busy = TRUE;
  say (self, "busy");
  work = g_new0 (Work, 1);
  work->invocation = invocation;
  work->fd = -1;
  return work;
}

static void
run_work (GuichetStickService *self, Work *work, GTaskThreadFunc run, GAsyncReadyCallback ready)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, ready, NULL);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run);
}

static GVariant *
list_files (const GPtrArray *files)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ussst)"));
  for (guint i = 0; i < files->len; i++) {
    const GuichetStickFile *file = g_ptr_array_index (files, i);

    g_variant_builder_add (&builder, "(ussst)", i, file->name, file->folder,
                           guichet_document_kind_get_mime_type (file->kind), file->size);
  }
  return g_variant_builder_end (&builder);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  Work *work = g_task_get_task_data (G_TASK (result));

  if (!end_work (self, result, work))
    return;
  g_clear_pointer (&self->files, g_ptr_array_unref);
  self->files = g_steal_pointer (&work->files);
  guichet_dbus_stick1_complete_look (self->skeleton, work->invocation, list_files (self->files),
                                     work->left_out);
}

static gboolean
on_handle_look (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation,
                GuichetStickService *self)
{
  Work *work = start_work (self, invocation);

  if (work != NULL)
    run_work (self, work, look, on_looked);
  return TRUE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();

  if (!end_work (self, result, work))
    return;
  guichet_dbus_stick1_complete_read (
      self->skeleton, work->invocation, fds,
      g_variant_new_handle (g_unix_fd_list_append (fds, work->fd, NULL)));
}

static gboolean
on_handle_read (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation, GUnixFDList *fds,
                guint number, GuichetStickService *self)
{
  Work *work = start_work (self, invocation);

  if (work == NULL)
    return TRUE;
  work->number = number;
  run_work (self, work, read_document, on_read);
  return TRUE;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  Work *work = g_task_get_task_data (G_TASK (result));

  g_clear_pointer (&self->files, g_ptr_array_unref);
  if (end_work (self, result, work))
    guichet_dbus_stick1_complete_save (self->skeleton, work->invocation, NULL, work->name);
}

/* NULL when it was answered: refused, or busy. */
static Work *
start_write (GuichetStickService *self, GDBusMethodInvocation *invocation, GUnixFDList *fds,
             GVariant *handle, const char *name, gboolean is_allowed)
{
  int fd = fds != NULL ? g_unix_fd_list_get (fds, g_variant_get_handle (handle), NULL) : -1;
  Work *work;

  if (fd < 0 || !guichet_sealed_memory_is_sealed (fd) || !is_allowed) {
    if (fd >= 0)
      close (fd);
    g_dbus_method_invocation_return_error_literal (invocation, GUICHET_STICK_ERROR,
                                                   GUICHET_STICK_ERROR_FAILED, "stick");
    return NULL;
  }
  work = start_work (self, invocation);
  if (work == NULL) {
    close (fd);
    return NULL;
  }
  work->fd = fd;
  work->name = g_strdup (name);
  return work;
}

static gboolean
on_handle_save (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation, GUnixFDList *fds,
                GVariant *handle, const char *name, GuichetStickService *self)
{
  Work *work = start_write (self, invocation, fds, handle, name, guichet_stick_is_file_name (name));

  if (work != NULL)
    run_work (self, work, save, on_saved);
  return TRUE;
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  Work *work = g_task_get_task_data (G_TASK (result));

  g_clear_pointer (&self->files, g_ptr_array_unref);
  if (end_work (self, result, work))
    guichet_dbus_stick1_complete_put (self->skeleton, work->invocation, NULL);
}

static gboolean
on_handle_put (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation, GUnixFDList *fds,
               GVariant *handle, const char *name, GuichetStickService *self)
{
  Work *work = start_write (self, invocation, fds, handle, name,
                            self->is_staff && guichet_stick_is_own_name (name));

  if (work == NULL)
    return TRUE;
  work->is_put = TRUE;
  run_work (self, work, save, on_put);
  return TRUE;
}

static void
on_left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (source);
  Work *work = g_task_get_task_data (G_TASK (result));

  g_clear_pointer (&self->files, g_ptr_array_unref);
  if (end_work (self, result, work))
    guichet_dbus_stick1_complete_leave (self->skeleton, work->invocation);
}

static gboolean
on_handle_leave (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation,
                 GuichetStickService *self)
{
  Work *work = start_work (self, invocation);

  if (work != NULL)
    run_work (self, work, let_go, on_left);
  return TRUE;
}

static gboolean
on_handle_get_state (GuichetDBusStick1 *skeleton, GDBusMethodInvocation *invocation,
                     GuichetStickService *self)
{
  guichet_dbus_stick1_complete_get_state (
      skeleton, invocation,
      guichet_stick_state_to_name (guichet_stick_disk_get_state (self->disk)));
  return TRUE;
}

static void
on_disk_changed (GuichetStickService *self)
{
  const char *state = guichet_stick_state_to_name (guichet_stick_disk_get_state (self->disk));

  if (g_strcmp0 (state, self->told_state) == 0)
    return;
  g_free (self->told_state);
  self->told_state = g_strdup (state);
  guichet_dbus_stick1_emit_changed (self->skeleton, state);
}

static void
guichet_stick_service_dispose (GObject *object)
{
  GuichetStickService *self = GUICHET_STICK_SERVICE (object);

  if (self->skeleton != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_object (&self->skeleton);
  g_clear_object (&self->disk);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->told_state, g_free);
  G_OBJECT_CLASS (guichet_stick_service_parent_class)->dispose (object);
}

static void
guichet_stick_service_class_init (GuichetStickServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_stick_service_dispose;
}

static void
guichet_stick_service_init (GuichetStickService *self)
{
  self->skeleton = guichet_dbus_stick1_skeleton_new ();
  self->cancellable = g_cancellable_new ();
  self->root = -1;
}

GuichetStickService *
guichet_stick_service_new (GDBusConnection *connection, GuichetStickDisk *disk,
                           GuichetStickStatus status, gpointer user_data, GError **error)
{
  static const struct {
    const char *name;
    GCallback handle;
  } handlers[] = {
    { "handle-get-state", G_CALLBACK (on_handle_get_state) },
    { "handle-look", G_CALLBACK (on_handle_look) },
    { "handle-read", G_CALLBACK (on_handle_read) },
    { "handle-save", G_CALLBACK (on_handle_save) },
    { "handle-put", G_CALLBACK (on_handle_put) },
    { "handle-leave", G_CALLBACK (on_handle_leave) },
  };
  g_autoptr (GuichetStickService) self = g_object_new (GUICHET_TYPE_STICK_SERVICE, NULL);

  self->disk = g_object_ref (disk);
  self->status = status;
  self->user_data = user_data;
  self->told_state =
      g_strdup (guichet_stick_state_to_name (guichet_stick_disk_get_state (self->disk)));
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->skeleton, handlers[i].name, handlers[i].handle, self, 0);
  g_signal_connect_object (disk, "changed", G_CALLBACK (on_disk_changed), self, G_CONNECT_SWAPPED);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                         STICK_PATH, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
guichet_stick_service_set_staff (GuichetStickService *self)
{
  self->is_staff = TRUE;
}

static gboolean
on_time_over (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
guichet_stick_service_stop (GuichetStickService *self, guint milliseconds)
{
  gboolean is_over = FALSE;
  guint timeout = g_timeout_add (milliseconds, on_time_over, &is_over);

  g_cancellable_cancel (self->cancellable);
  while (self->is_busy && !is_over)
    g_main_context_iteration (NULL, TRUE);
  if (!is_over)
    g_source_remove (timeout);
  if (!self->is_busy)
    (void)leave (self, NULL);
}
