/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "world-filter.h"

#include <errno.h>
#include <linux/netlink.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Answered as by a kernel that has no such call, so that a library looks for another way. What
 * bubblewrap needs once more inside, for the engine's sandbox (mount, unshare, pivot_root), stays.
 */
static const int refused[] = {
  SCMP_SYS (acct),
  SCMP_SYS (add_key), /* a keyring is the user's, not the world's */
  SCMP_SYS (adjtimex),
  SCMP_SYS (bpf),
  SCMP_SYS (clock_adjtime),
  SCMP_SYS (clock_settime),
  SCMP_SYS (delete_module),
  SCMP_SYS (fanotify_init),
  SCMP_SYS (fanotify_mark),
  SCMP_SYS (finit_module),
  SCMP_SYS (fsconfig), /* the newer way to mount, which bubblewrap does not go */
  SCMP_SYS (fsmount),
  SCMP_SYS (fsopen),
  SCMP_SYS (fspick),
  SCMP_SYS (init_module),
  SCMP_SYS (io_uring_enter),
  SCMP_SYS (io_uring_register),
  SCMP_SYS (io_uring_setup),
  SCMP_SYS (ioperm),
  SCMP_SYS (iopl),
  SCMP_SYS (kcmp),
  SCMP_SYS (kexec_file_load),
  SCMP_SYS (kexec_load),
  SCMP_SYS (keyctl),
  SCMP_SYS (lookup_dcookie),
  SCMP_SYS (migrate_pages),
  SCMP_SYS (modify_ldt),
  SCMP_SYS (mount_setattr),
  SCMP_SYS (move_mount),
  SCMP_SYS (move_pages),
  SCMP_SYS (name_to_handle_at),
  SCMP_SYS (open_by_handle_at),
  SCMP_SYS (open_tree),
  SCMP_SYS (perf_event_open),
  SCMP_SYS (pidfd_getfd),
  SCMP_SYS (process_vm_readv),
  SCMP_SYS (process_vm_writev),
  SCMP_SYS (ptrace),
  SCMP_SYS (quotactl),
  SCMP_SYS (quotactl_fd),
  SCMP_SYS (reboot),
  SCMP_SYS (request_key),
  SCMP_SYS (setns),
  SCMP_SYS (settimeofday),
  SCMP_SYS (swapoff),
  SCMP_SYS (swapon),
  SCMP_SYS (syslog),
  SCMP_SYS (userfaultfd),
  SCMP_SYS (vhangup),
};

/* No namespace holds the others back: AF_VSOCK speaks to the hypervisor, AF_ALG and AF_PACKET to
 * parts of the kernel that a page has no business with. */
static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

/* What the engine's sandbox raises its loopback by. Root of a namespace of its own, as anybody may
 * become who may make a sandbox, would reach nf_tables and the like by the others. */
#define NETLINK_PROTOCOL NETLINK_ROUTE

/* Text pushed into a terminal as if it were typed. */
static const unsigned int terminal_requests[] = { TIOCSTI, TIOCLINUX };

/* A family is refused when it is below the first, between two, or above the last of the list, which
 * is in order. */
static int
add_families (scmp_filter_ctx filter)
{
  int below = -1;
  int status = 0;

  for (gsize i = 0; i <= G_N_ELEMENTS (families) && status == 0; i++) {
    int above = i < G_N_ELEMENTS (families) ? families[i] : INT_MAX;

    for (int family = below + 1; i < G_N_ELEMENTS (families) && family < above && status == 0;
         family++)
      status = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EAFNOSUPPORT), SCMP_SYS (socket), 1,
                                 SCMP_A0_32 (SCMP_CMP_EQ, (guint32)family));
    if (i == G_N_ELEMENTS (families) && status == 0)
      status = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EAFNOSUPPORT), SCMP_SYS (socket), 1,
                                 SCMP_A0_32 (SCMP_CMP_GT, (guint32)below));
    below = above;
  }
  return status;
}

static int
add_netlink (scmp_filter_ctx filter)
{
  return seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPROTONOSUPPORT), SCMP_SYS (socket), 2,
                           SCMP_A0_32 (SCMP_CMP_EQ, AF_NETLINK),
                           SCMP_A2_32 (SCMP_CMP_NE, NETLINK_PROTOCOL));
}

static int
add_rules (scmp_filter_ctx filter)
{
  int status = add_families (filter);

  if (status == 0)
    status = add_netlink (filter);
  for (gsize i = 0; i < G_N_ELEMENTS (refused) && status == 0; i++)
    status = seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), refused[i], 0);
  for (gsize i = 0; i < G_N_ELEMENTS (terminal_requests) && status == 0; i++)
    status = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (ioctl), 1,
                               SCMP_A1_32 (SCMP_CMP_EQ, terminal_requests[i]));
  return status;
}

int
guichet_world_filter_open (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  int fd = memfd_create ("guichet", MFD_CLOEXEC);
  int status = filter != NULL ? add_rules (filter) : -ENOMEM;

  if (status == 0)
    status = fd >= 0 ? seccomp_export_bpf (filter, fd) : -errno;
  if (status == 0 && lseek (fd, 0, SEEK_SET) != 0)
    status = -errno;
  if (filter != NULL)
    seccomp_release (filter);
  if (status == 0)
    return fd;
  g_set_error (error, G_IO_ERROR, (int)g_io_error_from_errno (-status), "seccomp: %s",
               g_strerror (-status));
  if (fd >= 0)
    close (fd);
  return -1;
}
