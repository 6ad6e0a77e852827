/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-pages-private.h"

#include <glib/gi18n.h>

#include "size-class.h"

#define SERVICES_PER_PAGE 8
/* A page may be printed first, or a slow stick written to. */
#define TIMEOUT_MS 300000

static void show_topic (GuichetStaffPages *self, GuichetStaffTopic topic);

void
guichet_staff_pages_set_words (GuichetStaffPages *self, const char *words)
{
  gtk_label_set_label (self->words, words);
  gtk_widget_set_visible (GTK_WIDGET (self->words), words[0] != '\0');
}

/* With twice the text, one beside the other would be cut. */
static void
place_button (GuichetStaffPages *self, GtkWidget *button, guint place)
{
  guint n_columns = guichet_size_class_is_double (GTK_WIDGET (self->actions)) ? 1 : 2;

  gtk_grid_attach (self->actions, button, (int)(place % n_columns), (int)(place / n_columns), 1, 1);
}

static void
add_button (GuichetStaffPages *self, const char *text, gboolean is_first, GCallback callback,
            guint index)
{
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, is_first ? "done" : "plain");
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect (button, "clicked", callback, self);
  gtk_widget_set_hexpand (button, TRUE);
  place_button (self, button, self->n_buttons++);
}

static guint
get_index (GtkButton *button)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));
}

static void
clear_buttons (GuichetStaffPages *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->actions))) != NULL)
    gtk_grid_remove (self->actions, child);
  self->n_buttons = 0;
}

void
guichet_staff_pages_lay_out (GuichetStaffPages *self)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->actions))) != NULL) {
    g_ptr_array_add (buttons, g_object_ref (child));
    gtk_grid_remove (self->actions, child);
  }
  for (guint i = 0; i < buttons->len; i++)
    place_button (self, g_ptr_array_index (buttons, i), i);
}

/* On no button: who presses Enter once too often after the code ends nobody's visit. */
static void
focus_first (GuichetStaffPages *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_widget_grab_focus (gtk_widget_get_visible (self->entry_box) ? GTK_WIDGET (self->entry)
                                                                  : self->start);
}

/* --- words that are written --- */

/* While somebody writes there is the field and the keyboard, and nothing else to touch. */
static void
set_writing (GuichetStaffPages *self, gboolean is_writing)
{
  gboolean has_words = gtk_label_get_label (self->words)[0] != '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->board), is_writing);
  gtk_widget_set_visible (GTK_WIDGET (self->actions), !is_writing);
  gtk_widget_set_visible (GTK_WIDGET (self->words), !is_writing && has_words);
  gtk_widget_set_visible (self->foot, !is_writing);
  gtk_widget_set_visible (self->write, !is_writing);
  if (!is_writing)
    return;
  gtk_text_grab_focus_without_selecting (self->entry);
  guichet_staff_keyboard_begin (self->keyboard);
}

static gboolean
is_writing (GuichetStaffPages *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->board));
}

static void
on_write (GuichetStaffPages *self)
{
  if (self->asked == NULL && !is_writing (self))
    set_writing (self, TRUE);
}

static void
on_written (gpointer user_data)
{
  set_writing (user_data, FALSE);
}

/* A finger on the field asks for the keyboard; the field itself places the caret. */
static void
watch_entry (GuichetStaffPages *self)
{
  GtkGesture *touch = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (touch), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (touch, "released", G_CALLBACK (on_write), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), GTK_EVENT_CONTROLLER (touch));
  g_signal_connect_swapped (self->write, "clicked", G_CALLBACK (on_write), self);
}

/* --- services --- */

static guint
count_services (GuichetStaffPages *self)
{
  return self->services != NULL ? (guint)g_variant_n_children (self->services) : 0;
}

static void
on_service_clicked (GtkButton *button, GuichetStaffPages *self)
{
  const char *id;
  const char *name;

  g_variant_get_child (self->services, get_index (button), "(&s&sb&s)", &id, &name, NULL, NULL);
  g_free (self->service);
  self->service = g_strdup (id);
  show_topic (self, GUICHET_STAFF_TOPIC_SERVICE);
  guichet_staff_pages_set_words (self, name);
}

static void
show_services (GuichetStaffPages *self)
{
  guint n_services = count_services (self);
  guint end = MIN (n_services, self->first_service + SERVICES_PER_PAGE);

  focus_first (self);
  clear_buttons (self);
  for (guint i = self->first_service; i < end; i++) {
    const char *name;
    const char *words;
    gboolean is_hidden;
    g_autofree char *text = NULL;

    g_variant_get_child (self->services, i, "(&s&sb&s)", NULL, &name, &is_hidden, &words);
    text = is_hidden ? g_strdup_printf (_ ("%s\nhidden today"), name) : g_strdup (name);
    add_button (self, text, is_hidden, G_CALLBACK (on_service_clicked), i);
  }
  gtk_widget_set_visible (self->previous, n_services > SERVICES_PER_PAGE);
  gtk_widget_set_visible (self->next, n_services > SERVICES_PER_PAGE);
  gtk_widget_set_sensitive (self->previous, self->first_service > 0);
  gtk_widget_set_sensitive (self->next, end < n_services);
}

void
guichet_staff_pages_take_services (GuichetStaffPages *self, GVariant *answer)
{
  g_clear_pointer (&self->services, g_variant_unref);
  self->services = g_variant_lookup_value (answer, "services", G_VARIANT_TYPE ("a(ssbs)"));
  if (self->topic == GUICHET_STAFF_TOPIC_SERVICES)
    show_services (self);
}

static void
on_previous (GuichetStaffPages *self)
{
  self->first_service -= MIN (self->first_service, SERVICES_PER_PAGE);
  show_services (self);
}

static void
on_next (GuichetStaffPages *self)
{
  if (self->first_service + SERVICES_PER_PAGE < count_services (self))
    self->first_service += SERVICES_PER_PAGE;
  show_services (self);
}

/* --- the screens --- */

static void
on_button_clicked (GtkButton *widget, GuichetStaffPages *self)
{
  guint n_buttons;
  const GuichetStaffButton *button =
      &guichet_staff_topics_get_buttons (&n_buttons)[get_index (widget)];

  if (button->action == NULL) {
    self->first_service = 0;
    show_topic (self, button->leads_to);
    return;
  }
  guichet_staff_pages_ask_for_button (self, button);
}

static void
fill_buttons (GuichetStaffPages *self)
{
  guint n_buttons;
  const GuichetStaffButton *buttons = guichet_staff_topics_get_buttons (&n_buttons);
  gboolean is_first = self->topic == GUICHET_STAFF_TOPIC_MENU;

  for (guint i = 0; i < n_buttons; i++) {
    if (buttons[i].topic != self->topic || (buttons[i].is_technical && !self->is_technician))
      continue;
    add_button (self, _ (buttons[i].label), is_first, G_CALLBACK (on_button_clicked), i);
    is_first = FALSE;
  }
}

static void
show_topic (GuichetStaffPages *self, GuichetStaffTopic topic)
{
  guint entry_length = guichet_staff_topics_get_entry_length (topic);
  const char *question = guichet_staff_topics_get_question (topic);

  self->topic = topic;
  set_writing (self, FALSE);
  gtk_label_set_label (self->title, _ (guichet_staff_topics_get_title (topic)));
  guichet_staff_pages_set_words (self, "");
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_text_set_max_length (self->entry, (int)entry_length);
  gtk_widget_set_visible (self->entry_box, entry_length > 0);
  gtk_widget_set_visible (self->back, topic != GUICHET_STAFF_TOPIC_MENU);
  gtk_widget_set_visible (self->previous, FALSE);
  gtk_widget_set_visible (self->next, FALSE);
  focus_first (self);
  clear_buttons (self);
  fill_buttons (self);
  self->closes = FALSE;
  if (question != NULL)
    guichet_staff_pages_ask (self, question, "");
  if (topic == GUICHET_STAFF_TOPIC_MENU)
    guichet_staff_pages_ask_state (self);
}

gboolean
guichet_staff_pages_go_back (GuichetStaffPages *self)
{
  if (is_writing (self)) {
    set_writing (self, FALSE);
    return TRUE;
  }
  if (self->asked != NULL)
    return FALSE;
  if (self->topic == GUICHET_STAFF_TOPIC_MENU)
    self->leave (self->user_data);
  else
    show_topic (self, guichet_staff_topics_get_parent (self->topic));
  return TRUE;
}

static void
on_back (GuichetStaffPages *self)
{
  (void)guichet_staff_pages_go_back (self);
}

void
guichet_staff_pages_open (GuichetStaffPages *self, const char *role)
{
  self->is_technician = g_str_equal (role, "technician");
  gtk_stack_set_visible_child_name (self->stack, "panel");
  show_topic (self, GUICHET_STAFF_TOPIC_MENU);
}

static void
find_parts (GuichetStaffPages *self, GtkBuilder *builder)
{
  self->stack = GTK_STACK (gtk_builder_get_object (builder, "stack"));
  self->title = GTK_LABEL (gtk_builder_get_object (builder, "panel-title"));
  self->words = GTK_LABEL (gtk_builder_get_object (builder, "panel-words"));
  self->entry_box = GTK_WIDGET (gtk_builder_get_object (builder, "entry-box"));
  self->entry = GTK_TEXT (gtk_builder_get_object (builder, "entry"));
  self->actions = GTK_GRID (gtk_builder_get_object (builder, "actions"));
  self->scroller = GTK_SCROLLED_WINDOW (gtk_builder_get_object (builder, "scroller"));
  self->start = GTK_WIDGET (gtk_builder_get_object (builder, "start"));
  self->board = GTK_GRID (gtk_builder_get_object (builder, "keyboard"));
  self->foot = GTK_WIDGET (gtk_builder_get_object (builder, "panel-foot"));
  self->write = GTK_WIDGET (gtk_builder_get_object (builder, "write"));
  self->back = GTK_WIDGET (gtk_builder_get_object (builder, "back"));
  self->previous = GTK_WIDGET (gtk_builder_get_object (builder, "previous"));
  self->next = GTK_WIDGET (gtk_builder_get_object (builder, "next"));
}

GuichetStaffPages *
guichet_staff_pages_new (GtkBuilder *builder, GuichetDBusStaff1 *staff, GuichetStaffPagesBusy busy,
                         GuichetStaffPagesLeave leave, gpointer user_data)
{
  GuichetStaffPages *self = g_new0 (GuichetStaffPages, 1);

  find_parts (self, builder);
  self->staff = g_object_ref (staff);
  self->busy = busy;
  self->leave = leave;
  self->user_data = user_data;
  self->keyboard = guichet_staff_keyboard_new (self->board, self->entry, on_written, self);
  self->cancellable = g_cancellable_new ();
  watch_entry (self);
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (staff), TIMEOUT_MS);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back), self);
  g_signal_connect_swapped (self->previous, "clicked", G_CALLBACK (on_previous), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (on_next), self);
  return self;
}

void
guichet_staff_pages_free (GuichetStaffPages *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->staff);
  guichet_staff_keyboard_free (self->keyboard);
  g_clear_pointer (&self->services, g_variant_unref);
  g_free (self->service);
  g_free (self->asked);
  g_free (self);
}
