# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel may be asked, from inside a world."""

import ctypes
import os
import socket
import struct

from tries_lib import LIBC, attempt, call, each, in_child, read, syscall, write

NEWNS, NEWUSER, NEWNET, NEWPID = 0x20000, 0x10000000, 0x40000000, 0x20000000
ADD_KEY, REQUEST_KEY, KEYCTL = 248, 249, 250
SESSION_KEYRING = -3


def sysctl(*paths):
    return lambda _facts, _channel: each(lambda path: write(path, '1'), *paths)


def mount(source, target, kind, flags=0, data=None):
    return call(LIBC.mount, source, target, kind, flags, data)


def as_root_inside(act, flags=NEWUSER | NEWNS):
    """@act as user 0 of a user namespace of its own, which WebKit's sandbox needs to be able to
    make: nothing of the host may come within reach there."""
    def body():
        uid, gid = os.getuid(), os.getgid()
        result = call(LIBC.unshare, flags)
        if result != 'done':
            return 'refused unshare ' + result
        attempt(write, '/proc/self/setgroups', 'deny')
        attempt(write, '/proc/self/uid_map', f'0 {uid} 1')
        attempt(write, '/proc/self/gid_map', f'0 {gid} 1')
        return act()
    return lambda facts, _channel: in_child(body)


def mount_host():
    """Disks, the host's directories, other kinds of file systems; a tmpfs is its own."""
    os.mkdir('/tmp/mount')
    tries = [mount(b'/dev/' + name, b'/tmp/mount', kind) for name in (b'sda1', b'vda1', b'loop0')
             for kind in (b'ext4', b'vfat')]
    tries += [mount(kind, b'/tmp/mount', kind) for kind in (b'sysfs', b'devtmpfs', b'debugfs',
                                                            b'cgroup2', b'bpf', b'securityfs')]
    tries.append(mount(b'/', b'/tmp/mount', b'none', 4096))
    bound = tries.pop()
    # A bind of the world's own root shows the world's own root, still read-only.
    own = bound != 'done' or not os.path.exists('/tmp/mount/root')
    done = [n for n in tries if n == 'done']
    return f'done {done}' if done or not own else 'refused ' + ' '.join(sorted(set(tries)))


def reach_net():
    """Root of a network of its own, where only its own loopback is."""
    names = [name for _, name in socket.if_nameindex() if name != 'lo']
    try:
        socket.create_connection(('192.0.2.1', 80), 1).close()
        return 'done'
    except OSError as error:
        return f'refused {names} {error.errno}'


def go_deeper():
    for depth in range(64):
        if LIBC.unshare(NEWUSER) != 0:
            return f'bounded {depth}'
    return 'unbounded'


def fresh_proc():
    if os.fork() == 0:
        os.mkdir('/tmp/proc')
        mount(b'proc', b'/tmp/proc', b'proc')
        names = [n for n in os.listdir('/tmp/proc') if n.isdigit()]
        write('/tmp/proc-seen', ' '.join(names))
        os._exit(0)
    os.wait()
    seen = read('/tmp/proc-seen').decode().split()
    return f'done {seen}' if len(seen) > 2 else 'none'


def overlay():
    for name in ('up', 'work', 'over'):
        os.makedirs('/tmp/' + name, exist_ok=True)
    result = mount(b'o', b'/tmp/over', b'overlay', 0,
                   b'lowerdir=/usr,upperdir=/tmp/up,workdir=/tmp/work')
    if result == 'done':
        attempt(write, '/tmp/over/essai', 'x')
    return f'own {result}' if not os.path.exists('/usr/essai') else 'done'


def refused(*calls):
    """@calls: (number, arguments) on x86-64. What they answer, one after the other."""
    return ' '.join(syscall(number, *arguments) for number, *arguments in calls)


def keyring(_facts, _channel):
    """Looks for a key of a world before, and leaves one for the next."""
    return refused((KEYCTL, 10, SESSION_KEYRING, b'user', b'guichet-canari', 0),
                   (ADD_KEY, b'user', b'guichet-canari', b'x', 1, SESSION_KEYRING),
                   (REQUEST_KEY, b'user', b'guichet-canari', b'', SESSION_KEYRING))


def persistent(_facts, _channel):
    """KEYCTL_GET_PERSISTENT, and a session keyring of its own."""
    return refused((KEYCTL, 22, -1, SESSION_KEYRING), (KEYCTL, 1, b'guichet'))


def clock(_facts, _channel):
    return call(LIBC.clock_settime, 0, struct.pack('qq', 1, 0))


ZEROES = ctypes.create_string_buffer(256)
TRIES = {
    'kernel-mount': lambda _f, _c: mount(b'x', b'/tmp', b'tmpfs'),
    'kernel-umount': lambda _f, _c: call(LIBC.umount2, b'/tmp', 2),
    'kernel-remount': lambda _f, _c: mount(b'x', b'/', b'none', 32),
    'kernel-pivot': lambda _f, _c: syscall(155, b'/tmp', b'/tmp'),
    'kernel-chroot': lambda _f, _c: in_child(lambda: attempt(os.chroot, '/tmp')),
    'kernel-fsopen': lambda _f, _c: syscall(430, b'tmpfs', 0),
    'kernel-open-tree': lambda _f, _c: syscall(428, -100, b'/', 1),
    'kernel-swapon': lambda _f, _c: call(LIBC.swapon, b'/tmp/x', 0),
    # LINUX_REBOOT_CMD_CAD_ON only: what is refused for it is refused for the rest.
    'kernel-reboot': lambda _f, _c: syscall(169, 0xfee1dead, 672274793, 0x89abcdef, 0),
    'kernel-kexec': lambda _f, _c: syscall(246, 0, 0, 0, 0),
    'kernel-module': lambda _f, _c: syscall(175, ZEROES, 256, b''),
    'kernel-bpf': lambda _f, _c: syscall(321, 5, ZEROES, 128),
    'kernel-perf': lambda _f, _c: syscall(298, ctypes.create_string_buffer(
        struct.pack('IIQ', 1, 112, 0), 112), -1, 0, -1, 0),
    'kernel-userfaultfd': lambda _f, _c: syscall(323, 0),
    'kernel-iopl': lambda _f, _c: syscall(172, 3), 'kernel-clock': clock,
    'kernel-hostname': lambda _f, _c: attempt(socket.sethostname, 'essai'),
    'kernel-syslog': lambda _f, _c: call(LIBC.klogctl, 3, ZEROES, 256),
    'kernel-quota': lambda _f, _c: syscall(179, 0x80000700, b'/dev/sda1', 0, ZEROES),
    'kernel-acct': lambda _f, _c: syscall(163, b'/tmp/acct'),
    'kernel-sysctl': sysctl('/proc/sys/kernel/hostname', '/proc/sys/net/ipv4/ip_forward',
                            '/proc/sys/kernel/yama/ptrace_scope', '/proc/sys/fs/suid_dumpable',
                            '/proc/sys/kernel/unprivileged_userns_clone'),
    'kernel-sysrq': sysctl('/proc/sysrq-trigger', '/proc/sys/kernel/sysrq'),
    'kernel-drop-caches': sysctl('/proc/sys/vm/drop_caches'),
    'kernel-core-pattern': sysctl('/proc/sys/kernel/core_pattern'),
    'kernel-modprobe': sysctl('/proc/sys/kernel/modprobe'),
    'kernel-binfmt': sysctl('/proc/sys/fs/binfmt_misc/register', '/proc/sys/fs/binfmt_misc'),
    'kernel-keyring': keyring, 'kernel-key-persistent': persistent,
    'kernel-userns-mount': as_root_inside(mount_host),
    'kernel-userns-net': as_root_inside(reach_net, NEWUSER | NEWNET),
    'kernel-userns-depth': lambda _f, _c: in_child(go_deeper),
    'kernel-userns-proc': as_root_inside(fresh_proc, NEWUSER | NEWNS | NEWPID),
    'kernel-overlay': as_root_inside(overlay),
}
