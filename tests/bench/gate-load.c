/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes through the gate, and the same without it.
 *
 *   gate-load serve                                  prints its port, and serves until it is killed
 *   gate-load PORT PROXY download BYTES              prints seconds, from the first connection on
 *   gate-load PORT PROXY requests COUNT CONNECTIONS
 *
 * PROXY: port of the gate, to be asked for a tunnel to bench.test:PORT; 0: none. A request is a
 * number of bytes in a line, its answer so many bytes. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIECE (256 * 1024)

static char piece[PIECE];

static void
need (int is_so, const char *what)
{
  if (is_so)
    return;
  perror (what);
  exit (EXIT_FAILURE);
}

static void
send_now (int fd)
{
  int one = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* --- the site --- */

static void
answer (int fd)
{
  char line[32];
  ssize_t n;

  send_now (fd);
  while ((n = recv (fd, line, sizeof line - 1, 0)) > 0) {
    long left;

    line[n] = '\0';
    for (left = atol (line); left > 0; left -= n) {
      n = send (fd, piece, left < PIECE ? (size_t)left : PIECE, MSG_NOSIGNAL);
      if (n <= 0)
        return;
    }
  }
}

static void
serve (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM, 0);

  need (bind (listener, (struct sockaddr *)&address, size) == 0, "bind");
  need (listen (listener, 4096) == 0, "listen");
  getsockname (listener, (struct sockaddr *)&address, &size);
  printf ("%d\n", ntohs (address.sin_port));
  fflush (stdout);
  for (;;) {
    int fd = accept (listener, NULL, NULL);

    while (waitpid (-1, NULL, WNOHANG) > 0)
      ;
    if (fd >= 0 && fork () == 0) {
      close (listener);
      answer (fd);
      _exit (EXIT_SUCCESS);
    }
    close (fd);
  }
}

/* --- who asks --- */

static int
open_way (int port, int proxy)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons ((uint16_t)(proxy ? proxy : port)),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM, 0);
  char head[256];
  ssize_t n;

  need (connect (fd, (struct sockaddr *)&address, sizeof address) == 0, "connect");
  send_now (fd);
  if (!proxy)
    return fd;
  n = snprintf (head, sizeof head, "CONNECT bench.test:%d HTTP/1.1\r\n\r\n", port);
  need (send (fd, head, (size_t)n, 0) == n, "ask");
  n = recv (fd, head, sizeof head - 1, 0);
  head[n > 0 ? n : 0] = '\0';
  if (strncmp (head, "HTTP/1.1 200", 12) != 0) {
    fprintf (stderr, "the gate refuses: %s\n", head);
    exit (EXIT_FAILURE);
  }
  return fd;
}

static void
fetch (int fd, long bytes)
{
  char line[32];
  int size = snprintf (line, sizeof line, "%ld\n", bytes);

  need (send (fd, line, (size_t)size, 0) == size, "ask");
  while (bytes > 0) {
    ssize_t n = recv (fd, piece, PIECE, 0);

    need (n > 0, "the answer is cut");
    bytes -= n;
  }
}

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* As a browser does: so many connections side by side, one request after the other on each. */
static void
ask_many (int port, int proxy, int count, int connections)
{
  for (int i = 0; i < connections; i++)
    if (fork () == 0) {
      int fd = open_way (port, proxy);

      for (int j = i; j < count; j += connections)
        fetch (fd, 64);
      _exit (EXIT_SUCCESS);
    }
  for (int i = 0; i < connections; i++) {
    int status;

    need (wait (&status) > 0 && status == 0, "a connection failed");
  }
}

int
main (int argc, char **argv)
{
  double began = now ();

  if (argc == 2 && strcmp (argv[1], "serve") == 0)
    serve ();
  if (argc == 5 && strcmp (argv[3], "download") == 0)
    fetch (open_way (atoi (argv[1]), atoi (argv[2])), atol (argv[4]));
  else if (argc == 6 && strcmp (argv[3], "requests") == 0)
    ask_many (atoi (argv[1]), atoi (argv[2]), atoi (argv[4]), atoi (argv[5]));
  else
    return EXIT_FAILURE;
  printf ("%.6f\n", now () - began);
  return EXIT_SUCCESS;
}
