/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-launch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "processor-share.h"
#include "world-command.h"
#include "world-filter.h"

/* When memory runs out, the kernel ends a world before the compositor or the supervisor. */
#define OOM_SCORE "500"

static gboolean
set_errno (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "%s: %s", what,
               g_strerror (errno));
  return FALSE;
}

static gboolean
give_channel (GSubprocessLauncher *launcher, GSocket **ours, GError **error)
{
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return set_errno (error, "socketpair");
  g_subprocess_launcher_take_fd (launcher, pair[1], GUICHET_WORLD_FD_CHANNEL);
  *ours = g_socket_new_from_fd (pair[0], error);
  if (*ours == NULL)
    close (pair[0]);
  return *ours != NULL;
}

static gboolean
give_small_file (GSubprocessLauncher *launcher, int target, GError **error)
{
  g_autofree char *text = guichet_world_command_get_file (target);
  size_t size = strlen (text);
  int fd = memfd_create ("guichet", MFD_CLOEXEC);

  if (fd < 0)
    return set_errno (error, "memfd");
  if (write (fd, text, size) != (ssize_t)size || lseek (fd, 0, SEEK_SET) != 0) {
    close (fd);
    return set_errno (error, "memfd");
  }
  g_subprocess_launcher_take_fd (launcher, fd, target);
  return TRUE;
}

static gboolean
give_info (GSubprocessLauncher *launcher, int *info_fd, GError **error)
{
  int ends[2];

  if (pipe2 (ends, O_CLOEXEC | O_NONBLOCK) != 0)
    return set_errno (error, "pipe");
  g_subprocess_launcher_take_fd (launcher, ends[1], GUICHET_WORLD_FD_INFO);
  *info_fd = ends[0];
  return TRUE;
}

static gboolean
give_filter (GSubprocessLauncher *launcher, GError **error)
{
  int fd = guichet_world_filter_open (error);

  if (fd >= 0)
    g_subprocess_launcher_take_fd (launcher, fd, GUICHET_WORLD_FD_FILTER);
  return fd >= 0;
}

static gboolean
give_all (GSubprocessLauncher *launcher, GuichetWorldLaunch *launch, GError **error)
{
  if (!give_channel (launcher, &launch->channel, error) ||
      !give_info (launcher, &launch->info_fd, error) || !give_filter (launcher, error))
    return FALSE;
  for (int fd = GUICHET_WORLD_FD_PASSWD; fd <= GUICHET_WORLD_FD_HOSTS; fd++)
    if (!give_small_file (launcher, fd, error))
      return FALSE;
  return TRUE;
}

/* After fork(): only what is safe in a signal handler. A session keyring would be shared by all
 * worlds, and what one resident leaves in it would be there for the next. */
void
guichet_world_launch_prepare_child (gpointer group)
{
  int fd = open ("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

  (void)setpgid (0, 0);
  guichet_processor_share_take_back ();
  if (fd >= 0) {
    (void)!write (fd, OOM_SCORE, strlen (OOM_SCORE));
    close (fd);
  }
  /* A world that is not bounded, where it should be, must not begin. */
  if (group != NULL) {
    fd = open (group, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write (fd, "0", 1) != 1)
      _exit (EXIT_FAILURE);
    close (fd);
  }
  if (syscall (SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
    _exit (EXIT_FAILURE);
}

void
guichet_world_launch_kill (GSubprocess *bwrap)
{
  /* NULL once it was waited for: then the number may be another's. */
  const char *id = g_subprocess_get_identifier (bwrap);
  guint64 pid = 0;

  if (id != NULL && g_ascii_string_to_unsigned (id, 10, 2, G_MAXINT, &pid, NULL))
    (void)kill (-(pid_t)pid, SIGKILL);
  g_subprocess_force_exit (bwrap);
}

gboolean
guichet_world_launch (const char *const *command, const char *group, GuichetWorldLaunch *launch,
                      GError **error)
{
  static const char *const environment[] = { "PATH=/usr/bin:/bin", NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);

  *launch = (GuichetWorldLaunch){ .info_fd = -1 };
  /* What runs in there may print what a page says: nobody may read it. */
#ifndef GUICHET_DEVELOPER
  g_subprocess_launcher_set_flags (launcher, G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE);
#endif
  /* bubblewrap stays as the world's first process, whose environment the world may read. */
  g_subprocess_launcher_set_environ (launcher, (char **)environment);
  g_subprocess_launcher_set_child_setup (launcher, guichet_world_launch_prepare_child,
                                         g_strdup (group), g_free);
  if (give_all (launcher, launch, error))
    launch->bwrap = g_subprocess_launcher_spawnv (launcher, command, error);
  if (launch->bwrap != NULL)
    return TRUE;
  g_clear_object (&launch->channel);
  if (launch->info_fd >= 0)
    close (launch->info_fd);
  launch->info_fd = -1;
  return FALSE;
}

int
guichet_world_launch_parse_info (const char *text)
{
  const char *key = strstr (text, "\"child-pid\":");
  const char *end = strchr (text, '}');

  /* Only a whole answer counts: half of it may hold half a number. */
  if (key == NULL || end == NULL || key > end)
    return 0;
  return atoi (key + strlen ("\"child-pid\":"));
}
