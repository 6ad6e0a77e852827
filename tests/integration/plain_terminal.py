# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal of one's own for tests of the supervisor alone: the compositor without a screen, the
real supervisor, and plain-shell, which behaves as it is told. Never as root: no terminal is."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import patience
import strays


def become_nobody():
    """Starts this program again without any rights, when it has some. As somebody else each time:
    worlds of other tests are then another user's, as on a real terminal there are none."""
    if os.geteuid() == 0:
        number = random.randrange(61000, 65000)
        os.execvp('setpriv', ['setpriv', '--reuid=%d' % number, '--regid=%d' % number,
                              '--clear-groups', sys.executable, '-B'] + sys.argv)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ''


def parents():
    """Process number -> its parent's."""
    found = {}
    for name in os.listdir('/proc'):
        stat = read('/proc/%s/stat' % name) if name.isdigit() else ''
        if stat:
            found[int(name)] = int(stat.rpartition(')')[2].split()[1])
    return found


def descendants(of):
    family = parents()
    found = {of}
    while True:
        more = {pid for pid, parent in family.items() if parent in found} - found
        if not more:
            return found - {of}
        found |= more


def workers(of, program):
    """Those of @of that run @program of kiosk/, or are about to: its name stands in their command,
    while prlimit alone may be the start of a world."""
    path = '/run/guichet/' + program
    return [pid for pid in descendants(of) if path in read('/proc/%d/cmdline' % pid).split('\0')
            and read('/proc/%d/comm' % pid).strip() != 'bwrap']


def namespace(pid):
    try:
        return os.readlink('/proc/%d/ns/pid' % pid)
    except OSError:
        return None


class Terminal:
    """@programs: supervisor, control, shell, defaults."""

    def __init__(self, programs, behaviour, settings=''):
        self.programs = programs
        self.directory = tempfile.mkdtemp(prefix='guichet-worlds-')
        self.runtime = os.path.join(self.directory, 'g')
        self.database = os.path.join(self.directory, 'counts.db')
        self.centre = os.path.join(self.directory, 'centre')
        self.noticed = os.path.join(self.directory, 'noticed')
        self.notice = os.path.join(self.directory, 'notice')
        self.report = os.path.join(self.directory, 'report')  # a test may put one there
        os.mkdir(self.centre)
        with open(self.notice, 'w') as file:
            file.write('#!/bin/sh\necho "$1" >> %s\nexec tail --pid=%d -f /dev/null\n'
                       % (self.noticed, os.getpid()))
        os.chmod(self.notice, 0o700)
        if settings:
            with open(os.path.join(self.centre, 'guichet.conf'), 'w') as file:
                file.write(settings)
        self.behave(behaviour)
        self.environment = {'PATH': '/usr/bin:/bin', 'LANG': 'C.UTF-8', 'HOME': self.directory,
                            'XDG_RUNTIME_DIR': self.directory, 'WAYLAND_DISPLAY': 'wl-t'}
        self.supervisor = None
        self.seen = set()
        self.compositor = None
        self.start_compositor()
        self.start()

    def start_compositor(self):
        self.compositor = subprocess.Popen(
            ['weston', '--backend=headless-backend.so', '--shell=kiosk-shell.so', '--use-pixman',
             '--socket=wl-t', '--no-config'], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.until(lambda: os.path.exists(os.path.join(self.directory, 'wl-t')), 'a compositor')

    def behave(self, behaviour):
        """Worlds read this when they start, and again when their tiles are shown."""
        path = os.path.join(self.centre, 'behaviour')
        with open(path + '.new', 'w') as file:
            file.write(behaviour)
        os.rename(path + '.new', path)

    def launch(self):
        """Starts the supervisor and does not wait for it."""
        with open(os.path.join(self.directory, 'log'), 'a') as log:
            self.supervisor = subprocess.Popen(
                [self.programs.supervisor, '--shell', self.programs.shell,
                 '--notice', self.notice, '--report', self.report, '--defaults', self.programs.defaults,
                 '--centre', self.centre, '--runtime-dir', self.runtime,
                 '--database', self.database],
                env=self.environment, stdin=subprocess.DEVNULL, stderr=log)

    def start(self):
        self.launch()
        self.until(lambda: self.status() is not None, 'an answer')

    def until(self, is_true, what, timeout=20, period=0.02):
        """The last value of @is_true, once it is true."""
        end = time.monotonic() + patience.limit(timeout)
        while True:
            value = is_true()
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError('%s did not come: %s; %s' % (
                    what, self.status() if self.supervisor else '', self.log()))
            time.sleep(period)

    def log(self):
        return read(os.path.join(self.directory, 'log'))

    def control(self, *words, timeout=90):
        """Exit status, output, errors of guichetctl."""
        done = subprocess.run(
            [self.programs.control, '--socket', os.path.join(self.runtime, 'control.sock')]
            + list(words), env=self.environment, capture_output=True, text=True, timeout=timeout,
            stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr

    def status(self):
        code, out, _ = self.control('--json', 'status', timeout=10)
        self.seen |= self.namespaces()
        return json.loads(out) if code == 0 else None

    def state(self, wanted, timeout=20):
        """The status, once the state is @wanted."""
        def look():
            status = self.status()
            return status if status and status['state'] == wanted else None
        return self.until(look, 'the state “%s”' % wanted, timeout)

    def ready(self):
        """Home, with a spare behind and the sandbox looked at: nothing moves any more."""
        def look():
            status = self.status()
            return (status if status and status['state'] == 'home' and status['spare-ready']
                    and status['sandbox-checked'] and len(self.worlds()) == 2 else None)
        return self.until(look, 'quiet', 30)

    def worlds(self):
        try:
            return sorted(name for name in os.listdir(self.runtime) if name.startswith('world-'))
        except FileNotFoundError:
            return []

    def visited(self):
        """Worlds with a visit in them."""
        return [world for world in self.worlds()
                if os.path.exists(os.path.join(self.runtime, world, 'visit'))]

    def first_process(self, world):
        """Of @world, by the namespace in its note."""
        number = read(os.path.join(self.runtime, world, 'note')).split()[:1]
        wanted = 'pid:[%s]' % (number[0] if number else '')
        return min(pid for pid in descendants(self.supervisor.pid) if namespace(pid) == wanted)

    def namespaces(self):
        if self.supervisor is None:
            return set()
        return ({namespace(pid) for pid in descendants(self.supervisor.pid)}
                - {namespace(os.getpid()), None})

    def living(self):
        """Processes in any world that was ever seen."""
        return [pid for pid in parents() if namespace(pid) in self.seen]

    def strays(self):
        """Processes of a start of a world, beside those of the supervisor that runs."""
        ours = descendants(self.supervisor.pid)
        return [pid for pid in parents() if pid not in ours
                and self.runtime + '/world-' in read('/proc/%d/cmdline' % pid)]

    def counts(self):
        """(metric, label) -> total."""
        database = sqlite3.connect('file:%s?mode=ro' % self.database, uri=True)
        try:
            rows = database.execute('SELECT metric, label, SUM(n) FROM counts GROUP BY 1, 2')
            return {(metric, label): total for metric, label, total in rows}
        finally:
            database.close()

    def kill(self):
        """As the kernel would when memory is short."""
        self.seen |= self.namespaces()
        self.supervisor.send_signal(signal.SIGKILL)
        self.supervisor.wait()

    def stop(self):
        """Exit status of the supervisor after SIGTERM."""
        self.seen |= self.namespaces()
        self.supervisor.terminate()
        return self.supervisor.wait(30)

    def close(self):
        if self.supervisor is not None and self.supervisor.poll() is None:
            # Killed in the middle of a start it would leave what only its follower clears away.
            self.supervisor.terminate()
            try:
                self.supervisor.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        # After an orderly end too, where the test killed an earlier supervisor.
        strays.clear(self.directory)
        self.compositor.terminate()
        self.compositor.wait(10)
        shutil.rmtree(self.directory, ignore_errors=True)
