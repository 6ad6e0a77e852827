# SPDX-License-Identifier: GPL-3.0-or-later
"""The print worker on a CUPS and a printer of the tests' own: what comes out of the printer, what is
told meanwhile, and what is left in CUPS. Runs as nobody when started by root."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'lab'))

from paper import text_pdf, words_of  # noqa: E402
from printing import Printing, QUEUE, wait_until  # noqa: E402

VISITOR, WORKER, SHIM = map(os.path.abspath, sys.argv[1:4])
PREFIX = (['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
          if os.getuid() == 0 else [])
USER, GROUP = ('nobody', 'nogroup') if PREFIX else (None, None)
TITLE = 'TITRE7f3a9c'
WORDS = ['MOTa41f', 'MOTb52e', 'MOTc63d', 'MOTd74c']
FINAL = ('done', 'cancelled', 'failed')


class Visitor:
    """A shell's side of the worker; collects what it is told."""

    def __init__(self, printing, spent=0, sysfs='', **settings):
        values = {'SERVER': printing.socket, 'QUEUE': QUEUE, 'USER': printing.user, 'MAX_COPIES': 5,
                  'MAX_PAGES': 20, 'MAX_PAGES_PER_VISIT': 100, 'COLOUR': 1, 'TWO_SIDES': 1, **settings}
        env = printing.environment(GUICHET_SPENT=str(spent), GUICHET_SYSFS_USB=str(sysfs or '/nonexistent'),
                                   **{f'GUICHET_PRINTER_{k}': str(v) for k, v in values.items()})
        self.process = subprocess.Popen(PREFIX + [VISITOR, WORKER], env=env, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        start_new_session=True)
        self.lines = []
        self.thread = threading.Thread(target=self.collect, daemon=True)
        self.thread.start()

    def collect(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip('\n'))

    def say(self, text):
        self.process.stdin.write(text + '\n')
        self.process.stdin.flush()

    def told(self, kind):
        return [line.split(' ', 1)[1] for line in list(self.lines) if line.split(' ', 1)[0] == kind]

    def wait(self, what, seconds=40.0):
        """Until a "changed" of this kind was told: "waiting paper-out", or a state alone."""
        def find():
            return next((line for line in self.told('changed')
                         if line == what or line.split(' ')[0] == what), None)
        try:
            return wait_until(what, find, seconds)
        except TimeoutError as error:
            raise TimeoutError(f'{error}; told: {self.lines}') from None

    def wait_end(self, seconds=60.0):
        return wait_until('the end', lambda: next(
            (line for line in self.told('changed') if line.split(' ')[0] in FINAL), None), seconds)

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.thread.join(5)
        self.process.stdout.close()


class PrintTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gp-', dir='/tmp'))
        self.folder.chmod(0o755)
        self.addCleanup(lambda: subprocess.run(['rm', '-rf', self.folder], check=True))
        self.printing = Printing(self.folder / 'cups', SHIM, PREFIX, USER, GROUP, 'debug')
        self.addCleanup(self.printing.stop)
        self.printing.start()
        self.visitor = self.visit()

    def visit(self, **settings):
        visitor = Visitor(self.printing, **settings)
        self.addCleanup(visitor.close)
        return visitor

    def write(self, data, name='document.pdf'):
        path = self.folder / name
        path.write_bytes(data)
        path.chmod(0o644)
        return path

    def print(self, data=None, copies=1, colour=0, sides=1, pages='', visitor=None):
        path = self.write(data or text_pdf(WORDS, TITLE))
        (visitor or self.visitor).say(f'print {path} {copies} {colour} {sides} {pages}'.rstrip())

    def check_clean(self):
        """Nothing of the document is in CUPS: no job, no file, no title."""
        wait_until('an empty spool', lambda: not self.printing.jobs() and not self.printing.spooled())
        self.assertEqual(self.printing.find([TITLE, 'document.pdf']), [])
        for path in (self.printing.dir / 'spool').rglob('*'):
            self.assertNotIn(b'%PDF', path.read_bytes()[:1024] if path.is_file() else b'', path)


class Pages(PrintTest):
    def test_pages_2_3_twice(self):
        self.print(copies=2, pages='2-3')
        self.assertEqual(self.visitor.wait_end(), 'done none')
        (paper,) = self.printing.papers()
        options = self.printing.last_options()
        words = words_of(paper)
        copies = int(options.get('IPP_COPIES', '1'))
        self.assertEqual(words * copies, WORDS[2:0:-1] * 2)
        self.assertEqual(options['IPP_PRINT_COLOR_MODE'], 'monochrome')
        self.assertIn('status sheets black-and-white 4', self.visitor.lines)
        self.assertIn('status outcome done', self.visitor.lines)
        self.assertNotIn(TITLE.encode(), paper.read_bytes())
        self.assertNotIn(TITLE, options.get('IPP_JOB_NAME', ''))
        self.check_clean()

    def test_order(self):
        """A printer that lays sheets face up gets the last page first, so that the pile begins with
        the first; CUPS knows by what the printer says of itself, and a centre may say otherwise."""
        ppd = (self.printing.dir / f'etc/ppd/{QUEUE}.ppd').read_text()
        self.assertIn('*DefaultOutputBin: FaceUp\n*DefaultOutputOrder: Reverse', ppd)
        self.print()
        self.assertEqual(self.visitor.wait_end(), 'done none')
        self.printing.run('lpadmin', '-p', QUEUE, '-o', 'OutputOrder-default=Normal')
        self.print()
        wait_until('the second', lambda: self.ends(self.visitor)[1:])
        self.assertEqual([words_of(paper) for paper in self.printing.papers()],
                         [WORDS[::-1], WORDS])

    def test_pages_of_a_visit(self):
        """The worker holds the visit's limit, by what it spent and what those before it did."""
        visitor = self.visit(MAX_PAGES=6, MAX_PAGES_PER_VISIT=10, spent=2)
        ends = ['failed too-many-pages', 'done none', 'failed visit-pages', 'done none',
                'failed visit-pages']
        for number, (copies, pages) in enumerate([(4, '1-2'), (2, '1-3'), (1, '1-3'), (1, '1-2'),
                                                  (1, '1')]):
            self.print(visitor=visitor, copies=copies, pages=pages)
            wait_until('its end', lambda n=number: self.ends(visitor)[n:])
            self.assertEqual(self.ends(visitor), ends[:number + 1])
        self.assertEqual([line for line in visitor.told('status') if line.startswith('spend')],
                         ['spend 6', 'spend 2'])
        self.assertEqual(len(self.printing.papers()), 2)

    def test_two_sides_in_colour(self):
        self.print(colour=1, sides=2)
        self.assertEqual(self.visitor.wait_end(), 'done none')
        self.assertIn('status sheets colour 2', self.visitor.lines)
        self.assertEqual(self.printing.last_options()['IPP_SIDES'], 'two-sided-long-edge')
        self.assertEqual(self.printing.last_options()['IPP_PRINT_COLOR_MODE'], 'color')

    def test_refused(self):
        narrow = self.visit(MAX_COPIES=2, MAX_PAGES=3, COLOUR=0, TWO_SIDES=0)
        whole = text_pdf(WORDS, TITLE)
        locked = self.folder / 'locked.pdf'
        subprocess.run(['qpdf', '--encrypt', 'secret', 'owner', '256', '--', self.write(whole), locked],
                       check=True)
        cases = [(dict(data=b'no document'), 'document'),
                 (dict(data=whole[:len(whole) // 4]), 'document'),
                 (dict(data=locked.read_bytes()), 'encrypted'),
                 (dict(pages='5'), 'no-pages'), (dict(pages='2-'), 'no-pages'),
                 (dict(copies=3, pages='1'), 'too-many-copies'), (dict(), 'too-many-pages'),
                 (dict(pages='1', colour=1), 'not-offered'), (dict(pages='1', sides=2), 'not-offered')]
        for number, (arguments, reason) in enumerate(cases, 1):
            with self.subTest(reason=reason, number=number):
                self.print(visitor=narrow, **arguments)
                ends = wait_until('a refusal', lambda n=number: self.ends(narrow)[n - 1:])
                self.assertEqual(ends, [f'failed {reason}'])
        self.assertEqual(self.printing.papers(), [])
        self.assertFalse([line for line in narrow.lines if 'device' in line or 'fault' in line])
        self.check_clean()

    @staticmethod
    def ends(visitor):
        return [line for line in visitor.told('changed') if line.split(' ')[0] in FINAL]

    def test_nothing_of_others_in_the_document(self):
        attached = '/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (CANARI1) >>] >> >> ' \
                   '/OpenAction << /S /Launch /F (CANARI2) >> /Lang (CANARI3)'
        self.print(text_pdf(WORDS, TITLE, attached))
        self.assertEqual(self.visitor.wait_end(), 'done none')
        data = self.printing.papers()[0].read_bytes()
        for word in (b'CANARI1', b'CANARI2', b'CANARI3', TITLE.encode()):
            self.assertNotIn(word, data)


class Faults(PrintTest):
    WAITS = {'media-empty': 'paper-out', 'media-jam': 'paper-jam', 'cover-open': 'cover-open',
             'toner-empty': 'ink-out'}

    def test_waiting_then_mended(self):
        for fault, reason in self.WAITS.items():
            with self.subTest(fault=fault):
                visitor = self.visit()
                n = len(self.printing.papers())
                self.printing.set_fault(fault)
                self.print(visitor=visitor)
                visitor.wait(f'waiting {reason}')
                self.printing.set_fault('none')
                self.assertEqual(visitor.wait_end(), 'done none')
                self.assertEqual(len(self.printing.papers()), n + 1)
                self.assertIn(f'status fault {reason}', visitor.lines)
                self.assertEqual(visitor.told('status').count('device printer'), 1)
        self.check_clean()

    def test_waiting_then_cancelled(self):
        for fault, reason in self.WAITS.items():
            with self.subTest(fault=fault):
                visitor = self.visit()
                self.printing.set_fault(fault)
                self.print(visitor=visitor)
                visitor.wait(f'waiting {reason}')
                began = time.monotonic()
                visitor.say('cancel')
                self.assertEqual(visitor.wait_end(), 'cancelled none')
                self.assertLess(time.monotonic() - began, 5)
                self.check_clean()
                self.printing.set_fault('none')
                # The printer itself was told: nothing comes out of it now.
                wait_until('the printer to be ready', lambda v=visitor: self.is_well(v))
        self.assertEqual(self.printing.papers(), [])

    def test_usb(self):
        """A printer on USB that is off is not on the list of devices: told before CUPS has anything, and
        of a print that is on its way; one that is there leaves the word to CUPS."""
        devices = self.printing.dir / 'usb'
        for name, kind in (('1-0:1.0', '09'), ('1-2:1.0', '03'), ('1-3:1.0', '07')):
            (devices / name).mkdir(parents=True)
            (devices / name / 'bInterfaceClass').write_text(f'{kind}\n')
        (devices / 'usb1').mkdir()
        plugged, away = devices / '1-3:1.0', self.printing.dir / 'away'
        self.printing.use_usb()
        visitor = self.visit(sysfs=devices)
        plugged.rename(away)
        self.print(visitor=visitor)
        self.assertEqual(visitor.wait_end(), 'failed off')
        self.assertIn('status fault off', visitor.lines)
        self.assertEqual(self.printing.jobs(), [])
        away.rename(plugged)
        visitor = self.visit(sysfs=devices)
        self.print(visitor=visitor)
        visitor.wait('printing')
        plugged.rename(away)
        visitor.wait('waiting off')
        visitor.say('cancel')
        self.assertEqual(visitor.wait_end(), 'cancelled none')
        self.check_clean()

    def is_well(self, visitor):
        n = len(visitor.told('state'))
        visitor.say('state')
        wait_until('a state', lambda: len(visitor.told('state')) > n)
        return visitor.told('state')[-1] == 'none'

    def test_off_before(self):
        self.printing.switch_off()
        self.print()
        self.assertEqual(self.visitor.wait_end(), 'failed off')
        self.assertFalse(self.printing.jobs())
        self.printing.switch_on()
        self.assertEqual(self.printing.papers(), [])
        self.assertIn('status fault off', self.visitor.lines)
        self.check_clean()

    def test_off_during(self):
        self.printing.set_fault('slow')
        self.print()
        self.visitor.wait('printing')
        wait_until('the printer to have it', lambda: list((self.printing.dir / 'printer').glob('*.pdf')))
        self.printing.switch_off()
        self.visitor.wait('waiting off', 60)
        self.visitor.say('cancel')
        self.assertEqual(self.visitor.wait_end(), 'cancelled none')
        self.check_clean()
        self.printing.set_fault('none')
        self.printing.switch_on()
        self.assertTrue(self.is_well(self.visitor))
        self.assertEqual(self.printing.papers(), [])

    def test_frozen(self):
        self.printing.set_fault('slow')
        self.print()
        self.visitor.wait('printing')
        self.printing.freeze()
        self.visitor.wait('waiting frozen', 60)
        self.printing.thaw()
        self.printing.set_fault('none')
        self.assertEqual(self.visitor.wait_end(), 'done none')

    def test_gives_up(self):
        self.printing.set_fault('fail')
        self.print()
        self.assertEqual(self.visitor.wait_end(), 'failed device')
        self.check_clean()

    def test_queue(self):
        self.printing.run('cupsdisable', QUEUE)
        self.print()
        self.assertEqual(self.visitor.wait_end(), 'failed paused')
        self.printing.run('cupsenable', QUEUE)
        self.printing.run('cupsreject', QUEUE)
        other = self.visit()
        self.print(visitor=other)
        self.assertEqual(other.wait_end(), 'failed paused')
        self.check_clean()

    def test_stopped_during(self):
        self.printing.set_fault('slow')
        self.print()
        self.visitor.wait('printing')
        self.printing.run('cupsdisable', QUEUE)
        self.visitor.wait('waiting paused')
        self.printing.set_fault('none')
        self.printing.run('cupsenable', QUEUE)
        self.assertEqual(self.visitor.wait_end(), 'done none')

    def test_no_cups(self):
        self.printing.stop()
        self.print()
        self.assertEqual(self.visitor.wait_end(), 'failed no-printer')
        unknown = self.visit(QUEUE='autre')
        self.print(visitor=unknown)
        self.assertEqual(unknown.wait_end(), 'failed no-printer')


class Moments(PrintTest):
    def test_cancel_at_once(self):
        self.print()
        self.visitor.say('cancel')
        self.assertIn(self.visitor.wait_end(), ('cancelled none', 'done none'))
        self.check_clean()

    def test_cancel_while_printing(self):
        self.printing.set_fault('slow')
        self.print()
        self.visitor.wait('printing')
        self.visitor.say('cancel')
        self.assertEqual(self.visitor.wait_end(), 'cancelled none')
        self.check_clean()
        self.printing.wait_idle()
        self.printing.set_fault('none')
        again = self.visit()
        self.print(visitor=again)
        self.assertEqual(again.wait_end(), 'done none')
        self.assertEqual(len(self.printing.papers()), 1)

    def test_one_at_a_time(self):
        self.printing.set_fault('slow')
        self.print()
        self.visitor.wait('printing')
        # The shell's side refuses by itself; a shell that was taken over meets the worker's refusal.
        self.printing.set_fault('none')
        self.assertEqual(self.visitor.wait_end(), 'done none')
        self.print()
        wait_until('the second', lambda: self.visitor.told('changed').count('done none') == 2)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[4:]])
