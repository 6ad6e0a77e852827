/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "key-policy.h"

#include "key-table.h"

static const struct {
  GdkModifierType gdk;
  GuichetKeyModifiers own;
} MODIFIERS[] = {
  { GDK_SHIFT_MASK, GUICHET_KEY_SHIFT }, { GDK_CONTROL_MASK, GUICHET_KEY_CONTROL },
  { GDK_ALT_MASK, GUICHET_KEY_OTHER },   { GDK_SUPER_MASK, GUICHET_KEY_OTHER },
  { GDK_HYPER_MASK, GUICHET_KEY_OTHER }, { GDK_META_MASK, GUICHET_KEY_OTHER },
};

#define LEAVE_PAGE_DATA "guichet-leave-page"

typedef void (*LeavePageFunc) (GtkWindow *window);

static void
leave_page (GtkWindow *window)
{
  LeavePageFunc *func = g_object_get_data (G_OBJECT (window), LEAVE_PAGE_DATA);

  if (func != NULL)
    (*func) (window);
}

void
guichet_key_policy_set_leave_page (GtkWindow *window, void (*func) (GtkWindow *window))
{
  LeavePageFunc *held = g_new (LeavePageFunc, 1);

  *held = func;
  g_object_set_data_full (G_OBJECT (window), LEAVE_PAGE_DATA, held, g_free);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, gpointer user_data)
{
  guint modifiers = GUICHET_KEY_PLAIN;

  for (guint i = 0; i < G_N_ELEMENTS (MODIFIERS); i++) {
    if ((state & MODIFIERS[i].gdk) != 0)
      modifiers |= MODIFIERS[i].own;
  }
  if (keyval == GDK_KEY_F6 && modifiers == GUICHET_KEY_PLAIN)
    leave_page (user_data);
  return !guichet_key_table_allows (keyval, modifiers);
}

static void
on_button_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), button > GDK_BUTTON_PRIMARY
                                                    ? GTK_EVENT_SEQUENCE_CLAIMED
                                                    : GTK_EVENT_SEQUENCE_DENIED);
}

/* Ctrl+Shift+I is not in the table either; this is the second layer, for what is not a key. */
static gboolean
on_enable_debugging (GtkWindow *window, gboolean toggle, gpointer user_data)
{
  return TRUE;
}

void
guichet_key_policy_install (GtkWindow *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *buttons = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), window);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (buttons), 0);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (buttons), GTK_PHASE_CAPTURE);
  g_signal_connect (buttons, "pressed", G_CALLBACK (on_button_pressed), NULL);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (buttons));

  g_signal_connect (window, "enable-debugging", G_CALLBACK (on_enable_debugging), NULL);
  gtk_window_set_handle_menubar_accel (window, FALSE);
  gtk_window_set_mnemonics_visible (window, FALSE);
}
