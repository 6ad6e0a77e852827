/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static gboolean
read_namespace (pid_t pid, const char *kind, ino_t *inode, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/ns/%s", (int)pid, kind);
  struct stat info;

  if (stat (path, &info) != 0) {
    g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "namespace %s: %s", kind,
                 g_strerror (errno));
    return FALSE;
  }
  *inode = info.st_ino;
  return TRUE;
}

/* proc(5): the third field of mountinfo is major:minor, the file system type stands after " - ". */
static gboolean
parse_memory_mount (const char *line, dev_t *device)
{
  const char *tail = strstr (line, " - tmpfs ");
  unsigned major_number, minor_number;

  if (tail == NULL || sscanf (line, "%*d %*d %u:%u", &major_number, &minor_number) != 2)
    return FALSE;
  *device = makedev (major_number, minor_number);
  return TRUE;
}

static GArray *
read_memory_devices (pid_t pid, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/mountinfo", (int)pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GArray *devices;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  devices = g_array_new (FALSE, FALSE, sizeof (dev_t));
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    dev_t device;

    if (parse_memory_mount (lines[i], &device))
      g_array_append_val (devices, device);
  }
  return devices;
}

static gboolean
holds (const GArray *devices, dev_t device)
{
  for (guint i = 0; i < devices->len; i++)
    if (g_array_index (devices, dev_t, i) == device)
      return TRUE;
  return FALSE;
}

GuichetWorldIdentity *
guichet_world_identity_new_unknown (void)
{
  GuichetWorldIdentity *self = g_new0 (GuichetWorldIdentity, 1);

  self->devices = g_array_new (FALSE, FALSE, sizeof (dev_t));
  self->pid_namespace_fd = -1;
  return self;
}

static gboolean
hold_pid_namespace (GuichetWorldIdentity *self, pid_t pid, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/ns/pid", (int)pid);
  struct stat info;

  self->pid_namespace_fd = open (path, O_RDONLY | O_CLOEXEC);
  if (self->pid_namespace_fd < 0 || fstat (self->pid_namespace_fd, &info) != 0) {
    g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "namespace pid: %s",
                 g_strerror (errno));
    return FALSE;
  }
  self->pid_namespace = info.st_ino;
  return TRUE;
}

GuichetWorldIdentity *
guichet_world_identity_read (pid_t pid, GError **error)
{
  g_autoptr (GuichetWorldIdentity) self = guichet_world_identity_new_unknown ();
  g_autoptr (GArray) theirs = NULL;
  g_autoptr (GArray) ours = NULL;

  if (!hold_pid_namespace (self, pid, error) ||
      !read_namespace (pid, "mnt", &self->mount_namespace, error) ||
      !read_namespace (pid, "net", &self->network_namespace, error))
    return NULL;
  theirs = read_memory_devices (pid, error);
  if (theirs == NULL)
    return NULL;
  ours = read_memory_devices (getpid (), error);
  if (ours == NULL)
    return NULL;
  for (guint i = 0; i < theirs->len; i++) {
    dev_t device = g_array_index (theirs, dev_t, i);

    if (!holds (ours, device) && !holds (self->devices, device))
      g_array_append_val (self->devices, device);
  }
  return g_steal_pointer (&self);
}

void
guichet_world_identity_free (GuichetWorldIdentity *identity)
{
  if (identity->pid_namespace_fd >= 0)
    close (identity->pid_namespace_fd);
  g_clear_pointer (&identity->devices, g_array_unref);
  g_free (identity);
}

gboolean
guichet_world_identity_has_device (const GuichetWorldIdentity *identity, dev_t device)
{
  return holds (identity->devices, device);
}

char *
guichet_world_identity_to_string (const GuichetWorldIdentity *identity)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%ju %ju %ju", (uintmax_t)identity->pid_namespace,
                          (uintmax_t)identity->mount_namespace,
                          (uintmax_t)identity->network_namespace);
  for (guint i = 0; i < identity->devices->len; i++)
    g_string_append_printf (text, " %ju", (uintmax_t)g_array_index (identity->devices, dev_t, i));
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}

static gboolean
parse_numbers (const char *text, GArray *numbers)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_auto (GStrv) words = g_strsplit (stripped, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++) {
    guint64 number;

    if (!g_ascii_string_to_unsigned (words[i], 10, 1, G_MAXUINT64, &number, NULL))
      return FALSE;
    g_array_append_val (numbers, number);
  }
  return numbers->len >= 3;
}

GuichetWorldIdentity *
guichet_world_identity_from_string (const char *text, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  GuichetWorldIdentity *self;

  if (!parse_numbers (text, numbers)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not the note of a world");
    return NULL;
  }
  self = guichet_world_identity_new_unknown ();
  self->pid_namespace = g_array_index (numbers, guint64, 0);
  self->mount_namespace = g_array_index (numbers, guint64, 1);
  self->network_namespace = g_array_index (numbers, guint64, 2);
  for (guint i = 3; i < numbers->len; i++) {
    dev_t device = g_array_index (numbers, guint64, i);

    g_array_append_val (self->devices, device);
  }
  return self;
}
