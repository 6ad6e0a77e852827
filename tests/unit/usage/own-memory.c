/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "own-memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHUNK     65536
#define MAX_RANGE (G_GUINT64_CONSTANT (1) << 34)

/* Not on the stack and not in the heap: its pages are known, and are left out of the search. */
static guint8 chunk[CHUNK] __attribute__ ((aligned (4096)));

static guint
count_in_chunk (gsize n, const guint8 *turned, gsize length)
{
  const guint8 *end = chunk + n;
  const guint8 *at = chunk;
  guint found = 0;

  /* The first byte alone may be looked for in clear. */
  while (at + length <= end &&
         (at = memchr (at, turned[0] ^ OWN_MEMORY_TURN, (gsize)(end - at))) != NULL) {
    gsize i = 1;

    while (i < length && at + i < end && at[i] == (turned[i] ^ OWN_MEMORY_TURN))
      i++;
    found += i == length;
    at++;
  }

  return found;
}

/* Each chunk overlaps the next, so that no needle falls between two; one in the overlap may count
 * twice, which is no matter for a search that must find none. */
static guint
count_in_range (int fd, guint64 start, guint64 end, const guint8 *turned, gsize length)
{
  guint found = 0;

  for (guint64 at = start; at + length <= end; at += CHUNK - length) {
    ssize_t n = pread (fd, chunk, MIN (CHUNK, end - at), (off_t)at);

    if (n <= 0)
      break;
    found += count_in_chunk ((gsize)n, turned, length);
  }

  return found;
}

guint
own_memory_count (const guint8 *turned, gsize length)
{
  const guint64 own_start = (guint64)(gsize)chunk;
  int fd = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  FILE *maps = fopen ("/proc/self/maps", "re");
  guint found = 0;
  char line[512];

  g_assert_no_errno (fd);
  g_assert_nonnull (maps);

  while (fgets (line, sizeof line, maps) != NULL) {
    guint64 start, end;
    char rights[5];

    g_assert_cmpint (
        sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &start, &end, rights),
        ==, 3);
    /* What is larger than a machine's memory is the shadow of a sanitizer: no data of ours. */
    if (!g_str_has_prefix (rights, "rw") || end - start > MAX_RANGE)
      continue;
    if (start <= own_start && own_start < end) {
      found += count_in_range (fd, start, own_start, turned, length);
      start = own_start + CHUNK;
    }
    found += count_in_range (fd, start, end, turned, length);
  }
  fclose (maps);
  close (fd);

  return found;
}
