# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of the kernel that a filter may forget, and tables of calls that it may not know, from inside a
world. Each is made in a process of its own: one that is killed for it has its answer too."""

import ctypes
import errno
import mmap
import os
import socket
import struct

from tries_kernel import NEWNET, NEWUSER, as_root_inside
from tries_lib import IS_X86, LIBC, attempt, in_child, syscall

X32 = 0x40000000
# getppid, ptrace, keyctl, bpf: harmless first, so that a table that is there is known by it.
I386_CALLS = (64, 26, 288, 357)
BUFFER = ctypes.create_string_buffer(4096)


def alone(*arguments):
    """One call by its number on x86-64."""
    return lambda _facts, _channel: in_child(lambda: syscall(*arguments))


def x32(_facts, _channel):
    """getppid by the x32 table: an answer is a way around a filter that knows the other numbers."""
    if not IS_X86:
        return 'ENOSYS'
    return in_child(lambda: syscall(X32 | 110))


def i386(_facts, _channel):
    """mov eax, NUMBER; xor ebx, ebx ...; int 0x80; ret."""
    if not IS_X86:
        return 'ENOSYS'

    def make(number):
        memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        memory.write(b'\x53\xb8' + struct.pack('<I', number) + b'\x31\xdb\x31\xc9\x31\xd2\xcd\x80\x5b\xc3')
        function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
        result = function()
        return 'done' if result >= 0 else errno.errorcode.get(-result, 'unknown')
    return ' '.join(sorted({in_child(lambda n=number: make(n)) for number in I386_CALLS}))


def handle(_facts, _channel):
    """name_to_handle_at for a file of its own, then open_by_handle_at."""
    name = ctypes.create_string_buffer(struct.pack('Ii', 128, 0), 256)
    return in_child(lambda: syscall(303, -100, b'/tmp', name, ctypes.byref(ctypes.c_int()), 0) + ' '
                    + syscall(304, -100, name, 0))


def take_descriptor(_facts, _channel):
    """pidfd_getfd of the first process's, which is bubblewrap's and not of this program's making."""
    def body():
        try:
            fd = os.pidfd_open(1)
        except OSError as error:
            return errno.errorcode[error.errno]
        return syscall(438, fd, 0, 0)
    return in_child(body)


def cipher(_facts, _channel):
    return in_child(lambda: attempt(socket.socket, socket.AF_ALG, socket.SOCK_SEQPACKET))


def rules_of_network():
    """NETLINK_NETFILTER: a large part of the kernel, which root of any namespace may speak to."""
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    # nfnetlink: batch begin, NFT_MSG_NEWTABLE "x" of inet, batch end.
    table = struct.pack('BBH', 1, 0, 0) + struct.pack('HH', 6, 1) + b'x\0\0\0'
    parts = ((16, struct.pack('>BBH', 0, 0, 10), 0), (0x0a00, table, 0x405), (17, struct.pack('>BBH', 0, 0, 10), 0))
    data = b''.join(struct.pack('IHHII', 16 + len(body), kind, 1 | flags, n, 0) + body
                    for n, (kind, body, flags) in enumerate(parts, 1))
    sock.settimeout(2)
    sock.send(data)
    answer = sock.recv(4096)
    error = -struct.unpack_from('i', answer, 16)[0]
    return 'own table' if error == 0 else errno.errorcode.get(error, 'unknown')


TRIES = {
    'kernel-x32': x32, 'kernel-i386': i386, 'kernel-handle': handle, 'kernel-alg': cipher,
    'kernel-pidfd-getfd': take_descriptor,
    'kernel-uring': alone(425, 8, BUFFER),
    'kernel-vm-write': lambda _f, _c: in_child(lambda: syscall(311, os.getppid(), BUFFER, 1, BUFFER, 1, 0)),
    'kernel-mount-setattr': alone(442, -100, b'/usr', 0x8000, struct.pack('QQQQ', 0, 1, 0, 0), 32),
    'kernel-move-mount': alone(429, -100, b'/usr', -100, b'/tmp', 0),
    'kernel-fanotify': alone(300, 0, 0), 'kernel-kcmp': alone(312, 1, 1, 0, 0, 0),
    'kernel-ldt': alone(154, 0, BUFFER, 64), 'kernel-ioperm': alone(173, 0x64, 1, 1),
    'kernel-adjtimex': alone(159, BUFFER), 'kernel-vhangup': alone(153),
    'kernel-setns': lambda _f, _c: in_child(lambda: call_setns('/proc/1/ns/net')),
    'kernel-nf-tables': as_root_inside(rules_of_network, NEWUSER | NEWNET),
}


def call_setns(path):
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError as error:
        return errno.errorcode[error.errno]
    return 'done' if LIBC.setns(fd, 0) == 0 else errno.errorcode.get(ctypes.get_errno(), 'unknown')
