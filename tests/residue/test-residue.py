# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every store of a visit, searched after each way of ending: none may be found. Under a
supervisor that does not wipe (kept-world.c) each must be.

test-residue.py BUILD SOURCE MEMGREP KEEPER [--results FILE] [unittest's arguments]"""

import json
import os
import pathlib
import secrets
import shutil
import signal
import stat
import string
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'integration'))

from stage import Failure, Stage, wait_for  # noqa: E402
from terminal import unprivileged  # noqa: E402

BUILD, SOURCE, MEMGREP, KEEPER = sys.argv[1:5]
RESULTS = os.environ.get('GUICHET_RESIDUE_RESULTS')
TILES = {2: ('essai-reserves', 'Traces', 'https://residue.lab.example/reserves',
             'hsts.lab.example')}
MASK = 0x5a
TAIL = 3
BIG = 64 << 20
# Of the machine; the terminal's own directory comes in addition.
PLACES = ('/tmp', '/var/tmp', '/dev/shm', '/run', '/var/log', '/var/spool/cups', '/var/crash',
          os.path.expanduser('~/.cache'), os.path.expanduser('~/.local'))
# Of a world, as seen through one of its processes.
WORLD_PLACES = ('tmp', 'dev/shm', 'home/resident', 'run/user/resident')
# Stores that this engine or kernel has not: what they said when they were asked.
ABSENT = 'absent'


def make_prefix():
    """Letters only: they are where they are on every keyboard."""
    return 'canari' + ''.join(secrets.choice(string.ascii_lowercase) for _ in range(16))


class Search:
    """Where canaries that begin with @prefix are: store's letters -> places."""

    def __init__(self, prefix, stage, began):
        self.prefix = prefix
        self.stage = stage
        self.began = began
        self.found = {}
        self.words = [(word, step) for word, step in (
            (prefix.encode(), 1), (prefix.encode('utf-16-le'), 2), (prefix.encode().hex().encode(), 0))]

    def add(self, code, place):
        self.found.setdefault(code, set()).add(place)

    def look_in(self, data, place):
        """All canaries in @data: plain, in UTF-16, or as hexadecimal digits."""
        for word, step in self.words:
            at = data.find(word)
            while at >= 0:
                end = at + len(word)
                if step:
                    code = data[end:end + TAIL * step:step].decode('latin-1')
                else:
                    code = bytes.fromhex(data[end:end + 2 * TAIL].decode('latin-1')).decode('latin-1')
                self.add(code if code.isalpha() else '???', place)
                at = data.find(word, end)

    def memory(self):
        """Of all processes but those that know: the site that was told, the X server that typed,
        this test."""
        skipped = [os.getpid(), self.stage.lab.facts['pid'], self.stage.processes[0].pid]
        needle = ''.join(f'{byte ^ MASK:02x}' for byte in self.prefix.encode())
        result = subprocess.run([MEMGREP, f'-a{TAIL}', *map(str, skipped)], input=needle, text=True,
                                capture_output=True, timeout=240, check=False)
        if result.returncode > 1:
            raise Failure('memory could not be searched')
        for line in result.stdout.splitlines():
            _, name, _, *codes = line.split()
            for code in codes or ['???']:
                self.add(code, f'memory of {name}')

    def tree(self, top, place, all_files=False):
        for directory, _, names in os.walk(top):
            for name in names:
                path = pathlib.Path(directory, name)
                self.look_in(name.encode('utf-8', 'surrogateescape'), place)
                try:
                    if 'user.canary' in os.listxattr(path, follow_symlinks=False):
                        self.look_in(os.getxattr(path, 'user.canary'), place)
                    info = path.lstat()
                    if stat.S_ISREG(info.st_mode) and info.st_size < BIG and (
                            all_files or info.st_ctime >= self.began):
                        self.look_in(path.read_bytes(), place)
                except OSError:
                    continue

    def files(self):
        for place in (*PLACES, str(self.stage.dir)):
            self.tree(place, 'files of the machine')

    def processes(self):
        """What processes show without being asked, and the worlds that any of them is still in."""
        own, seen = os.readlink('/proc/self/ns/mnt'), set()
        for entry in pathlib.Path('/proc').iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                for name in ('cmdline', 'environ', 'comm', 'mountinfo', 'net/unix'):
                    self.look_in((entry / name).read_bytes(), f'{name.rpartition("/")[2]} of processes')
                self.nameless(entry)
                world = os.readlink(entry / 'ns' / 'mnt')
            except OSError:
                continue
            if world != own and world not in seen:
                seen.add(world)
                self.world(entry)

    def nameless(self, entry):
        """Files that a process holds open and that have no name any more, memory files too."""
        for link in (entry / 'fd').iterdir():
            try:
                info = link.stat()
                if stat.S_ISREG(info.st_mode) and info.st_nlink == 0 and info.st_size < BIG:
                    self.look_in(link.read_bytes(), 'nameless files')
            except OSError:
                continue

    def world(self, entry):
        for place in WORLD_PLACES:
            self.tree(os.path.join(entry, 'root', place), 'files of a world', True)
        uts = subprocess.run(['nsenter', '-t', entry.name, '-u', 'hostname'], capture_output=True,
                             check=False).stdout
        self.look_in(uts, 'host name of a world')

    def kernel(self):
        for path in ('/proc/net/unix', '/proc/sysvipc/shm', '/proc/sysvipc/msg', '/proc/mounts',
                     '/proc/sys/kernel/hostname'):
            self.look_in(pathlib.Path(path).read_bytes(), 'kernel lists')
        # The kernel frees the keys of a user namespace that ended a moment later, by itself.
        end = time.monotonic() + 10
        while True:
            keys = subprocess.run(unprivileged() + ['cat', '/proc/keys'], capture_output=True,
                                  check=False).stdout
            if self.prefix.encode() not in keys or time.monotonic() > end:
                break
            time.sleep(0.2)
        self.look_in(keys, 'keyrings')

    def everywhere(self, memory=True):
        if memory:
            self.memory()
            self.processes()
            self.kernel()
        self.files()
        return {code: sorted(places) for code, places in sorted(self.found.items())}


class ResidueStage(Stage):
    keeps = False

    def __init__(self):
        super().__init__(BUILD, SOURCE, TILES)
        if self.keeps:
            shutil.copy(KEEPER, self.program['supervisor'])

    def plant(self, prefix):
        """A visit that leaves a canary in each store: code -> what the store said."""
        since, before = self.latest(), self.look()
        self.open_tile(2)
        self.wait_request(since, path='/reserves')
        self.wait_changed(before)
        self.type(prefix)
        self.key('Return')
        self.wait_request(since, path='/dit', method='POST', seconds=40)
        self.wait_still()
        # Copied by hand: the clipboard, and what is selected.
        told = self.lab.control('/stores')
        told.update(self.plant_inside(prefix))
        return told

    def plant_inside(self, prefix):
        pid = self.front_shell()
        script = os.path.join(f'/proc/{pid}/root', 'tmp', 'planter.py')
        self.run(['cp', HERE / 'planter.py', script])
        command = ['/usr/bin/python3', '-B', HERE / 'enter.py', str(pid), '/usr/bin/python3', '-B',
                   '/tmp/planter.py']
        result = subprocess.run(unprivileged() + command, input=prefix + '\n', text=True,
                                env=self.environment(), capture_output=True, timeout=60, check=False)
        if result.returncode != 0:
            raise Failure(f'planter: {result.stderr[-500:]}')
        return json.loads(result.stdout)

    def kill_all(self, *processes):
        world = self.descendants()
        for process in processes:
            process.kill()
            process.wait()
        wait_for('the end of the worlds',
                 lambda: not [pid for pid in world if os.path.exists(f'/proc/{pid}')], 20)


class KeepingStage(ResidueStage):
    keeps = True

    def wait_quiet(self):
        """The world that only looked at the sandbox is kept as well."""
        self.wait_spare()
        wait_for('the look at the sandbox', lambda: self.status().get('sandbox-checked'))


class ResidueTest(unittest.TestCase):
    kind = ResidueStage

    def setUp(self):
        self.began = time.time()
        self.stage = self.kind()
        self.addCleanup(self.stage.stop)
        self.stage.start()
        self.stage.wait_quiet()
        self.prefix = make_prefix()

    def plant(self):
        told = self.stage.plant(self.prefix)
        self.planted = sorted(code for code, word in told.items() if word == 'ok')
        self.refused = {code: word for code, word in told.items() if word != 'ok'}
        self.assertGreaterEqual(len(self.planted), 55, self.refused)
        self.wipes = self.stage.status()['wipes-verified']

    def search(self, **options):
        return Search(self.prefix, self.stage, self.began).everywhere(**options)

    def keep_result(self, found):
        if RESULTS:
            path = pathlib.Path(RESULTS)
            results = json.loads(path.read_text()) if path.exists() else {}
            results[self._testMethodName[5:].replace('_', ' ')] = {
                'planted': len(self.planted), 'refused': self.refused,
                'found': len([code for code in found if code in self.planted]),
                'kept': self.kind.keeps}
            path.write_text(json.dumps(results, indent=1, sort_keys=True))

    def assert_nowhere(self, **options):
        found = self.search(**options)
        self.keep_result(found)
        self.assertEqual(found, {})

    def wait_clean(self):
        wait_for('the proof of the wipe',
                 lambda: self.stage.status().get('wipes-verified', 0) > self.wipes, 30)
        self.stage.wait_state('home')
        self.assert_nowhere()

    def kill_one(self, name, number):
        for pid in self.stage.descendants(name):
            os.kill(pid, number)


class Done(ResidueTest):
    def test_done(self):
        self.plant()
        # The search can find: what pages hold is there while they are.
        before = self.search()
        self.assertEqual([code for code in self.planted if code[0] == 'a' and code not in before], [])
        self.stage.ask_end()
        self.stage.confirm_end()
        self.assert_nowhere()


class Crashes(ResidueTest):
    def test_supervisor_killed(self):
        self.plant()
        self.stage.kill_all(self.stage.supervisor)
        self.assert_nowhere()
        self.stage.start_supervisor()
        self.stage.wait_state('home')
        self.assert_nowhere()


class Endings(ResidueTest):
    def test_reset(self):
        self.plant()
        self.stage.reset()
        self.assert_nowhere()

    def test_shell_killed(self):
        self.plant()
        os.kill(self.stage.front_shell(), signal.SIGKILL)
        self.wait_clean()

    def test_shell_crashed(self):
        """A core would be where cores are; the look at files is the proof that there is none."""
        self.plant()
        # A SIGSEGV that is sent, not caused, is taken by the engine's own handler.
        os.kill(self.stage.front_shell(), signal.SIGABRT)
        self.wait_clean()

    def test_web_process_crashed(self):
        self.plant()
        self.kill_one('WebKitWebProces', signal.SIGABRT)
        self.stage.reset()
        self.assert_nowhere()

    def test_network_process_killed(self):
        self.plant()
        self.kill_one('WebKitNetworkPr', signal.SIGKILL)
        self.stage.reset()
        self.assert_nowhere()

    def test_bubblewrap_killed(self):
        self.plant()
        shell = self.stage.front_shell()
        for pid in self.stage.descendants('bwrap'):
            if shell in self.stage.descendants(root=pid):
                os.kill(pid, signal.SIGKILL)
        self.wait_clean()

    def test_supervisor_crashed(self):
        self.plant()
        self.stage.supervisor.send_signal(signal.SIGSEGV)
        self.stage.kill_all(self.stage.supervisor)
        self.stage.start_supervisor()
        self.stage.wait_state('home')
        self.assert_nowhere()

    def test_supervisor_stopped(self):
        self.plant()
        self.stage.supervisor.terminate()
        self.stage.supervisor.wait(20)
        self.assert_nowhere()

    def test_compositor_killed(self):
        self.plant()
        self.stage.compositor.kill()
        self.stage.compositor.wait()
        self.stage.supervisor.wait(30)
        self.assert_nowhere()

    def test_power_cut(self):
        """Everything at once; memory is gone with the power, so only what is on disk can tell."""
        self.plant()
        self.stage.kill_all(self.stage.supervisor, self.stage.compositor)
        self.assert_nowhere(memory=False)
        (self.stage.dir / 'guichet-display').unlink(missing_ok=True)
        self.stage.start_compositor()
        self.stage.start_supervisor()
        self.stage.wait_state('home')
        self.assert_nowhere()

    def test_shell_hung(self):
        self.plant()
        os.kill(self.stage.front_shell(), signal.SIGSTOP)
        self.wait_clean()


class Kept(ResidueTest):
    """The proof that the search finds: the same visit and the same end, without the wipe."""
    kind = KeepingStage

    def test_without_the_wipe(self):
        self.plant()
        # What pages hold is there while they are; the kernel's own is read back below.
        before = self.search()
        self.assertEqual([code for code in self.planted if code[0] == 'a' and code not in before], [])
        self.stage.ask_end()
        self.stage.confirm_end()
        # What only the kernel holds is read back by who left it, who has no copy of it.
        for pid in self.stage.descendants():
            if b'planter.py' in pathlib.Path(f'/proc/{pid}/cmdline').read_bytes():
                os.kill(pid, signal.SIGUSR1)
        found = self.search()
        self.keep_result(found)
        self.assertEqual([code for code in self.planted if code not in found], [],
                         'planted, and not found again')
        files = {code for code, places in found.items() if 'files of a world' in places}
        self.assertLessEqual({'baa', 'bab', 'bac', 'bad', 'bau', 'bay', 'bbd', 'bbh'}, files)
        self.assertIn('host name of a world', found['bar'])
        self.assertIn('unix of processes', found['bak'])
        self.assertIn('cmdline of processes', found['baq'])


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[5:]])
