# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident scans on a whole terminal, with a scanner of tests/lab: two pages into the tray, a scanner
that is switched off in between, and the end of the visit in the middle of a page. GUICHET_SHOTS=DIR
keeps pictures."""

import os
import pathlib
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'lab')]

import escl  # noqa: E402
from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE = map(os.path.abspath, sys.argv[1:3])
SIZES = {150: '1240x1754', 200: '1654x2339', 300: '2480x3508'}
SCAN_BUTTON = (640, 742)  # below the tiles, at 1280x800


def draw(dots):
    """A page with some words on it."""
    scale = dots / 150
    return subprocess.run(
        ['convert', '-size', SIZES[dots], 'xc:#fbfaf5', '-pointsize', str(int(44 * scale)), '-fill',
         '#223', '-annotate', f'+{int(110 * scale)}+{int(190 * scale)}',
         'Attestation de paiement\n\nMadame Durand\n312,40 euros', '-quality', '85', 'jpg:-'],
        check=True, capture_output=True, timeout=60).stdout


class ScanVisitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.images = {dots: draw(dots) for dots in SIZES}

    def setUp(self):
        self.scanner = escl.Scanner(self.images)
        self.addCleanup(self.scanner.__exit__)
        self.stage = Stage(BUILD, SOURCE)
        self.addCleanup(self.stage.stop)
        conf = self.stage.tree['centre'] / 'guichet.conf'
        conf.write_text(f'{conf.read_text()}\n[Scanner]\nDevice={self.scanner.url}\n'
                        'SilenceSeconds=30\n')
        self.stage.start()
        self.stage.wait_quiet()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.shoot(f'{self._testMethodName}-failed')
            print(self.stage.log()[-2000:], file=sys.stderr)

    def step(self, name, action, share=0.01):
        before = self.stage.look()
        action()
        picture = self.stage.wait_changed(before, share)
        self.stage.shoot(name)
        return picture

    def scan_page(self, name):
        """Until the page is seen; the fields of the side change several times on the way."""
        n = self.n_given()
        before = self.stage.look()
        self.stage.key('Return')
        wait_for('a page', lambda: self.n_given() > n, 30)
        wait_for('its picture', lambda: self.stage.differs(before, 0.1), 30)
        self.stage.wait_still(quiet=0.8)
        self.stage.shoot(name)

    def n_given(self):
        return sum(1 for line in self.scanner.requests if line.endswith('/NextDocument'))

    def end(self):
        stage = self.stage
        wipes = stage.status()['wipes-verified']
        before = stage.look()
        stage.press_bar_of_documents('done')
        wait_for('the question', lambda: stage.differs(before, 0.2))
        # A press within a moment after the question is no answer, and below it something may move on.
        time.sleep(0.8)
        stage.key('Tab', 'Return')
        wait_for('the proof', lambda: stage.status()['wipes-verified'] == wipes + 1)
        stage.wait_state('home')

    def begin(self):
        self.step('what', lambda: self.stage.click(*SCAN_BUTTON))
        self.step('place', lambda: self.stage.key('Return'))

    def test_two_pages(self):
        """Into the tray; between them the scanner is off."""
        self.begin()
        self.scan_page('first')
        self.step('place-again', lambda: self.stage.key('Tab', 'Return'))
        self.scanner.fault = 'dead'
        self.stage.key('Return')
        self.stage.wait_still(quiet=2)
        self.stage.shoot('problem')
        self.scanner.fault = None
        self.scan_page('second')
        self.step('tray', lambda: self.stage.key('Return'), 0.05)
        self.end()
        self.assertEqual(self.stage.descendants('guichet-scan'), [])
        counts = self.stage.counts()
        self.assertEqual(counts['page-scanned'], {'glass': 2})
        self.assertEqual(counts['scan-failed'], {'dead': 1})
        self.assertEqual(counts['device-failure'], {'scanner': 1})

    def test_end_during(self):
        """“J'ai fini” while a page is scanned."""
        self.begin()
        self.scanner.fault = 'silent'
        self.stage.key('Return')
        wait_for('the request', lambda: self.n_given() > 0, 20)
        self.assertEqual(len(self.stage.descendants('guichet-scan')), 1)
        self.stage.shoot('waiting')
        self.end()
        self.assertEqual(self.stage.descendants('guichet-scan'), [])
        self.assertEqual(self.stage.counts()['page-scanned'], {})


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[3:]])
