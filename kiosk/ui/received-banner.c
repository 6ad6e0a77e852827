/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "received-banner.h"

/* Time to read a sentence twice. What can be acted on stays. */
#define TELL_SECONDS 20

struct _GuichetReceivedBanner {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *icon;
  GtkLabel *text;
  GtkWidget *see_button;
  GtkWidget *print_button;
  GtkWidget *close_button;
  /* Handles */
  guint hide_id;
};

enum { SEE, PRINT, CLOSE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetReceivedBanner, guichet_received_banner, GTK_TYPE_WIDGET)

static void
on_see_clicked (GuichetReceivedBanner *self)
{
  g_signal_emit (self, signals[SEE], 0);
}

static void
on_print_clicked (GuichetReceivedBanner *self)
{
  g_signal_emit (self, signals[PRINT], 0);
}

static void
on_close_clicked (GuichetReceivedBanner *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static gboolean
on_told (gpointer user_data)
{
  GuichetReceivedBanner *self = user_data;

  self->hide_id = 0;
  on_close_clicked (self);
  return G_SOURCE_REMOVE;
}

static void
guichet_received_banner_dispose (GObject *object)
{
  g_clear_handle_id (&GUICHET_RECEIVED_BANNER (object)->hide_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_RECEIVED_BANNER);
  G_OBJECT_CLASS (guichet_received_banner_parent_class)->dispose (object);
}

static void
guichet_received_banner_class_init (GuichetReceivedBannerClass *klass)
{
  static const char *const NAMES[] = { "see", "print", "close" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_received_banner_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    signals[i] = g_signal_new (NAMES[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/received-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetReceivedBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetReceivedBanner, text);
  gtk_widget_class_bind_template_child (widget_class, GuichetReceivedBanner, see_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetReceivedBanner, print_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetReceivedBanner, close_button);
  gtk_widget_class_bind_template_callback (widget_class, on_see_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
}

static void
guichet_received_banner_init (GuichetReceivedBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show (GuichetReceivedBanner *self, const char *text, gboolean can_see, gboolean can_print)
{
  g_clear_handle_id (&self->hide_id, g_source_remove);
  gtk_label_set_label (self->text, text);
  gtk_widget_set_visible (self->see_button, can_see);
  gtk_widget_set_visible (self->print_button, can_print);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
guichet_received_banner_tell (GuichetReceivedBanner *self, const char *text)
{
  show (self, text, FALSE, FALSE);
  self->hide_id = g_timeout_add_seconds (TELL_SECONDS, on_told, self);
}

void
guichet_received_banner_offer (GuichetReceivedBanner *self, const char *text, gboolean can_print)
{
  show (self, text, TRUE, can_print);
}

void
guichet_received_banner_hide (GuichetReceivedBanner *self)
{
  g_clear_handle_id (&self->hide_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
