# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways through the display's socket, in its own wire format (wayland.xml)."""

import array
import select
import socket
import struct
import time

SOCKET = '/run/user/resident/wayland-0'
# Beyond what a page of a program needs: pictures of the screen, keys for others, other seats.
DANGEROUS = ('screencopy', 'screenshooter', 'capture', 'virtual', 'input_method', 'layer_shell',
             'export_dmabuf', 'data_control', 'gamma', 'foreign', 'session_lock', 'debug',
             'text_input_manager', 'touch_calibration', 'content_protection', 'desktop_shell',
             'primary_selection', 'output_management', 'keyboard_shortcuts_inhibit', 'drm_lease')


def message(number, opcode, *words, text=None):
    body = b''.join(struct.pack('=I', word & 0xffffffff) for word in words)
    if text is not None:
        data = text.encode() + b'\0'
        body += struct.pack('=I', len(data)) + data + b'\0' * (-len(data) % 4)
    return struct.pack('=II', number, opcode | (8 + len(body)) << 16) + body


def display():
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(5)
    sock.connect(SOCKET)
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
        data = data[max(word >> 16, 8):]
    return names


def bind(name, interface, number=3):
    text = interface.encode() + b'\0'
    text += b'\0' * (-len(text) % 4)
    body = struct.pack('=II', name, len(interface) + 1) + text + struct.pack('=II', 1, number)
    return struct.pack('=II', 2, (8 + len(body)) << 16) + body


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
            sock.sendall(message(1, 0, 4))
            return receive(sock, 1.0) is None
        except OSError:
            return True


def refused(make, fds=0):
    def act(_facts, _channel):
        names = list_globals()
        if is_refused(bind(names['wl_seat'], 'wl_seat')):
            return 'mistake: not even what is offered is served'
        parts = make(names)
        return 'refused' if is_refused(*parts, fds=fds) else 'done'
    return act


def hidden(_facts, _channel):
    names = list_globals()
    others = [n for n in range(1, 60) if n not in names.values()][:6]
    served = [n for n in others if not is_refused(bind(n, 'wl_seat'))]
    return f'done {served}' if served else 'refused'


def offered(*words):
    def act(_facts, _channel):
        bad = [name for name in list_globals() if any(word in name for word in words)]
        return ' '.join(bad) or 'none'
    return act


def connections(_facts, _channel):
    socks, served = [], 0
    for _ in range(100):
        try:
            sock = display()
            sock.sendall(message(1, 1, 2)[:5])
        except OSError:
            continue
        socks.append(sock)
    time.sleep(0.5)
    for sock in socks:
        served += not select.select([sock], [], [], 0)[0]
        sock.close()
    return f'bounded {served}' if served <= 32 else f'unbounded {served}'


def huge_surface(_facts, _channel):
    names = list_globals()
    with display() as sock:
        sock.sendall(message(1, 1, 2))
        receive(sock)
        sock.sendall(bind(names['wl_compositor'], 'wl_compositor', 3))
        sock.sendall(message(3, 0, 4) + message(4, 2, 0, 0, 0x7fffffff, 0x7fffffff) + message(4, 6))
        sock.sendall(message(1, 0, 5))
        return 'closed' if receive(sock, 1.0) is None else 'open'


def selection(_facts, _channel):
    """What the clipboard offers to a client without the keyboard's focus: nothing."""
    names = list_globals()
    if 'wl_data_device_manager' not in names:
        return 'none'
    with display() as sock:
        sock.sendall(message(1, 1, 2))
        receive(sock)
        sock.sendall(bind(names['wl_seat'], 'wl_seat', 3)
                     + bind(names['wl_data_device_manager'], 'wl_data_device_manager', 4)
                     + message(4, 1, 5, 3) + message(1, 0, 6))
        data = receive(sock, 1.0) or b''
    while len(data) >= 8:
        number, word = struct.unpack_from('=II', data)
        if number == 5 and word & 0xffff == 0:  # wl_data_device.data_offer
            return 'done'
        data = data[max(word >> 16, 8):]
    return 'none'


TRIES = {
    'display-globals': offered(*DANGEROUS), 'display-hidden': hidden,
    'display-screencopy': offered('screencopy', 'screenshooter', 'capture', 'export_dmabuf'),
    'display-virtual-keyboard': offered('virtual', 'input_method'),
    'display-other-interface': refused(lambda n: [bind(n['wl_seat'], 'weston_screenshooter')]),
    'display-size-0': refused(lambda n: [struct.pack('=II', 1, 0)]),
    'display-odd-size': refused(lambda n: [struct.pack('=II', 1, 9 << 16) + b'abcd']),
    'display-endless-string': refused(lambda n: [
        struct.pack('=IIII', 2, 24 << 16, n['wl_seat'], 0xffffffff) + b'\0' * 8]),
    'display-empty-string': refused(lambda n: [
        struct.pack('=IIII', 2, 24 << 16, n['wl_seat'], 0) + b'\0' * 8]),
    'display-fd-flood': refused(lambda n: [b'\1'] * 40, fds=28),
    'display-connections': connections, 'display-huge-surface': huge_surface,
    'display-selection': selection,
}
