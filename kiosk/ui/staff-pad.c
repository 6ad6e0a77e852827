/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-pad.h"

#include <glib/gi18n.h>
#include <string.h>

#define PIN_MAX 12
/* Hardware codes of the row above the letters, 1 to 9 and 0: on a French keyboard it gives digits
 * only with Shift, of which nobody thinks at a pad. */
#define CODE_1 10
#define CODE_0 19

struct _GuichetStaffPad {
  /* Borrowed from the builder */
  GtkLabel *dots;
  GtkLabel *words;
  GtkWidget *keys;
  GuichetStaffPadFunc func;
  gpointer user_data;
  /* Handles */
  guint wait_source;
  /* State */
  char pin[PIN_MAX + 1];
  guint wait;
};

static void
show_dots (GuichetStaffPad *self)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < strlen (self->pin); i++)
    g_string_append (text, i == 0 ? "●" : " ●");
  gtk_label_set_label (self->dots, text->str);
  g_string_free (text, TRUE);
}

void
guichet_staff_pad_forget (GuichetStaffPad *self)
{
  explicit_bzero (self->pin, sizeof self->pin);
  show_dots (self);
}

static gboolean
on_wait_second (gpointer user_data)
{
  GuichetStaffPad *self = user_data;
  g_autofree char *text = NULL;

  if (self->wait > 0) {
    text = g_strdup_printf (
        ngettext ("Wrong code. Wait %u second.", "Wrong code. Wait %u seconds.", self->wait),
        self->wait);
    gtk_label_set_label (self->words, text);
    self->wait--;
    return G_SOURCE_CONTINUE;
  }
  gtk_label_set_label (self->words, _ ("Type your code."));
  gtk_widget_set_sensitive (self->keys, TRUE);
  self->wait_source = 0;
  return G_SOURCE_REMOVE;
}

void
guichet_staff_pad_refuse (GuichetStaffPad *self, guint wait)
{
  g_clear_handle_id (&self->wait_source, g_source_remove);
  self->wait = wait;
  gtk_widget_set_sensitive (self->keys, wait == 0);
  if (wait == 0) {
    gtk_label_set_label (self->words, _ ("Wrong code. Type it again."));
    return;
  }
  self->wait_source = g_timeout_add_seconds (1, on_wait_second, self);
  on_wait_second (self);
}

static void
hand_on (GuichetStaffPad *self)
{
  if (self->pin[0] == '\0')
    return;
  gtk_widget_set_sensitive (self->keys, FALSE);
  gtk_label_set_label (self->words, _ ("One moment…"));
  self->func (self->pin, self->user_data);
  guichet_staff_pad_forget (self);
}

static void
take (GuichetStaffPad *self, char key)
{
  gsize length = strlen (self->pin);

  if (!gtk_widget_get_sensitive (self->keys))
    return;
  if (key == '\n') {
    hand_on (self);
    return;
  }
  if (key == '\b')
    self->pin[length > 0 ? length - 1 : 0] = '\0';
  else if (length < PIN_MAX)
    self->pin[length] = key;
  show_dots (self);
}

gboolean
guichet_staff_pad_take_key (GuichetStaffPad *self, guint value, guint code)
{
  if (code >= CODE_1 && code <= CODE_0)
    take (self, code == CODE_0 ? '0' : (char)('1' + (code - CODE_1)));
  else if (value >= GDK_KEY_0 && value <= GDK_KEY_9)
    take (self, (char)('0' + (value - GDK_KEY_0)));
  else if (value >= GDK_KEY_KP_0 && value <= GDK_KEY_KP_9)
    take (self, (char)('0' + (value - GDK_KEY_KP_0)));
  else if (value == GDK_KEY_BackSpace)
    take (self, '\b');
  else if (value == GDK_KEY_Return || value == GDK_KEY_KP_Enter)
    take (self, '\n');
  else
    return FALSE;
  return TRUE;
}

static void
on_key_clicked (GtkButton *button, GuichetStaffPad *self)
{
  take (self, (char)GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "key")));
}

static void
fill (GuichetStaffPad *self)
{
  static const char keys[] = "123456789\b0\n";

  for (int i = 0; keys[i] != '\0'; i++) {
    char digit[] = { keys[i], '\0' };
    const char *text = keys[i] == '\b' ? _ ("Erase") : keys[i] == '\n' ? _ ("OK") : digit;
    GtkWidget *button = gtk_button_new_with_label (text);

    gtk_widget_add_css_class (button, keys[i] == '\n' ? "strong" : "plain");
    /* A finger or the keyboard's digits: no caret walks over the pad. */
    gtk_widget_set_focusable (button, FALSE);
    g_object_set_data (G_OBJECT (button), "key", GINT_TO_POINTER (keys[i]));
    g_signal_connect (button, "clicked", G_CALLBACK (on_key_clicked), self);
    gtk_grid_attach (GTK_GRID (self->keys), button, i % 3, i / 3, 1, 1);
  }
}

GuichetStaffPad *
guichet_staff_pad_new (GtkBuilder *builder, GuichetStaffPadFunc func, gpointer user_data)
{
  GuichetStaffPad *self = g_new0 (GuichetStaffPad, 1);

  self->dots = GTK_LABEL (gtk_builder_get_object (builder, "dots"));
  self->words = GTK_LABEL (gtk_builder_get_object (builder, "pad-words"));
  self->keys = GTK_WIDGET (gtk_builder_get_object (builder, "keys"));
  self->func = func;
  self->user_data = user_data;
  fill (self);
  return self;
}

void
guichet_staff_pad_free (GuichetStaffPad *self)
{
  g_clear_handle_id (&self->wait_source, g_source_remove);
  explicit_bzero (self->pin, sizeof self->pin);
  g_free (self);
}
