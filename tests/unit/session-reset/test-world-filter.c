/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each is asked for in a child that the filter holds, as bubblewrap puts it on a world. */

typedef struct {
  const char *name;
  long number;
} Call;

#define CALL(name)                                                                                 \
  {                                                                                                \
#name, SYS_##name                                                                              \
  }
static const Call refused[] = {
  CALL (acct),
  CALL (add_key),
  CALL (adjtimex),
  CALL (bpf),
  CALL (clock_adjtime),
  CALL (clock_settime),
  CALL (delete_module),
  CALL (fanotify_init),
  CALL (fanotify_mark),
  CALL (finit_module),
  CALL (fsconfig),
  CALL (fsmount),
  CALL (fsopen),
  CALL (fspick),
  CALL (init_module),
  CALL (io_uring_enter),
  CALL (io_uring_register),
  CALL (io_uring_setup),
  CALL (kcmp),
  CALL (kexec_load),
  CALL (keyctl),
  CALL (migrate_pages),
  CALL (mount_setattr),
  CALL (move_mount),
  CALL (move_pages),
  CALL (name_to_handle_at),
  CALL (open_by_handle_at),
  CALL (open_tree),
  CALL (perf_event_open),
  CALL (pidfd_getfd),
  CALL (process_vm_readv),
  CALL (process_vm_writev),
  CALL (ptrace),
  CALL (quotactl),
  CALL (quotactl_fd),
  CALL (reboot),
  CALL (request_key),
  CALL (setns),
  CALL (settimeofday),
  CALL (swapoff),
  CALL (swapon),
  CALL (syslog),
  CALL (userfaultfd),
  CALL (vhangup),
};

/* bubblewrap and the engine's own sandbox ask for these once more inside. */
static const Call needed[] = {
  CALL (clone),   CALL (mount),   CALL (pivot_root), CALL (prctl),
  CALL (seccomp), CALL (umount2), CALL (unshare),
};

/* Exit status of a child, which the filter holds, that does @act; negative: of a signal. */
static int
run_held (int (*act) (const void *data), const void *data)
{
  g_autoptr (GError) error = NULL;
  int fd = guichet_world_filter_open (&error);
  static struct sock_filter code[4096];
  struct sock_fprog program = { .filter = code };
  ssize_t size;
  pid_t child;
  int status;

  g_assert_no_error (error);
  size = read (fd, code, sizeof code);
  g_assert_cmpint (size, >, 0);
  g_assert_cmpint (size, <, sizeof code);
  close (fd);
  program.len = (unsigned short)((gsize)size / sizeof *code);
  child = fork ();
  if (child == 0) {
    if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
      _exit (255);
    _exit (act (data));
  }
  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status);
}

/* With arguments that no kernel takes: nothing happens where it is not refused. */
static int
ask (const void *data)
{
  const Call *call = data;

  return syscall (call->number, -1L, -1L, -1L, -1L, -1L, -1L) == -1 ? errno : 0;
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_test_message ("%s", refused[i].name);
    g_assert_cmpint (run_held (ask, &refused[i]), ==, ENOSYS);
  }
}

static void
test_needed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++) {
    g_test_message ("%s", needed[i].name);
    g_assert_cmpint (run_held (ask, &needed[i]), !=, ENOSYS);
  }
}

static int
open_family (const void *data)
{
  return socket (GPOINTER_TO_INT (data), SOCK_DGRAM, 0) < 0 ? errno : 0;
}

static void
test_families (void)
{
  static const int allowed[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

  for (int family = 0; family < AF_MAX + 3; family++) {
    gboolean is_allowed = FALSE;
    int result = run_held (open_family, GINT_TO_POINTER (family));

    for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
      is_allowed = is_allowed || family == allowed[i];
    g_test_message ("family %d: %d", family, result);
    /* A machine without IPv6 says the same of it, by itself. */
    if (!is_allowed)
      g_assert_cmpint (result, ==, EAFNOSUPPORT);
    else if (family != AF_INET6)
      g_assert_cmpint (result, ==, 0);
  }
}

static int
open_netlink (const void *data)
{
  return socket (AF_NETLINK, SOCK_RAW, GPOINTER_TO_INT (data)) < 0 ? errno : 0;
}

/* Routes only: netfilter, audit, crypto and the rest are parts of the kernel of no use to a page.
 */
static void
test_netlink (void)
{
  g_assert_cmpint (run_held (open_netlink, GINT_TO_POINTER (NETLINK_ROUTE)), ==, 0);
  for (int protocol = NETLINK_ROUTE + 1; protocol <= NETLINK_CRYPTO + 1; protocol++)
    g_assert_cmpint (run_held (open_netlink, GINT_TO_POINTER (protocol)), ==, EPROTONOSUPPORT);
}

static int
request (const void *data)
{
  return ioctl (0, (unsigned long)GPOINTER_TO_INT (data), NULL) < 0 ? errno : 0;
}

static void
test_terminal_requests (void)
{
  g_assert_cmpint (run_held (request, GINT_TO_POINTER (TIOCSTI)), ==, EPERM);
  g_assert_cmpint (run_held (request, GINT_TO_POINTER (TIOCLINUX)), ==, EPERM);
  g_assert_cmpint (run_held (request, GINT_TO_POINTER (TIOCGPGRP)), !=, EPERM);
}

#ifdef __x86_64__
/* The numbers of another call table mean other calls: none of it is answered. */
static int
ask_as_32_bit (const void *data)
{
  long result;

  __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
  return result > 0 ? 0 : 1;
}

static int
ask_as_x32 (const void *data)
{
  return syscall (0x40000000L | SYS_getpid) > 0 ? 0 : 1;
}

static void
test_other_tables (void)
{
  g_assert_cmpint (run_held (ask_as_32_bit, NULL), ==, -SIGSYS);
  g_assert_cmpint (run_held (ask_as_x32, NULL), !=, 0);
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-reset/world-filter/refused", test_refused);
  g_test_add_func ("/session-reset/world-filter/needed", test_needed);
  g_test_add_func ("/session-reset/world-filter/families", test_families);
  g_test_add_func ("/session-reset/world-filter/netlink", test_netlink);
  g_test_add_func ("/session-reset/world-filter/terminal-requests", test_terminal_requests);
#ifdef __x86_64__
  g_test_add_func ("/session-reset/world-filter/other-tables", test_other_tables);
#endif
  return g_test_run ();
}
