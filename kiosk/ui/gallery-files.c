/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads and file buttons of pages that are not real: what the screens need of them. */
#include "gallery-files.h"

struct _GuichetWebDownload {
  GObject parent_instance;

  /* Owned */
  GuichetDocument *document;
  /* State */
  GuichetWebDownloadState state;
  guint64 received;
  guint64 announced;
};

struct _GuichetWebFileRequest {
  GObject parent_instance;

  /* Owned */
  char *accept;
  /* State */
  gboolean multiple;
  gboolean capture;
  gboolean is_pending;
  guint n_files;
};

G_DEFINE_TYPE (GuichetWebDownload, guichet_web_download, G_TYPE_OBJECT)
G_DEFINE_TYPE (GuichetWebFileRequest, guichet_web_file_request, G_TYPE_OBJECT)

static void
guichet_web_download_finalize (GObject *object)
{
  g_clear_object (&GUICHET_WEB_DOWNLOAD (object)->document);
  G_OBJECT_CLASS (guichet_web_download_parent_class)->finalize (object);
}

static void
guichet_web_download_class_init (GuichetWebDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_web_download_finalize;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
guichet_web_download_init (GuichetWebDownload *self)
{
}

GuichetWebDownloadState
guichet_web_download_get_state (GuichetWebDownload *self)
{
  return self->state;
}

guint64
guichet_web_download_get_received (GuichetWebDownload *self)
{
  return self->received;
}

guint64
guichet_web_download_get_announced (GuichetWebDownload *self)
{
  return self->announced;
}

GuichetDocument *
guichet_web_download_get_document (GuichetWebDownload *self)
{
  return self->document;
}

void
guichet_web_download_cancel (GuichetWebDownload *self)
{
  gallery_download_end (self, GUICHET_WEB_DOWNLOAD_CANCELLED, NULL);
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
  G_OBJECT_CLASS (klass)->finalize = guichet_web_file_request_finalize;
  g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
guichet_web_file_request_init (GuichetWebFileRequest *self)
{
  self->is_pending = TRUE;
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
  return self->is_pending;
}

gboolean
guichet_web_file_request_answer (GuichetWebFileRequest *self, const int *fds, char *const *names,
                                 guint n, GError **error)
{
  self->n_files = n;
  guichet_web_file_request_cancel (self);
  return TRUE;
}

void
guichet_web_file_request_cancel (GuichetWebFileRequest *self)
{
  if (!self->is_pending)
    return;
  self->is_pending = FALSE;
  g_signal_emit_by_name (self, "ended");
}

GuichetWebDownload *
gallery_download_start (GuichetWebPage *page, guint64 announced)
{
  GuichetWebDownload *download = g_object_new (GUICHET_TYPE_WEB_DOWNLOAD, NULL);
  gboolean is_taken = FALSE;

  download->announced = announced;
  g_signal_emit_by_name (page, "download-started", download, &is_taken);
  return download;
}

void
gallery_download_set_received (GuichetWebDownload *self, guint64 received)
{
  self->received = received;
  g_signal_emit_by_name (self, "changed");
}

void
gallery_download_end (GuichetWebDownload *self, GuichetWebDownloadState state,
                      GuichetDocument *document)
{
  self->state = state;
  g_set_object (&self->document, document);
  g_signal_emit_by_name (self, "changed");
}

static GuichetWebFileRequest *
offer (GuichetWebPage *page, GuichetWebFileRequest *request, const char *accept)
{
  gboolean is_kept = FALSE;

  request->accept = g_strdup (accept);
  g_signal_emit_by_name (page, "files-requested", request, &is_kept);
  if (!is_kept)
    guichet_web_file_request_cancel (request);
  return request;
}

GuichetWebFileRequest *
gallery_file_request_start (GuichetWebPage *page, const char *accept, gboolean multiple)
{
  GuichetWebFileRequest *request = g_object_new (GUICHET_TYPE_WEB_FILE_REQUEST, NULL);

  request->multiple = multiple;
  return offer (page, request, accept);
}

GuichetWebFileRequest *
gallery_file_request_start_capture (GuichetWebPage *page, const char *accept)
{
  GuichetWebFileRequest *request = g_object_new (GUICHET_TYPE_WEB_FILE_REQUEST, NULL);

  request->capture = TRUE;
  return offer (page, request, accept);
}

guint
gallery_file_request_get_n_files (GuichetWebFileRequest *self)
{
  return self->n_files;
}
