/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document-name.h"
#include "document.h"

#define MAX_NAME   GUICHET_DOCUMENT_MAX_NAME
#define HEAD_BYTES 1100 /* what document-kind.h wants */

const GuichetStickLimits guichet_stick_default_limits = {
  .max_documents = 300,
  .max_entries = 20000,
  .max_depth = 8,
  .max_bytes = GUICHET_DOCUMENT_MAX_BYTES,
  .max_microseconds = 15 * G_USEC_PER_SEC,
};

/* By the name first: opening each of thousands of files takes a slow stick minutes. */
static const char *const extensions[] = { ".pdf",  ".jpg",  ".jpeg", ".png",  ".heic", ".heif",
                                          ".avif", ".webp", ".tif",  ".tiff", ".bmp",  ".gif" };

/* What systems and telephones keep for themselves. */
static const char *const other_folders[] = { "System Volume Information",
                                             "$RECYCLE.BIN",
                                             "RECYCLER",
                                             "LOST.DIR",
                                             "lost+found",
                                             "Android",
                                             "FOUND.000" };

typedef struct {
  /* Owned */
  char *path; /* "" for the root */
  /* State */
  guint depth;
} Folder;

typedef struct {
  /* Borrowed */
  const GuichetStickLimits *limits;
  GCancellable *cancellable;
  /* Owned */
  GPtrArray *files; /* of GuichetStickFile */
  GQueue folders;   /* of Folder, to be looked at */
  /* State */
  int root;
  guint n_entries;
  guint n_left_out;
  gint64 end;
} Walk;

void
guichet_stick_file_free (GuichetStickFile *file)
{
  g_free (file->path);
  g_free (file->name);
  g_free (file->folder);
  g_free (file);
}

static void
folder_free (Folder *folder)
{
  g_free (folder->path);
  g_free (folder);
}

/* One step down; never by a link, never to another file system. */
static int
open_step (int folder, const char *name, int flags, dev_t device)
{
  int fd = openat (folder, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  struct stat info;

  if (fd >= 0 && (fstat (fd, &info) != 0 || info.st_dev != device)) {
    close (fd);
    errno = EXDEV;
    return -1;
  }
  return fd;
}

/* Each step by itself, and no step up: so no link is followed on the way. The kernel could do it at
 * once (openat2), but RestrictSUIDSGID= of the terminal's unit takes that call away. */
static int
open_below (int root, const char *path, int flags)
{
  g_auto (GStrv) steps = g_strsplit (*path != '\0' ? path : ".", "/", -1);
  struct stat info;
  int fd = -1;

  if (fstat (root, &info) != 0)
    return -1;
  for (guint i = 0; steps[i] != NULL; i++) {
    gboolean is_last = steps[i + 1] == NULL;
    gboolean is_step = *steps[i] != '\0' && strcmp (steps[i], "..") != 0;
    int next = is_step ? open_step (i == 0 ? root : fd, steps[i],
                                    is_last ? flags : O_PATH | O_DIRECTORY, info.st_dev)
                       : -1;
    int status = is_step ? errno : EXDEV;

    if (fd >= 0)
      close (fd);
    fd = next;
    errno = status;
    if (fd < 0)
      break;
  }
  return fd;
}

static gboolean
is_over (const Walk *walk)
{
  return walk->n_entries >= walk->limits->max_entries || g_get_monotonic_time () > walk->end ||
         g_cancellable_is_cancelled (walk->cancellable);
}

static gboolean
has_document_extension (const char *name)
{
  gsize length = strlen (name);

  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++) {
    gsize extension = strlen (extensions[i]);

    if (length > extension && g_ascii_strcasecmp (name + length - extension, extensions[i]) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_other_folder (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (other_folders); i++)
    if (g_ascii_strcasecmp (name, other_folders[i]) == 0)
      return TRUE;
  return FALSE;
}

static GuichetDocumentKind
read_kind (int fd)
{
  guint8 head[HEAD_BYTES];
  ssize_t size = pread (fd, head, sizeof head, 0);

  return size > 0 ? guichet_document_kind_guess (head, (gsize)size) : GUICHET_DOCUMENT_KIND_NONE;
}

static char *
clean_folder (const char *path)
{
  const char *slash = strrchr (path, '/');

  return guichet_document_name_clean (slash != NULL ? slash + 1 : path, MAX_NAME);
}

static void
add_file (Walk *walk, const Folder *folder, const char *path, const char *name,
          GuichetDocumentKind kind, const struct stat *info)
{
  GuichetStickFile *file = g_new0 (GuichetStickFile, 1);

  file->path = g_strdup (path);
  file->name = guichet_document_name_clean (name, MAX_NAME);
  file->folder = clean_folder (folder->path);
  file->kind = kind;
  file->size = (guint64)info->st_size;
  file->changed = info->st_mtim.tv_sec;
  g_ptr_array_add (walk->files, file);
}

static void
look_at_file (Walk *walk, const Folder *folder, const char *path, const char *name)
{
  GuichetDocumentKind kind;
  struct stat info;
  int fd = open_below (walk->root, path, O_RDONLY);

  if (fd < 0)
    return; /* a link, or one that cannot be read: passed over */
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size > 0) {
    kind = read_kind (fd);
    if (kind != GUICHET_DOCUMENT_KIND_NONE && (guint64)info.st_size > walk->limits->max_bytes)
      walk->n_left_out++;
    else if (kind != GUICHET_DOCUMENT_KIND_NONE)
      add_file (walk, folder, path, name, kind, &info);
  }
  close (fd);
}

static void
look_at_entry (Walk *walk, const Folder *folder, const struct dirent *entry)
{
  g_autofree char *path = *folder->path != '\0'
                              ? g_strconcat (folder->path, "/", entry->d_name, NULL)
                              : g_strdup (entry->d_name);
  Folder *inner;

  if (entry->d_name[0] == '.')
    return; /* hidden, and the two that every folder has */
  if (entry->d_type == DT_DIR) {
    if (folder->depth + 1 > walk->limits->max_depth || is_other_folder (entry->d_name))
      return;
    inner = g_new (Folder, 1);
    inner->path = g_steal_pointer (&path);
    inner->depth = folder->depth + 1;
    g_queue_push_tail (&walk->folders, inner);
  } else if ((entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN) &&
             has_document_extension (entry->d_name)) {
    look_at_file (walk, folder, path, entry->d_name);
  }
}

static void
look_at_folder (Walk *walk, const Folder *folder)
{
  int fd = open_below (walk->root, folder->path, O_RDONLY | O_DIRECTORY);
  DIR *directory = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (directory == NULL) {
    if (fd >= 0)
      close (fd);
    return;
  }
  while (!is_over (walk) && (entry = readdir (directory)) != NULL) {
    walk->n_entries++;
    look_at_entry (walk, folder, entry);
  }
  closedir (directory);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const GuichetStickFile *one = *(GuichetStickFile *const *)a;
  const GuichetStickFile *two = *(GuichetStickFile *const *)b;

  if (one->changed != two->changed)
    return one->changed > two->changed ? -1 : 1;
  return strcmp (one->path, two->path);
}

GPtrArray *
guichet_stick_walk (int root, const GuichetStickLimits *limits, GCancellable *cancellable,
                    guint *left_out)
{
  Walk walk = { .limits = limits, .cancellable = cancellable, .root = root };
  Folder *folder = g_new0 (Folder, 1);

  walk.files = g_ptr_array_new_with_free_func ((GDestroyNotify)guichet_stick_file_free);
  walk.end = g_get_monotonic_time () + limits->max_microseconds;
  folder->path = g_strdup ("");
  g_queue_push_tail (&walk.folders, folder);
  while ((folder = g_queue_pop_head (&walk.folders)) != NULL) {
    if (!is_over (&walk))
      look_at_folder (&walk, folder);
    folder_free (folder);
  }
  g_ptr_array_sort (walk.files, compare);
  if (walk.files->len > limits->max_documents) {
    walk.n_left_out += walk.files->len - limits->max_documents;
    g_ptr_array_set_size (walk.files, (int)limits->max_documents);
  }
  *left_out = walk.n_left_out;
  return walk.files;
}

int
guichet_stick_open (int root, const char *path, GError **error)
{
  struct stat info;
  int fd = open_below (root, path, O_RDONLY);

  if (fd < 0) {
    guichet_stick_error_set_errno (error, errno);
    return -1;
  }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode)) {
    close (fd);
    guichet_stick_error_set_errno (error, ENOENT);
    return -1;
  }
  return fd;
}
