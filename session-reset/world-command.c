/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-command.h"

#include <unistd.h>

#define HOME        "/home/resident"
#define RUNTIME_DIR "/run/user/resident"
#define SHELL       "/run/guichet/guichet"
#define READER      "/run/guichet/guichet-document"
#define DEFAULTS    "/run/guichet/defaults"
#define CENTRE      "/run/guichet/centre"
#define LOCALES     "/run/guichet/locale"
#define AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"

/* Processes and threads that one world may have: some ten pages need a third of it. */
#define MAX_TASKS "1024"

/* The policy: what a world is. A reviewer reads these tables, bubblewrap(1) tells the words. */

static const char
    *const isolation[] = {
      "--unshare-user",    "--unshare-pid",
      "--unshare-ipc",     "--unshare-uts",
      "--unshare-net",     "--unshare-cgroup-try",
      "--hostname",        "guichet",
      "--die-with-parent", /* the world ends with its supervisor */
      "--new-session",     /* no terminal to push input into */
      "--cap-drop",        "ALL",
      "--clearenv",
    };

/* Read-only parts of the system. "try": a file that not every Debian has. */
static const struct {
  const char *path;
  gboolean optional;
} system_files[] = {
  { "/usr", FALSE },           { "/etc/fonts", FALSE },    { "/etc/ld.so.cache", FALSE },
  { "/etc/ssl/certs", FALSE }, { "/etc/localtime", TRUE }, { "/var/cache/fontconfig", TRUE },
};

static const struct {
  const char *target;
  const char *path;
} system_links[] = {
  { "usr/bin", "/bin" },
  { "usr/sbin", "/sbin" },
  { "usr/lib", "/lib" },
  { "usr/lib64", "/lib64" },
};

/* Empty: WebKit's own sandbox insists on binding them, and nothing needs what is in them. */
static const char *const empty_dirs[] = { "/sys/block", "/sys/bus", "/sys/class", "/sys/dev",
                                          "/sys/devices" };

/* All that can be written; each ends with the world. */
static const struct {
  const char *path;
  const char *mode;
} memory_dirs[] = {
  { "/tmp", "1777" },
  { "/dev/shm", "1777" },
  { HOME, "0700" },
  { RUNTIME_DIR, "0700" },
};

static const struct {
  int fd;
  const char *path;
} small_files[] = {
  { GUICHET_WORLD_FD_PASSWD, "/etc/passwd" },
  { GUICHET_WORLD_FD_GROUP, "/etc/group" },
  { GUICHET_WORLD_FD_NSSWITCH, "/etc/nsswitch.conf" },
  { GUICHET_WORLD_FD_HOSTS, "/etc/hosts" },
};

static const struct {
  const char *name;
  const char *value;
} environment[] = {
  { "PATH", "/usr/bin" },
  { "HOME", HOME },
  { "USER", "resident" },
  { "TMPDIR", "/tmp" },
  { "XDG_RUNTIME_DIR", RUNTIME_DIR },
  { "XDG_DATA_DIRS", "/usr/share" },
  { "LANG", "C.UTF-8" }, /* UTF-8 on every Debian; the words follow LANGUAGE */
  { "GUICHET_CHANNEL_FD", "3" },
  { "WAYLAND_DISPLAY", "wayland-0" },
  { "GUICHET_DEFAULTS_DIR", DEFAULTS },
  { "GDK_BACKEND", "wayland" },
  { "GTK_A11Y", "none" }, /* there is no bus to speak on */
  { "GTK_USE_PORTAL", "0" },
  { "GIO_USE_VFS", "local" },
  { "GSETTINGS_BACKEND", "memory" },
  { "MESA_SHADER_CACHE_DISABLE", "true" }, /* it ignores HOME */
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
add_system (GPtrArray *argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (system_files); i++)
    add_words (argv, system_files[i].optional ? "--ro-bind-try" : "--ro-bind", system_files[i].path,
               system_files[i].path, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (system_links); i++)
    add_words (argv, "--symlink", system_links[i].target, system_links[i].path, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (empty_dirs); i++)
    add_words (argv, "--dir", empty_dirs[i], NULL);
  add_words (argv, "--proc", "/proc", "--dev", "/dev", NULL);
}

static void
add_memory (GPtrArray *argv, guint64 bytes)
{
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (memory_dirs); i++)
    add_words (argv, "--perms", memory_dirs[i].mode, "--size", size, "--tmpfs", memory_dirs[i].path,
               NULL);
}

static void
add_small_files (GPtrArray *argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (small_files); i++) {
    g_autofree char *fd = g_strdup_printf ("%d", small_files[i].fd);

    add_words (argv, "--ro-bind-data", fd, small_files[i].path, NULL);
  }
}

/* What reads the documents that others made; it stands beside the shell. */
static void
add_reader (GPtrArray *argv, const char *shell)
{
  g_autofree char *dir = g_path_get_dirname (shell);
  g_autofree char *reader = g_build_filename (dir, "guichet-document", NULL);

  add_words (argv, "--ro-bind-try", reader, READER, "--setenv", "GUICHET_DOCUMENT", READER, NULL);
}

static void
add_program (GPtrArray *argv, const GuichetWorldOptions *options)
{
  add_words (argv, "--ro-bind", GUICHET_WORLD_DISPLAY_TOKEN, RUNTIME_DIR "/wayland-0", NULL);
  add_words (argv, "--ro-bind", options->shell, SHELL, NULL);
  add_reader (argv, options->shell);
  add_words (argv, "--ro-bind", options->defaults_dir, DEFAULTS, NULL);
  if (options->centre_dir != NULL)
    add_words (argv, "--ro-bind", options->centre_dir, CENTRE, "--setenv", "GUICHET_CENTRE_DIR",
               CENTRE, NULL);
  if (options->locale_dir != NULL)
    add_words (argv, "--ro-bind", options->locale_dir, LOCALES, "--setenv", "GUICHET_LOCALE_DIR",
               LOCALES, NULL);
  if (options->authorities_file != NULL)
    add_words (argv, "--ro-bind", options->authorities_file, AUTHORITIES, NULL);
}

static void
add_renderer (GPtrArray *argv, const char *render_node)
{
  if (render_node == NULL) {
    add_words (argv, "--setenv", "GUICHET_RENDERER", "software", NULL);
    add_words (argv, "--setenv", "GSK_RENDERER", "cairo", NULL);
    add_words (argv, "--setenv", "GDK_DEBUG", "gl-disable", NULL);
    return;
  }
  /* Mesa looks the device up in sysfs. */
  add_words (argv, "--setenv", "GUICHET_RENDERER", "hardware", NULL);
  add_words (argv, "--dev-bind", render_node, render_node, NULL);
  add_words (argv, "--ro-bind-try", "/sys/dev/char", "/sys/dev/char", NULL);
  add_words (argv, "--ro-bind-try", "/sys/devices/pci0000:00", "/sys/devices/pci0000:00", NULL);
}

char **
guichet_world_command_build (const GuichetWorldOptions *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *info_fd = g_strdup_printf ("%d", GUICHET_WORLD_FD_INFO);
  g_autofree char *filter_fd = g_strdup_printf ("%d", GUICHET_WORLD_FD_FILTER);

  add_words (argv, "bwrap", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (isolation); i++)
    add_words (argv, isolation[i], NULL);
  add_words (argv, "--info-fd", info_fd, "--seccomp", filter_fd, NULL);
  add_system (argv);
  add_memory (argv, options->memory_files_bytes);
  add_small_files (argv);
  for (gsize i = 0; i < G_N_ELEMENTS (environment); i++)
    add_words (argv, "--setenv", environment[i].name, environment[i].value, NULL);
  add_words (argv, "--setenv", "LANGUAGE", options->language, NULL);
  add_program (argv, options);
  add_renderer (argv, options->render_node);
  /* bubblewrap's /dev is a memory file system of its own, of half of the machine's memory. */
  add_words (argv, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME, NULL);
  /* Counted within the world's user namespace, so it must be set inside. */
  add_words (argv, "/usr/bin/prlimit", "--nproc=" MAX_TASKS, SHELL, NULL);
  g_ptr_array_add (argv, NULL);
  return (char **)g_ptr_array_steal (argv, NULL);
}

char *
guichet_world_command_get_file (int fd)
{
  switch (fd) {
  case GUICHET_WORLD_FD_PASSWD:
    return g_strdup_printf ("resident:x:%u:%u::" HOME ":/usr/sbin/nologin\n", getuid (), getgid ());
  case GUICHET_WORLD_FD_GROUP:
    return g_strdup_printf ("resident:x:%u:\n", getgid ());
  case GUICHET_WORLD_FD_NSSWITCH:
    return g_strdup ("passwd: files\ngroup: files\nhosts: files\n");
  case GUICHET_WORLD_FD_HOSTS:
    return g_strdup ("127.0.0.1 localhost\n");
  default:
    return NULL;
  }
}
