/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outbox-day.h"

#include "day.h"

char *
guichet_outbox_read_last_day (const char *path)
{
  g_autofree char *state_path = g_build_filename (path, GUICHET_OUTBOX_STATE_FILE, NULL);
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autofree char *day = NULL;

  if (!g_key_file_load_from_file (state, state_path, G_KEY_FILE_NONE, NULL))
    return NULL;
  day = g_key_file_get_string (state, GUICHET_OUTBOX_GROUP, GUICHET_OUTBOX_LEFT_ON, NULL);

  return day != NULL && guichet_day_is_valid (day) ? g_steal_pointer (&day) : NULL;
}
