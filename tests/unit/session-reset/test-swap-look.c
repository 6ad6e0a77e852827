/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "swap-look.h"

#include <unistd.h>

#include "fresh-dir.h"

#define HEAD         "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
#define LINE(device) device " partition\t999420\t\t0\t\t-2\n"

typedef struct {
  const char *name;
  const char *swaps; /* NULL: cannot be read */
  const char *swap;
} Case;

static const Case cases[] = {
  { "none", HEAD, "none" },
  { "empty", "", "none" },
  { "no-file", NULL, "unknown" },
  { "partition", HEAD LINE ("/dev/sda2"), "clear" },
  { "file", HEAD "/swapfile file\t999420\t\t0\t\t-2\n", "clear" },
  { "zram", HEAD LINE ("/dev/zram0"), "encrypted" },
  { "crypt", HEAD LINE ("/dev/dm-1"), "encrypted" },
  { "crypt-by-name", HEAD LINE ("/dev/mapper/swap_crypt"), "encrypted" },
  { "lvm", HEAD LINE ("/dev/dm-2"), "clear" },
  { "both", HEAD LINE ("/dev/dm-1") LINE ("/dev/sda2"), "clear" },
  /* Names that look like the good ones. */
  { "file-like-zram", HEAD LINE ("/srv/not-zram0"), "clear" },
};

static void
put (const char *root, const char *name, const char *text)
{
  g_free (fresh_dir_write (root, name, text));
}

static void
test_look (gconstpointer data)
{
  const Case *c = data;
  char *root = fresh_dir_new ();
  g_autofree char *link = g_build_filename (root, "dev/mapper/swap_crypt", NULL);

  if (c->swaps != NULL)
    put (root, "proc/swaps", c->swaps);
  put (root, "sys/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap_crypt\n");
  put (root, "sys/block/dm-2/dm/uuid", "LVM-abc\n");
  put (root, "dev/dm-1", "");
  put (root, "dev/mapper/control", "");
  g_assert_no_errno (symlink ("../dm-1", link));
  g_assert_cmpstr (guichet_swap_to_string (guichet_swap_look (root)), ==, c->swap);
  fresh_dir_free (root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/session-reset/swap-look/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_look);
  }
  return g_test_run ();
}
