/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-thumb.h"

#include "scan-picture.h"

#include <glib/gi18n.h>

#define PICTURE_DOTS 160

struct _GuichetScanThumb {
  GtkButton parent_instance;

  /* Template children */
  GtkImage *picture;
  GtkLabel *number;
};

G_DEFINE_FINAL_TYPE (GuichetScanThumb, guichet_scan_thumb, GTK_TYPE_BUTTON)

static void
guichet_scan_thumb_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_SCAN_THUMB);
  G_OBJECT_CLASS (guichet_scan_thumb_parent_class)->dispose (object);
}

static void
guichet_scan_thumb_class_init (GuichetScanThumbClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_scan_thumb_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/scan-thumb.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetScanThumb, picture);
  gtk_widget_class_bind_template_child (widget_class, GuichetScanThumb, number);
}

static void
guichet_scan_thumb_init (GuichetScanThumb *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
guichet_scan_thumb_new (GuichetScanSheet *sheet, guint number, gboolean is_current)
{
  GuichetScanThumb *self = g_object_new (GUICHET_TYPE_SCAN_THUMB, NULL);
  g_autoptr (GdkPaintable) picture = guichet_scan_picture_new (sheet, PICTURE_DOTS);
  g_autofree char *text = NULL;

  if (guichet_scan_sheet_is_blank (sheet))
    /* Translators: below a small picture of a page that looks empty; its number. */
    text = g_strdup_printf (_ ("%u: blank?"), number);
  else
    text = g_strdup_printf ("%u", number);
  gtk_image_set_from_paintable (self->picture, picture);
  gtk_label_set_label (self->number, text);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_PRESSED, is_current, -1);
  if (is_current)
    gtk_widget_add_css_class (GTK_WIDGET (self), "chosen");
  return GTK_WIDGET (self);
}
