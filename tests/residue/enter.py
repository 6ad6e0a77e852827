# SPDX-License-Identifier: GPL-3.0-or-later
"""enter.py PID PROGRAM...: runs a program in the world of a process, as its own user. The namespaces
belong to the user namespace that bubblewrap made first, which the world's own one is nested in."""

import ctypes
import fcntl
import os
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
NS_GET_USERNS = 0xb701


def enter(fd):
    if LIBC.setns(fd, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def main():
    names = ('ipc', 'uts', 'net', 'pid', 'mnt')
    spaces = [os.open(f'/proc/{sys.argv[1]}/ns/{name}', os.O_RDONLY) for name in names]
    enter(fcntl.ioctl(spaces[0], NS_GET_USERNS))
    for fd in spaces:
        enter(fd)
    # The namespace of processes is that of children only.
    pid = os.fork()
    if pid == 0:
        os.execv(sys.argv[2], sys.argv[2:])
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == '__main__':
    main()
