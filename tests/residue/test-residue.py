# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every store of a visit, searched after each way of ending: none may be found. Under a
supervisor that does not wipe (kept-world.c) each must be.

test-residue.py BUILD SOURCE MEMGREP KEEPER [--results FILE] [unittest's arguments]"""

import json
import os
import pathlib
import resource
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
KERNEL_FILES = {'proc', 'sysfs', 'cgroup', 'cgroup2', 'debugfs', 'tracefs', 'securityfs', 'devpts'}
# Of the machine; the terminal's own directory comes in addition.
PLACES = ('/tmp', '/var/tmp', '/dev/shm', '/run', '/var/log', '/var/spool/cups', '/var/crash',
          os.path.expanduser('~/.cache'), os.path.expanduser('~/.local'))
# Of a world, as seen through one of its processes.
WORLD_PLACES = ('tmp', 'dev/shm', 'home/resident', 'run/user/resident')
IDLE = '[Time]\nIdle=20 s\nIdleForCode=30 s\nCountdown=5 s\n'


def make_prefix():
    """Letters only: they are where they are on every keyboard."""
    return 'canari' + ''.join(secrets.choice(string.ascii_lowercase) for _ in range(16))


def device_of(path):
    try:
        return os.lstat(path).st_dev
    except OSError:
        return None


def kernel_devices(process):
    """Of the file systems that a process sees, those that are the kernel's own words."""
    found = set()
    for line in pathlib.Path(f'/proc/{process}/mountinfo').read_text().splitlines():
        words, _, rest = line.partition(' - ')
        if rest.split(' ')[0] in KERNEL_FILES:
            found.add(os.makedev(*map(int, words.split(' ')[2].split(':'))))
    return found


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

    def tree(self, top, place, all_files=False, process='self'):
        """Not what others may have mounted there: the kernel's own files never end."""
        kernel = kernel_devices(process)
        for directory, folders, names in os.walk(top):
            folders[:] = [name for name in folders
                          if device_of(os.path.join(directory, name)) not in kernel]
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
            top = os.path.join(entry, 'root', place)
            # Other people's sandboxes see the machine's own places, which are searched by themselves.
            if device_of(top) != device_of('/' + place):
                self.tree(top, 'files of a world', True, entry.name)
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

    def set_up(self, settings):
        with open(self.tree['centre'] / 'guichet.conf', 'a', encoding='utf-8') as file:
            file.write(settings)

    def plant(self, prefix):
        """A visit that leaves a canary in each store: code -> what the store said."""
        since, before = self.latest(), self.look()
        self.open_tile(2)
        self.wait_state('visiting')
        # However slow this machine is: nobody is asked whether there is anybody.
        self.control('do', 'accompany')
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
        # Whatever keeps cores from being written, it is not who started the tests.
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        self.stage = self.kind()
        self.addCleanup(self.stage.stop)
        self.stage.set_up(IDLE)
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

    def wait_proof(self):
        wait_for('the proof of the wipe',
                 lambda: self.stage.status().get('wipes-verified', 0) > self.wipes, 120)
        self.stage.wait_state('home')

    def wait_clean(self):
        self.wait_proof()
        self.assert_nowhere()

    def kill_one(self, name, number):
        pids = self.stage.descendants(name)
        self.assertNotEqual(pids, [])
        for pid in pids:
            os.kill(pid, number)

    def be_idle(self):
        """Nobody touches anything any more."""
        self.stage.control('do', 'leave-alone')
        self.wait_proof()


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

    def test_idle(self):
        self.plant()
        self.be_idle()
        self.assert_nowhere()

    def test_shell_crashed(self):
        """No process of the terminal may leave a core, which would be in the files searched."""
        self.plant()
        for pid in [self.stage.supervisor.pid, *self.stage.descendants()]:
            limits = pathlib.Path(f'/proc/{pid}/limits').read_text()
            self.assertRegex(limits, 'Max core file size +0 +0 ', pathlib.Path(f'/proc/{pid}/comm').read_text())
        # A SIGSEGV that is sent, not caused, is taken by the engine's own handler.
        os.kill(self.stage.front_shell(), signal.SIGABRT)
        self.wait_clean()

    def test_web_process_crashed(self):
        self.plant()
        self.kill_one('WebKitWebProces', signal.SIGABRT)
        self.stage.reset()
        self.assert_nowhere()

    def test_web_process_killed(self):
        self.plant()
        self.kill_one('WebKitWebProces', signal.SIGKILL)
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
    """The proof that the search finds: the same visit and the same ends, without the wipe. Not “J’ai
    fini”, after which the shell closes its pages by itself, and so a part of it is gone with them."""
    kind = KeepingStage

    def hold_pages(self):
        """Pages collect their garbage, which would look like a wipe."""
        shell = self.stage.front_shell()
        for name in ('WebKitWebProces', 'WebKitNetworkPr'):
            for pid in self.stage.descendants(name, shell):
                os.kill(pid, signal.SIGSTOP)

    def assert_everywhere(self):
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

    def test_reset_without_the_wipe(self):
        self.plant()
        self.hold_pages()
        self.stage.reset()
        self.assert_everywhere()

    def test_idle_without_the_wipe(self):
        self.plant()
        self.hold_pages()
        self.be_idle()
        self.assert_everywhere()


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[5:]])
