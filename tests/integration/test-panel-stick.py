# SPDX-License-Identifier: GPL-3.0-or-later
"""The technician's button on a whole terminal, with a stick in: the panel by its chord and code, the report saved
by a press, the bytes looked at on the stick; and a resident's stick, which staff cannot write to. A real udisks2
and polkit, as root in namespaces of the test's own. GUICHET_SHOTS=DIR keeps pictures.

test-panel-stick.py [inside] BUILD SOURCE WORKER [unittest's arguments]"""

import datetime
import hashlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import unittest

import stick_machine
import stick_terminal
from stage import Stage, wait_for
from stick_machine import run
from terminal import unprivileged

PIN = '904417'
TILES = {1: ('essai-texte', 'Texte', 'https://faults.lab.example/page/leaving-link')}
# At 1280x800: where the buttons are.
TECHNICIAN, REPORT = (334, 515), (334, 260)


def last_month():
    return datetime.date.today().replace(day=1) - datetime.timedelta(days=1)


class Panel(unittest.TestCase):
    def setUp(self):
        self.image = MACHINE.make_image('stick', 'mkfs.ntfs', '-q', '-Q', '-F', '-L', 'CLE')
        self.stage = Stage(BUILD, SOURCE, TILES)
        self.addCleanup(self.stage.stop)
        self.addCleanup(MACHINE.unplug_all)
        stick_terminal.use_files(self.stage, WORKER)
        self.outbox = self.stage.dir / 'outbox'
        with open(self.stage.tree['centre'] / 'guichet.conf', 'a', encoding='utf-8') as file:
            file.write(f'[Report]\nCentre=cs-essai\nKey={self.stage.dir}/report.key\nOutbox={self.outbox}\n')
        self.as_user(self.stage.program['ctl'], '--pins', self.stage.database.parent / 'pins', 'pin', 'technician',
                     words=PIN + '\n')
        self.as_user(self.stage.program['report'], 'key', '--new', '--defaults', self.stage.tree['defaults'],
                     '--config', self.stage.tree['centre'])
        self.stage.start()
        self.stage.wait_quiet()
        store = sqlite3.connect(self.stage.database, timeout=30)
        store.execute("INSERT INTO counts VALUES (?, 'visit-ended', 'done', 40)", (last_month().isoformat(),))
        store.commit()
        store.close()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.shoot(f'{self._testMethodName}-failed')
            print(self.stage.log()[-1500:], file=sys.stderr)

    def as_user(self, *command, words=''):
        subprocess.run(unprivileged() + [str(word) for word in command], input=words, text=True, check=True,
                       env=self.stage.environment(), timeout=60, stdout=subprocess.DEVNULL)

    def step(self, name, action, share=0.01):
        before = self.stage.look()
        action()
        self.stage.wait_changed(before, share, 60)
        self.stage.wait_still(quiet=0.8)
        self.stage.shoot(f'{self._testMethodName[5:]}-{name}')

    def open_panel(self):
        s = self.stage
        s.xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'p')
        wait_for('the panel', lambda: s.descendants('guichet-staff'), 60)
        s.xdotool('keyup', 'p', 'keyup', 'Alt_L', 'keyup', 'Control_L')
        s.wait_still(quiet=1.0)
        self.step('menu', lambda: s.key(*PIN, 'Return'))
        self.step('technician', lambda: s.click(*TECHNICIAN))

    def files(self):
        """On the stick, read by other means: name -> digest."""
        place = pathlib.Path('/run/mount/by-hand')
        place.mkdir(parents=True, exist_ok=True)
        loop = run('losetup', '--find', '--show', self.image)
        run('ntfs-3g', '-o', 'ro', loop, place)
        try:
            return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.iterdir() if path.is_file()}
        finally:
            run('umount', place)
            run('losetup', '--detach', loop)

    def is_busy(self):
        return self.stage.descendants('guichet-stick') or self.stage.descendants('guichet-report')

    def test_pressed(self):
        """The panel closes a minute after the last touch: the stick is in before it opens."""
        MACHINE.wait_alone()
        loop = MACHINE.plug(self.image)
        self.open_panel()
        self.step('saving', lambda: self.stage.click(*REPORT), 0.003)
        name = 'json.minisig'.encode('utf-16-le')  # the last that is written
        wait_for('the signature on the stick', lambda: name in self.image.read_bytes(), 120)
        wait_for('the stick to be let go of', lambda: not MACHINE.mounts() and not self.is_busy(), 90)
        self.stage.wait_still(quiet=0.8)
        self.stage.shoot('pressed-saved')
        MACHINE.pull(loop)
        written = self.files()
        self.assertEqual(sorted(name.partition('.')[2] for name in written), ['json', 'json.minisig'])
        for name, digest in written.items():
            kept, = self.outbox.rglob(name)
            self.assertEqual(hashlib.sha256(kept.read_bytes()).hexdigest(), digest, name)

    def test_resident_stick(self):
        """In a visit the stick is in the resident's hands: nothing of staff's is written, not a byte changes."""
        self.stage.open_tile(1)
        self.stage.wait_state('visiting')
        before = hashlib.sha256(self.image.read_bytes()).digest()
        loop = MACHINE.plug(self.image)
        for action in ('report-to-stick', 'diagnostics-to-stick'):
            answer = json.loads(self.stage.control('--json', 'do', action, check=False).stdout)
            self.assertEqual((answer['done'], answer['outcome']), (False, 'visited'))
        self.assertEqual(MACHINE.mounts(), [])
        MACHINE.pull(loop)
        self.assertEqual(hashlib.sha256(self.image.read_bytes()).digest(), before)


if __name__ == '__main__':
    if sys.argv[1] != 'inside':
        if os.getuid() != 0:
            print('only root can make namespaces with loop devices')
            sys.exit(77)
        sys.exit(stick_machine.enter(os.path.abspath(__file__),
                                     [os.path.abspath(p) for p in sys.argv[1:4]] + sys.argv[4:], seconds=500))
    BUILD, SOURCE, WORKER = sys.argv[2:5]
    MACHINE = stick_terminal.Machine()
    try:
        MACHINE.start()
        program = unittest.main(argv=[sys.argv[0], '-v', *sys.argv[5:]], exit=False)
    finally:
        MACHINE.stop()
    sys.exit(not program.result.wasSuccessful())
