# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty visits in a row: what stays running keeps its processes, threads, descriptors, mounts, files
and memory."""

import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from process_memory import read_descriptors, read_own_memory, read_status  # noqa: E402
from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
VISITS = int(os.environ.get('GUICHET_VISITS', '50'))
FIRST_LOOK = 10
TILES = {1: ('essai-mesures', 'Mesures', 'https://bench.lab.example/')}
END_BUTTON = (640, 523)
DONE_BUTTON = (1195, 41)
# What a heap may gain or lose by itself, and less than a page of each visit could hold.
NOISE_KIB = 400


class EnduranceTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(BUILD, SOURCE, TILES)
        self.addCleanup(self.stage.stop)
        self.stage.start()

    def visit(self, number):
        stage = self.stage
        since = stage.latest()
        home = stage.look()
        stage.key('Return')
        stage.wait_request(since, host='bench.lab.example', path='/')
        if number % 2:
            stage.click(*DONE_BUTTON)
            wait_for('the question', lambda: stage.differs(home, 0.3), 10, 0.05)
            stage.confirm_end(lambda: stage.click(*END_BUTTON))
            stage.move(1, stage.size[1] - 1)
        else:
            stage.reset()
        self.assertEqual(stage.status()['wipes-verified'], number)
        stage.wait_spare()

    def look(self):
        """At rest: one world in front, one spare, nothing of the one before."""
        stage = self.stage
        stage.wait_quiet()
        pid = stage.supervisor.pid
        wait_for('the gate at rest', lambda: stage.status()['gate-connections'] == 0)
        return {'processes': len(stage.descendants()),
                'threads': read_status(pid, 'Threads'),
                'descriptors': read_descriptors(pid),
                'mounts': len(pathlib.Path(f'/proc/{pid}/mountinfo').read_text().splitlines()),
                'files': sorted(re.sub('[0-9]+', 'N', str(path.relative_to(stage.dir)))
                                for path in (stage.dir / 'guichet').rglob('*')),
                'compositor descriptors': len(read_descriptors(stage.compositor.pid)),
                'memory': read_own_memory(pid), 'compositor memory': read_own_memory(stage.compositor.pid)}

    def test_visits(self):
        early = None
        for number in range(1, VISITS + 1):
            self.visit(number)
            if number == FIRST_LOOK:
                early = self.look()
        late = self.look()
        print(f'{early}\n{late}', file=sys.stderr)
        for name in ('memory', 'compositor memory'):
            self.assertLess(late.pop(name) - early.pop(name), NOISE_KIB, name)
        self.assertEqual(late.pop('descriptors'), early.pop('descriptors'))
        # GLib's pool of threads breathes.
        self.assertLessEqual(late.pop('threads'), early.pop('threads') + 2)
        self.assertEqual(late, early)
        counts = self.stage.counts()
        self.assertEqual(counts['wipe'], {'verified': VISITS})
        self.assertEqual(counts['visit-ended'], {'done': (VISITS + 1) // 2, 'reset': VISITS // 2})
        self.assertEqual(counts['service-opened'], {'essai-mesures': VISITS})


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[3:]])
