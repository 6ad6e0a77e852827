# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to other processes and to more rights, and what has no end, from inside a world."""

import ctypes
import errno
import fcntl
import os
import resource
import signal
import struct
import threading
import time

from tries_lib import LIBC, attempt, call, in_child, read, syscall, write

PTRACE_ATTACH, PTRACE_DETACH = 16, 17
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_READ = 38, 23
TIOCSTI, IPC_CREAT = 0x5412, 0o1000


def others(_facts, _channel):
    """Processes that are not of this world: the first is bubblewrap; the shell is who asks."""
    names = [f'{n}={read(f"/proc/{n}/comm").decode().strip()}' for n in os.listdir('/proc')
             if n.isdigit() and int(n) not in (1, os.getpid(), os.getppid())]
    return ' '.join(names) or 'none'


def of_own_first(act):
    """Process 1 is of this world: whatever is done to it, it is ours."""
    def run(_facts, _channel):
        result = in_child(act)
        same = os.readlink('/proc/1/ns/pid') == os.readlink('/proc/self/ns/pid')
        return ('own ' if same else 'other ') + result
    return run


def trace():
    result = call(LIBC.ptrace, PTRACE_ATTACH, 1, 0, 0)
    if result == 'done':
        os.waitpid(1, 0x40000000)
        call(LIBC.ptrace, PTRACE_DETACH, 1, 0, 0)
    return result


def host_number(act):
    """@act on the supervisor's number on the host, which is nobody's here, or one of ours."""
    def run(facts, _channel):
        if os.path.exists(f'/proc/{facts["supervisor"]}'):
            return 'refused own process'
        return attempt(act, facts['supervisor'])
    return run


def read_memory(pid):
    buffer = ctypes.create_string_buffer(8)
    local = struct.pack('QQ', ctypes.addressof(buffer), 8)
    remote = struct.pack('QQ', 0x400000, 8)
    if LIBC.process_vm_readv(pid, local, 1, remote, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), '')


def kill_all():
    """What would go: all of this world that it may signal; itself and process 1 are left out by
    the kernel."""
    signal.signal(signal.SIGURG, signal.SIG_IGN)
    return attempt(os.kill, -1, signal.SIGURG)


def limit(kind, soft, hard):
    def act():
        try:
            resource.setrlimit(kind, (soft, hard))
        except ValueError:
            return 'EPERM'
        return 'done'
    return lambda _facts, _channel: in_child(act)


def bomb(make):
    def act():
        count, why, made = 0, 'no bound', []
        try:
            for count in range(6000):
                made.append(make())
        except OSError as error:
            why = errno.errorcode[error.errno]
        except RuntimeError:
            why = 'EAGAIN'
        for pid in made:
            if isinstance(pid, int):
                os.kill(pid, signal.SIGKILL)
        return f'bounded {count} {why}' if why != 'no bound' else f'unbounded {count}'
    return lambda _facts, _channel: in_child(act)


def fork_sleeper():
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    return pid


def daemon(_facts, _channel):
    """Leaves parents, session and signals behind; whether it lives on is seen from outside."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        if os.fork() == 0:
            for number in range(1, 64):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    continue
            LIBC.prctl(15, b'guichet-daemon')
            while True:
                time.sleep(1)
        os._exit(0)
    os.waitpid(pid, 0)
    return 'done'


def environment(facts, _channel):
    """Words of process 1's environment that are in no table of the world."""
    try:
        text = read('/proc/1/environ', 65536).decode()
    except OSError as error:
        return 'none ' + errno.errorcode[error.errno]
    names = {pair.partition('=')[0] for pair in text.split('\0') if pair}
    return ' '.join(sorted(names - set(facts['environment']))) or 'none'


def push_character(_facts, _channel):
    try:
        fd = os.open('/dev/tty', os.O_RDWR)
    except OSError as error:
        return 'refused ' + errno.errorcode[error.errno]
    return attempt(fcntl.ioctl, fd, TIOCSTI, b'x')


def raise_capabilities():
    header = struct.pack('Ii', 0x20080522, 0)
    return call(LIBC.capset, header, struct.pack('6I', 0xffffffff, 0xffffffff, 0, 0xffffffff, 0, 0))


def bounding(_facts, _channel):
    left = [n for n in range(41) if LIBC.prctl(PR_CAPBSET_READ, n) == 1]
    return f'done {left}' if left else 'none'


def ipc(number, *arguments):
    return lambda facts, _channel: syscall(number, facts['ipc_key'], *arguments)


def queue(facts, _channel):
    return call(ctypes.CDLL('librt.so.1', use_errno=True).mq_open,
                ('/' + facts['abstract']).encode(), os.O_RDWR)


TRIES = {
    'proc-list': others, 'proc-ptrace': of_own_first(trace), 'sys-ptrace': of_own_first(trace),
    'proc-mem': of_own_first(lambda: attempt(write, '/proc/1/mem', 'x', 'r+')),
    'proc-vm-read': host_number(read_memory),
    'proc-kill-number': host_number(lambda pid: os.kill(pid, 0)),
    'proc-kill-all': of_own_first(kill_all), 'proc-pidfd': host_number(os.pidfd_open),
    'proc-nice': lambda _f, _c: attempt(os.setpriority, os.PRIO_PROCESS, 0, -5),
    'proc-rtprio': lambda _f, _c: attempt(os.sched_setscheduler, 0, os.SCHED_FIFO,
                                          os.sched_param(10)),
    'proc-oom': lambda _f, _c: attempt(write, '/proc/self/oom_score_adj', '-1000'),
    'proc-core': limit(resource.RLIMIT_CORE, 1 << 20, 1 << 20),
    'proc-nproc': limit(resource.RLIMIT_NPROC, 100000, 100000),
    'proc-nofile': limit(resource.RLIMIT_NOFILE, 1 << 30, 1 << 30),
    'proc-setuid': lambda _f, _c: in_child(lambda: attempt(os.setuid, 0)),
    'proc-setgid': lambda _f, _c: in_child(lambda: attempt(os.setgid, 0)),
    'proc-setgroups': lambda _f, _c: in_child(lambda: attempt(os.setgroups, [0, 4, 5])),
    'proc-capset': lambda _f, _c: in_child(raise_capabilities), 'proc-bounding': bounding,
    'proc-no-new-privs': lambda _f, _c: call(LIBC.prctl, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0),
    'proc-dumpable': environment,
    'proc-tty': lambda _f, _c: attempt(os.open, '/dev/tty', os.O_RDWR),
    'proc-tiocsti': push_character, 'sys-tiocsti': push_character,
    'proc-forks': bomb(fork_sleeper),
    'proc-threads': bomb(lambda: threading.Thread(target=time.sleep, args=(60,),
                                                  daemon=True).start()),
    'proc-fds': bomb(lambda: [os.dup(0) for _ in range(1000)]), 'proc-daemon': daemon,
    'ipc-shm': ipc(29, 0, 0), 'ipc-msg': ipc(68, 0), 'ipc-sem': ipc(64, 0, 0),
    'ipc-mqueue': queue,
    'ipc-shm-file': lambda facts, _c: ' '.join(n for n in os.listdir('/dev/shm')
                                               if n == facts['abstract']) or 'none',
    'ipc-fifo': lambda facts, _c: attempt(os.open, facts['dir'] + '/fifo',
                                          os.O_WRONLY | os.O_NONBLOCK),
}
