/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-card.h"

#include <glib/gi18n.h>

#include "chosen-mark.h"
#include "document-picture.h"
#include "document-words.h"

struct _GuichetStickCard {
  GtkButton parent_instance;

  /* Template children */
  GtkImage *picture;
  GtkLabel *name;
  GtkLabel *details;
  GtkWidget *chosen;
  /* Borrowed */
  const GuichetStickEntry *entry;
};

G_DEFINE_FINAL_TYPE (GuichetStickCard, guichet_stick_card, GTK_TYPE_BUTTON)

static void
guichet_stick_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_STICK_CARD);
  G_OBJECT_CLASS (guichet_stick_card_parent_class)->dispose (object);
}

static void
guichet_stick_card_class_init (GuichetStickCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_stick_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/stick-card.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetStickCard, picture);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickCard, name);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickCard, details);
  gtk_widget_class_bind_template_child (widget_class, GuichetStickCard, chosen);
}

static void
guichet_stick_card_init (GuichetStickCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe (const GuichetStickEntry *entry)
{
  g_autofree char *size = guichet_document_words_size (entry->size);

  if (*entry->folder == '\0')
    return g_steal_pointer (&size);
  /* Translators: a folder on a stick, then a size. */
  return g_strdup_printf (_ ("in “%s” · %s"), entry->folder, size);
}

GtkWidget *
guichet_stick_card_new (const GuichetStickEntry *entry)
{
  GuichetStickCard *self = g_object_new (GUICHET_TYPE_STICK_CARD, NULL);
  g_autofree char *details = describe (entry);

  self->entry = entry;
  gtk_image_set_from_icon_name (self->picture, "guichet-documents-symbolic");
  gtk_label_set_label (self->name,
                       *entry->name != '\0' ? entry->name : _ ("Document without name"));
  gtk_label_set_label (self->details, details);
  return GTK_WIDGET (self);
}

const GuichetStickEntry *
guichet_stick_card_get_entry (GuichetStickCard *self)
{
  return self->entry;
}

void
guichet_stick_card_set_pixels (GuichetStickCard *self, const GuichetPixels *pixels)
{
  g_autoptr (GdkPaintable) picture = guichet_document_picture_new_for_pixels (pixels);

  gtk_image_set_from_paintable (self->picture, picture);
}

void
guichet_stick_card_set_chosen (GuichetStickCard *self, gboolean chosen)
{
  guichet_chosen_mark_show (GTK_WIDGET (self), self->chosen, chosen);
}
