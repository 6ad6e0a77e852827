/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stray-starts.h"

#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

/* Whether a file below @dir is one of the words of @pid. */
static gboolean
names_dir (int pid, const char *dir)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", pid);
  g_autofree char *words = NULL;
  gsize size = 0;
  gsize length = strlen (dir);

  if (!g_file_get_contents (path, &words, &size, NULL))
    return FALSE;
  for (gsize at = 0; at < size; at += strlen (words + at) + 1)
    if (strncmp (words + at, dir, length) == 0 && words[at + length] == '/')
      return TRUE;
  return FALSE;
}

/* Held by a descriptor and looked at again: the number alone may be another's by now. */
static gboolean
kill_stray (int pid, const char *dir)
{
  int fd = pidfd_open (pid, 0);
  gboolean is_stray = fd >= 0 && names_dir (pid, dir);

  if (is_stray)
    (void)pidfd_send_signal (fd, SIGKILL, NULL, 0);
  if (fd >= 0)
    close (fd);
  return is_stray;
}

guint
guichet_stray_starts_kill (const char *dir)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint n = 0;

  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL) {
    guint64 pid = 0;

    if (g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT, &pid, NULL) && (int)pid != getpid () &&
        names_dir ((int)pid, dir))
      n += kill_stray ((int)pid, dir);
  }
  return n;
}
