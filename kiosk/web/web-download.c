/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-download-private.h"

#include "document-kind.h"
#include "document-name.h"
#include "sealed-memory.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Enough to tell what it is, wherever the mark of a PDF may be. */
#define HEAD_BYTES 1100
/* The engine writes what comes from the network here first. */
#define UNFINISHED ".wkdownload"

struct _GuichetWebDownload {
  GObject parent_instance;

  /* Owned */
  WebKitDownload *download;
  GuichetDocument *document;
  char *dir;
  char *path; /* NULL: nothing is written yet */
  char *name;
  /* State */
  GuichetWebDownloadState state;
  guint64 received;
  guint64 announced;
  gboolean is_looked_at;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetWebDownload, guichet_web_download, G_TYPE_OBJECT)

static void
remove_file (GuichetWebDownload *self)
{
  g_autofree char *unfinished = NULL;

  if (self->path == NULL)
    return;
  unfinished = g_strconcat (self->path, UNFINISHED, NULL);
  g_unlink (self->path);
  g_unlink (unfinished);
}

static void
guichet_web_download_finalize (GObject *object)
{
  GuichetWebDownload *self = GUICHET_WEB_DOWNLOAD (object);

  remove_file (self);
  g_clear_object (&self->download);
  g_clear_object (&self->document);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (guichet_web_download_parent_class)->finalize (object);
}

static void
guichet_web_download_class_init (GuichetWebDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_web_download_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_web_download_init (GuichetWebDownload *self)
{
}

GuichetWebDownload *
guichet_web_download_new (WebKitDownload *download, const char *dir)
{
  GuichetWebDownload *self = g_object_new (GUICHET_TYPE_WEB_DOWNLOAD, NULL);

  self->download = g_object_ref (download);
  self->dir = g_strdup (dir);
  g_object_ref (self); /* until on_finished */
  return self;
}

/* Ends it early for a reason of ours; the engine's "failed" and "finished" follow. */
static void
stop (GuichetWebDownload *self, GuichetWebDownloadState state)
{
  if (self->state != GUICHET_WEB_DOWNLOAD_RUNNING)
    return;
  self->state = state;
  webkit_download_cancel (self->download);
  remove_file (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Names that a program gave for itself (identifiers of blobs, of database rows) say nothing. */
static gboolean
says_something (const char *name)
{
  return !g_regex_match_simple ("^[0-9a-fA-F-]{16,}$|^[0-9]+$|^[^\\p{L}]*$", name, 0, 0);
}

gboolean
guichet_web_download_on_decide_destination (WebKitDownload *download, const char *name,
                                            gpointer user_data)
{
  static guint number = 0;
  GuichetWebDownload *self = user_data;
  WebKitURIResponse *response = webkit_download_get_response (download);
  g_autofree char *file = NULL;

  self->announced = response != NULL ? webkit_uri_response_get_content_length (response) : 0;
  if (self->announced > GUICHET_DOCUMENT_MAX_BYTES) {
    stop (self, GUICHET_WEB_DOWNLOAD_TOO_LARGE);
    return TRUE;
  }
  self->name = guichet_document_name_clean (name, GUICHET_DOCUMENT_MAX_NAME);
  if (!says_something (self->name))
    self->name[0] = '\0';
  file = g_strdup_printf ("%u", ++number);
  self->path = g_build_filename (self->dir, file, NULL);
  webkit_download_set_destination (download, self->path);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

static int
open_file (GuichetWebDownload *self)
{
  g_autofree char *unfinished = g_strconcat (self->path, UNFINISHED, NULL);
  int fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  return fd >= 0 ? fd : open (unfinished, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

/* Not one byte more than needed of what is refused in the end. */
static void
look_at_head (GuichetWebDownload *self)
{
  guint8 head[HEAD_BYTES];
  int fd = self->path != NULL ? open_file (self) : -1;
  ssize_t n;

  if (fd < 0)
    return;
  n = pread (fd, head, sizeof head, 0);
  close (fd);
  if (n < HEAD_BYTES)
    return;
  self->is_looked_at = TRUE;
  if (guichet_document_kind_guess (head, (gsize)n) == GUICHET_DOCUMENT_KIND_NONE)
    stop (self, GUICHET_WEB_DOWNLOAD_REFUSED);
}

void
guichet_web_download_on_received_data (WebKitDownload *download, guint64 length, gpointer user_data)
{
  GuichetWebDownload *self = user_data;

  if (self->state != GUICHET_WEB_DOWNLOAD_RUNNING)
    return;
  self->received += length;
  if (self->received > GUICHET_DOCUMENT_MAX_BYTES)
    stop (self, GUICHET_WEB_DOWNLOAD_TOO_LARGE);
  else if (!self->is_looked_at && self->received >= HEAD_BYTES)
    look_at_head (self);
  if (self->state == GUICHET_WEB_DOWNLOAD_RUNNING)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
guichet_web_download_on_failed (WebKitDownload *download, GError *error, gpointer user_data)
{
  GuichetWebDownload *self = user_data;

  if (self->state == GUICHET_WEB_DOWNLOAD_RUNNING)
    self->state = GUICHET_WEB_DOWNLOAD_FAILED;
}

static GuichetWebDownloadState
get_state_for (const GError *error)
{
  if (g_error_matches (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_UNKNOWN_KIND))
    return GUICHET_WEB_DOWNLOAD_REFUSED;
  if (g_error_matches (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES))
    return GUICHET_WEB_DOWNLOAD_TOO_LARGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return GUICHET_WEB_DOWNLOAD_NO_MEMORY;
  return GUICHET_WEB_DOWNLOAD_FAILED;
}

static GuichetWebDownloadState
take_document (GuichetWebDownload *self)
{
  g_autoptr (GError) error = NULL;
  int file = self->path != NULL ? open_file (self) : -1;
  int fd;

  if (file < 0)
    return GUICHET_WEB_DOWNLOAD_FAILED;
  fd = guichet_sealed_memory_copy (file, GUICHET_DOCUMENT_MAX_BYTES, &error);
  close (file);
  if (fd >= 0)
    self->document =
        guichet_document_new (GUICHET_DOCUMENT_ORIGIN_DOWNLOAD, self->name, fd, &error);
  return self->document != NULL ? GUICHET_WEB_DOWNLOAD_RECEIVED : get_state_for (error);
}

void
guichet_web_download_on_finished (WebKitDownload *download, gpointer user_data)
{
  g_autoptr (GuichetWebDownload) self = user_data;

  g_signal_handlers_disconnect_by_data (download, self);
  if (self->state == GUICHET_WEB_DOWNLOAD_RUNNING)
    self->state = take_document (self);
  remove_file (self);
  g_signal_emit (self, signals[CHANGED], 0);
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
  g_return_if_fail (GUICHET_IS_WEB_DOWNLOAD (self));

  stop (self, GUICHET_WEB_DOWNLOAD_CANCELLED);
}
