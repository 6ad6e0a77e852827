# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured side by side: the terminal and a bare window of the same engine under the kiosk
compositor, and Firefox as it would stand in their place. Firefox draws nothing under this compositor
without OpenGL, so it has an X server for itself, which spares it the compositor."""

import os
import pathlib
import shutil
import subprocess
import time

import processes
from terminal import NOBODY, die_with_parent, unprivileged, wait_for

HERE = pathlib.Path(__file__).resolve().parent
PAGE = 'https://bench.lab.example/document'

# Where a person presses, at 1280x800.
FIRST_TILE = (230, 190)
DONE_BUTTON = (1196, 42)
END_BUTTON = (644, 510)
BROWSER_TILE = (160, 200)
ASIDE = (8, 792)

# A press that comes sooner after the question does not confirm: it was meant for what lay there.
CONFIRM_GUARD_SECONDS = 0.8

# A service with the rules of a real one, whose pages come from the virtual centre.
SERVICE = '''# SPDX-License-Identifier: GPL-3.0-or-later
[Service]
Name=Caf – Mon Compte
Sentence=Je demande une aide, je déclare mes revenus, je prends une attestation.
Icon=family
Home=%s
Group=famille
Theme=famille_scolarite
Place=1
Navigate=caf.fr;*.caf.fr;monenfant.fr;bench.lab.example
Include=franceconnect
''' % PAGE

# What the policies of a kiosk would set, as preferences: nothing asks, nothing phones home.
FIREFOX_PREFERENCES = {
    'network.proxy.type': 1,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': None,
    'browser.aboutwelcome.enabled': False,
    'browser.contentblocking.category': 'standard',
    'browser.newtabpage.enabled': False,
    'browser.safebrowsing.downloads.enabled': False,
    'browser.safebrowsing.malware.enabled': False,
    'browser.safebrowsing.phishing.enabled': False,
    'browser.sessionstore.resume_from_crash': False,
    'browser.shell.checkDefaultBrowser': False,
    'browser.startup.homepage_override.mstone': 'ignore',
    'datareporting.healthreport.uploadEnabled': False,
    'datareporting.policy.dataSubmissionEnabled': False,
    'toolkit.telemetry.enabled': False,
    'toolkit.telemetry.unified': False,
    'app.normandy.enabled': False,
    'app.update.enabled': False,
    'extensions.update.enabled': False,
    'extensions.getAddons.cache.enabled': False,
    'browser.region.update.enabled': False,
    'network.captive-portal-service.enabled': False,
    'network.connectivity-service.enabled': False,
    'network.dns.disablePrefetch': True,
    'network.prefetch-next': False,
    'privacy.sanitize.sanitizeOnShutdown': True,
    'signon.rememberSignons': False,
    'services.settings.server': 'data:,',
    'toolkit.startup.max_resumed_crashes': -1,
}


class Stage:
    """Where all of them play."""

    def __init__(self, terminal, screen, lab, tools, display=None):
        self.terminal = terminal
        self.screen = screen
        self.display = display
        self.lab = lab
        self.tools = pathlib.Path(tools)
        self.tiles = pathlib.Path(terminal.dir) / 'tiles.html'
        self.tiles.write_text((HERE / 'tiles.html').read_text().replace('ADDRESS', PAGE))

    def spawn(self, command, **streams):
        streams = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.DEVNULL, **streams}
        place = {'WAYLAND_DISPLAY': 'guichet-display', 'GDK_BACKEND': 'wayland'}
        if self.display is not None:
            place = {'DISPLAY': self.display, 'GDK_BACKEND': 'x11', 'MOZ_ENABLE_WAYLAND': '0'}
        return subprocess.Popen(
            unprivileged() + [str(c) for c in command], cwd=self.terminal.dir,
            env=self.terminal.environment(**place), stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent, **streams)

    def clear(self):
        """Nothing in front, the pointer aside."""
        self.screen.move(*ASIDE)
        self.screen.still(300)
        self.screen.keep('nothing')


def stop(process):
    """Kills @process with its children."""
    processes.kill_tree(process.pid)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


class Guichet:
    """The supervisor with its worlds."""

    def __init__(self, stage):
        self.stage = stage
        self.terminal = stage.terminal
        self.screen = stage.screen

    def start(self):
        """Starts it, and tells from when on."""
        begin = time.monotonic()
        self.terminal.start_supervisor()
        self.process = self.terminal.supervisor
        return begin

    def root(self):
        return self.process.pid

    def settle(self):
        """Waits until it has nothing more to do: the spare is there, the sandbox was looked at and
        the world that did so is gone."""
        def is_settled():
            status = self.terminal.status()
            bwraps = [pid for pid in processes.tree(self.root())
                      if processes.parents().get(pid) == self.root()]
            return (status.get('state') in ('home', 'visiting') and status.get('spare-ready') and
                    status.get('sandbox-checked') and len(bwraps) == 2)
        wait_for('a quiet terminal', is_settled, 40, 0.1)
        time.sleep(1)

    def touch_tile(self, is_warm):
        """Touches the first tile; warm: the pointer comes to it first, as a hand does that looks for
        the tile. Cold: the touch is the first thing this world sees."""
        if is_warm:
            for step in range(10, 0, -1):
                self.screen.move(FIRST_TILE[0] + 20 * step, FIRST_TILE[1] + 10 * step)
                time.sleep(0.02)
            time.sleep(1.5)
        return self.screen.click(*FIRST_TILE)

    def finish(self):
        """"J'ai fini", confirmed; tells when it was."""
        self.screen.click(*DONE_BUTTON)
        self.screen.leave('page')
        time.sleep(CONFIRM_GUARD_SECONDS)
        begin = self.screen.click(*END_BUTTON)
        time.sleep(0.03)
        self.screen.move(*ASIDE)
        return begin

    def check_clean(self, n_verified):
        """When the control socket had answered that the tiles of a proved terminal are shown."""
        def is_clean():
            status = self.terminal.status()
            return status.get('state') == 'home' and status.get('wipes-verified') == n_verified
        wait_for('a proved wipe', is_clean, 20, 0.005)
        return time.monotonic()

    def n_verified(self):
        return self.terminal.status()['wipes-verified']

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Firefox:
    """firefox-esr --kiosk on a page of tiles, with a profile that was run once and then kept."""

    def __init__(self, stage):
        self.stage = stage
        self.dir = pathlib.Path(stage.terminal.dir)
        self.template = self.dir / 'firefox-template'
        self.profile = self.dir / 'firefox-profile'
        self.can_browse = shutil.which('certutil') is not None
        self.make_template()

    def make_template(self):
        self.template.mkdir()
        preferences = dict(FIREFOX_PREFERENCES)
        preferences['network.proxy.ssl_port'] = self.stage.lab.facts['proxy_port']
        with open(self.template / 'user.js', 'w', encoding='utf-8') as file:
            for name, value in preferences.items():
                text = f'"{value}"' if isinstance(value, str) else str(value).lower()
                file.write(f'user_pref("{name}", {text});\n')
        if self.can_browse:
            subprocess.run(['certutil', '-N', '-d', f'sql:{self.template}', '--empty-password'],
                           check=True)
            subprocess.run(['certutil', '-A', '-d', f'sql:{self.template}', '-n', 'lab', '-t', 'C,,',
                            '-i', self.stage.lab.facts['ca']], check=True)
        self.own(self.template)

    def own(self, path):
        if os.getuid() == 0:
            subprocess.run(['chown', '-R', f'{NOBODY}:{NOBODY}', str(path)], check=True)

    def keep_profile(self):
        """What it has now is what each reset starts from: its caches of code are warm."""
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.template)
        shutil.move(self.profile, self.template)
        (self.template / 'lock').unlink(missing_ok=True)

    def clean(self):
        shutil.rmtree(self.profile, ignore_errors=True)
        shutil.copytree(self.template, self.profile, symlinks=True)
        self.own(self.profile)

    def start(self):
        begin = time.monotonic()
        self.process = self.stage.spawn(['firefox-esr', '--kiosk', '--profile', self.profile,
                                         '--no-remote', f'file://{self.stage.tiles}'])
        return begin

    def root(self):
        return self.process.pid

    def reset(self):
        begin = time.monotonic()
        stop(self.process)
        self.clean()
        self.start()
        return begin

    def stop(self):
        stop(self.process)


class Bare:
    """bare.c; see there."""

    def __init__(self, stage):
        self.stage = stage

    def start(self, address, proxy=True):
        begin = time.monotonic()
        self.process = self.stage.spawn(
            [self.stage.tools / 'bare', address] + ([self.stage.lab.facts['proxy']] if proxy else []),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return begin

    def root(self):
        return self.process.pid

    def wait_ready(self):
        self.process.stdout.readline()
        time.sleep(1)

    def load(self, address):
        begin = time.monotonic()
        self.process.stdin.write(address + '\n')
        self.process.stdin.flush()
        return begin

    def stop(self):
        stop(self.process)
