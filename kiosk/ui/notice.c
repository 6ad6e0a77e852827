/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-notice [CODE]: the screen of a terminal that must not be used. Shown by the supervisor
 * when a wipe cannot be verified; ends when it is killed. CODE tells the staff where to look.
 */
#include "key-policy.h"
#include "size-class.h"
#include "ui-assets.h"

#include <stdlib.h>

#define MAX_CODE 12

static gboolean
is_code (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > MAX_CODE)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '-')
      return FALSE;
  }
  return TRUE;
}

static gboolean
on_close_request (GtkWindow *window, gpointer user_data)
{
  return TRUE;
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("GUICHET_LOCALE_DIR");
  const char *language = g_getenv ("GUICHET_LANGUAGE");
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *window;

  guichet_ui_assets_prepare ();
  guichet_ui_assets_set_language (language != NULL ? language : "fr",
                                  locale_dir != NULL ? locale_dir : GUICHET_LOCALEDIR);
  if (!gtk_init_check ()) {
    g_printerr ("guichet-notice: no display\n");
    return EXIT_FAILURE;
  }
  guichet_ui_assets_load (gdk_display_get_default ());
  builder = gtk_builder_new_from_resource ("/org/guichet/ui/notice.ui");
  window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  if (argc > 1 && is_code (argv[1])) {
    GtkLabel *code = GTK_LABEL (gtk_builder_get_object (builder, "code"));

    gtk_label_set_label (code, argv[1]);
    gtk_widget_set_visible (GTK_WIDGET (code), TRUE);
  }
  guichet_size_class_watch (window, 1);
  guichet_key_policy_install (window);
  g_signal_connect (window, "close-request", G_CALLBACK (on_close_request), NULL);
  gtk_window_fullscreen (window);
  gtk_window_present (window);
  loop = g_main_loop_new (NULL, FALSE);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
