# SPDX-License-Identifier: GPL-3.0-or-later
"""What the terminal tells of its health: guichet.prom for node_exporter, read by Prometheus' own
parser, and guichetctl status with the same. Nothing in them tells of a visit.

test-health.py SUPERVISOR GUICHETCTL SHELL DEFAULTS [unittest's arguments]
"""

import argparse
import datetime
import os
import signal
import sqlite3
import sys
import time
import unittest

from prometheus_client.parser import text_string_to_metric_families

import plain_terminal

PROGRAMS = argparse.Namespace()
PERIOD_S = 60
# Where it is noon: the day that changes is another matter (tests/unit/session-reset/test-health.c).
FAR_FROM_MIDNIGHT = 'Noon%+d' % (time.gmtime().tm_hour - 12)


class Terminal(plain_terminal.Terminal):
    def __init__(self, behaviour, settings='', zone=None):
        self.zone = zone
        super().__init__(PROGRAMS, behaviour, settings + '\n[Health]\nDirectory=/nowhere\n')

    def start_compositor(self):
        """The settings name a directory of this terminal."""
        self.health = os.path.join(self.directory, 'health')
        os.mkdir(self.health)
        conf = os.path.join(self.centre, 'guichet.conf')
        text = plain_terminal.read(conf).replace('/nowhere', self.health)
        with open(conf, 'w') as file:
            file.write(text)
        if self.zone:
            self.environment['TZ'] = self.zone
        super().start_compositor()

    def text(self):
        return plain_terminal.read(os.path.join(self.health, 'guichet.prom'))

    def metrics(self):
        """(name, labels) -> value; the whole text is parsed each time."""
        found = {}
        for family in text_string_to_metric_families(self.text()):
            assert family.documentation, family.name
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                assert key not in found, key
                found[key] = sample.value
        return found

    def metric(self, name, **labels):
        return self.metrics().get(('guichet_' + name, tuple(sorted(labels.items()))))


class Health(unittest.TestCase):
    def open(self, behaviour, settings='', zone=None):
        self.terminal = Terminal(behaviour, settings, zone)
        self.addCleanup(self.terminal.close)
        return self.terminal

    def test_of_a_calm_terminal(self):
        # A visit of yesterday and the settings' mistake are told; today's visits are not.
        t = self.open('calm', '[Centre]\nPhone=1\n')
        t.ready()
        self.assertEqual(t.stop(), 0)
        self.assertEqual(t.text(), '', 'a terminal that was stopped says nothing')
        day = datetime.date.today() - datetime.timedelta(days=3)
        with sqlite3.connect(t.database) as database:
            database.execute("INSERT INTO counts VALUES (?, 'wipe', 'verified', 3)", (str(day),))
        database.close()
        t.start()
        status = t.ready()
        t.until(lambda: t.metric('state', state='in-service') == 1, 'the health')
        midnight = time.mktime(day.timetuple())
        self.assertEqual(t.metric('last_wipe_day_timestamp_seconds'), midnight)
        self.assertEqual(t.metric('info', version=status['version']), 1)
        self.assertEqual(t.metric('config_problems'), 1)
        self.assertEqual(t.metric('device_info', device='printer', state='not-set-up'), 1)
        self.assertEqual(t.metric('database_size_bytes'), os.path.getsize(t.database))
        self.assertGreater(t.metric('disk_size_bytes'), t.metric('disk_free_bytes'))
        self.assertEqual(os.stat(os.path.join(t.health, 'guichet.prom')).st_mode & 0o777, 0o644)
        self.assertEqual(
            {key: status[key] for key in ('last-wipe-day', 'printer', 'scanner', 'config-problems',
                                          'days-since-report', 'database-size', 'failure')},
            {'last-wipe-day': str(day), 'printer': 'not-set-up', 'scanner': 'not-set-up',
             'config-problems': 1, 'days-since-report': -1,
             'database-size': os.path.getsize(t.database), 'failure': ''})
        self.assertEqual(status['disk-size'], t.metric('disk_size_bytes'))

    def test_a_visit_cannot_be_seen(self):
        """Byte for byte the same before, in and after visits, and not written for them, nor for
        what fails in them: only each minute since the start."""
        t = self.open('calm', zone=FAR_FROM_MIDNIGHT)
        t.ready()
        t.until(lambda: t.metric('state', state='in-service') == 1, 'the health')
        before, written = self.look(t)
        writes = {written}

        def see(what):
            text, at = self.look(t)
            self.assertEqual(before, text, what)
            writes.add(at)
        for _ in range(2):
            failed = t.status()['failures']['shell-died']
            t.behave('visit')
            t.control('reset')
            t.state('visiting')
            see('in a visit')
            t.behave('calm')
            os.kill(t.first_process(t.visited()[0]), signal.SIGKILL)
            t.until(lambda n=failed: t.status()['failures']['shell-died'] > n, 'the failure')
            see('after a failure')
            t.ready()
            see('after a visit')
        self.assertGreaterEqual(t.status()['wipes-verified'], 4)
        # The period began before the first of them; from the second on they are regular ones.
        regular = sorted(writes)[1:]
        for earlier, later in zip(regular, regular[1:]):
            self.assertGreater(later - earlier, (PERIOD_S - 5) * 1e9, 'written for a visit')

    def look(self, t):
        """All of it but the disk, which others fill too; when it was written."""
        text = ''.join(line for line in t.text().splitlines(True)
                       if not line.startswith('guichet_disk_free'))
        return text, os.stat(os.path.join(t.health, 'guichet.prom')).st_mtime_ns

    def test_failures_and_out_of_order(self):
        t = self.open('no-start', zone=FAR_FROM_MIDNIGHT)
        t.state('out-of-order', 60)
        t.until(lambda: t.metric('state', state='out-of-order') == 1, 'the health')
        self.assertEqual(t.metric('failure', code='D-1'), 1)
        self.assertEqual(t.metric('state', state='in-service'), 0)
        failures = t.status()['failures']
        self.assertGreaterEqual(failures['start'], 3)
        # Nobody was there: they are told at once, all of them.
        self.assertEqual({kind: t.metric('failures_total', kind=kind) for kind in failures}, failures)
        t.behave('calm')
        self.assertEqual(t.control('reset')[0], 0)
        t.until(lambda: t.metric('state', state='in-service') == 1, 'the health')
        self.assertIsNone(t.metric('failure', code='D-1'))

    def test_failures_outlive_the_supervisor(self):
        """One death of a shell is one failure; a supervisor that stops, or is killed, forgets none."""
        t = self.open('calm', zone=FAR_FROM_MIDNIGHT)
        t.ready()
        os.kill(t.first_process(t.worlds()[0]), signal.SIGKILL)
        t.until(lambda: t.status()['failures']['shell-died'], 'the failure')
        t.ready()
        self.assertEqual(t.stop(), 0)
        t.start()
        failures = t.ready()['failures']
        self.assertEqual({kind: n for kind, n in failures.items() if n}, {'shell-died': 1})
        # What takes the tiles away may be the first touch of somebody: told when the day is over.
        t.until(lambda: t.metric('failures_total', kind='shell-died') == 0, 'the health')
        t.kill()
        t.start()
        failures = t.ready()['failures']
        self.assertEqual((failures['shell-died'], failures['leftovers']), (1, 1))
        kept = os.path.join(t.directory, 'failures')
        self.assertRegex(plain_terminal.read(kept).splitlines()[1], r'^Day=\d{4}-\d\d-\d\d$')
        self.assertEqual(os.stat(kept).st_mtime % 3600, 0)


def main():
    plain_terminal.become_nobody()
    names = ['supervisor', 'control', 'shell', 'defaults']
    for name, value in zip(names, sys.argv[1:]):
        setattr(PROGRAMS, name, value)
    unittest.main(argv=sys.argv[:1] + sys.argv[1 + len(names):], verbosity=2)


if __name__ == '__main__':
    main()
