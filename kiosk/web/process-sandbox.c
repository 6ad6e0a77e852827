/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process-sandbox.h"

#include <stdlib.h>
#include <string.h>

/* The kernel keeps 15 characters of "WebKitWebProcess". */
#define WEB_PROCESS_NAME "WebKitWebProces"
/* Deeper than any real tree (bwrap, bwrap, web process); ends a loop of reused pids. */
#define DEPTH_MAX 32

typedef struct {
  char name[32];
  char state;
  pid_t parent;
  guint seccomp;
} Status;

static const char *
find_field (const char *text, const char *field)
{
  const char *line = strstr (text, field);

  return line != NULL ? line + strlen (field) : NULL;
}

static gboolean
read_status (const char *proc_dir, const char *pid, Status *status)
{
  g_autofree char *path = g_build_filename (proc_dir, pid, "status", NULL);
  g_autofree char *text = NULL;
  const char *state, *parent, *seccomp;

  /* Processes come and go while we look: one that cannot be read is not there any more. */
  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_str_has_prefix (text, "Name:\t"))
    return FALSE;
  state = find_field (text, "\nState:\t");
  parent = find_field (text, "\nPPid:\t");
  seccomp = find_field (text, "\nSeccomp:\t");
  if (state == NULL || parent == NULL)
    return FALSE;

  memset (status, 0, sizeof *status);
  g_strlcpy (status->name, text + strlen ("Name:\t"),
             MIN (sizeof status->name, strcspn (text, "\n") - strlen ("Name:\t") + 1));
  status->state = *state;
  status->parent = atoi (parent);
  status->seccomp = seccomp != NULL ? (guint)atoi (seccomp) : 0;
  return TRUE;
}

static gboolean
descends_from (const char *proc_dir, pid_t parent, pid_t ancestor)
{
  for (guint depth = 0; depth < DEPTH_MAX && parent > 0; depth++) {
    char pid[16];
    Status status;

    if (parent == ancestor)
      return TRUE;
    g_snprintf (pid, sizeof pid, "%d", (int)parent);
    if (!read_status (proc_dir, pid, &status))
      return FALSE;
    parent = status.parent;
  }
  return FALSE;
}

guint
guichet_process_sandbox_read (const char *proc_dir, pid_t ancestor, guint *seccomp)
{
  g_autoptr (GDir) dir = g_dir_open (proc_dir, 0, NULL);
  const char *pid;
  guint lowest = G_MAXUINT;
  guint n = 0;

  while (dir != NULL && (pid = g_dir_read_name (dir)) != NULL) {
    Status status;

    if (!g_ascii_isdigit (pid[0]) || !read_status (proc_dir, pid, &status))
      continue;
    if (!g_str_equal (status.name, WEB_PROCESS_NAME) || status.state == 'Z' ||
        !descends_from (proc_dir, status.parent, ancestor))
      continue;
    lowest = MIN (lowest, status.seccomp);
    n++;
  }
  *seccomp = n > 0 ? lowest : 0;
  return n;
}
