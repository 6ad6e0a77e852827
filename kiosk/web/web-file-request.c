/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-file-request-private.h"

struct _GuichetWebFileRequest {
  GObject parent_instance;

  /* Owned */
  WebKitFileChooserRequest *request; /* NULL once it has ended */
  GuichetWebUploads *uploads;
  char *accept;
  /* State */
  gboolean multiple;
  gboolean capture;
};

enum { ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetWebFileRequest, guichet_web_file_request, G_TYPE_OBJECT)

static void
guichet_web_file_request_dispose (GObject *object)
{
  GuichetWebFileRequest *self = GUICHET_WEB_FILE_REQUEST (object);

  if (self->request != NULL)
    webkit_file_chooser_request_cancel (self->request);
  g_clear_object (&self->request);
  g_clear_object (&self->uploads);

  G_OBJECT_CLASS (guichet_web_file_request_parent_class)->dispose (object);
}

static void
guichet_web_file_request_finalize (GObject *object)
{
  g_free (GUICHET_WEB_FILE_REQUEST (object)->accept);

  G_OBJECT_CLASS (guichet_web_file_request_parent_class)->finalize (object);
}

static void
guichet_web_file_request_class_init (GuichetWebFileRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_web_file_request_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_web_file_request_finalize;
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_web_file_request_init (GuichetWebFileRequest *self)
{
}

GuichetWebFileRequest *
guichet_web_file_request_new (WebKitFileChooserRequest *request, GuichetWebUploads *uploads,
                              const char *accept, gboolean capture)
{
  GuichetWebFileRequest *self = g_object_new (GUICHET_TYPE_WEB_FILE_REQUEST, NULL);
  const char *const *types = webkit_file_chooser_request_get_mime_types (request);

  self->request = g_object_ref (request);
  self->uploads = g_object_ref (uploads);
  self->multiple = webkit_file_chooser_request_get_select_multiple (request);
  self->capture = capture;
  if (accept != NULL)
    self->accept = g_strdup (accept);
  else
    self->accept = types != NULL ? g_strjoinv (",", (char **)types) : g_strdup ("");
  return self;
}

static void
end (GuichetWebFileRequest *self)
{
  g_clear_object (&self->request);
  g_signal_emit (self, signals[ENDED], 0);
}

const char *
guichet_web_file_request_get_accept (GuichetWebFileRequest *self)
{
  return self->accept;
}

gboolean
guichet_web_file_request_get_multiple (GuichetWebFileRequest *self)
{
  return self->multiple;
}

gboolean
guichet_web_file_request_get_capture (GuichetWebFileRequest *self)
{
  return self->capture;
}

gboolean
guichet_web_file_request_is_pending (GuichetWebFileRequest *self)
{
  return self->request != NULL;
}

gboolean
guichet_web_file_request_answer (GuichetWebFileRequest *self, const int *fds, char *const *names,
                                 guint n, GError **error)
{
  g_auto (GStrv) paths = NULL;

  g_return_val_if_fail (GUICHET_IS_WEB_FILE_REQUEST (self), FALSE);
  g_return_val_if_fail (n > 0, FALSE);

  if (self->request == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the page asks no more");
    return FALSE;
  }
  paths = guichet_web_uploads_write (self->uploads, fds, names, n, error);
  if (paths == NULL) {
    guichet_web_file_request_cancel (self);
    return FALSE;
  }
  webkit_file_chooser_request_select_files (self->request, (const char *const *)paths);
  end (self);
  return TRUE;
}

void
guichet_web_file_request_cancel (GuichetWebFileRequest *self)
{
  g_return_if_fail (GUICHET_IS_WEB_FILE_REQUEST (self));

  if (self->request == NULL)
    return;
  webkit_file_chooser_request_cancel (self->request);
  end (self);
}
