# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine in QEMU, as packaging/vm/run starts it: its screen, keyboard and touch by QEMU's own
protocol (QMP), root's shell by the serial line of an image that was built with --console."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
# Seconds. Plain emulation is many times slower than a machine; every wait is for a condition.
PATIENCE = int(os.environ.get('GUICHET_VM_PATIENCE', '3600'))
# Bytes of a picture: a text field's caret blinks all the time.
CARET = 4000


class Failure(Exception):
    """Something that had to be so was not."""


def wait_for(what, check, seconds=PATIENCE, period=0.5):
    end = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f'waited {seconds:g} s for {what}')
        time.sleep(period)


def count_changes(one, other):
    """Bytes of two pictures that are not the same."""
    if one[:2] != other[:2]:
        return len(other[2])
    both = int.from_bytes(one[2], 'big') ^ int.from_bytes(other[2], 'big')
    return len(other[2]) - both.to_bytes(len(other[2]), 'big').count(0)


class Machine:
    """Use as a context manager. keep: what is written to the image stays. disk: in place of the image's,
    in QEMU's words."""

    def __init__(self, image, keep=False, memory=2048, disk=None, options=()):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='gv-', dir='/tmp'))
        self.command = [TOP / 'packaging' / 'vm' / 'run', '--image', image, '--memory', str(memory)]
        self.command += ['--keep'] if keep else []
        self.command += ['-qmp', f'unix:{self.directory}/qmp,server=on,wait=off',
                         '-serial', f'unix:{self.directory}/serial,server=on,wait=off', '-display', 'none', *options]
        self.environment = dict(os.environ, GUICHET_VM_APPEND='console=ttyS0', **({'GUICHET_VM_DISK': disk} if disk else {}))
        self.process = self.qmp = self.serial = None
        self.number = 0
        self.console = b''

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *unused):
        self.cut_power()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        log = open(self.directory / 'qemu.log', 'wb')
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        env=self.environment)
        log.close()
        self.qmp = self.connect('qmp')
        self.answers = self.qmp.makefile('rb')
        self.answers.readline()
        self.ask('qmp_capabilities')
        self.serial = self.connect('serial')
        self.serial.settimeout(0.2)
        self.console = b''

    def connect(self, name):
        path = self.directory / name

        def try_it():
            if self.process.poll() is not None:
                raise Failure((self.directory / 'qemu.log').read_text(errors='replace'))
            link = socket.socket(socket.AF_UNIX)
            try:
                link.connect(str(path))
            except OSError:
                link.close()
                return None
            return link
        return wait_for('the machine to be switched on', try_it, 60, 0.1)

    def cut_power(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for link in (self.qmp, self.serial):
            if link:
                link.close()
        self.process = self.qmp = self.serial = None

    def ask(self, command, **arguments):
        self.qmp.sendall(json.dumps({'execute': command, 'arguments': arguments}).encode() + b'\n')
        while True:
            answer = json.loads(self.answers.readline())
            if 'error' in answer:
                raise Failure(f'{command}: {answer["error"]["desc"]}')
            if 'return' in answer:
                return answer['return']

    def monitor(self, line):
        """A command of QEMU's own monitor; what it says against it is a Failure."""
        words = self.ask('human-monitor-command', **{'command-line': line})
        if words.strip():
            raise Failure(f'{line}: {words}')

    # --- the serial line ---

    def hear(self):
        try:
            self.console += self.serial.recv(65536)
        except TimeoutError:
            pass
        return self.console

    def wait_shell(self):
        wait_for("root's shell", lambda: re.search(rb'root@\S+:[^\n]*# ?$', self.hear()), PATIENCE, 0.1)
        self.console = b''
        # No echo, by the line or by the shell: what comes back is what commands print.
        self.serial.sendall(b'stty -echo; exec env TERM=dumb PAGER=cat SYSTEMD_COLORS=0 PS1= PS2= bash --noediting --norc\n')
        self.run('dmesg -n 1', check=False)

    def send(self, command):
        """Types a command that will not come back."""
        self.console = b''
        self.serial.sendall(command.encode() + b'\n')

    def run(self, command, check=True, seconds=PATIENCE):
        """What a command of root printed."""
        self.number += 1
        mark = f'end-{self.number}-'
        self.console = b''
        self.serial.sendall(f'{{ {command}\n}} </dev/null 2>&1; echo "{mark[:4]}""{mark[4:]}$?"\n'.encode())
        found = wait_for(f'the end of: {command}',
                         lambda: re.search(mark.encode() + rb'(\d+)', self.hear()), seconds, 0.05)
        text = self.console[:found.start()].decode(errors='replace').replace('\r', '')
        if check and found.group(1) != b'0':
            raise Failure(f'{command}: {found.group(1).decode()}: {text[-2000:]}')
        return text.strip()

    # --- screen, keys, touch ---

    def screenshot(self, path):
        path = pathlib.Path(path)
        self.ask('screendump', filename=str(self.directory / 'screen.ppm'))
        subprocess.run(['convert', f'ppm:{self.directory}/screen.ppm', f'png:{path}'], check=True)

    def pixels(self):
        """(width, height, bytes) of the screen."""
        self.ask('screendump', filename=str(self.directory / 'screen.ppm'))
        data = (self.directory / 'screen.ppm').read_bytes()
        head = re.match(rb'P6\s+(\d+)\s+(\d+)\s+255\s', data)
        return int(head[1]), int(head[2]), data[head.end():]

    def colours(self):
        """Numbers of colours on the screen."""
        _, _, body = self.pixels()
        return len({body[i:i + 3] for i in range(0, len(body), 3 * 53)})

    def wait_still(self, quiet=3.0, seconds=PATIENCE):
        """The same picture for some seconds: what was asked for is drawn."""
        last, since = None, time.monotonic()

        def is_still():
            nonlocal last, since
            now = self.pixels()
            if last is None or count_changes(last, now) > CARET:
                last, since = now, time.monotonic()
            return time.monotonic() - since >= quiet
        wait_for('a screen that stays', is_still, seconds)

    def keys(self, *names, seconds=0.1):
        """Holds keys (QEMU's names) together for a time."""
        for down in (True, False):
            self.ask('input-send-event', events=[
                {'type': 'key', 'data': {'down': down, 'key': {'type': 'qcode', 'data': name}}}
                for name in (names if down else reversed(names))])
            time.sleep(seconds)

    def press(self, *names):
        """One key after the other."""
        for name in names:
            self.keys(name)

    def type_french(self, text):
        """Small letters and figures, on the keyboard of the terminal (azerty)."""
        other = {'a': 'q', 'q': 'a', 'z': 'w', 'w': 'z', 'm': 'semicolon'}
        for letter in text:
            if letter.isdigit():
                self.keys('shift', letter)
            else:
                self.keys(other.get(letter, letter))

    @contextlib.contextmanager
    def hold(self, *names):
        """Keys held down as long as the block runs."""
        for down in (True, False):
            for name in (names if down else reversed(names)):
                self.ask('input-send-event', events=[
                    {'type': 'key', 'data': {'down': down, 'key': {'type': 'qcode', 'data': name}}}])
            if down:
                yield

    def touch(self, x, y):
        """x and y: parts of the screen, 0 to 1."""
        # The kernel keeps a place to itself that is the last one again, also from a new compositor.
        for shift in (0.01, 0):
            self.ask('input-send-event', events=[
                {'type': 'abs', 'data': {'axis': axis, 'value': int((place + shift) * 32767)}}
                for axis, place in (('x', x), ('y', y))])
            time.sleep(0.5)
        for down in (True, False):
            self.ask('input-send-event', events=[{'type': 'btn', 'data': {'down': down, 'button': 'left'}}])
            time.sleep(0.2)

    # --- the terminal ---

    def status(self):
        text = self.run('guichetctl --json status', check=False)
        try:
            return json.loads(text.splitlines()[-1]) if text else {}
        except ValueError:
            return {}

    def wait_state(self, state, seconds=PATIENCE):
        return wait_for(f'state {state}', lambda: self.status().get('state') == state, seconds, 2)
