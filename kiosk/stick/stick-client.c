/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-client.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "document-name.h"
#include "document.h"
#include "guichet-stick-dbus.h"
#include "sealed-memory.h"
#include "stick-save.h"

#define STICK_PATH  "/org/guichet/Stick"
#define MAX_ENTRIES 300
#define MAX_NAME    GUICHET_DOCUMENT_MAX_NAME

struct _GuichetStickClient {
  GObject parent_instance;

  /* Owned */
  GDBusConnection *connection;
  GuichetDBusStick1 *proxy;
};

enum { CHANGED, GONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetStickClient, guichet_stick_client, G_TYPE_OBJECT)

void
guichet_stick_entry_free (GuichetStickEntry *entry)
{
  g_free (entry->name);
  g_free (entry->folder);
  g_free (entry);
}

static void
on_changed (GuichetDBusStick1 *proxy, const char *state, GuichetStickClient *self)
{
  g_signal_emit (self, signals[CHANGED], 0, (int)guichet_stick_state_from_name (state));
}

static void
on_closed (GDBusConnection *connection, gboolean vanished, GError *error, GuichetStickClient *self)
{
  g_signal_emit (self, signals[GONE], 0);
}

static void
guichet_stick_client_dispose (GObject *object)
{
  GuichetStickClient *self = GUICHET_STICK_CLIENT (object);

  g_clear_object (&self->proxy);
  if (self->connection != NULL) {
    g_signal_handlers_disconnect_by_func (self->connection, on_closed, self);
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  }
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (guichet_stick_client_parent_class)->dispose (object);
}

static void
guichet_stick_client_class_init (GuichetStickClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_stick_client_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[GONE] = g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
guichet_stick_client_init (GuichetStickClient *self)
{
}

GuichetStickClient *
guichet_stick_client_new (GDBusConnection *connection, GError **error)
{
  g_autoptr (GuichetStickClient) self = g_object_new (GUICHET_TYPE_STICK_CLIENT, NULL);

  (void)guichet_stick_error_quark ();
  self->connection = g_object_ref (connection);
  self->proxy = guichet_dbus_stick1_proxy_new_sync (
      self->connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, STICK_PATH, NULL, error);
  if (self->proxy == NULL)
    return NULL;
  /* A stick may be slow for minutes; a worker that hangs is ended by the supervisor. */
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy), G_MAXINT);
  g_signal_connect_object (self->proxy, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self, 0);
  return g_steal_pointer (&self);
}

/* What the worker did not name by the closed list, the end of it too, is a failure of the stick. */
static void
return_error (GTask *task, GError *error)
{
  if (error->domain == GUICHET_STICK_ERROR ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, error);
    return;
  }
  g_error_free (error);
  g_task_return_new_error (task, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_FAILED, "stick");
}

static void
return_nonsense (GTask *task)
{
  g_task_return_new_error (task, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_FAILED, "nonsense");
}

/* --- state --- */

static void
on_state (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *state = NULL;
  GError *error = NULL;

  if (guichet_dbus_stick1_call_get_state_finish (GUICHET_DBUS_STICK1 (source), &state, result,
                                                 &error))
    g_task_return_int (task, (gssize)guichet_stick_state_from_name (state));
  else
    return_error (task, error);
}

void
guichet_stick_client_get_state_async (GuichetStickClient *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  guichet_dbus_stick1_call_get_state (self->proxy, cancellable, on_state,
                                      g_task_new (self, cancellable, callback, user_data));
}

GuichetStickState
guichet_stick_client_get_state_finish (GuichetStickClient *self, GAsyncResult *result,
                                       GError **error)
{
  gssize state = g_task_propagate_int (G_TASK (result), error);

  return state >= 0 ? (GuichetStickState)state : GUICHET_STICK_STATE_NONE;
}

/* --- look --- */

typedef struct {
  GPtrArray *entries;
  guint left_out;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_pointer (&listing->entries, g_ptr_array_unref);
  g_free (listing);
}

static GuichetDocumentKind
find_kind (const char *mime_type)
{
  for (int kind = 1; kind < GUICHET_DOCUMENT_N_KINDS; kind++)
    if (g_strcmp0 (guichet_document_kind_get_mime_type (kind), mime_type) == 0)
      return kind;
  return GUICHET_DOCUMENT_KIND_NONE;
}

static GPtrArray *
read_entries (GVariant *documents)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_stick_entry_free);
  GVariantIter iter;
  const char *name, *folder, *mime_type;
  guint number;
  guint64 size;

  g_variant_iter_init (&iter, documents);
  while (entries->len < MAX_ENTRIES &&
         g_variant_iter_next (&iter, "(u&s&s&st)", &number, &name, &folder, &mime_type, &size)) {
    GuichetDocumentKind kind = find_kind (mime_type);
    GuichetStickEntry *entry;

    if (kind == GUICHET_DOCUMENT_KIND_NONE || size > GUICHET_DOCUMENT_MAX_BYTES)
      continue;
    entry = g_new0 (GuichetStickEntry, 1);
    entry->number = number;
    entry->name = guichet_document_name_clean (name, MAX_NAME);
    entry->folder = guichet_document_name_clean (folder, MAX_NAME);
    entry->kind = kind;
    entry->size = size;
    g_ptr_array_add (entries, entry);
  }
  return entries;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) documents = NULL;
  GError *error = NULL;
  Listing *listing;
  guint left_out;

  if (!guichet_dbus_stick1_call_look_finish (GUICHET_DBUS_STICK1 (source), &documents, &left_out,
                                             result, &error)) {
    return_error (task, error);
    return;
  }
  listing = g_new0 (Listing, 1);
  listing->entries = read_entries (documents);
  listing->left_out = left_out;
  g_task_return_pointer (task, listing, listing_free);
}

void
guichet_stick_client_look_async (GuichetStickClient *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  guichet_dbus_stick1_call_look (self->proxy, cancellable, on_looked,
                                 g_task_new (self, cancellable, callback, user_data));
}

GPtrArray *
guichet_stick_client_look_finish (GuichetStickClient *self, GAsyncResult *result, guint *left_out,
                                  GError **error)
{
  Listing *listing = g_task_propagate_pointer (G_TASK (result), error);
  GPtrArray *entries;

  if (listing == NULL)
    return NULL;
  entries = g_steal_pointer (&listing->entries);
  *left_out = listing->left_out;
  listing_free (listing);
  return entries;
}

/* --- read --- */

static void
close_fd (gpointer data)
{
  close (GPOINTER_TO_INT (data));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  GError *error = NULL;
  int fd;

  if (!guichet_dbus_stick1_call_read_finish (GUICHET_DBUS_STICK1 (source), &handle, &fds, result,
                                             &error)) {
    return_error (task, error);
    return;
  }
  fd = fds != NULL ? g_unix_fd_list_get (fds, g_variant_get_handle (handle), NULL) : -1;
  if (fd >= 0 && guichet_sealed_memory_is_sealed (fd)) {
    g_task_return_pointer (task, GINT_TO_POINTER (fd), close_fd);
    return;
  }
  if (fd >= 0)
    close (fd);
  return_nonsense (task);
}

void
guichet_stick_client_read_async (GuichetStickClient *self, guint number, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  guichet_dbus_stick1_call_read (self->proxy, number, NULL, cancellable, on_read,
                                 g_task_new (self, cancellable, callback, user_data));
}

int
guichet_stick_client_read_finish (GuichetStickClient *self, GAsyncResult *result, GError **error)
{
  gpointer fd = g_task_propagate_pointer (G_TASK (result), error);

  return fd != NULL ? GPOINTER_TO_INT (fd) : -1;
}

/* --- save --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *name = NULL;
  GError *error = NULL;

  if (!guichet_dbus_stick1_call_save_finish (GUICHET_DBUS_STICK1 (source), &name, NULL, result,
                                             &error))
    return_error (task, error);
  else if (guichet_stick_is_file_name (name))
    g_task_return_pointer (task, g_steal_pointer (&name), g_free);
  else
    return_nonsense (task);
}

void
guichet_stick_client_save_async (GuichetStickClient *self, int document, const char *name,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  int handle = g_unix_fd_list_append (fds, document, NULL);

  if (handle < 0) {
    return_nonsense (task);
    g_object_unref (task);
    return;
  }
  guichet_dbus_stick1_call_save (self->proxy, g_variant_new_handle (handle), name, fds, cancellable,
                                 on_saved, task);
}

char *
guichet_stick_client_save_finish (GuichetStickClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- leave --- */

static void
on_left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (guichet_dbus_stick1_call_leave_finish (GUICHET_DBUS_STICK1 (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_error (task, error);
}

void
guichet_stick_client_leave_async (GuichetStickClient *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  guichet_dbus_stick1_call_leave (self->proxy, cancellable, on_left,
                                  g_task_new (self, cancellable, callback, user_data));
}

gboolean
guichet_stick_client_leave_finish (GuichetStickClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
