# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingers for a nested compositor that has none: stands between a terminal and its compositor as the
display, lets all pass, says that the seat can be touched, and puts wl_touch events between the
compositor's own (Wayland's wire format, wayland.xml)."""

import os
import select
import socket
import struct
import threading

MAX_FDS = 28
TOUCH = 4  # wl_seat.capability
DOWN, UP, MOTION, FRAME = 0, 1, 2, 3


def messages(data):
    """(whole messages as (object, opcode, bytes), the rest)."""
    found = []
    while len(data) >= 8:
        target, word = struct.unpack_from('=II', data)
        size = word >> 16
        if size < 8 or len(data) < size:
            break
        found.append((target, word & 0xffff, bytes(data[:size])))
        data = data[size:]
    return found, data


def event(target, opcode, body):
    return struct.pack('=II', target, (8 + len(body)) << 16 | opcode) + body


class Client:
    """One connection; what its objects are, as far as touching asks."""

    def __init__(self, near, far):
        self.near, self.far = near, far
        self.rest = {near: b'', far: b''}
        self.kinds = {1: 'wl_display'}
        self.touch = None
        self.surface = None  # that the pointer is over

    def request(self, target, opcode, data):
        kind, body = self.kinds.get(target), data[8:]
        if kind == 'wl_display' and opcode == 1:
            self.kinds[struct.unpack('=I', body)[0]] = 'wl_registry'
        elif kind == 'wl_registry':
            length = struct.unpack_from('=I', body, 4)[0]
            name = body[8:8 + length - 1].decode()
            self.kinds[struct.unpack_from('=I', body, len(body) - 4)[0]] = name
        elif kind == 'wl_seat' and opcode in (0, 2):
            number = struct.unpack('=I', body)[0]
            self.kinds[number] = ('wl_pointer', None, 'wl_touch')[opcode]
            if opcode == 2:
                self.touch = number
        return data

    def event(self, target, opcode, data):
        kind = self.kinds.get(target)
        if kind == 'wl_seat' and opcode == 0:
            return event(target, 0, struct.pack('=I', struct.unpack_from('=I', data, 8)[0] | TOUCH))
        if kind == 'wl_pointer' and opcode in (0, 1):
            surface = struct.unpack_from('=I', data, 12)[0]
            self.surface = surface if opcode == 0 else None
        return data


class TouchDisplay:
    """Listens at @path, speaks to the compositor at @real. Its own thread; stop() ends it."""

    def __init__(self, path, real):
        self.real = str(real)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        os.chmod(path, 0o777)
        self.listener.listen()
        self.clients = []
        self.lock = threading.Lock()
        self.serial = 1 << 20
        self.clock = 1000
        self.ends = os.pipe()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def stop(self):
        os.write(self.ends[1], b'x')
        self.thread.join(5)
        self.listener.close()
        for end in self.ends:
            os.close(end)

    # --- what passes ---

    def run(self):
        while True:
            socks = [sock for client in self.clients for sock in (client.near, client.far)]
            ready = select.select([self.listener, self.ends[0], *socks], [], [])[0]
            if self.ends[0] in ready:
                break
            with self.lock:
                if self.listener in ready:
                    self.accept()
                for client in list(self.clients):
                    for sock in (client.near, client.far):
                        if sock in ready and client in self.clients:
                            self.pass_on(client, sock)
        for client in self.clients:
            client.near.close()
            client.far.close()

    def accept(self):
        near = self.listener.accept()[0]
        far = socket.socket(socket.AF_UNIX)
        far.connect(self.real)
        self.clients.append(Client(near, far))

    def pass_on(self, client, sock):
        other = client.far if sock is client.near else client.near
        look = client.request if sock is client.near else client.event
        try:
            data, fds, _, _ = socket.recv_fds(sock, 65536, MAX_FDS)
            if not data:
                raise OSError
            whole, client.rest[sock] = messages(client.rest[sock] + data)
            out = b''.join(look(*message) for message in whole)
            if fds or out:
                # Descriptors go with the bytes at hand, as libwayland takes them in order.
                self.send(other, out, fds)
            for fd in fds:
                os.close(fd)
        except OSError:
            self.clients.remove(client)
            client.near.close()
            client.far.close()

    @staticmethod
    def send(sock, data, fds):
        sent = socket.send_fds(sock, [data], fds) if fds else 0
        sock.sendall(data[sent:])

    # --- fingers ---

    def touched(self):
        """The client that the pointer is over, and may be touched."""
        found = [client for client in self.clients if client.surface and client.touch]
        return found[-1] if found else None

    def tell(self, client, *events):
        with self.lock:
            client.near.sendall(b''.join(events) + event(client.touch, FRAME, b''))

    def tick(self, milliseconds=8):
        self.serial, self.clock = self.serial + 1, self.clock + milliseconds

    def down(self, client, finger, x, y):
        self.tick()
        return event(client.touch, DOWN, struct.pack('=IIIiii', self.serial, self.clock, client.surface,
                                                     finger, int(x * 256), int(y * 256)))

    def motion(self, client, finger, x, y):
        self.tick()
        return event(client.touch, MOTION, struct.pack('=Iiii', self.clock, finger, int(x * 256),
                                                       int(y * 256)))

    def up(self, client, finger):
        self.tick()
        return event(client.touch, UP, struct.pack('=IIi', self.serial, self.clock, finger))
