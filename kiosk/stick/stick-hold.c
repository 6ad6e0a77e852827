/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-hold.h"

#include <unistd.h>

#include "sealed-memory.h"
#include "stick-walk.h"

struct _GuichetStickHold {
  /* Borrowed */
  GuichetStickMoved moved;
  gpointer user_data;
  /* Owned */
  GuichetStickDisk *disk;
  GPtrArray *files; /* of GuichetStickFile; what the last look found; NULL: nothing */
  /* Handles */
  int root; /* of the stick, mounted to be read; -1: none */
};

GuichetStickHold *
guichet_stick_hold_new (GuichetStickDisk *disk, GuichetStickMoved moved, gpointer user_data)
{
  GuichetStickHold *self = g_new0 (GuichetStickHold, 1);

  self->disk = g_object_ref (disk);
  self->moved = moved;
  self->user_data = user_data;
  self->root = -1;
  return self;
}

void
guichet_stick_hold_free (GuichetStickHold *self)
{
  if (self->root >= 0)
    close (self->root);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_object_unref (self->disk);
  g_free (self);
}

gboolean
guichet_stick_hold_leave (GuichetStickHold *self, GError **error)
{
  g_clear_pointer (&self->files, g_ptr_array_unref);
  if (self->root >= 0)
    close (self->root);
  self->root = -1;
  return guichet_stick_disk_unmount (self->disk, error);
}

const GPtrArray *
guichet_stick_hold_look (GuichetStickHold *self, GCancellable *cancellable, guint *left_out,
                         GError **error)
{
  if (!guichet_stick_hold_leave (self, error))
    return NULL;
  self->root = guichet_stick_disk_mount (self->disk, FALSE, error);
  if (self->root < 0)
    return NULL;
  self->files =
      guichet_stick_walk (self->root, &guichet_stick_default_limits, cancellable, left_out);
  return self->files;
}

/* A stick that fails gives an error of reading, not of opening: told as one that is gone. */
static int
read_file (int root, const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int file = guichet_stick_open (root, path, error);
  int memory;

  if (file < 0)
    return -1;
  memory = guichet_sealed_memory_copy (file, guichet_stick_default_limits.max_bytes, &local_error);
  close (file);
  if (memory < 0)
    g_set_error_literal (error, GUICHET_STICK_ERROR,
                         local_error->domain == GUICHET_DOCUMENT_ERROR
                             ? GUICHET_STICK_ERROR_TOO_LARGE
                             : GUICHET_STICK_ERROR_GONE,
                         "read failed");
  return memory;
}

int
guichet_stick_hold_read (GuichetStickHold *self, guint number, GError **error)
{
  const GuichetStickFile *file;

  if (self->root < 0 || self->files == NULL || number >= self->files->len) {
    g_set_error_literal (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_NO_SUCH_DOCUMENT,
                         "not listed");
    return -1;
  }
  file = g_ptr_array_index (self->files, number);
  return read_file (self->root, file->path, error);
}

static char *
write_document (GuichetStickHold *self, int root, int document, const char *name, gboolean is_put,
                GCancellable *cancellable, GError **error)
{
  if (!is_put)
    return guichet_stick_save (root, name, document, self->moved, self->user_data, cancellable,
                               error);
  return guichet_stick_put (root, name, document, self->moved, self->user_data, cancellable, error)
             ? g_strdup (name)
             : NULL;
}

char *
guichet_stick_hold_save (GuichetStickHold *self, int document, const char *name, gboolean is_put,
                         GCancellable *cancellable, GError **error)
{
  g_autofree char *saved = NULL;
  g_autoptr (GError) left_error = NULL;
  int root;

  if (!guichet_stick_hold_leave (self, error))
    return NULL;
  root = guichet_stick_disk_mount (self->disk, TRUE, error);
  if (root < 0) {
    (void)guichet_stick_hold_leave (self, NULL);
    return NULL;
  }
  saved = write_document (self, root, document, name, is_put, cancellable, error);
  close (root);
  /* Only now, with nothing left in the kernel's memory, it may be pulled out. */
  if (guichet_stick_hold_leave (self, &left_error))
    return g_steal_pointer (&saved);
  if (saved != NULL)
    g_propagate_error (error, g_steal_pointer (&left_error));
  return NULL;
}
