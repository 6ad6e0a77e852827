/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bar.h"

#include "page-tab.h"
#include "ui-assets.h"

#include <glib/gi18n.h>

#define MANY_TABS 4

struct _GuichetBar {
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *row;
  GtkWidget *back_button;
  GtkWidget *back_label;
  GtkImage *icon;
  GtkWidget *where;
  GtkLabel *title;
  GtkLabel *host;
  GtkLabel *minutes;
  GtkWidget *print_button;
  GtkWidget *zoom_box;
  GtkWidget *zoom_in_button;
  GtkWidget *zoom_out_button;
  GtkWidget *documents_button;
  GtkLabel *documents_label;
  GtkWidget *print_label;
  GtkWidget *home_button;
  GtkWidget *home_label;
  GtkWidget *tabs;
  /* State */
  guint n_tabs;
  gboolean can_print;
  gboolean on_page;
};

enum { BACK, HOME, DONE, ZOOM_IN, ZOOM_OUT, DOCUMENTS, PRINT, HELP, PAGE_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (GuichetBar, guichet_bar, GTK_TYPE_WIDGET)

static void
on_back_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
on_home_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[HOME], 0);
}

static void
on_documents_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[DOCUMENTS], 0);
}

static void
on_done_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
on_zoom_in_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[ZOOM_IN], 0);
}

static void
on_zoom_out_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[ZOOM_OUT], 0);
}

static void
on_print_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[PRINT], 0);
}

static void
on_tab_clicked (GtkButton *tab, gpointer user_data)
{
  g_signal_emit (user_data, signals[PAGE_CHOSEN], 0,
                 guichet_page_tab_get_index (GUICHET_PAGE_TAB (tab)));
}

static void
on_help_clicked (GuichetBar *self)
{
  g_signal_emit (self, signals[HELP], 0);
}

static void
guichet_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), GUICHET_TYPE_BAR);
  G_OBJECT_CLASS (guichet_bar_parent_class)->dispose (object);
}

static void
add_signals (GType type)
{
  static const char *const NAMES[] = { "back",     "home",      "done",  "zoom-in",
                                       "zoom-out", "documents", "print", "help" };

  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    signals[i] =
        g_signal_new (NAMES[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PAGE_CHOSEN] = g_signal_new ("page-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
guichet_bar_class_init (GuichetBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = guichet_bar_dispose;
  add_signals (G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guichet/ui/bar.ui");
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, row);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, back_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, back_label);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, icon);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, where);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, title);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, host);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, minutes);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, print_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, zoom_in_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, zoom_out_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, documents_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, documents_label);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, print_label);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, home_button);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, home_label);
  gtk_widget_class_bind_template_child (widget_class, GuichetBar, tabs);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_home_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_documents_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_done_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_help_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_zoom_in_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_zoom_out_clicked);
}

static void
guichet_bar_init (GuichetBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  guichet_bar_set_n_documents (self, 0);
}

static void
show_where (GuichetBar *self, const char *icon, const char *title, const char *host)
{
  g_autofree char *icon_name = guichet_ui_assets_icon_name (icon);

  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->host, host != NULL ? host : "");
  gtk_widget_set_visible (GTK_WIDGET (self->host), host != NULL && host[0] != '\0');
}

static gboolean
has_class (GuichetBar *self, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL && gtk_widget_has_css_class (GTK_WIDGET (root), name);
}

static void
name_button (GtkWidget *button, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Where there is little room, pictograms stand alone: who reads where one is needs it more. */
static void
sync_room (GuichetBar *self)
{
  gboolean is_double = has_class (self, "text-double");
  gboolean is_small = has_class (self, "size-small");
  gboolean has_minutes = gtk_widget_get_visible (GTK_WIDGET (self->minutes));

  gtk_widget_set_visible (self->print_label, !is_double && !is_small);
  gtk_widget_set_visible (self->back_label, !is_double);
  gtk_widget_set_visible (self->home_label, !is_double);
  /* Three dots tell nobody where one is. */
  gtk_widget_set_visible (self->where, !(is_double && is_small && has_minutes && self->on_page));
  if (is_small)
    gtk_widget_add_css_class (self->print_button, "bare");
  else
    gtk_widget_remove_css_class (self->print_button, "bare");
  name_button (self->print_button, _ ("Print"));
  name_button (self->back_button, _ ("Back"));
  name_button (self->home_button, _ ("Home"));
}

static void
set_on_page (GuichetBar *self, gboolean on_page)
{
  self->on_page = on_page;
  gtk_widget_set_visible (self->print_button, on_page && self->can_print);
  gtk_widget_set_visible (self->back_button, on_page);
  gtk_widget_set_visible (self->zoom_box, on_page);
  gtk_widget_set_visible (self->home_button, on_page);
  sync_room (self);
}

void
guichet_bar_show_page (GuichetBar *self, const char *icon, const char *name, const char *host)
{
  show_where (self, icon, name, host);
  set_on_page (self, TRUE);
}

void
guichet_bar_show_tiles (GuichetBar *self, gboolean has_pages)
{
  show_where (self, "home", _ ("Home"), has_pages ? _ ("Your pages stay open below.") : NULL);
  set_on_page (self, FALSE);
}

void
guichet_bar_show_documents (GuichetBar *self)
{
  show_where (self, "documents", _ ("My documents"), NULL);
  set_on_page (self, TRUE);
  gtk_widget_set_visible (self->zoom_box, FALSE);
  /* It is for the page. */
  gtk_widget_set_visible (self->print_button, FALSE);
}

void
guichet_bar_set_n_documents (GuichetBar *self, guint n)
{
  /* Translators: the button to "My documents"; it has little room. */
  g_autofree char *label =
      n > 0 ? g_strdup_printf (_ ("Documents (%u)"), n) : g_strdup (_ ("Documents"));
  g_autofree char *number = g_strdup_printf ("%u", n);

  gtk_label_set_label (self->documents_label, has_class (self, "text-double") ? number : label);
  name_button (self->documents_button, label);
  sync_room (self);
}

void
guichet_bar_clear_tabs (GuichetBar *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->tabs)) != NULL)
    gtk_box_remove (GTK_BOX (self->tabs), child);
  self->n_tabs = 0;
}

void
guichet_bar_add_tab (GuichetBar *self, const char *icon, const char *name, gboolean current)
{
  GtkWidget *tab = guichet_page_tab_new (self->n_tabs++, icon, name, current);

  g_signal_connect_object (tab, "clicked", G_CALLBACK (on_tab_clicked), self, 0);
  gtk_box_append (GTK_BOX (self->tabs), tab);
}

static void
set_many (GuichetBar *self, gboolean many)
{
  for (GtkWidget *tab = gtk_widget_get_first_child (self->tabs); tab != NULL;
       tab = gtk_widget_get_next_sibling (tab))
    guichet_page_tab_set_icon_visible (GUICHET_PAGE_TAB (tab), !many);
  if (many)
    gtk_widget_add_css_class (self->tabs, "many");
  else
    gtk_widget_remove_css_class (self->tabs, "many");
}

void
guichet_bar_set_tabs_visible (GuichetBar *self, gboolean visible)
{
  set_many (self, self->n_tabs > MANY_TABS);
  gtk_widget_set_visible (self->tabs, visible);
}

void
guichet_bar_set_zoom_limits (GuichetBar *self, gboolean can_zoom_in, gboolean can_zoom_out)
{
  gtk_widget_set_sensitive (self->zoom_in_button, can_zoom_in);
  gtk_widget_set_sensitive (self->zoom_out_button, can_zoom_out);
}

void
guichet_bar_set_can_print (GuichetBar *self, gboolean can_print)
{
  self->can_print = can_print;
  gtk_widget_set_visible (self->print_button, self->on_page && can_print);
}

void
guichet_bar_set_minutes (GuichetBar *self, int minutes)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%d minute left", "%d minutes left", (gulong)MAX (0, minutes)), MAX (0, minutes));

  gtk_label_set_label (self->minutes, text);
  gtk_widget_set_visible (GTK_WIDGET (self->minutes), minutes >= 0);
  sync_room (self);
}

void
guichet_bar_focus (GuichetBar *self)
{
  gtk_widget_child_focus (self->row, GTK_DIR_TAB_FORWARD);
}
