# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen that ends within a minute is started again ever more rarely: guichet-back-off."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ''


def uptime():
    return int(float(pathlib.Path('/proc/uptime').read_text().split()[0]))


class BackOff(unittest.TestCase):

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = pathlib.Path(directory.name, 'last')
        self.slept = pathlib.Path(directory.name, 'slept')
        sleep = pathlib.Path(directory.name, 'sleep')
        sleep.write_text(f'#!/bin/sh\necho "$1" > {self.slept}\n')
        sleep.chmod(0o755)
        self.environment = {**os.environ, 'PATH': f'{directory.name}:{os.environ["PATH"]}'}

    def start(self, was=None):
        """Starts with what the file says of before; gives the seconds waited, and the file's count."""
        self.slept.unlink(missing_ok=True)
        if was is not None:
            self.file.write_text(was)
        subprocess.run([PROGRAM, self.file], env=self.environment, check=True, stderr=subprocess.DEVNULL)
        count, when = self.file.read_text().split()
        self.assertLessEqual(int(when), uptime())
        return int(self.slept.read_text()) if self.slept.exists() else 0, int(count)

    def test_first_start_waits_for_nothing(self):
        self.assertEqual(self.start(), (0, 1))

    def test_too_soon_waits_longer_each_time(self):
        count, waits = 1, []
        for _ in range(9):
            # Later than now: soon enough, however slow this machine is.
            waited, count = self.start(f'{count} {uptime() + 100000}\n')
            waits.append(waited)
        self.assertEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60])

    def test_held_a_minute_waits_for_nothing(self):
        self.assertEqual(self.start(f'7 {uptime() - 60}\n'), (0, 1))

    def test_words_that_are_none_wait_for_nothing(self):
        for words in ('', 'nonsense\n', '3\n', '-1 2\n', '2 x\n', '3 $(reboot)\n'):
            with self.subTest(words):
                self.assertEqual(self.start(words), (0, 1))


if __name__ == '__main__':
    PROGRAM = sys.argv.pop(1)
    unittest.main()
