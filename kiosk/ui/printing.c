/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "printing.h"

#include "print-client.h"

#define WORKER "print"

struct _GuichetPrinting {
  GObject parent_instance;

  /* Borrowed */
  const GuichetPrinterSettings *settings;
  const GuichetDocumentOpener *opener;
  /* Owned */
  GuichetWorkers *workers;
  GuichetPrintClient *client; /* NULL: no worker yet, or it is gone */
  GuichetDocument *document;  /* of the print in progress */
  GuichetPrintOptions options;
  char *pages;
  GCancellable *cancellable;
  /* State */
  guint n_sides;      /* printed so far */
  guint n_sent;       /* given to the printer so far, printed or not */
  guint n_sides_next; /* of the print in progress */
  gboolean is_printing;
  gboolean is_sent;
  gboolean is_cancelled; /* before there was a worker to tell */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetPrinting, guichet_printing, G_TYPE_OBJECT)

static void
tell (GuichetPrinting *self, GuichetPrintState state, GuichetPrintReason reason)
{
  if (!self->is_sent && (state == GUICHET_PRINT_PRINTING || state == GUICHET_PRINT_WAITING ||
                         state == GUICHET_PRINT_DONE)) {
    self->is_sent = TRUE;
    self->n_sent += self->n_sides_next;
  }
  if (state == GUICHET_PRINT_DONE)
    self->n_sides += self->n_sides_next;
  if (guichet_print_state_is_final (state)) {
    self->is_printing = FALSE;
    g_clear_object (&self->document);
  }
  g_signal_emit (self, signals[CHANGED], 0, (int)state, (int)reason);
}

static void
on_client_changed (GuichetPrintClient *client, int state, int reason, GuichetPrinting *self)
{
  g_autoptr (GuichetPrinting) alive = g_object_ref (self);
  /* Without a CUPS, a worker is not asked again either: one that was started anew has another
   * socket, which is not in that worker's sandbox. */
  gboolean is_lost = guichet_print_client_is_gone (client) ||
                     (state == GUICHET_PRINT_FAILED && reason == GUICHET_PRINT_REASON_NO_PRINTER);

  if (is_lost && self->client != NULL) {
    g_signal_handlers_disconnect_by_func (self->client, on_client_changed, self);
    g_clear_object (&self->client);
  }
  if (self->is_printing)
    tell (self, (GuichetPrintState)state, (GuichetPrintReason)reason);
}

static void
send (GuichetPrinting *self)
{
  if (self->is_cancelled)
    tell (self, GUICHET_PRINT_CANCELLED, GUICHET_PRINT_REASON_NONE);
  else
    guichet_print_client_print (self->client, guichet_document_get_fd (self->document),
                                &self->options);
}

static void
on_worker_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetPrinting) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection =
      guichet_workers_open_finish (GUICHET_WORKERS (source), result, &error);

  if (connection != NULL)
    self->client = guichet_print_client_new (connection, &error);
  if (self->client == NULL) {
    if (self->is_printing && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      tell (self, GUICHET_PRINT_FAILED, GUICHET_PRINT_REASON_NO_PRINTER);
    return;
  }
  g_signal_connect_object (self->client, "changed", G_CALLBACK (on_client_changed), self, 0);
  send (self);
}

static void
guichet_printing_dispose (GObject *object)
{
  GuichetPrinting *self = GUICHET_PRINTING (object);

  self->is_printing = FALSE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->workers);
  g_clear_object (&self->document);
  g_clear_pointer (&self->pages, g_free);
  G_OBJECT_CLASS (guichet_printing_parent_class)->dispose (object);
}

static void
guichet_printing_class_init (GuichetPrintingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = guichet_printing_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
guichet_printing_init (GuichetPrinting *self)
{
  self->cancellable = g_cancellable_new ();
}

GuichetPrinting *
guichet_printing_new (GuichetWorkers *workers, const GuichetPrinterSettings *settings,
                      const GuichetDocumentOpener *opener)
{
  GuichetPrinting *self = g_object_new (GUICHET_TYPE_PRINTING, NULL);

  self->workers = g_object_ref (workers);
  self->settings = settings;
  self->opener = opener;
  return self;
}

gboolean
guichet_printing_is_possible (GuichetPrinting *self)
{
  return self->settings->queue != NULL;
}

const GuichetPrinterSettings *
guichet_printing_get_settings (GuichetPrinting *self)
{
  return self->settings;
}

const GuichetDocumentOpener *
guichet_printing_get_opener (GuichetPrinting *self)
{
  return self->opener;
}

guint
guichet_printing_get_n_left (GuichetPrinting *self)
{
  guint max = self->settings->max_pages_per_visit;

  return max > self->n_sent ? max - self->n_sent : 0;
}

guint
guichet_printing_get_n_sides (GuichetPrinting *self)
{
  return self->n_sides;
}

void
guichet_printing_start (GuichetPrinting *self, GuichetDocument *document,
                        const GuichetPrintOptions *options, guint n_sides)
{
  g_return_if_fail (!self->is_printing);

  self->is_printing = TRUE;
  self->is_sent = FALSE;
  self->is_cancelled = FALSE;
  self->n_sides_next = n_sides;
  self->document = g_object_ref (document);
  g_free (self->pages);
  self->pages = g_strdup (options->pages);
  self->options = *options;
  self->options.pages = self->pages;
  g_signal_emit (self, signals[CHANGED], 0, GUICHET_PRINT_PREPARING, GUICHET_PRINT_REASON_NONE);
  if (self->client != NULL)
    send (self);
  else
    guichet_workers_open_async (self->workers, WORKER, self->cancellable, on_worker_opened,
                                g_object_ref (self));
}

void
guichet_printing_cancel (GuichetPrinting *self)
{
  if (!self->is_printing)
    return;
  self->is_cancelled = TRUE;
  if (self->client != NULL)
    guichet_print_client_cancel (self->client);
}
