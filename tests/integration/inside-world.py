#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a world's own program would do once it was taken over: run as the shell of a world, it tries
the walls and writes what it reached to /tmp/report.json there. Judged by test-inside-world.py."""

import array
import ctypes
import errno
import json
import os
import resource
import select
import socket
import stat
import struct
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
SYS_IO_URING_SETUP = 425
SYS_ADD_KEY, SYS_REQUEST_KEY, SYS_KEYCTL, SYS_BPF, SYS_PERF_EVENT_OPEN = {
    'x86_64': (248, 249, 250, 321, 298), 'aarch64': (217, 218, 219, 280, 241)}[os.uname().machine]
KEYCTL_SEARCH = 10
SESSION_KEYRING = -3
WAYLAND = '/run/user/resident/wayland-0'
FORKS = 1100


def attempt(act, *arguments):
    """'done', or the name of the error."""
    try:
        act(*arguments)
        return 'done'
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error.errno))


def call(function, *arguments):
    """A call of libc: 'done', or the name of its error."""
    if function(*arguments) == -1:
        return errno.errorcode.get(ctypes.get_errno(), 'unknown')
    return 'done'


def read(path):
    with open(path, 'rb') as file:
        return file.read(4096).decode(errors='replace')


def status_field(name):
    return [line.split(':', 1)[1].strip() for line in read('/proc/self/status').splitlines()
            if line.startswith(name + ':')][0]


# --- what can be seen ---

def can_write(directory):
    path = os.path.join(directory, 'probe-%d' % os.getpid())
    if attempt(os.mkdir, path) != 'done':
        return False
    os.rmdir(path)
    return True


def look_at_files(hidden):
    mounts = [line.split() for line in read_whole('/proc/self/mountinfo').splitlines()]
    points = sorted({fields[4] for fields in mounts})
    places = sorted({top for point in points + ['/', '/etc', '/run', '/home', '/var', '/proc']
                     for top in (point, os.path.dirname(point))})
    writable = [place for place in places if os.path.isdir(place) and can_write(place)]
    sockets, special = [], []
    for top, names, files in os.walk('/'):
        names[:] = [n for n in names if os.path.join(top, n) not in ('/proc', '/usr')]
        for name in files:
            mode = os.lstat(os.path.join(top, name)).st_mode
            if stat.S_ISSOCK(mode):
                sockets.append(os.path.join(top, name))
            if stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not top.startswith('/dev')):
                special.append(os.path.join(top, name))
    return {'hidden': [path for path in hidden if os.path.lexists(path)],
            'writable': writable, 'sockets': sockets, 'special': special,
            'capacity': sum(s.f_blocks * s.f_frsize for s in map(os.statvfs, writable)),
            'suid-mounts': [f[4] for f in mounts if 'nosuid' not in f[5].split(',')],
            'passwd': read('/etc/passwd'),
            'home': sorted(os.listdir('/home')), 'var': sorted(os.listdir('/var')),
            'dev': sorted(os.listdir('/dev'))}


def read_whole(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def look_at_process():
    return {'pids': sorted(int(n) for n in os.listdir('/proc') if n.isdigit()),
            'self': os.getpid(),
            'fds': {n: os.readlink('/proc/self/fd/' + n) for n in os.listdir('/proc/self/fd')
                    if os.path.exists('/proc/self/fd/' + n)},
            'environment': sorted(os.environ),
            'capabilities': [status_field(n) for n in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd',
                                                       'CapAmb')],
            'no-new-privs': status_field('NoNewPrivs'), 'seccomp': status_field('Seccomp'),
            'core': resource.getrlimit(resource.RLIMIT_CORE),
            'oom': int(read('/proc/self/oom_score_adj')),
            'tty': attempt(os.open, '/dev/tty', os.O_RDWR)}


# --- what can be done ---

def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(2)
        sock.connect(address)


def try_network(facts):
    return {'interfaces': [name for _, name in socket.if_nameindex()],
            'host-loopback': attempt(connect, socket.AF_INET, ('127.0.0.1', facts['port'])),
            'net': attempt(connect, socket.AF_INET, ('192.0.2.1', 80)),
            'net6': attempt(connect, socket.AF_INET6, ('2001:db8::1', 80)),
            'abstract': attempt(connect, socket.AF_UNIX, '\0' + facts['abstract']),
            'screen': attempt(connect, socket.AF_UNIX, '\0/tmp/.X11-unix/X' + facts['x']),
            'raw': attempt(socket.socket, socket.AF_INET, socket.SOCK_RAW, 1),
            'packet': attempt(socket.socket, socket.AF_PACKET, socket.SOCK_RAW, 3),
            'vsock': attempt(socket.socket, socket.AF_VSOCK, socket.SOCK_STREAM),
            'alg': attempt(socket.socket, socket.AF_ALG, socket.SOCK_SEQPACKET),
            'bluetooth': attempt(socket.socket, 31, socket.SOCK_STREAM),
            'ring': LIBC.syscall(SYS_IO_URING_SETUP, 1, None)}


def write_to(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def try_kernel():
    tries = {'mount': call(LIBC.mount, b'x', b'/tmp', b'tmpfs', 0, None),
             'setuid': attempt(os.setuid, 0),
             'sethostname': attempt(socket.sethostname, 'x'),
             'chroot': attempt(os.chroot, '/tmp'),
             'nice': attempt(os.setpriority, os.PRIO_PROCESS, 0, -5),
             'oom': attempt(write_to, '/proc/self/oom_score_adj', '-1000'),
             'bpf': call(LIBC.syscall, SYS_BPF, 5, ctypes.create_string_buffer(128), 128),
             'mknod': attempt(os.mknod, '/tmp/disk', 0o600 | stat.S_IFBLK, os.makedev(8, 0)),
             'perf': call(LIBC.syscall, SYS_PERF_EVENT_OPEN,
                          ctypes.create_string_buffer(struct.pack('IIQ', 1, 112, 0), 112),
                          -1, 0, -1, 0)}
    for path in ('/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname',
                 '/proc/sys/net/ipv4/ip_forward', '/proc/sys/vm/drop_caches',
                 '/proc/sysrq-trigger'):
        tries['write ' + path] = attempt(write_to, path, '1')
    for path in ('/proc/kcore', '/proc/kmsg', '/dev/mem', '/dev/kmsg'):
        tries['read ' + path] = attempt(os.open, path, os.O_RDONLY)
    return tries


def try_keyring():
    """Leaves a key for the next world, and looks for one of the world before."""
    return [call(LIBC.syscall, SYS_KEYCTL, KEYCTL_SEARCH, SESSION_KEYRING, b'user', b'guichet-probe', 0),
            call(LIBC.syscall, SYS_ADD_KEY, b'user', b'guichet-probe', b'residue', 7, SESSION_KEYRING),
            call(LIBC.syscall, SYS_REQUEST_KEY, b'user', b'guichet-probe', None, SESSION_KEYRING)]


def try_forks():
    """Processes that can be had before the kernel says no; none is left behind."""
    children = []
    why = 'no bound'
    try:
        for _ in range(FORKS):
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            children.append(pid)
    except OSError as error:
        why = errno.errorcode[error.errno]
    for pid in children:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return {'children': len(children), 'why': why}


# --- the display, in its own wire format ---

def message(number, opcode, *words, text=None):
    body = b''.join(struct.pack('=I', word) for word in words)
    if text is not None:
        data = text.encode() + b'\0'
        body += struct.pack('=I', len(data)) + data + b'\0' * (-len(data) % 4)
    return struct.pack('=II', number, opcode | (8 + len(body)) << 16) + body


def display():
    sock = socket.socket(socket.AF_UNIX)
    sock.connect(WAYLAND)
    return sock


def receive(sock, seconds=3.0):
    """All that comes until the other side is still for a moment; None when it hung up."""
    data = b''
    while select.select([sock], [], [], seconds)[0]:
        piece = sock.recv(65536)
        if not piece:
            return None
        data += piece
        seconds = 0.2
    return data


def list_globals():
    with display() as sock:
        sock.sendall(message(1, 1, 2))
        data, names = receive(sock) or b'', {}
    while len(data) >= 8:
        number, word = struct.unpack_from('=II', data)
        if number == 2 and word & 0xffff == 0:
            name, length = struct.unpack_from('=II', data, 8)
            names[data[16:16 + length - 1].decode()] = name
        data = data[word >> 16:]
    return names


def is_refused(*parts, fds=0):
    """Whether the display hangs up on what is sent after a registry was made."""
    with display() as sock:
        sock.sendall(message(1, 1, 2))
        receive(sock)
        try:
            for part in parts:
                if fds:
                    rights = array.array('i', [0] * fds)
                    sock.sendmsg([part], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
                else:
                    sock.sendall(part)
            # A round trip: an answer or the end comes.
            sock.sendall(message(1, 0, 4))
            return receive(sock, 1.0) is None
        except OSError:
            return True


def try_display():
    names = list_globals()
    seat = names.get('wl_seat', 0)

    def bind(name, interface):
        text = interface.encode() + b'\0'
        text += b'\0' * (-len(text) % 4)
        body = struct.pack('=II', name, len(interface) + 1) + text + struct.pack('=II', 1, 3)
        return struct.pack('=II', 2, (8 + len(body)) << 16) + body

    hidden = [n for n in range(1, 80) if n not in names.values()]
    return {
        'globals': sorted(names),
        'refused': {
            'what is offered': is_refused(bind(seat, 'wl_seat')),
            'what is hidden': all(is_refused(bind(n, 'wl_seat')) for n in hidden[:5]),
            'another interface': is_refused(bind(seat, 'weston_screenshooter')),
            'the screen’s power': all(is_refused(bind(n, 'guichet_screen')) for n in [seat, *hidden[:3]]),
            'size 0': is_refused(struct.pack('=II', 1, 0)),
            'odd size': is_refused(struct.pack('=II', 1, 9 << 16) + b'abcd'),
            'endless string': is_refused(
                struct.pack('=IIII', 2, 24 << 16, seat, 0xffffffff) + b'\0' * 8),
            'empty string': is_refused(
                struct.pack('=IIII', 2, 24 << 16, seat, 0) + b'\0' * 8),
            'a flood of descriptors': is_refused(*[b'\1'] * 40, fds=28)},
        # Last: the gate needs a moment to see that they are gone.
        'connections': count_connections()}


def count_connections():
    """How many of many are served; half a message on each, and nothing is ever read."""
    socks = []
    for _ in range(100):
        sock = display()
        sock.sendall(message(1, 1, 2)[:5])
        socks.append(sock)
    time.sleep(0.3)
    served = 0
    for sock in socks:
        if not select.select([sock], [], [], 0)[0]:
            served += 1
        sock.close()
    return served


# --- the channel ---

def try_channel(canary):
    """A message that cannot be decoded, with words in it."""
    channel = socket.socket(fileno=3)
    uid = str(os.getuid()).encode().hex()
    channel.settimeout(5)
    channel.sendall(b'\0AUTH EXTERNAL %s\r\n' % uid.encode())
    channel.recv(512)
    channel.sendall(b'BEGIN\r\n')
    # Its header's array of fields claims to be longer than it is.
    channel.sendall(struct.pack('<BBBBIII', 0x6c, 1, 0, 1, len(canary), 1, 5) + b'\xff' * 8
                    + canary.encode())
    while channel.recv(512):
        pass


def main():
    with open(os.path.join(os.environ['GUICHET_CENTRE_DIR'], 'probe.json'), encoding='utf-8') as file:
        facts = json.load(file)
    report = {'process': look_at_process(), 'files': look_at_files(facts['hidden']),
              'network': try_network(facts), 'kernel': try_kernel(), 'keyring': try_keyring(),
              'forks': try_forks(), 'display': try_display()}
    with open('/tmp/report.new', 'w', encoding='utf-8') as file:
        json.dump(report, file)
    os.rename('/tmp/report.new', '/tmp/report.json')
    while not os.path.exists('/tmp/go'):
        time.sleep(0.02)
    try_channel(facts['canary'])


if __name__ == '__main__':
    sys.exit(main())
