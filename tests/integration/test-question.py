# SPDX-License-Identifier: GPL-3.0-or-later
"""The question at the end of a visit on a whole terminal, by real taps."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
# Centres of buttons at 1280x800, measured on a picture of the screen.
END_BUTTON = (640, 523)
ANSWER_YES = (640, 277)
SECONDS = ('answer-age', 'answer-situation')


class QuestionTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(BUILD, SOURCE)
        self.addCleanup(self.stage.stop)
        conf = self.stage.tree['centre'] / 'guichet.conf'
        conf.write_text(conf.read_text() + '\n[Counts]\nQuestion=true\n')
        self.stage.start()
        self.stage.wait_quiet()
        self.home = self.stage.wait_still()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.shoot(f'{self._testMethodName}-failed')

    def tap(self, action):
        """Nothing counts that comes too soon: each tap waits as a person reads."""
        before = self.stage.wait_still(quiet=0.7)
        action()
        return self.stage.wait_changed(before, 0.002)

    def finish_visit(self):
        stage = self.stage
        self.tap(lambda: stage.open_tile(1))
        stage.wait_web_process()
        self.tap(lambda: stage.press_bar('done'))
        self.tap(lambda: stage.click(*END_BUTTON))

    def wait_end(self, wipes):
        wait_for('the proof of the wipe', lambda: self.stage.status()['wipes-verified'] == wipes)
        self.stage.wait_state('home')
        self.stage.move(1, self.stage.size[1] - 1)
        self.stage.wait_like(self.home, 0.0)

    def test_answered_then_passed(self):
        stage = self.stage
        self.finish_visit()
        stage.shoot('question')
        # The visit is not over yet: what is answered is a part of it.
        self.assertEqual(stage.status()['state'], 'visiting')
        self.tap(lambda: stage.click(*ANSWER_YES))
        stage.shoot('second')
        # “Skip” has the focus: who has no pointer needs one key.
        self.stage.wait_still(quiet=0.7)
        stage.key('Return')
        self.wait_end(1)
        counts = stage.counts()
        self.assertEqual(counts['answer-helped'], {'yes': 1})
        self.assertEqual(sorted(list(counts[metric]) for metric in SECONDS), [[], ['passed']])
        self.assertEqual(counts['visit-ended'], {'done': 1})
        self.assertEqual(counts['dropped'], {})

        self.finish_visit()
        self.stage.wait_still(quiet=0.7)
        stage.key('Escape')
        self.wait_end(2)
        self.assertEqual(stage.counts()['answer-helped'], {'yes': 1, 'passed': 1})


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
