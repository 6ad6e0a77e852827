# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes at random moments of a terminal's life: afterwards its file system is whole, its counts
are whole, at most the visit of that moment is missing, and it boots to tiles.

Booting takes minutes where the processor is emulated, so each cut begins from one snapshot of a running
terminal at its tiles. What each left on the disk is looked at from outside; some are booted too."""

import contextlib
import pathlib
import random
import sqlite3
import subprocess
import tempfile
import time

from machine import Failure, Machine, wait_for

COUNTS = '/var/lib/guichet/counts.db'
VISITS = "SELECT coalesce(sum(n), 0) FROM counts WHERE metric = 'visit-ended'"
SNAPSHOT = 'tiles'
KINDS = ['in a visit', 'as a visit ends', 'after a visit', 'at home', 'as a visit begins']


def call(*command):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def must(*command):
    code, words = call(*command)
    if code != 0:
        raise Failure(f'{command[0]}: {words[-1000:]}')
    return words


def count_visits(path):
    """Visits in a database that must be whole. What a cut left beside it is taken back by SQLite."""
    with contextlib.closing(sqlite3.connect(path)) as store:
        found = store.execute('PRAGMA integrity_check').fetchone()[0]
        if found != 'ok':
            raise Failure(f'the database is damaged: {found}')
        return store.execute(VISITS).fetchone()[0]


class Cuts:
    """resident: makes of a machine what touches its tiles. wait_tiles: whether they are there."""

    def __init__(self, image, resident, wait_tiles, seed):
        self.image, self.resident, self.wait_tiles = image, resident, wait_tiles
        self.moment = random.Random(seed)

    def prepare(self, folder):
        """A terminal at its tiles, with one visit counted, to begin from each time."""
        self.folder, self.overlay = folder, folder / 'overlay.qcow2'
        must('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', (self.image / 'disk.img').resolve(), '-F', 'raw', self.overlay)
        self.disk = f'file={self.overlay},format=qcow2'
        with Machine(self.image, keep=True, disk=self.disk) as machine:
            machine.wait_shell()
            self.wait_tiles(machine)
            self.visit(machine)
            self.wait_tiles(machine)
            # What the kernel has not written yet is lost with the power: the snapshot holds it in memory.
            machine.monitor(f'savevm {SNAPSHOT}')
        return 'one visit counted'

    def visit(self, machine):
        verified = machine.status()['wipes-verified']
        self.resident(machine).touch_tile(0, 0)
        machine.wait_state('visiting')
        machine.run('guichetctl reset')
        wait_for('the proof of the wipe', lambda: machine.status().get('wipes-verified', 0) > verified, period=1)
        wait_for('the counts', lambda: machine.status().get('counts-written'), period=1)

    def live(self, machine, kind):
        """Gives how many visits more are over and counted."""
        if kind == 'after a visit':
            self.visit(machine)
            return 1
        if kind != 'at home':
            self.resident(machine).touch_tile(0, 0)
        if kind in ('in a visit', 'as a visit ends'):
            machine.wait_state('visiting')
        if kind == 'as a visit ends':
            machine.run('guichetctl reset', check=False)
        time.sleep(self.moment.uniform(0, 10))  # the moment itself, not a wait
        return 0

    def take_disk(self):
        """The disk as the cut left it."""
        disk = self.folder / 'disk.img'
        must('qemu-img', 'convert', '-O', 'raw', self.overlay, disk)
        return disk

    def look(self, disk, ended):
        """From outside: the journal of the file system is played back, as at a boot."""
        code, words = call('e2fsck', '-p', disk)
        if code > 1:
            raise Failure(f'e2fsck {code}: {words[-1000:]}')
        for name in (COUNTS, COUNTS + '-journal'):
            (self.folder / pathlib.Path(name).name).unlink(missing_ok=True)
            call('debugfs', '-R', f'dump {name} {self.folder}/{pathlib.Path(name).name}', disk)
        journal = self.folder / 'counts.db-journal'
        had_journal = journal.exists() and journal.stat().st_size > 0
        visits = count_visits(self.folder / 'counts.db')
        if not ended <= visits <= ended + 1:
            raise Failure(f'{visits} visits, {ended} were over')
        return f'{visits} visits, {ended} were over' + (', its journal played back' if had_journal else '')

    def boot(self, disk, ended):
        with Machine(self.image, keep=True, disk=f'file={disk},format=raw') as machine:
            machine.wait_shell()
            self.wait_tiles(machine)
            machine.run('sync')
        return self.look(disk, ended)

    def cut(self, number, booted):
        kind = KINDS[number % len(KINDS)]
        with Machine(self.image, keep=True, disk=self.disk, options=['-loadvm', SNAPSHOT]) as machine:
            ended = 1 + self.live(machine, kind)
        disk = self.take_disk()
        said = self.look(disk, ended)
        return f'{kind}: {said}' + (f'; booted to tiles: {self.boot(disk, ended)}' if booted else '')


def try_cuts(report, image, resident, wait_tiles, count, boots, seed):
    cuts = Cuts(image, resident, wait_tiles, seed)
    with tempfile.TemporaryDirectory(prefix='gv-', dir='/var/tmp') as folder:
        if report.step('a terminal whose power will go', lambda: cuts.prepare(pathlib.Path(folder))) is None:
            return
        for number in range(count):
            booted = number % max(1, count // boots) == 0 if boots else False
            report.step(f'power cut {number + 1}', lambda n=number, b=booted: cuts.cut(n, b))
