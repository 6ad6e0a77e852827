/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-staff: the pad on which staff type their code, and the buttons behind it. Started by the
 * supervisor over whatever is shown; ends by itself when nobody touches it. It only asks: what a
 * role may do is decided by the supervisor, on descriptor 3.
 */
#include "guichet-staff-dbus.h"
#include "key-policy.h"
#include "size-class.h"
#include "ui-assets.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define CHANNEL_FD 3
#define STAFF_PATH "/org/guichet/Staff"
#define PIN_MAX    12
#define QUIET_S    60
/* The right code takes a while on an old processor. */
#define TRY_TIMEOUT_MS 20000

typedef struct {
  /* Borrowed from the builder, which lives as long */
  GtkWindow *window;
  GtkStack *stack;
  GtkLabel *dots;
  GtkLabel *pad_words;
  GtkWidget *keys;
  GtkLabel *panel_title;
  GtkLabel *panel_words;
  GtkFlowBox *actions;

  /* Owned */
  GMainLoop *loop;
  GuichetDBusStaff1 *staff;

  /* Handles */
  guint quiet_source;
  guint wait_source;

  /* State */
  char pin[PIN_MAX + 1];
  guint wait;
  gboolean is_technician;
} Staff;

/* Pictured in the order of need: what a queue at the desk waits for comes first. */
static const struct {
  const char *action;
  const char *label;
  const char *said;
  gboolean is_technical;
  gboolean closes;
} buttons[] = {
  { "reset", N_ ("End the visit and clean the terminal"), NULL, FALSE, TRUE },
  { "accompany", N_ ("I sit with the person: stop the clock"), N_ ("The clock is stopped."), FALSE,
    FALSE },
  { "leave-alone", N_ ("I have left: start the clock again"), N_ ("The clock runs again."), FALSE,
    FALSE },
  { "more-time", N_ ("15 more minutes"), N_ ("15 minutes were added."), FALSE, FALSE },
  { "others-wait", N_ ("Others wait: no more extra time"), N_ ("No extra time will be given."),
    FALSE, FALSE },
  { "nobody-waits", N_ ("Nobody waits any more"), N_ ("Extra time is given again."), FALSE, FALSE },
  { "sleep", N_ ("Let the screen sleep"), NULL, FALSE, TRUE },
  { "restart", N_ ("Start the terminal anew"), NULL, TRUE, TRUE },
  { "power-off", N_ ("Switch the computer off"), NULL, TRUE, TRUE },
};

static void
leave (Staff *staff)
{
  explicit_bzero (staff->pin, sizeof staff->pin);
  g_main_loop_quit (staff->loop);
}

static gboolean
on_quiet (gpointer user_data)
{
  Staff *staff = user_data;

  staff->quiet_source = 0;
  leave (staff);
  return G_SOURCE_REMOVE;
}

static void
note_input (Staff *staff)
{
  g_clear_handle_id (&staff->quiet_source, g_source_remove);
  staff->quiet_source = g_timeout_add_seconds (QUIET_S, on_quiet, staff);
}

/* --- the pad --- */

static void
show_dots (Staff *staff)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < strlen (staff->pin); i++)
    g_string_append (text, i == 0 ? "●" : " ●");
  gtk_label_set_label (staff->dots, text->str);
  g_string_free (text, TRUE);
}

static void
forget_pin (Staff *staff)
{
  explicit_bzero (staff->pin, sizeof staff->pin);
  show_dots (staff);
}

static gboolean
on_wait_second (gpointer user_data)
{
  Staff *staff = user_data;
  g_autofree char *text = NULL;

  if (staff->wait > 0) {
    text = g_strdup_printf (
        ngettext ("Wrong code. Wait %u second.", "Wrong code. Wait %u seconds.", staff->wait),
        staff->wait);
    gtk_label_set_label (staff->pad_words, text);
    staff->wait--;
    return G_SOURCE_CONTINUE;
  }
  gtk_label_set_label (staff->pad_words, _ ("Type your code."));
  gtk_widget_set_sensitive (staff->keys, TRUE);
  staff->wait_source = 0;
  return G_SOURCE_REMOVE;
}

static void
refuse (Staff *staff, guint wait)
{
  g_clear_handle_id (&staff->wait_source, g_source_remove);
  staff->wait = wait;
  gtk_widget_set_sensitive (staff->keys, wait == 0);
  if (wait == 0) {
    gtk_label_set_label (staff->pad_words, _ ("Wrong code. Type it again."));
    return;
  }
  staff->wait_source = g_timeout_add_seconds (1, on_wait_second, staff);
  on_wait_second (staff);
}

static void
on_action_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Staff *staff = user_data;

  if (!guichet_dbus_staff1_call_do_finish (GUICHET_DBUS_STAFF1 (source), result, NULL))
    gtk_label_set_label (staff->panel_words, _ ("That could not be done."));
  else if (g_object_get_data (G_OBJECT (staff->window), "closes") != NULL)
    leave (staff);
}

static void
on_action_clicked (GtkButton *button, Staff *staff)
{
  gsize i = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (button), "index"));

  note_input (staff);
  g_object_set_data (G_OBJECT (staff->window), "closes",
                     buttons[i].closes ? GUINT_TO_POINTER (1) : NULL);
  if (buttons[i].said != NULL)
    gtk_label_set_label (staff->panel_words, _ (buttons[i].said));
  guichet_dbus_staff1_call_do (staff->staff, buttons[i].action, NULL, on_action_done, staff);
}

static void
fill_panel (Staff *staff)
{
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++) {
    GtkWidget *button;
    GtkWidget *label;

    if (buttons[i].is_technical && !staff->is_technician)
      continue;
    label = gtk_label_new (_ (buttons[i].label));
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    button = gtk_button_new ();
    gtk_button_set_child (GTK_BUTTON (button), label);
    gtk_widget_add_css_class (button, i == 0 ? "done" : "plain");
    g_object_set_data (G_OBJECT (button), "index", GSIZE_TO_POINTER (i));
    g_signal_connect (button, "clicked", G_CALLBACK (on_action_clicked), staff);
    gtk_flow_box_append (staff->actions, button);
  }
}

static void
on_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Staff *staff = user_data;
  g_autoptr (GVariant) status = NULL;
  g_autoptr (GVariantDict) dict = NULL;
  const char *state = "";
  const char *failure = "";
  const char *words = _ ("Nobody uses the terminal.");

  if (!guichet_dbus_staff1_call_get_status_finish (GUICHET_DBUS_STAFF1 (source), &status, result,
                                                   NULL))
    return;
  dict = g_variant_dict_new (status);
  (void)g_variant_dict_lookup (dict, "state", "&s", &state);
  (void)g_variant_dict_lookup (dict, "failure", "&s", &failure);
  if (g_str_equal (state, "visiting"))
    words = _ ("A visit is in progress.");
  else if (g_str_equal (state, "out-of-order"))
    words = _ ("The terminal is out of order. Ending the visit tries to mend it.");
  if (*failure != '\0') {
    g_autofree char *text = g_strdup_printf ("%s (%s)", words, failure);

    gtk_label_set_label (staff->panel_words, text);
    return;
  }
  gtk_label_set_label (staff->panel_words, words);
}

static void
open_panel (Staff *staff, const char *role)
{
  staff->is_technician = g_str_equal (role, "technician");
  gtk_label_set_label (staff->panel_title,
                       staff->is_technician ? _ ("Technician") : _ ("Reception"));
  fill_panel (staff);
  guichet_dbus_staff1_call_get_status (staff->staff, NULL, on_status, staff);
  gtk_stack_set_visible_child_name (staff->stack, "panel");
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Staff *staff = user_data;
  g_autofree char *role = NULL;
  guint wait = 0;

  gtk_widget_set_sensitive (staff->keys, TRUE);
  if (!guichet_dbus_staff1_call_try_finish (GUICHET_DBUS_STAFF1 (source), &role, &wait, result,
                                            NULL)) {
    leave (staff);
    return;
  }
  if (*role != '\0')
    open_panel (staff, role);
  else
    refuse (staff, wait);
}

static void
try_pin (Staff *staff)
{
  if (staff->pin[0] == '\0')
    return;
  gtk_widget_set_sensitive (staff->keys, FALSE);
  gtk_label_set_label (staff->pad_words, _ ("One moment…"));
  guichet_dbus_staff1_call_try (staff->staff, staff->pin, NULL, on_tried, staff);
  forget_pin (staff);
}

static void
take_key (Staff *staff, char key)
{
  gsize length = strlen (staff->pin);

  note_input (staff);
  if (!gtk_widget_get_sensitive (staff->keys))
    return;
  if (key == '\n') {
    try_pin (staff);
    return;
  }
  if (key == '\b')
    staff->pin[length > 0 ? length - 1 : 0] = '\0';
  else if (length < PIN_MAX)
    staff->pin[length] = key;
  show_dots (staff);
}

static void
on_key_clicked (GtkButton *button, Staff *staff)
{
  take_key (staff, (char)GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "key")));
}

static void
fill_pad (Staff *staff)
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
    g_signal_connect (button, "clicked", G_CALLBACK (on_key_clicked), staff);
    gtk_grid_attach (GTK_GRID (staff->keys), button, i % 3, i / 3, 1, 1);
  }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint value, guint code, GdkModifierType state,
                Staff *staff)
{
  note_input (staff);
  if (!g_str_equal (gtk_stack_get_visible_child_name (staff->stack), "pad"))
    return FALSE;
  if (value >= GDK_KEY_0 && value <= GDK_KEY_9)
    take_key (staff, (char)('0' + (value - GDK_KEY_0)));
  else if (value >= GDK_KEY_KP_0 && value <= GDK_KEY_KP_9)
    take_key (staff, (char)('0' + (value - GDK_KEY_KP_0)));
  else if (value == GDK_KEY_BackSpace)
    take_key (staff, '\b');
  else if (value == GDK_KEY_Return || value == GDK_KEY_KP_Enter)
    take_key (staff, '\n');
  else
    return FALSE;
  return TRUE;
}

/* --- the program --- */

static gboolean
on_close_request (GtkWindow *window, Staff *staff)
{
  leave (staff);
  return TRUE;
}

static gboolean
connect_supervisor (Staff *staff)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (CHANNEL_FD, NULL);
  g_autoptr (GSocketConnection) stream = NULL;
  g_autoptr (GDBusConnection) connection = NULL;

  if (socket == NULL)
    return FALSE;
  stream = g_socket_connection_factory_create_connection (socket);
  connection = g_dbus_connection_new_sync (
      G_IO_STREAM (stream), NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, NULL);
  if (connection == NULL)
    return FALSE;
  staff->staff = guichet_dbus_staff1_proxy_new_sync (
      connection, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL, STAFF_PATH, NULL, NULL);
  if (staff->staff == NULL)
    return FALSE;
  g_dbus_proxy_set_default_timeout (G_DBUS_PROXY (staff->staff), TRY_TIMEOUT_MS);
  g_signal_connect_swapped (connection, "closed", G_CALLBACK (leave), staff);
  return TRUE;
}

static void
find_parts (Staff *staff, GtkBuilder *builder)
{
  staff->window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  staff->stack = GTK_STACK (gtk_builder_get_object (builder, "stack"));
  staff->dots = GTK_LABEL (gtk_builder_get_object (builder, "dots"));
  staff->pad_words = GTK_LABEL (gtk_builder_get_object (builder, "pad-words"));
  staff->keys = GTK_WIDGET (gtk_builder_get_object (builder, "keys"));
  staff->panel_title = GTK_LABEL (gtk_builder_get_object (builder, "panel-title"));
  staff->panel_words = GTK_LABEL (gtk_builder_get_object (builder, "panel-words"));
  staff->actions = GTK_FLOW_BOX (gtk_builder_get_object (builder, "actions"));
  g_signal_connect_swapped (gtk_builder_get_object (builder, "leave"), "clicked",
                            G_CALLBACK (leave), staff);
  g_signal_connect_swapped (gtk_builder_get_object (builder, "close"), "clicked",
                            G_CALLBACK (leave), staff);
}

static void
watch_input (Staff *staff)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), staff);
  gtk_widget_add_controller (GTK_WIDGET (staff->window), keys);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (note_input), staff);
  gtk_widget_add_controller (GTK_WIDGET (staff->window), motion);
  note_input (staff);
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("GUICHET_LOCALE_DIR");
  const char *language = g_getenv ("GUICHET_LANGUAGE");
  g_autoptr (GtkBuilder) builder = NULL;
  Staff staff = { .wait = 0 };

  guichet_ui_assets_prepare ();
  guichet_ui_assets_set_language (language != NULL ? language : "fr",
                                  locale_dir != NULL ? locale_dir : GUICHET_LOCALEDIR);
  if (!gtk_init_check () || !connect_supervisor (&staff)) {
    g_printerr ("guichet-staff: it is started by the supervisor\n");
    return EXIT_FAILURE;
  }
  guichet_ui_assets_load (gdk_display_get_default ());
  builder = gtk_builder_new_from_resource ("/org/guichet/ui/staff.ui");
  staff.loop = g_main_loop_new (NULL, FALSE);
  find_parts (&staff, builder);
  fill_pad (&staff);
  guichet_size_class_watch (staff.window, 1);
  guichet_key_policy_install (staff.window);
  watch_input (&staff);
  g_signal_connect (staff.window, "close-request", G_CALLBACK (on_close_request), &staff);
  gtk_window_fullscreen (staff.window);
  gtk_window_present (staff.window);
  g_main_loop_run (staff.loop);
  explicit_bzero (staff.pin, sizeof staff.pin);
  return EXIT_SUCCESS;
}
