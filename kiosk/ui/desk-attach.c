/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form's file button: the tray instead of a file chooser. What the form does not take is made
 * into what it takes; what is larger than the service takes is made smaller, as long as it can be
 * read.
 */
#include "desk-private.h"

#include "accept-list.h"
#include "document-name.h"
#include "document-words.h"
#include "sealed-memory.h"

#include "service.h"

#include <glib/gi18n.h>
#include <unistd.h>

/* What is too large for a site is made smaller step by step, never below 150 dots in an inch of an
 * A4 page, upright or on its side. */
static const struct {
  guint side;    /* longer one of a picture, dots */
  guint quality; /* of a JPEG */
  guint dpi;     /* of pictures in a PDF; 0: as they are */
} STEPS[] = { { 2339, 80, 0 }, { 2339, 70, 200 }, { 1754, 65, 150 }, { 1754, 45, 150 } };

/* Pictures in a PDF are compressed only one way. */
#define N_PDF_STEPS 3

/** Documents on their way to a form, one after the other. */
typedef struct {
  /* Owned */
  GuichetDesk *desk;
  GuichetWebFileRequest *request;
  GPtrArray *documents; /* element type GuichetDocument; not changed any more */
  GPtrArray *names;     /* element type char, of files */
  GArray *fds;          /* element type int, owned */
  GuichetDocumentChild *child;
  /* State */
  GuichetAcceptList accept;
  guint64 limit;        /* bytes; 0: unknown */
  guint step;           /* of the document in progress */
  GuichetAcceptWay way; /* likewise */
} Sending;

static void go_on (Sending *sending);

static void
show_sendings (GuichetDesk *self)
{
  guichet_desk_update_hold (self);
  if (self->window != NULL)
    guichet_tray_page_set_preparing (guichet_window_get_tray_page (self->window),
                                     self->n_sendings > 0);
}

static void
sending_free (Sending *sending)
{
  for (guint i = 0; i < sending->fds->len; i++)
    close (g_array_index (sending->fds, int, i));
  g_array_unref (sending->fds);
  g_ptr_array_unref (sending->names);
  g_ptr_array_unref (sending->documents);
  g_clear_object (&sending->child);
  g_clear_object (&sending->request);
  sending->desk->n_sendings--;
  show_sendings (sending->desk);
  g_clear_object (&sending->desk);
  g_free (sending);
}

static const char *
get_label (GuichetDocument *document)
{
  switch (guichet_document_get_origin (document)) {
  case GUICHET_DOCUMENT_ORIGIN_SCAN:
    return "scan";
  case GUICHET_DOCUMENT_ORIGIN_STICK:
    return "usb-stick";
  case GUICHET_DOCUMENT_ORIGIN_DOWNLOAD:
  case GUICHET_DOCUMENT_ORIGIN_PAGE:
  default:
    return "download";
  }
}

static void
give_up (Sending *sending, const char *text)
{
  GuichetDesk *desk = sending->desk;

  guichet_desk_close (desk);
  guichet_desk_tell (desk, text);
  sending_free (sending);
}

static void
finish (Sending *sending)
{
  GuichetDesk *desk = sending->desk;
  GuichetDocument *first = g_ptr_array_index (sending->documents, 0);
  guint n = sending->documents->len;
  g_autofree char *text = NULL;

  if (!guichet_web_file_request_answer (sending->request, &g_array_index (sending->fds, int, 0),
                                        (char *const *)sending->names->pdata, n, NULL)) {
    give_up (sending, _ ("The site did not take the document. Touch its button again."));
    return;
  }
  for (guint i = 0; i < n; i++)
    guichet_desk_tell_count (desk, "document-attached",
                             get_label (g_ptr_array_index (sending->documents, i)));
  g_clear_object (&desk->armed);
  guichet_desk_close (desk);
  if (n == 1)
    text = g_strdup_printf (_ ("“%s” is attached. Now finish on the page of the site."),
                            guichet_document_get_name (first));
  else
    text = g_strdup_printf (
        ngettext ("%u document is attached. Now finish on the page of the site.",
                  "%u documents are attached. Now finish on the page of the site.", n),
        n);
  guichet_desk_tell (desk, text);
  sending_free (sending);
}

static void
add_file (Sending *sending, int fd, GuichetDocumentKind kind)
{
  GuichetDocument *document = g_ptr_array_index (sending->documents, sending->fds->len);
  const char *extension = guichet_document_kind_get_extension (kind);

  g_array_append_val (sending->fds, fd);
  g_ptr_array_add (sending->names,
                   guichet_document_name_to_file (guichet_document_get_name (document), extension));
}

static void
tell_too_large (Sending *sending, guint64 bytes)
{
  g_autofree char *size = guichet_document_words_size (bytes);
  g_autofree char *limit = guichet_document_words_size (sending->limit);
  g_autofree char *text = g_strdup_printf (
      _ ("The document has %s, and this site takes no more than %s."), size, limit);

  give_up (sending, text);
}

static guint
get_n_steps (Sending *sending)
{
  return sending->way == GUICHET_ACCEPT_AS_PDF ? N_PDF_STEPS : G_N_ELEMENTS (STEPS);
}

static void on_made (GObject *object, GAsyncResult *result, gpointer user_data);

/* The document in progress, by its way and step. */
static void
make (Sending *sending)
{
  GuichetDocument *document = g_ptr_array_index (sending->documents, sending->fds->len);
  GCancellable *cancellable = sending->desk->cancellable;
  guint step = sending->step;

  sending->child =
      guichet_document_child_new (sending->desk->opener, guichet_document_get_fd (document));
  if (sending->way == GUICHET_ACCEPT_AS_PDF)
    guichet_document_child_to_pdf_async (sending->child, NULL, 0, STEPS[step].dpi, cancellable,
                                         on_made, sending);
  else
    guichet_document_child_to_jpeg_async (sending->child, 0, STEPS[step].side, STEPS[step].side,
                                          STEPS[step].quality, cancellable, on_made, sending);
}

static void
on_made (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  int fd = guichet_document_child_make_finish (GUICHET_DOCUMENT_CHILD (object), result, &error);
  const guint8 *data;
  gsize size;

  g_clear_object (&sending->child);
  if (fd < 0) {
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      sending_free (sending);
    else
      give_up (sending, _ ("The document cannot be made into what the site takes."));
    return;
  }
  bytes = guichet_sealed_memory_map (fd, GUICHET_DOCUMENT_MAX_BYTES, NULL);
  if (bytes == NULL) {
    close (fd);
    give_up (sending, _ ("The document cannot be made into what the site takes."));
    return;
  }
  data = g_bytes_get_data (bytes, &size);
  if (sending->limit == 0 || size <= sending->limit) {
    add_file (sending, fd, guichet_document_kind_guess (data, size));
    go_on (sending);
    return;
  }
  close (fd);
  if (++sending->step < get_n_steps (sending))
    make (sending);
  else
    tell_too_large (sending, size);
}

/* The way that makes @document smaller without becoming what the form does not take. */
static GuichetAcceptWay
get_small_way (Sending *sending, GuichetDocument *document)
{
  GuichetDocumentKind kind = guichet_document_get_kind (document);

  if (kind == GUICHET_DOCUMENT_KIND_PDF)
    return GUICHET_ACCEPT_AS_PDF;
  return guichet_accept_list_choose (sending->accept, GUICHET_DOCUMENT_KIND_JPEG, 1) ==
                 GUICHET_ACCEPT_AS_IT_IS
             ? GUICHET_ACCEPT_AS_JPEG
             : GUICHET_ACCEPT_AS_PDF;
}

static void
go_on (Sending *sending)
{
  GuichetDocument *document;
  GuichetDocumentKind kind;
  gsize size;

  if (!guichet_web_file_request_is_pending (sending->request)) {
    sending_free (sending);
    return;
  }
  if (sending->fds->len == sending->documents->len) {
    finish (sending);
    return;
  }
  document = g_ptr_array_index (sending->documents, sending->fds->len);
  kind = guichet_document_get_kind (document);
  size = guichet_document_get_size (document);
  sending->step = 0;
  sending->way =
      guichet_accept_list_choose (sending->accept, kind, guichet_document_get_n_pages (document));
  if (sending->way == GUICHET_ACCEPT_NO) {
    give_up (sending, _ ("This site does not take such a document"));
    return;
  }
  if (sending->way == GUICHET_ACCEPT_AS_IT_IS && (sending->limit == 0 || size <= sending->limit)) {
    add_file (sending, dup (guichet_document_get_fd (document)), kind);
    go_on (sending);
    return;
  }
  if (sending->way == GUICHET_ACCEPT_AS_IT_IS) {
    sending->step = 1;
    sending->way = get_small_way (sending, document);
  }
  make (sending);
}

void
guichet_desk_attach (GuichetDesk *self, GPtrArray *documents)
{
  Sending *sending;

  if (self->request == NULL || documents->len == 0)
    return;
  sending = g_new0 (Sending, 1);
  sending->desk = g_object_ref (self);
  self->n_sendings++;
  show_sendings (self);
  sending->request = g_object_ref (self->request);
  sending->documents = g_ptr_array_ref (documents);
  sending->names = g_ptr_array_new_with_free_func (g_free);
  sending->fds = g_array_new (FALSE, FALSE, sizeof (int));
  sending->accept = guichet_accept_list_parse (guichet_web_file_request_get_accept (self->request));
  if (self->asking_page != NULL)
    sending->limit =
        guichet_service_get_upload_limit (guichet_web_page_get_service (self->asking_page));
  go_on (sending);
}

gboolean
guichet_desk_is_wanted (GuichetDesk *self, GuichetDocument *document)
{
  return self->request != NULL &&
         guichet_accept_list_choose (
             guichet_accept_list_parse (guichet_web_file_request_get_accept (self->request)),
             guichet_document_get_kind (document),
             guichet_document_get_n_pages (document)) != GUICHET_ACCEPT_NO;
}

void
guichet_desk_drop_request (GuichetDesk *self)
{
  g_autoptr (GuichetWebFileRequest) request = g_steal_pointer (&self->request);

  g_clear_weak_pointer (&self->asking_page);
  if (request != NULL)
    guichet_web_file_request_cancel (request);
}

static gboolean
give_armed (GuichetDesk *self)
{
  g_autoptr (GPtrArray) alone = NULL;

  if (self->armed == NULL || !guichet_tray_has (self->tray, self->armed) ||
      !guichet_desk_is_wanted (self, self->armed))
    return FALSE;
  guichet_desk_tell (self, _ ("Your document is being made ready for the site. One moment…"));
  alone = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (alone, g_object_ref (self->armed));
  guichet_desk_attach (self, alone);
  return TRUE;
}

gboolean
guichet_desk_on_files (GuichetWebPage *page, GuichetWebFileRequest *request, gpointer desk)
{
  GuichetDesk *self = desk;

  /* A page out of sight has nobody who pressed its button. */
  if (!gtk_widget_get_mapped (guichet_web_page_get_widget (page)))
    return FALSE;
  guichet_desk_close (self);
  self->request = g_object_ref (request);
  g_set_weak_pointer (&self->asking_page, page);
  guichet_received_banner_hide (guichet_window_get_banner (self->window));
  if (give_armed (self))
    return TRUE;
  guichet_tray_page_pick (guichet_window_get_tray_page (self->window),
                          guichet_accept_list_parse (guichet_web_file_request_get_accept (request)),
                          guichet_web_file_request_get_multiple (request));
  guichet_desk_show (self, GUICHET_DESK_TRAY);
  /* The site wants a picture taken now: the scanner is our camera. Back leads to the tray. */
  if (guichet_web_file_request_get_capture (request) && self->devices.scanner)
    guichet_desk_want_scan (self);
  return TRUE;
}
