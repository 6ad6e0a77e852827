/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Real worlds, and remains of each kind that really remain. */
#include "wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fresh-dir.h"
#include "world-launch.h"

/* As somebody else each time: the worlds of other tests are another user's then. */
#define SOMEBODY (61000 + (uid_t)getpid () % 4000)

typedef struct {
  /* Owned */
  GuichetWorldIdentity *identity;
  GuichetWorldRoster *living;
  char *dir;
  char *runtime_dir;
  /* Handles */
  pid_t bwrap;
  pid_t first; /* of the world, as seen from here; a zombie is never reaped under us */
} World;

#define PLAIN  "echo ready; exec sleep 1000"
#define NESTED "exec unshare --user --pid --fork sh -c 'echo ready; exec sleep 1000'"

static const char *const command[] = { "bwrap",
                                       "--unshare-user",
                                       "--unshare-pid",
                                       "--unshare-net",
                                       "--unshare-ipc",
                                       "--die-with-parent",
                                       "--info-fd",
                                       "3",
                                       "--ro-bind",
                                       "/",
                                       "/",
                                       "--proc",
                                       "/proc",
                                       "--dev",
                                       "/dev",
                                       "--tmpfs",
                                       "/tmp",
                                       "--chdir",
                                       "/",
                                       "sh",
                                       "-c" };

static void
run_bwrap (const char *script, int info, int out)
{
  const char *argv[G_N_ELEMENTS (command) + 2] = { NULL };

  memcpy (argv, command, sizeof command);
  argv[G_N_ELEMENTS (command)] = script;
  dup2 (out, 1);
  dup2 (info, 3); /* last: the ends of our pipes lie above */
  execvp (argv[0], (char **)argv);
  _exit (127);
}

/* Until it says "ready": all mounts are made by then. */
static gboolean
start_world (World *world, const char *script)
{
  int info[2], out[2];
  char text[1024] = "", word[8] = "";
  gsize used = 0;
  ssize_t n;

  g_assert_no_errno (pipe2 (info, O_CLOEXEC));
  g_assert_no_errno (pipe2 (out, O_CLOEXEC));
  world->bwrap = fork ();
  if (world->bwrap == 0)
    run_bwrap (script, fcntl (info[1], F_DUPFD_CLOEXEC, 20), fcntl (out[1], F_DUPFD_CLOEXEC, 20));
  close (info[1]);
  close (out[1]);
  while (used < sizeof text - 1 && (n = read (info[0], text + used, sizeof text - 1 - used)) > 0)
    used += (gsize)n;
  n = read (out[0], word, sizeof word - 1);
  close (info[0]);
  close (out[0]);
  world->first = guichet_world_launch_parse_info (text);
  return n > 0 && world->first > 0;
}

static void
set_up (World *world, gconstpointer script)
{
  world->living = guichet_world_roster_new ();
  world->dir = fresh_dir_new ();
  world->runtime_dir = g_build_filename (world->dir, "world-1", NULL);
  if (!start_world (world, script)) {
    g_test_skip ("no worlds here: bubblewrap could not make user namespaces");
    world->first = 0;
    return;
  }
  g_free (fresh_dir_write (world->runtime_dir, "note", "x"));
  world->identity = guichet_world_identity_read (world->first, NULL);
  g_assert_nonnull (world->identity);
  g_assert_cmpuint (world->identity->devices->len, >=, 2); /* /tmp and /dev */
}

/* The supervisor's way: the first process by its number, then the end of bubblewrap. */
static void
kill_world (World *world)
{
  if (world->bwrap == 0)
    return;
  if (world->first > 0)
    kill (world->first, SIGKILL);
  kill (world->bwrap, SIGCONT);
  if (world->first <= 0)
    kill (world->bwrap, SIGKILL);
  g_assert_cmpint (waitpid (world->bwrap, NULL, 0), ==, world->bwrap);
  world->bwrap = world->first = 0;
}

static void
tear_down (World *world, gconstpointer data)
{
  kill_world (world);
  g_clear_pointer (&world->identity, guichet_world_identity_free);
  guichet_world_roster_unref (world->living);
  fresh_dir_free (world->dir);
  g_free (world->runtime_dir);
}

static GuichetWipeResult
look (World *world)
{
  return guichet_wipe_look (world->identity, world->living, world->runtime_dir);
}

static void
assert_clean (World *world)
{
  g_assert_cmpstr (guichet_wipe_result_to_label (look (world)), ==, "verified");
  g_assert_false (g_file_test (world->runtime_dir, G_FILE_TEST_EXISTS));
}

static void
assert_left (World *world, GuichetWipeResult expected)
{
  g_assert_cmpstr (guichet_wipe_result_to_label (look (world)), ==,
                   guichet_wipe_result_to_label (expected));
}

static int
open_inside (World *world, const char *path, int flags)
{
  g_autofree char *file = g_strdup_printf ("/proc/%d/root%s", world->first, path);
  int fd = open (file, flags | O_CLOEXEC, 0600);

  g_assert_no_errno (fd);
  return fd;
}

/* --- cases --- */

static void
test_verified (World *world, gconstpointer data)
{
  if (world->first == 0)
    return;
  kill_world (world);
  assert_clean (world);
  /* Again, and without a directory. */
  assert_clean (world);
  g_assert_cmpint (guichet_wipe_look (world->identity, world->living, NULL), ==,
                   GUICHET_WIPE_VERIFIED);
}

static void
test_process (World *world, gconstpointer data)
{
  if (world->first == 0)
    return;
  assert_left (world, GUICHET_WIPE_FAILED_PROCESS);
  /* The note outlives every failure. */
  g_assert_true (g_file_test (world->runtime_dir, G_FILE_TEST_EXISTS));
  kill_world (world);
  assert_clean (world);
}

/* A process of a namespace below the world's own is the world's. */
static void
test_nested (World *world, gconstpointer data)
{
  g_autoptr (GuichetWorldIdentity) files = NULL;

  if (world->first == 0)
    return;
  assert_left (world, GUICHET_WIPE_FAILED_PROCESS);
  /* Told apart from the others: of a world that is meant to live, all may hold its mounts; were the
   * nested one taken for an outsider, it would be told. */
  files = guichet_world_identity_new_unknown ();
  g_array_append_vals (files->devices, world->identity->devices->data,
                       world->identity->devices->len);
  g_assert_cmpint (guichet_wipe_look (files, world->living, NULL), ==, GUICHET_WIPE_FAILED_MOUNT);
  guichet_world_roster_add (world->living, world->identity->pid_namespace);
  g_assert_cmpint (guichet_wipe_look (files, world->living, NULL), ==, GUICHET_WIPE_VERIFIED);
  guichet_world_roster_remove (world->living, world->identity->pid_namespace);
  kill_world (world);
  assert_clean (world);
}

static char
get_state (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *text = NULL;
  const char *state;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return '-';
  state = strstr (text, "\nState:\t");
  return state != NULL ? state[8] : '-';
}

/* Dead, but bubblewrap is stopped and does not fetch it. */
static void
test_zombie (World *world, gconstpointer data)
{
  if (world->first == 0)
    return;
  g_assert_no_errno (kill (world->bwrap, SIGSTOP));
  g_assert_cmpint (waitpid (world->bwrap, NULL, WUNTRACED), ==, world->bwrap);
  g_assert_no_errno (kill (world->first, SIGKILL));
  while (get_state (world->first) != 'Z')
    g_usleep (1000);
  assert_clean (world);
}

static void
test_open_file (World *world, gconstpointer data)
{
  int fd;

  if (world->first == 0)
    return;
  fd = open_inside (world, "/tmp/kept", O_RDWR | O_CREAT);
  kill_world (world);
  assert_left (world, GUICHET_WIPE_FAILED_OPEN_FILE);
  g_assert_true (g_file_test (world->runtime_dir, G_FILE_TEST_EXISTS));
  close (fd);
  assert_clean (world);
}

/* The name is gone, the bytes are not. */
static void
test_deleted_file (World *world, gconstpointer data)
{
  g_autofree char *name = NULL;
  int fd;

  if (world->first == 0)
    return;
  fd = open_inside (world, "/tmp/kept", O_RDWR | O_CREAT);
  name = g_strdup_printf ("/proc/%d/root/tmp/kept", world->first);
  g_assert_no_errno (unlink (name));
  kill_world (world);
  assert_left (world, GUICHET_WIPE_FAILED_OPEN_FILE);
  close (fd);
  assert_clean (world);
}

static void
test_mapped_file (World *world, gconstpointer data)
{
  char *bytes;
  int fd;

  if (world->first == 0)
    return;
  fd = open_inside (world, "/tmp/kept", O_RDWR | O_CREAT);
  g_assert_no_errno (ftruncate (fd, 4096));
  bytes = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (bytes != MAP_FAILED);
  close (fd);
  kill_world (world);
  assert_left (world, GUICHET_WIPE_FAILED_OPEN_FILE);
  munmap (bytes, 4096);
  assert_clean (world);
}

static void
test_directory_in_use (World *world, gconstpointer data)
{
  int fd, here;

  if (world->first == 0)
    return;
  here = open (".", O_PATH | O_CLOEXEC);
  fd = open_inside (world, "/tmp", O_DIRECTORY);
  g_assert_no_errno (fchdir (fd));
  close (fd);
  kill_world (world);
  assert_left (world, GUICHET_WIPE_FAILED_OPEN_FILE);
  g_assert_no_errno (fchdir (here));
  close (here);
  assert_clean (world);
}

/* A process of ours that went into the world's mounts, and stays there. */
static pid_t
enter_mounts (World *world)
{
  int mount = open_inside (world, "/proc/1/ns/mnt", O_RDONLY);
  int user = ioctl (mount, NS_GET_USERNS); /* its owner: bubblewrap nests two */
  int ready[2];
  char byte = 0;
  pid_t pid;

  g_assert_no_errno (pipe2 (ready, O_CLOEXEC));
  pid = fork ();
  if (pid == 0) {
    prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    byte = setns (user, CLONE_NEWUSER) == 0 && setns (mount, CLONE_NEWNS) == 0 && chdir ("/") == 0;
    if (write (ready[1], &byte, 1) == 1)
      pause ();
    _exit (0);
  }
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  g_assert_cmpint (byte, ==, 1);
  close (ready[0]);
  close (ready[1]);
  close (user);
  close (mount);
  return pid;
}

static void
test_mount (World *world, gconstpointer data)
{
  pid_t pid;

  if (world->first == 0)
    return;
  pid = enter_mounts (world);
  kill_world (world);
  assert_left (world, GUICHET_WIPE_FAILED_MOUNT);
  g_assert_true (g_file_test (world->runtime_dir, G_FILE_TEST_EXISTS));
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  assert_clean (world);
}

static void
test_runtime_dir (World *world, gconstpointer data)
{
  g_autofree char *deeper = g_build_filename (world->runtime_dir, "deeper", NULL);

  if (world->first == 0)
    return;
  g_assert_no_errno (mkdir (deeper, 0700));
  kill_world (world);
  assert_left (world, GUICHET_WIPE_FAILED_RUNTIME_DIR);
  g_assert_no_errno (rmdir (deeper));
  assert_clean (world);
}

/* What could not be looked at is not clean: at each number of descriptors that is not enough. */
static void
test_blind (World *world, gconstpointer data)
{
  struct rlimit before, few;
  int next;

  if (world->first == 0)
    return;
  kill_world (world);
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &before));
  next = open ("/", O_PATH | O_CLOEXEC);
  close (next);
  few = before;
  for (int n = 0; n < 3; n++) {
    GuichetWipeResult result;

    few.rlim_cur = (rlim_t)(next + n);
    g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &few));
    result = look (world);
    g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &before));
    g_assert_cmpint (result, ==, GUICHET_WIPE_FAILED_LOOK);
    g_assert_true (g_file_test (world->runtime_dir, G_FILE_TEST_EXISTS));
  }
  assert_clean (world);
}

static void
test_labels (void)
{
  static const struct {
    GuichetWipeResult result;
    const char *label;
    const char *code;
  } cases[] = {
    { GUICHET_WIPE_VERIFIED, "verified", "W-0" },
    { GUICHET_WIPE_FAILED_KILL, "failed-kill", "W-1" },
    { GUICHET_WIPE_FAILED_PROCESS, "failed-process", "W-2" },
    { GUICHET_WIPE_FAILED_MOUNT, "failed-mount", "W-3" },
    { GUICHET_WIPE_FAILED_OPEN_FILE, "failed-open-file", "W-4" },
    { GUICHET_WIPE_FAILED_RUNTIME_DIR, "failed-runtime-dir", "W-5" },
    { GUICHET_WIPE_FAILED_LOOK, "failed-look", "W-6" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpstr (guichet_wipe_result_to_label (cases[i].result), ==, cases[i].label);
    g_assert_cmpstr (guichet_wipe_result_to_code (cases[i].result), ==, cases[i].code);
  }
}

/* A supervisor is not root, and root sees more than it may. */
static void
become_nobody (void)
{
  const uid_t somebody = SOMEBODY;

  if (geteuid () != 0)
    return;
  g_assert_no_errno (setgroups (0, NULL));
  g_assert_no_errno (setresgid (somebody, somebody, somebody));
  g_assert_no_errno (setresuid (somebody, somebody, somebody));
  g_assert_no_errno (prctl (PR_SET_DUMPABLE, 1, 0, 0, 0));
}

#define add(name, script, func)                                                                    \
  g_test_add ("/session-reset/wipe/" name, World, script, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  become_nobody ();
  g_assert_no_errno (chdir ("/"));
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/wipe/labels", test_labels);
  add ("verified", PLAIN, test_verified);
  add ("process", PLAIN, test_process);
  add ("nested", NESTED, test_nested);
  add ("zombie", PLAIN, test_zombie);
  add ("open-file", PLAIN, test_open_file);
  add ("deleted-file", PLAIN, test_deleted_file);
  add ("mapped-file", PLAIN, test_mapped_file);
  add ("directory-in-use", PLAIN, test_directory_in_use);
  add ("mount", PLAIN, test_mount);
  add ("runtime-dir", PLAIN, test_runtime_dir);
  add ("blind", PLAIN, test_blind);
  return g_test_run ();
}
