/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_NAME  80 /* bytes */
#define MAX_TRIES 99
#define CHUNK     (256 * 1024)

gboolean
guichet_stick_is_file_name (const char *name)
{
  const char *dot = strchr (name, '.');

  if (dot == NULL || dot == name || dot[1] == '\0' || strlen (name) > MAX_NAME || name[0] == '-')
    return FALSE;
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && c != dot)
      return FALSE;
  return TRUE;
}

/* What the terminal itself puts on a stick of the staff. */
gboolean
guichet_stick_is_own_name (const char *name)
{
  static const char *const endings[] = { ".txt", ".json", ".json.minisig" };
  const char *dot = strchr (name, '.');

  if (dot == NULL || dot == name || strlen (name) > MAX_NAME || name[0] == '-')
    return FALSE;
  for (const char *c = name; c != dot; c++)
    if (!g_ascii_isalnum (*c) && *c != '-')
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_equal (dot, endings[i]))
      return TRUE;
  return FALSE;
}

/* "attestation.pdf", "attestation-2.pdf"... */
static char *
make_name (const char *name, guint number)
{
  const char *dot = strchr (name, '.');

  return number == 1 ? g_strdup (name)
                     : g_strdup_printf ("%.*s-%u%s", (int)(dot - name), name, number, dot);
}

/* A new file, never one that is there. */
static int
create (int root, const char *name, char **made, GError **error)
{
  for (guint number = 1; number <= MAX_TRIES; number++) {
    g_autofree char *wanted = make_name (name, number);
    int fd = openat (root, wanted, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

    if (fd >= 0) {
      *made = g_steal_pointer (&wanted);
      return fd;
    }
    if (errno != EEXIST)
      break;
  }
  guichet_stick_error_set_errno (error, errno);
  return -1;
}

static gboolean
write_all (int fd, const guint8 *bytes, gsize size)
{
  while (size > 0) {
    ssize_t written = write (fd, bytes, size);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return FALSE;
    bytes += written;
    size -= (gsize)written;
  }
  return TRUE;
}

static gboolean
copy (int document, int fd, GuichetStickMoved moved, gpointer user_data, GCancellable *cancellable,
      GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  off_t position = 0;
  ssize_t size;

  while ((size = pread (document, chunk, CHUNK, position)) > 0) {
    if (g_cancellable_is_cancelled (cancellable))
      return guichet_stick_error_set_errno (error, ECANCELED);
    if (!write_all (fd, chunk, (gsize)size))
      return guichet_stick_error_set_errno (error, errno);
    /* In pieces: else the kernel takes all at once, and the wait at the end has no sign of life. */
    if (fdatasync (fd) != 0)
      return guichet_stick_error_set_errno (error, errno);
    position += size;
    moved (user_data);
  }
  return size == 0 || guichet_stick_error_set_errno (error, errno);
}

char *
guichet_stick_save (int root, const char *name, int document, GuichetStickMoved moved,
                    gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *made = NULL;
  int fd = create (root, name, &made, error);
  gboolean good;

  if (fd < 0)
    return NULL;
  good = copy (document, fd, moved, user_data, cancellable, error);
  if (good && fsync (fd) != 0)
    good = guichet_stick_error_set_errno (error, errno);
  if (close (fd) != 0 && good)
    good = guichet_stick_error_set_errno (error, errno);
  if (!good) {
    (void)unlinkat (root, made, 0);
    return NULL;
  }
  /* The folder's own entry. Not every file system knows this call for folders. */
  (void)fsync (root);
  return g_steal_pointer (&made);
}

gboolean
guichet_stick_put (int root, const char *name, int document, GuichetStickMoved moved,
                   gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *made =
      guichet_stick_save (root, "guichet-part.txt", document, moved, user_data, cancellable, error);

  if (made == NULL)
    return FALSE;
  if (renameat (root, made, root, name) != 0) {
    guichet_stick_error_set_errno (error, errno);
    (void)unlinkat (root, made, 0);
    return FALSE;
  }
  (void)fsync (root);
  return TRUE;
}
