/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-file.h"

#include "day.h"
#include "usage-store.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE_MARK ".corrupt-"

/* Far more than a disk will see; then something else is wrong. */
#define MAX_ASIDE_A_DAY 1000

GuichetStoreFileState
guichet_store_file_get_state (const char *path)
{
  struct stat status;

  if (stat (path, &status) < 0)
    return errno == ENOENT ? GUICHET_STORE_FILE_MISSING : GUICHET_STORE_FILE_OTHER;
  if (!S_ISREG (status.st_mode))
    return GUICHET_STORE_FILE_OTHER;

  return status.st_size == 0 ? GUICHET_STORE_FILE_EMPTY : GUICHET_STORE_FILE_REGULAR;
}

gint64
guichet_store_file_get_size (const char *path)
{
  struct stat status;

  return stat (path, &status) < 0 ? 0 : (gint64)status.st_size;
}

/* TRUE when the first @length bytes of @path could be read. */
static gboolean
read_start (const char *path, guint8 *bytes, gsize length)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t n;

  if (fd < 0)
    return FALSE;
  n = read (fd, bytes, length);
  close (fd);

  return n == (ssize_t)length;
}

gboolean
guichet_store_file_is_foreign (const char *path)
{
  /* Both from sqlite.org/fileformat2.html, sections 1.3.1 and 3. */
  static const guint8 database_magic[16] = "SQLite format 3";
  static const guint8 journal_magic[8] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  guint8 start[16];

  if (read_start (path, start, sizeof start) && memcmp (start, database_magic, sizeof start) == 0)
    return FALSE;

  return !read_start (journal, start, sizeof journal_magic) ||
         memcmp (start, journal_magic, sizeof journal_magic) != 0;
}

gboolean
guichet_store_file_is_wal (const char *path)
{
  /* Bytes 18 and 19 are the write and read versions: 2 is WAL (sqlite.org/fileformat2.html). */
  guint8 header[20];

  return read_start (path, header, sizeof header) && (header[18] == 2 || header[19] == 2);
}

gboolean
guichet_store_file_create (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_OPEN, "cannot create %s: %s", path,
                 g_strerror (errno));
    return FALSE;
  }
  /* A umask can only take rights away, and with 0600 there is none too many. */
  close (fd);

  return TRUE;
}

void
guichet_store_file_remove_empty (const char *path)
{
  if (guichet_store_file_get_state (path) == GUICHET_STORE_FILE_EMPTY)
    g_unlink (path);
}

static gboolean
is_free (const char *name)
{
  g_autofree char *journal = g_strconcat (name, "-journal", NULL);
  struct stat status;

  return lstat (name, &status) < 0 && errno == ENOENT && lstat (journal, &status) < 0 &&
         errno == ENOENT;
}

static char *
find_free_name (const char *path, const char *day)
{
  g_autofree char *first = g_strconcat (path, ASIDE_MARK, day, NULL);

  if (is_free (first))
    return g_steal_pointer (&first);

  for (guint i = 2; i < MAX_ASIDE_A_DAY; i++) {
    g_autofree char *name = g_strdup_printf ("%s-%u", first, i);

    if (is_free (name))
      return g_steal_pointer (&name);
  }

  return NULL;
}

static void
sync_directory_of (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

char *
guichet_store_file_set_aside (const char *path, const char *day, GError **error)
{
  g_autofree char *name = find_free_name (path, day);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  g_autofree char *aside_journal = g_strconcat (name, "-journal", NULL);

  if (name == NULL) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT,
                 "%s is damaged, and no name is free to set it aside", path);
    return NULL;
  }

  /* The journal goes first: left alone beside a new database, SQLite would play it into that. */
  if ((g_rename (journal, aside_journal) < 0 && errno != ENOENT) || g_rename (path, name) < 0) {
    g_set_error (error, GUICHET_USAGE_ERROR, GUICHET_USAGE_ERROR_CORRUPT,
                 "%s is damaged, and cannot be set aside: %s", path, g_strerror (errno));
    return NULL;
  }
  sync_directory_of (path);

  return g_steal_pointer (&name);
}

static void
format_day_of (gint64 seconds, char *day)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autofree char *text = time == NULL ? NULL : g_date_time_format (time, "%Y-%m-%d");

  g_strlcpy (day, text == NULL ? "0000-00-00" : text, sizeof ((GuichetGap *)0)->first_day);
}

/* A file was made on the day of its birth or, when it was copied since, of its last change before.
 */
static void
get_first_day (const char *path, char *day)
{
  struct statx status;
  gint64 seconds;

  if (statx (AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_MTIME | STATX_BTIME, &status) < 0) {
    day[0] = '\0';
    return;
  }

  seconds = status.stx_mtime.tv_sec;
  if (status.stx_mask & STATX_BTIME)
    seconds = MIN (seconds, status.stx_btime.tv_sec);
  format_day_of (seconds, day);
}

static gboolean
get_gap (const char *directory, const char *name, const char *prefix, GuichetGap *gap)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  if (!g_str_has_prefix (name, prefix) || g_str_has_suffix (name, "-journal"))
    return FALSE;

  g_strlcpy (gap->last_day, name + strlen (prefix), sizeof gap->last_day);
  if (!guichet_day_is_valid (gap->last_day))
    return FALSE;

  get_first_day (path, gap->first_day);
  if (!guichet_day_is_valid (gap->first_day) || strcmp (gap->first_day, gap->last_day) > 0)
    g_strlcpy (gap->first_day, gap->last_day, sizeof gap->first_day);

  return TRUE;
}

GArray *
guichet_store_file_list_gaps (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (base, ASIDE_MARK, NULL);
  g_autoptr (GDir) entries = g_dir_open (directory, 0, NULL);
  GArray *gaps = g_array_new (FALSE, TRUE, sizeof (GuichetGap));
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL) {
    GuichetGap gap;

    if (get_gap (directory, name, prefix, &gap))
      g_array_append_val (gaps, gap);
  }

  return gaps;
}
