# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants canaries where no page can: run as a process of a world, as a page that took its engine over
would. planter.py PREFIX: each store gets PREFIX and its three letters; prints what it could do, as
JSON, and lives on with what must be held to last."""

import array
import ctypes
import json
import mmap
import os
import pty
import signal
import socket
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
KEPT = []
# Each gives what one of the kernel's stores holds; asked for by SIGUSR1, when a test wants to know
# whether it is still there.
RECALL = []
recalled = []
ADD_KEY = {'x86_64': 248, 'aarch64': 217}[os.uname().machine]
SESSION, USER = -3, -4


def check(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), 'refused')
    return result


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='ascii') as file:
        file.write(text)


def in_file(path):
    return lambda canary: write(path.format(canary), canary)


def memfd(canary):
    fd = os.memfd_create('x')
    os.write(fd, canary.encode())
    KEPT.append(fd)


def deleted(canary):
    """A file that has no name any more, but is open."""
    write('/tmp/deleted', canary)
    KEPT.append(open('/tmp/deleted', encoding='ascii'))
    os.unlink('/tmp/deleted')


def mapped(canary):
    write('/tmp/mapped', canary * 9)
    with open('/tmp/mapped', 'r+b') as file:
        KEPT.append(mmap.mmap(file.fileno(), 0))
    os.unlink('/tmp/mapped')


def shared_memory(canary):
    LIBC.shmat.restype = ctypes.c_void_p
    number = check(LIBC.shmget(0, 4096, 0o1600))
    address = LIBC.shmat(number, None, 0)
    ctypes.memmove(address, canary.encode(), len(canary))
    RECALL.append(lambda: ctypes.string_at(address, 40))


def message_queue(canary):
    number = check(LIBC.msgget(0, 0o1600))
    data = (1).to_bytes(8, sys.byteorder) + canary.encode()
    check(LIBC.msgsnd(number, data, len(canary), 0o4000))

    def read():
        buffer = ctypes.create_string_buffer(64)
        LIBC.msgrcv(number, buffer, 40, 0, 0o4000)
        return bytes(buffer)
    RECALL.append(read)


def posix_queue(canary):
    rt = ctypes.CDLL('librt.so.1', use_errno=True)
    fd = check(rt.mq_open(('/' + canary).encode(), os.O_CREAT | os.O_RDWR, 0o600, None))
    KEPT.append(fd)
    check(rt.mq_send(fd, canary.encode(), len(canary), 0))

    def read():
        buffer = ctypes.create_string_buffer(8192)
        rt.mq_receive(fd, buffer, 8192, None)
        return bytes(buffer[:60])
    RECALL.append(read)


def abstract(canary):
    sock = socket.socket(socket.AF_UNIX)
    sock.bind('\0' + canary)
    sock.listen()
    KEPT.append(sock)


def in_pipe(canary):
    ends = os.pipe()
    os.write(ends[1], canary.encode())
    RECALL.append(lambda: os.read(ends[0], 60))


def in_socket(canary):
    """In the queue of a socket, and a descriptor that is on its way in another."""
    pair = socket.socketpair()
    pair[0].send(canary.encode())
    fd = os.memfd_create('y')
    os.write(fd, canary.encode())
    pair[0].sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [fd]))])
    os.close(fd)
    KEPT.append(pair)
    RECALL.append(lambda: pair[1].recv(26))


def in_terminal(canary):
    ends = pty.openpty()
    os.write(ends[0], canary.encode() + b'\n')
    RECALL.append(lambda: os.read(ends[1], 60))


def keyring(ring):
    def act(canary):
        check(LIBC.syscall(ADD_KEY, b'user', canary.encode(), canary.encode(), len(canary), ring))
    return act


def words(canary):
    """A process with it in its command line, environment and name."""
    if os.fork() == 0:
        devnull = os.open('/dev/null', os.O_RDWR)
        for fd in range(3):
            os.dup2(devnull, fd)
        os.execve('/usr/bin/sleep', ['sleep-' + canary, '600'], {'CANARY': canary})


def host_name(canary):
    check(LIBC.sethostname(canary.encode(), len(canary)))


def attribute(canary):
    write('/tmp/attribute', 'x')
    try:
        os.setxattr('/tmp/attribute', 'user.canary', canary.encode())
    except OSError:
        os.setxattr('/dev/shm', 'user.canary', canary.encode())


def datagram(canary):
    """On the loopback of the world, not yet read."""
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(('127.0.0.1', 0))
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(canary.encode(), one.getsockname())
    RECALL.append(lambda: one.recv(60))


HOME, CACHE = '/home/resident', '/home/resident/.cache'
STORES = {
    'baa': in_file('/tmp/{}'), 'bab': in_file('/dev/shm/{}'), 'bac': in_file(HOME + '/{}'),
    'bad': in_file('/run/user/resident/{}'), 'bae': memfd, 'baf': deleted, 'bag': mapped,
    'bah': shared_memory, 'bai': message_queue, 'baj': posix_queue, 'bak': abstract,
    'bal': in_pipe, 'bam': in_socket, 'ban': in_terminal, 'bao': keyring(SESSION),
    'bap': keyring(USER), 'baq': words, 'bar': host_name, 'bas': attribute, 'bat': datagram,
    'bau': in_file(CACHE + '/fontconfig/{}'), 'bav': in_file(CACHE + '/gstreamer-1.0/registry.bin'),
    'baw': in_file(CACHE + '/mesa_shader_cache/{}'), 'bax': in_file(CACHE + '/thumbnails/{}'),
    'bay': in_file(HOME + '/.local/share/recently-used.xbel'),
    'baz': in_file(HOME + '/.config/dconf/user'), 'bba': in_file(HOME + '/Downloads/{}.pdf'),
    'bbb': in_file(HOME + '/.cups/lpoptions'), 'bbc': in_file('/tmp/gtkprint_{}'),
    'bbd': in_file('/tmp/scan-{}.tiff'), 'bbe': in_file('/tmp/ContentRuleList-{}'),
    'bbf': in_file(HOME + '/.local/share/webkitgtk/storage/{}'),
    'bbg': in_file(CACHE + '/ibus/{}'), 'bbh': in_file('/tmp/core.{}'),
}


def main():
    # The prefix comes by a pipe: neither command line nor environment may hold it.
    prefix, told = sys.stdin.readline().strip(), {}
    for code, store in STORES.items():
        try:
            store(prefix + code)
            told[code] = 'ok'
        except OSError as error:
            told[code] = str(error)
    print(json.dumps(told), flush=True)
    if os.fork() != 0:
        os._exit(0)
    os.setsid()
    for fd in range(3):
        os.close(fd)
    signal.signal(signal.SIGUSR1, lambda *_: recalled.extend(read() for read in RECALL))
    while True:
        time.sleep(60)


if __name__ == '__main__':
    main()
