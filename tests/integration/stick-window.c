/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stick-window DIR CHILD: the stick's pages, with DIR/guichet-stick in its sandbox as the
 * supervisor starts it. Lines of standard input say what is done, with a line for each when it is
 * done: import | save FILE | until list | until TITLE (first letters) | touch NUMBER | press
 * take|back|retry | picture OUT.png Documents that come out of it are printed as "finished NAME
 * SIZE", its end as "closed".
 */
#include "paint-watch.h"
#include "stick-page.h"
#include "stick-worker.h"
#include "ui-assets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  /* Owned */
  GtkWindow *window;
  GuichetDocumentOpener *opener;
  /* Borrowed */
  GuichetStickPage *page;
} Stage;

static gpointer
find (Stage *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self->page), GUICHET_TYPE_STICK_PAGE, name);
}

static gpointer
find_in_list (Stage *self, const char *name)
{
  GtkWidget *list = find (self, "list");

  return gtk_widget_get_template_child (list, G_OBJECT_TYPE (list), name);
}

static void
wait_until (Stage *self, const char *what)
{
  for (;;) {
    const char *screen = gtk_stack_get_visible_child_name (find (self, "screens"));
    const char *title = gtk_label_get_label (find (self, "title"));

    if (strcmp (screen, "list") == 0 ? strcmp (what, "list") == 0 : g_str_has_prefix (title, what))
      return;
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
touch (Stage *self, guint number)
{
  GtkWidget *card = gtk_widget_get_first_child (find_in_list (self, "cards"));

  while (number-- > 0)
    card = gtk_widget_get_next_sibling (card);
  g_signal_emit_by_name (card, "clicked");
}

static void
press (Stage *self, const char *name)
{
  g_autofree char *id = g_strdup_printf ("%s_button", name);
  gboolean in_list =
      strcmp (gtk_stack_get_visible_child_name (find (self, "screens")), "list") == 0;

  g_signal_emit_by_name (in_list ? find_in_list (self, id) : find (self, id), "clicked");
}

static void
on_painted (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static gboolean
on_time (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Pictures of documents come one after the other: only for looking at, nothing is judged by it. */
static void
save_picture (Stage *self, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self->window));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (self->window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  gboolean is_over = FALSE, painted = FALSE;
  int width, height;

  g_timeout_add (2500, on_time, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  guichet_paint_watch_once (GTK_WIDGET (self->window), on_painted, &painted);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gdk_texture_save_to_png (texture, path);
}

static void
save_document (Stage *self, const char *path)
{
  g_autofree char *content = NULL;
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GuichetDocument) document = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  document =
      guichet_document_new_from_data (GUICHET_DOCUMENT_ORIGIN_SCAN, name, content, size, NULL);
  guichet_stick_page_save (self->page, document);
}

static void
on_finished (GuichetStickPage *page, GuichetDocument *document)
{
  printf ("finished %s %" G_GSIZE_FORMAT "\n", guichet_document_get_name (document),
          guichet_document_get_size (document));
}

static void
on_closed (GuichetStickPage *page)
{
  printf ("closed\n");
  fflush (stdout);
}

static void
run_line (Stage *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);

  if (strcmp (words[0], "import") == 0)
    guichet_stick_page_import (self->page);
  else if (strcmp (words[0], "save") == 0)
    save_document (self, words[1]);
  else if (strcmp (words[0], "until") == 0)
    wait_until (self, words[1]);
  else if (strcmp (words[0], "touch") == 0)
    touch (self, (guint)atoi (words[1]));
  else if (strcmp (words[0], "press") == 0)
    press (self, words[1]);
  else if (strcmp (words[0], "picture") == 0)
    save_picture (self, words[1]);
  printf ("done\n");
  fflush (stdout);
}

static gboolean
on_line (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    exit (EXIT_SUCCESS);
  run_line (user_data, g_strchomp (line));
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("GUICHET_LOCALE_DIR");
  g_autoptr (GIOChannel) channel = g_io_channel_unix_new (0);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (StickWorker) workers = NULL;
  Stage self = { 0 };

  if (argc != 3)
    return 2;
  guichet_ui_assets_prepare ();
  guichet_ui_assets_set_language ("fr", locale_dir != NULL ? locale_dir : "/nonexistent");
  gtk_init ();
  guichet_ui_assets_load (gdk_display_get_default ());
  self.opener = guichet_document_opener_new (argv[2]);
  workers = stick_worker_new (argv[1]);
  self.page = guichet_stick_page_new (GUICHET_WORKERS (workers), self.opener);
  self.window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_decorated (self.window, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self.window), "kiosk");
  gtk_widget_add_css_class (GTK_WIDGET (self.window), "size-medium");
  gtk_window_set_default_size (self.window, 1280, 720);
  gtk_window_set_child (self.window, GTK_WIDGET (self.page));
  gtk_window_present (self.window);
  g_signal_connect (self.page, "finished", G_CALLBACK (on_finished), NULL);
  g_signal_connect (self.page, "closed", G_CALLBACK (on_closed), NULL);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, on_line, &self);
  g_main_loop_run (loop);
  return EXIT_SUCCESS;
}
