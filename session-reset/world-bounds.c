/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-bounds.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leftovers.h"

/* Of all that is not a world: supervisor, compositor, workers. */
#define REST "terminal"
/* Processes may be made while they are moved. */
#define MAX_MOVES 20

struct _GuichetWorldBounds {
  /* Owned */
  char *group; /* path of the group handed over; NULL: none */
  GString *kinds;

  /* State */
  guint64 memory_bytes;
};

/* A page that takes too much is ended, not its world: no memory.oom.group. Much less of the
 * processor than the rest: only when both want it. */
static const struct {
  const char *file;
  const char *value; /* NULL: the centre's WorldMemory */
  const char *needs; /* kind with which no world begins without this; NULL: none */
} limits[] = {
  { "memory.max", NULL, "memory" },  { "memory.swap.max", "0", NULL },
  { "memory.oom.group", "0", NULL }, { "pids.max", "1024", "pids" },
  { "cpu.weight", "50", NULL },
};

static const char *const kinds[] = { "memory", "pids", "cpu" };

static gboolean
put (const char *dir, const char *file, const char *value)
{
  g_autofree char *path = g_build_filename (dir, file, NULL);
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = write (fd, value, strlen (value)) == (ssize_t)strlen (value);
  close (fd);
  return done;
}

/* The mount point of the one hierarchy that has "0::" in /proc/self/cgroup. */
static char *
find_root (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/self/mounts", &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 4);

    if (g_strv_length (words) == 4 && g_str_equal (words[2], "cgroup2"))
      return g_strdup (words[1]);
  }
  return NULL;
}

/* "/path" of the line "0::/path". */
static char *
find_own (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "0::/"))
      return g_strdup (lines[i] + strlen ("0::"));
  return NULL;
}

/* The group handed over: ours, or the one above when a supervisor before this one has moved us. The
 * machine's own is nobody's to hand over. */
static char *
find_group (const char *root, const char *own)
{
  g_autofree char *found_root = root != NULL ? g_strdup (root) : find_root ();
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  g_autofree char *group = NULL;
  g_autofree char *control = NULL;

  if (own == NULL && g_file_get_contents ("/proc/self/cgroup", &text, NULL, NULL))
    own = text;
  path = own != NULL ? find_own (own) : NULL;
  if (found_root == NULL || path == NULL)
    return NULL;
  if (g_str_has_suffix (path, "/" REST))
    path[strlen (path) - strlen ("/" REST)] = '\0';
  if (*path == '\0' || g_str_equal (path, "/"))
    return NULL;
  group = g_build_filename (found_root, path, NULL);
  control = g_build_filename (group, "cgroup.subtree_control", NULL);
  return access (control, W_OK) == 0 ? g_steal_pointer (&group) : NULL;
}

static gboolean
is_empty (const char *group)
{
  g_autofree char *path = g_build_filename (group, "cgroup.procs", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && *text == '\0';
}

static gboolean
move_all (const char *group)
{
  g_autofree char *rest = g_build_filename (group, REST, NULL);
  g_autofree char *path = g_build_filename (group, "cgroup.procs", NULL);

  if (mkdir (rest, 0755) != 0 && errno != EEXIST)
    return FALSE;
  for (guint i = 0; i < MAX_MOVES && !is_empty (group); i++) {
    g_autofree char *text = NULL;
    g_auto (GStrv) pids = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL))
      return FALSE;
    pids = g_strsplit (g_strstrip (text), "\n", -1);
    for (gsize j = 0; pids[j] != NULL; j++)
      (void)put (rest, "cgroup.procs", pids[j]);
  }
  return is_empty (group);
}

static void
switch_on (GuichetWorldBounds *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *word = g_strconcat ("+", kinds[i], NULL);

    if (put (self->group, "cgroup.subtree_control", word))
      g_string_append_printf (self->kinds, "%s%s", self->kinds->len > 0 ? " " : "", kinds[i]);
  }
}

/* Those of a supervisor before this one, with all that may still be in them. */
static void
remove_old (GuichetWorldBounds *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->group, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, GUICHET_WORLD_DIR_PREFIX))
      (void)guichet_world_bounds_close (self, name);
}

GuichetWorldBounds *
guichet_world_bounds_new (const char *root, const char *own, guint64 memory_bytes)
{
  GuichetWorldBounds *self = g_new0 (GuichetWorldBounds, 1);

  self->kinds = g_string_new (NULL);
  self->memory_bytes = memory_bytes;
  self->group = find_group (root, own);
  if (self->group != NULL && !move_all (self->group))
    g_clear_pointer (&self->group, g_free);
  if (self->group != NULL) {
    remove_old (self);
    switch_on (self);
  }
  return self;
}

void
guichet_world_bounds_free (GuichetWorldBounds *self)
{
  g_string_free (self->kinds, TRUE);
  g_free (self->group);
  g_free (self);
}

const char *
guichet_world_bounds_get_kinds (const GuichetWorldBounds *self)
{
  return self->kinds->str;
}

static gboolean
set_errno (GError **error, const char *file)
{
  int problem = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (problem),
               "a world's control group: %s: %s", file, g_strerror (problem));
  return FALSE;
}

static gboolean
is_enabled (const GuichetWorldBounds *self, const char *kind)
{
  g_auto (GStrv) enabled = g_strsplit (self->kinds->str, " ", -1);

  return kind != NULL && g_strv_contains ((const char *const *)enabled, kind);
}

static gboolean
set_limits (GuichetWorldBounds *self, const char *dir, GError **error)
{
  g_autofree char *memory = g_strdup_printf ("%" G_GUINT64_FORMAT, self->memory_bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++) {
    gboolean is_needed = is_enabled (self, limits[i].needs);

    if (!put (dir, limits[i].file, limits[i].value != NULL ? limits[i].value : memory) && is_needed)
      return set_errno (error, limits[i].file);
  }
  return TRUE;
}

/* One of that name is left of a supervisor before this one. */
static gboolean
make_dir (GuichetWorldBounds *self, const char *dir, const char *name, GError **error)
{
  if (mkdir (dir, 0755) == 0)
    return TRUE;
  if (errno == EEXIST && guichet_world_bounds_close (self, name) && mkdir (dir, 0755) == 0)
    return TRUE;
  return set_errno (error, "mkdir");
}

gboolean
guichet_world_bounds_open (GuichetWorldBounds *self, const char *name, char **procs, GError **error)
{
  g_autofree char *dir = NULL;
  g_autoptr (GError) problem = NULL;

  *procs = NULL;
  if (self->group == NULL)
    return TRUE;
  dir = g_build_filename (self->group, name, NULL);
  if (make_dir (self, dir, name, &problem) && set_limits (self, dir, &problem)) {
    *procs = g_build_filename (dir, "cgroup.procs", NULL);
    return TRUE;
  }
  (void)guichet_world_bounds_close (self, name);
  if (self->kinds->len > 0) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  /* Nothing is bounded here anyway. */
  g_warning ("%s", problem->message);
  return TRUE;
}

gboolean
guichet_world_bounds_close (GuichetWorldBounds *self, const char *name)
{
  g_autofree char *dir = NULL;

  if (self->group == NULL)
    return TRUE;
  dir = g_build_filename (self->group, name, NULL);
  (void)put (dir, "cgroup.kill", "1");
  return rmdir (dir) == 0 || errno == ENOENT;
}
