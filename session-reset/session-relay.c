/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-session-relay COMMAND [ARGUMENT...]: the unit's main process. Runs the compositor and
 * passes on to the service manager what the supervisor under it says.
 *
 * logind moves a PAM session out of the unit's control group into a scope of its own. systemd takes
 * a note for the unit from its control group or from its main process alone, so all that the
 * supervisor said would be lost: never ready, no watchdog. Only this process can say it.
 */
#include <errno.h>
#include <glib-unix.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service-notify.h"

#define SOCKET_NAME "notify"
#define MAX_NOTE    64

/* What is passed on; anything else is not. */
static const char *const notes[] = { "READY=1", "WATCHDOG=1", "WATCHDOG=trigger", "STOPPING=1",
                                     NULL };

typedef struct {
  /* Owned */
  GMainLoop *loop;

  /* State */
  GPid child;
  int status;
} Relay;

static gboolean
on_note (int fd, GIOCondition condition, gpointer user_data)
{
  char note[MAX_NOTE + 1];
  ssize_t length = recv (fd, note, MAX_NOTE, MSG_DONTWAIT | MSG_TRUNC);

  if (length <= 0 || length > MAX_NOTE)
    return G_SOURCE_CONTINUE;
  note[length] = '\0';
  if (strlen (note) == (size_t)length && g_strv_contains (notes, note))
    (void)guichet_service_notify (note);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_terminate (gpointer user_data)
{
  Relay *relay = user_data;

  (void)kill (relay->child, SIGTERM);
  return G_SOURCE_CONTINUE;
}

static void
on_child_ended (GPid pid, int status, gpointer user_data)
{
  Relay *relay = user_data;

  relay->status = status;
  g_main_loop_quit (relay->loop);
}

/* Only this user's processes may write to it; worlds have no such path. -1 when it cannot be had.
 */
static int
open_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  mode_t before;
  int fd, result;

  if (strlen (path) >= sizeof address.sun_path)
    return -1;
  memcpy (address.sun_path, path, strlen (path));
  (void)unlink (path);
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;
  before = umask (0077);
  result = bind (fd, (struct sockaddr *)&address, sizeof address);
  (void)umask (before);
  if (result == 0)
    return fd;
  (void)close (fd);
  return -1;
}

static void
run_child (char **arguments, const char *path)
{
  /* Whoever kills this process means the screen with it. */
  (void)prctl (PR_SET_PDEATHSIG, SIGKILL);
  (void)setenv ("NOTIFY_SOCKET", path, 1);
  (void)execvp (arguments[0], arguments);
  (void)fprintf (stderr, "guichet-session-relay: %s: %s\n", arguments[0], strerror (errno));
  _exit (127);
}

static int
relay_notes (char **arguments, int fd, const char *path)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Relay relay = { .loop = loop };

  relay.child = fork ();
  if (relay.child < 0) {
    perror ("guichet-session-relay: fork");
    return EXIT_FAILURE;
  }
  if (relay.child == 0)
    run_child (arguments, path);
  g_unix_fd_add (fd, G_IO_IN, on_note, &relay);
  g_unix_signal_add (SIGTERM, on_terminate, &relay);
  g_unix_signal_add (SIGINT, on_terminate, &relay);
  g_unix_signal_add (SIGHUP, on_terminate, &relay);
  g_child_watch_add (relay.child, on_child_ended, &relay);
  g_main_loop_run (loop);
  (void)unlink (path);
  return WIFEXITED (relay.status) ? WEXITSTATUS (relay.status) : 128 + WTERMSIG (relay.status);
}

int
main (int argc, char **argv)
{
  const char *folder = g_getenv ("RUNTIME_DIRECTORY");
  g_autofree char *path = NULL;
  int fd;

  if (argc < 2) {
    (void)fputs ("usage: guichet-session-relay COMMAND [ARGUMENT...]\n", stderr);
    return 2;
  }
  if (g_getenv ("NOTIFY_SOCKET") == NULL || folder == NULL) {
    (void)execvp (argv[1], argv + 1);
    perror (argv[1]);
    return 127;
  }
  path = g_build_filename (folder, SOCKET_NAME, NULL);
  fd = open_socket (path);
  if (fd < 0) {
    (void)fprintf (stderr, "guichet-session-relay: %s: %s\n", path, strerror (errno));
    return EXIT_FAILURE;
  }
  return relay_notes (argv + 1, fd, path);
}
