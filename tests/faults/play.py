# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal that faults are injected into, and what must be so afterwards, whatever the fault."""

import ctypes
import os
import pathlib
import select
import signal
import sqlite3
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'integration'))

from devices import Devices  # noqa: E402
from stage import Failure, Stage, wait_for  # noqa: E402
from terminal import die_with_parent, unprivileged  # noqa: E402

PAGE = 'https://bench.lab.example/'
TILES = {1: ('essai-mesures', 'Mesures', PAGE),
         2: ('essai-document', 'Document', 'https://bench.lab.example/document')}
CLONE_NEWNS = 0x00020000
SILENCE = 14  # seconds: sane-airscan asks a busy scanner ten times


def own_mounts():
    """What is mounted from now on is seen by this program and its children alone, and goes with it."""
    if os.getuid() != 0 or ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        return False
    subprocess.run(['mount', '--make-rprivate', '/'], check=True)
    return True


def expect(is_so, what):
    if not is_so:
        raise Failure(what)


FAULTS = {}


def fault(name, **needs):
    """Names a function of a terminal: what it says was seen. @needs: conf and env of a terminal of its
    own, has_forwarder, has_devices, needs_mounts."""
    def add(function):
        function.needs = needs
        FAULTS[name] = function
        return function
    return add


class Step:
    """A place in the supervisor that it comes to, and waits at."""

    def __init__(self, runner, symbols, function, hits=1):
        if function not in symbols:
            raise Failure(f'the supervisor has no function {function}')
        self.report, report = os.pipe()
        command, self.command = os.pipe()
        self.fds = [report, command]
        self.prefix = [runner, report, command, f'{symbols[function]:x}', hits]
        self.function = function
        self.tracer = None

    def started(self):
        for fd in self.fds:
            os.close(fd)

    def wait(self, word, seconds=30):
        text = b''
        while word not in text:
            ready, _, _ = select.select([self.report], [], [], seconds)
            piece = os.read(self.report, 64) if ready else b''
            if not piece:
                raise Failure(f'{self.function} was not {word.decode()}')
            text += piece

    def arm(self, pid):
        """From now on, in the process @pid."""
        self.tracer = subprocess.Popen([str(word) for word in [*self.prefix, '--pid', pid]],
                                       pass_fds=self.fds, stdin=subprocess.DEVNULL,
                                       preexec_fn=die_with_parent)
        self.started()
        self.wait(b'armed')

    def go(self):
        for fd in (self.command, self.report):
            if fd >= 0:
                os.close(fd)
        self.command = self.report = -1
        if self.tracer:
            self.tracer.wait(20)


class FaultTerminal(Stage):
    """@runner: at-step. Counts are expected to be as @begun says, or the visit in progress less."""

    def __init__(self, build, source, runner, conf='', env=None, has_mounts=False, **options):
        self.env = env or {}
        self.forwarder = None
        self.devices = None
        self.disk = self.memory = None
        self.step = None
        self.begun = 0  # visits, over all its supervisors
        self.in_progress = 0  # of them, those that a fault met
        super().__init__(build, source, TILES, **options)
        self.program['step'] = self.dir / 'stage' / 'at-step'
        self.program['step'].write_bytes(pathlib.Path(runner).read_bytes())
        self.program['step'].chmod(0o755)
        file = self.tree['centre'] / 'guichet.conf'
        file.write_text(file.read_text() + conf)
        self.symbols = self.read_symbols()
        if has_mounts:
            self.mount_all()

    def mount_all(self):
        """The counts and the runtime directory lie on file systems that may be filled."""
        self.disk, self.memory = self.dir / 'disk', self.dir / 'guichet'
        self.database = self.disk / 'counts.db'
        user = self.dir.stat().st_uid
        for folder in (self.disk, self.memory):
            folder.mkdir()
            subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size=1m,mode=700,uid={user},gid={user}',
                            'guichet-faults', folder], check=True)

    def stop(self):
        if self.supervisor and self.supervisor.poll() is None:
            self.end_supervisor(signal.SIGTERM)
        for folder in filter(None, (self.disk, self.memory)):
            subprocess.run(['umount', '-l', folder], check=False)
        if self.forwarder:
            self.forwarder.close()
        super().stop()
        if self.devices:
            self.devices.stop()
            self.devices = None

    def use_forwarder(self, forwarder):
        """The way to the proxy goes through @forwarder."""
        self.forwarder = forwarder
        file = self.tree['centre'] / 'guichet.conf'
        lines = [f'Proxy=http://127.0.0.1:{forwarder.port}' if line.startswith('Proxy=') else line
                 for line in file.read_text().splitlines()]
        file.write_text('\n'.join(lines) + '\n')

    def use_devices(self, shim):
        """A scanner, a CUPS and a printer."""
        self.devices = Devices(os.path.abspath(shim), on_demand=True)
        file = self.tree['centre'] / 'guichet.conf'
        self.devices.add_to(file)
        # Of the scanner, whose group is the last one.
        file.write_text(file.read_text() + f'SilenceSeconds={SILENCE}\n')
        self.has_printer = True

    def read_symbols(self):
        text = subprocess.run(['nm', self.program['supervisor']], capture_output=True, text=True,
                              check=True).stdout
        return {words[2]: int(words[0], 16) for words in map(str.split, text.splitlines())
                if len(words) == 3 and words[1] in 'Tt'}

    # --- the supervisor, alone or watched ---

    def start_supervisor(self, step=None, **env):
        # Set by env(1): what is loaded before a program is for the supervisor alone.
        words = [f'{name}={value}' for name, value in {**self.env, **env}.items()]
        command = ['/usr/bin/env', *words, *(step.prefix if step else []),
                   *self.supervisor_command()]
        with open(self.dir / 'supervisor.log', 'ab') as log:
            self.supervisor = subprocess.Popen(
                unprivileged() + [str(word) for word in command],
                env=self.environment(WAYLAND_DISPLAY='guichet-display'), cwd=self.dir,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent,
                pass_fds=step.fds if step else ())
        self.processes.append(self.supervisor)
        self.step = step
        if step:
            step.started()

    def at(self, function, hits=1):
        return Step(self.program['step'], self.symbols, function, hits)

    def end_supervisor(self, number=signal.SIGKILL):
        """Its exit status."""
        family = self.descendants()
        self.supervisor.send_signal(number)
        if self.step:
            # A dead process is its tracer's first.
            self.step.go()
        status = self.supervisor.wait(40)
        self.processes.remove(self.supervisor)
        self.wait_gone(family)
        return status

    def wait_gone(self, family):
        wait_for('the end of the worlds', lambda: not [pid for pid in family if lives(pid)], 15)

    def restart_compositor(self, number=signal.SIGKILL):
        """The supervisor goes with it; a service manager starts both again."""
        family = self.descendants()
        if self.compositor.poll() is None:
            self.compositor.send_signal(number)
        self.compositor.wait(20)
        self.supervisor.wait(40)
        for process in (self.compositor, self.supervisor):
            self.processes.remove(process)
        self.wait_gone(family)
        (self.dir / 'guichet-display').unlink(missing_ok=True)
        (self.dir / 'guichet-display.lock').unlink(missing_ok=True)
        self.start_compositor()

    # --- visits ---

    def visit(self, place=1):
        before = self.status()['visits']
        since = self.latest()
        self.open_tile(place)
        wait_for('a visit', lambda: self.status().get('visits', 0) > before)
        self.begun += 1
        self.wait_request(since, host='bench.lab.example')

    def leave(self):
        self.control('reset', check=False)
        self.settle()

    def ask_reset(self):
        """Asks, and does not wait: the supervisor is about to be stopped."""
        self.spawn('reset', [self.program['ctl'], '--socket',
                             self.dir / 'guichet' / 'control.sock', 'reset'])

    def kill_shells(self):
        for pid in self.descendants('guichet'):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def leave_unsure(self):
        """Leaves, and waits for tiles alone."""
        self.control('reset', check=False)
        self.wait_state('home')

    def recover_by_staff(self):
        """What failed may be over: reception asks, as the notice says, until it is."""
        def is_well():
            self.control('reset', check=False)
            return self.state() == 'home'
        if self.state() != 'home':
            wait_for('clean tiles', is_well, 90, 1)
        self.settle()

    def wait_log(self, words, seconds=60):
        wait_for(f'"{words}" in the log', lambda: words in self.log(), seconds)

    def settle(self, seconds=60):
        """Clean tiles, a spare behind, nothing wrong."""
        def is_well():
            status = self.status()
            return (status.get('state') == 'home' and status.get('spare-ready')
                    and status.get('failure') == '' and status.get('sandbox-checked'))
        try:
            wait_for('clean tiles', is_well, seconds, 0.05)
        except Failure:
            raise Failure(f'no clean tiles: {self.status()}; {self.log()[-600:]}') from None
        wait_for('the two worlds', lambda: len(self.descendants('guichet')) == 2, 20)

    # --- what was kept ---

    def read_counts(self):
        """metric -> label -> total; the file must be whole."""
        uri = f'file:{self.database}?mode=ro'
        with sqlite3.connect(uri, uri=True, timeout=10) as database:
            check = database.execute('PRAGMA integrity_check').fetchall()
            expect(check == [('ok',)], f'the counts are damaged: {check}')
            rows = database.execute('SELECT metric, label, SUM(n) FROM counts GROUP BY 1, 2').fetchall()
        database.close()
        found = {}
        for metric, label, total in rows:
            found.setdefault(metric, {})[label] = total
        return found

    def check_counts(self):
        """Each visit once, or the one in progress not at all. Says which."""
        total = sum(self.read_counts().get('visit-ended', {}).values())
        missing, allowed = self.begun - total, self.in_progress
        self.begun, self.in_progress = total, 0
        expect(missing >= 0, f'{-missing} visits were counted twice')
        expect(missing <= allowed, f'{missing} visits were lost, of which {allowed} in progress')
        return 'every visit counted once' if missing == 0 else 'the visit in progress lost, no other'

    def check_leftovers(self):
        """Of all worlds that ever were, two: those that live."""
        wait_for('no more than two worlds in the runtime directory', lambda: len(
            list((self.dir / 'guichet').glob('world-*'))) == 2, 10)
        uid = self.dir.stat().st_uid
        ours = {self.supervisor.pid, *self.descendants()}
        strays = [pid for pid in map(int, filter(str.isdigit, os.listdir('/proc')))
                  if pid not in ours and is_of(pid, uid) and self.names_world(pid)]
        expect(not strays, f'processes of a world nobody holds: {strays}')

    def names_world(self, pid):
        """Others may be the same user by chance: worlds of this terminal."""
        try:
            words = pathlib.Path(f'/proc/{pid}/cmdline').read_bytes()
        except OSError:
            return False
        return f'{self.dir}/guichet/world-'.encode() in words

    def check(self):
        """Recovered: the words that say so."""
        self.settle()
        self.check_leftovers()
        return 'home, ' + self.check_counts()

    def sees_notice(self, code, seconds=60):
        """Out of order, with @code, and the notice is on the screen."""
        def is_said():
            status = self.status()
            return status.get('state') == 'out-of-order' and status.get('failure') == code
        wait_for(f'out of order, {code}', is_said, seconds, 0.05)
        wait_for('the notice', lambda: self.descendants('guichet-notice'), 20)


def is_of(pid, uid):
    try:
        return os.stat(f'/proc/{pid}').st_uid == uid
    except OSError:
        return False


def lives(pid):
    """Whoever waits for an orphan that is dead may be slow."""
    try:
        text = pathlib.Path(f'/proc/{pid}/stat').read_text()
    except OSError:
        return False
    return text.rpartition(')')[2].split()[0] not in 'ZX'
