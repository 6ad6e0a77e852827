/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* The largest picture, once as it is and once turned, its compressed form, poppler and its fonts.
 */
#define MAX_ADDRESS_SPACE ((rlim_t)900 * 1024 * 1024)
/* Of one process, over all its calls: the shell's watchdog counts each call by the clock. */
#define MAX_CPU_SECONDS 600
#define MAX_DESCRIPTORS 48
/* glibc asks for it where new threads get their stacks. */
#define DENIED SCMP_ACT_ERRNO (EPERM)

/* The policy. Everything else fails with EPERM: no program can be started, no socket made, no file
 * written, no process seen or signalled. */
static const int allowed[] = {
  SCMP_SYS (read),
  SCMP_SYS (pread64),
  SCMP_SYS (readv),
  SCMP_SYS (write),
  SCMP_SYS (writev),
  SCMP_SYS (lseek),
  SCMP_SYS (close),
  SCMP_SYS (dup),
  SCMP_SYS (fstat),
  SCMP_SYS (stat),
  SCMP_SYS (lstat),
  SCMP_SYS (newfstatat),
  SCMP_SYS (statx),
  SCMP_SYS (access),
  SCMP_SYS (faccessat),
  SCMP_SYS (faccessat2),
  SCMP_SYS (readlink),
  SCMP_SYS (readlinkat),
  SCMP_SYS (getdents64),
  SCMP_SYS (statfs),
  SCMP_SYS (fstatfs),
  SCMP_SYS (getcwd),
  SCMP_SYS (fadvise64),
  SCMP_SYS (brk),
  SCMP_SYS (munmap),
  SCMP_SYS (mremap),
  SCMP_SYS (madvise),
  SCMP_SYS (recvmsg),
  SCMP_SYS (sendmsg),
  SCMP_SYS (poll),
  SCMP_SYS (ppoll),
  SCMP_SYS (memfd_create),
  SCMP_SYS (ftruncate),
  SCMP_SYS (futex),
  SCMP_SYS (sched_yield),
  SCMP_SYS (sched_getaffinity),
  SCMP_SYS (clock_gettime),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (clock_nanosleep),
  SCMP_SYS (nanosleep),
  SCMP_SYS (getrandom),
  SCMP_SYS (getpid),
  SCMP_SYS (gettid),
  SCMP_SYS (getuid),
  SCMP_SYS (geteuid),
  SCMP_SYS (getgid),
  SCMP_SYS (getegid),
  SCMP_SYS (uname),
  SCMP_SYS (sysinfo),
  SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (sigaltstack),
  SCMP_SYS (set_robust_list),
  SCMP_SYS (rseq),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
  SCMP_SYS (restart_syscall),
};

static gboolean
add_plain_rules (scmp_filter_ctx filter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++) {
    int result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);

    /* -EDOM: a call that this machine's kind does not have. */
    if (result != 0 && result != -EDOM)
      return FALSE;
  }
  return TRUE;
}

#define MASKED(argument, mask, value)                                                              \
  SCMP_CMP (argument, SCMP_CMP_MASKED_EQ, (scmp_datum_t)(mask), (scmp_datum_t)(value))

/* Opening is for reading; mapping never gives memory that can be executed; a clone is a thread (one
 * decoder of HEIC works in one); a descriptor's flags and seals are all that fcntl touches. */
static gboolean
add_looking_rules (scmp_filter_ctx filter)
{
  static const int commands[] = { F_GETFD,         F_SETFD,     F_GETFL,
                                  F_DUPFD_CLOEXEC, F_ADD_SEALS, F_GET_SEALS };
  const int writing = O_ACCMODE | O_CREAT | O_TRUNC;
  int result = 0;

  result |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (openat), 1,
                              MASKED (2, writing, O_RDONLY));
  /* PROT_EXEC is 4. Modules (of gdk-pixbuf, of libheif) are loaded before this filter. */
  result |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, MASKED (2, 4, 0));
  result |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, MASKED (2, 4, 0));
  result |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1,
                              MASKED (0, CLONE_THREAD, CLONE_THREAD));
  /* Its arguments cannot be seen: glibc falls back to clone. */
  result |= seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    result |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1,
                                SCMP_A1 (SCMP_CMP_EQ, (scmp_datum_t)commands[i]));
  return result == 0;
}

static gboolean
filter_calls (void)
{
  scmp_filter_ctx filter = seccomp_init (DENIED);
  gboolean good;

  if (filter == NULL)
    return FALSE;
  good = add_plain_rules (filter) && add_looking_rules (filter) && seccomp_load (filter) == 0;
  seccomp_release (filter);
  return good;
}

static gboolean
limit (int resource, rlim_t value)
{
  struct rlimit both = { value, value };

  return setrlimit (resource, &both) == 0;
}

gboolean
guichet_confine (gsize max_output_bytes)
{
  return limit (RLIMIT_AS, MAX_ADDRESS_SPACE) && limit (RLIMIT_CPU, MAX_CPU_SECONDS) &&
         limit (RLIMIT_NOFILE, MAX_DESCRIPTORS) && limit (RLIMIT_CORE, 0) &&
         limit (RLIMIT_FSIZE, max_output_bytes) && prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && filter_calls ();
}
