/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page that comes from the worker: asked for, its rows taken from the pipe, cancelled. */
#include "scanner-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES (256 * 1024)
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
  failure = guichet_scanner_to_failure (error, g_task_get_cancellable (task));
  if (failure->code == GUICHET_SCAN_SILENT)
    guichet_scanner_drop_connection (self);
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
    finish_page (self, guichet_scanner_failure_new (GUICHET_SCAN_SILENT));
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
  guichet_scanner_emit_rows (self, page->bytes, n);
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
  finish_page (self, guichet_scanner_failure_new (GUICHET_SCAN_OTHER));
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
  guichet_scanner_emit_begun (self, width, height, channels, page->resolution);
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
    finish_page (self, guichet_scanner_failure_new (GUICHET_SCAN_OTHER));
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
    finish_page (self, guichet_scanner_failure_new (GUICHET_SCAN_CANCELLED));
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
  guichet_scanner_start_worker_async (self, cancellable, on_scan_started,
                                      g_object_ref (self->scan_task));
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
