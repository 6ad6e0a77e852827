# SPDX-License-Identifier: GPL-3.0-or-later
"""The channel to the supervisor, in its own wire format (D-Bus specification): a shell that is
believed, and what it may then say that no shell says."""

import array
import os
import select
import socket
import struct
import time

SUPERVISOR, WORLD = 'org.guichet.Supervisor1', 'org.guichet.World1'
PATH = '/org/guichet/Supervisor'
STAFF, STAFF_PATH = 'org.guichet.Staff1', '/org/guichet/Staff'
CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
SHOWN_SECONDS = 12


def align(data, size):
    return data + b'\0' * (-len(data) % size)


def string(text):
    data = text.encode()
    return struct.pack('<I', len(data)) + data + b'\0'


def signature(text):
    return bytes([len(text)]) + text.encode() + b'\0'


def fields(pairs):
    """The header's array of (code, signature, value)."""
    data = b''
    for code, kind, value in pairs:
        data = align(data, 8) + bytes([code]) + signature(kind)
        if kind == 'u':
            data = align(data, 4) + struct.pack('<I', value)
        elif kind == 'g':
            data += signature(value)
        else:
            data = align(data, 4) + string(value)
    return data


def message(kind, serial, pairs, body=b'', flags=0, order=b'l'):
    data = fields(pairs)
    head = order + bytes([kind, flags, 1]) + struct.pack('<III', len(body), serial, len(data))
    return align(head + data, 8) + body


class Channel:
    """One end of a conversation; without @sock the one with the supervisor."""

    def __init__(self, sock=None):
        self.sock = sock or socket.socket(fileno=int(os.environ['GUICHET_CHANNEL_FD']))
        self.fds = []
        self.signals = []
        self.serial = 0
        self.data = b''
        self.calls = []
        self.answers = {}
        self.closed = False
        self.is_shown = False
        self.listener = None

    # --- wire ---

    def login(self):
        uid = str(os.getuid()).encode().hex().encode()
        self.sock.sendall(b'\0AUTH EXTERNAL ' + uid + b'\r\n')
        self.line()
        self.sock.sendall(b'NEGOTIATE_UNIX_FD\r\n')
        self.line()
        self.sock.sendall(b'BEGIN\r\n')

    def line(self):
        text = b''
        while not text.endswith(b'\r\n'):
            piece = self.sock.recv(1)
            if not piece:
                raise EOFError
            text += piece
        return text

    def send(self, data, fds=()):
        if fds:
            self.sock.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                                        array.array('i', fds))])
        else:
            self.sock.sendall(data)

    def is_open(self):
        return not self.closed

    def pump(self, seconds):
        """Reads what comes within a while; calls are kept, answers by their serial."""
        end = time.monotonic() + seconds
        while not self.closed and select.select([self.sock], [], [],
                                                max(0, end - time.monotonic()))[0]:
            try:
                piece, fds, _, _ = socket.recv_fds(self.sock, 65536, 8)
                self.fds += fds
            except OSError:
                piece = b''
            if not piece:
                self.closed = True
                return
            self.data += piece
            while self.take():
                pass
            if self.calls or self.answers:
                return

    def take(self):
        if len(self.data) < 16:
            return False
        size, _, length = struct.unpack_from('<III', self.data, 4)
        total = 16 + length + (-(16 + length) % 8) + size
        if len(self.data) < total:
            return False
        self.keep(self.data[:total], length)
        self.data = self.data[total:]
        return True

    def keep(self, data, length):
        serial = struct.unpack_from('<I', data, 8)[0]
        found, at, end = {}, 16, 16 + length
        while at < end:
            at += -at % 8
            code, size = data[at], data[at + 1]
            kind = data[at + 2:at + 2 + size].decode()
            at += 3 + size
            if kind == 'u':
                at += -at % 4
                found[code] = struct.unpack_from('<I', data, at)[0]
                at += 4
            elif kind == 'g':
                found[code] = data[at + 1:at + 1 + data[at]].decode()
                at += data[at] + 2
            else:
                at += -at % 4
                size = struct.unpack_from('<I', data, at)[0]
                found[code] = data[at + 4:at + 4 + size].decode()
                at += 5 + size
        if data[1] == CALL:
            self.calls.append((serial, found.get(3), found.get(2)))
        elif data[1] in (RETURN, ERROR):
            self.answers[found.get(5)] = 'done' if data[1] == RETURN else found.get(4)
        elif data[1] == SIGNAL:
            self.signals.append(data)

    def serve(self):
        """Answers the supervisor's calls."""
        if not self.calls:
            self.pump(0)
        while self.calls:
            serial, member, _ = self.calls.pop(0)
            pairs, body = [(5, 'u', serial)], b''
            if member == 'CheckSandbox':
                pairs.append((8, 'g', 'u'))
                body = struct.pack('<I', 2)
            if member == 'ShowHome':
                self.is_shown = True
                with open('/tmp/shown', 'w', encoding='ascii'):
                    pass
            self.serial += 1
            self.send(message(RETURN, self.serial, pairs, body))

    # --- calls ---

    def ask(self, member, kind='', body=b'', path=PATH, interface=SUPERVISOR, fds=(), flags=0,
            seconds=3.0):
        """'done', the error's name, 'closed', or 'silence'."""
        self.serial += 1
        serial = self.serial
        pairs = [(1, 'o', path), (2, 's', interface), (3, 's', member)]
        if kind:
            pairs.append((8, 'g', kind))
        if fds:
            pairs.append((9, 'u', len(fds)))
        try:
            self.send(message(CALL, serial, pairs, body, flags), fds)
        except OSError:
            self.closed = True
        end = time.monotonic() + seconds
        while serial not in self.answers and not self.closed and time.monotonic() < end:
            self.pump(0.1)
            self.serve()
        if serial in self.answers:
            return self.answers.pop(serial)
        return 'closed' if self.closed else 'silence'

    def count(self, metric, label, seconds=0.05):
        return self.ask('Count', 'ss', align(string(metric), 4) + string(label), flags=1,
                        seconds=seconds)

    def become_shell(self):
        """Attaches, and answers until this world is shown and told to begin."""
        self.login()
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=512)
        self.ask('Attach', 'uh', struct.pack('<II', 1, 0), fds=[self.listener.fileno()])
        while not self.closed and not (self.is_shown and os.path.exists('/tmp/go')):
            self.pump(0.1)
            self.serve()
        self.ask('VisitBegan')


def alive(channel, result):
    """@result, and whether the supervisor still listens to this world."""
    channel.pump(0.2)
    channel.serve()
    return result + (' closed' if channel.closed else ' open')


def raw(data, fds=(), seconds=1.0):
    def act(_facts, channel):
        try:
            channel.send(data, fds)
        except OSError:
            channel.closed = True
        end = time.monotonic() + seconds
        while not channel.closed and time.monotonic() < end:
            channel.pump(0.1)
            channel.serve()
        return 'closed' if channel.closed else 'open'
    return act


def ask(*arguments, **options):
    return lambda _facts, channel: channel.ask(*arguments, **options)


def count(metric, label, times=1):
    def act(_facts, channel):
        for _ in range(times):
            channel.count(metric, label, 0)
        return alive(channel, 'sent')
    return act


def visit_again(_facts, channel):
    return ' '.join(sorted({channel.ask('VisitBegan') for _ in range(10)}))


def many_fds(_facts, channel):
    fds = [os.open('/dev/null', os.O_RDONLY) for _ in range(200)]
    return raw(message(CALL, 900, [(1, 'o', PATH), (2, 's', SUPERVISOR), (3, 's', 'VisitBegan'),
                                   (9, 'u', 200)]), fds)(_facts, channel)


def nested(_facts, channel):
    body = b''.join(signature('v') for _ in range(200)) + signature('u') + b'\0' * 8
    return raw(message(CALL, 901, [(1, 'o', PATH), (2, 's', SUPERVISOR), (3, 's', 'Count'),
                                   (8, 'g', 'v')], body))(_facts, channel)


def end_often(_facts, channel):
    answers = {channel.ask('EndVisit', seconds=0.5) for _ in range(20)}
    return ' '.join(sorted(answers))


def attach_again(_facts, channel):
    with socket.create_server(('127.0.0.1', 0)) as sock:
        return channel.ask('Attach', 'uh', struct.pack('<II', 1, 0), fds=[sock.fileno()])


def flood(*arguments, times=300):
    """Says it again and again; whoever speaks for the supervisor must still be heard."""
    def act(_facts, channel):
        for _ in range(times):
            channel.ask(*arguments, flags=1, seconds=0)
        return alive(channel, 'sent')
    return act


CALM = [(1, 'o', PATH), (2, 's', SUPERVISOR), (3, 's', 'VisitBegan')]
TRIES = {
    'channel-unknown-method': ask('OpenDoor'),
    'channel-unknown-path': ask('VisitBegan', path='/org/guichet/Elsewhere'),
    'channel-unknown-interface': ask('GetStatus', interface='org.guichet.Control1',
                                     path='/org/guichet/Control'),
    'channel-reset': ask('Reset', interface='org.guichet.Control1', path='/org/guichet/Control'),
    'channel-properties': ask('Set', 'ssv', align(align(string(SUPERVISOR), 4) + string('X')
                                                  + signature('u'), 4) + struct.pack('<I', 1),
                              interface='org.freedesktop.DBus.Properties'),
    'channel-attach-again': attach_again,
    'channel-count-unknown': count('resident', 'camille'),
    'channel-count-label': count('service-opened', 'canari-etiquette'),
    'channel-count-sql': count('service-opened', "caf'); DROP TABLE counts; --"),
    'channel-count-markup': count('nom-camille-dupont-1948', 'x' * 500),
    'channel-count-wrong-type': ask('Count', 'uu', struct.pack('<II', 1, 2)),
    'channel-count-foreign': count('wipe', 'verified'),
    'channel-count-flood': count('service-opened', 'webmail-gmail', 5000),
    'channel-sandbox-late': ask('SandboxChecked', 'u', struct.pack('<I', 2)),
    'channel-visit-again': visit_again,
    'channel-signal': raw(message(SIGNAL, 902, [(1, 'o', PATH), (2, 's', SUPERVISOR),
                                                (3, 's', 'Ended')])),
    'channel-answer': raw(message(RETURN, 903, [(5, 'u', 77777)])),
    'channel-error': raw(message(ERROR, 904, [(5, 'u', 77778), (4, 's', 'org.x.Error')])),
    'channel-big': raw(message(CALL, 905, CALM + [(8, 'g', 's')], string('x' * (1 << 20)))),
    'channel-nested': nested,
    'channel-fds': many_fds,
    'channel-byte-order': raw(message(CALL, 906, CALM, order=b'x')),
    'channel-truncated': raw(message(CALL, 907, CALM)[:-9]),
    'end-visit-flood': end_often,
    'channel-staff-try': ask('Try', 's', string('0000'), path=STAFF_PATH, interface=STAFF),
    'channel-staff-status': ask('GetStatus', path=STAFF_PATH, interface=STAFF),
    'channel-staff-do': ask('Do', 's', string('power-off'), path=STAFF_PATH, interface=STAFF),
    'channel-staff-do-here': ask('Do', 's', string('reset'), interface=STAFF),
    'channel-hold-unknown': ask('SetHold', 'sb', align(string('canari-frein'), 4)
                                + struct.pack('<I', 1)),
    'channel-hold-work': ask('SetHold', 'sb', align(string('work'), 4) + struct.pack('<I', 1)),
    'channel-hold-flood': flood('SetHold', 'sb', align(string('code'), 4) + struct.pack('<I', 1)),
    'channel-extend-flood': flood('ExtendVisit'),
    'channel-help-flood': flood('AskHelp', 'b', struct.pack('<I', 1)),
    'channel-hold-types': ask('SetHold', 'b', struct.pack('<I', 1)),
    'channel-help-types': ask('AskHelp', 's', string('canari-aide')),
}
