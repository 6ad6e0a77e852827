# SPDX-License-Identifier: GPL-3.0-or-later
"""What one world may take of the machine. Bombs in a world: the supervisor answers, others find
processes and files, and the world is wiped. As root, in a control group that is handed over as a
service manager does: each world has one of its own below it.

test-bounds.py SUPERVISOR GUICHETCTL SHELL DEFAULTS [unittest's arguments]
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import time
import unittest

import plain_terminal

PROGRAMS = argparse.Namespace()
GROUP = os.environ.get('GUICHET_GROUP')
MEMORY = 1200 * 2**20
# The machine may do other things too; a starved one takes minutes.
PATIENCE_S = 10


def find_root():
    for line in pathlib.Path('/proc/self/mounts').read_text().splitlines():
        if line.split()[2] == 'cgroup2':
            return pathlib.Path(line.split()[1])
    return None


def in_group(run):
    """@run in a child that is in a group of its own, which it may divide."""
    root, user = find_root(), random.randrange(61000, 65000)
    group = root / f'guichet-test-{os.getpid()}' if root else None
    try:
        if group:
            group.mkdir()
            for path in (group, *group.iterdir()):
                os.chown(path, user, user)
    except OSError:
        group = None
    child = os.fork()
    if child == 0:
        if group:
            (group / 'cgroup.procs').write_text(str(os.getpid()))
            os.environ['GUICHET_GROUP'] = str(group)
        run(user)
    _, status = os.waitpid(child, 0)
    if group:
        remove(group)
    return os.waitstatus_to_exitcode(status)


def remove(group):
    (group / 'cgroup.kill').write_text('1')
    end = time.monotonic() + 10
    for path in (*filter(pathlib.Path.is_dir, group.iterdir()), group):
        while time.monotonic() < end:
            try:
                path.rmdir()
                break
            except OSError:
                time.sleep(0.05)


class Bounds(unittest.TestCase):
    def open(self, behaviour):
        self.terminal = plain_terminal.Terminal(PROGRAMS, behaviour)
        self.addCleanup(self.terminal.close)
        return self.terminal

    def groups(self):
        return sorted(path.name for path in pathlib.Path(GROUP).iterdir() if path.is_dir())

    def survive(self, behaviour, is_at_work):
        t = self.open(behaviour)
        t.state('visiting')
        t.until(lambda: is_at_work(t), 'the bomb')
        longest = 0.0
        for _ in range(5):
            began = time.monotonic()
            self.assertEqual(t.status()['state'], 'visiting')
            subprocess.run(['true'], check=True, timeout=PATIENCE_S)
            longest = max(longest, time.monotonic() - began)
        self.assertLess(longest, PATIENCE_S)
        t.behave('calm')
        began = time.monotonic()
        self.assertEqual(t.control('reset')[0], 0)
        print(f'answered in {longest:.2f} s, clean in {time.monotonic() - began:.2f} s', end=' ',
              flush=True)
        status = t.ready()
        self.assertEqual((status['failure'], status['wipes-failed']), ('', 0))
        self.assertEqual(t.stop(), 0)

    def test_forks(self):
        """They stop at the bound of their world, long before the user's or the machine's."""
        self.survive('forks', lambda t: len(t.living()) > 900)

    def test_files(self):
        def files(t):
            front = t.first_process(t.visited()[0])
            return sum(os.statvfs(f'/proc/{front}/root{name}').f_files
                       - os.statvfs(f'/proc/{front}/root{name}').f_ffree
                       for name in ('/tmp', '/dev/shm')) > 30000
        self.survive('files', files)

    def test_spins(self):
        self.survive('spins', lambda t: len(t.living()) > 10)

    def test_eats(self):
        """What takes too much is ended, and not its world."""
        t = self.open('calm')
        if 'memory' not in t.ready()['bounds']:
            self.skipTest('no memory controller: a world could take all there is')
        self.assertEqual(t.stop(), 0)
        t.close()
        self.survive('eats', lambda t: 'oom_kill 0' not in self.read(t, 'memory.events'))

    def read(self, t, file):
        return (pathlib.Path(GROUP) / t.visited()[0] / file).read_text()

    @unittest.skipUnless(GROUP, 'needs root and cgroup2')
    def test_groups(self):
        t = self.open('visit')
        t.state('visiting')
        t.until(lambda: t.status()['spare-ready'], 'a spare')
        world = t.visited()[0]
        inside = set(map(int, self.read(t, 'cgroup.procs').split()))
        self.assertIn(t.first_process(world), inside)
        self.assertNotIn(t.supervisor.pid, inside)
        there = (find_root() / 'cgroup.controllers').read_text().split()
        wanted = [kind for kind in ('memory', 'pids', 'cpu') if kind in there]
        kinds = t.status()['bounds'].split()
        self.assertLessEqual(set(kinds), set(wanted))
        t.behave('calm')
        self.assertEqual(t.control('reset')[0], 0)
        t.ready()
        self.assertEqual(self.groups(), ['terminal', *t.worlds()])
        self.assertNotIn(world, self.groups())
        # Those of a supervisor that was killed go with the next one.
        t.kill()
        t.start()
        t.ready()
        self.assertEqual(self.groups(), ['terminal', *t.worlds()])
        self.assertEqual(t.stop(), 0)
        self.assertEqual(self.groups(), ['terminal'])

    @unittest.skipUnless(GROUP, 'needs root and cgroup2')
    def test_limits(self):
        t = self.open('visit')
        t.state('visiting')
        kinds = t.status()['bounds'].split()
        if not kinds:
            self.skipTest('this kernel hands over no controller: nothing is bounded by groups')
        if 'memory' in kinds:
            self.assertEqual(int(self.read(t, 'memory.max')), MEMORY)
            self.assertEqual(int(self.read(t, 'memory.swap.max')), 0)
        if 'pids' in kinds:
            self.assertEqual(int(self.read(t, 'pids.max')), 1024)
        if 'cpu' in kinds:
            self.assertEqual(int(self.read(t, 'cpu.weight')), 50)
        print('bounded:', ' '.join(kinds), end=' ')


def become(user):
    os.execvp('setpriv', ['setpriv', f'--reuid={user}', f'--regid={user}', '--clear-groups',
                          sys.executable, '-B', *sys.argv])


if __name__ == '__main__':
    if os.geteuid() == 0:
        sys.exit(in_group(become))
    (PROGRAMS.supervisor, PROGRAMS.control, PROGRAMS.shell,
     PROGRAMS.defaults) = map(os.path.abspath, sys.argv[1:5])
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[5:]])
