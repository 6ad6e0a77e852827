/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service-notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

gboolean
guichet_service_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  socklen_t size;
  ssize_t n;
  int fd;

  if (path == NULL || (*path != '/' && *path != '@') || strlen (path) >= sizeof address.sun_path)
    return FALSE;
  memcpy (address.sun_path, path, strlen (path));
  if (*path == '@')
    address.sun_path[0] = '\0';
  size = (socklen_t)(offsetof (struct sockaddr_un, sun_path) + strlen (path));
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return FALSE;
  n = sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *)&address, size);
  close (fd);
  return n == (ssize_t)strlen (state);
}

guint
guichet_service_notify_get_watchdog_ms (void)
{
  const char *text = g_getenv ("WATCHDOG_USEC");
  guint64 microseconds;

  if (text == NULL || g_getenv ("NOTIFY_SOCKET") == NULL ||
      !g_ascii_string_to_unsigned (text, 10, 1000, (guint64)G_MAXINT * 1000, &microseconds, NULL))
    return 0;
  return (guint)(microseconds / 1000);
}
