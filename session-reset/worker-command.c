/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker-command.h"

/* A driver starts a few threads; some start a helper. */
#define MAX_TASKS "64"
/* Settings that a driver reads are written there by the worker itself. */
#define MEMORY_FILES "16777216"

/* The policy that all kinds share; what a kind adds stands in its own file. */

static const char *const isolation[] = {
  "--unshare-user", "--unshare-pid", "--unshare-ipc",     "--unshare-uts", "--unshare-cgroup-try",
  "--hostname",     "guichet",       "--die-with-parent", /* it ends with its supervisor */
  "--new-session",  "--as-pid-1", /* so that SIGTERM reaches the worker itself */
  "--cap-drop",     "ALL",           "--clearenv",
};

static const char *const system_words[] = {
  "--ro-bind", "/usr",    "/usr",  "--ro-bind", "/etc/ld.so.cache", "/etc/ld.so.cache",
  "--symlink", "usr/bin", "/bin",  "--symlink", "usr/sbin",         "/sbin",
  "--symlink", "usr/lib", "/lib",  "--symlink", "usr/lib64",        "/lib64",
  "--proc",    "/proc",   "--dev", "/dev",      "--size",           MEMORY_FILES,
  "--tmpfs",   "/tmp",
};

static const struct {
  const char *name;
  const char *value;
} environment[] = {
  { "PATH", "/usr/bin" },        { "HOME", "/tmp" },           { "TMPDIR", "/tmp" },
  { "LANG", "C.UTF-8" },         { "GIO_USE_VFS", "local" },   { "GSETTINGS_BACKEND", "memory" },
  { "GUICHET_CHANNEL_FD", "3" }, { "GUICHET_STATUS_FD", "4" },
};

char **
guichet_worker_command_build (const GuichetWorkerKind *kind, const char *program_dir,
                              const GuichetSettings *settings, guint n_spent, const char *mark)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *info_fd = g_strdup_printf ("%d", GUICHET_WORKER_FD_INFO);
  g_autofree char *spent = g_strdup_printf ("%u", n_spent);
  g_autofree char *program = g_build_filename (program_dir, kind->program, NULL);
  g_autofree char *inside = g_build_filename ("/run/guichet", kind->program, NULL);

  guichet_worker_kind_add_words (argv, "bwrap", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (isolation); i++)
    guichet_worker_kind_add_words (argv, isolation[i], NULL);
  if (kind->has_network == NULL || !kind->has_network (settings))
    guichet_worker_kind_add_words (argv, "--unshare-net", NULL);
  guichet_worker_kind_add_words (argv, "--info-fd", info_fd, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (system_words); i++)
    guichet_worker_kind_add_words (argv, system_words[i], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (environment); i++)
    guichet_worker_kind_add_words (argv, "--setenv", environment[i].name, environment[i].value,
                                   NULL);
  guichet_worker_kind_add_words (argv, "--setenv", "GUICHET_SPENT", spent, "--setenv",
                                 "GUICHET_VISIT_MARK", mark, NULL);
  for (gsize i = 0; kind->sandbox != NULL && kind->sandbox[i] != NULL; i++)
    guichet_worker_kind_add_words (argv, kind->sandbox[i], NULL);
  if (kind->add_words != NULL)
    kind->add_words (argv, settings);
  guichet_worker_kind_add_words (argv, "--ro-bind", program, inside, "--remount-ro", "/", "--chdir",
                                 "/", "/usr/bin/prlimit", "--nproc=" MAX_TASKS, "--core=0", inside,
                                 NULL);
  g_ptr_array_add (argv, NULL);
  return (char **)g_ptr_array_steal (argv, NULL);
}
