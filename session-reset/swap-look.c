/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "swap-look.h"

#include <stdlib.h>
#include <string.h>

/* dm-crypt names its devices so (cryptsetup, lib/libdevmapper.c); zram is memory. */
static gboolean
is_encrypted (const char *root, const char *device)
{
  g_autofree char *path = g_build_filename (root, device, NULL);
  char *real = realpath (path, NULL); /* /dev/mapper/NAME is a link to /dev/dm-N */
  g_autofree char *name = g_path_get_basename (real != NULL ? real : device);
  g_autofree char *uuid_path = g_build_filename (root, "sys/block", name, "dm/uuid", NULL);
  g_autofree char *uuid = NULL;

  free (real);
  return g_str_has_prefix (name, "zram") ||
         (g_file_get_contents (uuid_path, &uuid, NULL, NULL) && g_str_has_prefix (uuid, "CRYPT-"));
}

GuichetSwap
guichet_swap_look (const char *root)
{
  g_autofree char *path = g_build_filename (root, "proc/swaps", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GuichetSwap found = GUICHET_SWAP_NONE;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return GUICHET_SWAP_UNKNOWN;
  lines = g_strsplit (text, "\n", -1);
  /* The first line is a head; a name ends at the first blank (proc(5)). */
  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++) {
    g_autofree char *device = g_strndup (lines[i], strcspn (lines[i], " \t"));

    if (*device == '\0')
      continue;
    if (!is_encrypted (root, device))
      return GUICHET_SWAP_CLEAR;
    found = GUICHET_SWAP_ENCRYPTED;
  }
  return found;
}

const char *
guichet_swap_to_string (GuichetSwap swap)
{
  static const char *const names[] = { "none", "encrypted", "clear", "unknown" };

  g_return_val_if_fail ((gsize)swap < G_N_ELEMENTS (names), "unknown");
  return names[swap];
}
