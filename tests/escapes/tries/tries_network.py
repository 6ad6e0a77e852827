# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to the network and to other programs' sockets, from inside a world."""

import os
import socket
import struct

from tries_lib import attempt, each, found, in_child, name_of

SECONDS = 2
AF_CAN, AF_VSOCK, AF_BLUETOOTH, AF_NETLINK = 29, 40, 31, 16


def connect(family, address, kind=socket.SOCK_STREAM):
    with socket.socket(family, kind) as sock:
        sock.settimeout(SECONDS)
        sock.connect(address)


def tcp(host, port):
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    return lambda _facts, _channel: attempt(connect, family, (host, port))


def unix(*paths):
    return lambda facts, _channel: each(
        lambda path: connect(socket.AF_UNIX, path), *[path.format(**facts) for path in paths])


def udp(host, port, broadcast=False):
    def act(_facts, _channel):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            if broadcast:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            sock.sendto(b'\0\1\1\0\0\1\0\0\0\0\0\0\4evil\7example\0\0\1\0\1', (host, port))
        return 'done'
    return act


def make(family, kind, protocol=0):
    def act(_facts, _channel):
        socket.socket(family, kind, protocol).close()
        return 'done'
    return act


def netlink(kind, body):
    """A request to change the network, and the kernel's answer."""
    def act(_facts, _channel):
        with socket.socket(AF_NETLINK, socket.SOCK_RAW, 0) as sock:
            sock.settimeout(SECONDS)
            sock.sendall(struct.pack('=IHHII', 16 + len(body), kind, 0x605, 1, 0) + body)
            code = struct.unpack_from('=i', sock.recv(4096), 16)[0]
        return 'done' if code == 0 else name_of(OSError(-code, ''))
    return act


def interfaces(_facts, _channel):
    return ' '.join(name for _, name in socket.if_nameindex() if name != 'lo') or 'none'


def resolve(_facts, _channel):
    try:
        return 'done ' + socket.getaddrinfo('www.caf.fr', 443)[0][4][0]
    except socket.gaierror as error:
        return 'refused ' + str(error.errno)


def sockets(_facts, _channel):
    names = []
    for top, directories, files in os.walk('/'):
        directories[:] = [n for n in directories if os.path.join(top, n) not in ('/proc', '/usr')]
        for name in files:
            path = os.path.join(top, name)
            if os.path.lexists(path) and (os.lstat(path).st_mode & 0o170000) == 0o140000:
                names.append(path)
    names.remove('/run/user/resident/wayland-0')
    return ' '.join(names) or 'none'


def setns(_facts, _channel):
    def act():
        from tries_lib import LIBC, call
        fd = os.open('/proc/1/ns/net', os.O_RDONLY)
        result = call(LIBC.setns, fd, 0)
        same = os.readlink('/proc/1/ns/net') == os.readlink('/proc/self/ns/net')
        return ('own ' if same else 'other ') + result
    return in_child(act)


TRIES = {
    'net-v4': tcp('192.0.2.1', 80), 'net-v6': tcp('2001:db8::1', 80),
    'net-host-loopback': lambda facts, _c: attempt(connect, socket.AF_INET,
                                                   ('127.0.0.1', facts['port'])),
    'net-lan': tcp('192.168.1.1', 80), 'net-metadata': tcp('169.254.169.254', 80),
    'net-cups': tcp('127.0.0.1', 631), 'net-x11-tcp': tcp('127.0.0.1', 6000),
    'net-sane': tcp('127.0.0.1', 6566), 'net-udp-dns': udp('192.0.2.53', 53),
    'net-mdns': udp('224.0.0.251', 5353), 'net-broadcast': udp('255.255.255.255', 9, True),
    'net-raw': make(socket.AF_INET, socket.SOCK_RAW, 1),
    'net-packet': make(socket.AF_PACKET, socket.SOCK_RAW, 3),
    # RTM_NEWADDR 10.99.0.1 on interface 1; RTM_NEWROUTE, default, by interface 1.
    'net-netlink-address': netlink(20, struct.pack('=BBBBI', 2, 8, 0, 0, 1)
                                   + struct.pack('=HH4s', 8, 2, bytes([10, 99, 0, 1]))),
    'net-netlink-route': netlink(24, struct.pack('=BBBBBBBBI', 2, 0, 0, 0, 254, 3, 0, 1, 0)
                                 + struct.pack('=HHI', 8, 4, 1)),
    'net-vsock': lambda _f, _c: attempt(connect, AF_VSOCK, (2, 1024)),
    'net-bluetooth': make(AF_BLUETOOTH, socket.SOCK_RAW, 1),
    'net-can': lambda _f, _c: attempt(lambda: socket.socket(AF_CAN, socket.SOCK_RAW, 1).bind(
        ('can0',))),
    'net-tun': lambda _f, _c: attempt(os.open, '/dev/net/tun', os.O_RDWR),
    'net-interfaces': interfaces, 'net-resolve': resolve,
    'net-abstract': unix('\0{abstract}'), 'net-x11-abstract': unix('\0/tmp/.X11-unix/X{x}'),
    'net-dbus-system': unix('/run/dbus/system_bus_socket', '/var/run/dbus/system_bus_socket'),
    'net-dbus-session': unix('/run/user/resident/bus', '/run/user/0/bus', '\0/tmp/dbus-session'),
    'net-control': unix('{runtime}/control.sock', '/run/guichet/control.sock'),
    'net-compositor': unix('{display}', '/run/user/resident/guichet-display'),
    'net-cups-socket': unix('/run/cups/cups.sock', '/var/run/cups/cups.sock'),
    'net-journal': unix('/run/systemd/journal/socket', '/run/systemd/journal/stdout', '/dev/log'),
    'net-udisks': sockets, 'net-setns-host': setns,
    'sys-portal': lambda _f, _c: found('/run/user/resident/doc', '/run/flatpak', '/.flatpak-info'),
}
