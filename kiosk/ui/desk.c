/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desk-private.h"

#include "document-examine.h"
#include "document-words.h"
#include "viewer.h"

#include <glib/gi18n.h>

#define MAX_DOCUMENTS 20
#define MAX_BYTES     (100 * 1024 * 1024)
/* What the page that is open may still need, before the machine swaps. */
#define RESERVE_BYTES  (150 * 1024 * 1024)
#define THUMBNAIL_SIZE 480

enum { CHANGED, COUNT, HOLD, PRINT, SCAN, COPY, STICK, SAVE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetDesk, guichet_desk, G_TYPE_OBJECT)

void
guichet_desk_tell_count (GuichetDesk *self, const char *metric, const char *label)
{
  g_signal_emit (self, signals[COUNT], 0, metric, label);
}

void
guichet_desk_tell_changed (GuichetDesk *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
guichet_desk_update_hold (GuichetDesk *self)
{
  gboolean is_held = self->downloads->len > 0 || self->n_sendings > 0;

  if (is_held == self->is_held)
    return;
  self->is_held = is_held;
  g_signal_emit (self, signals[HOLD], 0, is_held);
}

void
guichet_desk_ask_print (GuichetDesk *self, GuichetDocument *document)
{
  g_signal_emit (self, signals[PRINT], 0, document);
}

static void
drop_viewer (GuichetDesk *self)
{
  GtkWidget *viewer = self->viewer;

  self->viewer = NULL;
  if (viewer != NULL)
    guichet_window_remove_view (self->window, viewer);
}

static GuichetDeskScreen
get_screen (GuichetDesk *self)
{
  return self->n_screens > 0 ? self->screens[self->n_screens - 1] : GUICHET_DESK_NOTHING;
}

GtkWidget *
guichet_desk_get_view (GuichetDesk *self)
{
  switch (get_screen (self)) {
  case GUICHET_DESK_TRAY:
    return GTK_WIDGET (guichet_window_get_tray_page (self->window));
  case GUICHET_DESK_DOCUMENT:
    return GTK_WIDGET (guichet_window_get_document_page (self->window));
  case GUICHET_DESK_VIEWER:
    return self->viewer;
  case GUICHET_DESK_NOTHING:
  default:
    return NULL;
  }
}

void
guichet_desk_focus (GuichetDesk *self)
{
  switch (get_screen (self)) {
  case GUICHET_DESK_TRAY:
    guichet_tray_page_focus (guichet_window_get_tray_page (self->window));
    break;
  case GUICHET_DESK_DOCUMENT:
    guichet_document_page_focus (guichet_window_get_document_page (self->window));
    break;
  case GUICHET_DESK_VIEWER:
    guichet_viewer_focus (GUICHET_VIEWER (self->viewer));
    break;
  case GUICHET_DESK_NOTHING:
  default:
    break;
  }
}

void
guichet_desk_show (GuichetDesk *self, GuichetDeskScreen screen)
{
  if (get_screen (self) == screen || self->n_screens == GUICHET_DESK_MAX_DEPTH)
    return;
  self->screens[self->n_screens++] = screen;
  guichet_desk_tell_changed (self);
  guichet_desk_focus (self);
}

static void
pop (GuichetDesk *self)
{
  GuichetDeskScreen left = get_screen (self);

  if (left == GUICHET_DESK_NOTHING)
    return;
  self->n_screens--;
  /* Shown first, so that the stack has something else than what is taken away. */
  guichet_desk_tell_changed (self);
  if (left == GUICHET_DESK_VIEWER)
    drop_viewer (self);
  if (left == GUICHET_DESK_DOCUMENT)
    guichet_document_page_show (guichet_window_get_document_page (self->window), NULL, NULL);
  if (left == GUICHET_DESK_TRAY)
    guichet_desk_drop_request (self);
  guichet_desk_focus (self);
}

void
guichet_desk_pop_all (GuichetDesk *self)
{
  while (self->n_screens > 0)
    pop (self);
}

gboolean
guichet_desk_go_back (GuichetDesk *self)
{
  g_return_val_if_fail (GUICHET_IS_DESK (self), FALSE);

  if (self->n_screens == 0)
    return FALSE;
  pop (self);
  return TRUE;
}

static void
go_back (GuichetDesk *self)
{
  pop (self);
}

void
guichet_desk_close (GuichetDesk *self)
{
  g_return_if_fail (GUICHET_IS_DESK (self));

  guichet_desk_pop_all (self);
  guichet_desk_drop_request (self);
}

void
guichet_desk_tell (GuichetDesk *self, const char *text)
{
  g_clear_object (&self->received);
  guichet_received_banner_tell (guichet_window_get_banner (self->window), text);
}

void
guichet_desk_open_tray (GuichetDesk *self)
{
  g_return_if_fail (GUICHET_IS_DESK (self));

  guichet_desk_close (self);
  guichet_received_banner_hide (guichet_window_get_banner (self->window));
  guichet_tray_page_browse (guichet_window_get_tray_page (self->window));
  guichet_desk_show (self, GUICHET_DESK_TRAY);
}

static void
on_viewer_print (GuichetDesk *self)
{
  guichet_desk_ask_print (self, guichet_viewer_get_document (GUICHET_VIEWER (self->viewer)));
}

void
guichet_desk_view (GuichetDesk *self, GuichetDocument *document)
{
  if (self->viewer != NULL)
    return;
  self->viewer = guichet_viewer_new (self->opener, document);
  guichet_viewer_set_can_print (GUICHET_VIEWER (self->viewer), self->devices.printer);
  g_signal_connect_object (self->viewer, "back", G_CALLBACK (go_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewer, "print", G_CALLBACK (on_viewer_print), self,
                           G_CONNECT_SWAPPED);
  guichet_window_add_view (self->window, self->viewer);
  guichet_desk_show (self, GUICHET_DESK_VIEWER);
}

static void
on_opened (GuichetDesk *self, GuichetDocument *document)
{
  GuichetDocumentAbilities abilities = {
    .print = self->devices.printer,
    .attach = TRUE,
    .save = self->devices.stick,
  };

  guichet_document_page_show (guichet_window_get_document_page (self->window), document,
                              &abilities);
  guichet_desk_show (self, GUICHET_DESK_DOCUMENT);
}

/* A page cannot be given a document without its own button: it gets it when that is pressed. */
static void
arm (GuichetDesk *self, GuichetDocument *document)
{
  g_autofree char *text = NULL;

  g_set_object (&self->armed, document);
  guichet_desk_close (self);
  text =
      g_strdup_printf (_ ("Now touch the button of the site that asks for a file: it gets “%s”."),
                       guichet_document_get_name (document));
  guichet_desk_tell (self, text);
}

static void
on_document_action (GuichetDesk *self, int action)
{
  GuichetDocumentPage *page = guichet_window_get_document_page (self->window);
  g_autoptr (GuichetDocument) document = g_object_ref (guichet_document_page_get_document (page));

  switch ((GuichetDocumentAction)action) {
  case GUICHET_DOCUMENT_ACTION_SEE:
    guichet_desk_view (self, document);
    break;
  case GUICHET_DOCUMENT_ACTION_PRINT:
    guichet_desk_ask_print (self, document);
    break;
  case GUICHET_DOCUMENT_ACTION_ATTACH:
    arm (self, document);
    break;
  case GUICHET_DOCUMENT_ACTION_SAVE:
    g_signal_emit (self, signals[SAVE], 0, document);
    break;
  case GUICHET_DOCUMENT_ACTION_REMOVE:
    if (self->armed == document)
      g_clear_object (&self->armed);
    pop (self);
    guichet_tray_remove (self->tray, document);
    guichet_desk_focus (self);
    break;
  default:
    break;
  }
}

gboolean
guichet_desk_add (GuichetDesk *self, GuichetDocument *document)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = guichet_document_words_name (document, self->tray);
  g_autoptr (GPtrArray) alone = NULL;

  g_return_val_if_fail (GUICHET_IS_DESK (self), FALSE);

  guichet_document_set_name (document, name);
  if (!guichet_tray_add (self->tray, document, &error)) {
    g_autofree char *text = guichet_document_words_full (self->tray, error);

    guichet_desk_tell (self, text);
    return FALSE;
  }
  if (!guichet_document_is_examined (document))
    guichet_document_examine (self->opener, document, THUMBNAIL_SIZE, self->cancellable);
  if (guichet_document_get_origin (document) == GUICHET_DOCUMENT_ORIGIN_SCAN &&
      guichet_desk_is_wanted (self, document)) {
    alone = g_ptr_array_new_with_free_func (g_object_unref);
    g_ptr_array_add (alone, g_object_ref (document));
    guichet_desk_attach (self, alone);
  }
  return TRUE;
}

static void
on_banner_see (GuichetDesk *self)
{
  g_autoptr (GuichetDocument) document = g_steal_pointer (&self->received);

  guichet_received_banner_hide (guichet_window_get_banner (self->window));
  if (document != NULL && guichet_tray_has (self->tray, document))
    guichet_desk_view (self, document);
}

static void
on_banner_print (GuichetDesk *self)
{
  g_autoptr (GuichetDocument) document = g_steal_pointer (&self->received);

  guichet_received_banner_hide (guichet_window_get_banner (self->window));
  if (document != NULL && guichet_tray_has (self->tray, document))
    guichet_desk_ask_print (self, document);
}

static void
on_banner_close (GuichetDesk *self)
{
  g_clear_object (&self->received);
  guichet_received_banner_hide (guichet_window_get_banner (self->window));
}

void
guichet_desk_want_scan (GuichetDesk *self)
{
  g_signal_emit (self, signals[SCAN], 0);
}

static void
on_copy (GuichetDesk *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
on_stick (GuichetDesk *self)
{
  g_signal_emit (self, signals[STICK], 0);
}

void
guichet_desk_watch_page (GuichetDesk *self, GuichetWebPage *page)
{
  g_signal_connect_object (page, "download-started", G_CALLBACK (guichet_desk_on_download), self,
                           0);
  g_signal_connect_object (page, "files-requested", G_CALLBACK (guichet_desk_on_files), self, 0);
}

void
guichet_desk_forget_page (GuichetDesk *self, GuichetWebPage *page)
{
  g_signal_handlers_disconnect_by_data (page, self);
  if (self->request != NULL && self->asking_page == page)
    guichet_desk_close (self);
}

void
guichet_desk_clear (GuichetDesk *self)
{
  guichet_desk_close (self);
  on_banner_close (self);
  g_clear_object (&self->armed);
  while (self->downloads->len > 0) {
    g_autoptr (GuichetWebDownload) download = g_ptr_array_steal_index (self->downloads, 0);

    g_signal_handlers_disconnect_by_data (download, self);
    guichet_web_download_cancel (download);
  }
  guichet_desk_update_hold (self);
  guichet_tray_clear (self->tray);
}

static void
guichet_desk_dispose (GObject *object)
{
  GuichetDesk *self = GUICHET_DESK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->asking_page);
  g_clear_object (&self->request);
  g_clear_object (&self->received);
  g_clear_object (&self->armed);
  g_clear_pointer (&self->downloads, g_ptr_array_unref);
  g_clear_object (&self->tray);
  g_clear_object (&self->window);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (guichet_desk_parent_class)->dispose (object);
}

static void
guichet_desk_class_init (GuichetDeskClass *klass)
{
  static const char *const PLAIN[] = {
    [CHANGED] = "changed", [SCAN] = "scan", [COPY] = "copy", [STICK] = "stick"
  };
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_desk_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (PLAIN); i++)
    if (PLAIN[i] != NULL)
      signals[i] =
          g_signal_new (PLAIN[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COUNT] = g_signal_new ("count", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[HOLD] = g_signal_new ("hold", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_BOOLEAN);
  signals[PRINT] = g_signal_new ("print", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, GUICHET_TYPE_DOCUMENT);
  signals[SAVE] = g_signal_new ("save", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, GUICHET_TYPE_DOCUMENT);
}

static void
guichet_desk_init (GuichetDesk *self)
{
  const GuichetTrayLimits limits = {
    .max_documents = MAX_DOCUMENTS,
    .max_bytes = MAX_BYTES,
    .reserve_bytes = RESERVE_BYTES,
  };

  self->tray = guichet_tray_new (&limits);
  self->downloads = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

static void
connect_parts (GuichetDesk *self)
{
  GuichetTrayPage *tray = guichet_window_get_tray_page (self->window);
  GuichetReceivedBanner *banner = guichet_window_get_banner (self->window);
  const struct {
    gpointer object;
    const char *signal;
    GCallback handler;
  } CONNECTIONS[] = {
    { self->tray, "items-changed", G_CALLBACK (guichet_desk_tell_changed) },
    { tray, "opened", G_CALLBACK (on_opened) },
    { tray, "picked", G_CALLBACK (guichet_desk_attach) },
    { tray, "scan", G_CALLBACK (guichet_desk_want_scan) },
    { tray, "copy", G_CALLBACK (on_copy) },
    { tray, "stick", G_CALLBACK (on_stick) },
    { tray, "back", G_CALLBACK (go_back) },
    { guichet_window_get_document_page (self->window), "action", G_CALLBACK (on_document_action) },
    { banner, "see", G_CALLBACK (on_banner_see) },
    { banner, "print", G_CALLBACK (on_banner_print) },
    { banner, "close", G_CALLBACK (on_banner_close) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CONNECTIONS); i++)
    g_signal_connect_object (CONNECTIONS[i].object, CONNECTIONS[i].signal, CONNECTIONS[i].handler,
                             self, G_CONNECT_SWAPPED);
}

GuichetDesk *
guichet_desk_new (GuichetWindow *window, const GuichetDocumentOpener *opener)
{
  GuichetDesk *self = g_object_new (GUICHET_TYPE_DESK, NULL);

  self->window = g_object_ref (window);
  self->opener = opener;
  guichet_tray_page_set_tray (guichet_window_get_tray_page (window), self->tray);
  connect_parts (self);
  return self;
}

void
guichet_desk_set_devices (GuichetDesk *self, const GuichetDeskDevices *devices)
{
  self->devices = *devices;
  guichet_tray_page_set_devices (guichet_window_get_tray_page (self->window), devices->scanner,
                                 devices->stick, devices->printer);
}

GuichetTray *
guichet_desk_get_tray (GuichetDesk *self)
{
  return self->tray;
}

gboolean
guichet_desk_is_asked (GuichetDesk *self)
{
  return self->request != NULL;
}
