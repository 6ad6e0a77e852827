# SPDX-License-Identifier: GPL-3.0-or-later
"""A canary in every store of a visit, searched after each way of ending: none may be found. Under a
supervisor that does not wipe (kept-world.c) each must be.

test-residue.py BUILD SOURCE MEMGREP KEEPER [unittest's arguments]"""

import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'integration'), str(HERE.parent)]

from played import find_commit  # noqa: E402
from search import Search, make_prefix  # noqa: E402
from stage import Failure, Stage, wait_for  # noqa: E402
from terminal import unprivileged  # noqa: E402

BUILD, SOURCE, MEMGREP, KEEPER = sys.argv[1:5]
RESULTS = os.environ.get('GUICHET_RESIDUE_RESULTS')
TILES = {2: ('essai-reserves', 'Traces', 'https://residue.lab.example/reserves',
             'hsts.lab.example')}
IDLE = '[Time]\nIdle=20 s\nIdleForCode=30 s\nCountdown=5 s\n'


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
        return Search(MEMGREP, self.prefix, self.stage, self.began).everywhere(**options)

    def keep_result(self, found):
        if RESULTS:
            path = pathlib.Path(RESULTS)
            results = json.loads(path.read_text()) if path.exists() else {}
            results[self._testMethodName[5:].replace('_', ' ')] = {
                'planted': len(self.planted), 'refused': self.refused,
                'found': len([code for code in found if code in self.planted]),
                'kept': self.kind.keeps, 'commit': find_commit()}
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
        self.stage.open_tile(2)
        self.stage.wait_web_process()
        # Before the planter, which comes from outside.
        for pid in [self.stage.supervisor.pid, *self.stage.descendants()]:
            limits = pathlib.Path(f'/proc/{pid}/limits').read_text()
            name = pathlib.Path(f'/proc/{pid}/comm').read_text()
            self.assertRegex(limits, 'Max core file size +0 +0 ', name)
        self.stage.reset()
        self.stage.wait_spare()
        self.plant()
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
