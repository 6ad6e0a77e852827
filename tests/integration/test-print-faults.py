# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer, a queue and a document that fail in every way, at every moment of a print, under the real
supervisor and in the real sandboxes: what is told, that one can print again in time, that no process,
no job and no file is left, that nothing comes out for the next visitor, and that the counts are right.

test-print-faults.py SUPERVISOR GUICHETCTL SHELL WORKER DEFAULTS SHIM [unittest's arguments]
"""

import argparse
import collections
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import plain_terminal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'lab'))

from paper import text_pdf  # noqa: E402
from printer_line import Line  # noqa: E402
from printing import Printing, QUEUE  # noqa: E402

PROGRAMS = argparse.Namespace()
WORD = 'CANARIfaut71'
PAGES = 3
FINISH = 3
# Of the worker: two askings of a silent device, or CUPS itself given up (job-follower.c).
NOTICE = 30
NO_CUPS = 60
# The backend tells the device of a cancel, CUPS drops the job, the wipe looks for remains.
END = FINISH + 25
FINAL = ('done', 'cancelled', 'f ')
# The next print of this terminal, while CUPS still holds back a device that was away.
AGAIN = 90
# A process has a name of fifteen letters, of which three are for the number.
TOLD = 12


class Fault:
    """@before, @during: what is told when it is there before the print, or comes while pages come
    out; None: such a moment is none. @blamed: the label of printer-fault, None: not the printer's.
    @mended: how a print that waited for it ends."""

    def __init__(self, begin, end, before, during='same', blamed='same', mended=('done',)):
        self.begin, self.end, self.before = begin, end, before
        self.during = before if during == 'same' else during
        word = (before or self.during or '').split(' ')[-1]
        self.blamed = word if blamed == 'same' else blamed
        self.mended = mended
        self.has_line = False

    def words(self):
        """What may be told first: how fast a print is given up, is not always the same."""
        return (self.before, *(word for word in self.mended if word.startswith('f ') and self.has_line))


def paper(keyword, reason):
    return Fault(lambda p: p.set_fault(keyword), lambda p: p.set_fault('none'), f'w {reason}')


def line(name, told, **more):
    def begin(printing):
        printing.line.fault = name

    def end(printing):
        printing.line.fault = None
    fault = Fault(begin, end, told, blamed=None, **more)
    fault.has_line = True
    return fault


def stop_cups(printing):
    os.killpg(printing.daemon.pid, signal.SIGSTOP)


def go_on_cups(printing):
    os.killpg(printing.daemon.pid, signal.SIGCONT)


def kill_cups(printing):
    printing.kill_group(printing.daemon)
    printing.socket.unlink(missing_ok=True)
    # A record that it was just writing: on a terminal, the whole spool goes with its process (cups.conf).
    for half in (printing.dir / 'spool').glob('c*.N'):
        half.unlink()


def switch_on(printing):
    printing.set_fault('none')
    printing.switch_on()


def thaw(printing):
    printing.set_fault('none')
    printing.thaw()


def enable(printing):
    printing.set_fault('none')
    printing.run('cupsenable', QUEUE)


def accept(printing):
    printing.set_fault('none')
    printing.run('cupsaccept', QUEUE)


# The fact sheet's table, and what its words become on the screen.
FAULTS = {
    'empty': paper('media-empty', 'paper-out'),
    'jammed': paper('media-jam', 'paper-jam'),
    'open': paper('cover-open', 'cover-open'),
    'no_ink': paper('toner-empty', 'ink-out'),
    'tray_missing': paper('input-tray-missing', 'tray-missing'),
    'gives_up': Fault(lambda p: p.set_fault('fail'), lambda p: p.set_fault('none'), 'f device'),
    'dead': Fault(lambda p: p.switch_off(), switch_on, 'f off', 'w off', mended=('done', 'f device')),
    'silent': Fault(lambda p: p.freeze(), thaw, 'f frozen', 'w frozen', mended=('done', 'f device')),
    'disabled': Fault(lambda p: p.run('cupsdisable', QUEUE), enable, 'f paused', 'w paused'),
    'rejecting': Fault(lambda p: p.run('cupsreject', QUEUE), accept, 'f paused', 'run'),
    'no_cups': Fault(kill_cups, lambda p: (p.set_fault('none'), p.start_daemon()), 'f no-printer'),
    'silent_cups': Fault(stop_cups, lambda p: (p.set_fault('none'), go_on_cups(p)), 'f no-printer'),
    'busy': line('busy', 'run'),
    'slow': line('slow', 'run'),
    'cut': line('cut', 'run', mended=('done', 'f device')),
}
# Of the document: there before it is printed, or not at all.
DOCUMENTS = {'broken': 'f document', 'locked': 'f encrypted'}
HAS_NO_CUPS = ('no_cups', 'silent_cups')


class PrintTest(unittest.TestCase):
    def setUp(self):
        self.number = 0
        self.expected = collections.Counter()
        self.programs = self.stage()
        user, group = ('nobody', 'nogroup')
        self.printing = Printing(self.folder / 'cups', PROGRAMS.shim, (), user, group, line=Line)
        self.addCleanup(self.printing.stop)
        self.printing.start()
        settings = (f'[Printer]\nName={QUEUE}\nServer={self.printing.socket}\n'
                    f'Spool={self.printing.dir}/spool\nFinishSeconds={FINISH}\n')
        self.terminal = plain_terminal.Terminal(self.programs, '0 none', settings)
        self.addCleanup(self.terminal.close)
        self.write_documents()
        self.terminal.state('visiting')

    def stage(self):
        """The worker's program stands beside the shell."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gf-', dir='/tmp'))
        self.addCleanup(shutil.rmtree, self.folder, True)
        programs = argparse.Namespace(**vars(PROGRAMS))
        programs.shell = str(shutil.copy(PROGRAMS.shell, self.folder / 'shell'))
        shutil.copy(PROGRAMS.worker, self.folder / 'guichet-print')
        return programs

    def write_documents(self):
        centre = pathlib.Path(self.terminal.centre)
        whole = text_pdf([WORD] * PAGES, WORD)
        (centre / 'good').write_bytes(whole)
        (centre / 'broken').write_bytes(whole[:len(whole) // 4])
        subprocess.run(['qpdf', '--encrypt', 'secret', 'owner', '256', '--', centre / 'good',
                        centre / 'locked'], check=True, timeout=60)

    # --- hands and eyes ---

    def say(self, word):
        self.number += 1
        self.terminal.behave(f'{self.number} {word}')
        return self.number

    def told(self, number):
        for pid in plain_terminal.descendants(self.terminal.supervisor.pid):
            name = plain_terminal.read(f'/proc/{pid}/comm').rstrip('\n')
            if name.startswith(f'{number}:'):
                return name.partition(':')[2]
        return ''

    def wait_told(self, number, *words, timeout=NOTICE):
        """What was told of print @number, once it is one of @words."""
        try:
            return self.terminal.until(
                lambda: next((w for w in words if self.told(number).startswith(w[:TOLD])), None),
                f'{words} of {number}', timeout)
        except AssertionError as error:
            raise AssertionError(f'“{self.told(number)}” instead: {error}') from None

    def begin(self, document='good'):
        number = self.say(document)
        if document == 'good':
            self.expected['page-printed', 'black-and-white'] += PAGES
        return number

    def end_of(self, number, timeout=AGAIN):
        self.wait_told(number, *FINAL, timeout=timeout)
        return self.told(number)

    def count(self, outcome, blamed=None):
        self.expected['print-outcome', outcome] += 1
        if blamed:
            self.expected['printer-fault', blamed] += 1
            self.expected['device-failure', 'printer'] += 1

    def in_printer(self):
        """What the printer was given: its numbers begin anew when it is switched on."""
        found = (self.printing.dir / 'printer').glob('*.pdf')
        return {(path, path.stat().st_ctime_ns) for path in found}

    def begin_in_printer(self):
        """A print whose pages are in the printer, where they stay until told otherwise."""
        before = self.in_printer()
        self.printing.set_fault('slow')
        number = self.begin()
        self.terminal.until(lambda: self.in_printer() - before, 'pages in the printer')
        self.wait_told(number, 'run')
        self.assertTrue(self.workers())
        return number

    def workers(self):
        return plain_terminal.workers(self.terminal.supervisor.pid, 'guichet-print')

    def assert_no_file(self):
        """Nothing of a document where CUPS or the worker might keep one."""
        try:
            self.terminal.until(lambda: not self.printing.spooled(), 'an empty spool')
        except AssertionError as error:
            raise AssertionError(f'{self.printing.spooled()}: {error}') from None
        self.assertEqual(self.printing.jobs(), [])
        self.assertEqual(self.printing.find([WORD]), [])

    def assert_usable(self, may_be_more=False):
        """One can print at once, and gets just this. @may_be_more: CUPS had a print of the same person
        while nobody could tell it to give that up."""
        papers = len(self.printing.papers())
        self.assertEqual(self.end_of(self.begin()), 'done')
        self.count('done')
        if not may_be_more:
            self.assertEqual(len(self.printing.papers()), papers + 1)
        self.assert_no_file()

    def end_visit(self, fault=None):
        """Ends it; that nothing of it is left is proved in time, or the screen says that it is not."""
        verified = self.terminal.status()['wipes-verified']
        self.say('end')
        if fault in HAS_NO_CUPS:
            self.terminal.until(lambda: self.terminal.status()['failure'], 'a failure', END)
            self.assertEqual(self.terminal.status()['failure'], 'W-7')
            self.expected['wipe', 'failed-print'] += 1
            FAULTS[fault].end(self.printing)
            self.assertEqual(self.terminal.control('reset')[0], 0)
        self.terminal.until(lambda: self.terminal.status()['wipes-verified'] > verified, 'the proof',
                            END)
        # Said only when every worker of the visit is gone: none may be seen, however soon one looks.
        self.assertEqual(self.workers(), [])
        self.assertEqual([w for w in self.terminal.worlds() if 'print' in w], [])
        self.terminal.state('visiting')

    # --- one fault, four times ---

    def before(self, name):
        fault = FAULTS[name]
        fault.begin(self.printing)
        number = self.begin()
        told = self.wait_told(number, *fault.words(), timeout=NO_CUPS)
        if told.startswith('f '):
            # Refused before CUPS had it, or given up by the device.
            if told != 'f device':
                if told == 'f off':  # staff are told by the device itself
                    self.assertEqual(self.devices()['printer'], 'off')
                self.expected['page-printed', 'black-and-white'] -= PAGES
            self.count('failed', fault.blamed or 'device')
            fault.end(self.printing)
        else:
            fault.end(self.printing)
            self.finish_print(number, fault)
        self.assert_usable()

    def finish_print(self, number, fault):
        told = self.end_of(number)
        self.assertIn(told, fault.mended)
        self.count('done' if told == 'done' else 'failed', fault.blamed)
        if told != 'done' and fault.blamed != 'device':
            self.expected['printer-fault', 'device'] += 1
            self.expected['device-failure', 'printer'] += not fault.blamed

    def during(self, name):
        fault = FAULTS[name]
        number = self.begin_in_printer()
        fault.begin(self.printing)
        told = self.wait_told(number, fault.during, timeout=NO_CUPS)
        if told.startswith('f '):
            self.count('failed', fault.blamed)
            fault.end(self.printing)
        else:
            fault.end(self.printing)
            self.printing.set_fault('none')
            self.finish_print(number, fault if told.startswith('w ') else
                              Fault(None, None, None, mended=fault.mended, blamed=None))
        self.assert_usable(may_be_more=name in HAS_NO_CUPS)

    def after_cancel(self, name):
        """The print is cancelled because of the fault; then somebody comes and mends it."""
        fault = FAULTS[name]
        if any(word.startswith('f ') for word in fault.words()):
            # It is not begun at all: pages in the printer are cancelled, then the fault comes.
            number = self.begin_in_printer()
            self.say('cancel')
            self.assertEqual(self.end_of(number), 'cancelled')
            self.count('cancelled')
            self.printing.set_fault('none')
            self.before(name)
            return
        fault.begin(self.printing)
        number = self.begin()
        self.wait_told(number, fault.before)
        asked = time.monotonic()
        self.say('cancel')
        self.assertEqual(self.end_of(number), 'cancelled')
        self.assertLess(time.monotonic() - asked, 10)
        self.count('cancelled', fault.blamed)
        papers = len(self.printing.papers())
        fault.end(self.printing)
        self.terminal.until(lambda: self.devices()['printer'] == 'ready', 'a ready printer', 60)
        self.assertEqual(len(self.printing.papers()), papers)
        self.assert_usable()

    def devices(self):
        return json.loads(self.terminal.control('--json', 'devices')[1])

    def end_during(self, name):
        """The visit ends with pages in a printer that has the fault: none comes out for the next."""
        fault = FAULTS[name]
        self.begin_in_printer()
        fault.begin(self.printing)
        self.end_visit(name)
        # What came out until now, nobody else was there to take.
        papers, cancels = len(self.printing.papers()), self.count_cancels()
        # Nobody is told what becomes of it any more; CUPS may believe that it is done.
        self.expected['ended'] += 1
        if name == 'silent':
            # It moves again, and would go on with what it has.
            self.printing.thaw()
            self.terminal.until(lambda: self.count_cancels() > cancels, 'a word to the printer')
        if name not in HAS_NO_CUPS:
            fault.end(self.printing)
        self.printing.set_fault('none')
        self.assert_no_file()
        self.assertEqual(len(self.printing.papers()), papers)
        self.assert_usable()

    def count_cancels(self):
        return (self.printing.dir / 'log/printer').read_text().count('Cancel-Job successful-ok')

    def finish(self):
        """Ends all, and gives the counts."""
        self.assertEqual(self.terminal.stop(), 0)
        self.terminal.until(lambda: not self.terminal.living(), 'the end of all processes')
        self.assertEqual(list(pathlib.Path(self.terminal.runtime).glob('world-*')), [])
        return self.terminal.counts()

    def assert_counts(self):
        counts = self.finish()
        ended = self.expected.pop('ended', 0)
        found = {key: n for key, n in counts.items()
                 if key[0] in ('page-printed', 'print-outcome', 'printer-fault', 'device-failure')}
        # A print in progress at the end of its visit may have come to a word of its own just before.
        late = sum(found.get(('print-outcome', word), 0) - self.expected['print-outcome', word]
                   for word in ('visit-ended', 'done', 'failed'))
        self.assertEqual(late, ended, (found, self.expected))
        for key in set(found) | {key for key in self.expected if key[0] != 'wipe'}:
            slack = ended if key[0] != 'page-printed' else 0
            self.assertIn(found.get(key, 0) - self.expected[key], range(slack + 1), (key, found))

    def run_fault(self, name):
        if FAULTS[name].has_line:
            self.printing.use_line()
        for step in (self.before, self.during, self.after_cancel, self.end_during):
            with self.subTest(moment=step.__name__):
                step(name)
        self.assert_counts()


class Documents(PrintTest):
    def test_refused(self):
        """A document that cannot be printed, before and after a print, and while a visit ends."""
        for name, told in DOCUMENTS.items():
            self.assertEqual(self.end_of(self.begin(name)), told)
            self.count('failed')
            number = self.begin_in_printer()
            self.say('cancel')
            self.assertEqual(self.end_of(number), 'cancelled')
            self.count('cancelled')
            self.printing.set_fault('none')
            self.assertEqual(self.end_of(self.begin(name)), told)
            self.count('failed')
            self.assert_usable()
        self.assert_counts()


class Worst(PrintTest):
    """Some of the table, for every check."""

    def test_worst(self):
        self.before('dead')
        self.during('jammed')
        self.after_cancel('empty')
        # The printer is off when the visit ends, and comes back for the next.
        self.end_during('dead')
        self.assert_counts()


class Faults(PrintTest):
    """The whole table; minutes long."""


def add_fault(fault):
    setattr(Faults, f'test_{fault}', lambda self: self.run_fault(fault))


for key in FAULTS:
    add_fault(key)


if __name__ == '__main__':
    plain_terminal.become_nobody()
    (PROGRAMS.supervisor, PROGRAMS.control, PROGRAMS.shell, PROGRAMS.worker, PROGRAMS.defaults,
     PROGRAMS.shim) = map(os.path.abspath, sys.argv[1:7])
    unittest.main(argv=[sys.argv[0]] + sys.argv[7:], verbosity=2)
