# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole terminal for tests, the demo and the benches: the real supervisor, worlds and shell under
the real kiosk compositor, nested in an X server without a screen, so that keys and touches travel the
whole way. Everything runs as an unprivileged user and is gone when the terminal is stopped."""

import ctypes
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time

import patience
import strays

PR_SET_PDEATHSIG = 1
# Somebody else in each program that uses this: the worlds of others are then another user's, as on a
# real terminal there are none, and tests can run side by side.
NOBODY = random.randrange(61000, 65000)
COMPOSITOR_CONFIG = """# SPDX-License-Identifier: GPL-3.0-or-later
[core]
idle-time=0
[keyboard]
keymap_layout=fr
"""


class Failure(Exception):
    """Something that had to be so was not."""


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def unprivileged():
    """Command prefix that drops root: worlds need none, and WebKit's sandbox refuses it."""
    if os.getuid() != 0:
        return []
    return ['setpriv', f'--reuid={NOBODY}', f'--regid={NOBODY}', '--clear-groups']


def wait_for(what, check, seconds=20.0, period=0.02):
    """Waits until check() is true and gives its value; fails saying what was waited for."""
    seconds = patience.limit(seconds)
    end = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f'waited {seconds:g} s for {what}')
        time.sleep(period)


class Terminal:
    """One terminal. Use as a context manager."""

    def __init__(self, build, source, size=(1280, 800), centre=None, display=None, extra=(),
                 shell=None, xvfb=True, can_switch_off=True):
        self.size = size
        self.can_switch_off = can_switch_off
        self.extra = list(extra)
        self.display = display
        self.use_xvfb = xvfb and display is None
        self.processes = []
        self.supervisor = None
        # Short: a socket's path holds 107 bytes.
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix='gt-', dir='/tmp'))
        self.database = self.dir / 'counts.db'
        if os.getuid() == 0:
            os.chown(self.dir, NOBODY, NOBODY)
        self.stage(pathlib.Path(build), pathlib.Path(source), shell, centre)

    def stage(self, build, source, shell, centre):
        """Copies what the terminal runs from: a clone may stand where only its owner may read."""
        stage = self.dir / 'stage'
        programs = {'supervisor': build / 'session-reset' / 'guichet-supervisor',
                    'ctl': build / 'session-reset' / 'guichetctl',
                    'shell': pathlib.Path(shell) if shell else build / 'kiosk' / 'guichet',
                    'document': build / 'kiosk' / 'formats' / 'guichet-document',
                    'print': build / 'kiosk' / 'print' / 'guichet-print',
                    'scan': build / 'kiosk' / 'scan' / 'guichet-scan',
                    'stick': build / 'kiosk' / 'stick' / 'guichet-stick',
                    'notice': build / 'kiosk' / 'ui' / 'guichet-notice',
                    'staff': build / 'kiosk' / 'ui' / 'guichet-staff',
                    'report': build / 'usage' / 'guichet-report'}
        # Beside the supervisor, in a build as on a terminal; it bears the number of its weston.
        for module in programs['supervisor'].resolve().parent.glob('guichet-screen-*.so'):
            programs['screen'] = module
        trees = {'defaults': source / 'config' / 'defaults', 'locale': build / 'assets' / 'po',
                 'centre': centre}
        stage.mkdir()
        self.program = {}
        self.tree = {}
        for name, path in programs.items():
            if path.exists():
                self.program[name] = pathlib.Path(shutil.copy(path, stage / path.name))
        for name, path in trees.items():
            if path and pathlib.Path(path).exists():
                self.tree[name] = pathlib.Path(shutil.copytree(path, stage / name))
        for path in [stage, *stage.rglob('*')]:
            path.chmod(0o755 if path.is_dir() or path.parent == stage else 0o644)
        self.stage_authority()

    def stage_authority(self):
        """The lab's certificate authority stands beside its private key: only it is copied."""
        conf = self.tree['centre'] / 'guichet.conf' if 'centre' in self.tree else None
        if conf is None or not conf.exists():
            return
        lines = conf.read_text().splitlines()
        for i, line in enumerate(lines):
            if line.startswith('Authorities='):
                copy = shutil.copy(line.partition('=')[2].rstrip(';'), self.dir / 'stage' / 'ca.pem')
                os.chmod(copy, 0o644)
                lines[i] = f'Authorities={copy}'
        conf.write_text('\n'.join(lines) + '\n')

    # --- life ---

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *unused):
        self.stop()

    def environment(self, **more):
        env = {'PATH': '/usr/bin:/usr/sbin:/bin', 'HOME': str(self.dir), 'LANG': 'C.UTF-8',
               'XDG_RUNTIME_DIR': str(self.dir), 'TMPDIR': str(self.dir)}
        if self.display:
            env['DISPLAY'] = self.display
            if 'XAUTHORITY' in os.environ and not self.use_xvfb:
                env['XAUTHORITY'] = os.environ['XAUTHORITY']
        env.update(more)
        return env

    def spawn(self, name, command, **env):
        log = open(self.dir / f'{name}.log', 'ab')
        process = subprocess.Popen(unprivileged() + [str(c) for c in command],
                                   env=self.environment(**env), cwd=self.dir, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, preexec_fn=die_with_parent)
        log.close()
        self.processes.append(process)
        return process

    def run(self, command, check=True, **kwargs):
        result = subprocess.run(unprivileged() + [str(c) for c in command], env=self.environment(),
                                cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                timeout=kwargs.pop('timeout', 60), check=False)
        if check and result.returncode != 0:
            raise Failure(f'{command[0]}: {result.returncode} {result.stderr.strip()}')
        return result

    def start(self):
        if self.use_xvfb:
            self.start_screen()
        self.start_compositor()
        self.start_supervisor()
        self.wait_state('home')

    def start_screen(self):
        read_end, write_end = os.pipe()
        width, height = self.size
        command = unprivileged() + ['Xvfb', '-displayfd', str(write_end), '-screen', '0',
                                    f'{width}x{height}x24', '-noreset', '-nolisten', 'tcp', '-ac']
        process = subprocess.Popen(command, pass_fds=[write_end], env=self.environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        self.processes.append(process)
        os.close(write_end)
        with os.fdopen(read_end) as stream:
            number = stream.readline().strip()
        if not number:
            raise Failure('the X server did not start')
        self.display = f':{number}'
        # As in packaging/system/weston.ini: without Super, the compositor's own chords are none.
        self.run(['setxkbmap', 'fr', '-option', 'altwin:ctrl_win'])

    def start_compositor(self):
        config = self.dir / 'weston.ini'
        config.write_text(COMPOSITOR_CONFIG)
        width, height = self.size
        self.compositor = self.spawn('compositor', [
            'weston', '--backend=x11-backend.so', '--shell=kiosk-shell.so', '--use-pixman',
            f'--width={width}', f'--height={height}', '--socket=guichet-display',
            f'--config={config}',
            *([f'--modules={self.program["screen"]}']
              if self.can_switch_off and 'screen' in self.program else [])])
        wait_for('the compositor', (self.dir / 'guichet-display').exists)

    def supervisor_command(self):
        command = [self.program['supervisor'], '--shell', self.program['shell'],
                   '--notice', self.program['notice'], '--staff', self.program['staff'],
                   '--defaults', self.tree['defaults'],
                   '--runtime-dir', self.dir / 'guichet', '--database', self.database]
        if 'report' in self.program:
            command += ['--report', self.program['report']]
        if 'locale' in self.tree:
            command += ['--locales', self.tree['locale']]
        if 'centre' in self.tree:
            command += ['--centre', self.tree['centre']]
        return command + self.extra

    def start_supervisor(self):
        self.supervisor = self.spawn('supervisor', self.supervisor_command(),
                                     WAYLAND_DISPLAY='guichet-display')

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if self.supervisor is not None:
            strays.clear(str(self.dir))
        self.processes.clear()
        shutil.rmtree(self.dir, ignore_errors=True)

    def log(self, name='supervisor'):
        path = self.dir / f'{name}.log'
        return path.read_text(errors='replace') if path.exists() else ''

    # --- what it says ---

    def control(self, *arguments, check=True):
        return self.run([self.program['ctl'], '--socket',
                         self.dir / 'guichet' / 'control.sock', *arguments], check=check)

    def status(self):
        result = self.control('--json', 'status', check=False)
        return json.loads(result.stdout) if result.returncode == 0 else {}

    def state(self):
        return self.status().get('state')

    def wait_state(self, state, seconds=30.0):
        try:
            return wait_for(f'state {state}', lambda: self.state() == state, seconds, 0.05)
        except Failure as failure:
            raise Failure(f'{failure}; state is {self.status()}; {self.log()[-2000:]}') from None

    def wait_spare(self, seconds=30.0):
        wait_for('a spare world', lambda: self.status().get('spare-ready'), seconds, 0.05)

    def reset(self):
        return self.control('reset')

    def report(self, *arguments):
        return self.run([self.program['report'], 'show', *arguments, '--database', self.database,
                         '--defaults', self.tree['defaults'], '--month', time.strftime('%Y-%m')])

    # --- what a person does ---

    def xdotool(self, *arguments):
        self.run(['xdotool', *arguments])

    def move(self, x, y):
        self.xdotool('mousemove', str(int(x)), str(int(y)))

    def click(self, x, y):
        self.xdotool('mousemove', str(int(x)), str(int(y)), 'sleep', '0.05', 'click', '1')

    def type(self, text):
        self.xdotool('type', '--delay', '20', text)

    def key(self, *keys):
        self.xdotool('key', '--delay', '30', *keys)

    def screenshot(self, path):
        """Saves the screen as PNG at path (made by whoever runs the test)."""
        picture = self.dir / 'screen.png'
        self.run(['import', '-window', 'root', f'png:{picture}'])
        shutil.copyfile(picture, path)

    def pixels(self):
        """The screen as (width, height, bytes of RGB)."""
        width, height = self.size
        result = subprocess.run(unprivileged() + ['import', '-window', 'root', '-depth', '8', 'rgb:-'],
                                env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True,
                                timeout=30, check=True)
        return width, height, result.stdout

    def wait_still(self, seconds=20.0, quiet=0.4):
        """Waits until the screen has not changed for a while."""
        last, since, end = None, time.monotonic(), time.monotonic() + seconds
        while time.monotonic() < end:
            now = hash(self.pixels()[2])
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since >= quiet:
                return
            time.sleep(0.1)
        raise Failure(f'the screen did not come to rest in {seconds:g} s')
