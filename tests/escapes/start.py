# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds the start of a terminal: hostile environments, command lines and settings."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from scene import Failure, Scene, wait_for
from terminal import unprivileged

LISTENING = '0A'


def listening(scene):
    """Ports that the terminal listens on, outside of its worlds."""
    ours = set()
    for pid in [scene.supervisor.pid, *scene.descendants()]:
        try:
            ours |= {os.readlink(link) for link in pathlib.Path(f'/proc/{pid}/fd').iterdir()}
        except OSError:
            continue
    found = []
    for name in ('tcp', 'tcp6'):
        for line in pathlib.Path(f'/proc/self/net/{name}').read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f'socket:[{fields[9]}]' in ours:
                found.append(fields[1])
    return found


def environments(scene):
    """Name -> values, over all processes of the worlds."""
    found = {}
    for pid in scene.descendants():
        if 'bwrap' in pathlib.Path(f'/proc/{pid}/comm').read_text():
            continue
        try:
            text = pathlib.Path(f'/proc/{pid}/environ').read_bytes().decode('utf-8', 'replace')
        except OSError:
            continue
        for pair in text.split('\0'):
            name, _, value = pair.partition('=')
            found.setdefault(name, set()).add(value)
    return found


class HostileStart(Scene):
    """Its supervisor is started with @variables around it."""

    def __init__(self, build, source, variables):
        super().__init__(build, source)
        self.variables = [pair.replace('@DIR@', str(self.dir)) for pair in variables]

    def start_supervisor(self):
        # By env(1), and after the privileges are gone: whatever LD_ means, it means to our program.
        command = ['env', *self.variables, 'XDG_RUNTIME_DIR=' + str(self.dir),
                   *self.supervisor_command()]
        self.supervisor = self.spawn('supervisor', command, WAYLAND_DISPLAY='guichet-display')


def play_environment(build, source, attempts, record, options):
    """All at once; each is looked for by itself."""
    variables = [attempt.input for _, _, attempt in attempts]
    with HostileStart(build, source, variables) as scene:
        known = {path.name for path in scene.dir.iterdir()} | {'screen.png'}
        scene.open_page()
        found, ports = environments(scene), listening(scene)
        made = {path.name for path in scene.dir.iterdir()} - known
        state = scene.state()
        for _, _, attempt in attempts:
            name, _, value = attempt.input.partition('=')
            value = value.replace('@DIR@', str(scene.dir))
            wrong = []
            # What the world's own table sets has the table's value, never this one.
            if value in found.get(name, ()):
                wrong.append(f'{name} came through')
            if ports or made:
                wrong.append(f'ports {ports}, files {sorted(made)}')
            if state != 'visiting':
                wrong.append(f'state {state}')
            record(attempt, not wrong, '; '.join(wrong) or 'in no process of a world; no port, no '
                   f'file{", the world has its own" if name in found else ""}')


# --- command lines ---

def play_arguments(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        for _, _, attempt in attempts:
            program, _, rest = attempt.input.partition(' ')
            marker = scene.dir / 'pwned'
            rest = rest.replace('@PWNED@', f' {marker}').replace('@LONG@', 'x' * 100000)
            words = rest.split(' ') if '(' not in rest else [rest]
            if '\n' in rest:
                words = [rest]
            before = {path.name for path in scene.dir.iterdir()}
            try:
                result = scene.run([scene.program[program], *[word for word in words if word]],
                                   check=False, timeout=20)
                status = result.returncode
            except subprocess.TimeoutExpired:
                status = 'still runs'
            made = {path.name for path in scene.dir.iterdir()} - before
            wrong = []
            if status == 0 or status == 'still runs' or isinstance(status, int) and status < 0:
                wrong.append(f'status {status}')
            if made or marker.exists():
                wrong.append(f'made {sorted(made)}')
            if scene.state() != 'home':
                wrong.append(f'state {scene.state()}')
            record(attempt, not wrong, '; '.join(wrong) or f'exit status {status}; nothing made')


# --- settings ---

def play_config(build, source, attempts, record, options):
    """guichetctl check on a centre with one hostile file, and what the terminal would show of it."""
    ctl = pathlib.Path(build) / 'session-reset' / 'guichetctl'
    with tempfile.TemporaryDirectory(prefix='gc-', dir='/tmp') as directory:
        path = pathlib.Path(directory)
        path.chmod(0o755)
        program = shutil.copy(ctl, path / 'guichetctl')
        defaults = shutil.copytree(pathlib.Path(source) / 'config' / 'defaults', path / 'defaults')
        for _, _, attempt in attempts:
            centre = path / 'centre' / 'services.d'
            centre.mkdir(parents=True, exist_ok=True)
            text = attempt.input
            if 'Group=' not in text and '[Service]' in text:
                text = text.replace('Sentence=x\n', 'Sentence=x\nGroup=autres\n')
            (centre / 'essai.conf').write_text(text)
            subprocess.run(['chmod', '-R', 'a+rX', directory], check=True)
            result = subprocess.run(
                unprivileged() + [program, 'check', path / 'centre', '--defaults', defaults],
                capture_output=True, text=True, timeout=20,
                env={'PATH': '/usr/bin', 'LANG': 'C.UTF-8'}, check=False)
            said = [line for line in (result.stdout + result.stderr).splitlines()
                    if 'essai.conf' in line]
            held = result.returncode != 0 and bool(said) or 'shown as text' in attempt.expected
            if result.returncode < 0:
                raise Failure(f'{attempt.id}: guichetctl ended by a signal')
            clean = re.sub(r'\S*/', '', said[0])[:200] if said else 'nothing said'
            record(attempt, held, f'exit status {result.returncode}: {clean}')


# --- the terminal as it stands ---

def field_of(pid, name, file='status'):
    for line in pathlib.Path(f'/proc/{pid}/{file}').read_text().splitlines():
        if line.startswith(name):
            return line[len(name):].lstrip(':').split()
    return []


def look_at_cores(scene):
    pids = [scene.supervisor.pid, *scene.descendants()]
    bad = [pid for pid in pids if field_of(pid, 'Max core file size', 'limits')[:2] != ['0', '0']]
    return not bad, f'core dumps are bounded to 0 in {len(pids) - len(bad)} of {len(pids)} processes'


def look_at_web_process(scene):
    pid = scene.wait_web_process()
    seen = {name: field_of(pid, name)[0] for name in ('Seccomp', 'NoNewPrivs', 'CapEff')}
    return seen == {'Seccomp': '2', 'NoNewPrivs': '1', 'CapEff': '0' * 16}, f'web process: {seen}'


class BareStart(HostileStart):
    """Waits for whatever state comes, since tiles must not."""

    def start(self):
        self.start_screen()
        self.start_compositor()
        self.start_supervisor()


def start_without_bubblewrap(build, source):
    with BareStart(build, source, ['PATH=/nonexistent']) as scene:
        state = wait_for('a state', lambda: scene.state() not in (None, 'starting')
                         and scene.state(), 60)
        names = scene.programs()
    return state == 'out-of-order' and 'guichet' not in names, f'state {state}; runs {sorted(names)}'


def play_terminal(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        scene.open_page()
        for _, words, attempt in attempts:
            if words[0] == 'listening':
                ports = listening(scene)
                record(attempt, not ports, f'ports {ports or "none"}')
            elif words[0] == 'core':
                record(attempt, *look_at_cores(scene))
            elif words[0] == 'web-sandbox':
                record(attempt, *look_at_web_process(scene))
    for _, words, attempt in attempts:
        if words[0] == 'no-bwrap':
            record(attempt, *start_without_bubblewrap(build, source))
