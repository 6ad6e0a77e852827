# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to the machine's files and devices, from inside a world."""

import ctypes
import errno
import glob
import os
import shutil
import stat
import subprocess

from tries_lib import LIBC, attempt, call, each, found, in_child, read, syscall, write

OWN = '/run/guichet/guichet'
MIB = 1 << 20


def reads(*paths):
    def look(path):
        if os.path.isdir(path):
            os.listdir(path)
        else:
            read(path)
    return lambda facts, _channel: each(look, *[path.format(**facts) for path in paths])


def writes(*paths):
    def put(path):
        if os.path.isdir(path):
            os.mkdir(os.path.join(path, 'guichet-essai'))
        else:
            with open(path, 'a', encoding='utf-8') as file:
                file.write('\n')
    return lambda facts, _channel: each(put, *[path.format(**facts) for path in paths])


def there(*paths):
    return lambda _facts, _channel: found(*[name for path in paths for name in
                                            (glob.glob(path) or [path])])


def homes(_facts, _channel):
    return ' '.join(name for name in os.listdir('/home') if name != 'resident') or 'none'


def disks(_facts, _channel):
    found_disks = []
    for top, _, files in os.walk('/dev'):
        for name in files:
            if stat.S_ISBLK(os.lstat(os.path.join(top, name)).st_mode):
                found_disks.append(name)
    return ' '.join(found_disks) or 'none'


def make_node(path, kind, device):
    return lambda _facts, _channel: attempt(os.mknod, path, 0o666 | kind, device)


def suid(_facts, _channel):
    """Whether a program with more rights gives any: all it prints is who it is."""
    programs = [path for path in ('/usr/bin/su', '/usr/bin/sudo', '/usr/bin/pkexec', '/usr/bin/mount',
                                  '/usr/bin/passwd', '/usr/bin/chsh', '/usr/bin/newgrp',
                                  '/usr/lib/dbus-1.0/dbus-daemon-launch-helper')
                if os.path.exists(path) and os.stat(path).st_mode & stat.S_ISUID]
    mounts = [line.split() for line in read('/proc/self/mountinfo', 1 << 20).decode().splitlines()]
    with_suid = [fields[4] for fields in mounts if 'nosuid' not in fields[5].split(',')]
    status = read('/proc/self/status').decode()
    locked = 'NoNewPrivs:\t1' in status
    if programs and (with_suid or not locked):
        return f'done {programs} {with_suid}'
    result = subprocess.run(['/usr/bin/su', '-c', 'id'], stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, timeout=10, check=False)
    return f'done {result.stdout}' if 'uid=0' in result.stdout else 'refused nosuid no-new-privs'


def capabilities(_facts, _channel):
    shutil.copy('/usr/bin/cat', '/tmp/cat')
    # VFS_CAP_REVISION_2 with CAP_DAC_OVERRIDE permitted and effective.
    value = bytes([1, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    return attempt(os.setxattr, '/tmp/cat', 'security.capability', value)


def suid_copy(_facts, _channel):
    """A set-user-ID copy must give nobody else's rights."""
    shutil.copy('/usr/bin/id', '/tmp/id')
    result = attempt(os.chown, '/tmp/id', 0, 0)
    os.chmod('/tmp/id', 0o4755)
    out = subprocess.run(['/tmp/id', '-u'], capture_output=True, text=True, check=False).stdout
    return f'done {out}' if out.strip() == '0' else f'refused {result}'


def by_handle(_facts, _channel):
    class Handle(ctypes.Structure):
        _fields_ = [('bytes', ctypes.c_uint), ('type', ctypes.c_int), ('data', ctypes.c_char * 128)]
    handle, mount = Handle(128), ctypes.c_int()
    result = call(LIBC.name_to_handle_at, -100, b'/usr', ctypes.byref(handle),
                  ctypes.byref(mount), 0)
    fd = os.open('/usr', os.O_RDONLY)
    return f'{result} {call(LIBC.open_by_handle_at, fd, ctypes.byref(handle), 0)}'.split()[-1]


def out_of_chroot(_facts, _channel):
    def act():
        fd = os.open('/', os.O_RDONLY)
        os.mkdir('/tmp/root')
        try:
            os.chroot('/tmp/root')
        except OSError as error:
            return 'refused ' + errno.errorcode[error.errno]
        os.fchdir(fd)
        for _ in range(20):
            os.chdir('..')
        return 'done ' + ' '.join(os.listdir('.'))
    return in_child(act)


def root_of_first(facts, _channel):
    seen = sorted(os.listdir('/proc/1/root'))
    return 'own' if seen == sorted(os.listdir('/')) and not os.path.exists(
        '/proc/1/root' + facts['runtime']) else f'other {seen}'


def link_for_supervisor(_facts, _channel):
    """Its runtime directory is not in here: there is nothing that the supervisor would follow."""
    return attempt(os.symlink, '/etc/shadow', '/run/guichet/world')


def fill(directory):
    """Bytes until the file system is full."""
    def act(_facts, _channel):
        path, size = os.path.join(directory, 'fill'), 0
        try:
            with open(path, 'wb') as file:
                for _ in range(4096):
                    size += file.write(b'\1' * MIB)
                    file.flush()
        except OSError as error:
            return f'bounded {size // MIB} MiB {errno.errorcode[error.errno]}'
        finally:
            os.unlink(path)
        return f'unbounded {size // MIB} MiB'
    return act


def opens(_facts, _channel):
    """Nothing opens an address in another program."""
    tools = [name for name in ('xdg-open', 'gio') if shutil.which(name)]
    for name in tools:
        words = [name, 'open'] if name == 'gio' else [name]
        subprocess.run(words + ['https://evil.example/'], stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=20, check=False)
    others = [n for n in os.listdir('/proc') if n.isdigit() and int(n) not in (1, os.getpid())]
    names = {read(f'/proc/{n}/comm').decode().strip() for n in others}
    return f'done {names}' if names - {'prlimit', 'guichet', 'guichet-daemon'} else 'none'


TRIES = {
    'file-shadow': reads('/etc/shadow', '/etc/gshadow'), 'file-root': reads('/root'),
    'file-homes': homes, 'file-host-dir': reads('{dir}', '{runtime}'),
    'file-database': reads('{database}', '/var/lib/guichet'),
    'file-machine-id': reads('/etc/machine-id', '/var/lib/dbus/machine-id'),
    'file-log': reads('/var/log'), 'file-lib': reads('/var/lib'), 'file-dbus': reads('/run/dbus'),
    'file-systemd': reads('/run/systemd'), 'file-spool': reads('/var/spool', '/var/spool/cups'),
    'file-etc-guichet': reads('/etc/guichet'), 'file-kcore': reads('/proc/kcore'),
    'file-kmsg': reads('/proc/kmsg', '/dev/kmsg'), 'file-mem': reads('/dev/mem', '/dev/port'),
    'file-disks': disks, 'file-input': there('/dev/input', '/dev/uinput', '/dev/uhid'),
    'file-fb': there('/dev/fb0', '/dev/tty0', '/dev/tty1', '/dev/vcs', '/dev/console'),
    'file-usb': there('/dev/bus', '/dev/hidraw*', '/dev/usb'),
    'file-camera': there('/dev/video*', '/dev/snd', '/dev/media*'),
    'file-kvm': there('/dev/kvm', '/dev/vhost*'),
    'file-fuse': there('/dev/fuse', '/dev/loop*'),
    'file-dev-write': make_node('/dev/essai', stat.S_IFREG, 0),
    'file-mknod': make_node('/tmp/essai', stat.S_IFBLK, os.makedev(8, 0)),
    'file-sysfs': writes('/sys', '/sys/class', '/sys/block', '/sys/kernel'),
    'file-sys-power': writes('/sys/power/state'),
    'file-debugfs': reads('/sys/kernel/debug', '/sys/kernel/tracing'),
    'file-firmware': reads('/sys/firmware', '/sys/firmware/efi/efivars'),
    'file-cgroup': writes('/sys/fs/cgroup', '/sys/fs/cgroup/cgroup.procs'),
    'file-usr': writes('/usr', '/usr/bin', '/usr/bin/env', '/bin'),
    'file-etc': writes('/etc', '/etc/ssl/certs', '/etc/fonts'), 'file-own-program': writes(OWN),
    'file-defaults': writes('/run/guichet/defaults', '/run/guichet/defaults/guichet.conf'),
    'file-centre': writes('/run/guichet/centre', '/run/guichet/centre/guichet.conf'),
    'file-passwd': writes('/etc/passwd', '/etc/group', '/etc/hosts', '/etc/nsswitch.conf'),
    'file-root-dir': writes('/', '/run', '/home', '/var', '/run/guichet'),
    'file-locale': writes('/run/guichet/locale'),
    'file-display-socket': lambda _f, _c: each(os.unlink, '/run/user/resident/wayland-0'),
    'file-suid': suid, 'file-capabilities': capabilities, 'file-suid-copy': suid_copy,
    'file-handle': by_handle, 'file-dotdot': out_of_chroot, 'file-proc-root': root_of_first,
    'file-symlink': link_for_supervisor,
    'mem-tmp': fill('/tmp'), 'mem-shm': fill('/dev/shm'), 'mem-home': fill('/home/resident'),
    'mem-lock': lambda _f, _c: call(LIBC.mlockall, 3),
    'mem-hugepages': lambda _f, _c: syscall(9, 0, 1 << 30, 3, 0x40022, -1, 0),
    'sys-open': opens, 'sys-atspi': there('/run/user/resident/at-spi', '/run/user/0/at-spi'),
    'sys-suid': suid, 'sys-write': writes('/etc', '/usr', '{database}', '{dir}/guichet'),
    'sys-read': reads('{database}', '{dir}/supervisor.log'),
}
