#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What staff put on a USB stick: the centre's signed report as guichet-report makes it, and texts of
the terminal's own; on a real udisks2 in namespaces of the test's own, as root.
Usage: test-staff-stick.py [inside] RUNNER WORKER REPORT DEFAULTS SCHEMA [unittest arguments]"""

import datetime
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import unittest

import stick_machine
from stick_machine import run

SETTINGS = '''[Counts]
Database={dir}/counts.db
[Report]
Centre=cs-x
Key={dir}/key
Outbox={dir}/out
'''


def last_month():
    return (datetime.date.today().replace(day=1) - datetime.timedelta(days=1)).strftime('%Y-%m')


class StaffStick(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path('/run/centre')
        shutil.rmtree(self.dir, ignore_errors=True)
        (self.dir / 'etc').mkdir(parents=True)
        self.runtime = pathlib.Path('/run/supervisor')
        self.runtime.mkdir(exist_ok=True)
        (self.dir / 'etc' / 'guichet.conf').write_text('')
        self.image = MACHINE.make_image('stick', 'mkfs.ext4', '-q', '-L', 'CLE')
        self.addCleanup(MACHINE.unplug_all)

    def enrol(self):
        (self.dir / 'etc' / 'guichet.conf').write_text(SETTINGS.format(dir=self.dir))
        store = sqlite3.connect(self.dir / 'counts.db')
        store.executescript(pathlib.Path(SCHEMA).read_text())
        store.execute('DELETE FROM counts')
        store.execute("INSERT INTO counts VALUES (?, 'visit-ended', 'done', 40)", (last_month() + '-03',))
        store.commit()
        store.close()
        run(REPORT, 'key', '--new', '--key', self.dir / 'key', '--centre', 'cs-x', '--defaults', DEFAULTS,
            '--config', self.dir / 'etc')

    def put(self, what):
        done = subprocess.run([RUNNER, STAGE, self.runtime, DEFAULTS, self.dir / 'etc', self.dir / 'counts.db',
                               REPORT, what], capture_output=True, text=True, timeout=90, check=True,
                              stdin=subprocess.DEVNULL)
        self.assertEqual(MACHINE.mounts(), [])
        # Nothing stays in memory, of the worker or of the report.
        self.assertEqual(list(self.runtime.iterdir()), [])
        return done.stdout.strip()

    def content(self):
        """Files on the stick, read by other means."""
        place = pathlib.Path('/run/mount/by-hand')
        place.mkdir(exist_ok=True)
        loop = run('losetup', '--find', '--show', self.image)
        run('mount', loop, place)
        try:
            return {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
        finally:
            run('umount', place)
            run('losetup', '--detach', loop)

    def test_report(self):
        self.enrol()
        self.assertEqual(self.put('report'), 'no-stick')
        loop = MACHINE.plug(self.image)
        self.assertEqual(self.put('report'), 'saved')
        # A second time it is the same file, not another one.
        self.assertEqual(self.put('report'), 'saved')
        MACHINE.pull(loop)
        name = f'cs-x-{last_month()}-r1.json'
        kept = {path.name: path.read_bytes() for path in (self.dir / 'out').iterdir()}
        self.assertEqual(self.content(), {end: kept[end] for end in (name, name + '.minisig')})

    def test_not_enrolled(self):
        MACHINE.plug(self.image)
        self.assertEqual(self.put('report'), 'not-enrolled')

    def test_text(self):
        loop = MACHINE.plug(self.image)
        self.assertEqual(self.put('text'), 'saved')
        # No other name than the terminal's own, whoever asks.
        self.assertEqual(self.put('other'), 'failed')
        MACHINE.pull(loop)
        self.assertEqual(self.content(), {'essai.txt': b'text'})
        MACHINE.plug(self.image, read_only=True)
        self.assertEqual(self.put('text'), 'read-only')
        MACHINE.plug(MACHINE.make_image('second', 'mkfs.ext4', '-q'))
        self.assertEqual(self.put('text'), 'several-sticks')


if __name__ == '__main__':
    if sys.argv[1] != 'inside':
        if os.getuid() != 0:
            print('only root can make namespaces with loop devices')
            sys.exit(77)
        sys.exit(stick_machine.enter(os.path.abspath(__file__),
                                     [os.path.abspath(p) for p in sys.argv[1:6]] + sys.argv[6:]))
    RUNNER, WORKER, REPORT, DEFAULTS, SCHEMA = sys.argv[2:7]
    MACHINE = stick_machine.Machine()
    try:
        MACHINE.start()
        STAGE = stick_machine.stage_worker(WORKER)
        program = unittest.main(argv=sys.argv[:1] + sys.argv[7:], exit=False)
    finally:
        MACHINE.stop()
    sys.exit(not program.result.wasSuccessful())
