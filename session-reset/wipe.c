/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wipe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Namespaces nest at most 32 deep (user_namespaces(7), pid_namespaces(7)). */
#define MAX_NESTING 33

typedef enum {
  PROCESS_OUTSIDE,
  PROCESS_IN_LIVING, /* of a world that is meant to live */
  PROCESS_INSIDE,
  PROCESS_UNKNOWN,
} ProcessPlace;

static const struct {
  GuichetWipeResult result;
  const char *label;
  const char *code;
} results[] = {
  { GUICHET_WIPE_VERIFIED, "verified", "W-0" },
  { GUICHET_WIPE_FAILED_KILL, "failed-kill", "W-1" },
  { GUICHET_WIPE_FAILED_PROCESS, "failed-process", "W-2" },
  { GUICHET_WIPE_FAILED_MOUNT, "failed-mount", "W-3" },
  { GUICHET_WIPE_FAILED_OPEN_FILE, "failed-open-file", "W-4" },
  { GUICHET_WIPE_FAILED_RUNTIME_DIR, "failed-runtime-dir", "W-5" },
  { GUICHET_WIPE_FAILED_LOOK, "failed-look", "W-6" },
  { GUICHET_WIPE_FAILED_PRINT, "failed-print", "W-7" },
};

const char *
guichet_wipe_result_to_label (GuichetWipeResult result)
{
  g_return_val_if_fail ((gsize)result < G_N_ELEMENTS (results), "failed-look");
  return results[result].label;
}

const char *
guichet_wipe_result_to_code (GuichetWipeResult result)
{
  g_return_val_if_fail ((gsize)result < G_N_ELEMENTS (results), "W-6");
  return results[result].code;
}

/* Set when something could not be opened for a reason of our own, such as too many open files: what
 * was not seen is not proved gone. Main thread only. */
static gboolean is_blind;

static int
open_at (int dir_fd, const char *name, int flags)
{
  int fd = openat (dir_fd, name, flags | O_RDONLY | O_CLOEXEC);

  /* It ended meanwhile, or is another user's. */
  if (fd < 0 && errno != ENOENT && errno != ESRCH && errno != EACCES && errno != EPERM)
    is_blind = TRUE;
  return fd;
}

/* A number that is not held is given to the next namespace made once its own is gone. */
static gboolean
is_reused (const GuichetWorldIdentity *identity, const GuichetWorldRoster *living)
{
  return identity->pid_namespace_fd < 0 &&
         guichet_world_roster_has (living, identity->pid_namespace);
}

/* Walks from the pid namespace of @ns_fd up to ours; takes it over. The kernel answers EPERM at the
 * edge of what this process may see. */
static ProcessPlace
place_namespace (int ns_fd, const GuichetWorldIdentity *identity, const GuichetWorldRoster *living)
{
  ProcessPlace place = PROCESS_OUTSIDE;

  for (int depth = 0; ns_fd >= 0 && depth < MAX_NESTING && place == PROCESS_OUTSIDE; depth++) {
    struct stat info;
    int parent;

    if (fstat (ns_fd, &info) != 0)
      place = PROCESS_UNKNOWN;
    else if (info.st_ino == identity->pid_namespace)
      place = is_reused (identity, living) ? PROCESS_IN_LIVING : PROCESS_INSIDE;
    else if (guichet_world_roster_has (living, info.st_ino))
      place = PROCESS_IN_LIVING;
    parent = ioctl (ns_fd, NS_GET_PARENT);
    if (parent < 0 && errno != EPERM && place == PROCESS_OUTSIDE)
      place = PROCESS_UNKNOWN;
    close (ns_fd);
    ns_fd = parent;
  }
  if (ns_fd >= 0)
    close (ns_fd);
  return place;
}

/* proc(5), status: readable for every process, also those whose namespaces are not. */
static char *
read_status_field (int proc_fd, const char *field)
{
  char buffer[4096];
  g_autofree char *needle = g_strdup_printf ("\n%s:", field);
  int fd = open_at (proc_fd, "status", 0);
  ssize_t size = fd >= 0 ? read (fd, buffer, sizeof buffer - 1) : -1;
  const char *value;

  if (fd >= 0)
    close (fd);
  if (size <= 0)
    return NULL;
  buffer[size] = '\0';
  value = strstr (buffer, needle);
  if (value == NULL)
    return NULL;
  value += strlen (needle);
  return g_strstrip (g_strndup (value, strcspn (value, "\n")));
}

static guint
count_words (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p++)
    n += !g_ascii_isspace (*p) && (p == text || g_ascii_isspace (p[-1]));
  return n;
}

/* A process that forbids to be looked at: NSpid names one number for each
 * pid namespace it is in below ours, so a single number proves that it is in ours. */
static ProcessPlace
place_from_status (int proc_fd)
{
  g_autofree char *nspid = read_status_field (proc_fd, "NSpid");

  if (nspid == NULL)
    return PROCESS_OUTSIDE; /* ended meanwhile */
  return count_words (nspid) == 1 ? PROCESS_OUTSIDE : PROCESS_UNKNOWN;
}

static gboolean
is_of_this_user (int proc_fd)
{
  g_autofree char *uids = read_status_field (proc_fd, "Uid");

  return uids == NULL || strtoul (uids, NULL, 10) == getuid ();
}

static gboolean
is_dead (int proc_fd)
{
  g_autofree char *state = read_status_field (proc_fd, "State");
  g_autofree char *threads = read_status_field (proc_fd, "Threads");

  if (state == NULL)
    return TRUE;
  /* The first thread may be a zombie while others run on. */
  return (*state == 'Z' || *state == 'X') && (threads == NULL || strcmp (threads, "1") == 0);
}

static ProcessPlace
place_process (int proc_fd, const GuichetWorldIdentity *identity, const GuichetWorldRoster *living)
{
  int ns_fd = open_at (proc_fd, "ns/pid", 0);

  if (ns_fd >= 0)
    return place_namespace (ns_fd, identity, living);
  if (errno == ENOENT || errno == ESRCH)
    return PROCESS_OUTSIDE;
  return place_from_status (proc_fd);
}

/* Looks for a device of the world in the numbers that @parse finds in each line of @name. */
static gboolean
lines_hold_device (int proc_fd, const char *name,
                   gboolean (*parse) (const char *line, dev_t *device),
                   const GuichetWorldIdentity *identity)
{
  int fd = open_at (proc_fd, name, 0);
  FILE *stream = fd >= 0 ? fdopen (fd, "r") : NULL;
  g_autofree char *line = NULL;
  size_t capacity = 0;
  gboolean found = FALSE;

  if (stream == NULL) {
    if (fd >= 0)
      close (fd);
    return FALSE; /* ended */
  }
  while (!found && getline (&line, &capacity, stream) > 0) {
    dev_t device;

    found = parse (line, &device) && guichet_world_identity_has_device (identity, device);
  }
  fclose (stream);
  return found;
}

static gboolean
parse_mount (const char *line, dev_t *device)
{
  unsigned major_number, minor_number;

  if (sscanf (line, "%*d %*d %u:%u", &major_number, &minor_number) != 2)
    return FALSE;
  *device = makedev (major_number, minor_number);
  return TRUE;
}

/* proc(5), maps: the fourth field, in hexadecimal. */
static gboolean
parse_mapping (const char *line, dev_t *device)
{
  unsigned major_number, minor_number;

  if (sscanf (line, "%*s %*s %*s %x:%x", &major_number, &minor_number) != 2)
    return FALSE;
  *device = makedev (major_number, minor_number);
  return TRUE;
}

static gboolean
mounts_hold_device (int proc_fd, const GuichetWorldIdentity *identity)
{
  return lines_hold_device (proc_fd, "mountinfo", parse_mount, identity);
}

static gboolean
links_hold_device (int proc_fd, const GuichetWorldIdentity *identity)
{
  static const char *const links[] = { "cwd", "root", "exe" };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++) {
    struct stat info;

    if (fstatat (proc_fd, links[i], &info, 0) == 0 &&
        guichet_world_identity_has_device (identity, info.st_dev))
      return TRUE;
  }
  return FALSE;
}

static gboolean
descriptors_hold_device (int proc_fd, const GuichetWorldIdentity *identity)
{
  int fd = open_at (proc_fd, "fd", O_DIRECTORY);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;
  gboolean found = FALSE;

  if (dir == NULL) {
    if (fd >= 0)
      close (fd);
    return FALSE;
  }
  while (!found && (entry = readdir (dir)) != NULL) {
    struct stat info;

    if (g_ascii_isdigit (entry->d_name[0]) && fstatat (fd, entry->d_name, &info, 0) == 0)
      found = guichet_world_identity_has_device (identity, info.st_dev);
  }
  closedir (dir);
  return found;
}

/* A file lives on while it is open, mapped, or somebody's directory. */
static gboolean
files_hold_device (int proc_fd, const GuichetWorldIdentity *identity)
{
  return descriptors_hold_device (proc_fd, identity) || links_hold_device (proc_fd, identity) ||
         lines_hold_device (proc_fd, "maps", parse_mapping, identity);
}

static GuichetWipeResult
look_at_process (int proc_fd, const GuichetWorldIdentity *identity,
                 const GuichetWorldRoster *living)
{
  /* No process of a world can change its user: one user id is mapped, no new privileges. Others
   * cannot hold what is ours, but may have made a file system that was given a number of ours. */
  if (is_dead (proc_fd) || !is_of_this_user (proc_fd))
    return GUICHET_WIPE_VERIFIED;
  switch (place_process (proc_fd, identity, living)) {
  case PROCESS_INSIDE:
    return GUICHET_WIPE_FAILED_PROCESS;
  case PROCESS_UNKNOWN:
    return GUICHET_WIPE_FAILED_LOOK;
  case PROCESS_IN_LIVING:
    /* A file of a file system that it did not mount itself would be one of the old world. */
    if (mounts_hold_device (proc_fd, identity))
      return GUICHET_WIPE_VERIFIED;
    break;
  case PROCESS_OUTSIDE:
  default:
    break;
  }
  if (mounts_hold_device (proc_fd, identity))
    return GUICHET_WIPE_FAILED_MOUNT;
  if (files_hold_device (proc_fd, identity))
    return GUICHET_WIPE_FAILED_OPEN_FILE;
  return GUICHET_WIPE_VERIFIED;
}

static GuichetWipeResult
look_at_processes (const GuichetWorldIdentity *identity, const GuichetWorldRoster *living)
{
  DIR *proc = opendir ("/proc");
  GuichetWipeResult result = GUICHET_WIPE_VERIFIED;
  struct dirent *entry;
  guint n_seen = 0;

  if (proc == NULL)
    return GUICHET_WIPE_FAILED_LOOK;
  is_blind = FALSE;
  while (result == GUICHET_WIPE_VERIFIED && (entry = readdir (proc)) != NULL) {
    int proc_fd;

    if (!g_ascii_isdigit (entry->d_name[0]))
      continue;
    proc_fd = open_at (dirfd (proc), entry->d_name, O_DIRECTORY);
    if (proc_fd < 0)
      continue;
    n_seen++;
    result = look_at_process (proc_fd, identity, living);
    close (proc_fd);
  }
  closedir (proc);
  /* We must at least have seen ourselves. */
  if (result == GUICHET_WIPE_VERIFIED && (is_blind || n_seen == 0))
    result = GUICHET_WIPE_FAILED_LOOK;
  return result;
}

/* A world's runtime directory holds at most a few plain files, never directories. */
static GuichetWipeResult
remove_runtime_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    (void)unlink (file);
  }
  if (rmdir (path) != 0 && errno != ENOENT)
    return GUICHET_WIPE_FAILED_RUNTIME_DIR;
  return GUICHET_WIPE_VERIFIED;
}

GuichetWipeResult
guichet_wipe_look (const GuichetWorldIdentity *identity, const GuichetWorldRoster *living,
                   const char *runtime_dir)
{
  GuichetWipeResult result = look_at_processes (identity, living);

  /* The note stays until the rest is proved, for a supervisor that starts after this one. */
  if (result == GUICHET_WIPE_VERIFIED && runtime_dir != NULL)
    result = remove_runtime_dir (runtime_dir);
  return result;
}
