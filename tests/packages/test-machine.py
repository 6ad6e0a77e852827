# SPDX-License-Identifier: GPL-3.0-or-later
"""The real terminal in QEMU, from the image of packaging/vm/build --demo --console: systemd, DRM and
libinput are real, the keyboard and the touch are QEMU's, the services are the virtual centre's.

usage: test-machine.py [--image DIR] [--out DIR] [--cuts N] [--boots N] [PART...]
PART: boot, visit, sleep, recover, bounds, sticks, panel-stick, apparmor, system, guides, cut (all)
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import machine_apparmor
import machine_bounds
import machine_guides
import machine_system
import power_cuts
import screen_sleep
import sticks
from machine import PATIENCE, TOP, Failure, Machine, wait_for

JOURNAL = '/var/lib/guichet-lab/lab.jsonl'
COUNTS = '/var/lib/guichet/counts.db'
# As packaging/demo-visit.py knows the screen: 1280 x 800, no scanner or printer set up.
COLUMN, ROW, BAR = 0.32, 4, 38 / 800
TILES_TOP, TILES_BOTTOM, TILES_TOP_BELOW_BAR, TILES_BOTTOM_BELOW_BAR = 0.13, 0.96, 0.29, 0.98
FROM_RIGHT = {'end': 95, 'home': 250}
NUMBER, PASSWORD = '1234567', 'demonstration'
# A terminal with less colours than this on the screen shows no tiles.
TILES_COLOURS = 100
UNITS = ['guichet.service', 'guichet-lab.service', 'guichet-report.timer', 'guichet-catalogue.timer',
         'guichet-restart.timer', 'apt-daily-upgrade.timer', 'cups.socket', 'systemd-logind.service', 'usbguard.service']
PARTS = ['boot', 'visit', 'sleep', 'recover', 'bounds', 'sticks', 'panel-stick', 'apparmor', 'system', 'guides', 'cut']
CENSUS = '''python3 - <<'END'
import glob, re
parts = {}
for path in glob.glob('/proc/[0-9]*/smaps_rollup'):
    try:
        name = open(path.replace('smaps_rollup', 'comm')).read().strip()
        pss = int(re.search(r'^Pss: +([0-9]+)', open(path).read(), re.M)[1])
    except (OSError, TypeError):
        continue
    number, total = parts.get(name, (0, 0))
    parts[name] = (number + 1, total + pss)
for name, (number, total) in sorted(parts.items(), key=lambda part: -part[1][1])[:12]:
    print(f'{total // 1024:6} MiB {number:3} x {name}')
print(f'{sum(total for _, total in parts.values()) // 1024:6} MiB in all')
END'''


class Report:
    """Steps that are said, and pictured when there is a folder for it."""

    def __init__(self, out):
        self.out, self.failed, self.number = out, 0, 0

    def say(self, words):
        print(words, flush=True)

    def step(self, words, action, machine=None):
        """What action gives, None when it failed."""
        self.number += 1
        start, given = time.monotonic(), None
        try:
            given = action()
            verdict = 'ok'
        except (Failure, ValueError, LookupError, TypeError, OSError, subprocess.SubprocessError) as failure:
            self.failed += 1
            verdict, words = 'FAILED', f'{words}: {failure!r}'
        self.say(f'{verdict:6} {words}' + (f': {given}' if isinstance(given, str) else '')
                 + f' ({time.monotonic() - start:.0f} s)')
        if machine and self.out:
            name = re.sub(r'\W+', '-', words.split(':')[0].lower())[:40].strip('-')
            machine.screenshot(self.out / f'{self.number:02}-{name}.png')
        return given


def expect(holds, words):
    if not holds:
        raise Failure(words)


class Resident:
    """What a person does at the machine."""

    def __init__(self, machine):
        self.machine = machine

    def touch_tile(self, column, row, below_bar=False):
        top, bottom = ((TILES_TOP_BELOW_BAR, TILES_BOTTOM_BELOW_BAR) if below_bar
                       else (TILES_TOP, TILES_BOTTOM))
        self.machine.touch(0.18 + COLUMN * column, top + (bottom - top) * (row + 0.5) / ROW)

    def touch_bar(self, name):
        self.machine.touch(1 - FROM_RIGHT[name] / 1280, BAR)

    def requests(self, host, path):
        words = self.machine.run(f"grep -c '\"host\": \"{host}\".*\"path\": \"{path}\"' {JOURNAL}", check=False)
        return int(words) if words.isdigit() else 0

    def wait_request(self, host, path, before=0):
        wait_for(f'a request to {host}{path}', lambda: self.requests(host, path) > before, PATIENCE, 2)
        self.machine.wait_still()

    def open_service(self):
        before = self.requests('www.caf.fr', '/')
        self.machine.wait_still()
        self.touch_tile(0, 0)
        self.machine.wait_state('visiting')
        self.wait_request('www.caf.fr', '/', before)

    def log_in(self):
        self.machine.press('tab', 'ret')
        self.wait_request('connect.caf.fr', '/connexion')
        self.machine.type_french(NUMBER)
        self.machine.press('tab')
        self.machine.type_french(PASSWORD)
        self.machine.press('ret')
        self.wait_request('connect.caf.fr', '/code')

    def open_second(self):
        self.touch_bar('home')
        self.machine.wait_still()
        self.touch_tile(1, 0, below_bar=True)
        wait_for('a second page', lambda: self.machine.run(
            f"grep '\"event\": \"request\"' {JOURNAL} | grep -vc 'caf.fr'", check=False) != '0', PATIENCE, 2)
        self.machine.wait_still()

    def ask_end(self):
        self.touch_bar('end')
        self.machine.wait_still()

    def end(self):
        verified = self.machine.status()['wipes-verified']
        self.ask_end()
        self.machine.press('tab', 'ret')
        self.wait_end(verified)

    def wait_end(self, verified):
        wait_for('the proof of the wipe', lambda: self.machine.status().get('wipes-verified', 0) > verified,
                 PATIENCE, 2)
        self.machine.wait_state('home')
        self.machine.wait_still()


def database(machine):
    """(visits that ended, of the database that must be whole)."""
    words = machine.run(f'''python3 - <<'END'
import sqlite3
store = sqlite3.connect('file:{COUNTS}?mode=ro', uri=True)
print('integrity', store.execute('PRAGMA integrity_check').fetchone()[0])
print('visits', store.execute("SELECT coalesce(sum(n), 0) FROM counts WHERE metric = 'visit-ended'").fetchone()[0])
END''')
    expect('integrity ok' in words, f'the database is damaged: {words}')
    return int(re.search(r'visits (\d+)', words)[1])


def wait_tiles(machine):
    machine.wait_state('home')
    wait_for('a spare world', lambda: machine.status().get('spare-ready'), PATIENCE, 2)
    machine.wait_still()
    colours = machine.colours()
    expect(colours > TILES_COLOURS, f'{colours} colours are no tiles')
    return f'{colours} colours'


def memory(machine):
    words = machine.run('free -m | sed -n 2p').split()
    return f'{words[2]} MiB used, {words[6]} MiB available of {words[1]} MiB'


def units(machine):
    for unit in UNITS:
        state = machine.run(f'systemctl is-active {unit}', check=False)
        expect(state == 'active', f'{unit} is {state}')
    failed = machine.run('systemctl --failed --plain --no-legend', check=False)
    expect(not failed, failed)
    return machine.run('systemctl is-system-running', check=False)


def doctor(machine):
    answer = json.loads(machine.run('guichetctl doctor --json || test $? -le 2'))
    return ', '.join(f'{line["name"]}: {line["state"]}' for line in answer['checks'] if line['state'] != 'ok')


def try_boot(report, machine):
    report.step('tiles on the screen', lambda: wait_tiles(machine), machine)
    report.step('its units', lambda: units(machine))
    report.step('what the doctor finds', lambda: doctor(machine))
    report.say(machine.run('guichetctl doctor', check=False))
    report.step('memory at home', lambda: memory(machine))
    report.say(machine.run(CENSUS, check=False))
    report.step('the disk inside', lambda: machine.run('df -h --output=used,avail / | tail -1'))


def try_visit(report, machine):
    resident = Resident(machine)
    before = report.step('no visit is running', lambda: (machine.wait_state('home'), database(machine))[1]) or 0
    report.step('a tile touched: the page, through the gate', resident.open_service, machine)
    report.step('keys: number and password typed, a code is sent', resident.log_in, machine)
    report.step('a second page beside it', resident.open_second, machine)
    report.step('memory with two pages', lambda: memory(machine))
    report.say(machine.run(CENSUS, check=False))
    report.step('J’ai fini: proved, clean tiles', resident.end, machine)
    report.step('the visit is counted', lambda: expect(database(machine) == before + 1, 'it is not'))
    report.step('another visit', resident.open_service)

    def chord():
        verified = machine.status()['wipes-verified']
        with machine.hold('ctrl', 'ctrl_r', 'esc'):
            wait_for('the end by the chord', lambda: machine.status().get('state') != 'visiting', PATIENCE, 1)
        resident.wait_end(verified)
    report.step('the staff’s chord ends it', chord, machine)
    report.step('it is counted too', lambda: expect(database(machine) == before + 2, 'it is not'))


def try_recovery(report, machine):
    def started_again(kill):
        before = machine.run('systemctl show guichet -p NRestarts --value')
        machine.run(kill)
        wait_for('systemd starts it again',
                 lambda: machine.run('systemctl show guichet -p NRestarts --value') != before, PATIENCE, 1)
        return wait_tiles(machine)
    report.step('SIGKILL of the compositor: tiles again',
                lambda: started_again('systemctl kill --kill-whom=main --signal=KILL guichet'), machine)
    resident = Resident(machine)
    report.step('a visit', resident.open_service)
    report.step('SIGKILL of the supervisor in it: tiles again',
                lambda: started_again('pkill -KILL -x guichet-supervi'), machine)
    report.step('the database is whole', lambda: database(machine))
    report.step('a visit after that', lambda: (resident.open_service(), resident.end()), machine)


def boot_parts(report, arguments, folder):
    start = time.monotonic()
    with Machine(arguments.image, options=machine_system.OPTIONS if 'system' in arguments.parts else ()) as machine:
        report.step('it boots', lambda: (machine.wait_shell(), f'{time.monotonic() - start:.0f} s')[1])
        if 'apparmor' in arguments.parts:
            report.step('AppArmor: the kernel writes down what it refuses', lambda: machine_apparmor.listen(machine))
        if 'boot' in arguments.parts:
            try_boot(report, machine)
        else:
            report.step('tiles on the screen', lambda: wait_tiles(machine), machine)
        if 'visit' in arguments.parts:
            try_visit(report, machine)
        if 'sleep' in arguments.parts:
            screen_sleep.try_sleep(report, machine, wait_tiles)
        if 'recover' in arguments.parts:
            try_recovery(report, machine)
        if 'bounds' in arguments.parts:
            machine_bounds.try_bounds(report, machine, Resident(machine), wait_tiles)
        if 'sticks' in arguments.parts:
            sticks.try_sticks(report, machine, folder, Resident(machine))
        if 'panel-stick' in arguments.parts:
            sticks.try_panel(report, machine, folder, Resident(machine))
        if 'apparmor' in arguments.parts:
            machine_apparmor.try_profiles(report, machine, Resident(machine))
        if 'system' in arguments.parts:
            machine_system.try_system(report, machine, wait_tiles)
        if 'guides' in arguments.parts:
            machine_guides.try_guides(report, machine, folder, Resident(machine), wait_tiles)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--image', type=pathlib.Path, default=TOP / 'build-vm')
    parser.add_argument('--out', type=pathlib.Path, help='folder for a picture of each step')
    parser.add_argument('--cuts', type=int, default=20, help='how often the power goes (20)')
    parser.add_argument('--boots', type=int, default=20, help='how many of the cuts are booted again (20)')
    parser.add_argument('--seed', type=int, default=0, help='of the moments when it goes')
    parser.add_argument('parts', nargs='*', choices=[*PARTS, []], default=PARTS)
    arguments = parser.parse_args()
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
    report = Report(arguments.out)
    size = (arguments.image / 'disk.img').stat()
    report.say(f'image: {size.st_blocks * 512 // 2**20} MiB used of {size.st_size // 2**20} MiB')
    if set(arguments.parts) - {'cut'}:
        with tempfile.TemporaryDirectory(prefix='gv-', dir='/tmp') as folder:
            boot_parts(report, arguments, pathlib.Path(folder))
    if 'cut' in arguments.parts:
        power_cuts.try_cuts(report, arguments.image, Resident, wait_tiles, arguments.cuts, arguments.boots,
                            arguments.seed)
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
