/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-page.h"

#include "document-picture.h"
#include "document-words.h"

#include <glib/gi18n.h>

struct _GuichetDocumentPage {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *header;
  GtkWidget *scroller;
  GtkLabel *name;
  GtkLabel *details;
  GtkPicture *picture;
  GtkWidget *see_button;
  GtkWidget *print_button;
  GtkWidget *attach_button;
  GtkWidget *save_button;
  GtkWidget *remove_button;
  GtkLabel *remove_label;
  /* Owned */
  GuichetDocument *document;
  /* State */
  GuichetDocumentAbilities abilities;
  gboolean is_asking; /* whether it is to be removed */
};

enum { ACTION, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetDocumentPage, guichet_document_page, GTK_TYPE_WIDGET)

static void
act (GuichetDocumentPage *self, GuichetDocumentAction action)
{
  g_signal_emit (self, signals[ACTION], 0, (int)action);
}

static void
set_asking (GuichetDocumentPage *self, gboolean asking)
{
  self->is_asking = asking;
  gtk_label_set_label (self->remove_label,
                       asking ? _ ("Touch again to remove it for good") : _ ("Remove it"));
}

static void
on_see_clicked (GuichetDocumentPage *self)
{
  act (self, GUICHET_DOCUMENT_ACTION_SEE);
}

static void
on_print_clicked (GuichetDocumentPage *self)
{
  act (self, GUICHET_DOCUMENT_ACTION_PRINT);
}

static void
on_attach_clicked (GuichetDocumentPage *self)
{
  act (self, GUICHET_DOCUMENT_ACTION_ATTACH);
}

static void
on_save_clicked (GuichetDocumentPage *self)
{
  act (self, GUICHET_DOCUMENT_ACTION_SAVE);
}

static void
on_remove_clicked (GuichetDocumentPage *self)
{
  if (self->is_asking)
    act (self, GUICHET_DOCUMENT_ACTION_REMOVE);
  else
    set_asking (self, TRUE);
}

static void
update (GuichetDocumentPage *self)
{
  g_autofree char *details = guichet_document_words_details (self->document);
  g_autoptr (GdkPaintable) first_page = guichet_document_picture_new (self->document);
  gboolean is_good = guichet_document_get_problem (self->document) == 0;

  gtk_picture_set_paintable (self->picture, first_page);
  gtk_label_set_label (self->name, guichet_document_get_name (self->document));
  gtk_label_set_label (self->details, details);
  gtk_widget_set_visible (self->print_button, self->abilities.print && is_good);
  gtk_widget_set_visible (self->attach_button, self->abilities.attach);
  gtk_widget_set_visible (self->save_button, self->abilities.save);
}

static void
guichet_document_page_dispose (GObject *object)
{
  GuichetDocumentPage *self = GUICHET_DOCUMENT_PAGE (object);

  g_clear_object (&self->document);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_DOCUMENT_PAGE);
  G_OBJECT_CLASS (guichet_document_page_parent_class)->dispose (object);
}

static void
guichet_document_page_class_init (GuichetDocumentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_document_page_dispose;
  signals[ACTION] = g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/document-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, header);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, name);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, details);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, picture);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, see_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, print_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, attach_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, remove_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetDocumentPage, remove_label);
  gtk_widget_class_bind_template_callback (widget_class, on_see_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_attach_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
guichet_document_page_init (GuichetDocumentPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_document_page_show (GuichetDocumentPage *self, GuichetDocument *document,
                            const GuichetDocumentAbilities *abilities)
{
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_func (self->document, update, self);
  g_set_object (&self->document, document);
  set_asking (self, FALSE);
  if (document == NULL)
    return;
  self->abilities = *abilities;
  g_signal_connect_object (document, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

GuichetDocument *
guichet_document_page_get_document (GuichetDocumentPage *self)
{
  return self->document;
}

void
guichet_document_page_focus (GuichetDocumentPage *self)
{
  gtk_widget_grab_focus (self->see_button);
}
