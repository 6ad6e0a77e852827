/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialog-sheet.h"

#include "web-dialog.h"

#include <glib/gi18n.h>

struct _GuichetDialogSheet {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *entry;
  GtkButton *cancel_button;
  GtkButton *accept_button;
  /* Owned */
  GuichetWebDialog *dialog;
};

typedef struct {
  const char *text; /* instead of the page's; NULL: the page's */
  const char *accept;
  const char *cancel; /* NULL: there is nothing to choose */
} Words;

static const Words WORDS[] = {
  [GUICHET_WEB_DIALOG_ALERT] = { NULL, N_ ("OK"), NULL },
  [GUICHET_WEB_DIALOG_CONFIRM] = { NULL, N_ ("OK"), N_ ("Cancel") },
  [GUICHET_WEB_DIALOG_PROMPT] = { NULL, N_ ("OK"), N_ ("Cancel") },
  [GUICHET_WEB_DIALOG_LEAVE] = { N_ ("If you leave this page, what you typed in it is lost."),
                                 N_ ("Leave the page"), N_ ("Stay on the page") },
};

enum { ANSWERED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetDialogSheet, guichet_dialog_sheet, GTK_TYPE_WIDGET)

static void on_dialog_ended (GuichetDialogSheet *self);

/* Nothing of what was said or typed stays in the widgets. */
static void
forget (GuichetDialogSheet *self)
{
  g_signal_handlers_disconnect_by_func (self->dialog, on_dialog_ended, self);
  g_clear_object (&self->dialog);
  gtk_label_set_label (self->text, "");
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
on_dialog_ended (GuichetDialogSheet *self)
{
  if (self->dialog == NULL)
    return;
  forget (self);
  g_signal_emit (self, signals[ANSWERED], 0);
}

static void
answer (GuichetDialogSheet *self, gboolean accepted)
{
  g_autoptr (GuichetWebDialog) dialog = NULL;
  g_autofree char *text = NULL;

  if (self->dialog == NULL)
    return;
  dialog = g_object_ref (self->dialog);
  text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  forget (self);
  guichet_web_dialog_answer (dialog, accepted, text);
  g_signal_emit (self, signals[ANSWERED], 0);
}

static void
on_accept_clicked (GuichetDialogSheet *self)
{
  answer (self, TRUE);
}

static void
on_cancel_clicked (GuichetDialogSheet *self)
{
  answer (self, FALSE);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  answer (GUICHET_DIALOG_SHEET (widget), FALSE);
  return TRUE;
}

static void
guichet_dialog_sheet_dispose (GObject *object)
{
  GuichetDialogSheet *self = GUICHET_DIALOG_SHEET (object);

  if (self->dialog != NULL)
    g_signal_handlers_disconnect_by_func (self->dialog, on_dialog_ended, self);
  g_clear_object (&self->dialog);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_DIALOG_SHEET);
  G_OBJECT_CLASS (guichet_dialog_sheet_parent_class)->dispose (object);
}

static void
guichet_dialog_sheet_class_init (GuichetDialogSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_dialog_sheet_dispose;
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/dialog-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetDialogSheet, box);
  gtk_widget_class_bind_template_child (widget_class, GuichetDialogSheet, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetDialogSheet, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetDialogSheet, entry);
  gtk_widget_class_bind_template_child (widget_class, GuichetDialogSheet, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetDialogSheet, accept_button);
  gtk_widget_class_bind_template_callback (widget_class, on_accept_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
guichet_dialog_sheet_init (GuichetDialogSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
guichet_dialog_sheet_show (GuichetDialogSheet *self, GuichetWebDialog *dialog, const char *host)
{
  GuichetWebDialogKind kind = guichet_web_dialog_get_kind (dialog);
  const char *typed = guichet_web_dialog_get_default_text (dialog);
  const Words *words = &WORDS[kind];
  /* Translators: %s is the name of a site: the words below are the site's, not the terminal's. */
  g_autofree char *title = g_strdup_printf (_ ("The site %s says:"), host != NULL ? host : "…");

  if (self->dialog != NULL)
    forget (self);
  self->dialog = g_object_ref (dialog);
  g_signal_connect_object (dialog, "ended", G_CALLBACK (on_dialog_ended), self, G_CONNECT_SWAPPED);
  gtk_label_set_label (self->title,
                       kind == GUICHET_WEB_DIALOG_LEAVE ? _ ("Leave this page?") : title);
  gtk_label_set_label (self->text, words->text != NULL ? _ (words->text)
                                                       : guichet_web_dialog_get_text (dialog));
  gtk_widget_set_visible (self->entry, kind == GUICHET_WEB_DIALOG_PROMPT);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), typed != NULL ? typed : "");
  gtk_button_set_label (self->accept_button, _ (words->accept));
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), words->cancel != NULL);
  if (words->cancel != NULL)
    gtk_button_set_label (self->cancel_button, _ (words->cancel));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  guichet_dialog_sheet_focus (self);
}

void
guichet_dialog_sheet_focus (GuichetDialogSheet *self)
{
  if (gtk_widget_get_visible (self->entry))
    gtk_widget_grab_focus (self->entry);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->accept_button));
}
