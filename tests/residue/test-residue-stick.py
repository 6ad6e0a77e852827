# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries on a USB stick: its label, names of documents and of a folder, what documents hold; listed, taken and
saved back on a whole terminal with a real udisks2 and polkit. When the visit has ended and the stick is out, they
are nowhere. Under a supervisor that does not wipe they are found.

test-residue-stick.py [inside] BUILD SOURCE MEMGREP KEEPER WORKER [unittest's arguments]"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'integration'), str(HERE.parent)]

import hostile_documents  # noqa: E402
import stick_machine  # noqa: E402
import stick_terminal  # noqa: E402
from played import find_commit  # noqa: E402
from search import Search, make_prefix  # noqa: E402
from stage import Stage, wait_for  # noqa: E402
from stick_machine import run  # noqa: E402

RESULTS = os.environ.get('GUICHET_RESIDUE_RESULTS')
TILES = {2: ('essai-traces', 'Traces', 'https://residue.lab.example/reserves', 'hsts.lab.example')}
CODES = {'saa': 'name of a document that is taken', 'sab': 'what it holds', 'sac': 'name of another',
         'sad': 'what that holds', 'sae': 'name of a folder', 'saf': 'label of the stick'}
# Held for the stick's list until it is left; what documents hold passes through.
LISTED = {'saa', 'sac', 'sae', 'saf'}
# At 1280x800: the tray's buttons, a document's, those below a list.
FROM_STICK, FIRST_CARD, ON_STICK, TAKE = (156, 745), (330, 185), (948, 529), (1130, 745)
# The machine's own, outside of all worlds: who looks at disks and who asks about them. Freed memory of theirs
# keeps a label (never a document or its name) until it is used again.
DAEMONS = {f'memory of {name}' for name in ('dbus-daemon', 'polkitd', 'systemd-udevd', 'udisksd')}
IMAGES = pathlib.Path('/run/images')


class StickResidue(unittest.TestCase):
    keeps = False

    def setUp(self):
        MACHINE.wait_alone()
        self.began = time.time()
        self.prefix = make_prefix()
        self.image = self.make_stick()
        self.stage = Stage(BUILD, SOURCE, TILES)
        self.addCleanup(self.stage.stop)
        self.addCleanup(MACHINE.unplug_all)
        stick_terminal.use_files(self.stage, WORKER)
        if self.keeps:
            shutil.copy(KEEPER, self.stage.program['supervisor'])
        self.stage.start()
        if self.keeps:
            self.stage.wait_spare()
            wait_for('the look at the sandbox', lambda: self.stage.status().get('sandbox-checked'))
        else:
            self.stage.wait_quiet()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.shoot(f'{self._testMethodName}-failed')
            print(self.stage.log()[-2000:], file=sys.stderr)

    def make_stick(self):
        """NTFS: its label is long enough for a canary."""
        image = MACHINE.make_image('stick', 'mkfs.ntfs', '-q', '-Q', '-F', '-L', self.prefix + 'saf')
        loop = run('losetup', '--find', '--show', image)
        place = pathlib.Path('/run/mount/by-hand')
        place.mkdir(parents=True, exist_ok=True)
        run('ntfs-3g', loop, place)
        folder = place / (self.prefix + 'sae')
        folder.mkdir()
        for path, code in ((place / f'{self.prefix}saa.pdf', 'sab'), (folder / f'{self.prefix}sac.pdf', 'sad')):
            path.write_bytes(hostile_documents.plain_pdf([self.prefix + code]))
        stamp = time.time() + 86400
        os.utime(place / f'{self.prefix}saa.pdf', (stamp, stamp))  # the newest, the first of the list
        run('umount', place)
        run('losetup', '--detach', loop)
        wait_for('the loop to be gone', lambda: f'{loop}:' not in run('losetup', '--all'))
        return image

    def step(self, name, action, share=0.01):
        before = self.stage.look()
        action()
        self.stage.wait_changed(before, share)
        self.stage.wait_still(quiet=1.0)
        self.stage.shoot(f'{self._testMethodName[5:]}-{name}')

    # --- the visit ---

    def visit(self):
        stage = self.stage
        since, before = stage.latest(), stage.look()
        stage.open_tile(2)
        stage.wait_state('visiting')
        stage.wait_request(since, path='/reserves')
        stage.wait_changed(before)
        stage.control('do', 'accompany')
        stage.wait_still()

    def put_in(self):
        """The stick's documents are listed, the first page of each is drawn."""
        self.step('tray', lambda: self.stage.press_bar('documents'), 0.05)
        self.step('asked', lambda: self.stage.click(*FROM_STICK), 0.02)
        self.step('listed', lambda: MACHINE.plug(self.image), 0.02)
        # The screen that asks for patience may be still for a while.
        wait_for('the stick to be mounted', lambda: len(MACHINE.mounts()) == 1)
        self.stage.wait_still(quiet=2.0)

    def take(self):
        self.step('chosen', lambda: self.stage.click(*FIRST_CARD), 0.005)
        self.step('taken', lambda: self.stage.click(*TAKE), 0.02)

    def save(self):
        """The document that was taken, back to the stick, which has one of that name."""
        self.step('document', lambda: self.stage.click(*FIRST_CARD), 0.02)
        self.step('saved', lambda: self.stage.click(*ON_STICK), 0.02)
        wait_for('nothing mounted', lambda: not MACHINE.mounts())

    def take_out(self):
        MACHINE.unplug_all()
        wait_for('udisks2 to know', lambda: self.prefix not in run('gdbus', 'call', '--system', '--dest',
                 'org.freedesktop.UDisks2', '--object-path', '/org/freedesktop/UDisks2', '--method',
                 'org.freedesktop.DBus.ObjectManager.GetManagedObjects'), 30)

    def search(self):
        """The stick itself knows."""
        return Search(MEMGREP, self.prefix, self.stage, self.began, outside=(IMAGES,)).everywhere()

    def keep_result(self, found):
        if RESULTS:
            path = pathlib.Path(RESULTS)
            results = json.loads(path.read_text()) if path.exists() else {}
            # What is not taken never leaves the stick: of a visit without the wipe, 'sad'.
            results['stick: ' + self._testMethodName[5:].replace('_', ' ')] = {
                'planted': len(CODES) - self.keeps, 'refused': {}, 'found': len(found), 'kept': self.keeps,
                'commit': find_commit()}
            path.write_text(json.dumps(results, indent=1, sort_keys=True))

    def assert_nowhere(self):
        # udev's look at what is plugged in sees the first blocks, and ends by itself when it has nothing to do.
        wait_for('the end of udev’s looks', lambda: not MACHINE.processes_of('(udev-worker)'), 90)
        found = self.search()
        label = set(found.pop('saf', ()))
        self.keep_result(found)
        self.assertEqual(found, {})
        self.assertLessEqual(label, DAEMONS)

    def worker(self):
        pid, = self.stage.descendants('guichet-stick')
        return pid


class Wiped(StickResidue):
    def test_taken_and_saved(self):
        """Everything done, the stick taken out when the screen says so; then the visit ends."""
        self.visit()
        self.put_in()
        # The control: what the stick told is there while it is listed.
        found = self.search()
        self.assertLessEqual(LISTED, set(found), found)
        self.assertIn('memory of guichet-stick', {place for places in found.values() for place in places})
        self.take()
        self.assertIn('sab', self.search())
        self.save()
        self.take_out()
        self.stage.reset()
        self.assert_nowhere()

    def test_worker_killed(self):
        """In the middle, with the stick mounted."""
        self.visit()
        self.put_in()
        os.kill(self.worker(), signal.SIGKILL)
        self.stage.reset()
        # Before the next world is there, which would find the stick's name among its mounts.
        wait_for('nothing mounted', lambda: not MACHINE.mounts())
        self.take_out()
        self.assert_nowhere()

    def test_ended_while_listed(self):
        """The visit ends over the list; the stick is forgotten in the slot, and let go of."""
        self.visit()
        self.put_in()
        self.stage.reset()
        wait_for('nothing mounted', lambda: not MACHINE.mounts())
        self.take_out()
        self.assert_nowhere()

    def test_world_killed(self):
        self.visit()
        self.put_in()
        verified = self.stage.status()['wipes-verified']
        os.kill(self.stage.front_shell(), signal.SIGKILL)
        wait_for('the proof', lambda: self.stage.status().get('wipes-verified', 0) > verified, 120)
        self.take_out()
        self.assert_nowhere()


class Kept(StickResidue):
    keeps = True

    def test_ended_without_the_wipe(self):
        self.visit()
        self.put_in()
        self.take()
        self.take_out()
        self.stage.reset()
        found = self.search()
        self.keep_result(found)
        self.assertLessEqual(set(CODES) - {'sad'}, set(found), found)


if __name__ == '__main__':
    if sys.argv[1] != 'inside':
        if os.getuid() != 0:
            print('only root can make namespaces with loop devices')
            sys.exit(77)
        sys.exit(stick_machine.enter(os.path.abspath(__file__),
                                     [os.path.abspath(p) for p in sys.argv[1:6]] + sys.argv[6:], seconds=900))
    BUILD, SOURCE, MEMGREP, KEEPER, WORKER = sys.argv[2:7]
    MACHINE = stick_terminal.Machine()
    try:
        MACHINE.start()
        program = unittest.main(argv=[sys.argv[0], '-v', *sys.argv[7:]], exit=False)
    finally:
        MACHINE.stop()
    sys.exit(not program.result.wasSuccessful())
