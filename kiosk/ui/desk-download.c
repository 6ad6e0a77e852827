/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pages give: into the tray, with an offer to see or print it at once. */
#include "desk-private.h"

#include "document-words.h"

#include <glib/gi18n.h>

static const struct {
  const char *label; /* of the metric "download" */
  const char *text;  /* NULL: nothing to say */
} ENDS[] = {
  [GUICHET_WEB_DOWNLOAD_RUNNING] = { NULL, NULL },
  [GUICHET_WEB_DOWNLOAD_RECEIVED] = { "received", NULL },
  [GUICHET_WEB_DOWNLOAD_REFUSED] = { "refused",
                                     N_ ("The site gave something that is neither a document nor "
                                         "an image: it was not kept.") },
  [GUICHET_WEB_DOWNLOAD_TOO_LARGE] = { "too-large",
                                       N_ ("The document is too large for this terminal: it was "
                                           "not kept.") },
  [GUICHET_WEB_DOWNLOAD_NO_MEMORY] = { "full",
                                       N_ ("The terminal has no room left. Close a page or remove "
                                           "a document.") },
  [GUICHET_WEB_DOWNLOAD_FAILED] = { "failed",
                                    N_ ("The document did not come in full. Try again.") },
  [GUICHET_WEB_DOWNLOAD_CANCELLED] = { NULL, NULL },
};

static void
tell_full (GuichetDesk *self, const GError *error)
{
  g_autofree char *text = guichet_document_words_full (self->tray, error);

  guichet_desk_tell (self, text);
  guichet_desk_tell_count (self, "download", "full");
}

static void
tell_progress (GuichetDesk *self, GuichetWebDownload *download)
{
  guint64 received = guichet_web_download_get_received (download);
  guint64 announced = guichet_web_download_get_announced (download);
  g_autofree char *size = guichet_document_words_size (MAX (received, announced));
  g_autofree char *text = NULL;

  if (announced > 0)
    text = g_strdup_printf (_ ("A document is coming: %u %% of %s."),
                            (guint)(MIN (received, announced) * 100 / announced), size);
  else
    text = g_strdup_printf (_ ("A document is coming: %s so far."), size);
  guichet_desk_tell (self, text);
}

static void
take (GuichetDesk *self, GuichetWebDownload *download)
{
  GuichetDocument *document = guichet_web_download_get_document (download);
  g_autofree char *details = guichet_document_words_details (document);
  g_autofree char *text = NULL;

  if (!guichet_desk_add (self, document)) {
    guichet_desk_tell_count (self, "download", "full");
    return;
  }
  guichet_desk_tell_count (self, "download", "received");
  g_set_object (&self->received, document);
  /* Translators: the name of a document, then its pages and size. */
  text = g_strdup_printf (_ ("“%s” is in your documents (%s)."),
                          guichet_document_get_name (document), details);
  guichet_received_banner_offer (guichet_window_get_banner (self->window), text,
                                 self->devices.printer);
}

static void
on_changed (GuichetDesk *self, GuichetWebDownload *download)
{
  GuichetWebDownloadState state = guichet_web_download_get_state (download);
  g_autoptr (GuichetWebDownload) held = g_object_ref (download);
  g_autoptr (GError) error = NULL;

  if (state == GUICHET_WEB_DOWNLOAD_RUNNING &&
      guichet_tray_can_add (self->tray, guichet_web_download_get_announced (download), &error)) {
    tell_progress (self, download);
    return;
  }
  /* It may be told once more when the engine has done with it. */
  g_signal_handlers_disconnect_by_func (download, on_changed, self);
  g_ptr_array_remove (self->downloads, download);
  guichet_desk_update_hold (self);
  if (state == GUICHET_WEB_DOWNLOAD_RUNNING) {
    guichet_web_download_cancel (download);
    tell_full (self, error);
  } else if (state == GUICHET_WEB_DOWNLOAD_RECEIVED) {
    take (self, download);
  } else if (ENDS[state].text != NULL) {
    guichet_desk_tell (self, _ (ENDS[state].text));
    guichet_desk_tell_count (self, "download", ENDS[state].label);
  }
}

gboolean
guichet_desk_on_download (GuichetWebPage *page, GuichetWebDownload *download, gpointer desk)
{
  GuichetDesk *self = desk;
  g_autoptr (GError) error = NULL;

  if (!guichet_tray_can_add (self->tray, 0, &error)) {
    guichet_web_download_cancel (download);
    tell_full (self, error);
    return TRUE;
  }
  g_ptr_array_add (self->downloads, g_object_ref (download));
  guichet_desk_update_hold (self);
  g_signal_connect_object (download, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return TRUE;
}
