/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A register of centres as a spreadsheet may save it. */
#include "centre-file.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  int fd = memfd_create ("register", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GPtrArray) centres = NULL;
  g_autoptr (GError) error = NULL;

  if (fd < 0 || write (fd, data, size) != (gssize)size)
    abort ();
  centres = guichet_centre_file_read (path, &error);
  close (fd);
  if ((centres == NULL) == (error == NULL))
    abort ();

  return 0;
}
