/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-staff: the pad on which staff type their code, and the screens behind it. Started by the
 * supervisor over whatever is shown; ends by itself when nobody touches it. It only asks: what a
 * role may do is decided by the supervisor, on descriptor 3.
 */
#include "guichet-staff-dbus.h"
#include "key-policy.h"
#include "size-class.h"
#include "staff-pad.h"
#include "staff-pages.h"
#include "ui-assets.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define CHANNEL_FD 3
#define STAFF_PATH "/org/guichet/Staff"
#define QUIET_S    60

typedef struct {
  /* Borrowed from the builder, which lives as long */
  GtkWindow *window;
  GtkStack *stack;

  /* Owned */
  GMainLoop *loop;
  GuichetDBusStaff1 *staff;
  GuichetStaffPad *pad;
  GuichetStaffPages *pages;

  /* Handles */
  guint quiet_source;

  /* State */
  gboolean is_busy; /* with something that needs nobody's hands */
} Staff;

static void
leave (Staff *staff)
{
  guichet_staff_pad_forget (staff->pad);
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
  if (!staff->is_busy)
    staff->quiet_source = g_timeout_add_seconds (QUIET_S, on_quiet, staff);
}

static void
on_busy (gboolean is_busy, gpointer user_data)
{
  Staff *staff = user_data;

  staff->is_busy = is_busy;
  note_input (staff);
}

static void
on_leave (gpointer user_data)
{
  leave (user_data);
}

/* --- the code --- */

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Staff *staff = user_data;
  g_autofree char *role = NULL;
  guint wait = 0;

  if (!guichet_dbus_staff1_call_try_finish (GUICHET_DBUS_STAFF1 (source), &role, &wait, result,
                                            NULL)) {
    leave (staff);
    return;
  }
  if (*role != '\0')
    guichet_staff_pages_open (staff->pages, role);
  else
    guichet_staff_pad_refuse (staff->pad, wait);
}

static void
on_pin (const char *pin, gpointer user_data)
{
  Staff *staff = user_data;

  guichet_dbus_staff1_call_try (staff->staff, pin, NULL, on_tried, staff);
}

/* --- the program --- */

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint value, guint code, GdkModifierType state,
                Staff *staff)
{
  gboolean is_pad = g_str_equal (gtk_stack_get_visible_child_name (staff->stack), "pad");

  if (is_pad && value != GDK_KEY_Escape)
    return guichet_staff_pad_take_key (staff->pad, value, code);
  if (is_pad)
    leave (staff);
  return is_pad || (value == GDK_KEY_Escape && guichet_staff_pages_go_back (staff->pages));
}

static gboolean
on_close_request (GtkWindow *window, Staff *staff)
{
  leave (staff);
  return TRUE;
}

/* For eyes that find the pad small; it is forgotten with the program. */
static void
on_larger (Staff *staff)
{
  GtkWidget *window = GTK_WIDGET (staff->window);

  if (gtk_widget_has_css_class (window, "text-double"))
    gtk_widget_remove_css_class (window, "text-double");
  else
    gtk_widget_add_css_class (window, "text-double");
  guichet_staff_pages_lay_out (staff->pages);
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
  g_signal_connect_swapped (connection, "closed", G_CALLBACK (leave), staff);
  return TRUE;
}

static void
set_up (Staff *staff, GtkBuilder *builder)
{
  static const char *const leaving[] = { "leave", "close" };
  static const char *const enlarging[] = { "pad-larger", "panel-larger" };

  staff->window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  staff->stack = GTK_STACK (gtk_builder_get_object (builder, "stack"));
  staff->pad = guichet_staff_pad_new (builder, on_pin, staff);
  staff->pages = guichet_staff_pages_new (builder, staff->staff, on_busy, on_leave, staff);
  for (gsize i = 0; i < G_N_ELEMENTS (leaving); i++)
    g_signal_connect_swapped (gtk_builder_get_object (builder, leaving[i]), "clicked",
                              G_CALLBACK (leave), staff);
  for (gsize i = 0; i < G_N_ELEMENTS (enlarging); i++)
    g_signal_connect_swapped (gtk_builder_get_object (builder, enlarging[i]), "clicked",
                              G_CALLBACK (on_larger), staff);
  g_signal_connect (staff->window, "close-request", G_CALLBACK (on_close_request), staff);
}

/* A finger gives no motion; whatever it is, somebody is there. */
static gboolean
on_any_event (GtkEventControllerLegacy *controller, GdkEvent *event, Staff *staff)
{
  note_input (staff);
  return GDK_EVENT_PROPAGATE;
}

static void
watch_input (Staff *staff)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *all = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), staff);
  gtk_widget_add_controller (GTK_WIDGET (staff->window), keys);
  gtk_event_controller_set_propagation_phase (all, GTK_PHASE_CAPTURE);
  g_signal_connect (all, "event", G_CALLBACK (on_any_event), staff);
  gtk_widget_add_controller (GTK_WIDGET (staff->window), all);
  note_input (staff);
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("GUICHET_LOCALE_DIR");
  const char *language = g_getenv ("GUICHET_LANGUAGE");
  g_autoptr (GtkBuilder) builder = NULL;
  Staff staff = { .quiet_source = 0 };

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
  set_up (&staff, builder);
  guichet_size_class_watch (staff.window, 1);
  guichet_key_policy_install (staff.window);
  watch_input (&staff);
  gtk_window_fullscreen (staff.window);
  gtk_window_present (staff.window);
  g_main_loop_run (staff.loop);
  guichet_staff_pages_free (staff.pages);
  guichet_staff_pad_free (staff.pad);
  return EXIT_SUCCESS;
}
