/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guichet-document: reads one document that somebody else made, in a sandbox of its own, and
 * answers the shell's calls (kiosk/documents/document-protocol.h) until it is killed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "confine.h"
#include "preload.h"
#include "reader.h"

#define EXIT_USAGE 2

typedef struct {
  GuichetDocumentRequest request;
  guint32 list[GUICHET_DOCUMENT_MAX_LIST];
} Packet;

static gboolean
receive (Packet *packet)
{
  struct iovec part = { .iov_base = packet, .iov_len = sizeof *packet };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  ssize_t length;

  do
    length = recvmsg (GUICHET_DOCUMENT_FD_CHANNEL, &message, 0);
  while (length < 0 && errno == EINTR);
  return length >= (ssize_t)sizeof packet->request &&
         packet->request.n_list <= GUICHET_DOCUMENT_MAX_LIST &&
         length == (ssize_t)(sizeof packet->request + packet->request.n_list * sizeof (guint32));
}

static gboolean
send_reply (const GuichetDocumentReply *reply, int fd)
{
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec part = { .iov_base = (void *)reply, .iov_len = sizeof *reply };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

  if (fd >= 0) {
    struct cmsghdr *header;

    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    header = CMSG_FIRSTHDR (&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN (sizeof (int));
    memcpy (CMSG_DATA (header), &fd, sizeof (int));
  }
  return sendmsg (GUICHET_DOCUMENT_FD_CHANNEL, &message, MSG_NOSIGNAL) == (ssize_t)sizeof *reply;
}

static gboolean
serve_one (GuichetReader *reader, Packet *packet)
{
  GuichetDocumentReply reply = { 0 };
  GuichetOutput output = { .fd = -1 };
  gboolean good;

  guichet_reader_answer (reader, &packet->request, packet->list, &reply, &output);
  if (reply.error == 0 && !guichet_output_seal (&output))
    good = FALSE;
  else
    good = send_reply (&reply, reply.error == 0 ? output.fd : -1);
  guichet_output_clear (&output);
  return good;
}

static GBytes *
map_document (void)
{
  struct stat info;
  void *address;

  if (fstat (GUICHET_DOCUMENT_FD_INPUT, &info) != 0 || info.st_size < 0)
    return NULL;
  if (info.st_size == 0)
    return g_bytes_new_static ("", 0);
  address = mmap (NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, GUICHET_DOCUMENT_FD_INPUT, 0);
  return address != MAP_FAILED ? g_bytes_new_static (address, (gsize)info.st_size) : NULL;
}

static guint64
read_limit (const char *text, guint64 highest)
{
  guint64 value = 0;

  return g_ascii_string_to_unsigned (text, 10, 1, highest, &value, NULL) ? value : 0;
}

int
main (int argc, char **argv)
{
  guint64 max_bytes = argc == 4 ? read_limit (argv[1], G_MAXINT32) : 0;
  guint64 max_pages = argc == 4 ? read_limit (argv[2], GUICHET_DOCUMENT_MAX_LIST) : 0;
  guint64 max_pixels = argc == 4 ? read_limit (argv[3], G_MAXINT32) : 0;
  static Packet packet;
  GuichetReader reader;
  GBytes *bytes;

  if (max_bytes == 0 || max_pages == 0 || max_pixels == 0)
    return EXIT_USAGE;
  guichet_preload ();
  /* Pixels are written into the same kind of memory as files. */
  if (!guichet_confine (MAX (max_bytes, max_pixels * 4)))
    return EXIT_FAILURE;
  bytes = map_document ();
  if (bytes == NULL)
    return EXIT_FAILURE;
  guichet_reader_init (&reader, bytes, max_bytes, (guint)max_pages, (guint)max_pixels);
  while (receive (&packet) && serve_one (&reader, &packet))
    continue;
  guichet_reader_clear (&reader);
  return EXIT_SUCCESS;
}
