# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds that misbehave, under the real supervisor.

test-worlds.py SUPERVISOR GUICHETCTL SHELL DEFAULTS [unittest's arguments]
"""

import argparse
import datetime
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import unittest

import plain_terminal
from process_memory import read_descriptors

PROGRAMS = argparse.Namespace()


class WorldsTest(unittest.TestCase):
    behaviour = 'calm'

    def open(self, behaviour, settings=''):
        self.terminal = plain_terminal.Terminal(PROGRAMS, behaviour, settings)
        self.addCleanup(self.terminal.close)
        return self.terminal

    def assert_nothing_left(self, kept=0):
        """Nothing but what two worlds that live need; nothing at all with 0."""
        self.terminal.until(lambda: len(self.terminal.worlds()) == kept, '%d worlds' % kept)
        if kept == 0:
            self.terminal.until(lambda: not self.terminal.living(), 'the end of all processes')
            self.assertNotIn(self.terminal.runtime, plain_terminal.read('/proc/self/mountinfo'))

    def assert_stops(self):
        self.assertEqual(self.terminal.stop(), 0)
        self.assert_nothing_left()

    def recover(self, behaviour, ending=None):
        """Misbehaves once; the next world is calm."""
        t = self.open(behaviour)
        t.until(lambda: t.status()['wipes-verified'] >= 1, 'the end of the first world', 40)
        t.behave('calm')
        status = t.ready()
        self.assertEqual((status['failure'], status['wipes-failed']), ('', 0))
        self.assert_nothing_left(kept=2)
        self.assert_stops()
        self.assertFalse([key for key in t.counts() if key[0] == 'visit-ended'])
        return t

    def give_up(self, behaviour, failure='D-1', timeout=60):
        """Misbehaves every time, until reception is called; then all is well again."""
        t = self.open(behaviour)
        status = t.state('out-of-order', timeout)
        self.assertEqual(status['failure'], failure)
        t.until(lambda: failure in plain_terminal.read(t.noticed), 'the notice')
        self.assert_nothing_left(kept=0)
        t.behave('calm')
        self.assertEqual(t.control('reset')[0], 0)
        self.assertEqual(t.ready()['failure'], '')
        self.assert_stops()
        return t


class Calm(WorldsTest):
    def test_old_counts_go(self):
        """Counts of 26 months ago are deleted at the start, those of 24 months ago are not; and none
        by a clock that has not been believed for three days."""
        t = self.open('calm')
        t.ready()
        self.assert_stops()
        today = datetime.date.today()
        month = today.year * 12 + today.month - 1
        days = [f'{(month - n) // 12:04}-{(month - n) % 12 + 1:02}-15' for n in (24, 26)]
        # Of late it was used, so that the clock is believed.
        late = [(today - datetime.timedelta(n)).isoformat() for n in (1, 2, 3)]
        with sqlite3.connect(t.database) as database:
            for day in late[:2]:
                database.execute("INSERT INTO counts VALUES (?, 'wipe', 'verified', 1)", (day,))
            for day in days:
                database.execute("INSERT INTO counts VALUES (?, 'visit-ended', 'done', 3)", (day,))
        database.close()
        t.start()
        t.ready()
        self.assert_stops()
        self.assertEqual(t.counts()[('visit-ended', 'done')], 6)
        with sqlite3.connect(t.database) as database:
            database.execute("INSERT INTO counts VALUES (?, 'wipe', 'verified', 1)", (late[2],))
        database.close()
        t.start()
        t.ready()
        self.assert_stops()
        self.assertEqual(t.counts()[('visit-ended', 'done')], 3)

    def test_home_and_reset(self):
        t = self.open('calm')
        first = t.ready()
        self.assertEqual(first['failure'], '')
        self.assertEqual(first['visits'], 0)
        code, out, _ = t.control('reset')
        self.assertEqual((code, out), (0, 'The terminal is clean, and it is proved.\n'))
        status = t.ready()
        self.assertEqual(status['wipes-verified'], first['wipes-verified'] + 1)
        self.assertEqual(status['wipes-failed'], 0)
        self.assert_nothing_left(kept=2)
        self.assert_stops()
        counts = t.counts()
        # There was no visit: a reset of clean tiles is not one.
        self.assertFalse([key for key in counts if key[0] == 'visit-ended'])
        self.assertEqual(counts[('wipe', 'verified')], 1)

    def test_many_resets_leave_nothing(self):
        t = self.open('calm')
        t.ready()
        t.control('reset')
        t.ready()
        before = read_descriptors(t.supervisor.pid)
        for _ in range(10):
            self.assertEqual(t.control('reset')[0], 0)
        t.ready()
        self.assertEqual(read_descriptors(t.supervisor.pid), before)
        self.assert_stops()

    def test_half_made_calls(self):
        """Eleven callers who never say who they are keep staff off nothing."""
        t = self.open('calm')
        t.ready()
        path = os.path.join(t.runtime, 'control.sock')
        callers = []
        for n in range(11):
            caller = socket.socket(socket.AF_UNIX)
            self.addCleanup(caller.close)
            caller.connect(path)
            caller.send((b'\0AUTH EXTERNAL', b'\0', b'A')[n % 3])
            callers.append(caller)
        began = time.monotonic()
        for _ in range(5):
            self.assertEqual(t.control('status', timeout=10)[0], 0)
        print('%.2f s' % (time.monotonic() - began), end=' ', flush=True)
        self.assert_stops()

    def test_exit_codes(self):
        t = self.open('calm')
        t.ready()
        self.assertEqual(t.control('status')[0], 0)
        self.assertEqual(t.control('nonsense')[0], 2)
        self.assertEqual(t.control()[0], 2)
        self.assertEqual(t.control('status', 'more')[0], 2)
        self.assert_stops()
        code, _, err = t.control('status')
        self.assertEqual(code, 1)
        self.assertIn('does not answer', err)
        self.assertEqual(t.control('reset')[0], 1)

    def test_no_compositor_is_the_end(self):
        t = self.open('calm')
        t.ready()
        t.compositor.terminate()
        self.assertEqual(t.supervisor.wait(20), 0)
        self.assert_nothing_left()


class Visits(WorldsTest):
    def test_reset_in_a_visit(self):
        t = self.open('visit')
        t.state('visiting')
        t.behave('calm')
        self.assertEqual(t.control('reset')[0], 0)
        t.ready()
        self.assert_stops()
        counts = t.counts()
        self.assertEqual(counts[('visit-ended', 'reset')], 1)
        self.assertEqual(counts[('visit-duration', 'under-5')], 1)

    def test_done(self):
        t = self.open('visit-end')
        t.until(lambda: t.status()['visits'] >= 1, 'a visit')
        t.behave('calm')
        visits = t.ready()['visits']
        self.assert_stops()
        counts = t.counts()
        # Once each, also after the supervisor's own end.
        self.assertEqual(counts[('visit-ended', 'done')], visits)
        self.assertEqual(counts[('visit-duration', 'under-5')], visits)
        self.assertEqual(counts[('service-opened', 'caf')], visits)
        self.assertEqual({key for key in counts if key[0] == 'service-opened'},
                         {('service-opened', 'caf')})
        self.assertNotIn('made-up', {key[0] for key in counts})

    def test_stopped_in_the_middle(self):
        t = self.open('visit')
        t.state('visiting')
        self.assert_stops()
        counts = t.counts()
        self.assertEqual({key: n for key, n in counts.items() if key[0] == 'visit-ended'},
                         {('visit-ended', 'supervisor-restart'): 1})


    def start_report(self):
        """Staff want the report on a stick; it is made until "go" is there."""
        t = self.terminal
        month = (datetime.date.today().replace(day=1) - datetime.timedelta(1)).strftime('%Y-%m')
        with open(t.report, 'w') as file:
            file.write('#!/bin/sh\necho counts > "$3/essai-%s-r1.csv"\n: > %s/made\n'
                       'until [ -e %s/go ]; do sleep 0.05; done\n' % (month, t.directory, t.directory))
        os.chmod(t.report, 0o700)
        work = subprocess.Popen([PROGRAMS.control, '--socket', os.path.join(t.runtime, 'control.sock'),
                                 '--json', 'do', 'report-to-stick'],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        t.until(lambda: os.path.exists(os.path.join(t.directory, 'made')), 'the report')
        return work

    def finish_report(self, work):
        with open(os.path.join(self.terminal.directory, 'go'), 'w'):
            pass
        return json.loads(work.communicate(timeout=60)[0])

    def test_report_is_kept_off_a_residents_stick(self):
        """A visit that began while the report was made: it is on no stick. Asked for twice, it is
        made once."""
        t = self.open('later')
        t.ready()
        work = self.start_report()
        for action in ('report-to-stick', 'diagnostics-to-stick', 'test-page'):
            self.assertEqual(json.loads(t.control('--json', 'do', action)[1])['outcome'], 'busy')
        t.behave('visit')
        t.state('visiting')
        self.assertEqual(self.finish_report(work), {'done': False, 'outcome': 'visited'})
        t.behave('calm')
        self.assertEqual(t.control('reset')[0], 0)
        # It is over: the next one is begun.
        t.ready()
        os.unlink(t.report)
        self.assertEqual(json.loads(t.control('--json', 'do', 'report-to-stick')[1])['outcome'],
                         'no-report')
        self.assert_stops()

    def test_answers_while_it_stops(self):
        """A world that takes its time to end: who asks meanwhile gets an answer, what staff want is
        refused, and the visit is counted."""
        t = self.open('visit')
        t.state('visiting')
        with open('/proc/%d/root/tmp/kept' % t.first_process(t.visited()[0]), 'w'):
            t.seen |= t.namespaces()
            t.supervisor.terminate()
            t.until(lambda: 'asleep' not in (t.status() or {}), 'the stop')
            answers = [t.control('do', action) for action in ('sleep', 'more-time', 'diagnostics')]
            answers.append(t.control('reset'))
            self.assertEqual([code for code, _, _ in answers], [1, 1, 1, 1])
            # It waits some seconds for the world; on a machine that is slower it is gone by now.
            if t.supervisor.poll() is None:
                self.assertTrue(all('stops' in err for _, _, err in answers), answers)
        self.assertEqual(t.supervisor.wait(30), 0)
        self.assertNotIn('CRITICAL', t.log())
        self.assertEqual(t.counts()[('visit-ended', 'supervisor-restart')], 1)

    def test_reset_is_answered_by_a_stop(self):
        """Who waits for a reset hears that the terminal stops, and not only of its end: for its five
        seconds it waits for a world that does not go."""
        t = self.open('visit')
        t.state('visiting')
        began = time.monotonic()
        t.control('status')
        if time.monotonic() - began > 0.3:
            self.skipTest('five seconds are too short for this machine today')
        with open('/proc/%d/root/tmp/kept' % t.first_process(t.visited()[0]), 'w'):
            t.seen |= t.namespaces()
            reset = subprocess.Popen([PROGRAMS.control, '--socket', os.path.join(t.runtime, 'control.sock'),
                                      'reset'], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            t.state('ending')
            t.supervisor.terminate()
            t.until(lambda: reset.poll() is not None or t.supervisor.poll() is not None, 'an answer')
            self.assertIsNone(t.supervisor.poll(), 'it ended without an answer')
        _, err = reset.communicate(timeout=20)
        self.assertEqual((reset.returncode, err),
                         (1, 'guichetctl: The terminal stops: nothing was reset.\n'))
        self.assertEqual(t.supervisor.wait(30), 0)
        self.assertNotIn('CRITICAL', t.log())


class Faults(WorldsTest):
    def test_dies(self):
        self.recover('die')

    def test_dies_always(self):
        self.give_up('die')

    def test_hangs(self):
        self.recover('hang')

    def test_leaves_daemons(self):
        t = self.open('daemons')
        t.until(lambda: len(t.living()) > 20, 'the daemons')
        t.behave('calm')
        self.assertEqual(t.control('reset')[0], 0)
        t.ready()
        self.assertEqual(t.control('reset')[0], 0)
        self.assertEqual(t.ready()['wipes-failed'], 0)
        self.assertLess(len(t.living()), 20)
        self.assert_stops()

    def test_floods(self):
        t = self.recover('flood')
        self.assertNotIn('made-up', {key[0] for key in t.counts()})

    def test_no_start(self):
        self.give_up('no-start')

    def test_no_curtain(self):
        self.give_up('no-curtain', timeout=90)

    def test_no_home(self):
        t = self.give_up('no-home', timeout=90)
        # What might have been seen was proved gone.
        self.assertGreaterEqual(t.counts()[('wipe', 'verified')], 3)

    def test_bad_sandbox(self):
        self.give_up('bad-sandbox', 'S-1')

    def test_no_sandbox(self):
        self.give_up('no-sandbox', 'S-1')

    def test_never_attaches(self):
        t = self.open('never-attach')
        time.sleep(1)  # nothing comes of it, and nothing must
        self.assertEqual(t.status()['state'], 'starting')
        self.assert_stops()


class Repairs(WorldsTest):
    def test_starts_again_by_itself(self):
        """Nobody comes: after half a minute the next try is made, and this one is well."""
        t = self.open('no-start')
        t.state('out-of-order', 60)
        t.behave('calm')
        t.state('home', 60)
        self.assertEqual(t.ready()['failure'], '')
        self.assert_stops()


class Protocol(WorldsTest):
    """A shell that was taken over."""

    def test_bad_listeners(self):
        for behaviour in ('attach-unix', 'attach-plain', 'attach-udp', 'attach-pipe',
                          'attach-none', 'attach-second', 'attach-out', 'attach-protocol'):
            with self.subTest(behaviour):
                self.give_up(behaviour)

    def test_good_listeners(self):
        for behaviour in ('attach-good', 'attach-many', 'wrong-types', 'unknown-calls'):
            with self.subTest(behaviour):
                t = self.open(behaviour)
                status = t.ready()
                self.assertEqual((status['visits'], status['wipes-failed']), (0, 0))
                self.assert_stops()

    def test_early_calls(self):
        t = self.open('early-calls')
        self.assertEqual(t.ready()['visits'], 0)
        self.assert_stops()
        self.assertFalse([key for key in t.counts() if key[0] != 'wipe'])

    def test_attaches_twice(self):
        self.give_up('attach-twice')

    def test_huge_words(self):
        self.give_up('huge')

    def test_garbage(self):
        self.give_up('garbage')

    def test_bad_answers(self):
        self.give_up('bad-answers')


class Killed(WorldsTest):
    """The supervisor, with SIGKILL in the middle of a visit."""

    def test_worlds_die_with_it(self):
        t = self.open('visit')
        t.state('visiting')
        t.kill()
        t.until(lambda: not t.living(), 'the end of all worlds', 5)
        self.assertTrue(t.worlds())
        t.behave('calm')
        t.start()
        status = t.ready()
        self.assertEqual(status['failure'], '')
        self.assertEqual(status['wipes-verified'], 1)
        self.assertEqual(t.counts()[('visit-ended', 'supervisor-restart')], 1)
        self.assert_nothing_left(kept=2)
        self.assert_stops()

    def test_again_and_again(self):
        """New worlds keep notes of their own beside those that are left."""
        t = self.open('visit')
        for n in range(1, 4):
            t.state('visiting')
            self.assertEqual(len(t.visited()), 1)
            t.kill()
            t.start()
            t.until(lambda: t.counts().get(('visit-ended', 'supervisor-restart')) == n, 'a count')
        t.state('visiting')
        self.assert_stops()

    def test_in_the_middle_of_a_start(self):
        """Wherever it is killed, nothing stays that waits for what will not come."""
        t = self.open('calm')
        t.ready()
        t.kill()
        for n_processes in (1, 2, 1, 2, 3, 1, 2, 3):
            t.launch()
            t.until(lambda: len(plain_terminal.descendants(t.supervisor.pid)) >= n_processes,
                    'a start', period=0)
            t.kill()
        t.start()
        t.ready()
        self.assertEqual(t.strays(), [])
        self.assert_stops()

    def test_stopped_while_it_looks(self):
        """At its end the world that looks at the sandbox is waited for, once."""
        t = self.open('calm')
        t.state('home')
        self.assertEqual(t.stop(), 0)
        self.assertNotIn('CRITICAL', t.log())
        self.assertEqual(t.worlds(), [])

    def test_stopped_while_a_visit_ends(self):
        """The world that is being wiped is waited for, and its visit counted once."""
        t = self.open('visit')
        t.state('visiting')
        t.behave('calm')
        reset = subprocess.Popen([PROGRAMS.control, '--socket',
                                  os.path.join(t.runtime, 'control.sock'), 'reset'],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        t.until(lambda: t.status()['state'] != 'visiting', 'the end')
        self.assertEqual(t.stop(), 0)
        reset.wait(10)
        self.assertNotIn('CRITICAL', t.log())
        self.assertEqual(t.worlds(), [])
        t.until(lambda: not t.living(), 'the end of all worlds', 5)
        t.start()
        t.ready()
        self.assert_stops()
        endings = [n for key, n in t.counts().items() if key[0] == 'visit-ended']
        self.assertEqual(sum(endings), 1)

    def test_damaged_counts(self):
        """Counts that are damaged while it runs are set aside and said; the visits go on."""
        t = self.open('visit')
        t.state('visiting')
        with open(t.database, 'r+b') as file:
            file.write(b'\xff' * os.path.getsize(t.database))
        t.behave('calm')
        self.assertEqual(t.control('reset')[0], 0)
        status = t.ready()
        self.assertEqual((status['failure'], status['counts-written']), ('', True))
        self.assertEqual(t.counts()[('visit-ended', 'reset')], 1)
        kept = [name for name in os.listdir(t.directory) if name.startswith('counts.db.corrupt-')]
        self.assertTrue(kept)
        self.assertIn(kept[0], t.log())
        with open(os.path.join(t.directory, sorted(kept)[0]), 'rb') as file:
            self.assertEqual(file.read(16), b'\xff' * 16)
        self.assert_stops()

    def test_between_visits(self):
        t = self.open('calm')
        t.ready()
        t.kill()
        t.start()
        t.ready()
        self.assert_stops()
        self.assertFalse([key for key in t.counts() if key[0] == 'visit-ended'])

    def test_bad_note(self):
        """What cannot be read proves nothing: no tiles, however often one asks."""
        t = self.open('calm')
        t.ready()
        t.kill()
        note = os.path.join(t.runtime, t.worlds()[0], 'note')
        with open(note, 'w') as file:
            file.write('1 2')
        t.start()
        self.assertEqual(t.state('out-of-order')['failure'], 'W-6')
        self.assertEqual(t.control('reset')[0], 1)
        self.assertEqual(t.stop(), 0)
        shutil.rmtree(os.path.dirname(note))
        t.start()
        t.ready()
        self.assert_stops()


class OutOfOrder(WorldsTest):
    def test_open_file(self):
        t = self.open('visit')
        t.state('visiting')
        t.behave('calm')
        kept = open('/proc/%d/root/tmp/kept' % t.first_process(t.visited()[0]), 'w')
        self.addCleanup(kept.close)
        code, _, err = t.control('reset')
        self.assertEqual(code, 1)
        self.assertIn('W-4', err)
        status = t.status()
        self.assertEqual((status['state'], status['failure'], status['wipes-failed']),
                         ('out-of-order', 'W-4', 1))
        t.until(lambda: plain_terminal.read(t.noticed) == 'W-4\n', 'the notice')
        # Nobody may think that it is mended.
        self.assertEqual(t.control('reset')[0], 1)
        self.assertEqual(t.status()['state'], 'out-of-order')
        kept.close()
        self.assertEqual(t.control('reset')[0], 0)
        status = t.ready()
        self.assertEqual(status['failure'], '')
        self.assert_stops()
        counts = t.counts()
        self.assertEqual(counts[('visit-ended', 'reset')], 1)
        self.assertEqual(counts[('wipe', 'failed-open-file')], 2)
        self.assertGreaterEqual(counts[('wipe', 'verified')], 1)

    def test_survives_the_supervisor(self):
        """A file that is still open is found by the next supervisor too."""
        t = self.open('visit')
        t.state('visiting')
        t.behave('calm')
        with open('/proc/%d/root/tmp/kept' % t.first_process(t.visited()[0]), 'w'):
            t.kill()
            t.start()
            self.assertEqual(t.state('out-of-order')['failure'], 'W-4')
        self.assertEqual(t.control('reset')[0], 0)
        t.ready()
        self.assert_stops()


def main():
    plain_terminal.become_nobody()
    names = ['supervisor', 'control', 'shell', 'defaults']
    for name, value in zip(names, sys.argv[1:]):
        setattr(PROGRAMS, name, value)
    unittest.main(argv=sys.argv[:1] + sys.argv[1 + len(names):], verbosity=2)


if __name__ == '__main__':
    main()
