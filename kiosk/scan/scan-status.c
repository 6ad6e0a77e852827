/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-status.h"

#include "worker-channel.h"

#define ALIVE_PERIOD_US (G_USEC_PER_SEC / 2)

static int pipe_fd = -1;

static void
tell (const char *line)
{
  guichet_worker_channel_tell (pipe_fd, line);
}

void
guichet_scan_status_set_pipe (int fd)
{
  pipe_fd = fd;
}

void
guichet_scan_status_tell_ready (void)
{
  tell ("ready");
}

void
guichet_scan_status_tell_busy (void)
{
  tell ("busy");
}

void
guichet_scan_status_tell_idle (void)
{
  tell ("idle");
}

void
guichet_scan_status_tell_alive (void)
{
  static gint64 last = 0; /* of the device's thread alone */
  gint64 now = g_get_monotonic_time ();

  if (now - last < ALIVE_PERIOD_US)
    return;
  last = now;
  tell ("alive");
}

void
guichet_scan_status_tell_page (gboolean is_feeder)
{
  tell (is_feeder ? "page feeder" : "page glass");
}

void
guichet_scan_status_tell_failure (GuichetScanFailure failure)
{
  const char *label = guichet_scan_failure_to_label (failure);
  g_autofree char *line = label != NULL ? g_strdup_printf ("failed %s", label) : NULL;

  if (line != NULL)
    tell (line);
  if (guichet_scan_failure_is_of_device (failure))
    tell ("device scanner");
}
