# SPDX-License-Identifier: GPL-3.0-or-later
"""A world whose own program was taken over (hostile.py): what its attempts saw is judged here, from
outside, where the same things are there to be reached."""

import json
import os
import pathlib
import re
import shutil
import socket
import sys

from scene import Failure, Scene, wait_for
from devices import Devices

HERE = pathlib.Path(__file__).resolve().parent
# Errors that say no; ENOENT and the like: there is nothing to be reached.
NO = re.compile(r'^(refused\b|none\b|(?!ECONNRESET)E[A-Z0-9]+( E[A-Z0-9]+)*$|killed 31$)')
ERRORS = re.compile(r'^((org\.\S*Error\S*|refused[a-z, ]*)( |$))+$')
GATE_NO = re.compile(r'^(HTTP/1\.1 4\d\d|closed|refused)')
BOUNDED = re.compile(r'^bounded\b')
# After these the channel is closed, so that their world is over.
ENDING = {'channel-attach-again', 'channel-big', 'channel-nested', 'channel-byte-order',
          'channel-count-flood', 'channel-truncated', 'channel-fds', 'end-visit-flood'}
LISTED = re.compile(r'^([^.]+\.)*(caf|impots\.gouv)\.fr:443$')
WORKERS = ('guichet-scan', 'guichet-print', 'guichet-stick')
# Asked in the world after the one that left something.
NEXT = {'worker-scan-found'}
OVER = 'its world was ended'
IPC_KEY = 0x67756963


def judge(wanted, seen):
    """Whether @seen is what is @wanted of an attempt."""
    kind = wanted.split()[0].rstrip(';:,')
    if seen.startswith(('nothing', 'mistake')):
        return False
    if kind == 'refused':
        return bool(NO.match(seen) or GATE_NO.match(seen)
                    or ERRORS.match(seen)
                    or seen in (OVER, 'silence'))
    if kind == 'none':
        return seen.startswith('none')
    if kind == 'own':
        return seen.startswith('own') or GATE_NO.match(seen) or seen.startswith('HTTP/1.1 200')
    if kind == 'bounded':
        return bool(BOUNDED.match(seen))
    if kind in ('works', 'printed'):
        return seen.startswith(kind)
    if kind == 'closed':
        return seen in ('closed', OVER)
    if kind == 'fronting':
        return seen.startswith(('tunnel', 'HTTP/1.1'))
    return True  # any, dropped, ends, one: judged by what is outside


class HostileScene(Scene):
    """Its shell is hostile.py, which tries @names once it is shown."""

    def __init__(self, build, source, supervisor=None, **options):
        super().__init__(build, source, shell=HERE / 'hostile.py', **options)
        if supervisor:
            shutil.copy(supervisor, self.program['supervisor'])
        tries = self.tree['centre'] / 'tries'
        shutil.copytree(HERE / 'tries', tries, ignore=shutil.ignore_patterns('__pycache__'))
        self.set_names([])

    def set_names(self, names):
        path = self.tree['centre'] / 'attempts.json'
        path.write_text(json.dumps(names))
        for path in (self.tree['centre'], *self.tree['centre'].rglob('*')):
            path.chmod(0o755 if path.is_dir() else 0o644)

    def start(self):
        """What is outside and must not be reached is there: a server, an abstract socket, shared
        memory, a queue."""
        self.tcp = socket.create_server(('127.0.0.1', 0))
        self.name = 'guichet-inside-%d' % os.getpid()
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind('\0' + self.name)
        self.abstract.listen()
        pathlib.Path('/dev/shm', self.name).write_text('x')
        self.run(['ipcmk', '-M', '64'])
        self.start_screen()
        self.start_compositor()
        self.start_supervisor()
        os.mkfifo(self.dir / 'fifo')
        table = (pathlib.Path(sys.argv[2]) / 'session-reset' / 'world-command.c').read_text()
        known = set(re.findall(r'\{ "([A-Z_0-9]+)", [^}]*\}', table))
        known |= set(re.findall(r'"--setenv", "([A-Z_0-9]+)"', table)) | {'PWD', 'LC_CTYPE'}
        (self.tree['centre'] / 'facts.json').write_text(json.dumps({
            'port': self.tcp.getsockname()[1], 'abstract': self.name, 'x': self.display[1:],
            'runtime': str(self.dir / 'guichet'), 'display': str(self.dir / 'guichet-display'),
            'dir': str(self.dir), 'database': str(self.database), 'ipc_key': IPC_KEY,
            'supervisor': self.supervisor.pid, 'environment': sorted(known)}))
        self.set_names([])
        self.wait_state('home')

    def stop(self):
        super().stop()
        for sock in (getattr(self, 'tcp', None), getattr(self, 'abstract', None)):
            if sock:
                sock.close()
        if hasattr(self, 'name'):
            pathlib.Path('/dev/shm', self.name).unlink(missing_ok=True)

    # --- worlds ---

    @staticmethod
    def path_inside(pid, name):
        """A file of a world's /tmp; its own root leads there."""
        return os.path.join(f'/proc/{pid}/root', 'tmp', name)

    def read_inside(self, pid, name):
        result = self.run(['cat', self.path_inside(pid, name)], check=False)
        return result.stdout if result.returncode == 0 else None

    def find_shown(self):
        """The world that shows its tiles, and was not told to begin yet."""
        for pid in self.descendants('guichet'):
            if self.read_inside(pid, 'shown') is not None and self.read_inside(pid, 'go') is None:
                return pid
        return None

    def observe(self, names, seconds=40):
        """Has the world that is shown try @names; what it saw, once it is through or over."""
        self.set_names(names)
        pid = wait_for('a world that is shown', self.find_shown, 30, 0.1)
        self.run(['touch', self.path_inside(pid, 'go')])
        last = {}

        def is_through():
            report = self.read_inside(pid, 'observed.json')
            if report:
                last.update(json.loads(report))
            return 'over' in last or not os.path.exists(f'/proc/{pid}')
        try:
            wait_for('the attempts', is_through, seconds, 0.1)
        except Failure as failure:
            print(f'{failure}; stuck at {[name for name in names if name not in last][:1]}')
        return last

    def next_world(self):
        """Ends the world that is shown."""
        self.control('reset', check=False)
        self.wait_state('home')


def look_outside(scene, since):
    """What is wrong outside, whatever the world saw."""
    wrong = []
    # The gate holds the lists of all services, the shipped ones too: *.caf.fr is among them.
    hosts = {f'{line["host"]}:{line["port"]}' for line in scene.lab.journal(since)
             if line['event'] == 'connect' and not LISTED.match(line['host'] + ':%d' % line['port'])}
    if hosts:
        wrong.append(f'contacted {sorted(hosts)}')
    status = scene.status()
    if status.get('failure') or status.get('state') not in ('home', 'visiting', 'ending'):
        wrong.append(f'status {status.get("state")} {status.get("failure")}')
    if 'canari' in scene.log() or 'DROP TABLE' in scene.log():
        wrong.append('its words are in the log')
    return wrong


def play_calm(scene, attempts, record, look=list):
    """All in one world; in another from where one was ended. @look: what else is wrong outside."""
    names = [words[0] for _, words, _ in attempts]
    since, seen = scene.latest(), {}
    for _ in range(5):
        seen.update(scene.observe([name for name in names if name not in seen], 400))
        if set(names) <= set(seen):
            break
        print(f'a world was ended after {list(seen)[-1:]}; {scene.log()[-300:]}')
    wrong = look_outside(scene, since) + look()
    for _, words, attempt in attempts:
        text = seen.get(words[0], 'nothing')
        record(attempt, judge(attempt.expected, text) and not wrong, '; '.join([text] + wrong))


def play_ending(scene, words, attempt, record):
    since = scene.latest()
    text = scene.observe([words[0]]).get(words[0], OVER)
    # Worlds that are lost one after another put the terminal out of order; staff brings it back.
    scene.next_world()
    wrong = look_outside(scene, since)
    record(attempt, judge(attempt.expected, text) and not wrong, '; '.join([text] + wrong))


class DeviceScene(HostileScene):
    """With a printer and a scanner beside it."""

    def __init__(self, build, source):
        self.devices = Devices(pathlib.Path(build) / 'tests' / 'lab' / 'libno-avahi.so')
        try:
            super().__init__(build, source)
            self.devices.add_to(self.tree['centre'] / 'guichet.conf')
        except BaseException:
            self.devices.stop()
            raise

    def stop(self):
        super().stop()
        self.devices.stop()

    def workers(self):
        return [name for pid in self.descendants() for name in self.names_of(pid)
                if name in WORKERS]

    @staticmethod
    def names_of(pid):
        try:
            return [pathlib.Path(f'/proc/{pid}/comm').read_text().strip()]
        except OSError:
            return []

    def look_at_paper(self):
        """Nothing but what a visit may print came out, and nothing of what acts by itself."""
        papers = self.devices.printing.papers()
        acting = [path.name for path in papers
                  if re.search(rb'/(JavaScript|Launch|EmbeddedFile|OpenAction)', path.read_bytes())]
        wrong = [f'a printed document acts: {acting}'] if acting else []
        log = self.devices.printing.dir / 'log' / 'page'
        lines = log.read_text().splitlines() if log.exists() else []
        names = {' '.join(line.split()[:2] + line.split()[-4:]) for line in lines}
        if 'canari' in ' '.join(lines) or len(names) > 1:
            wrong.append(f'jobs are named {sorted(names)[:3]}')
        return wrong


def play_workers(build, source, attempts, record, options):
    with DeviceScene(build, source) as scene:
        names = [words[0] for _, words, _ in attempts]
        play_calm(scene, [row for row in attempts if row[1][0] not in NEXT], record,
                  scene.look_at_paper)
        if set(names) & NEXT:
            scene.next_world()
            scene.observe(['worker-scan-leave'])
            scene.next_world()
            play_calm(scene, [row for row in attempts if row[1][0] in NEXT], record)
        scene.next_world()
        wait_for('the end of the workers', lambda: not scene.workers(), 20)
        left = scene.devices.printing.jobs() or scene.devices.printing.spooled()
        if left or scene.status().get('failure'):
            raise Failure(f'left in the queue: {left}; {scene.status()}')


def play_inside(build, source, attempts, record, options):
    with HostileScene(build, source, options.get('supervisor')) as scene:
        play_calm(scene, [row for row in attempts if row[1][0] not in ENDING], record)
        scene.next_world()
        for _, words, attempt in attempts:
            if words[0] in ENDING:
                play_ending(scene, words, attempt, record)
        left = scene.descendants('guichet-daemon')
        if left:
            raise Failure(f'processes of a world that was ended live on: {left}')
