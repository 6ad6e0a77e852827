/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-command.h"

#include <string.h>
#include <unistd.h>

static const GuichetWorldOptions plain = {
  .shell = "/opt/shell",
  .defaults_dir = "/opt/defaults",
  .language = "fr",
  .memory_files_bytes = 1234567,
};

static const GuichetWorldOptions full = {
  .shell = "/opt/shell",
  .defaults_dir = "/opt/defaults",
  .centre_dir = "/opt/centre",
  .locale_dir = "/opt/locale",
  .authorities_file = "/opt/authorities.pem",
  .render_node = "/dev/dri/renderD129",
  .language = "ar",
  .memory_files_bytes = 1,
};

/* Whether the words of @row, separated by spaces, follow each other in @argv. */
static gboolean
has_row (char **argv, const char *row)
{
  g_auto (GStrv) words = g_strsplit (row, " ", -1);

  for (gsize i = 0; argv[i] != NULL; i++) {
    gsize n = 0;

    while (words[n] != NULL && argv[i + n] != NULL && g_str_equal (words[n], argv[i + n]))
      n++;
    if (words[n] == NULL)
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_word (char **argv, const char *word)
{
  return g_strv_contains ((const char *const *)argv, word);
}

static const char *const policy[] = {
  "--unshare-user",
  "--unshare-pid",
  "--unshare-ipc",
  "--unshare-uts",
  "--unshare-net",
  "--unshare-cgroup-try",
  "--hostname guichet",
  "--die-with-parent",
  "--new-session",
  "--cap-drop ALL",
  "--clearenv",
  "--info-fd 4",
  "--ro-bind /usr /usr",
  "--ro-bind /etc/fonts /etc/fonts",
  "--proc /proc",
  "--dev /dev",
  "--perms 1777 --size 1234567 --tmpfs /tmp",
  "--perms 1777 --size 1234567 --tmpfs /dev/shm",
  "--perms 0700 --size 1234567 --tmpfs /home/resident",
  "--ro-bind-data 5 /etc/passwd",
  "--ro-bind-data 6 /etc/group",
  "--ro-bind-data 7 /etc/nsswitch.conf",
  "--ro-bind-data 8 /etc/hosts",
  "--setenv HOME /home/resident",
  "--setenv TMPDIR /tmp",
  "--setenv LANGUAGE fr",
  "--setenv GUICHET_CHANNEL_FD 3",
  "--setenv GSETTINGS_BACKEND memory",
  "--setenv GTK_USE_PORTAL 0",
  "--ro-bind /opt/shell /run/guichet/guichet",
  "--ro-bind-try /opt/guichet-document /run/guichet/guichet-document",
  "--ro-bind /opt/defaults /run/guichet/defaults",
  "--ro-bind " GUICHET_WORLD_DISPLAY_TOKEN " /run/user/resident/wayland-0",
  "--setenv WAYLAND_DISPLAY wayland-0",
  "--remount-ro /dev --remount-ro / --chdir /home/resident",
  "--chdir /home/resident /usr/bin/prlimit --nproc=1024 /run/guichet/guichet",
};

static void
test_policy (void)
{
  g_auto (GStrv) argv = guichet_world_command_build (&plain);

  g_assert_cmpstr (argv[0], ==, "bwrap");
  for (gsize i = 0; i < G_N_ELEMENTS (policy); i++) {
    g_test_message ("%s", policy[i]);
    g_assert_true (has_row (argv, policy[i]));
  }
  g_assert_cmpstr (argv[g_strv_length (argv) - 1], ==, "/run/guichet/guichet");
}

static const char *const forbidden_words[] = {
  "--share-net",
  "--bind",
  "--bind-try",
  "--dev-bind",
  "--dev-bind-try",
  "--cap-add",
  "--disable-userns",
  "--unshare-user-try",
  "--unshare-all",
  "--as-pid-1",
  "--keep-fd",
  "--sync-fd",
  "--block-fd",
  "--userns",
  "--pidns",
  "--ro-bind-fd",
  "--bind-fd",
  "/",
  "/home",
  "/root",
  "/run",
  "/run/user",
  "/run/dbus",
  "/tmp/.X11-unix",
  "/etc",
  "/var",
  "/sys",
  "/dev/dri",
  "/etc/passwd ",
  "/etc/resolv.conf",
  "/run/systemd/resolve",
  "/proc/sys",
  "DBUS_SESSION_BUS_ADDRESS",
  "DISPLAY",
  "http_proxy",
  "LD_PRELOAD",
};

/* What may be bound at all: the source of each is one of these, or an option's own. */
static const char *const bindable[] = {
  "/usr",
  "/etc/fonts",
  "/etc/ld.so.cache",
  "/etc/ssl/certs",
  "/etc/localtime",
  "/var/cache/fontconfig",
  "/opt/shell",
  "/opt/guichet-document",
  "/opt/defaults",
  "/opt/centre",
  "/opt/locale",
  "/opt/authorities.pem",
  GUICHET_WORLD_DISPLAY_TOKEN,
  "/dev/dri/renderD129",
  "/sys/dev/char",
  "/sys/devices/pci0000:00",
  NULL,
};

static void
check_binds (char **argv)
{
  for (gsize i = 0; argv[i] != NULL; i++) {
    if (!g_strv_contains ((const char *const[]){ "--ro-bind", "--ro-bind-try", "--bind",
                                                 "--bind-try", "--dev-bind", NULL },
                          argv[i]))
      continue;
    g_test_message ("%s %s", argv[i], argv[i + 1]);
    g_assert_true (g_strv_contains (bindable, argv[i + 1]));
    if (g_str_has_prefix (argv[i + 1], "/dev/dri/"))
      g_assert_cmpstr (argv[i], ==, "--dev-bind");
    else
      g_assert_true (g_str_has_prefix (argv[i], "--ro-bind"));
  }
}

static void
test_nothing_else (void)
{
  g_auto (GStrv) argv = guichet_world_command_build (&plain);
  g_auto (GStrv) more = guichet_world_command_build (&full);

  for (gsize i = 0; i < G_N_ELEMENTS (forbidden_words); i++) {
    gboolean is_root = g_str_equal (forbidden_words[i], "/"); /* "--remount-ro /" alone */

    g_test_message ("%s", forbidden_words[i]);
    g_assert_cmpint (has_word (argv, forbidden_words[i]), ==, is_root);
  }
  check_binds (argv);
  check_binds (more);
  /* Nothing of the options that were not given. */
  g_assert_false (has_word (argv, "GUICHET_CENTRE_DIR"));
  g_assert_false (has_word (argv, "GUICHET_LOCALE_DIR"));
}

static void
test_root_is_sealed_last (void)
{
  g_auto (GStrv) argv = guichet_world_command_build (&full);
  guint n = g_strv_length (argv);

  /* Whatever is mounted after it would stay writable, and nothing can be mounted on it. */
  g_assert_cmpstr (argv[n - 7], ==, "--remount-ro");
  g_assert_cmpstr (argv[n - 6], ==, "/");
  g_assert_cmpstr (argv[n - 5], ==, "--chdir");
}

static void
test_options (void)
{
  g_auto (GStrv) argv = guichet_world_command_build (&full);

  g_assert_true (has_row (argv, "--ro-bind /opt/centre /run/guichet/centre"));
  g_assert_true (has_row (argv, "--setenv GUICHET_CENTRE_DIR /run/guichet/centre"));
  g_assert_true (has_row (argv, "--ro-bind /opt/locale /run/guichet/locale"));
  g_assert_true (
      has_row (argv, "--ro-bind /opt/authorities.pem /etc/ssl/certs/ca-certificates.crt"));
  g_assert_true (has_row (argv, "--dev-bind /dev/dri/renderD129 /dev/dri/renderD129"));
  g_assert_true (has_row (argv, "--setenv GUICHET_RENDERER hardware"));
  g_assert_true (has_row (argv, "--setenv LANGUAGE ar"));
  g_assert_false (has_row (argv, "--setenv GSK_RENDERER cairo"));
}

static void
test_software (void)
{
  g_auto (GStrv) argv = guichet_world_command_build (&plain);

  g_assert_true (has_row (argv, "--setenv GUICHET_RENDERER software"));
  g_assert_true (has_row (argv, "--setenv GSK_RENDERER cairo"));
}

/* Each variable once: of two the last would win, and a reader sees the first. */
static void
test_environment_is_single (void)
{
  g_auto (GStrv) argv = guichet_world_command_build (&full);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; argv[i] != NULL; i++)
    if (g_str_equal (argv[i], "--setenv")) {
      g_test_message ("%s", argv[i + 1]);
      g_assert_true (g_hash_table_add (seen, argv[i + 1]));
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 10);
}

static void
test_small_files (void)
{
  g_autofree char *passwd = guichet_world_command_get_file (GUICHET_WORLD_FD_PASSWD);
  g_autofree char *group = guichet_world_command_get_file (GUICHET_WORLD_FD_GROUP);
  g_autofree char *nsswitch = guichet_world_command_get_file (GUICHET_WORLD_FD_NSSWITCH);
  g_autofree char *hosts = guichet_world_command_get_file (GUICHET_WORLD_FD_HOSTS);
  g_autofree char *expected = g_strdup_printf (
      "resident:x:%u:%u::/home/resident:/usr/sbin/nologin\n", getuid (), getgid ());

  g_assert_cmpstr (passwd, ==, expected);
  g_assert_true (g_str_has_prefix (group, "resident:x:"));
  g_assert_cmpstr (nsswitch, ==, "passwd: files\ngroup: files\nhosts: files\n");
  g_assert_cmpstr (hosts, ==, "127.0.0.1 localhost\n");
  g_assert_null (guichet_world_command_get_file (GUICHET_WORLD_FD_CHANNEL));
  g_assert_null (guichet_world_command_get_file (GUICHET_WORLD_FD_INFO));
  g_assert_null (guichet_world_command_get_file (GUICHET_WORLD_FD_HOSTS + 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/world-command/policy", test_policy);
  g_test_add_func ("/session-reset/world-command/nothing-else", test_nothing_else);
  g_test_add_func ("/session-reset/world-command/sealed-last", test_root_is_sealed_last);
  g_test_add_func ("/session-reset/world-command/options", test_options);
  g_test_add_func ("/session-reset/world-command/software", test_software);
  g_test_add_func ("/session-reset/world-command/environment", test_environment_is_single);
  g_test_add_func ("/session-reset/world-command/small-files", test_small_files);
  return g_test_run ();
}
