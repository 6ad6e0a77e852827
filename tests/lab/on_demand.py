# SPDX-License-Identifier: GPL-3.0-or-later
"""on_demand.py SOCKET PROGRAM...: starts a program when somebody comes to its socket, and again after
it ended, as systemd does for CUPS."""

import os
import select
import socket
import sys

FIRST_DESCRIPTOR = 3  # sd_listen_fds(3)


def run(listener):
    pid = os.fork()
    if pid == 0:
        os.dup2(listener.fileno(), FIRST_DESCRIPTOR)
        os.set_inheritable(FIRST_DESCRIPTOR, True)
        os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
        os.execv(sys.argv[2], sys.argv[2:])
    os.waitpid(pid, 0)


def main():
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        os.chmod(sys.argv[1], 0o666)
        listener.listen()
        while True:
            select.select([listener], [], [])
            run(listener)


if __name__ == '__main__':
    main()
