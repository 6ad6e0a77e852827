/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scanner.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet-scanner-dbus.h"

#define KIND         "scan"
#define SCANNER_PATH "/org/guichet/Scanner"
#define READ_BYTES   (256 * 1024)
/* dots per inch */
#define MAX_RESOLUTION 600
/* From a cancel to the end of the worker: most scanners let go within this. */
#define CANCEL_TIMEOUT_MS 3000

/* A page on its way; the data of its task. */
typedef struct {
  /* Owned */
  guint8 *bytes; /* room for a part of a row and what is read after it */
  GSource *cancel_source;
  /* Handles */
  int rows_fd;
  guint rows_source;
  /* State */
  gboolean is_feeder;
  gboolean colour;
  guint wanted_resolution;
  guint resolution;
  gsize row_bytes;
  gsize used; /* bytes of @bytes */
  guint n_rows;
} Page;

struct _GuichetScanner {
  GObject parent_instance;

  /* Owned */
  GuichetWorkers *workers;
  GDBusConnection *connection;
  GuichetDBusScanner1 *proxy;
  GTask *scan_task; /* of the page in progress */

  /* Handles */
  guint cancel_timeout;
};

enum { SIGNAL_BEGUN, SIGNAL_ROWS, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetScanner, guichet_scanner, G_TYPE_OBJECT)

static void
page_free (gpointer data)
{
  Page *page = data;

  if (page->cancel_source != NULL) {
    g_source_destroy (page->cancel_source);
    g_source_unref (page->cancel_source);
  }
  g_clear_handle_id (&page->rows_source, g_source_remove);
  if (page->rows_fd >= 0)
    close (page->rows_fd);
  g_free (page->bytes);
  g_free (page);
}

static GError *
failure_new (GuichetScanFailure failure)
{
  const char *label = guichet_scan_failure_to_label (failure);

  return g_error_new_literal (GUICHET_SCAN_ERROR, (int)failure,
                              label != NULL ? label : "cancelled");
}

/* An error of this domain. A worker that is ended by its watchdog says that it was cancelled. */
static GError *
to_failure (const GError *error, GCancellable *cancellable)
{
  GuichetScanFailure failure = guichet_scan_failure_from_error (error);

  if (g_cancellable_is_cancelled (cancellable))
    failure = GUICHET_SCAN_CANCELLED;
  else if (failure == GUICHET_SCAN_CANCELLED)
    failure = GUICHET_SCAN_SILENT;
  return failure_new (failure);
}

/* --- the worker --- */

static void
drop_connection (GuichetScanner *self)
{
  g_clear_object (&self->proxy);
  if (self->connection != NULL) {
    g_signal_handlers_disconnect_by_data (self->connection, self);
    g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  }
  g_clear_object (&self->connection);
}

static void
on_connection_closed (GDBusConnection *connection, gboolean vanished, GError *error,
                      GuichetScanner *self)
{
  drop_connection (self);
}

static gboolean
take_connection (GuichetScanner *self, GDBusConnection *connection, GError **error)
{
  drop_connection (self);
  self->connection = connection;
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_connection_closed), self, 0);
  self->proxy = guichet_dbus_scanner1_proxy_new_sync (connection,
                                                      G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES |
                                                          G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS,
                                                      NULL, SCANNER_PATH, NULL, error);
  if (self->proxy == NULL)
    return FALSE;
  /* The supervisor's watchdogs are the limit. */
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (self->proxy), G_MAXINT);
  return TRUE;
}

static void
on_worker_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GuichetScanner *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      guichet_workers_open_finish (GUICHET_WORKERS (source), result, &error);

  if (connection != NULL && take_connection (self, connection, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task,
                         failure_new (g_cancellable_is_cancelled (g_task_get_cancellable (task))
                                          ? GUICHET_SCAN_CANCELLED
                                          : GUICHET_SCAN_DEAD));
}

/* Returns TRUE when there is a worker that can be called. */
static void
start_worker_async (GuichetScanner *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  /* It may be closed already, and its signal still on the way. */
  if (self->connection != NULL && g_dbus_connection_is_closed (self->connection))
    drop_connection (self);
  if (self->proxy != NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  guichet_workers_open_async (self->workers, KIND, cancellable, on_worker_ready,
                              g_steal_pointer (&task));
}

void
guichet_scanner_close (GuichetScanner *self)
{
  drop_connection (self);
  guichet_workers_close (self->workers, KIND);
}

/* --- open --- */

static void
on_open_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_auto (GStrv) sources = NULL;
  g_autoptr (GVariant) resolutions = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_colour = FALSE;
  GuichetScannerAbilities *abilities;

  if (!guichet_dbus_scanner1_call_open_finish (GUICHET_DBUS_SCANNER1 (source), &sources,
                                               &has_colour, &resolutions, result, &error)) {
    g_task_return_error (task, to_failure (error, g_task_get_cancellable (task)));
    return;
  }
  abilities = g_new0 (GuichetScannerAbilities, 1);
  abilities->has_glass = g_strv_contains ((const char *const *)sources, "glass");
  abilities->has_feeder = g_strv_contains ((const char *const *)sources, "feeder");
  abilities->has_colour = has_colour;
  g_task_return_pointer (task, abilities, g_free);
}

static void
on_open_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetScanner *self = GUICHET_SCANNER (source);
  GTask *task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  guichet_dbus_scanner1_call_open (self->proxy, g_task_get_cancellable (task), on_open_ready, task);
}

void
guichet_scanner_open_async (GuichetScanner *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  start_worker_async (self, cancellable, on_open_started, task);
}

gboolean
guichet_scanner_open_finish (GuichetScanner *self, GAsyncResult *result,
                             GuichetScannerAbilities *abilities, GError **error)
{
  g_autofree GuichetScannerAbilities *found = g_task_propagate_pointer (G_TASK (result), error);

  if (found == NULL)
    return FALSE;
  *abilities = *found;
  return TRUE;
}

/* --- a page --- */

/* Takes over @error; NULL: the page is whole. */
static void
finish_page (GuichetScanner *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->scan_task);
  Page *page = g_task_get_task_data (task);

  g_clear_handle_id (&self->cancel_timeout, g_source_remove);
  g_source_destroy (page->cancel_source);
  g_clear_handle_id (&page->rows_source, g_source_remove);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* One that was given up by its watchdog, or fell, is not asked again. */
static void
fail_page (GuichetScanner *self, GTask *task, const GError *error)
{
  GError *failure;

  if (task != self->scan_task)
    return;
  failure = to_failure (error, g_task_get_cancellable (task));
  if (failure->code == GUICHET_SCAN_SILENT)
    drop_connection (self);
  finish_page (self, failure);
}

static void
on_finish_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GuichetScanner *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!guichet_dbus_scanner1_call_finish_finish (GUICHET_DBUS_SCANNER1 (source), result, &error))
    fail_page (self, task, error);
  else if (task == self->scan_task)
    finish_page (self, NULL);
}

static void
end_rows (GuichetScanner *self)
{
  Page *page = g_task_get_task_data (self->scan_task);

  page->rows_source = 0;
  if (self->proxy != NULL)
    guichet_dbus_scanner1_call_finish (self->proxy, NULL, on_finish_ready,
                                       g_object_ref (self->scan_task));
  else
    finish_page (self, failure_new (GUICHET_SCAN_SILENT));
}

/* FALSE for more than a page has: the worker is given up. */
static gboolean
take_rows (GuichetScanner *self, Page *page)
{
  guint n = (guint)(page->used / page->row_bytes);
  gsize size = n * page->row_bytes;

  if (n == 0)
    return TRUE;
  if (page->n_rows + n > GUICHET_SCANNER_MAX_ROWS)
    return FALSE;
  page->n_rows += n;
  g_signal_emit (self, signals[SIGNAL_ROWS], 0, page->bytes, n);
  memmove (page->bytes, page->bytes + size, page->used - size);
  page->used -= size;
  return TRUE;
}

static gboolean
on_rows_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (GuichetScanner) self = g_object_ref (user_data);
  g_autoptr (GTask) task = g_object_ref (self->scan_task);
  Page *page = g_task_get_task_data (task);
  ssize_t n = read (fd, page->bytes + page->used, READ_BYTES);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n <= 0) {
    end_rows (self);
    return G_SOURCE_REMOVE;
  }
  page->used += (gsize)n;
  if (take_rows (self, page))
    return self->scan_task == task ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  page->rows_source = 0;
  guichet_scanner_close (self);
  finish_page (self, failure_new (GUICHET_SCAN_OTHER));
  return G_SOURCE_REMOVE;
}

static gboolean
is_pipe (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 && S_ISFIFO (info.st_mode) && fcntl (fd, F_SETFL, O_NONBLOCK) == 0;
}

static gboolean
begin_rows (GuichetScanner *self, Page *page, GUnixFDList *fds, guint width, guint height,
            guint channels)
{
  page->rows_fd = fds != NULL ? g_unix_fd_list_get (fds, 0, NULL) : -1;
  if (page->rows_fd < 0 || !is_pipe (page->rows_fd) || width == 0 ||
      width > GUICHET_SCANNER_MAX_WIDTH || height > GUICHET_SCANNER_MAX_ROWS ||
      (channels != 1 && channels != 3) || page->resolution == 0 ||
      page->resolution > MAX_RESOLUTION)
    return FALSE;
  page->row_bytes = (gsize)width * channels;
  page->bytes = g_malloc (page->row_bytes + READ_BYTES);
  g_signal_emit (self, signals[SIGNAL_BEGUN], 0, width, height, channels, page->resolution);
  page->rows_source =
      g_unix_fd_add (page->rows_fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_rows_readable, self);
  return TRUE;
}

static void
on_scan_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GuichetScanner *self = g_task_get_source_object (task);
  Page *page = g_task_get_task_data (task);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  guint width = 0, height = 0, channels = 0;
  gboolean is_begun =
      guichet_dbus_scanner1_call_scan_finish (GUICHET_DBUS_SCANNER1 (source), NULL, &width, &height,
                                              &channels, &page->resolution, &fds, result, &error);

  if (!is_begun) {
    fail_page (self, task, error);
    return;
  }
  if (task != self->scan_task)
    return;
  if (!begin_rows (self, page, fds, width, height, channels)) {
    guichet_scanner_close (self);
    finish_page (self, failure_new (GUICHET_SCAN_OTHER));
  }
}

static void
on_scan_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GuichetScanner *self = GUICHET_SCANNER (source);
  g_autoptr (GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    fail_page (self, task, error);
    return;
  }
  if (task == self->scan_task && self->proxy != NULL)
    guichet_dbus_scanner1_call_scan (self->proxy, page->is_feeder ? "feeder" : "glass",
                                     page->colour, page->wanted_resolution, NULL, NULL,
                                     on_scan_ready, g_steal_pointer (&task));
}

static gboolean
on_cancel_timeout (gpointer user_data)
{
  GuichetScanner *self = user_data;

  self->cancel_timeout = 0;
  guichet_scanner_close (self);
  if (self->scan_task != NULL)
    finish_page (self, failure_new (GUICHET_SCAN_CANCELLED));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GuichetScanner *self = user_data;

  if (self->proxy != NULL)
    guichet_dbus_scanner1_call_cancel (self->proxy, NULL, NULL, NULL);
  if (self->cancel_timeout == 0)
    self->cancel_timeout = g_timeout_add (CANCEL_TIMEOUT_MS, on_cancel_timeout, self);
  return G_SOURCE_REMOVE;
}

static GSource *
watch_cancel (GuichetScanner *self, GCancellable *cancellable)
{
  GSource *source = g_cancellable_source_new (cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (source, NULL);
  return source;
}

void
guichet_scanner_scan_async (GuichetScanner *self, gboolean is_feeder, gboolean colour,
                            guint resolution, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  Page *page = g_new0 (Page, 1);

  g_return_if_fail (self->scan_task == NULL);

  page->rows_fd = -1;
  page->is_feeder = is_feeder;
  page->colour = colour;
  page->wanted_resolution = resolution;
  page->cancel_source = watch_cancel (self, cancellable);
  self->scan_task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_check_cancellable (self->scan_task, FALSE);
  g_task_set_task_data (self->scan_task, page, page_free);
  start_worker_async (self, cancellable, on_scan_started, g_object_ref (self->scan_task));
}

gboolean
guichet_scanner_scan_finish (GuichetScanner *self, GAsyncResult *result, guint *resolution,
                             GError **error)
{
  Page *page = g_task_get_task_data (G_TASK (result));

  if (resolution != NULL)
    *resolution = page->resolution;
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
guichet_scanner_end_series (GuichetScanner *self)
{
  if (self->proxy != NULL)
    guichet_dbus_scanner1_call_cancel (self->proxy, NULL, NULL, NULL);
}

/* --- the object --- */

static void
guichet_scanner_dispose (GObject *object)
{
  GuichetScanner *self = GUICHET_SCANNER (object);

  g_clear_handle_id (&self->cancel_timeout, g_source_remove);
  if (self->workers != NULL && self->connection != NULL)
    guichet_scanner_close (self);
  g_clear_object (&self->workers);
  G_OBJECT_CLASS (guichet_scanner_parent_class)->dispose (object);
}

static void
guichet_scanner_class_init (GuichetScannerClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  /* Registers the errors that come through the connection. */
  (void)guichet_scan_error_quark ();
  G_OBJECT_CLASS (klass)->dispose = guichet_scanner_dispose;
  signals[SIGNAL_BEGUN] =
      g_signal_new ("begun", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_ROWS] = g_signal_new ("rows", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
}

static void
guichet_scanner_init (GuichetScanner *self)
{
}

GuichetScanner *
guichet_scanner_new (GuichetWorkers *workers)
{
  GuichetScanner *self = g_object_new (GUICHET_TYPE_SCANNER, NULL);

  self->workers = g_object_ref (workers);
  return self;
}
