/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray-page.h"

#include "document-card.h"
#include "size-class.h"

#include <glib/gi18n.h>

struct _GuichetTrayPage {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *header;
  GtkWidget *buttons;
  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *scroller;
  GtkGrid *cards;
  GtkWidget *scan_button;
  GtkWidget *copy_button;
  GtkWidget *stick_button;
  GtkWidget *send_button;
  GtkWidget *back_button;
  /* Owned */
  GuichetTray *tray;
  /* State */
  gboolean is_picking;
  gboolean is_preparing;
  gboolean multiple;
  gboolean has_scanner;
  gboolean has_stick;
  gboolean has_printer;
  GuichetAcceptList accept;
};

enum { OPENED, PICKED, SCAN, COPY, STICK, BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetTrayPage, guichet_tray_page, GTK_TYPE_WIDGET)

static void
on_scan_clicked (GuichetTrayPage *self)
{
  g_signal_emit (self, signals[SCAN], 0);
}

static void
on_copy_clicked (GuichetTrayPage *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
on_stick_clicked (GuichetTrayPage *self)
{
  g_signal_emit (self, signals[STICK], 0);
}

static void
on_back_clicked (GuichetTrayPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static GPtrArray *
get_chosen (GuichetTrayPage *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    if (guichet_document_card_get_chosen (GUICHET_DOCUMENT_CARD (card)))
      g_ptr_array_add (
          chosen, g_object_ref (guichet_document_card_get_document (GUICHET_DOCUMENT_CARD (card))));
  return chosen;
}

static void
on_send_clicked (GuichetTrayPage *self)
{
  g_autoptr (GPtrArray) chosen = get_chosen (self);

  if (chosen->len > 0)
    g_signal_emit (self, signals[PICKED], 0, chosen);
}

static void
on_card_clicked (GuichetDocumentCard *card, gpointer user_data)
{
  GuichetTrayPage *self = user_data;
  g_autoptr (GuichetDocument) document = g_object_ref (guichet_document_card_get_document (card));
  g_autoptr (GPtrArray) chosen = NULL;

  if (!self->is_picking) {
    g_signal_emit (self, signals[OPENED], 0, document);
    return;
  }
  guichet_document_card_set_chosen (card, !guichet_document_card_get_chosen (card));
  chosen = get_chosen (self);
  if (!self->multiple)
    g_signal_emit (self, signals[PICKED], 0, chosen);
  else
    gtk_widget_set_sensitive (self->send_button, chosen->len > 0);
}

/* With twice the text, one card in a row. */
static int
get_n_columns (GuichetTrayPage *self)
{
  return guichet_size_class_is_double (GTK_WIDGET (self)) ? 1 : 2;
}

static const char *
get_refusal (GuichetTrayPage *self, GuichetDocument *document)
{
  GuichetDocumentKind kind = guichet_document_get_kind (document);

  if (!self->is_picking ||
      guichet_accept_list_choose (self->accept, kind, guichet_document_get_n_pages (document)) !=
          GUICHET_ACCEPT_NO)
    return NULL;
  if (guichet_accept_list_choose (self->accept, kind, 1) != GUICHET_ACCEPT_NO)
    return _ ("This site takes only one page at a time");
  return _ ("This site does not take such a document");
}

static void
fill (GuichetTrayPage *self)
{
  int n_columns = get_n_columns (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_grid_remove (self->cards, child);
  for (guint i = 0; i < guichet_tray_get_n_documents (self->tray); i++) {
    GuichetDocument *document = guichet_tray_get (self->tray, i);
    GtkWidget *card = guichet_document_card_new (document, get_refusal (self, document));

    gtk_widget_set_hexpand (card, TRUE);
    g_signal_connect_object (card, "clicked", G_CALLBACK (on_card_clicked), self, 0);
    gtk_grid_attach (self->cards, card, (int)i % n_columns, (int)i / n_columns, 1, 1);
  }
}

static const char *
get_text (GuichetTrayPage *self)
{
  gboolean is_empty = guichet_tray_get_n_documents (self->tray) == 0;

  if (self->is_preparing)
    return _ ("Your document is being made ready for the site. One moment…");
  if (self->is_picking && is_empty && self->has_scanner)
    return _ ("You have no document yet. Put your paper on the scanner, then touch the button.");
  if (self->is_picking && is_empty)
    return _ ("You have no document yet.");
  if (self->is_picking && self->multiple)
    return _ ("Touch all those that you want to send, then touch “Send”.");
  if (self->is_picking)
    return _ ("Touch the one that you want to send.");
  if (is_empty)
    return _ ("You have no document yet. What you scan or download comes here.");
  return _ (
      "Touch a document to see it, print it or send it. All are erased when you have finished.");
}

static void
update (GuichetTrayPage *self)
{
  gboolean has_documents = guichet_tray_get_n_documents (self->tray) > 0;

  fill (self);
  gtk_label_set_label (self->text, get_text (self));
  /* What the bar says already is said once. */
  gtk_widget_set_visible (GTK_WIDGET (self->title), self->is_picking);
  gtk_widget_set_visible (self->back_button, self->is_picking);
  gtk_widget_set_visible (self->scan_button, self->has_scanner);
  gtk_widget_set_visible (self->copy_button,
                          self->has_scanner && self->has_printer && !self->is_picking);
  gtk_widget_set_visible (self->stick_button, self->has_stick);
  gtk_widget_set_visible (self->send_button, self->is_picking && self->multiple && has_documents);
  gtk_widget_set_sensitive (self->send_button, FALSE);
}

static void
guichet_tray_page_dispose (GObject *object)
{
  GuichetTrayPage *self = GUICHET_TRAY_PAGE (object);

  g_clear_object (&self->tray);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_TRAY_PAGE);
  G_OBJECT_CLASS (guichet_tray_page_parent_class)->dispose (object);
}

static void
add_signals (GType type)
{
  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, GUICHET_TYPE_DOCUMENT);
  signals[PICKED] = g_signal_new ("picked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[SCAN] =
      g_signal_new ("scan", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COPY] =
      g_signal_new ("copy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STICK] =
      g_signal_new ("stick", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BACK] =
      g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
guichet_tray_page_class_init (GuichetTrayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_tray_page_dispose;
  add_signals (G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/tray-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, header);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, cards);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, scan_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, stick_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, send_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetTrayPage, back_button);
  gtk_widget_class_bind_template_callback (widget_class, on_scan_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_stick_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_send_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
}

static void
guichet_tray_page_init (GuichetTrayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_tray_page_set_tray (GuichetTrayPage *self, GuichetTray *tray)
{
  g_return_if_fail (self->tray == NULL);

  self->tray = g_object_ref (tray);
  g_signal_connect_object (tray, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
guichet_tray_page_browse (GuichetTrayPage *self)
{
  self->is_picking = FALSE;
  update (self);
}

void
guichet_tray_page_pick (GuichetTrayPage *self, GuichetAcceptList accept, gboolean multiple)
{
  self->is_picking = TRUE;
  self->accept = accept;
  self->multiple = multiple;
  update (self);
}

void
guichet_tray_page_set_preparing (GuichetTrayPage *self, gboolean is_preparing)
{
  if (is_preparing == self->is_preparing)
    return;
  self->is_preparing = is_preparing;
  gtk_label_set_label (self->text, get_text (self));
  gtk_widget_set_sensitive (self->scroller, !is_preparing);
  gtk_widget_set_sensitive (self->scan_button, !is_preparing);
  gtk_widget_set_sensitive (self->stick_button, !is_preparing);
  gtk_widget_set_sensitive (self->send_button, FALSE);
}

void
guichet_tray_page_set_devices (GuichetTrayPage *self, gboolean has_scanner, gboolean has_stick,
                               gboolean has_printer)
{
  self->has_scanner = has_scanner;
  self->has_stick = has_stick;
  self->has_printer = has_printer;
  if (self->tray != NULL)
    update (self);
}

void
guichet_tray_page_focus (GuichetTrayPage *self)
{
  /* The first that can be touched. */
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    if (gtk_widget_is_sensitive (card) && gtk_widget_grab_focus (card))
      return;
  gtk_widget_child_focus (self->buttons, GTK_DIR_TAB_FORWARD);
}
