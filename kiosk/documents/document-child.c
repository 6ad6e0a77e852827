/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-child.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document-process.h"
#include "document-reply.h"

#define TO_PDF_PATIENCE 4

typedef struct {
  /* Owned */
  GTask *task;
  guint *list;
  /* State */
  GuichetDocumentRequest request;
} Call;

struct _GuichetDocumentChild {
  GObject parent_instance;

  /* Borrowed */
  const GuichetDocumentOpener *opener;
  /* Owned */
  GQueue calls; /* of Call; the first is being answered while "process" was asked it */
  GuichetDocumentProcess *process;
  /* Handles */
  int fd;
  guint watchdog_id;
  guint idle_id;
  gulong cancelled_id;
  /* State */
  gboolean asked;
  guint32 serial;
};

G_DEFINE_FINAL_TYPE (GuichetDocumentChild, guichet_document_child, G_TYPE_OBJECT)

static void ask_next (GuichetDocumentChild *self);

static void
call_free (Call *call)
{
  g_clear_object (&call->task);
  g_free (call->list);
  g_free (call);
}

/* Takes the call that was being answered out of the queue. */
static Call *
end_call (GuichetDocumentChild *self)
{
  Call *call = g_queue_pop_head (&self->calls);
  GCancellable *cancellable = g_task_get_cancellable (call->task);

  g_clear_handle_id (&self->watchdog_id, g_source_remove);
  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (cancellable, self->cancelled_id);
  self->cancelled_id = 0;
  self->asked = FALSE;
  return call;
}

/* The process is lost: the call that it was on fails, the next one gets a new process. */
static void
fail_call (GuichetDocumentChild *self, GQuark domain, int code)
{
  Call *call = end_call (self);

  g_clear_pointer (&self->process, guichet_document_process_free);
  if (domain == GUICHET_DOCUMENT_ERROR)
    g_task_return_new_error (call->task, domain, code, "document: %s",
                             guichet_document_error_to_word (code));
  else
    g_task_return_new_error (call->task, domain, code, "document: cancelled");
  call_free (call);
  ask_next (self);
}

static gboolean
on_timeout (gpointer user_data)
{
  GuichetDocumentChild *self = user_data;

  self->watchdog_id = 0;
  fail_call (self, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_TIMEOUT);
  return G_SOURCE_REMOVE;
}

static gboolean
on_idle_timeout (gpointer user_data)
{
  GuichetDocumentChild *self = user_data;

  self->idle_id = 0;
  g_clear_pointer (&self->process, guichet_document_process_free);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled_later (gpointer user_data)
{
  GuichetDocumentChild *self = user_data;
  Call *call = g_queue_peek_head (&self->calls);

  if (self->asked && g_cancellable_is_cancelled (g_task_get_cancellable (call->task)))
    fail_call (self, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return G_SOURCE_REMOVE;
}

/* Within "cancelled" the handler must not be disconnected: GCancellable holds its lock. */
static void
on_cancelled (GCancellable *cancellable, GuichetDocumentChild *self)
{
  g_idle_add_full (G_PRIORITY_HIGH, on_cancelled_later, g_object_ref (self), g_object_unref);
}

static void
free_facts (gpointer facts)
{
  guichet_document_facts_free (facts);
}

static void
free_pixels (gpointer pixels)
{
  guichet_pixels_free (pixels);
}

static void
free_fd (gpointer data)
{
  close (GPOINTER_TO_INT (data));
}

/* Gives the caller what was made of @fd, which is taken over. */
static void
return_content (Call *call, const GuichetDocumentReply *reply, int fd)
{
  gpointer content = NULL;

  switch (call->request.call) {
  case GUICHET_DOCUMENT_CALL_INSPECT:
    content = guichet_document_reply_read_facts (reply, fd);
    close (fd);
    break;
  case GUICHET_DOCUMENT_CALL_RENDER:
    content = guichet_document_reply_map_pixels (reply, fd);
    close (fd);
    break;
  default:
    g_task_return_pointer (call->task, GINT_TO_POINTER (fd), free_fd);
    return;
  }
  if (content != NULL)
    g_task_return_pointer (call->task, content,
                           call->request.call == GUICHET_DOCUMENT_CALL_INSPECT ? free_facts
                                                                               : free_pixels);
  else
    g_task_return_new_error (call->task, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_DIED,
                             "document: cannot be mapped");
}

static void
on_answer (const GuichetDocumentReply *reply, int fd, gpointer user_data)
{
  g_autoptr (GuichetDocumentChild) self = g_object_ref (user_data);
  Call *call = g_queue_peek_head (&self->calls);

  if (!self->asked || reply == NULL ||
      !guichet_document_reply_is_sound (reply, &call->request, self->opener, fd)) {
    if (fd >= 0)
      close (fd);
    if (self->asked)
      fail_call (self, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_DIED);
    else
      g_clear_pointer (&self->process, guichet_document_process_free);
    return;
  }
  call = end_call (self);
  if (reply->error != 0)
    g_task_return_new_error (call->task, GUICHET_DOCUMENT_ERROR, (int)reply->error, "document: %s",
                             guichet_document_error_to_word ((int)reply->error));
  else
    return_content (call, reply, fd);
  call_free (call);
  ask_next (self);
}

static gboolean
has_too_many_bytes (GuichetDocumentChild *self)
{
  struct stat info;

  return fstat (self->fd, &info) != 0 || info.st_size < 0 ||
         (guint64)info.st_size > self->opener->max_bytes;
}

static gboolean
start_process (GuichetDocumentChild *self)
{
  if (self->process == NULL)
    self->process = guichet_document_process_start (self->opener, self->fd, on_answer, self);
  return self->process != NULL;
}

/* Seconds. A new file is many pages' work. */
static guint
get_timeout (GuichetDocumentChild *self, const Call *call)
{
  return self->opener->timeout_seconds *
         (call->request.call == GUICHET_DOCUMENT_CALL_TO_PDF ? TO_PDF_PATIENCE : 1);
}

static void
ask_first (GuichetDocumentChild *self, Call *call)
{
  GCancellable *cancellable = g_task_get_cancellable (call->task);

  self->asked = TRUE;
  call->request.serial = ++self->serial;
  if (g_cancellable_is_cancelled (cancellable))
    fail_call (self, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else if (has_too_many_bytes (self))
    fail_call (self, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES);
  else if (!start_process (self))
    fail_call (self, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_UNAVAILABLE);
  else if (!guichet_document_process_ask (self->process, &call->request, call->list))
    fail_call (self, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_DIED);
  else {
    self->watchdog_id = g_timeout_add_seconds (get_timeout (self, call), on_timeout, self);
    if (cancellable != NULL)
      self->cancelled_id =
          g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), self);
  }
}

static void
ask_next (GuichetDocumentChild *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->asked)
    return;
  if (!g_queue_is_empty (&self->calls))
    ask_first (self, g_queue_peek_head (&self->calls));
  else if (self->process != NULL)
    self->idle_id = g_timeout_add_seconds (self->opener->idle_seconds, on_idle_timeout, self);
}

/* Never answers at once: a caller is told from the main loop. */
static gboolean
on_first_call (gpointer user_data)
{
  ask_next (user_data);
  return G_SOURCE_REMOVE;
}

static void
add_call (GuichetDocumentChild *self, const GuichetDocumentRequest *request, const guint *list,
          GTask *task)
{
  Call *call = g_new0 (Call, 1);

  call->task = task;
  call->request = *request;
  call->list = g_memdup2 (list, request->n_list * sizeof (guint));
  g_task_set_task_data (task, GUINT_TO_POINTER (request->call), NULL);
  g_queue_push_tail (&self->calls, call);
  /* The task holds this object for as long as the call is queued. */
  g_idle_add_full (G_PRIORITY_DEFAULT, on_first_call, g_object_ref (self), g_object_unref);
}

void
guichet_document_child_inspect_async (GuichetDocumentChild *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  GuichetDocumentRequest request = { .call = GUICHET_DOCUMENT_CALL_INSPECT };

  add_call (self, &request, NULL, g_task_new (self, cancellable, callback, user_data));
}

GuichetDocumentFacts *
guichet_document_child_inspect_finish (GuichetDocumentChild *self, GAsyncResult *result,
                                       GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
guichet_document_child_render_async (GuichetDocumentChild *self, guint page, guint width,
                                     guint height, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  GuichetDocumentRequest request = {
    .call = GUICHET_DOCUMENT_CALL_RENDER, .page = page, .width = width, .height = height
  };

  add_call (self, &request, NULL, g_task_new (self, cancellable, callback, user_data));
}

GuichetPixels *
guichet_document_child_render_finish (GuichetDocumentChild *self, GAsyncResult *result,
                                      GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
guichet_document_child_to_pdf_async (GuichetDocumentChild *self, const guint *pages, guint n_pages,
                                     guint max_dpi, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  GuichetDocumentRequest request = { .call = GUICHET_DOCUMENT_CALL_TO_PDF,
                                     .quality = max_dpi,
                                     .n_list = MIN (n_pages, GUICHET_DOCUMENT_MAX_LIST) };

  g_return_if_fail (n_pages <= GUICHET_DOCUMENT_MAX_LIST);
  add_call (self, &request, pages, g_task_new (self, cancellable, callback, user_data));
}

void
guichet_document_child_to_jpeg_async (GuichetDocumentChild *self, guint page, guint width,
                                      guint height, guint quality, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  GuichetDocumentRequest request = { .call = GUICHET_DOCUMENT_CALL_TO_JPEG,
                                     .page = page,
                                     .width = width,
                                     .height = height,
                                     .quality = CLAMP (quality, 1, 100) };

  add_call (self, &request, NULL, g_task_new (self, cancellable, callback, user_data));
}

void
guichet_document_child_read_text_async (GuichetDocumentChild *self, guint page,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  GuichetDocumentRequest request = { .call = GUICHET_DOCUMENT_CALL_READ_TEXT, .page = page };

  add_call (self, &request, NULL, g_task_new (self, cancellable, callback, user_data));
}

int
guichet_document_child_make_finish (GuichetDocumentChild *self, GAsyncResult *result,
                                    GError **error)
{
  GError *local_error = NULL;
  gpointer fd = g_task_propagate_pointer (G_TASK (result), &local_error);

  if (local_error == NULL)
    return GPOINTER_TO_INT (fd);
  g_propagate_error (error, local_error);
  return -1;
}

static void
guichet_document_child_finalize (GObject *object)
{
  GuichetDocumentChild *self = GUICHET_DOCUMENT_CHILD (object);

  /* No call is queued: each holds a reference. */
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_pointer (&self->process, guichet_document_process_free);
  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (guichet_document_child_parent_class)->finalize (object);
}

static void
guichet_document_child_class_init (GuichetDocumentChildClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_document_child_finalize;
}

static void
guichet_document_child_init (GuichetDocumentChild *self)
{
  g_queue_init (&self->calls);
  self->fd = -1;
}

GuichetDocumentChild *
guichet_document_child_new (const GuichetDocumentOpener *opener, int fd)
{
  GuichetDocumentChild *self = g_object_new (GUICHET_TYPE_DOCUMENT_CHILD, NULL);

  self->opener = opener;
  self->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  return self;
}
