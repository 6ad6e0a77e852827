/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-launch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "worker-command.h"
#include "world-launch.h"

static gboolean
set_errno (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (errno), "%s: %s", what,
               g_strerror (errno));
  return FALSE;
}

static gboolean
give_pipe (GSubprocessLauncher *launcher, int target, int *ours, GError **error)
{
  int ends[2];

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return set_errno (error, "pipe");
  g_subprocess_launcher_take_fd (launcher, ends[1], target);
  *ours = ends[0];
  /* Only our end: the flag belongs to each end of a pipe alone, and a worker writes blocking. */
  return fcntl (ends[0], F_SETFL, O_NONBLOCK) == 0 || set_errno (error, "pipe");
}

static gboolean
give_channel (GSubprocessLauncher *launcher, int *client, GError **error)
{
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return set_errno (error, "socketpair");
  g_subprocess_launcher_take_fd (launcher, pair[1], GUICHET_WORKER_FD_CHANNEL);
  *client = pair[0];
  return TRUE;
}

gboolean
guichet_worker_launch (const char *const *command, GuichetWorkerLaunch *launch, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);

  *launch = (GuichetWorkerLaunch){ .status_fd = -1, .info_fd = -1, .client_fd = -1 };
  /* A driver may print what it likes: nobody may read it. */
#ifndef GUICHET_DEVELOPER
  g_subprocess_launcher_set_flags (launcher, G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                 G_SUBPROCESS_FLAGS_STDERR_SILENCE);
#endif
  g_subprocess_launcher_set_child_setup (launcher, guichet_world_launch_prepare_child, NULL, NULL);
  if (give_channel (launcher, &launch->client_fd, error) &&
      give_pipe (launcher, GUICHET_WORKER_FD_STATUS, &launch->status_fd, error) &&
      give_pipe (launcher, GUICHET_WORKER_FD_INFO, &launch->info_fd, error))
    launch->bwrap = g_subprocess_launcher_spawnv (launcher, command, error);
  if (launch->bwrap != NULL)
    return TRUE;
  guichet_worker_launch_clear (launch);
  return FALSE;
}

void
guichet_worker_launch_clear (GuichetWorkerLaunch *launch)
{
  int *const fds[] = { &launch->status_fd, &launch->info_fd, &launch->client_fd };

  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    if (*fds[i] >= 0)
      close (g_steal_fd (fds[i]));
  g_clear_object (&launch->bwrap);
}
