/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * viewer-window PROGRAM WIDTH HEIGHT SCALE: opens documents in the viewer, as lines of standard
 * input say, and prints a line for each when the screen is at rest: open FILE | next | previous |
 * larger | smaller | save OUT.png Prints "page N of the document, problem 0|1".
 */
#include "paint-watch.h"
#include "ui-assets.h"
#include "viewer.h"
#include "window.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  /* Owned */
  GuichetDocumentOpener *opener;
  GtkWindow *window;
  /* Borrowed */
  GuichetViewer *viewer;
} Stage;

static void
open_document (Stage *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *content = NULL;
  g_autoptr (GuichetDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &content, &size, &error))
    g_error ("%s", error->message);
  document = guichet_document_new_from_data (GUICHET_DOCUMENT_ORIGIN_DOWNLOAD, name, content, size,
                                             &error);
  if (document == NULL)
    g_error ("%s", error->message);
  self->viewer = GUICHET_VIEWER (guichet_viewer_new (self->opener, document));
  gtk_window_set_child (self->window, GTK_WIDGET (self->viewer));
}

static void
on_painted (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
wait_settled (Stage *self)
{
  gboolean painted = FALSE;

  while (!guichet_viewer_is_settled (self->viewer))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  while (!guichet_viewer_is_settled (self->viewer))
    g_main_context_iteration (NULL, TRUE);
  guichet_paint_watch_once (GTK_WIDGET (self->window), on_painted, &painted);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
}

static void
save (Stage *self, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (self->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gdk_paintable_get_intrinsic_width (paintable);
  int height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s: cannot be written", path);
}

/* Presses the button of that name in the viewer's template. */
static void
press (Stage *self, const char *name)
{
  g_autofree char *id = g_strdup_printf ("%s_button", name);
  GObject *button =
      gtk_widget_get_template_child (GTK_WIDGET (self->viewer), GUICHET_TYPE_VIEWER, id);

  if (gtk_widget_is_sensitive (GTK_WIDGET (button)))
    g_signal_emit_by_name (button, "clicked");
}

static void
run_line (Stage *self, char **words)
{
  if (strcmp (words[0], "open") == 0)
    open_document (self, words[1]);
  else if (strcmp (words[0], "save") != 0)
    press (self, words[0]);
  wait_settled (self);
  if (strcmp (words[0], "save") == 0)
    save (self, words[1]);
  printf ("page %u\n", guichet_viewer_get_page (self->viewer) + 1);
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("GUICHET_LOCALE_DIR");
  char line[4096];
  Stage self = { 0 };

  if (argc != 5)
    return 2;
  guichet_ui_assets_prepare ();
  guichet_ui_assets_set_language ("fr", locale_dir != NULL ? locale_dir : "/nonexistent");
  gtk_init ();
  guichet_ui_assets_load (gdk_display_get_default ());
  self.opener = guichet_document_opener_new (argv[1]);
  self.window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_decorated (self.window, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self.window), "kiosk");
  gtk_widget_add_css_class (GTK_WIDGET (self.window), "size-medium");
  if (atoi (argv[4]) > 1)
    gtk_widget_add_css_class (GTK_WIDGET (self.window), "text-double");
  gtk_window_set_default_size (self.window, atoi (argv[2]), atoi (argv[3]));
  gtk_window_present (self.window);
  while (fgets (line, sizeof line, stdin) != NULL) {
    g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);

    run_line (&self, words);
    fflush (stdout);
  }
  gtk_window_destroy (self.window);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  guichet_document_opener_free (self.opener);
  return EXIT_SUCCESS;
}
