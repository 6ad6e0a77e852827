/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff-keyboard.h"

#include <glib/gi18n.h>

#define N_COLUMNS 12

/* What a key does that is no letter. */
typedef enum { KEY_LETTER, KEY_ERASE, KEY_SHIFT, KEY_SPACE, KEY_DONE } Kind;

struct _GuichetStaffKeyboard {
  /* Borrowed */
  GtkGrid *grid;
  GtkText *text;
  GuichetStaffKeyboardFunc func;
  gpointer user_data;
  /* Owned */
  GPtrArray *letters; /* element type GtkButton, borrowed from the grid */
  /* State */
  gboolean is_shifted; /* for the next letter alone */
};

/* As on a French keyboard; the accents that messages need are keys of their own. What stands before
 * the letters and after them: @before and @after, each of some columns. */
static const struct {
  const char *letters;
  Kind before;
  Kind after;
  int before_columns;
  int after_columns;
} rows[] = {
  { "1234567890", 0, KEY_ERASE, 0, 2 }, { "azertyuiopéè", 0, 0, 0, 0 },
  { "qsdfghjklmàç", 0, 0, 0, 0 },       { "wxcvbn',.-", KEY_SHIFT, 0, 2, 0 },
  { "êëâùûôîœ:!?/", 0, 0, 0, 0 },       { "", KEY_SPACE, KEY_DONE, 8, 4 },
};

static const struct {
  const char *label;
  const char *css_class;
} kinds[] = {
  [KEY_LETTER] = { "", "plain" },
  [KEY_ERASE] = { N_ ("Erase"), "plain" },
  [KEY_SHIFT] = { N_ ("Capital"), "plain" },
  [KEY_SPACE] = { N_ ("Space"), "plain" },
  [KEY_DONE] = { N_ ("Finished"), "strong" },
};

static void
label_letter (GuichetStaffKeyboard *self, GtkButton *button)
{
  const char *letter = g_object_get_data (G_OBJECT (button), "letter");
  g_autofree char *upper = g_utf8_strup (letter, -1);

  gtk_button_set_label (button, self->is_shifted ? upper : letter);
}

static void
set_shifted (GuichetStaffKeyboard *self, gboolean is_shifted)
{
  self->is_shifted = is_shifted;
  for (guint i = 0; i < self->letters->len; i++)
    label_letter (self, g_ptr_array_index (self->letters, i));
}

/* At the caret, in the place of what is selected; no more than the field takes. */
static void
type_text (GuichetStaffKeyboard *self, const char *text)
{
  GtkEditable *editable = GTK_EDITABLE (self->text);
  int position;

  gtk_editable_delete_selection (editable);
  position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, text, -1, &position);
  gtk_editable_set_position (editable, position);
}

static void
on_letter (GtkButton *button, GuichetStaffKeyboard *self)
{
  g_autofree char *text = g_strdup (gtk_button_get_label (button));

  type_text (self, text);
  if (self->is_shifted)
    set_shifted (self, FALSE);
}

static void
on_kind (GtkButton *button, GuichetStaffKeyboard *self)
{
  switch ((Kind)GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "kind"))) {
  case KEY_ERASE:
    g_signal_emit_by_name (self->text, "backspace");
    guichet_staff_keyboard_begin (self);
    break;
  case KEY_SHIFT:
    set_shifted (self, !self->is_shifted);
    break;
  case KEY_SPACE:
    type_text (self, " ");
    break;
  case KEY_DONE:
    self->func (self->user_data);
    break;
  case KEY_LETTER:
  default:
    break;
  }
}

static GtkWidget *
add_key (GuichetStaffKeyboard *self, Kind kind, int row, int column, int n_columns)
{
  GtkWidget *button = gtk_button_new_with_label (kind != KEY_LETTER ? _ (kinds[kind].label) : "");

  gtk_widget_add_css_class (button, kinds[kind].css_class);
  /* The caret stays where it is: in the field. */
  gtk_widget_set_focusable (button, FALSE);
  gtk_grid_attach (self->grid, button, column, row, n_columns, 1);
  return button;
}

static void
add_kind (GuichetStaffKeyboard *self, Kind kind, int row, int column, int n_columns)
{
  GtkWidget *button = add_key (self, kind, row, column, n_columns);

  g_object_set_data (G_OBJECT (button), "kind", GINT_TO_POINTER (kind));
  g_signal_connect (button, "clicked", G_CALLBACK (on_kind), self);
}

static void
add_letters (GuichetStaffKeyboard *self, const char *letters, int row, int column)
{
  for (const char *p = letters; *p != '\0'; p = g_utf8_next_char (p)) {
    GtkWidget *button = add_key (self, KEY_LETTER, row, column++, 1);
    char *letter = g_strndup (p, (gsize)(g_utf8_next_char (p) - p));

    g_object_set_data_full (G_OBJECT (button), "letter", letter, g_free);
    g_signal_connect (button, "clicked", G_CALLBACK (on_letter), self);
    g_ptr_array_add (self->letters, button);
  }
}

static void
fill (GuichetStaffKeyboard *self)
{
  for (int row = 0; row < (int)G_N_ELEMENTS (rows); row++) {
    if (rows[row].before_columns > 0)
      add_kind (self, rows[row].before, row, 0, rows[row].before_columns);
    add_letters (self, rows[row].letters, row, rows[row].before_columns);
    if (rows[row].after_columns > 0)
      add_kind (self, rows[row].after, row, N_COLUMNS - rows[row].after_columns,
                rows[row].after_columns);
  }
}

void
guichet_staff_keyboard_begin (GuichetStaffKeyboard *self)
{
  set_shifted (self, gtk_editable_get_text (GTK_EDITABLE (self->text))[0] == '\0');
}

GuichetStaffKeyboard *
guichet_staff_keyboard_new (GtkGrid *grid, GtkText *text, GuichetStaffKeyboardFunc func,
                            gpointer user_data)
{
  GuichetStaffKeyboard *self = g_new0 (GuichetStaffKeyboard, 1);

  self->grid = grid;
  self->text = text;
  self->func = func;
  self->user_data = user_data;
  self->letters = g_ptr_array_new ();
  fill (self);
  guichet_staff_keyboard_begin (self);
  return self;
}

void
guichet_staff_keyboard_free (GuichetStaffKeyboard *self)
{
  g_ptr_array_unref (self->letters);
  g_free (self);
}
