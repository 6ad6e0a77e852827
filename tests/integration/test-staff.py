# SPDX-License-Identifier: GPL-3.0-or-later
"""The staff's panel on a whole terminal: the chord, the pad, wrong codes slowed, what a role may do,
over a shell that hangs too; and the same by guichetctl.

test-staff.py BUILD SOURCE [unittest's arguments]. GUICHET_SHOTS=DIR keeps pictures.
"""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import Stage, wait_for  # noqa: E402
from terminal import unprivileged  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
TILES = {1: ('essai-texte', 'Texte', 'https://faults.lab.example/page/leaving-link')}
RECEPTION, TECHNICIAN = '2580', '904417'


class Staff(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(BUILD, SOURCE, TILES, size=(1280, 800))
        self.addCleanup(self.stage.stop)
        self.set_pin('reception', RECEPTION)
        self.set_pin('technician', TECHNICIAN)
        self.stage.start()
        self.stage.wait_quiet()

    def set_pin(self, role, pin):
        s = self.stage
        subprocess.run(unprivileged() + [str(s.program['ctl']), '--pins', str(s.database.parent / 'pins'),
                                           'pin', role],
                       input=pin + '\n', text=True, check=True, env=s.environment(), timeout=30)

    def panels(self):
        return self.stage.descendants('guichet-staff')

    def call_staff(self):
        s = self.stage
        before = s.look()
        s.xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'p')
        wait_for('the pad', self.panels)
        s.xdotool('keyup', 'p', 'keyup', 'Alt_L', 'keyup', 'Control_L')
        s.wait_changed(before, 0.1)

    def type_pin(self, pin):
        before = self.stage.look()
        self.stage.key(*pin, 'Return')
        return self.stage.wait_changed(before, 0.004)

    def open_visit(self):
        self.stage.open_tile(1)
        self.stage.wait_state('visiting')
        self.stage.wait_request(host='faults.lab.example')
        return self.stage.wait_still()

    def test_reset(self):
        s = self.stage
        self.open_visit()
        shells = set(s.descendants('guichet'))
        self.call_staff()
        s.shoot('pad')
        # In no world: its namespaces are the supervisor's.
        panel = self.panels()[0]
        self.assertEqual(os.readlink(f'/proc/{panel}/ns/pid'), os.readlink(f'/proc/{s.supervisor.pid}/ns/pid'))
        self.type_pin('1357')
        s.shoot('wrong')
        self.assertEqual(s.state(), 'visiting')
        self.type_pin(RECEPTION)
        s.shoot('reception')
        s.key('Tab', 'Return')
        s.wait_state('home')
        wait_for('the panel to end', lambda: not self.panels())
        self.assertEqual(s.status()['wipes-verified'], 1)
        self.assertTrue(shells)

    def test_slowed(self):
        s = self.stage
        self.call_staff()
        for _ in range(3):
            self.type_pin('1357')
        # Two seconds to wait, then four: what is typed meanwhile is not taken.
        s.key(*RECEPTION, 'Return')
        s.shoot('slowed')
        attempts = (s.database.parent / 'pins.attempts').read_text()
        self.assertEqual(attempts.strip(), '3')
        time.sleep(3.5)
        self.type_pin(TECHNICIAN)
        s.shoot('technician')
        self.assertEqual((s.database.parent / 'pins.attempts').read_text().strip(), '0')
        self.assertNotIn('1357', s.log())
        s.key('Escape')

    def test_hanging_shell(self):
        s = self.stage
        self.open_visit()
        # Not long enough for the heartbeat: the panel must not need the shell.
        shells = s.descendants('guichet')
        for shell in shells:
            os.kill(shell, signal.SIGSTOP)
        try:
            self.call_staff()
            self.assertTrue(self.panels())
        finally:
            for shell in shells:
                try:
                    os.kill(shell, signal.SIGCONT)
                except ProcessLookupError:
                    pass

    def test_corner_over_a_hanging_shell(self):
        """The hidden gesture, by the mouse: a button held in the corner for five seconds."""
        s = self.stage
        self.open_visit()
        s.move(8, 740)
        s.xdotool('mousedown', '1')
        shells = s.descendants('guichet')
        for shell in shells:
            os.kill(shell, signal.SIGSTOP)
        try:
            wait_for('the pad', self.panels, 12)
        finally:
            s.xdotool('mouseup', '1')
            for shell in shells:
                try:
                    os.kill(shell, signal.SIGCONT)
                except ProcessLookupError:
                    pass

    def test_by_command(self):
        s = self.stage
        self.open_visit()
        self.assertFalse(s.status()['accompanied'])
        s.control('do', 'accompany')
        self.assertTrue(s.status()['accompanied'])
        s.control('do', 'leave-alone')
        self.assertFalse(s.status()['accompanied'])
        self.assertNotEqual(s.control('do', 'dance', check=False).returncode, 0)
        s.reset()


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
