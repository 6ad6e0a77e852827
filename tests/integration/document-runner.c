/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the shell's calls on documents, as lines of standard input say, and prints a line for each:
 *   inspect FILE | render FILE PAGE WIDTH HEIGHT OUT | pdf FILE PAGES DPI OUT | text FILE PAGE |
 *   jpeg FILE PAGE WIDTH HEIGHT QUALITY OUT | cancel FILE PAGE WIDTH HEIGHT | limit NAME NUMBER
 * PAGES: "0,2,2" or "all". Calls on the same file in a row go to the same child.
 */
#include "document-child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  /* Owned */
  GuichetDocumentOpener *opener;
  GuichetDocumentChild *child;
  char *file;
  GAsyncResult *result;
} Runner;

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Runner *)user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_result (Runner *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&self->result);
}

static void
print_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    printf ("error cancelled\n");
  else
    printf ("error %s\n", error->domain == GUICHET_DOCUMENT_ERROR
                              ? guichet_document_error_to_word (error->code)
                              : "foreign");
}

static void
open_file (Runner *self, const char *file)
{
  int fd;

  if (g_strcmp0 (file, self->file) == 0)
    return;
  fd = open (file, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    g_error ("%s: %s", file, g_strerror (errno));
  g_clear_object (&self->child);
  self->child = guichet_document_child_new (self->opener, fd);
  g_free (self->file);
  self->file = g_strdup (file);
  close (fd);
}

static void
inspect (Runner *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetDocumentFacts) facts = NULL;

  guichet_document_child_inspect_async (self->child, NULL, on_ready, self);
  result = wait_result (self);
  facts = guichet_document_child_inspect_finish (self->child, result, &error);
  if (facts == NULL) {
    print_error (error);
    return;
  }
  printf ("good %s %u pages flags %u size %.0fx%.0f\n",
          guichet_document_kind_get_mime_type (facts->kind), facts->n_pages, facts->flags,
          (double)facts->sizes[0].width, (double)facts->sizes[0].height);
}

static guint
number (const char *word)
{
  return (guint)strtoul (word, NULL, 10);
}

static void
write_pixels (const GuichetPixels *pixels, const char *path)
{
  const guint8 *data = g_bytes_get_data (pixels->bytes, NULL);
  FILE *file = fopen (path, "we");

  if (file == NULL)
    g_error ("%s: %s", path, g_strerror (errno));
  fprintf (file, "P6 %u %u 255\n", pixels->width, pixels->height);
  for (guint y = 0; y < pixels->height; y++)
    for (guint x = 0; x < pixels->width; x++) {
      const guint8 *pixel = data + (gsize)y * pixels->stride + (gsize)x * 4;

      putc (pixel[2], file);
      putc (pixel[1], file);
      putc (pixel[0], file);
    }
  fclose (file);
}

static void
render (Runner *self, char **words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GuichetPixels) pixels = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean cancel = strcmp (words[0], "cancel") == 0;

  guichet_document_child_render_async (self->child, number (words[2]), number (words[3]),
                                       number (words[4]), cancellable, on_ready, self);
  if (cancel) {
    while (g_main_context_iteration (NULL, FALSE))
      continue;
    g_cancellable_cancel (cancellable);
  }
  result = wait_result (self);
  pixels = guichet_document_child_render_finish (self->child, result, &error);
  if (pixels == NULL) {
    print_error (error);
    return;
  }
  if (!cancel && words[5] != NULL)
    write_pixels (pixels, words[5]);
  printf ("good %ux%u\n", pixels->width, pixels->height);
}

/* Copies what was made to @path, or prints it. */
static void
take_content (int fd, const char *path)
{
  struct stat info;
  g_autofree char *content = NULL;

  if (fstat (fd, &info) != 0)
    g_error ("fstat: %s", g_strerror (errno));
  content = g_malloc0 ((gsize)info.st_size + 1);
  if (read (fd, content, (gsize)info.st_size) != info.st_size)
    g_error ("read: %s", g_strerror (errno));
  if (path != NULL && !g_file_set_contents (path, content, info.st_size, NULL))
    g_error ("%s: cannot be written", path);
  if (path == NULL)
    g_strdelimit (content, "\n\r\f", ' ');
  printf ("good %ld%s%s\n", (long)info.st_size, path == NULL ? " " : "",
          path == NULL ? content : "");
}

static void
finish_making (Runner *self, const char *path)
{
  g_autoptr (GAsyncResult) result = wait_result (self);
  g_autoptr (GError) error = NULL;
  int fd = guichet_document_child_make_finish (self->child, result, &error);

  if (fd < 0) {
    print_error (error);
    return;
  }
  take_content (fd, path);
  close (fd);
}

static void
make_pdf (Runner *self, char **words)
{
  g_auto (GStrv) names = g_strsplit (words[2], ",", -1);
  g_autofree guint *pages = g_new0 (guint, g_strv_length (names));
  guint n_pages = strcmp (words[2], "all") == 0 ? 0 : g_strv_length (names);

  for (guint i = 0; i < n_pages; i++)
    pages[i] = number (names[i]);
  guichet_document_child_to_pdf_async (self->child, pages, n_pages, number (words[3]), NULL,
                                       on_ready, self);
  finish_making (self, words[4]);
}

static void
make_jpeg (Runner *self, char **words)
{
  guichet_document_child_to_jpeg_async (self->child, number (words[2]), number (words[3]),
                                        number (words[4]), number (words[5]), NULL, on_ready, self);
  finish_making (self, words[6]);
}

static void
read_text (Runner *self, char **words)
{
  guichet_document_child_read_text_async (self->child, number (words[2]), NULL, on_ready, self);
  finish_making (self, NULL);
}

static void
set_limit (Runner *self, char **words)
{
  g_clear_object (&self->child);
  g_clear_pointer (&self->file, g_free);
  if (strcmp (words[1], "bytes") == 0)
    self->opener->max_bytes = number (words[2]);
  else if (strcmp (words[1], "pages") == 0)
    self->opener->max_pages = number (words[2]);
  else if (strcmp (words[1], "pixels") == 0)
    self->opener->max_pixels = number (words[2]);
  else
    self->opener->timeout_seconds = number (words[2]);
  printf ("good\n");
}

static void
run_line (Runner *self, char **words)
{
  static const struct {
    const char *name;
    guint n_words;
    void (*run) (Runner *self, char **words);
  } calls[] = { { "render", 6, render },
                { "cancel", 5, render },
                { "pdf", 5, make_pdf },
                { "jpeg", 7, make_jpeg },
                { "text", 3, read_text } };

  if (strcmp (words[0], "limit") == 0) {
    set_limit (self, words);
    return;
  }
  open_file (self, words[1]);
  if (strcmp (words[0], "inspect") == 0) {
    inspect (self);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    if (strcmp (words[0], calls[i].name) == 0 && g_strv_length (words) == calls[i].n_words) {
      calls[i].run (self, words);
      return;
    }
  g_error ("unknown call");
}

int
main (int argc, char **argv)
{
  Runner self = { 0 };
  char line[4096];

  if (argc != 2)
    return 2;
  self.opener = guichet_document_opener_new (argv[1]);
  while (fgets (line, sizeof line, stdin) != NULL) {
    g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);

    run_line (&self, words);
    fflush (stdout);
  }
  g_clear_object (&self.child);
  guichet_document_opener_free (self.opener);
  g_free (self.file);
  return 0;
}
