# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said to the supervisor's control socket by who has no business there, or says it wrongly;
staff must be answered all the same, and the state must be what it was."""

import os
import pathlib
import socket
import stat
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / 'tries'))

from scene import Scene, wait_for  # noqa: E402
from tries_channel import CALL, SUPERVISOR, message, string  # noqa: E402

CONTROL, OBJECT = 'org.guichet.Control1', '/org/guichet/Control'
STRANGER = 65533
SECONDS = 3
# Runs as the terminal's user or as another: argument 1 is the socket, bytes come by standard input.
TALK = '''
import socket, sys
sock = socket.socket(socket.AF_UNIX)
sock.settimeout(3)
data = b''
try:
    sock.connect(sys.argv[1])
    for piece in sys.stdin.buffer.read().split(b'@@'):
        sock.sendall(piece)
        if piece:
            data = sock.recv(4096)
    print('answer ' + repr(data[:60]) if data else 'closed')
except socket.timeout:
    print('silence')
except OSError as error:
    print('refused ' + str(error.errno))
'''


def auth(uid):
    return b'\0AUTH EXTERNAL ' + str(uid).encode().hex().encode() + b'\r\n@@BEGIN\r\n'


def call(member, interface=CONTROL, path=OBJECT, kind='', body=b'', serial=1):
    pairs = [(1, 'o', path), (2, 's', interface), (3, 's', member)]
    if kind:
        pairs.append((8, 'g', kind))
    return message(CALL, serial, pairs, body)


class ControlPlay:
    def __init__(self, scene):
        self.scene = scene
        self.path = scene.dir / 'guichet' / 'control.sock'
        self.uid = scene.supervisor.pid and pathlib.Path(
            f'/proc/{scene.supervisor.pid}').stat().st_uid

    def talk(self, data, uid=None):
        """What came of @data, sent as the terminal's user or as @uid."""
        prefix = [] if os.getuid() != 0 else [
            'setpriv', f'--reuid={uid or self.uid}', f'--regid={uid or self.uid}', '--clear-groups']
        result = subprocess.run([*prefix, '/usr/bin/python3', '-c', TALK, self.path], input=data,
                                capture_output=True, timeout=30, check=False)
        return result.stdout.decode().strip() or 'refused ' + result.stderr.decode()[-80:]

    # --- attempts: what was seen, whether it was refused ---

    def said(self, data, uid=None):
        seen = self.talk(data, uid)
        return seen, "b'OK" not in seen and '\\x02\\x01' not in seen

    def asked(self, data):
        """After a good login: an error, or the end of the connection, or nothing; never an answer."""
        seen = self.talk(auth(self.uid) + data)
        # The second byte of a message is its kind: 2 is an answer, 3 an error.
        return seen, "b'l\\x02" not in seen

    def many(self):
        socks = []
        for _ in range(200):
            sock = socket.socket(socket.AF_UNIX)
            sock.settimeout(SECONDS)
            try:
                sock.connect(str(self.path))
                socks.append(sock)
            except OSError:
                break
        for sock in socks:
            sock.close()
        # Only the terminal's own user gets this far; what must hold is that it passes.
        wait_for('an answer for staff', self.scene.status, 15, 0.2)
        return f'{len(socks)} connections; staff is served again when they are gone', True

    def half(self):
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(str(self.path))
            sock.sendall(b'\0AUTH EXTERNAL')
            is_served = bool(self.scene.status())
        return f'staff {"is" if is_served else "is not"} served meanwhile', is_served

    def stranger(self):
        if os.getuid() != 0:
            return 'no other user to be had here: modes looked at', self.permissions()[1]
        seen = self.talk(auth(STRANGER) + call('GetStatus'), STRANGER)
        return seen, seen.startswith('refused 13')

    def permissions(self):
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (self.path, self.path.parent)]
        return ' '.join(oct(mode) for mode in modes), modes[1] & 0o077 == 0

    def replaced(self):
        """Without the right to write in its directory nobody takes the socket's name."""
        mode = stat.S_IMODE(self.path.parent.stat().st_mode)
        return oct(mode), mode & 0o022 == 0

    def json(self):
        status = self.scene.status()
        return f'{len(status)} members', all(isinstance(value, (str, int, bool, float, list, dict))
                                             for value in status.values())

    def play(self, name):
        big = call('GetStatus', kind='s', body=string('x' * (16 << 20)))
        tries = {
            'garbage': lambda: self.said(b'\xff' * 4096), 'no-auth': lambda: self.said(
                b'\0' + call('Reset')),
            'anonymous': lambda: self.said(b'\0AUTH ANONYMOUS 6775696368\r\n@@BEGIN\r\n'
                                           + call('GetStatus')),
            'other-user': lambda: self.said(b'\0AUTH EXTERNAL 30\r\n@@BEGIN\r\n' + call('GetStatus')),
            'cookie': lambda: self.said(b'\0AUTH DBUS_COOKIE_SHA1 30\r\n'),
            'long-line': lambda: self.said(b'\0AUTH ' + b'x' * (1 << 20) + b'\r\n'),
            'unknown-method': lambda: self.asked(call('OpenDoor')),
            'world-interface': lambda: self.asked(call('EndVisit', SUPERVISOR,
                                                       '/org/guichet/Supervisor')),
            'attach': lambda: self.asked(call('Attach', SUPERVISOR, '/org/guichet/Supervisor', 'uh',
                                              b'\1\0\0\0\0\0\0\0')),
            'wrong-types': lambda: self.asked(call('Reset', kind='u', body=b'\1\0\0\0')),
            'big': lambda: self.asked(big), 'half': self.half, 'many': self.many,
            # The number of descriptors is a lie; nothing takes any, so the rest is a plain question.
            'fds': lambda: (self.talk(auth(self.uid) + message(CALL, 1, [
                (1, 'o', OBJECT), (2, 's', CONTROL), (3, 's', 'GetStatus'), (9, 'u', 9)]))[:40], True),
            'stranger': self.stranger, 'permissions': self.permissions, 'replaced': self.replaced,
            'json-injection': self.json,
        }
        return tries[name]()


def play_control(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        # The world that only looks at the engine's sandbox ends by itself.
        scene.wait_quiet()
        scene.open_page()
        play = ControlPlay(scene)
        shells = scene.shells()
        for _, words, attempt in attempts:
            seen, held = play.play(words[0])
            wrong = [] if held else ['not refused']
            if scene.state() != 'visiting':
                wrong.append(f'state {scene.state()}')
            if scene.shells() != shells:
                wrong.append('worlds changed')
            record(attempt, not wrong, '; '.join([seen] + wrong))
