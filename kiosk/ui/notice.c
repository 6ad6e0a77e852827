/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-notice [CODE]: the screen of a terminal that must not be used. Shown by the supervisor
 * when a wipe cannot be verified; ends when it is killed. CODE tells the staff where to look.
 *
 * guichet-notice dark: the screen of a terminal that sleeps.
 *
 * Prints "shown" once its window is painted.
 */
#include "key-policy.h"
#include "paint-watch.h"
#include "size-class.h"
#include "ui-assets.h"

#include <stdio.h>
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

static void
on_painted (gpointer user_data)
{
  (void)puts ("shown");
  (void)fflush (stdout);
}

/* Each of nine places in turn: nothing burns in. */
static gboolean
on_minute (gpointer user_data)
{
  static const GtkAlign places[] = { GTK_ALIGN_START, GTK_ALIGN_CENTER, GTK_ALIGN_END };
  static guint n;

  n++;
  gtk_widget_set_halign (user_data, places[n % 3]);
  gtk_widget_set_valign (user_data, places[n / 3 % 3]);
  return G_SOURCE_CONTINUE;
}

static GtkWindow *
make_dark (GtkBuilder *builder)
{
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));

  gtk_widget_set_cursor_from_name (GTK_WIDGET (window), "none");
  g_timeout_add_seconds (60, on_minute, gtk_builder_get_object (builder, "words"));
  return window;
}

static GtkWindow *
make_notice (GtkBuilder *builder, const char *text)
{
  if (text != NULL && is_code (text)) {
    GtkLabel *code = GTK_LABEL (gtk_builder_get_object (builder, "code"));

    gtk_label_set_label (code, text);
    gtk_widget_set_visible (GTK_WIDGET (code), TRUE);
  }
  return GTK_WINDOW (gtk_builder_get_object (builder, "window"));
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("GUICHET_LOCALE_DIR");
  const char *language = g_getenv ("GUICHET_LANGUAGE");
  gboolean is_dark = argc > 1 && g_str_equal (argv[1], "dark");
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
  builder = gtk_builder_new_from_resource (is_dark ? "/org/guichet/ui/dark.ui"
                                                   : "/org/guichet/ui/notice.ui");
  window = is_dark ? make_dark (builder) : make_notice (builder, argc > 1 ? argv[1] : NULL);
  guichet_size_class_watch (window, 1);
  guichet_key_policy_install (window);
  g_signal_connect (window, "close-request", G_CALLBACK (on_close_request), NULL);
  guichet_paint_watch_once (GTK_WIDGET (window), on_painted, NULL);
  gtk_window_fullscreen (window);
  gtk_window_present (window);
  loop = g_main_loop_new (NULL, FALSE);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
