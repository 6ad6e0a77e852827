# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner that fails in every way, under the real supervisor and in the real sandboxes: what is told,
that it can be used again in time, that nothing is left, and that the counts are right.

test-scan-faults.py SUPERVISOR GUICHETCTL SHELL SCANNER DEFAULTS [unittest's arguments]
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

import patience
import plain_terminal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'lab'))

import escl  # noqa: E402

PROGRAMS = argparse.Namespace()
# sane-airscan asks a busy scanner ten times, once a second, before it says so.
SILENCE = 14
# From SIGTERM to SIGKILL, and the look for remains: some six seconds on a quiet machine.
GIVE_UP = patience.limit(10)
# Of what is told, what is counted, and whether the device is to blame.
OUTCOMES = {'busy': 'busy', 'jammed': 'jammed', 'open': 'open', 'empty': 'empty',
            'silent': 'silent', 'mute': 'dead', 'cut': 'cut', 'dead': 'dead'}
OF_DEVICE = ('jammed', 'silent', 'cut', 'dead')
# Faults that only the feeder tells.
OF_FEEDER = ('jammed', 'open', 'empty')


class ScanTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.image = subprocess.run(
            ['convert', '-size', '1240x1754', 'gradient:#f8f0e0-#203040', 'jpg:-'], check=True,
            capture_output=True, timeout=60).stdout

    def setUp(self):
        self.number = 0
        self.programs = self.stage()
        self.scanner = self.enterContext(escl.Scanner({150: self.image})) if hasattr(
            self, 'enterContext') else self.enter(escl.Scanner({150: self.image}))
        settings = f'[Scanner]\nDevice={self.scanner.url}\nSilenceSeconds={SILENCE}\n'
        self.terminal = plain_terminal.Terminal(self.programs, '0 none', settings)
        self.addCleanup(self.terminal.close)
        self.terminal.state('visiting')
        self.files = self.list_files()

    def list_files(self):
        """All that the terminal's user has where it may write, but the day's counts of failures, which are
        kept over a restart. Worlds differ in their numbers only."""
        roots = (self.terminal.directory, '/tmp', '/dev/shm', '/var/tmp')
        found = set()
        for root in roots:
            for path in ([os.path.join(folder, name) for folder, folders, files in os.walk(root)
                          for name in folders + files] if root == roots[0] else
                         [os.path.join(root, name) for name in os.listdir(root)]):
                try:
                    if os.lstat(path).st_uid == os.getuid() and os.path.basename(path) != 'failures':
                        found.add(re.sub('[0-9]+', 'N', path))
                except OSError:
                    continue
        return found

    def enter(self, scanner):
        self.addCleanup(scanner.__exit__)
        return scanner

    def stage(self):
        """The worker's program stands beside the shell."""
        folder = pathlib.Path(os.path.realpath('/tmp')) / f'guichet-scan-{os.getpid()}'
        folder.mkdir(mode=0o755)
        self.addCleanup(shutil.rmtree, folder)
        programs = argparse.Namespace(**vars(PROGRAMS))
        programs.shell = str(shutil.copy(PROGRAMS.shell, folder / 'shell'))
        shutil.copy(PROGRAMS.scanner, folder / 'guichet-scan')
        return programs

    # --- hands and eyes ---

    def say(self, word):
        self.number += 1
        self.terminal.behave(f'{self.number} {word}')
        return self.number

    def told(self, number):
        for pid in plain_terminal.descendants(self.terminal.supervisor.pid):
            name = plain_terminal.read(f'/proc/{pid}/comm').strip()
            if name.startswith(f'{number}:'):
                return name.partition(':')[2]
        return ''

    def wait_told(self, number, *words, timeout=20):
        return self.terminal.until(lambda: self.told(number) in words and self.told(number),
                                   f'{words}', timeout)

    def outcome(self, number, timeout=SILENCE + GIVE_UP):
        """What came of it, within the watchdog's time."""
        def look():
            word = self.told(number)
            return word if word and word not in ('run', 'rows') else None
        return self.terminal.until(look, f'the outcome of {number}', timeout)

    def scan(self, source='scan', timeout=SILENCE + GIVE_UP):
        return self.outcome(self.say(source), timeout)

    def workers(self):
        return plain_terminal.workers(self.terminal.supervisor.pid, 'guichet-scan')

    def end_visit(self):
        """Ends it; the time until it is proved that nothing is left."""
        before = self.terminal.status()['wipes-verified']
        begin = time.monotonic()
        self.say('end')
        self.terminal.until(lambda: self.terminal.status()['wipes-verified'] == before + 1,
                            'the proof', 2 * GIVE_UP)
        took = time.monotonic() - begin
        self.assertEqual(self.workers(), [])
        self.assertEqual([w for w in self.terminal.worlds() if 'scan' in w], [])
        self.assertEqual(self.terminal.status()['failure'], '')
        self.terminal.state('visiting')
        # The next worlds write notes meanwhile.
        self.terminal.until(lambda: not self.list_files() - self.files, 'no more files')
        return took

    def finish(self):
        """Ends all, and gives the counts."""
        self.assertEqual(self.terminal.stop(), 0)
        self.terminal.until(lambda: not self.terminal.living(), 'the end of all processes')
        return self.terminal.counts()

    def assert_counts(self, pages=0, **failures):
        counts = self.finish()
        found = {label: n for (metric, label), n in counts.items() if metric == 'scan-failed'}
        of_device = sum(n for label, n in failures.items() if label in OF_DEVICE)
        self.assertEqual(found, {label: n for label, n in failures.items() if n})
        self.assertEqual(sum(n for (metric, _), n in counts.items() if metric == 'page-scanned'),
                         pages)
        self.assertEqual(counts.get(('device-failure', 'scanner'), 0), of_device)

    # --- one fault, four times ---

    def source_of(self, fault):
        return 'feed' if fault in OF_FEEDER else 'scan'

    def assert_usable(self, fault):
        """Once the scanner is well again."""
        self.scanner.fault = None
        self.assertEqual(self.scan(), 'page', fault)

    def before(self, fault):
        self.scanner.fault = fault
        self.assertEqual(self.scan(self.source_of(fault)), OUTCOMES[fault])
        self.assert_usable(fault)
        return {OUTCOMES[fault]: 1}, 1

    def during(self, fault):
        """The fault comes in the middle of a page, or between two sheets."""
        if fault in OF_FEEDER or fault in ('busy', 'mute'):
            # One sheet is scanned while the one before is read.
            self.scanner.is_slow = True
            self.assertEqual(self.scan('feed'), 'page')
            pages = 1
            self.scanner.fault = fault
            number = self.say('feed')
            # A sheet that went through before comes all the same.
            while pages < escl.SHEETS and self.outcome(number) == 'page':
                pages += 1
                number = self.say('feed')
        else:
            pages = 0
            self.scanner.is_slow = True
            asked = len(self.scanner.requests)
            number = self.say('scan')
            self.terminal.until(lambda: any('NextDocument' in r for r in
                                            self.scanner.requests[asked:]), 'the image')
            self.scanner.fault = fault
        outcome = self.outcome(number)
        self.scanner.is_slow = False
        # For an image sane-airscan asks a busy scanner for thirty seconds: longer than the watchdog.
        expected = {'busy': ('busy', 'silent'), 'jammed': ('jammed',), 'open': ('open',),
                    'empty': ('empty',)}.get(fault, ('cut', 'silent'))
        self.assertIn(outcome, expected)
        self.assert_usable(fault)
        # The end of a series is no failure.
        return ({} if outcome == 'empty' else {outcome: 1}), pages + 1

    def after_cancel(self, fault):
        """A page is cancelled; the fault is there the next time."""
        self.scanner.is_slow = True
        asked = len(self.scanner.requests)
        number = self.say('scan')
        self.terminal.until(lambda: any('NextDocument' in r for r in
                                        self.scanner.requests[asked:]), 'the image')
        self.say('cancel')
        self.assertEqual(self.outcome(number, GIVE_UP), 'cancelled')
        self.scanner.is_slow = False
        self.scanner.fault = fault
        outcome = self.scan(self.source_of(fault))
        # Letting go of the cancelled page may take as long as the fault.
        self.assertIn(outcome, (OUTCOMES[fault], 'dead', 'cut'))
        self.assert_usable(fault)
        return {outcome: 1}, 1

    def end_during(self, fault):
        """The visit ends while it waits for the scanner."""
        self.scanner.is_slow = fault == 'cut'
        self.scanner.fault = fault
        asked = len(self.scanner.requests)
        self.say(self.source_of(fault))
        if fault != 'dead':
            self.terminal.until(lambda: len(self.scanner.requests) > asked, 'a request')
        took = self.end_visit()
        self.scanner.is_slow = False
        self.assertLess(took, GIVE_UP)
        self.assert_usable(fault)
        return None, 1

    def run_fault(self, fault):
        failures, pages = {}, 0
        for step in (self.before, self.during, self.after_cancel, self.end_during):
            more, n = step(fault)
            pages += n
            for label, count in (more or {}).items():
                failures[label] = failures.get(label, 0) + count
        counts = self.finish()
        found = {label: n for (metric, label), n in counts.items() if metric == 'scan-failed'}
        # One that failed at once may have been counted before its visit ended.
        for label in set(found) | set(failures):
            self.assertIn(found.get(label, 0) - failures.get(label, 0), (0, 1), (label, found))
        self.assertEqual(sum(n for (metric, _), n in counts.items() if metric == 'page-scanned'),
                         pages)


class Calm(ScanTest):
    def test_pages(self):
        """Glass and feeder, cancel, a visit that ends with a worker at rest, and in the middle of a
        slow page."""
        self.assertEqual(self.scan(), 'page')
        self.assertEqual([self.scan('feed') for _ in range(escl.SHEETS + 1)],
                         ['page'] * escl.SHEETS + ['empty'])
        self.assertEqual(self.scan(), 'page')
        self.assertEqual(len(self.workers()), 1)
        self.assertLess(self.end_visit(), GIVE_UP)
        self.scanner.is_slow = True
        number = self.say('scan')
        self.assertEqual(self.outcome(number), 'page')
        self.assertLess(self.end_visit(), GIVE_UP)
        self.assert_counts(pages=escl.SHEETS + 3)

    def test_worst(self):
        """One of each kind, for every check: cut, gone, jammed, and a visit that ends while the
        scanner is silent."""
        failures = {}
        for step, fault in ((self.during, 'cut'), (self.before, 'dead'), (self.before, 'jammed'),
                            (self.end_during, 'silent')):
            more, _ = step(fault)
            for label, n in (more or {}).items():
                failures[label] = failures.get(label, 0) + n
        self.assertEqual(failures, {'cut': 1, 'dead': 1, 'jammed': 1})
        self.assert_counts(pages=4, **failures)

    def test_devices(self):
        """What staff are told, from the sandbox of a worker."""
        for fault, word in ((None, 'ready'), ('dead', 'dead'), (None, 'ready')):
            self.scanner.fault = fault
            code, out, errors = self.terminal.control('--json', 'devices')
            self.assertEqual((code, errors), (0, ''))
            self.assertEqual(json.loads(out)['scanner'], word)
        self.assertEqual(self.workers(), [])

    def test_killed(self):
        """The driver falls in the middle of a page: counted, told, and the next page works."""
        self.scanner.is_slow = True
        asked = len(self.scanner.requests)
        number = self.say('scan')
        self.terminal.until(lambda: any('NextDocument' in r for r in
                                        self.scanner.requests[asked:]), 'the image')
        for pid in self.workers():
            os.kill(pid, 9)
        self.assertEqual(self.outcome(number, GIVE_UP), 'silent')
        self.scanner.is_slow = False
        self.assertEqual(self.scan(), 'page')
        counts = self.finish()
        self.assertEqual(counts[('scan-failed', 'crashed')], 1)
        self.assertEqual(counts[('device-failure', 'scanner')], 1)


    def test_grey_for_colour(self):
        """A scanner that sends grey where colour was asked for: asked once more, for grey."""
        self.scanner.images = {150: subprocess.run(
            ['convert', '-size', '1240x1754', 'gradient:#ffffff-#202020', '-colorspace', 'Gray',
             'jpg:-'], check=True, capture_output=True, timeout=60).stdout}
        self.assertEqual(self.scan(), 'page')
        self.assertEqual(self.scanner.asked_modes, ['RGB24', 'Grayscale8'])
        self.assertLess(self.end_visit(), GIVE_UP)
        self.assert_counts(pages=1)


class Faults(ScanTest):
    """The whole table; minutes long."""

    def test_slow(self):
        """Late is not wrong: every page comes; only the cancelled one and the one of a visit that ended
        do not."""
        self.scanner.fault = 'slow'
        self.assertEqual(self.scan(), 'page')
        self.scanner.fault = None
        asked = len(self.scanner.requests)
        number = self.say('scan')
        self.terminal.until(lambda: len(self.scanner.requests) > asked, 'a request')
        self.scanner.fault = 'slow'
        self.assertEqual(self.outcome(number), 'page')
        before = self.n_images()
        number = self.say('scan')
        self.terminal.until(lambda: self.n_images() > before, 'the image')
        self.say('cancel')
        self.assertEqual(self.outcome(number, GIVE_UP), 'cancelled')
        self.assertEqual(self.scan(), 'page')
        before = self.n_images()
        self.say('scan')
        self.terminal.until(lambda: self.n_images() > before, 'the image')
        self.assertLess(self.end_visit(), GIVE_UP)
        self.assert_usable('slow')
        self.assert_counts(pages=4)

    def n_images(self):
        return sum(1 for line in self.scanner.requests if line.endswith('NextDocument'))


def add_fault(fault):
    setattr(Faults, f'test_{fault}', lambda self: self.run_fault(fault))


for name in OUTCOMES:
    add_fault(name)


if __name__ == '__main__':
    plain_terminal.become_nobody()
    (PROGRAMS.supervisor, PROGRAMS.control, PROGRAMS.shell, PROGRAMS.scanner,
     PROGRAMS.defaults) = sys.argv[1:6]
    unittest.main(argv=[sys.argv[0]] + sys.argv[6:], verbosity=2)
