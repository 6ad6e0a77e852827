/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-list.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "size-class.h"
#include "stick-card.h"

#define N_PER_PAGE   6
#define PICTURE_SIZE 240
/* Larger ones are shown without their picture: to read them from a slow stick takes too long. */
#define MAX_DRAWN_BYTES (12 * 1000 * 1000)

struct _GuichetStickList {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *header;
  GtkLabel *text;
  GtkWidget *scroller;
  GtkGrid *cards;
  GtkWidget *buttons;
  GtkWidget *newer_button;
  GtkWidget *older_button;
  GtkWidget *take_button;
  GtkLabel *take_button_label;
  GtkWidget *back_button;
  /* Borrowed */
  GuichetStickClient *client; /* NULL: nothing is shown */
  const GuichetDocumentOpener *opener;
  /* Owned */
  GPtrArray *entries; /* element type GuichetStickEntry */
  GPtrArray *chosen;  /* element type GuichetStickEntry, borrowed */
  GHashTable *drawn;  /* GuichetStickEntry, borrowed -> GuichetPixels, or NULL: none to be had */
  GuichetDocumentChild *child;
  GCancellable *cancellable;
  /* State */
  const GuichetStickEntry *drawing; /* NULL: the client is free */
  guint first;                      /* on the screen */
  gboolean is_taking;               /* as soon as the client is free */
};

enum { TAKEN, BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GuichetStickList, guichet_stick_list, GTK_TYPE_WIDGET)

static void draw_next (GuichetStickList *self);

static void
pixels_free (gpointer pixels)
{
  if (pixels != NULL)
    guichet_pixels_free (pixels);
}

static GuichetStickCard *
find_card (GuichetStickList *self, const GuichetStickEntry *entry)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    if (guichet_stick_card_get_entry (GUICHET_STICK_CARD (card)) == entry)
      return GUICHET_STICK_CARD (card);
  return NULL;
}

/* @pixels is taken over; NULL: that one has no picture. */
static void
end_drawing (GuichetStickList *self, GuichetPixels *pixels)
{
  GuichetStickCard *card = find_card (self, self->drawing);

  if (card != NULL && pixels != NULL)
    guichet_stick_card_set_pixels (card, pixels);
  g_hash_table_insert (self->drawn, (gpointer)self->drawing, pixels);
  self->drawing = NULL;
  g_clear_object (&self->child);
  draw_next (self);
}

static void
on_rendered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStickList) self = user_data;
  GuichetPixels *pixels =
      guichet_document_child_render_finish (GUICHET_DOCUMENT_CHILD (source), result, NULL);

  if (source == G_OBJECT (self->child))
    end_drawing (self, pixels);
  else
    pixels_free (pixels);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GuichetStickList) self = user_data;
  int fd = guichet_stick_client_read_finish (GUICHET_STICK_CLIENT (source), result, NULL);

  if (source != G_OBJECT (self->client) || self->drawing == NULL) {
    if (fd >= 0)
      close (fd);
    return;
  }
  if (fd < 0) {
    end_drawing (self, NULL);
    return;
  }
  self->child = guichet_document_child_new (self->opener, fd);
  close (fd);
  guichet_document_child_render_async (self->child, 0, PICTURE_SIZE, PICTURE_SIZE,
                                       self->cancellable, on_rendered, g_object_ref (self));
}

/* The next one on the screen without a picture; one at a time. */
static void
draw_next (GuichetStickList *self)
{
  if (self->client == NULL || self->drawing != NULL)
    return;
  if (self->is_taking) {
    self->is_taking = FALSE;
    g_signal_emit (self, signals[TAKEN], 0);
    return;
  }
  for (guint i = self->first; i < MIN (self->first + N_PER_PAGE, self->entries->len); i++) {
    const GuichetStickEntry *entry = g_ptr_array_index (self->entries, i);

    if (entry->size > MAX_DRAWN_BYTES || g_hash_table_contains (self->drawn, entry))
      continue;
    self->drawing = entry;
    guichet_stick_client_read_async (self->client, entry->number, self->cancellable, on_read,
                                     g_object_ref (self));
    return;
  }
}

static void
update_take_button (GuichetStickList *self)
{
  g_autofree char *label = g_strdup_printf (
      ngettext ("Take %u document", "Take %u documents", self->chosen->len), self->chosen->len);

  gtk_widget_set_sensitive (self->take_button, self->chosen->len > 0);
  gtk_label_set_label (self->take_button_label, self->chosen->len > 0 ? label : _ ("Take"));
}

static void
on_card_clicked (GuichetStickCard *card, gpointer user_data)
{
  GuichetStickList *self = user_data;
  gpointer entry = (gpointer)guichet_stick_card_get_entry (card);
  gboolean was_chosen = g_ptr_array_remove (self->chosen, entry);

  if (!was_chosen)
    g_ptr_array_add (self->chosen, entry);
  guichet_stick_card_set_chosen (card, !was_chosen);
  update_take_button (self);
}

/* With twice the text, one card in a row. */
static int
get_n_columns (GuichetStickList *self)
{
  return guichet_size_class_is_double (GTK_WIDGET (self)) ? 1 : 2;
}

static void
add_card (GuichetStickList *self, guint index)
{
  GuichetStickEntry *entry = g_ptr_array_index (self->entries, index);
  GtkWidget *card = guichet_stick_card_new (entry);
  GuichetPixels *pixels = g_hash_table_lookup (self->drawn, entry);
  int n_columns = get_n_columns (self);
  int place = (int)(index - self->first);

  gtk_widget_set_hexpand (card, TRUE);
  guichet_stick_card_set_chosen (GUICHET_STICK_CARD (card),
                                 g_ptr_array_find (self->chosen, entry, NULL));
  if (pixels != NULL)
    guichet_stick_card_set_pixels (GUICHET_STICK_CARD (card), pixels);
  g_signal_connect_object (card, "clicked", G_CALLBACK (on_card_clicked), self, 0);
  gtk_grid_attach (self->cards, card, place % n_columns, place / n_columns, 1, 1);
}

static void
fill (GuichetStickList *self)
{
  guint n_entries = self->entries != NULL ? self->entries->len : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_grid_remove (self->cards, child);
  for (guint i = self->first; i < MIN (self->first + N_PER_PAGE, n_entries); i++)
    add_card (self, i);
  gtk_widget_set_visible (self->newer_button, n_entries > N_PER_PAGE);
  gtk_widget_set_visible (self->older_button, n_entries > N_PER_PAGE);
  gtk_widget_set_sensitive (self->newer_button, self->first > 0);
  gtk_widget_set_sensitive (self->older_button, self->first + N_PER_PAGE < n_entries);
  update_take_button (self);
  draw_next (self);
}

static void
on_newer_clicked (GuichetStickList *self)
{
  self->first -= MIN (self->first, N_PER_PAGE);
  fill (self);
}

static void
on_older_clicked (GuichetStickList *self)
{
  if (self->first + N_PER_PAGE < self->entries->len)
    self->first += N_PER_PAGE;
  fill (self);
}

static void
on_take_clicked (GuichetStickList *self)
{
  gtk_widget_set_sensitive (self->take_button, FALSE);
  self->is_taking = TRUE;
  draw_next (self);
}

static void
on_back_clicked (GuichetStickList *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

void
guichet_stick_list_clear (GuichetStickList *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->client = NULL;
  self->drawing = NULL;
  self->is_taking = FALSE;
  self->first = 0;
  g_clear_object (&self->child);
  g_ptr_array_set_size (self->chosen, 0);
  g_hash_table_remove_all (self->drawn);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
}

static char *
describe (guint n_entries, guint left_out)
{
  if (left_out == 0)
    return g_strdup (_ ("Touch all those that you want, then “Take”. The newest come first."));
  return g_strdup_printf (
      ngettext ("Touch all those that you want, then “Take”. %u more is too large, or too old.",
                "Touch all those that you want, then “Take”. %u more are too large, or too old.",
                left_out),
      left_out);
}

void
guichet_stick_list_show (GuichetStickList *self, GuichetStickClient *client,
                         const GuichetDocumentOpener *opener, GPtrArray *entries, guint left_out)
{
  g_autofree char *text = describe (entries->len, left_out);

  guichet_stick_list_clear (self);
  self->client = client;
  self->opener = opener;
  self->entries = g_ptr_array_ref (entries);
  self->cancellable = g_cancellable_new ();
  gtk_label_set_label (self->text, text);
  fill (self);
}

GPtrArray *
guichet_stick_list_get_chosen (GuichetStickList *self)
{
  return g_ptr_array_copy (self->chosen, NULL, NULL);
}

void
guichet_stick_list_focus (GuichetStickList *self)
{
  GtkWidget *first = gtk_grid_get_child_at (self->cards, 0, 0);

  if (first == NULL || !gtk_widget_grab_focus (first))
    gtk_widget_child_focus (self->buttons, GTK_DIR_TAB_FORWARD);
}

static void
guichet_stick_list_dispose (GObject *object)
{
  GuichetStickList *self = GUICHET_STICK_LIST (object);

  guichet_stick_list_clear (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_STICK_LIST);
  G_OBJECT_CLASS (guichet_stick_list_parent_class)->dispose (object);
}

static void
guichet_stick_list_finalize (GObject *object)
{
  GuichetStickList *self = GUICHET_STICK_LIST (object);

  g_ptr_array_unref (self->chosen);
  g_hash_table_unref (self->drawn);
  G_OBJECT_CLASS (guichet_stick_list_parent_class)->finalize (object);
}

static void
guichet_stick_list_class_init (GuichetStickListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_stick_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = guichet_stick_list_finalize;
  signals[TAKEN] =
      g_signal_new ("taken", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BACK] =
      g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/stick-list.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, header);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, cards);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, buttons);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, newer_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, older_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, take_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, take_button_label);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickList, back_button);
  gtk_widget_class_bind_template_callback (widget_class, on_newer_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_older_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_take_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
}

static void
guichet_stick_list_init (GuichetStickList *self)
{
  self->chosen = g_ptr_array_new ();
  self->drawn = g_hash_table_new_full (NULL, NULL, NULL, pixels_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
