/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-page.h"

#include <unistd.h>

#include "stick-client.h"
#include "stick-list.h"
#include "stick-words.h"

struct _GuichetStickPage {
  GtkWidget parent_instance;

  /* Template children */
  GtkStack *screens;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *retry_button;
  GtkButton *back_button;
  GuichetStickList *list;
  /* Borrowed */
  const GuichetDocumentOpener *opener;
  /* Owned */
  GuichetWorkers *workers;
  GuichetStickClient *client; /* NULL: no worker */
  GuichetDocument *document;  /* to be saved; NULL: documents are taken */
  GPtrArray *wanted;          /* element type GuichetStickEntry, borrowed of "entries" */
  GPtrArray *entries;
  GCancellable *cancellable; /* of this use of the page; NULL: it is not used */
  /* State */
  GuichetStickWords words;
};

enum { FINISHED, CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetStickPage, guichet_stick_page, GTK_TYPE_WIDGET)

static void begin_work (GuichetStickPage *self);
static void read_next (GuichetStickPage *self);

static gboolean
may_be_tried_again (GuichetStickWords words)
{
  return words == GUICHET_STICK_WORDS_UNREADABLE || words == GUICHET_STICK_WORDS_GONE ||
         words == GUICHET_STICK_WORDS_FULL || words == GUICHET_STICK_WORDS_READ_ONLY ||
         words == GUICHET_STICK_WORDS_FAILED;
}

static void
say (GuichetStickPage *self, GuichetStickWords words)
{
  self->words = words;
  gtk_image_set_from_icon_name (self->icon, guichet_stick_words_get_icon (words));
  gtk_label_set_label (self->title, guichet_stick_words_get_title (words));
  gtk_label_set_label (self->text, guichet_stick_words_get_text (words));
  gtk_button_set_label (self->back_button, guichet_stick_words_get_button (words));
  /* What is being written is not stopped by a slip of the hand. */
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), words != GUICHET_STICK_WORDS_SAVING);
  gtk_widget_set_visible (self->retry_button, may_be_tried_again (words));
  gtk_stack_set_visible_child_name (self->screens, "message");
  gtk_widget_grab_focus (GTK_WIDGET (self->back_button));
}

/* TRUE when @result is of a use of the page that is over: nothing may be shown of it. */
static gboolean
is_stale (GuichetStickPage *self, GObject *source)
{
  return self->cancellable == NULL || source != G_OBJECT (self->client);
}

static void
say_error (GuichetStickPage *self, const GError *error)
{
  say (self, guichet_stick_words_from_error (error, self->document != NULL));
}

/* --- taking --- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStickPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetDocument) document = NULL;
  const GuichetStickEntry *entry;
  int fd = guichet_stick_client_read_finish (GUICHET_STICK_CLIENT (source), result, &error);

  if (is_stale (self, source)) {
    if (fd >= 0)
      close (fd);
    return;
  }
  if (fd < 0) {
    say_error (self, error);
    return;
  }
  entry = g_ptr_array_steal_index (self->wanted, 0);
  document = guichet_document_new (GUICHET_DOCUMENT_ORIGIN_STICK, entry->name, fd, &error);
  if (document == NULL) {
    say (self, GUICHET_STICK_WORDS_TOO_LARGE);
    return;
  }
  g_signal_emit (self, signals[FINISHED], 0, document);
  read_next (self);
}

static void
read_next (GuichetStickPage *self)
{
  const GuichetStickEntry *entry;

  if (self->cancellable == NULL)
    return;
  if (self->wanted->len == 0) {
    guichet_stick_page_stop (self);
    g_signal_emit (self, signals[CLOSED], 0);
    return;
  }
  entry = g_ptr_array_index (self->wanted, 0);
  guichet_stick_client_read_async (self->client, entry->number, self->cancellable, on_read,
                                   g_object_ref (self));
}

static void
on_taken (GuichetStickPage *self)
{
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  self->wanted = guichet_stick_list_get_chosen (self->list);
  guichet_stick_list_clear (self->list);
  say (self, GUICHET_STICK_WORDS_TAKING);
  read_next (self);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStickPage) self = user_data;
  g_autoptr (GError) error = NULL;
  guint left_out = 0;
  g_autoptr (GPtrArray) entries =
      guichet_stick_client_look_finish (GUICHET_STICK_CLIENT (source), result, &left_out, &error);

  if (is_stale (self, source))
    return;
  if (entries == NULL) {
    say_error (self, error);
    return;
  }
  if (entries->len == 0) {
    say (self, GUICHET_STICK_WORDS_EMPTY);
    return;
  }
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_ptr_array_ref (entries);
  self->words = GUICHET_STICK_WORDS_WAIT;
  gtk_stack_set_visible_child_name (self->screens, "list");
  guichet_stick_list_show (self->list, self->client, self->opener, entries, left_out);
  guichet_stick_list_focus (self->list);
}

/* --- saving --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStickPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name =
      guichet_stick_client_save_finish (GUICHET_STICK_CLIENT (source), result, &error);

  if (is_stale (self, source))
    return;
  if (name != NULL)
    say (self, GUICHET_STICK_WORDS_SAVED);
  else
    say_error (self, error);
}

static void
save (GuichetStickPage *self)
{
  g_autofree char *name = guichet_document_get_file_name (self->document);

  say (self, GUICHET_STICK_WORDS_SAVING);
  guichet_stick_client_save_async (self->client, guichet_document_get_fd (self->document), name,
                                   self->cancellable, on_saved, g_object_ref (self));
}

/* --- the worker --- */

static void
on_state (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStickPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GuichetStickState state =
      guichet_stick_client_get_state_finish (GUICHET_STICK_CLIENT (source), result, &error);

  if (is_stale (self, source))
    return;
  if (error != NULL)
    say_error (self, error);
  else if (state == GUICHET_STICK_STATE_NONE)
    say (self,
         self->document != NULL ? GUICHET_STICK_WORDS_INSERT_TO_SAVE : GUICHET_STICK_WORDS_INSERT);
  else if (state == GUICHET_STICK_STATE_SEVERAL)
    say (self, GUICHET_STICK_WORDS_SEVERAL);
  else if (self->document != NULL)
    save (self);
  else
    guichet_stick_client_look_async (self->client, self->cancellable, on_looked,
                                     g_object_ref (self));
}

static void
begin_work (GuichetStickPage *self)
{
  say (self, GUICHET_STICK_WORDS_WAIT);
  guichet_stick_client_get_state_async (self->client, self->cancellable, on_state,
                                        g_object_ref (self));
}

static gboolean
is_waiting_for_stick (GuichetStickPage *self)
{
  return self->words == GUICHET_STICK_WORDS_INSERT ||
         self->words == GUICHET_STICK_WORDS_INSERT_TO_SAVE ||
         self->words == GUICHET_STICK_WORDS_SEVERAL;
}

static void
on_changed (GuichetStickPage *self, int state)
{
  gboolean is_listing = g_strcmp0 (gtk_stack_get_visible_child_name (self->screens), "list") == 0;

  if (is_listing && state != GUICHET_STICK_STATE_ONE) {
    guichet_stick_list_clear (self->list);
    begin_work (self);
  } else if (!is_listing && is_waiting_for_stick (self)) {
    begin_work (self);
  }
}

static void
on_gone (GuichetStickPage *self)
{
  guichet_stick_list_clear (self->list);
  g_clear_object (&self->client);
  if (self->words != GUICHET_STICK_WORDS_SAVED)
    say (self, GUICHET_STICK_WORDS_FAILED);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStickPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection =
      guichet_workers_open_finish (GUICHET_WORKERS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL ||
      self->client != NULL)
    return;
  if (connection != NULL)
    self->client = guichet_stick_client_new (connection, NULL);
  if (self->client == NULL) {
    say (self, GUICHET_STICK_WORDS_FAILED);
    return;
  }
  g_signal_connect_object (self->client, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "gone", G_CALLBACK (on_gone), self, G_CONNECT_SWAPPED);
  begin_work (self);
}

static void
begin (GuichetStickPage *self)
{
  self->cancellable = g_cancellable_new ();
  say (self, GUICHET_STICK_WORDS_WAIT);
  guichet_workers_open_async (self->workers, "stick", self->cancellable, on_opened,
                              g_object_ref (self));
}

void
guichet_stick_page_import (GuichetStickPage *self)
{
  guichet_stick_page_stop (self);
  begin (self);
}

void
guichet_stick_page_save (GuichetStickPage *self, GuichetDocument *document)
{
  guichet_stick_page_stop (self);
  self->document = g_object_ref (document);
  begin (self);
}

void
guichet_stick_page_stop (GuichetStickPage *self)
{
  if (self->cancellable == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  guichet_stick_list_clear (self->list);
  g_clear_object (&self->client);
  guichet_workers_close (self->workers, "stick");
  g_clear_object (&self->document);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
}

gboolean
guichet_stick_page_can_leave (GuichetStickPage *self)
{
  return self->cancellable == NULL || self->words != GUICHET_STICK_WORDS_SAVING;
}

static void
on_retry_clicked (GuichetStickPage *self)
{
  g_autoptr (GuichetDocument) document = g_steal_pointer (&self->document);

  guichet_stick_page_stop (self);
  self->document = g_steal_pointer (&document);
  begin (self);
}

static void
on_back_clicked (GuichetStickPage *self)
{
  guichet_stick_page_stop (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
guichet_stick_page_dispose (GObject *object)
{
  GuichetStickPage *self = GUICHET_STICK_PAGE (object);

  if (self->list != NULL)
    guichet_stick_page_stop (self);
  g_clear_object (&self->workers);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_STICK_PAGE);
  G_OBJECT_CLASS (guichet_stick_page_parent_class)->dispose (object);
}

static void
guichet_stick_page_class_init (GuichetStickPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_stick_page_dispose;
  signals[FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, GUICHET_TYPE_DOCUMENT);
  signals[CLOSED] =
      g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (GUICHET_TYPE_STICK_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/stick-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetStickPage, screens);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickPage, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickPage, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickPage, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
}

static void
guichet_stick_page_init (GuichetStickPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->list, "taken", G_CALLBACK (on_taken), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "back", G_CALLBACK (on_back_clicked), self,
                           G_CONNECT_SWAPPED);
}

GuichetStickPage *
guichet_stick_page_new (GuichetWorkers *workers, const GuichetDocumentOpener *opener)
{
  GuichetStickPage *self = g_object_new (GUICHET_TYPE_STICK_PAGE, NULL);

  self->workers = g_object_ref (workers);
  self->opener = opener;
  return self;
}
