# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident prints a page on a whole terminal, on a CUPS and a printer of the test's own; and leaves
while something is in the printer. GUICHET_SHOTS=DIR keeps pictures."""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'lab')]

from paper import text_pdf, words_of  # noqa: E402
from printing import Printing, QUEUE  # noqa: E402
from stage import Stage, wait_for  # noqa: E402
from terminal import NOBODY, unprivileged  # noqa: E402

BUILD, SOURCE, SHIM = map(os.path.abspath, sys.argv[1:4])
TILES = {2: ('essai-papier', 'Papier', 'https://faults.lab.example/page/paper')}
# Centres of the sheet's buttons at 1280x800, with five pages and colour.
PLUS = {'copies': (976, 174), 'from': (976, 253)}
MINUS = {'to': (833, 332)}
PRINT = (920, 672)
PRICE = 'Au-delà, 0,10 € la page à l’accueil.'


class PrintVisitTest(unittest.TestCase):
    size = (1280, 800)
    settings = 'Colour=true\nFinishSeconds=20\n'

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gp-', dir='/tmp'))
        self.folder.chmod(0o755)
        prefix = unprivileged()
        names = (str(NOBODY), str(NOBODY)) if prefix else (None, None)
        self.printing = Printing(self.folder / 'cups', SHIM, prefix, *names)
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.addCleanup(self.printing.stop)
        self.printing.start()
        self.stage = Stage(BUILD, SOURCE, TILES, size=self.size)
        self.addCleanup(self.stage.stop)
        self.set_up_printer()
        self.stage.start()
        self.stage.wait_quiet()
        self.home = self.stage.wait_still()

    def set_up_printer(self):
        conf = self.stage.tree['centre'] / 'guichet.conf'
        conf.write_text(f'{conf.read_text()}\n[Printer]\nName={QUEUE}\nServer={self.printing.socket}\n'
                        f'Spool={self.printing.dir}/spool\nPriceText={PRICE}\n{self.settings}')

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

    def open_page(self):
        self.step('page', lambda: self.stage.open_tile(1))
        self.stage.wait_request(host='www.caf.fr', path='/')
        self.stage.wait_still()

    def is_bright(self, x, y):
        """Whether something of a sheet is there: all else is under the veil."""
        width, _height, pixels = self.stage.pixels()
        place = (y * width + x) * 3
        return min(pixels[place:place + 3]) > 0xe0

    def open_sheet(self):
        """The button of the bar, by keyboard: after "Back". The choices are wider than words."""
        before = self.stage.look()
        self.stage.key('F6', 'Tab', 'Return')
        wait_for('a sheet', lambda: self.stage.differs(before, 0.3))
        wait_for('the choices', lambda: self.is_bright(240, 400) or self.is_bright(1040, 400))
        self.stage.wait_still()
        self.stage.shoot('choices')

    def printed(self, n=1):
        return wait_for('paper', lambda: self.printing.papers()[n - 1:])

    def outcome(self):
        return {label: n for metric, label, n in self.counts() if metric == 'print-outcome'}

    def counts(self):
        return [(metric, label, n) for metric, labels in self.stage.counts().items()
                for label, n in labels.items()]

    def start_print(self):
        self.open_page()
        self.open_sheet()
        self.stage.key('Return')

    def leave(self):
        """Reception ends the visit, in the middle of it."""
        return self.stage.control('reset', check=False)

    def check_nothing_left(self):
        wait_for('an empty queue', lambda: not self.printing.jobs() and not self.printing.spooled())
        self.assertEqual(self.printing.find(['CANARI-TITRE', 'Allocations, d']), [])

    def devices(self):
        return json.loads(self.stage.control('--json', 'devices').stdout)

    def check_devices(self):
        """What staff see: the device's own word, also while CUPS does not know."""
        self.assertEqual(self.devices(), {'printer': 'ready', 'printer-name': QUEUE, 'printer-jobs': 0,
                                          'printer-queue': 'idle', 'printer-accepting': True,
                                          'scanner': 'not-set-up'})
        self.printing.switch_off()
        self.assertEqual(self.devices()['printer'], 'off')
        self.printing.run('cupsdisable', QUEUE)
        self.assertEqual(self.devices()['printer-queue'], 'stopped')
        self.printing.run('cupsenable', QUEUE)
        self.printing.switch_on()
        self.assertEqual(self.devices()['printer'], 'ready')

    def test_print_a_page(self):
        self.check_devices()
        self.start_print()
        paper = self.printed()[0]
        wait_for('no print in progress', lambda: not self.printing.spooled())
        self.stage.wait_still()
        self.stage.shoot('printed')
        self.assertIn('A4', self.printing.run('pdfinfo', paper).stdout)
        self.assertTrue(''.join(words_of(paper)))
        self.stage.key('Return')
        self.stage.wait_still()
        self.stage.shoot('after')
        self.assertEqual(self.leave().returncode, 0)
        self.check_nothing_left()
        self.assertEqual(self.outcome(), {'done': 1})
        self.assertIn(('page-printed', 'black-and-white', 1), self.counts())

    def test_window_print(self):
        """A page that asks to be printed opens the same sheet; pages 2 to 3 of it come out, twice."""
        self.step('page', lambda: self.stage.open_tile(2))
        self.stage.wait_request(host='faults.lab.example', path='/page/paper')
        self.stage.wait_still()
        before = self.stage.look()
        self.stage.click(345, 349)
        wait_for('a sheet', lambda: self.stage.differs(before, 0.3))
        wait_for('the choices', lambda: self.is_bright(240, 400) or self.is_bright(1040, 400))
        self.stage.wait_still()
        self.stage.shoot('five-pages')
        for place in (PLUS['copies'], PLUS['from'], MINUS['to'], MINUS['to']):
            self.step('choice', lambda p=place: self.stage.click(*p), 0.0005)
        self.stage.click(*PRINT)
        paper = self.printed()[0]
        words = words_of(paper) * int(self.printing.last_options().get('IPP_COPIES', '1'))
        self.assertEqual(sorted(page[:22] for page in words),
                         ['Attestation, feuille 2'] * 2 + ['Attestation, feuille 3'] * 2)
        wait_for('the end of it', lambda: not self.printing.spooled())
        self.assertEqual(self.leave().returncode, 0)
        self.check_nothing_left()
        self.assertIn(('page-printed', 'black-and-white', 4), self.counts())

    def test_leave_while_printing(self):
        """What is in the printer may come out: the curtain says so, and no tile is shown before."""
        self.printing.set_fault('slow')
        self.start_print()
        wait_for('the printer to have it', lambda: list((self.printing.dir / 'printer').glob('*.pdf')))
        before = self.stage.look()
        self.stage.xdotool('mousemove', '1', '1')
        ending = self.stage.spawn('reset', [self.stage.program['ctl'], '--socket',
                                            self.stage.dir / 'guichet' / 'control.sock', 'reset'])
        self.stage.wait_changed(before, 0.2)
        self.stage.shoot('take-pages')
        self.assertEqual(self.stage.state(), 'ending')
        self.assertEqual(self.printing.papers(), [])
        self.printing.set_fault('none')
        self.stage.wait_state('home')
        self.assertEqual(ending.wait(20), 0)
        self.assertEqual(len(self.printing.papers()), 1)
        self.check_nothing_left()
        self.assertEqual(self.outcome(), {'done': 1})

    def test_leave_without_paper(self):
        """What waits for paper would come out for somebody else."""
        self.printing.set_fault('media-empty')
        self.start_print()
        wait_for('a fault', lambda: 'media-empty' in self.printing.run('lpstat', '-lp', QUEUE).stdout)
        wait_for('words for it', lambda: self.stage.wait_still() and self.is_bright(640, 700) is False)
        self.stage.shoot('no-paper')
        self.assertEqual(self.leave().returncode, 0)
        self.check_nothing_left()
        self.printing.set_fault('none')
        self.assertEqual(self.outcome(), {'visit-ended': 1})
        self.assertEqual(self.printing.papers(), [])

    def test_leave_and_nothing_answers(self):
        """CUPS has the document and cannot be asked: no tile is shown until it can."""
        self.printing.set_fault('slow')
        self.start_print()
        wait_for('the printer to have it', lambda: list((self.printing.dir / 'printer').glob('*.pdf')))
        self.printing.kill_group(self.printing.daemon)
        result = self.leave()
        self.assertNotEqual(result.returncode, 0)
        self.assertIn('W-7', result.stderr)
        self.stage.wait_state('out-of-order')
        self.stage.wait_still()
        self.stage.shoot('out-of-order')
        (self.printing.dir / 'sock').unlink()
        self.printing.start_daemon()
        self.assertEqual(self.leave().returncode, 0)
        self.stage.wait_state('home')
        self.check_nothing_left()

    # What staff do with the printer, by guichetctl as on the panel.

    def do(self, action):
        answer = json.loads(self.stage.control('--json', 'do', action, check=False).stdout)
        return answer['done'], answer['outcome']

    def test_staff(self):
        self.assertEqual(self.do('test-page'), (True, 'printed'))
        words = words_of(self.printed()[0])[0]
        self.assertIn('Page d’essai', words)
        self.assertIn('Si vous lisez ceci', words)
        # It is no resident's: nothing of it is counted.
        self.assertEqual([c for c in self.counts() if 'print' in c[0]], [])
        # Others' jobs too: of the same queue, by another name.
        self.printing.run('cupsdisable', QUEUE)
        document = self.folder / 'other.pdf'
        document.write_bytes(text_pdf(['CANARI-TITRE']))
        for user in ('guichet', 'somebody'):
            self.printing.run('lp', '-d', QUEUE, '-U', user, '-t', 'CANARI-TITRE', document)
        self.assertEqual(len(self.printing.jobs()), 2)
        self.assertEqual(self.do('clear-queue'), (True, 'cleared'))
        document.unlink()
        self.check_nothing_left()
        self.printing.run('cupsenable', QUEUE)

    def test_staff_without_paper(self):
        self.printing.set_fault('media-empty')
        self.assertEqual(self.do('test-page'), (False, 'paper-out'))
        self.printing.set_fault('none')
        wait_for('an empty queue', lambda: not self.printing.jobs())
        self.assertEqual(self.printing.papers(), [])

if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', '-f', *sys.argv[4:]])
