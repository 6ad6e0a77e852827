# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries in the title, the name and the words of a document, and in what lies on the scanner's glass:
downloaded, looked at, printed and photocopied on a CUPS, a printer and a scanner of the test's own.
After the visit they are in no spool, cache or log of CUPS, no other file, and no memory.

test-residue-papers.py BUILD SOURCE MEMGREP SHIM [unittest's arguments]"""

import json
import os
import pathlib
import secrets
import signal
import string
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'integration'), str(HERE.parent)]

from devices import RESOLUTIONS, Devices  # noqa: E402
from paper import words_of  # noqa: E402
from played import find_commit  # noqa: E402
from search import Search, make_prefix  # noqa: E402
from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE, MEMGREP, SHIM = map(os.path.abspath, sys.argv[1:5])
RESULTS = os.environ.get('GUICHET_RESIDUE_RESULTS')
TILES = {2: ('essai-traces', 'Traces', 'https://residue.lab.example/plante', 'hsts.lab.example')}
COPY_BUTTON = (320, 765)
PRINT_BUTTON = (950, 395)
INCHES = (8.27, 11.69)
SQUARE = 8  # pixels: what JPEG keeps as one, so that its grey comes out as it went in


def draw_letters(letters):
    """JPEGs of a page all over squares whose greys spell @letters, by resolution."""
    images = {}
    for dots in RESOLUTIONS:
        width, height = (round(side * dots) for side in INCHES)
        row = b''.join(bytes([letter]) * SQUARE for letter in letters)
        rows = (row * (width // len(row) + 1))[:width]
        image = b'P5 %d %d 255\n' % (width, height) + rows * height
        images[dots] = subprocess.run(
            ['convert', 'pgm:-', '-type', 'TrueColor', '-sampling-factor', '1x1', '-quality', '100', 'jpg:-'],
            input=image, capture_output=True, check=True, timeout=60).stdout
    return images


def spell(letters, pixel):
    """The bytes of a row of such a page, each pixel made by @pixel."""
    return b''.join(pixel(letter) * SQUARE for letter in letters)


class PapersTest(unittest.TestCase):
    def setUp(self):
        self.began = time.time()
        self.prefix = make_prefix()
        letters = secrets.SystemRandom().sample(string.ascii_uppercase, 5)
        self.letters = ''.join(letters).encode()
        # What is no text: rows of the scan, and later what the printer was sent.
        self.bytes = {'row': spell(self.letters, lambda letter: bytes([letter] * 3)),
                      'pix': spell(self.letters[:4], lambda letter: bytes([letter] * 3 + [255]))}
        self.devices = Devices(SHIM, on_demand=True)
        self.addCleanup(self.devices.stop)
        self.devices.scanner.images = draw_letters(self.letters)
        self.stage = Stage(BUILD, SOURCE, TILES)
        self.addCleanup(self.stage.stop)
        self.devices.add_to(self.stage.tree['centre'] / 'guichet.conf')
        self.stage.has_printer = True
        self.stage.start()
        self.stage.wait_quiet()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.pictures = max(self.stage.pictures, 90)
            self.stage.shoot(f'{self._testMethodName}-failed')
            print(self.stage.log()[-2000:], file=sys.stderr)

    @property
    def printing(self):
        return self.devices.printing

    def search(self):
        """Paper and the printer itself know, as the site does."""
        printer = self.printing.printer.pid
        knowing = [printer, *self.stage.descendants(root=printer)]
        return Search(MEMGREP, self.prefix, self.stage, self.began, knowing,
                      (self.printing.dir / 'paper', self.printing.dir / 'printer'),
                      self.bytes).everywhere()

    def step(self, name, action, share=0.01):
        before = self.stage.look()
        action()
        picture = self.stage.wait_changed(before, share)
        self.stage.shoot(f'{self._testMethodName[5:]}-{name}')
        return picture

    # --- the visit ---

    def download(self):
        """A document with the canary for its name, its title and its words; looked at."""
        stage = self.stage
        since, before = stage.latest(), stage.look()
        stage.open_tile(2)
        stage.wait_request(since, path='/plante')
        stage.wait_changed(before)
        stage.control('do', 'accompany')
        stage.type(self.prefix)
        stage.key('Return')
        stage.wait_request(since, path='/etag')
        stage.wait_still()
        # The first link of the page is refused, the second one kept.
        self.step('refused', lambda: stage.key('Tab', 'Tab', 'Return'))
        self.step('kept', lambda: stage.key('Tab', 'Return'), 0.005)
        self.step('seen', lambda: stage.key('F6', 'F6', 'Return'), 0.05)
        stage.wait_still(quiet=1.0)

    def ask_print(self):
        """From among the documents; the printer keeps it."""
        stage = self.stage
        self.step('documents', lambda: stage.key('F6', 'Tab', 'Return'), 0.05)
        self.step('document', lambda: stage.key('Return'), 0.05)
        self.step('print-sheet', lambda: stage.click(*PRINT_BUTTON), 0.1)
        stage.move(1, stage.size[1] - 1)
        stage.wait_still(quiet=1.0)
        self.printing.set_fault('slow')
        self.step('printing', lambda: stage.key('Return'), 0.05)

    def keep_spooled(self, code):
        """Bytes from within what CUPS keeps of a document while it is printed: they are compressed, and
        nobody else's."""
        wait_for('the printer to have it', lambda: self.printing.jobs() and list(
            (self.printing.dir / 'spool').glob('d0*')), 60)
        path = max((self.printing.dir / 'spool').glob('d0*'))
        wait_for('all of it', lambda: path.read_bytes().rstrip().endswith(b'%%EOF'), 60)
        data = path.read_bytes()
        self.bytes[code] = data[len(data) // 2:][:80]
        if code == 'doc':
            self.assertIn(self.prefix, ''.join(words_of(path)))

    def wait_paper(self, n):
        paper = wait_for('paper', lambda: self.printing.papers()[n - 1:], 60)[0]
        wait_for('no print in progress', lambda: not self.printing.spooled(), 60)
        self.stage.wait_still(quiet=1.0)
        return paper

    def n_scans(self):
        return sum(1 for line in self.devices.scanner.requests if line.endswith('NextDocument'))

    def open_copy(self):
        stage = self.stage
        self.step('home', lambda: stage.press_bar_of_documents('home'), 0.05)
        self.step('copy', lambda: stage.click(*COPY_BUTTON), 0.05)
        stage.move(1, stage.size[1] - 1)
        self.step('place', lambda: stage.key('Return'), 0.002)

    def scan(self):
        n_scans, before = self.n_scans(), self.stage.look()
        self.stage.key('Return')
        wait_for('a page', lambda: self.n_scans() > n_scans, 60)
        self.stage.wait_changed(before, 0.05)
        self.stage.wait_still(quiet=1.0)
        self.stage.shoot('scanned')

    def kill_one(self, name):
        pids = self.stage.descendants(name)
        self.assertNotEqual(pids, [], name)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    def assert_nowhere(self):
        """CUPS keeps pieces of what it printed in its own memory: with that, it ends by itself."""
        wait_for('the end of CUPS',
                 lambda: not self.stage.descendants(root=self.printing.daemon.pid), 60)
        found = self.search()
        if RESULTS:
            path = pathlib.Path(RESULTS)
            results = json.loads(path.read_text()) if path.exists() else {}
            results['papers: ' + self._testMethodName[5:].replace('_', ' ')] = {
                'planted': self.n_planted, 'refused': {}, 'found': len(found), 'kept': False,
                'commit': find_commit()}
            path.write_text(json.dumps(results, indent=1, sort_keys=True))
        self.assertEqual(found, {})
        self.assertEqual(self.printing.spooled(), [])

    # --- the ends ---

    def test_printed_and_copied(self):
        """Everything came out; then the visit ends."""
        stage = self.stage
        self.download()
        self.ask_print()
        self.keep_spooled('doc')
        self.printing.set_fault('none')
        self.assertIn(self.prefix, ''.join(words_of(self.wait_paper(1))))
        self.step('printed', lambda: stage.key('Return'), 0.05)
        self.open_copy()
        self.scan()
        self.step('copy-sheet', lambda: stage.key('Return'), 0.1)
        stage.wait_still(quiet=1.0)
        self.printing.set_fault('slow')
        self.step('copying', lambda: stage.key('Return'), 0.05)
        self.keep_spooled('cop')
        # The control: while it is printed all is found, in CUPS as well.
        children = set(stage.descendants('guichet-documen'))
        found = self.search()
        places = {'files of the machine', 'memory of cupsd', 'memory of guichet', 'memory of guichet-print'}
        # It ends by itself when nobody asked it anything for a while; the search may take longer.
        if children & set(stage.descendants('guichet-documen')):
            places.add('memory of guichet-documen')
        self.assertLessEqual(places, set(found['cop']))
        self.assertIn('memory of guichet', found['row'])
        # The page's own memory, unless it was collected in the meantime.
        self.assertTrue([place for place in found['???'] if place.startswith('memory of WebKit')], found['???'])
        self.printing.set_fault('none')
        self.wait_paper(2)
        self.n_planted = 4
        stage.reset()
        self.assert_nowhere()


    def test_workers_killed(self):
        """Whoever has a device or reads a document falls in the middle of it."""
        stage = self.stage
        self.download()
        self.open_copy()
        self.scan()
        self.kill_one('guichet-scan')
        self.step('copy-sheet', lambda: stage.key('Return'), 0.1)
        stage.wait_still(quiet=1.0)
        self.printing.set_fault('slow')
        self.step('copying', lambda: stage.key('Return'), 0.05)
        self.keep_spooled('cop')
        self.kill_one('guichet-documen')
        self.kill_one('guichet-print')
        self.n_planted = 4
        stage.reset()
        self.assertEqual(self.printing.papers(), [])
        self.assert_nowhere()


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[5:]])
