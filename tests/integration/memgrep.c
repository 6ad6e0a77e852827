/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memgrep [-aN] PID...: searches the memory of all processes but the named ones and itself for a
 * text, in UTF-8 and in UTF-16LE, and prints "PID NAME COUNT" for each process that has it; with
 * -aN (N at most 8) also each different N letters that follow it.
 *
 * On standard input: a line of hexadecimal digits, the text with each byte xored with 0x5a; then up
 * to 6 lines of the same kind, bytes that are searched as they are, each begun by 3 letters to
 * print. So neither the search's own memory nor that of who starts it holds what is searched for.
 * Only pages that are present (or swapped) are read: /proc/PID/pagemap names them; reading a
 * mapping's empty pages would make them. Without privileges, processes of others are skipped. Exit
 * status: 0 none found, 1 found, 2 could not search at all.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MASK       0x5a
#define MAX_NEEDLE 128
#define CHUNK      256                  /* pages read at once */
#define PRESENT    (UINT64_C (3) << 62) /* pagemap: present, or in swap */

#define MAX_TAIL    8
#define MAX_TAILS   512
#define MAX_NEEDLES 8
#define NAME_SIZE   3

typedef struct {
  unsigned char masked[2 * MAX_NEEDLE];
  size_t length;
  char name[MAX_TAIL + 1]; /* of one that stands for itself */
} Needle;

static Needle needles[MAX_NEEDLES]; /* UTF-8, UTF-16LE, then those that have names */
static size_t n_needles = 2;
static size_t longest;
static size_t tail_size;
static char tails[MAX_TAILS][MAX_TAIL + 1];
static size_t n_tails;
static size_t page_size;
static unsigned char *buffer; /* the end of the chunk before, then a chunk */

static bool
matches (const unsigned char *at, const Needle *needle)
{
  for (size_t i = 0; i < needle->length; i++) {
    if ((unsigned char)(at[i] ^ MASK) != needle->masked[i])
      return false;
  }
  return true;
}

static void
add_tail (const char *tail)
{
  for (size_t i = 0; i < n_tails; i++) {
    if (strcmp (tails[i], tail) == 0)
      return;
  }
  if (n_tails < MAX_TAILS)
    memcpy (tails[n_tails++], tail, sizeof *tails);
}

/* Keeps what follows a match that ends at @at; @step is the size of a letter. */
static void
keep_tail (const unsigned char *at, const unsigned char *end, size_t step)
{
  char tail[MAX_TAIL + 1] = "";

  if (tail_size == 0 || at + tail_size * step > end)
    return;
  for (size_t i = 0; i < tail_size; i++) {
    if (!isalpha (at[i * step]))
      return;
    tail[i] = (char)at[i * step];
  }
  add_tail (tail);
}

static size_t
count_matches (const unsigned char *data, size_t size, const Needle *needle)
{
  unsigned char first = needle->masked[0] ^ MASK;
  size_t count = 0;

  for (const unsigned char *at = data; size >= needle->length && at <= data + size - needle->length;
       at++) {
    at = memchr (at, first, (size_t)(data + size - at));
    if (at == NULL || at > data + size - needle->length)
      break;
    if (matches (at, needle)) {
      count++;
      if (needle->name[0] != '\0')
        add_tail (needle->name);
      else
        keep_tail (at + needle->length, data + size, needle == &needles[1] ? 2 : 1);
    }
  }
  return count;
}

static size_t
read_bytes (const char *line, unsigned char *bytes)
{
  size_t length = 0;

  for (unsigned value; length < MAX_NEEDLE && isxdigit ((unsigned char)line[0]) &&
                       isxdigit ((unsigned char)line[1]) && sscanf (line, "%2x", &value) == 1;
       line += 2)
    bytes[length++] = (unsigned char)value;
  return length;
}

static bool
read_needles (void)
{
  char line[2 * MAX_NEEDLE + NAME_SIZE + 2];
  Needle *wide = &needles[1];

  if (fgets (line, sizeof line, stdin) == NULL)
    return false;
  needles[0].length = read_bytes (line, needles[0].masked);
  for (size_t i = 0; i < needles[0].length; i++) {
    wide->masked[wide->length++] = needles[0].masked[i];
    wide->masked[wide->length++] = MASK;
  }
  longest = wide->length;
  for (; n_needles < MAX_NEEDLES && fgets (line, sizeof line, stdin) != NULL; n_needles++) {
    Needle *needle = &needles[n_needles];

    memcpy (needle->name, line, NAME_SIZE);
    needle->length = read_bytes (line + NAME_SIZE, needle->masked);
    if (needle->length < 8)
      return false;
    longest = needle->length > longest ? needle->length : longest;
  }
  return needles[0].length >= 8;
}

/* Reads @n_pages from @start, all present, and counts; what straddles two reads is seen thanks to
 * the @carry bytes kept from the one before. */
static size_t
search_pages (int mem, uint64_t start, size_t n_pages, size_t *carry)
{
  ssize_t size = pread (mem, buffer + *carry, n_pages * page_size, (off_t)start);
  size_t found = 0;
  size_t total;
  size_t kept;

  if (size <= 0) {
    *carry = 0;
    return 0;
  }
  total = *carry + (size_t)size;
  for (size_t i = 0; i < n_needles; i++) {
    size_t overlap = needles[i].length - 1;
    size_t skip = *carry > overlap ? *carry - overlap : 0;

    found += count_matches (buffer + skip, total - skip, &needles[i]);
  }
  kept = longest - 1 < total ? longest - 1 : total;
  memmove (buffer, buffer + total - kept, kept);
  *carry = kept;
  return found;
}

static size_t
search_mapping (int mem, int pagemap, uint64_t start, uint64_t end)
{
  uint64_t entries[CHUNK];
  size_t carry = 0;
  size_t found = 0;

  for (uint64_t at = start; at < end;) {
    size_t wanted = (end - at) / page_size < CHUNK ? (size_t)((end - at) / page_size) : CHUNK;
    ssize_t size = pread (pagemap, entries, wanted * sizeof *entries,
                          (off_t)(at / page_size * sizeof *entries));
    size_t known = size > 0 ? (size_t)size / sizeof *entries : 0;
    size_t i = 0;

    if (known == 0)
      return found;
    while (i < known) {
      size_t run = 0;

      while (i + run < known && (entries[i + run] & PRESENT) != 0)
        run++;
      if (run == 0) {
        carry = 0;
        i++;
        continue;
      }
      found += search_pages (mem, at + i * page_size, run, &carry);
      i += run;
    }
    at += known * page_size;
  }
  return found;
}

/* -1: may not be looked at. */
static long
search_process (long pid)
{
  char path[64];
  char *line = NULL;
  size_t capacity = 0;
  long found = 0;
  FILE *maps;
  int mem, pagemap;

  snprintf (path, sizeof path, "/proc/%ld/mem", pid);
  mem = open (path, O_RDONLY | O_CLOEXEC);
  snprintf (path, sizeof path, "/proc/%ld/pagemap", pid);
  pagemap = open (path, O_RDONLY | O_CLOEXEC);
  snprintf (path, sizeof path, "/proc/%ld/maps", pid);
  maps = fopen (path, "re");
  if (mem < 0 || pagemap < 0 || maps == NULL)
    found = -1;
  while (found >= 0 && getline (&line, &capacity, maps) > 0) {
    uint64_t start, end;
    char readable;

    if (sscanf (line, "%" SCNx64 "-%" SCNx64 " %c", &start, &end, &readable) == 3 &&
        strstr (line, "[vvar") == NULL && strstr (line, "[vsyscall]") == NULL)
      found += (long)search_mapping (mem, pagemap, start, end);
  }
  free (line);
  if (mem >= 0)
    close (mem);
  if (pagemap >= 0)
    close (pagemap);
  if (maps != NULL)
    fclose (maps);
  return found;
}

static void
print_found (long pid, long count)
{
  char path[64];
  char name[32] = "?";
  FILE *comm;

  snprintf (path, sizeof path, "/proc/%ld/comm", pid);
  comm = fopen (path, "re");
  if (comm != NULL) {
    if (fgets (name, sizeof name, comm) != NULL)
      name[strcspn (name, "\n")] = '\0';
    fclose (comm);
  }
  printf ("%ld %s %ld", pid, name, count);
  for (size_t i = 0; i < n_tails; i++)
    printf (" %s", tails[i]);
  putchar ('\n');
}

static bool
is_skipped (long pid, int argc, char **argv)
{
  if (pid == getpid ())
    return true;
  for (int i = 1; i < argc; i++) {
    if (pid == strtol (argv[i], NULL, 10))
      return true;
  }
  return false;
}

int
main (int argc, char **argv)
{
  DIR *proc = opendir ("/proc");
  struct dirent *entry;
  size_t n_searched = 0;
  int status = 0;

  if (argc > 1 && strncmp (argv[1], "-a", 2) == 0)
    tail_size = (size_t)strtoul (argv[1] + 2, NULL, 10);
  if (tail_size > MAX_TAIL)
    return 2;
  page_size = (size_t)sysconf (_SC_PAGESIZE);
  buffer = malloc (2 * MAX_NEEDLE + CHUNK * page_size);
  if (proc == NULL || buffer == NULL || !read_needles ())
    return 2;
  while ((entry = readdir (proc)) != NULL) {
    long pid = strtol (entry->d_name, NULL, 10);
    long found;

    if (pid == 0 || is_skipped (pid, argc, argv))
      continue;
    n_tails = 0;
    found = search_process (pid);
    n_searched += found >= 0;
    if (found > 0) {
      print_found (pid, found);
      status = 1;
    }
  }
  closedir (proc);
  free (buffer);
  return n_searched > 0 ? status : 2;
}
