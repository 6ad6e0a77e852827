/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leftovers.h"

#include <string.h>

#include <glib/gstdio.h>

#include "stray-starts.h"
#include "wipe.h"
#include "world-bounds.h"

struct _GuichetLeftovers {
  GPtrArray *items; /* element type Leftover */
  guint n_visits;
  guint highest;
};

typedef struct {
  char *dir;
  GuichetWorldIdentity *identity; /* NULL when its note cannot be read */
  gboolean was_starting;          /* no note: it was killed before it could speak */
} Leftover;

static void
free_leftover (gpointer data)
{
  Leftover *leftover = data;

  g_clear_pointer (&leftover->identity, guichet_world_identity_free);
  g_free (leftover->dir);
  g_free (leftover);
}

/* A world that was killed before its note was written never had a channel: nothing was visited in
 * it. A note that is there and cannot be read proves nothing. */
static void
add_leftover (GuichetLeftovers *self, const char *dir)
{
  g_autofree char *note = g_build_filename (dir, GUICHET_WORLD_NOTE, NULL);
  g_autofree char *visit = g_build_filename (dir, GUICHET_WORLD_VISIT, NULL);
  g_autofree char *text = NULL;
  Leftover *leftover = g_new0 (Leftover, 1);

  leftover->dir = g_strdup (dir);
  if (g_file_get_contents (note, &text, NULL, NULL))
    leftover->identity = guichet_world_identity_from_string (text, NULL);
  else
    leftover->identity = guichet_world_identity_new_unknown ();
  leftover->was_starting = text == NULL;
  if (g_file_test (visit, G_FILE_TEST_EXISTS))
    self->n_visits++;
  g_ptr_array_add (self->items, leftover);
}

GuichetLeftovers *
guichet_leftovers_find (const char *runtime_dir)
{
  GuichetLeftovers *self = g_new0 (GuichetLeftovers, 1);
  g_autoptr (GDir) dir = g_dir_open (runtime_dir, 0, NULL);
  const char *name;

  self->items = g_ptr_array_new_with_free_func (free_leftover);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (runtime_dir, name, NULL);

    guint64 number = 0;

    if (!g_str_has_prefix (name, GUICHET_WORLD_DIR_PREFIX))
      continue;
    add_leftover (self, path);
    if (g_ascii_string_to_unsigned (name + strlen (GUICHET_WORLD_DIR_PREFIX), 10, 1, G_MAXINT,
                                    &number, NULL))
      self->highest = MAX (self->highest, (guint)number);
  }
  return self;
}

void
guichet_leftovers_free (GuichetLeftovers *self)
{
  g_ptr_array_unref (self->items);
  g_free (self);
}

guint
guichet_leftovers_get_n (const GuichetLeftovers *self)
{
  return self->items->len;
}

guint
guichet_leftovers_get_n_visits (const GuichetLeftovers *self)
{
  return self->n_visits;
}

guint
guichet_leftovers_get_highest (const GuichetLeftovers *self)
{
  return self->highest;
}

void
guichet_leftovers_remove_marks (GuichetLeftovers *self)
{
  for (guint i = 0; i < self->items->len; i++) {
    const Leftover *leftover = g_ptr_array_index (self->items, i);
    g_autofree char *visit = g_build_filename (leftover->dir, GUICHET_WORLD_VISIT, NULL);

    (void)g_unlink (visit);
  }
}

static GuichetWipeResult
look_at (const Leftover *leftover, const GuichetWorldRoster *living, GuichetWorldBounds *bounds)
{
  g_autofree char *name = g_path_get_basename (leftover->dir);

  if (leftover->identity == NULL)
    return GUICHET_WIPE_FAILED_LOOK;
  if (leftover->was_starting && guichet_stray_starts_kill (leftover->dir) > 0)
    return GUICHET_WIPE_FAILED_KILL;
  /* Emptied when the supervisor began, but what is killed takes its time to end. */
  if (!guichet_world_bounds_close (bounds, name))
    return GUICHET_WIPE_FAILED_PROCESS;
  return guichet_wipe_look (leftover->identity, living, leftover->dir);
}

int
guichet_leftovers_look (GuichetLeftovers *self, const GuichetWorldRoster *living,
                        GuichetWorldBounds *bounds)
{
  for (guint i = self->items->len; i-- > 0;) {
    Leftover *leftover = g_ptr_array_index (self->items, i);
    GuichetWipeResult result = look_at (leftover, living, bounds);

    if (result != GUICHET_WIPE_VERIFIED)
      return result;
    g_ptr_array_remove_index (self->items, i);
  }
  return GUICHET_WIPE_VERIFIED;
}
