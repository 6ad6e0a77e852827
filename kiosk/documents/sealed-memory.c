/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sealed-memory.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define CHUNK (64 * 1024)

typedef struct {
  void *data;
  gsize size;
} Mapping;

/* The world's memory is limited: being out of it is an answer, never the end of the visit. */
static gboolean
fail (GError **error, const char *step)
{
  int code = errno;
  gboolean is_memory = code == ENOMEM || code == ENOSPC || code == EFBIG;

  g_set_error (error, G_IO_ERROR, is_memory ? G_IO_ERROR_NO_SPACE : G_IO_ERROR_FAILED, "%s: %s",
               step, g_strerror (code));
  return FALSE;
}

int
guichet_sealed_memory_create (GError **error)
{
  int fd = memfd_create ("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd < 0)
    fail (error, "memfd_create");
  return fd;
}

gboolean
guichet_sealed_memory_seal (int fd, GError **error)
{
  return fcntl (fd, F_ADD_SEALS, SEALS | F_SEAL_SEAL) == 0 || fail (error, "seal");
}

gboolean
guichet_sealed_memory_is_sealed (int fd)
{
  int seals = fcntl (fd, F_GET_SEALS);

  return seals >= 0 && (seals & SEALS) == SEALS;
}

static gboolean
write_all (int fd, const guint8 *data, gsize size, GError **error)
{
  while (size > 0) {
    ssize_t n = write (fd, data, size);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return fail (error, "write");
    data += n;
    size -= (gsize)n;
  }
  return TRUE;
}

/* Hands over @fd sealed when @is_full, else closes it. */
static int
finish (int fd, gboolean is_full, GError **error)
{
  if (is_full && guichet_sealed_memory_seal (fd, error))
    return fd;
  close (fd);
  return -1;
}

int
guichet_sealed_memory_new (const void *data, gsize size, GError **error)
{
  int fd = guichet_sealed_memory_create (error);

  return fd < 0 ? -1 : finish (fd, write_all (fd, data, size, error), error);
}

gboolean
guichet_sealed_memory_copy_to (int source, int fd, gsize max_bytes, GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gsize total = 0;

  for (;;) {
    ssize_t n = pread (source, chunk, CHUNK, (off_t)total);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return fail (error, "read");
    if (n == 0)
      return TRUE;
    total += (gsize)n;
    if (total > max_bytes) {
      g_set_error (error, GUICHET_DOCUMENT_ERROR, GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES,
                   "more than %" G_GSIZE_FORMAT " bytes", max_bytes);
      return FALSE;
    }
    if (!write_all (fd, chunk, (gsize)n, error))
      return FALSE;
  }
}

int
guichet_sealed_memory_copy (int source, gsize max_bytes, GError **error)
{
  int fd = guichet_sealed_memory_create (error);

  return fd < 0 ? -1
                : finish (fd, guichet_sealed_memory_copy_to (source, fd, max_bytes, error), error);
}

static void
mapping_free (gpointer user_data)
{
  Mapping *mapping = user_data;

  munmap (mapping->data, mapping->size);
  g_free (mapping);
}

GBytes *
guichet_sealed_memory_map (int fd, gsize max_bytes, GError **error)
{
  struct stat info;
  Mapping *mapping;
  void *data;

  if (!guichet_sealed_memory_is_sealed (fd)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not sealed");
    return NULL;
  }
  if (fstat (fd, &info) < 0) {
    fail (error, "fstat");
    return NULL;
  }
  if (info.st_size <= 0 || (guint64)info.st_size > max_bytes) {
    g_set_error (error, GUICHET_DOCUMENT_ERROR,
                 info.st_size <= 0 ? GUICHET_DOCUMENT_ERROR_BROKEN
                                   : GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES,
                 "%" G_GINT64_FORMAT " bytes", (gint64)info.st_size);
    return NULL;
  }
  data = mmap (NULL, (gsize)info.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) {
    fail (error, "mmap");
    return NULL;
  }
  mapping = g_new (Mapping, 1);
  *mapping = (Mapping){ .data = data, .size = (gsize)info.st_size };
  return g_bytes_new_with_free_func (data, mapping->size, mapping_free, mapping);
}
