/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stick-walk.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utime.h>

#include "stick-save.h"

#define PDF "%PDF-1.4 "

typedef struct {
  /* Owned */
  char *path;
  /* Handles */
  int root;
} Stick;

static void
set_up (Stick *stick, gconstpointer data)
{
  stick->path = g_dir_make_tmp ("guichet-stick-XXXXXX", NULL);
  stick->root = open (stick->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
remove_below (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
      remove_below (inner);
    g_remove (inner);
  }
}

static void
tear_down (Stick *stick, gconstpointer data)
{
  close (stick->root);
  remove_below (stick->path);
  g_rmdir (stick->path);
  g_free (stick->path);
}

static void
write_file (Stick *stick, const char *name, const char *content, gint64 changed)
{
  g_autofree char *path = g_build_filename (stick->path, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  struct utimbuf times = { .actime = changed, .modtime = changed };

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  g_assert_cmpint (utime (path, &times), ==, 0);
}

static char *
list (Stick *stick, const GuichetStickLimits *limits, guint *left_out)
{
  g_autoptr (GPtrArray) files = guichet_stick_walk (stick->root, limits, NULL, left_out);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++) {
    const GuichetStickFile *file = g_ptr_array_index (files, i);

    g_string_append_printf (text, "%s(%s)%s|", file->name, file->folder, file->path);
  }
  return g_string_free (text, FALSE);
}

static void
test_newest_first (Stick *stick, gconstpointer data)
{
  g_autofree char *text = NULL;
  guint left_out;

  write_file (stick, "old.pdf", PDF, 1000);
  write_file (stick, "Mes papiers/new.PDF", PDF, 3000);
  write_file (stick, "middle.jpg", "\xff\xd8\xff\xe0", 2000);
  text = list (stick, &guichet_stick_default_limits, &left_out);
  g_assert_cmpstr (text, ==,
                   "new(Mes papiers)Mes papiers/new.PDF|middle()middle.jpg|old()old.pdf|");
  g_assert_cmpuint (left_out, ==, 0);
}

static void
test_passed_over (Stick *stick, gconstpointer data)
{
  g_autofree char *text = NULL;
  guint left_out;

  write_file (stick, ".hidden.pdf", PDF, 1);
  write_file (stick, ".folder/x.pdf", PDF, 1);
  write_file (stick, "$RECYCLE.BIN/x.pdf", PDF, 1);
  write_file (stick, "program.exe", "MZ", 1);
  write_file (stick, "program.pdf", "MZ", 1);
  write_file (stick, "pdf", PDF, 1);
  write_file (stick, "empty.pdf", "", 1);
  write_file (stick, "1/2/3/4/5/6/7/8/9/deep.pdf", PDF, 1);
  g_assert_cmpint (symlinkat ("/etc/passwd", stick->root, "link.pdf"), ==, 0);
  g_assert_cmpint (symlinkat ("/", stick->root, "root"), ==, 0);
  g_assert_cmpint (mkfifoat (stick->root, "pipe.pdf", 0600), ==, 0);
  text = list (stick, &guichet_stick_default_limits, &left_out);
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpuint (left_out, ==, 0);
}

static void
test_names (Stick *stick, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  guint left_out;

  write_file (stick,
              "fdp.\xe2\x80\xae"
              "exe.pdf",
              PDF, 2);
  write_file (stick, "bad\xff\xfe\x01\n.pdf", PDF, 1);
  files = guichet_stick_walk (stick->root, &guichet_stick_default_limits, NULL, &left_out);
  g_assert_cmpuint (files->len, ==, 2);
  for (guint i = 0; i < files->len; i++) {
    const GuichetStickFile *file = g_ptr_array_index (files, i);
    g_autoptr (GError) error = NULL;
    int fd = guichet_stick_open (stick->root, file->path, &error);

    g_assert_true (g_utf8_validate (file->name, -1, NULL));
    g_assert_null (strstr (file->name, "\xe2\x80\xae"));
    g_assert_null (strchr (file->name, '\n'));
    g_assert_no_error (error);
    close (fd);
  }
}

static void
test_limits (Stick *stick, gconstpointer data)
{
  GuichetStickLimits limits = guichet_stick_default_limits;
  g_autofree char *few = NULL;
  g_autofree char *none = NULL;
  guint left_out;

  write_file (stick, "a.pdf", PDF, 3);
  write_file (stick, "b.pdf", PDF, 2);
  write_file (stick, "c.pdf", PDF "and longer than the others", 1);
  limits.max_documents = 1;
  limits.max_bytes = strlen (PDF);
  few = list (stick, &limits, &left_out);
  g_assert_cmpstr (few, ==, "a()a.pdf|");
  g_assert_cmpuint (left_out, ==, 2);
  limits.max_microseconds = -1;
  none = list (stick, &limits, &left_out);
  g_assert_cmpstr (none, ==, "");
}

/* Between being listed and being read a file may become anything. */
static void
test_changed_after (Stick *stick, gconstpointer data)
{
  static const char *const paths[] = { "link.pdf", "folder/x.pdf", "../x.pdf", "/etc/passwd",
                                       "folder",   "pipe.pdf",     "gone.pdf" };

  g_assert_cmpint (symlinkat ("/etc/passwd", stick->root, "link.pdf"), ==, 0);
  g_assert_cmpint (symlinkat ("/etc", stick->root, "folder"), ==, 0);
  g_assert_cmpint (mkfifoat (stick->root, "pipe.pdf", 0600), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (guichet_stick_open (stick->root, paths[i], &error), ==, -1);
    g_assert_error (error, GUICHET_STICK_ERROR, GUICHET_STICK_ERROR_NO_SUCH_DOCUMENT);
  }
}

/* As systemd does to the terminal's unit (RestrictSUIDSGID=). */
static void
refuse_openat2 (void)
{
  struct sock_filter filter[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (filter), filter };

  g_assert_no_errno (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  g_assert_no_errno (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
  g_assert_cmpint (syscall (SYS_openat2, AT_FDCWD, "/", NULL, 0), ==, -1);
  g_assert_cmpint (errno, ==, ENOSYS);
}

static void
test_without_openat2 (Stick *stick, gconstpointer data)
{
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    return;
  }
  refuse_openat2 ();
  test_newest_first (stick, data);
  test_changed_after (stick, data);
}

static void
test_file_names (void)
{
  static const char *const good[] = { "a.pdf", "attestation-2.pdf", "Scan-2023.jpg" };
  static const char *const bad[] = { "",        ".pdf",         "a",       "a.",
                                     "a.b.pdf", "../a.pdf",     "a/b.pdf", "-rf.pdf",
                                     "a b.pdf", "\xc3\xa9.pdf", "a.p\nf" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (guichet_stick_is_file_name (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (guichet_stick_is_file_name (bad[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/kiosk/stick-walk/" name, Stick, NULL, set_up, func, tear_down)
  ADD ("newest-first", test_newest_first);
  ADD ("passed-over", test_passed_over);
  ADD ("names", test_names);
  ADD ("limits", test_limits);
  ADD ("changed-after", test_changed_after);
  ADD ("without-openat2", test_without_openat2);
  g_test_add_func ("/kiosk/stick-walk/file-names", test_file_names);
  return g_test_run ();
}
