/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document-process.h"

#define PROGRAM "/guichet-document"

/* The policy: what opens hostile documents. A reviewer reads these tables, bubblewrap(1) tells the
 * words. There is no /proc (by which a descriptor could be opened again for writing), no /dev, no
 * directory that can be written. The program then gives up most system calls by itself
 * (kiosk/formats/confine.c), before it looks at a single byte of the document. */
static const char
    *const isolation[] = {
      "--unshare-user",    "--unshare-pid",        "--unshare-ipc", "--unshare-uts",
      "--unshare-net",     "--unshare-cgroup-try", "--hostname",    "guichet",
      "--die-with-parent", /* also when the shell is killed */
      "--new-session",     "--cap-drop",           "ALL",           "--clearenv",
    };

/* Code, fonts and the tables of poppler; nothing that a centre or a resident wrote. */
static const char *const system_files[] = {
  "/usr/lib",
  "/etc/fonts",
  "/etc/ld.so.cache",
  "/usr/share/fonts",
  "/usr/share/poppler",
  "/usr/share/fontconfig",
  "/usr/share/ghostscript/fonts",
  "/var/cache/fontconfig",
};

static const struct {
  const char *target;
  const char *path;
} system_links[] = {
  { "usr/lib", "/lib" },
  { "usr/lib64", "/lib64" },
};

static const struct {
  const char *name;
  const char *value;
} environment[] = {
  { "LANG", "C.UTF-8" },
  { "GIO_USE_VFS", "local" },
  { "GIO_MODULE_DIR", "/nonexistent" },
  { "GSETTINGS_BACKEND", "memory" },
};

static void add_words (GPtrArray *argv, const char *first, ...) G_GNUC_NULL_TERMINATED;

static void
add_words (GPtrArray *argv, const char *first, ...)
{
  va_list words;

  va_start (words, first);
  for (const char *word = first; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (argv, g_strdup (word));
  va_end (words);
}

static void
add_limits (GPtrArray *argv, const GuichetDocumentOpener *opener)
{
  g_ptr_array_add (argv, g_strdup_printf ("%" G_GSIZE_FORMAT, opener->max_bytes));
  g_ptr_array_add (argv, g_strdup_printf ("%u", opener->max_pages));
  g_ptr_array_add (argv, g_strdup_printf ("%u", opener->max_pixels));
}

char **
guichet_document_command_build (const GuichetDocumentOpener *opener)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

  add_words (argv, "bwrap", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (isolation); i++)
    add_words (argv, isolation[i], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (system_files); i++)
    add_words (argv, "--ro-bind-try", system_files[i], system_files[i], NULL);
  add_words (argv, "--ro-bind-try", "/usr/lib64", "/usr/lib64", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (system_links); i++)
    add_words (argv, "--symlink", system_links[i].target, system_links[i].path, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (environment); i++)
    add_words (argv, "--setenv", environment[i].name, environment[i].value, NULL);
  add_words (argv, "--ro-bind", opener->program, PROGRAM, NULL);
  add_words (argv, "--remount-ro", "/", "--chdir", "/", PROGRAM, NULL);
  add_limits (argv, opener);
  g_ptr_array_add (argv, NULL);
  return (char **)g_ptr_array_steal (argv, NULL);
}
