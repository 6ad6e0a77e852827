# SPDX-License-Identifier: GPL-3.0-or-later
"""The staff's panel on a whole terminal: the chord, the pad, wrong codes slowed and locked, what a
role may do, over a shell that hangs too; words for the residents; and the same by guichetctl.

test-staff.py BUILD SOURCE [unittest's arguments]. GUICHET_SHOTS=DIR keeps pictures.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import Stage, wait_for  # noqa: E402
from terminal import unprivileged  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
TILES = {1: ('essai-texte', 'Texte', 'https://faults.lab.example/page/leaving-link')}
RECEPTION, TECHNICIAN = '2580', '904417'
# Colours (blue, green, red) of the pad's OK and the menu's first button, and where it is.
LEAF, HONEY = bytes([0x41, 0x4a, 0x0f]), bytes([0x5d, 0xc9, 0xf4])
FIRST = (60, 170)
FIRST_TILE, FOURTH_TILE = (230, 240), (230, 395)
# All that the state for who mends the terminal may name.
TOLD = re.compile(r'(format|day|memory-mib|disk-free-mib|counts-kib|services|settings-mistakes?|'
                  r'status\.[a-z-]+|device\.[a-z-]+|version\.[a-z0-9.-]+): [\w .,+~:()/-]*$')
MESSAGE = 'CANARI-MOT la borne ferme à 16 h.'
WORDS = 'CANARI-TUILE revenez demain.'


class Terminal(unittest.TestCase):
    attempts = None  # wrong codes before the terminal was switched on
    size = (1280, 800)
    # Places on such a screen: the pad's OK (beside its letters), its glass, the field for words.
    ok, glass, field = (745, 583), (744, 667), (426, 138)

    def setUp(self):
        self.stage = Stage(BUILD, SOURCE, TILES, size=self.size)
        self.addCleanup(self.stage.stop)
        self.set_pin('reception', RECEPTION)
        self.set_pin('technician', TECHNICIAN)
        if self.attempts:
            self.attempts_file.write_text(f'{self.attempts}\n')
            if os.getuid() == 0:
                owner = self.stage.dir.stat()
                os.chown(self.attempts_file, owner.st_uid, owner.st_gid)
        # Shorter than the heartbeat, which would take the window with the press away.
        with open(self.stage.tree['centre'] / 'guichet.conf', 'a', encoding='utf-8') as file:
            file.write('[Input]\nStaffCornerHold=2 s\n')
        self.stage.start()
        self.stage.wait_quiet()

    @property
    def attempts_file(self):
        return self.stage.database.parent / 'pins.attempts'

    def set_pin(self, role, pin):
        s = self.stage
        subprocess.run(unprivileged() + [str(s.program['ctl']), '--pins', str(s.database.parent / 'pins'),
                                           'pin', role],
                       input=pin + '\n', text=True, check=True, env=s.environment(), timeout=30)

    def do(self, *words, done=True):
        """An action by guichetctl; its answer."""
        result = self.stage.control('--json', 'do', *words, check=False)
        answer = json.loads(result.stdout)
        self.assertEqual((result.returncode == 0, answer['done']), (done, done), answer)
        return answer

    def has_colour(self, place, colour):
        at = (place[1] * self.size[0] + place[0]) * 4
        return self.stage.look()[at:at + 3] == colour

    def is_pad_open(self):
        return self.has_colour(self.ok, LEAF)

    def panels(self):
        return self.stage.descendants('guichet-staff')

    def call_staff(self):
        s = self.stage
        s.xdotool('keydown', 'Control_L', 'keydown', 'Alt_L', 'keydown', 'p')
        wait_for('the panel', self.panels)
        s.xdotool('keyup', 'p', 'keyup', 'Alt_L', 'keyup', 'Control_L')
        wait_for('the pad', self.is_pad_open)
        s.wait_still()

    def leave(self):
        self.stage.key('Escape')
        wait_for('the panel to end', lambda: not self.panels())

    def wait_attempts(self, n):
        wait_for(f'{n} attempts', lambda: self.attempts_file.exists()
                 and self.attempts_file.read_text() == f'{n}\n')

    def type_right(self, pin):
        """A right code; waits for the menu."""
        self.stage.key(*pin, 'Return')
        wait_for('the menu', lambda: self.has_colour(FIRST, HONEY))
        return self.stage.wait_still()

    def has_dots(self):
        """Whether a code stands over the pad."""
        picture = self.stage.look()
        places = [(y * self.size[0] + x) * 4 for y in range(150, 220, 3) for x in range(560, 720, 3)]
        return len({picture[at:at + 3] for at in places}) > 1

    def type_wrong(self, pin, n):
        """The @n-th wrong code in a row; the pad is seen to have taken it."""
        self.stage.key(*pin)
        wait_for('the dots', self.has_dots)
        self.stage.key('Return')
        wait_for('no dots', lambda: not self.has_dots())
        self.wait_attempts(n)

    def open_visit(self):
        self.stage.open_tile(1)
        self.stage.wait_state('visiting')
        self.stage.wait_request(host='faults.lab.example')
        return self.stage.wait_still()

    def press(self, n, name=None, share=0.003):
        """The @n-th button from the top, by the keyboard."""
        before = self.stage.look()
        self.stage.key(*['Tab'] * n, 'Return')
        self.stage.wait_changed(before, share)
        self.stage.wait_still(quiet=0.8)
        if name:
            self.stage.shoot(name)

    def back(self):
        before = self.stage.look()
        self.stage.key('Escape')
        self.stage.wait_changed(before, 0.01)


class Staff(Terminal):
    def processes_of(self, shell):
        """Names of all processes in the world of @shell, from the inside."""
        world = os.readlink(f'/proc/{shell}/ns/pid')
        names = []
        for pid in [shell, *self.stage.descendants(root=self.stage.supervisor.pid)]:
            try:
                if os.readlink(f'/proc/{pid}/ns/pid') == world:
                    names.append(pathlib.Path(f'/proc/{pid}/comm').read_text().strip())
            except OSError:
                continue
        return names

    def test_reset(self):
        s = self.stage
        self.open_visit()
        self.call_staff()
        s.shoot('pad')
        # In no world: its namespaces are the supervisor's, and no visit has it in its list.
        panel = self.panels()[0]
        self.assertEqual(os.readlink(f'/proc/{panel}/ns/pid'), os.readlink(f'/proc/{s.supervisor.pid}/ns/pid'))
        names = self.processes_of(s.front_shell())
        self.assertIn('guichet', names)
        self.assertNotIn('guichet-staff', names)
        self.type_wrong('1357', 1)
        wait_for('the pad again', self.is_pad_open)
        s.shoot('wrong')
        self.assertEqual(s.state(), 'visiting')
        self.type_right(RECEPTION)
        s.shoot('reception')
        # Enter pressed once more than the code needs ends nobody's visit.
        s.key('Return')
        s.wait_still()
        self.assertEqual(s.state(), 'visiting')
        s.key('Tab', 'Return')
        s.wait_state('home')
        wait_for('the panel to end', lambda: not self.panels())
        self.assertEqual(s.status()['wipes-verified'], 1)

    def test_slowed(self):
        s = self.stage
        self.call_staff()
        for n in range(1, 4):
            if n > 1:
                wait_for('the pad again', self.is_pad_open)
            self.type_wrong('1357', n)
        # Two seconds to wait: what is typed meanwhile is not taken.
        s.key(*RECEPTION, 'Return')
        self.assertEqual(self.attempts_file.read_text(), '3\n')
        self.assertEqual(len(self.panels()), 1)
        wait_for('the end of the wait', self.is_pad_open)
        self.type_right(TECHNICIAN)
        s.shoot('technician')
        self.wait_attempts(0)
        self.assertNotIn('1357', s.log())

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
        """The hidden gesture, by the mouse: a button held in the corner for its two seconds here."""
        s = self.stage
        self.open_visit()
        s.move(8, s.size[1] - 10)
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
        for action, key, value in (('accompany', 'accompanied', True), ('leave-alone', 'accompanied', False),
                                   ('others-wait', 'others-wait', True),
                                   ('nobody-waits', 'others-wait', False)):
            self.do(action)
            self.assertEqual(s.status()[key], value)
        self.assertNotEqual(s.control('do', 'dance', check=False).returncode, 0)
        self.assertNotEqual(s.control('do', 'reset', 'now', check=False).returncode, 0)
        self.assertEqual(self.do('state')['network'], 'works')
        self.assertEqual(self.do('clear-queue', done=False)['outcome'], 'no-printer')
        self.assertEqual(self.do('report-to-stick', done=False)['outcome'], 'visited')
        self.assertEqual(self.do('check')['problems'], [])
        self.assertIn('guichet', self.do('versions'))
        roles = json.loads(s.control('--json', 'do').stdout)
        self.assertEqual((roles['reset'], roles['power-off']), ('reception', 'technician'))
        self.assertIn('report-to-stick', s.control('--help').stdout)
        self.look_at_diagnostics()
        self.do('reset')
        s.wait_state('home')

    def look_at_diagnostics(self):
        """In the middle of a visit, with words of staff: nothing of either is in it."""
        self.do('message', MESSAGE)
        text = self.do('diagnostics')['text']
        for line in text.splitlines():
            self.assertRegex(line, TOLD)
        for secret in ('leaving-link', 'lab.example', 'faults', 'http', 'CANARI', 'Texte'):
            self.assertNotIn(secret, text)
        self.assertIn('status.state: visiting', text)
        self.do('clear-message')

    def test_words(self):
        """A message and a tile that is down: seen, not opened, there after a visit, in no log."""
        s = self.stage
        usual = s.wait_still()
        self.do('message', MESSAGE)
        self.do('hide-service', 'essai-texte', WORDS)
        told = s.wait_changed(usual, 0.02)
        s.shoot('words')
        self.assertEqual(self.do('services')['services'][0], ['essai-texte', 'Texte', True, WORDS])
        since = s.latest()
        s.click(*FIRST_TILE)
        s.move(1, 799)
        s.wait_still()
        self.assertEqual((s.state(), s.requests(since)), ('home', []))
        # The one beside it works; the visit after shows the words again.
        s.click(*FOURTH_TILE)
        s.wait_state('visiting')
        s.move(1, 799)
        s.reset()
        s.wait_quiet()
        s.wait_like(told, 0.02)
        self.do('show-service', 'essai-texte')
        self.do('clear-message')
        s.wait_like(usual, 0.02)
        self.assertEqual(self.do('hide-service', 'nonsense', done=False)['outcome'], 'no-such-service')
        self.assertEqual(self.do('message', 'x' * 141, done=False)['outcome'], 'not-one-line')
        self.assertNotIn('CANARI', s.log())


class Locked(Terminal):
    """Somebody tried all day, and switched the terminal off and on."""
    attempts = 12

    def test_locked(self):
        s = self.stage
        self.call_staff()
        s.key(*RECEPTION, 'Return')
        wait_for('the wait', lambda: not self.is_pad_open())
        s.shoot('locked')
        # A quarter of an hour: the right code is not looked at, nor counted.
        s.key(*RECEPTION, 'Return')
        s.wait_still(quiet=1.5, share=0.01)
        self.assertEqual(self.attempts_file.read_text(), '12\n')
        self.assertFalse(self.has_colour(FIRST, HONEY))


class Panel(Terminal):
    """Every screen of the panel, for eyes; and with letters of twice the size."""

    def walk(self, kind):
        s = self.stage
        s.shoot(f'{kind}-menu')
        self.press(2, f'{kind}-visit')
        self.press(1, f'{kind}-accompanied')
        self.back()
        self.press(3, f'{kind}-devices')
        self.back()
        self.press(4, f'{kind}-services')
        self.press(2, f'{kind}-service')
        self.press(2, f'{kind}-hidden')
        self.back()
        s.shoot(f'{kind}-services-hidden')
        self.back()
        self.press(5)
        before = s.look()
        s.click(*self.field)
        s.wait_changed(before, 0.1)
        s.shoot(f'{kind}-keyboard')
        self.back()
        s.type('La borne ferme')
        self.press(1, f'{kind}-message')
        self.back()
        self.press(7, f'{kind}-technician')
        self.press(2, f'{kind}-versions')
        self.back()

    def test_screens(self):
        self.call_staff()
        self.type_right(TECHNICIAN)
        self.walk('usual')
        hidden = [entry for entry in self.do('services')['services'] if entry[2]]
        self.assertEqual(len(hidden), 1)
        self.do('show-service', hidden[0][0])
        self.do('clear-message')
        self.back()
        self.leave()
        self.call_staff()
        self.leave()

    def test_larger(self):
        s = self.stage
        self.call_staff()
        before = s.look()
        # Beside "Back to the terminal".
        s.click(*self.glass)
        s.wait_changed(before, 0.03)
        s.shoot('larger-pad')
        s.key(*TECHNICIAN, 'Return')
        wait_for('the menu', lambda: self.has_colour((60, 180), HONEY))
        s.wait_still()
        self.walk('larger')
        self.assertEqual(len([e for e in self.do('services')['services'] if e[2]]), 1)

class PanelSmall(Panel):
    """The same on an older screen."""
    size = (1024, 768)
    ok, glass, field = (600, 520), (603, 577), (341, 130)


class Fingers(Terminal):
    """A terminal without a keyboard: the words for residents are written on the screen."""

    def test_words(self):
        s = self.stage
        self.call_staff()
        self.type_right(RECEPTION)
        self.press(4)
        self.press(2, 'service')
        before = s.look()
        # Below the service's name.
        s.click(self.field[0], self.field[1] + 45)
        s.wait_changed(before, 0.1)
        s.shoot('keyboard')
        # É, a capital by itself; à, a space, 1, 6, one letter too much, which is erased.
        for row, column in ((1, 10), (2, 10), (5, 3), (0, 0), (0, 5), (1, 1), (0, 10)):
            s.click(88 + column * 101, 232 + row * 99)
        before = s.wait_still()
        s.shoot('written')
        s.click(1044, 725)
        s.wait_changed(before, 0.1)
        self.press(4, 'hidden')
        self.assertEqual([words for _, _, is_hidden, words in self.do('services')['services'] if is_hidden],
                         ['Éà 16'])


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
