/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-card.h"

#include "chosen-mark.h"
#include "document-picture.h"
#include "document-words.h"

struct _GuichetDocumentCard {
  GtkButton parent_instance;

  /* Template children */
  GtkImage *picture;
  GtkLabel *name;
  GtkLabel *details;
  GtkWidget *chosen;
  /* Owned */
  GuichetDocument *document;
  char *refusal;
};

G_DEFINE_TYPE (GuichetDocumentCard, guichet_document_card, GTK_TYPE_BUTTON)

static void
update (GuichetDocumentCard *self)
{
  g_autofree char *details = guichet_document_words_details (self->document);
  g_autoptr (GdkPaintable) first_page = guichet_document_picture_new (self->document);

  gtk_image_set_from_paintable (self->picture, first_page);
  gtk_label_set_label (self->name, guichet_document_get_name (self->document));
  gtk_label_set_label (self->details, self->refusal != NULL ? self->refusal : details);
}

static void
guichet_document_card_dispose (GObject *object)
{
  GuichetDocumentCard *self = GUICHET_DOCUMENT_CARD (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->refusal, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_DOCUMENT_CARD);
  G_OBJECT_CLASS (guichet_document_card_parent_class)->dispose (object);
}

static void
guichet_document_card_class_init (GuichetDocumentCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_document_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/document-card.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentCard, picture);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentCard, name);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentCard, details);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentCard, chosen);
}

static void
guichet_document_card_init (GuichetDocumentCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
guichet_document_card_new (GuichetDocument *document, const char *refusal)
{
  GuichetDocumentCard *self = g_object_new (GUICHET_TYPE_DOCUMENT_CARD, NULL);

  self->document = g_object_ref (document);
  self->refusal = g_strdup (refusal);
  gtk_widget_set_sensitive (GTK_WIDGET (self), refusal == NULL);
  g_signal_connect_object (document, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

GuichetDocument *
guichet_document_card_get_document (GuichetDocumentCard *self)
{
  return self->document;
}

void
guichet_document_card_set_chosen (GuichetDocumentCard *self, gboolean chosen)
{
  guichet_chosen_mark_show (GTK_WIDGET (self), self->chosen, chosen);
}

gboolean
guichet_document_card_get_chosen (GuichetDocumentCard *self)
{
  return gtk_widget_get_visible (self->chosen);
}
