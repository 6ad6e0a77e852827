/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* When memory runs out, the kernel ends this child before the shell and its pages. */
#define OOM_SCORE "1000"

/* Libraries write what they think of a document, with pieces of it. */
#ifdef GUICHET_DEVELOPER
#define SPAWN_FLAGS G_SUBPROCESS_FLAGS_STDOUT_SILENCE
#else
#define SPAWN_FLAGS (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE)
#endif

struct _GuichetDocumentProcess {
  /* Owned */
  GSubprocess *subprocess;
  /* Handles */
  int channel;
  guint source_id;
  /* State */
  GuichetDocumentAnswer answer;
  gpointer user_data;
};

static gboolean
may_try_again (int error)
{
  return error == EAGAIN || error == EINTR;
}

/* At most one descriptor: others find no room and are closed by the kernel. */
static int
take_fd (struct msghdr *message)
{
  struct cmsghdr *header = CMSG_FIRSTHDR (message);
  int fd = -1;

  if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN (sizeof (int)))
    memcpy (&fd, CMSG_DATA (header), sizeof (int));
  return fd;
}

static ssize_t
receive (int channel, GuichetDocumentReply *reply, int *fd)
{
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control;
  struct iovec part = { .iov_base = reply, .iov_len = sizeof *reply };
  struct msghdr message = { .msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof control.bytes };
  ssize_t length = recvmsg (channel, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT | MSG_TRUNC);

  *fd = length >= 0 ? take_fd (&message) : -1;
  return length;
}

static gboolean
on_readable (gint channel, GIOCondition condition, gpointer user_data)
{
  GuichetDocumentProcess *self = user_data;
  GuichetDocumentReply reply = { 0 };
  int fd;
  ssize_t length = receive (channel, &reply, &fd);

  if (length < 0 && may_try_again (errno))
    return G_SOURCE_CONTINUE;
  if (length == (ssize_t)sizeof reply) {
    self->answer (&reply, fd, self->user_data);
    /* The answer may have freed everything; the source is gone in that case. */
    return G_SOURCE_CONTINUE;
  }
  if (fd >= 0)
    close (fd);
  self->source_id = 0;
  self->answer (NULL, -1, self->user_data);
  return G_SOURCE_REMOVE;
}

/* After fork(): only what is safe in a signal handler. */
static void
prepare_child (gpointer user_data)
{
  int fd = open ("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

  (void)setpgid (0, 0);
  if (fd >= 0) {
    (void)!write (fd, OOM_SCORE, strlen (OOM_SCORE));
    close (fd);
  }
}

/* Its own open file description, which cannot write, whatever the shell's can. */
static int
open_read_only (int fd)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  return open (path, O_RDONLY | O_CLOEXEC);
}

static GSubprocess *
spawn (const GuichetDocumentOpener *opener, int channel, int document)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (SPAWN_FLAGS);
  g_auto (GStrv) command = guichet_document_command_build (opener);
  g_autoptr (GError) error = NULL;
  GSubprocess *subprocess;

  g_subprocess_launcher_take_fd (launcher, channel, GUICHET_DOCUMENT_FD_CHANNEL);
  g_subprocess_launcher_take_fd (launcher, document, GUICHET_DOCUMENT_FD_INPUT);
  g_subprocess_launcher_set_child_setup (launcher, prepare_child, NULL, NULL);
  subprocess = g_subprocess_launcher_spawnv (launcher, (const char *const *)command, &error);
  if (subprocess == NULL)
    g_warning ("guichet-document cannot be started: %s", error->message);
  return subprocess;
}

GuichetDocumentProcess *
guichet_document_process_start (const GuichetDocumentOpener *opener, int fd,
                                GuichetDocumentAnswer answer, gpointer user_data)
{
  g_autoptr (GSubprocess) subprocess = NULL;
  GuichetDocumentProcess *self;
  int pair[2];
  int document = open_read_only (fd);

  if (document < 0)
    return NULL;
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    close (document);
    return NULL;
  }
  subprocess = spawn (opener, pair[1], document);
  if (subprocess == NULL) {
    close (pair[0]);
    return NULL;
  }
  self = g_new0 (GuichetDocumentProcess, 1);
  self->subprocess = g_steal_pointer (&subprocess);
  self->channel = pair[0];
  self->answer = answer;
  self->user_data = user_data;
  self->source_id = g_unix_fd_add (self->channel, G_IO_IN | G_IO_HUP, on_readable, self);
  return self;
}

/* The first process of the sandbox dies with bubblewrap, and everything in it with that; the group
 * is for a bubblewrap whose child has not yet said that it wants to die with it. */
static void
kill_all (GSubprocess *subprocess)
{
  const char *id = g_subprocess_get_identifier (subprocess);
  guint64 pid = 0;

  if (id != NULL && g_ascii_string_to_unsigned (id, 10, 2, G_MAXINT, &pid, NULL))
    (void)kill (-(pid_t)pid, SIGKILL);
  g_subprocess_force_exit (subprocess);
}

void
guichet_document_process_free (GuichetDocumentProcess *process)
{
  g_clear_handle_id (&process->source_id, g_source_remove);
  kill_all (process->subprocess);
  g_clear_object (&process->subprocess);
  close (process->channel);
  g_free (process);
}

gboolean
guichet_document_process_ask (GuichetDocumentProcess *process,
                              const GuichetDocumentRequest *request, const guint *list)
{
  struct iovec parts[] = {
    { .iov_base = (void *)request, .iov_len = sizeof *request },
    { .iov_base = (void *)list, .iov_len = request->n_list * sizeof (guint) },
  };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = request->n_list > 0 ? 2 : 1 };
  ssize_t length = sizeof *request + request->n_list * sizeof (guint);

  return sendmsg (process->channel, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == length;
}
