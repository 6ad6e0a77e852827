# SPDX-License-Identifier: GPL-3.0-or-later
"""The AppArmor profiles: the parser takes them, and they let through all that a whole visit opens,
writes and runs, told by strace, on a kernel that need not have AppArmor.

test-apparmor.py BUILD SOURCE SHIM [unittest's arguments]
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'lab')]

from apparmor_rules import Profiles  # noqa: E402
from devices import Devices  # noqa: E402
from stage import Failure, Stage, wait_for  # noqa: E402

BUILD, SOURCE, SHIM = map(os.path.abspath, sys.argv[1:4])
FOLDER = pathlib.Path(SOURCE) / 'packaging' / 'apparmor'
SANDBOX = 'abstractions/guichet-sandbox'
TILES = {1: ('essai-documents', 'Documents', 'https://pdf.lab.example/')}
CALLS = ('execve,%process,open,openat,openat2,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,'
         'link,linkat,symlink,symlinkat,chmod,fchmodat,truncate,mknod,mknodat,rmdir,connect,bind')
LINE = re.compile(r'^(\d+) +(?:<\.\.\. )?(\w+)(?:\(| resumed>)(.*)$')
CHILD = re.compile(r"= \d+(?: /\* (\d+) in strace's PID NS \*/)?$")
OPENED = re.compile(r'= \d+<(/[^>]*?)(?: \(deleted\))?>$')
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
SUN_PATH = re.compile(r'sun_path="([^"]+)"')
WRITES = re.compile(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC')


def load():
    return Profiles(FOLDER / 'guichet', {SANDBOX: FOLDER / 'sandbox'})


class Rules(unittest.TestCase):
    """What the policy is, by the reader that the other test uses, so that neither can be empty."""

    def test_parser(self):
        """Debian's own, without a kernel: syntax, variables, conflicts of exec rules."""
        with tempfile.TemporaryDirectory(prefix='ga-', dir='/tmp') as directory:
            target = pathlib.Path(directory) / SANDBOX
            target.parent.mkdir()
            shutil.copy(FOLDER / 'sandbox', target)
            result = subprocess.run(
                ['/usr/sbin/apparmor_parser', '-Q', '-K', '-M', '/etc/apparmor.d/abi/3.0', '-I', directory,
                 '-I', '/etc/apparmor.d', FOLDER / 'guichet'], capture_output=True, text=True,
                timeout=60, check=False)
            self.assertEqual((result.returncode, result.stderr), (0, ''))

    def test_policy(self):
        """Near misses beside hits."""
        profiles = load()
        for profile, path, wanted, allowed in (
                ('guichet-world', '/usr/lib/x86_64-linux-gnu/libgtk-4.so.1', 'r', True),
                ('guichet-world', '/usr/bin/sh', 'x', False),
                ('guichet-world', '/tmp/x', 'w', True), ('guichet-world', '/tmp/x', 'x', False),
                ('guichet-world', '/home/resident/.profile', 'x', False),
                ('guichet-world', '/var/lib/guichet/counts.db', 'r', False),
                ('guichet-world', '/run/guichet/control.sock', 'w', False),
                ('guichet-world', '/dev/bus/usb/001/002', 'r', False),
                ('guichet-world', '/dev/input/event0', 'r', False),
                ('guichet-world', '/etc/shadow', 'r', False),
                ('guichet-world', '/usr/bin/true', 'w', False),
                ('guichet-worker-print', '/run/guichet/cups.sock', 'w', True),
                ('guichet-worker-print', '/dev/bus/usb/001/002', 'r', False),
                ('guichet-worker-scan', '/dev/bus/usb/001/002', 'w', True),
                ('guichet-worker-scan', '/media/guichet/x.pdf', 'r', False),
                ('guichet-worker-stick', '/media/guichet/x.pdf', 'w', True),
                ('guichet-worker-stick', '/run/cups/cups.sock', 'w', False),
                ('guichet-supervisor', '/var/lib/guichet/counts.db', 'w', True),
                ('guichet-supervisor', '/etc/guichet/guichet.conf', 'w', False),
                ('guichet-supervisor', '/usr/libexec/guichet/guichet', 'w', False),
                # What no visit here can show: control groups, names, the versions.
                ('guichet-supervisor', '/sys/fs/cgroup/user.slice/x.scope/guichet-1/', 'w', True),
                ('guichet-supervisor', '/sys/fs/cgroup/user.slice/x.scope/guichet-1/cgroup.kill', 'w', True),
                ('guichet-supervisor', '/sys/kernel/x', 'w', False),
                ('guichet-world', '/sys/fs/cgroup/user.slice/x.scope/guichet-1/cgroup.procs', 'w', False),
                ('guichet-worker-scan', '/sys/bus/usb/x', 'w', False),
                ('guichet-supervisor', '/run/NetworkManager/resolv.conf', 'r', True),
                ('guichet-supervisor', '/run/resolvconf/resolv.conf', 'r', True),
                ('guichet-supervisor', '/run/systemd/resolve/io.systemd.Resolve', 'w', True),
                ('guichet-supervisor', '/var/lib/dpkg/status', 'r', True),
                ('guichet-supervisor', '/var/lib/dpkg/status', 'w', False),
                ('guichet-supervisor', '/srv/x', 'r', False)):
            self.assertEqual(profiles.may(profile, path, wanted), allowed, (profile, path, wanted))
        self.assertEqual(profiles.next_of([], '/usr/libexec/guichet/guichet-supervisor'),
                         ['guichet-supervisor'])
        self.assertEqual(profiles.next_of(['guichet-supervisor'], '/run/guichet/guichet'),
                         ['guichet-supervisor', 'guichet-world'])
        self.assertEqual(profiles.next_of(['guichet-supervisor'], '/run/guichet/guichet-scan'),
                         ['guichet-supervisor', 'guichet-worker-scan'])

    def test_stacks_are_whole(self):
        """A program below the supervisor may do what both allow: the supervisor's part must not lack
        what the others need to run."""
        profiles = load()
        for name in ('world', 'worker-print', 'worker-scan', 'worker-stick'):
            for path, wanted in (('/tmp/x', 'w'), ('/dev/null', 'w'), ('/usr/share/x', 'r')):
                for profile in (f'guichet-{name}', 'guichet-supervisor'):
                    self.assertTrue(profiles.may(profile, path, wanted), (profile, path))


    def test_bus(self):
        """Who asks the system bus, and what for; the abi has it mediated."""
        text = (FOLDER / 'guichet').read_text()
        found = {name: set(re.findall(r'^  dbus .* path=/org/freedesktop/(\w+)', body, re.M))
                 for name, body in re.findall(r'^profile (\S+)(.*?)^}', text, re.M | re.S)}
        self.assertEqual(found, {
            'guichet-supervisor': {'DBus', 'UDisks2', 'login1'}, 'guichet-world': set(),
            'guichet-worker-print': set(), 'guichet-worker-scan': set(),
            'guichet-worker-stick': {'DBus', 'UDisks2'}})

    def test_enforced(self):
        """All of them, as their head and SECURITY.md say."""
        lines = re.findall(r'^profile .*', (FOLDER / 'guichet').read_text(), re.M)
        self.assertEqual(len(lines), 5)
        for line in lines:
            self.assertIn('flags=(attach_disconnected) {', line)

    def test_quiet(self):
        """The kernel is told at a boot to write no file's name; one without AppArmor is no error."""
        for has, boot, after in ((True, ['--boot'], 'quiet'), (True, [], ''), (False, ['--boot'], None)):
            with tempfile.TemporaryDirectory(prefix='ga-', dir='/tmp') as directory:
                audit = pathlib.Path(directory) / 'sys/module/apparmor/parameters/audit'
                if has:
                    audit.parent.mkdir(parents=True)
                    audit.touch()
                result = subprocess.run(
                    ['systemd-tmpfiles', *boot, '--create', '--prefix=/sys', f'--root={directory}',
                     FOLDER.parent / 'systemd' / 'tmpfiles.conf'],
                    capture_output=True, text=True, timeout=60, check=False)
                self.assertEqual((result.returncode, result.stderr), (0, ''))
                self.assertEqual(audit.read_text() if audit.exists() else None, after)


class TracedStage(Stage):
    def start_supervisor(self):
        self.supervisor = self.spawn('supervisor', [
            'strace', '-f', '-y', '--decode-pids=pidns', '--quiet=attach,exit', '-s', '300', '-o',
            self.dir / 'trace', '-e', f'trace={CALLS}', *self.supervisor_command()],
            WAYLAND_DISPLAY='guichet-display')


class Trace:
    """What each process did, by the profiles that would hold it."""

    def __init__(self, profiles, names):
        self.profiles = profiles
        self.names = names
        self.stacks = {}  # process -> profiles
        self.parents = {}  # process -> process
        self.refused = set()
        self.seen = 0

    def real(self, path):
        """As it is called on a terminal that packages set up."""
        path = os.path.normpath(path).replace('/var/run/', '/run/', 1)
        for before, after in self.names:
            if path == before or path.startswith(before + '/') or path.startswith(before + '-'):
                return after + path[len(before):]
        return path

    def check(self, stack, path, wanted):
        path = self.real(path)
        self.seen += 1
        for profile in stack:
            # A folder's name ends with a slash for AppArmor.
            if not any(self.profiles.may(profile, name, wanted) for name in (path, path + '/')):
                self.refused.add((profile, path, wanted))

    def stack_of(self, pid):
        """What held it last; at first, what held its parent."""
        if pid not in self.stacks:
            parent = self.parents.get(pid)
            self.stacks[pid] = list(self.stack_of(parent)) if parent else []
        return self.stacks[pid]

    def take_child(self, line):
        """A child may be heard of before its parent's call is over: all are noted first."""
        match = LINE.match(line)
        if match and match.group(2) in ('clone', 'clone3', 'fork', 'vfork'):
            child = CHILD.search(match.group(3))
            if child:
                self.parents[child.group(1) or match.group(3).rpartition('= ')[2]] = match.group(1)

    def take(self, line):
        match = LINE.match(line)
        is_cut = 'unfinished' in line
        if not match or ' = -1 ' in line or is_cut and 'execve' not in line:
            return
        pid, call, rest = match.groups()
        stack = self.stack_of(pid)
        words = WORD.findall(rest)
        if call == 'execve' and words:
            path = self.real(words[0])
            # Of a line that is cut one does not know whether the program was there.
            if stack and not is_cut:
                self.check(stack, words[0], 'x')
            self.stacks[pid] = self.profiles.next_of(stack, path)
        elif call in ('open', 'openat', 'openat2', 'creat'):
            opened = OPENED.search(rest)
            if opened and 'O_PATH' not in rest:
                wanted = 'rw' if 'O_RDWR' in rest else 'w' if WRITES.search(rest) else 'r'
                self.check(stack, opened.group(1), wanted)
        elif call in ('connect', 'bind'):
            path = SUN_PATH.search(rest)
            if path and path.group(1).startswith('/'):
                self.check(stack, path.group(1), 'rw' if call == 'connect' else 'w')
        else:
            for path in words[-1:]:
                if path.startswith('/'):
                    self.check(stack, path, 'w')


class Visit(unittest.TestCase):
    maxDiff = None

    def is_read(self, stage):
        """Presses the next link of the page, until a document came of one."""
        stage.key('Tab', 'Return')
        try:
            wait_for('a document', lambda: re.search(
                r'execve\("/guichet-document"', (stage.dir / 'trace').read_text(errors='replace')),
                12, 0.5)
            return True
        except Failure:
            return False

    def test_visit(self):
        """Printer and scanner are asked, a page is opened, a document is read, and the visit ends: every
        path by every program."""
        devices = Devices(SHIM)
        self.addCleanup(devices.stop)
        stage = TracedStage(BUILD, SOURCE, TILES)
        self.addCleanup(stage.stop)
        devices.add_to(stage.tree['centre'] / 'guichet.conf')
        stage.start()
        wait_for('a spare', lambda: stage.status().get('spare-ready'), 90, 0.1)
        self.assertEqual(json.loads(stage.control('--json', 'devices').stdout)['scanner'], 'ready')
        stage.wait_still()
        stage.open_tile(1)
        stage.wait_request(host='pdf.lab.example', path='/', seconds=60)
        stage.wait_still()
        wait_for('the reader of documents', lambda: self.is_read(stage), 120, 1)
        stage.wait_still()
        stage.control('reset')
        stage.wait_state('home', 60)
        trace = Trace(load(), [
            (f'{stage.dir}/stage/defaults', '/usr/share/guichet'),
            (f'{stage.dir}/stage/centre', '/etc/guichet'),
            (f'{stage.dir}/stage/locale', '/usr/share/locale'),
            (f'{stage.dir}/stage/ca.pem', '/etc/ssl/certs/ca.pem'),
            (f'{stage.dir}/stage', '/usr/libexec/guichet'),
            (f'{stage.dir}/counts.db', '/var/lib/guichet/counts.db'),
            (f'{stage.dir}/pins', '/var/lib/guichet/pins'),
            (f'{stage.dir}/guichet-display', '/run/user/999/wayland-1'),
            (f'{stage.dir}/guichet', '/run/guichet'), (str(stage.dir), '/run/user/999'),
            (str(devices.printing.dir / 'sock'), '/run/cups/cups.sock')])
        text = (stage.dir / 'trace').read_text(errors='replace')
        for line in text.splitlines():
            trace.take_child(line)
        for line in text.splitlines():
            trace.take(line)
        told = {name for stack in trace.stacks.values() for name in stack}
        # A test that saw nothing would prove nothing.
        self.assertLessEqual({'guichet-supervisor', 'guichet-world', 'guichet-worker-print',
                              'guichet-worker-scan'}, told)
        self.assertGreater(trace.seen, 1000)
        for program in ('WebKitWebProcess', 'WebKitNetworkProcess', 'guichet-document'):
            self.assertIn(program, text)
        self.assertEqual(sorted(trace.refused), [])
        print(f'{trace.seen} accesses by {len(trace.stacks)} processes', file=sys.stderr)


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[4:]])
