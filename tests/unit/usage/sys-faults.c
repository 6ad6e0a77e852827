/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sys-faults.h"

#include <sqlite3.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static SysFault armed;
static guint remaining, seen;

/* What the call in progress meets. */
static SysFault
get_fault (void)
{
  if (armed == SYS_FAULT_NONE)
    return SYS_FAULT_NONE;
  seen++;

  return --remaining == 0 ? armed : SYS_FAULT_NONE;
}

static void
die (void)
{
  kill (getpid (), SIGKILL);
  while (TRUE)
    pause ();
}

static int
faulty_open (const char *path, int flags, int mode)
{
  switch (flags & O_CREAT ? get_fault () : SYS_FAULT_NONE) {
  case SYS_FAULT_FAIL:
    errno = ENOSPC;
    return -1;
  case SYS_FAULT_KILL:
    open (path, flags, mode);
    die ();
    G_GNUC_FALLTHROUGH;
  default:
    return open (path, flags, mode);
  }
}

static ssize_t
faulty_pwrite (int fd, const void *bytes, size_t length, off_t offset)
{
  switch (get_fault ()) {
  case SYS_FAULT_FAIL:
    errno = ENOSPC;
    return -1;
  case SYS_FAULT_KILL:
    pwrite (fd, bytes, length / 2, offset);
    die ();
    G_GNUC_FALLTHROUGH;
  default:
    return pwrite (fd, bytes, length, offset);
  }
}

static int
faulty_ftruncate (int fd, off_t length)
{
  switch (get_fault ()) {
  case SYS_FAULT_FAIL:
    errno = EIO;
    return -1;
  case SYS_FAULT_KILL:
    die ();
    G_GNUC_FALLTHROUGH;
  default:
    return ftruncate (fd, length);
  }
}

static int
faulty_unlink (const char *path)
{
  switch (get_fault ()) {
  case SYS_FAULT_FAIL:
    errno = EIO;
    return -1;
  case SYS_FAULT_KILL:
    die ();
    G_GNUC_FALLTHROUGH;
  default:
    return unlink (path);
  }
}

static void
set_call (sqlite3_vfs *vfs, const char *name, gpointer call)
{
  /* Which of pwrite and pwrite64 it calls depends on how SQLite was built. */
  if (vfs->xGetSystemCall (vfs, name) != NULL)
    g_assert_cmpint (vfs->xSetSystemCall (vfs, name, (sqlite3_syscall_ptr)call), ==, SQLITE_OK);
}

void
sys_faults_arm (SysFault fault, guint nth)
{
  sqlite3_vfs *vfs;

  g_assert_cmpint (sqlite3_initialize (), ==, SQLITE_OK);
  vfs = sqlite3_vfs_find (NULL);
  set_call (vfs, "open", faulty_open);
  set_call (vfs, "pwrite", faulty_pwrite);
  set_call (vfs, "pwrite64", faulty_pwrite);
  set_call (vfs, "ftruncate", faulty_ftruncate);
  set_call (vfs, "unlink", faulty_unlink);

  armed = fault;
  remaining = nth;
  seen = 0;
}

guint
sys_faults_disarm (void)
{
  armed = SYS_FAULT_NONE;

  return seen;
}
