# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary, typed and kept in every way a page has, is nowhere once the visit is over: not in a file,
not in the memory of any process left. However the visit ends."""

import os
import pathlib
import secrets
import signal
import stat
import string
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import patience  # noqa: E402
from stage import Failure, Stage, difference, wait_for  # noqa: E402

BUILD, SOURCE, MEMGREP = sys.argv[1:4]
TILES = {2: ('essai-traces', 'Traces', 'https://residue.lab.example/plante', 'hsts.lab.example')}
MASK = 0x5a
# A word more or less is more than this, a caret less.
CARET = 0.0001
WORD = 'mmm'
PLACES = ('/tmp', '/var/tmp', '/dev/shm', '/run', os.path.expanduser('~/.cache'),
          os.path.expanduser('~/.local'))
BIG = 64 << 20


def make_canary():
    """Letters only: they are where they are on every keyboard."""
    return 'canari' + ''.join(secrets.choice(string.ascii_lowercase) for _ in range(24))


class ResidueTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.began = time.time()
        cls.stage = Stage(BUILD, SOURCE, TILES)
        try:
            cls.stage.start()
        except BaseException:
            cls.stage.stop()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.stage.stop()

    def setUp(self):
        self.stage.wait_quiet()
        self.canary = make_canary()

    # --- where it may be ---

    def search_memory(self):
        """Processes that hold the canary. The site that was told it, the X server that typed it and
        this test know it; nobody else may."""
        skipped = [os.getpid(), self.stage.lab.facts['pid'], self.stage.processes[0].pid]
        needle = ''.join(f'{byte ^ MASK:02x}' for byte in self.canary.encode())
        result = subprocess.run([MEMGREP, *map(str, skipped)], input=needle, text=True,
                                capture_output=True, timeout=patience.limit(120), check=False)
        if result.returncode > 1:
            raise Failure('memory could not be searched')
        return {int(line.split()[0]): line.split()[1] for line in result.stdout.splitlines()}

    def is_ours(self, path):
        try:
            info = path.lstat()
        except OSError:
            return False
        return stat.S_ISREG(info.st_mode) and info.st_ctime >= self.began and info.st_size < BIG

    def search_files(self):
        """Files changed since the test began that hold the canary, in their names too."""
        found = []
        words = [self.canary.encode(), self.canary.encode('utf-16-le')]
        for place in (*PLACES, str(self.stage.dir)):
            for directory, folders, names in os.walk(place):
                # What the kernel tells of itself never ends, wherever others may have mounted it.
                folders[:] = [name for name in folders if name != 'proc']
                for name in names:
                    path = pathlib.Path(directory, name)
                    if self.canary in name:
                        found.append(str(path))
                    if not self.is_ours(path):
                        continue
                    try:
                        data = path.read_bytes()
                    except OSError:
                        continue
                    found += [str(path) for word in words if word in data]
        return found

    def assert_nowhere(self):
        self.assertEqual(self.search_memory(), {})
        self.assertEqual(self.search_files(), [])

    # --- the visit ---

    def plant(self):
        stage = self.stage
        since, before = stage.latest(), stage.look()
        stage.open_tile(2)
        stage.wait_request(since, path='/plante')
        stage.wait_changed(before)
        stage.type(self.canary)
        stage.key('Return')
        stage.wait_request(since, path='/etag')
        stage.wait_still()
        # The page's links to files that it made: one that is refused, one that is kept.
        before = stage.look()
        stage.key('Tab', 'Tab', 'Return')
        before = stage.wait_changed(before, 0.01)
        stage.key('Tab', 'Return')
        before = stage.wait_changed(before, 0.005)
        # What was kept is looked at, and given back to the page's form.
        stage.key('F6', 'F6', 'Return')
        before = stage.wait_changed(before, 0.05)
        stage.shoot(f'{self._testMethodName}-document')
        stage.press_bar_of_documents('back')
        before = stage.wait_changed(before, 0.05)
        stage.key('Tab', 'space')
        before = stage.wait_changed(before, 0.05)
        stage.key('Return')
        stage.wait_changed(before, 0.05)
        stage.shoot(f'{self._testMethodName}-planted')
        # The control: what is searched for is found while the visit lives.
        found = self.search_memory()
        world = set(stage.descendants())
        self.assertIn('WebKitWebProces', found.values())
        self.assertIn('guichet', found.values())
        self.assertEqual({pid: name for pid, name in found.items() if pid not in world}, {})
        with tempfile.NamedTemporaryFile(dir=PLACES[0]) as file:
            file.write(self.canary.encode('utf-16-le'))
            file.flush()
            self.assertEqual(self.search_files(), [file.name])

    def open_field(self):
        """The page in a visit of its own; its field has the focus."""
        stage = self.stage
        since = stage.latest()
        stage.open_tile(2)
        return stage.wait_page(since, path='/plante')

    def press(self, *keys):
        """The picture once the field shows something else."""
        before = self.stage.look()
        self.stage.key(*keys)
        return self.stage.wait_changed(before, CARET)

    def test_copied(self):
        """What was copied can be pasted, but not in the next visit."""
        stage = self.stage
        self.open_field()
        alone = self.press(*WORD)
        stage.type(self.canary)
        self.press('ctrl+a', 'ctrl+c', *WORD)
        # The control: in the same visit it is there.
        self.assertGreater(difference(alone, self.press('ctrl+v')), CARET)
        stage.reset()
        stage.wait_spare()
        self.open_field()
        self.assertLessEqual(difference(alone, self.press('ctrl+v', *WORD)), CARET)
        stage.reset()
        self.assert_nowhere()

    def wait_clean(self, wipes):
        wait_for('the proof of the wipe', lambda: self.stage.status().get('wipes-verified') == wipes)
        self.stage.wait_state('home')

    def test_done(self):
        self.plant()
        self.stage.ask_end()
        self.stage.confirm_end()
        self.assert_nowhere()

    def test_reset(self):
        self.plant()
        self.stage.reset()
        self.assert_nowhere()

    def test_shell_killed(self):
        self.plant()
        wipes = self.stage.status()['wipes-verified']
        os.kill(self.stage.front_shell(), signal.SIGKILL)
        self.wait_clean(wipes + 1)
        self.assert_nowhere()

    def test_supervisor_killed(self):
        stage = self.stage
        self.plant()
        world = stage.descendants()
        stage.supervisor.kill()
        stage.supervisor.wait()
        wait_for('the end of the worlds',
                 lambda: not [pid for pid in world if os.path.exists(f'/proc/{pid}')])
        self.assert_nowhere()
        stage.start_supervisor()
        stage.wait_state('home')
        self.assert_nowhere()
        self.assertEqual(stage.counts()['visit-ended'].get('supervisor-restart'), 1)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[4:]])
