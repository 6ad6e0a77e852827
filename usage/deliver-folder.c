/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "deliver-folder.h"

#include "outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef enum {
  ABSENT,
  SAME,
  DIFFERENT,
  UNREADABLE,
} Found;

static gboolean
refuse (GError **error, GuichetOutboxError code, const char *path, const char *message)
{
  g_set_error (error, GUICHET_OUTBOX_ERROR, code, "%s: %s", path, message);

  return FALSE;
}

static gboolean
read_all (int fd, char *bytes, gsize length)
{
  gsize done = 0;

  while (done < length) {
    gssize n = read (fd, bytes + done, length - done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    done += (gsize)n;
  }

  return TRUE;
}

/* Compares with what the device holds: what the kernel remembers of the file is thrown away first.
 */
static Found
compare (int dir, const char *name, const char *bytes, gsize length)
{
  g_autofree char *there = g_malloc (length + 1);
  int fd = openat (dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  off_t size;
  Found found;

  if (fd < 0)
    return errno == ENOENT ? ABSENT : UNREADABLE;

  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  size = lseek (fd, 0, SEEK_END);
  if (size < 0 || lseek (fd, 0, SEEK_SET) < 0)
    found = UNREADABLE;
  else if ((gsize)size != length)
    found = DIFFERENT;
  else if (!read_all (fd, there, length))
    found = UNREADABLE;
  else
    found = memcmp (there, bytes, length) == 0 ? SAME : DIFFERENT;
  close (fd);

  return found;
}

static gboolean
write_all (int fd, const char *bytes, gsize length)
{
  gsize done = 0;

  while (done < length) {
    gssize n = write (fd, bytes + done, length - done);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    done += (gsize)n;
  }

  return fsync (fd) == 0;
}

static gboolean
write_beside (int dir, const char *name, const char *bytes, gsize length)
{
  g_autofree char *partial = g_strconcat (".", name, ".partial", NULL);
  gboolean done;
  int saved;
  int fd;

  unlinkat (dir, partial, 0);
  fd = openat (dir, partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0)
    return FALSE;

  done = write_all (fd, bytes, length);
  saved = errno;
  close (fd);
  if (done && renameat (dir, partial, dir, name) == 0 && fsync (dir) == 0)
    return TRUE;
  if (done)
    saved = errno;
  unlinkat (dir, partial, 0);
  errno = saved;

  return FALSE;
}

static gboolean
deliver (int dir, const char *name, const char *bytes, gsize length, GError **error)
{
  switch (compare (dir, name, bytes, length)) {
  case SAME:
    return TRUE;
  case DIFFERENT:
    return refuse (error, GUICHET_OUTBOX_ERROR_DIFFERS, name, "another file has this name");
  case UNREADABLE:
    return refuse (error, GUICHET_OUTBOX_ERROR_TARGET, name, "cannot be read");
  case ABSENT:
  default:
    break;
  }

  if (!write_beside (dir, name, bytes, length))
    return refuse (error, GUICHET_OUTBOX_ERROR_TARGET, name, g_strerror (errno));
  if (compare (dir, name, bytes, length) == SAME)
    return TRUE;

  unlinkat (dir, name, 0);

  return refuse (error, GUICHET_OUTBOX_ERROR_TARGET, name, "was not what was written");
}

gboolean
guichet_deliver_to_folder (const char *name, const char *bytes, gsize length, gpointer user_data,
                           GError **error)
{
  const char *path = user_data;
  gboolean done;
  int dir = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (dir < 0)
    return refuse (error, GUICHET_OUTBOX_ERROR_TARGET, path, g_strerror (errno));

  done = deliver (dir, name, bytes, length, error);
  close (dir);

  return done;
}
