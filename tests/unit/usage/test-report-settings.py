#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""guichet-report as timers and the staff panel call it: nothing is given, the settings say it all."""

import os
import stat
import sys
import unittest

from report_case import Case, DEFAULTS, month_before

SETTINGS = """[Counts]
Database={dir}/a.db
[Report]
Centre=cs-x
Key={dir}/key
Outbox={dir}/out
"""


class BySettings(Case):
    def setUp(self):
        super().setUp()
        self.settings()

    def settings(self, more=''):
        os.makedirs(self.path('etc'), exist_ok=True)
        with open(self.path('etc/guichet.conf'), 'w', encoding='utf-8') as file:
            file.write(SETTINGS.format(dir=self.dir) + more)

    def call(self, *words, status=0):
        return self.run_report(*words, '--defaults', DEFAULTS, '--config', self.path('etc'),
                               status=status)

    def reports(self, folder='out'):
        return sorted(name for name in os.listdir(self.path(folder)) if name.endswith('.json'))

    def visits(self, name, *months):
        return self.database(name, [(month_before(n), 'visit-ended', 'done', 40) for n in months])

    def test_due(self):
        """Each month from the first with counts; the present one is not over; nothing twice."""
        self.visits('a.db', 0, 2, 4)
        self.call('export', '--due')
        self.assertEqual(self.reports(), [f'cs-x-{month_before(n)}-r1.json' for n in (4, 3, 2, 1)])
        self.assertEqual(self.call('export', '--due').count('nothing has changed'), 4)

    def test_due_is_at_most_13_months(self):
        self.visits('a.db', 1, 15, 20)
        self.call('export', '--due')
        self.assertEqual(self.reports(), [f'cs-x-{month_before(n)}-r1.json' for n in range(13, 0, -1)])

    def test_due_says_the_same_as_month_by_month(self):
        self.visits('a.db', 1, 2, 3)
        for n in (3, 2, 1):
            self.call('export', '--month', month_before(n))
        names = self.reports()
        self.assertEqual(self.call('export', '--due').count('nothing has changed'), 3)
        self.assertEqual(self.reports(), names)

    def test_nothing_counted_yet(self):
        self.database('a.db', [])
        self.call('export', '--due')
        self.assertEqual(self.reports(), [])

    def test_stick(self):
        """What the staff panel calls: all months of the last 13, on the stick at once."""
        self.visits('a.db', 1, 2)
        os.mkdir(self.path('stick'))
        self.assertIn('2 reports are there', self.call('export', '--to', self.path('stick')))
        self.assertIn('2 reports are there', self.call('export', '--to', self.path('stick')))
        self.assertEqual(len(os.listdir(self.path('stick'))), 4)
        self.assertEqual(self.reports(), self.reports('stick'))
        self.call('export', '--to', self.path('nowhere'), status=1)
        self.call('export', '--to', self.path('stick'), '--month', month_before(1), status=2)

    def test_other_terminals(self):
        self.visits('a.db', 1)
        self.visits('b.db', 1)
        self.settings(f'OtherTerminals={self.path("b.db")}\n')
        self.call('export')
        report = self.read()
        self.assertEqual((report['kiosks'], report['cells']['month']['visit-ended']), (2, {'done': 80}))
        os.unlink(self.path('b.db'))
        self.call('export', status=1)

    def test_timer(self):
        """Without a federation there is nothing to do, and that is no failure."""
        self.visits('a.db', 1)
        self.assertIn('wait for a USB stick', self.call('send'))
        self.assertEqual(len(self.reports()), 1)
        with open(self.path('etc/guichet.conf'), 'w', encoding='utf-8') as file:
            file.write('')
        self.assertIn('nothing to do', self.call('send'))
        self.call('export', status=2)

    def test_key(self):
        os.unlink(self.key)
        self.visits('a.db', 1)
        self.call('send', status=1)
        self.assertIn('guichet-enrol:1:cs-x:', self.call('key', '--new'))
        self.assertEqual(stat.S_IMODE(os.stat(self.key).st_mode), 0o600)
        self.call('send')


if __name__ == '__main__':
    sys.exit(unittest.main(verbosity=2))
