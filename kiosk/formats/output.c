/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

gboolean
guichet_output_init (GuichetOutput *output, gsize max_size)
{
  output->fd = memfd_create ("guichet", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  output->size = 0;
  output->max_size = max_size;
  output->is_full = FALSE;
  return output->fd >= 0;
}

void
guichet_output_clear (GuichetOutput *output)
{
  if (output->fd >= 0)
    close (output->fd);
  output->fd = -1;
}

gboolean
guichet_output_append (GuichetOutput *output, const void *bytes, gsize size)
{
  const guint8 *rest = bytes;

  if (size > output->max_size - output->size)
    output->is_full = TRUE;
  while (!output->is_full && size > 0) {
    ssize_t written = write (output->fd, rest, size);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0) {
      output->is_full = TRUE;
      break;
    }
    rest += written;
    size -= (gsize)written;
    output->size += (gsize)written;
  }
  return !output->is_full;
}

void *
guichet_output_map (GuichetOutput *output, gsize size)
{
  void *address;

  if (ftruncate (output->fd, (off_t)size) != 0)
    return NULL;
  address = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, output->fd, 0);
  if (address == MAP_FAILED)
    return NULL;
  output->size = size;
  return address;
}

gboolean
guichet_output_contains (GuichetOutput *output, const char *text)
{
  gboolean found;
  void *address = mmap (NULL, output->size, PROT_READ, MAP_PRIVATE, output->fd, 0);

  /* Unknown counts as found: this is asked about what must not go out. */
  if (address == MAP_FAILED)
    return TRUE;
  found = memmem (address, output->size, text, strlen (text)) != NULL;
  munmap (address, output->size);
  return found;
}

gboolean
guichet_output_seal (GuichetOutput *output)
{
  return fcntl (output->fd, F_ADD_SEALS,
                F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0 &&
         lseek (output->fd, 0, SEEK_SET) == 0;
}
