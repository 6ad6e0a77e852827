/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web-uploads.h"

#include "sealed-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* The first document after a form is its answer: from there one goes back and sends it again. */
#define KEPT_DOCUMENTS 2

typedef struct {
  /* Owned */
  char *path;
  /* State */
  guint n_documents; /* that the page has shown since */
} Upload;

struct _GuichetWebUploads {
  GObject parent_instance;

  /* Owned */
  char *dir;
  GPtrArray *files; /* element type Upload */
};

G_DEFINE_FINAL_TYPE (GuichetWebUploads, guichet_web_uploads, G_TYPE_OBJECT)

static void
upload_free (gpointer user_data)
{
  Upload *upload = user_data;
  g_autofree char *dir = g_path_get_dirname (upload->path);

  /* Emptied first: who still has it open reads nothing of it any more. */
  if (truncate (upload->path, 0) < 0)
    g_debug ("a file given to a form was never written");
  g_unlink (upload->path);
  g_rmdir (dir);
  g_free (upload->path);
  g_free (upload);
}

static void
guichet_web_uploads_finalize (GObject *object)
{
  GuichetWebUploads *self = GUICHET_WEB_UPLOADS (object);

  g_ptr_array_unref (self->files);
  g_free (self->dir);

  G_OBJECT_CLASS (guichet_web_uploads_parent_class)->finalize (object);
}

static void
guichet_web_uploads_class_init (GuichetWebUploadsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = guichet_web_uploads_finalize;
}

static void
guichet_web_uploads_init (GuichetWebUploads *self)
{
  self->files = g_ptr_array_new_with_free_func (upload_free);
}

GuichetWebUploads *
guichet_web_uploads_new (const char *dir)
{
  GuichetWebUploads *self = g_object_new (GUICHET_TYPE_WEB_UPLOADS, NULL);

  self->dir = g_strdup (dir);
  return self;
}

static gboolean
fail (GError **error, const char *step)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", step, g_strerror (code));
  return FALSE;
}

static gboolean
add_file (GuichetWebUploads *self, int source, const char *name, GError **error)
{
  g_autofree char *dir = g_build_filename (self->dir, "XXXXXX", NULL);
  Upload *upload;
  gboolean done;
  int fd;

  if (g_mkdir_with_parents (self->dir, 0700) < 0 || g_mkdtemp_full (dir, 0700) == NULL)
    return fail (error, "directory");
  upload = g_new0 (Upload, 1);
  upload->path = g_build_filename (dir, name, NULL);
  g_ptr_array_add (self->files, upload);
  fd = open (upload->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, "file");
  done = guichet_sealed_memory_copy_to (source, fd, G_MAXSIZE, error);
  close (fd);
  return done;
}

GStrv
guichet_web_uploads_write (GuichetWebUploads *self, const int *fds, char *const *names, guint n,
                           GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  guint before = self->files->len;

  for (guint i = 0; i < n; i++) {
    const Upload *upload;

    if (!add_file (self, fds[i], names[i], error)) {
      g_ptr_array_set_size (self->files, (int)before);
      return NULL;
    }
    upload = g_ptr_array_index (self->files, self->files->len - 1);
    g_ptr_array_add (paths, g_strdup (upload->path));
  }
  g_ptr_array_add (paths, NULL);
  g_ptr_array_set_free_func (paths, NULL);
  return (GStrv)g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

void
guichet_web_uploads_page_changed (GuichetWebUploads *self)
{
  for (guint i = self->files->len; i > 0; i--) {
    Upload *upload = g_ptr_array_index (self->files, i - 1);

    if (++upload->n_documents >= KEPT_DOCUMENTS)
      g_ptr_array_remove_index (self->files, i - 1);
  }
}

void
guichet_web_uploads_remove_all (GuichetWebUploads *self)
{
  g_ptr_array_set_size (self->files, 0);
}

guint
guichet_web_uploads_get_n_files (GuichetWebUploads *self)
{
  return self->files->len;
}
