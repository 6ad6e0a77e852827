# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of staff, as somebody bored tries it: the chord on every screen, codes guessed and typed
without end, keys and presses on the pad, a pad left open, a page that listens or draws one."""

import os
import re
import subprocess
import time

from keys import PROGRAMS, KeyPlay
from pages import PagePlay
from scene import Failure, Scene, wait_for
from terminal import unprivileged

RECEPTION, WRONG = '2580', '1357'
CHORD = ('Control_L', 'Alt_L', 'p')
# Of the picture: a panel, or a sentence; the dots of a code are less.
WORDS_SHARE = 0.02
ONE, TWO = ['xdg_toplevel'], ['xdg_toplevel', 'xdg_toplevel']
# kiosk/ui/staff.c: a pad at which nobody does anything.
QUIET_SECONDS = 60
LISTEN = ('window.heard = []; for (const kind of ["keydown", "keyup", "input", "paste", "blur"]) '
          'addEventListener(kind, e => heard.push(e.key || e.type), true); return "listens"')
HEARD = 'return window.heard.filter(k => /^[0-9]$/.test(k)).join() || "nothing"'
FAKE = ('for (const k of ["Control", "Alt", "p"]) for (const t of ["keydown", "keyup"]) '
        'document.dispatchEvent(new KeyboardEvent(t, {key: k, ctrlKey: true, altKey: true, bubbles: '
        'true})); document.body.innerHTML = "<h1>Code du personnel</h1><input type=password>"; '
        'await new Promise(ok => setTimeout(ok, 1500)); return "done"')
ABUSE = ('alt+F4', 'ctrl+shift+i', 'ctrl+alt+Delete', 'F11', 'alt+Tab', 'ctrl+q', 'ctrl+w', 'Menu',
         'ctrl+period', 'F7', 'super+s', 'shift+F10', 'ctrl+n', 'ctrl+o', 'ctrl+p')


class StaffPlay:
    def __init__(self, scene):
        self.scene = scene
        self.screens = KeyPlay(scene)

    def panels(self):
        return self.scene.descendants('guichet-staff')

    def hold(self, keys=CHORD, until=None):
        """Keys held down; until something happened, or for two seconds."""
        try:
            for key in keys:
                self.scene.xdotool('keydown', key)
            if until:
                wait_for('the pad', until, 10)
            else:
                time.sleep(2)
        finally:
            for key in reversed(keys):
                self.scene.xdotool('keyup', key)

    def call(self):
        self.hold(until=self.panels)
        wait_for('the pad on the screen', lambda: self.scene.windows() == TWO, 20, 0.2)
        self.scene.wait_still(quiet=0.6)

    def enter(self, code):
        """Types a code; waits for what comes of it, which is more than the dots."""
        before = self.scene.look()
        self.scene.key(*code, 'Return')
        self.scene.wait_changed(before, WORDS_SHARE)
        self.scene.wait_still(quiet=0.6)

    def close(self):
        """Whatever it shows, it is gone."""
        for pid in self.panels():
            os.kill(pid, 9)
        wait_for('the end of the pad', lambda: not self.panels(), 10)

    def leave(self):
        self.scene.key('Escape')
        try:
            wait_for('the end of the pad', lambda: not self.panels(), 5)
        except Failure:
            self.close()
        self.scene.wait_still()

    def attempts(self):
        path = self.scene.database.parent / 'pins.attempts'
        return int(path.read_text().strip() or 0) if path.exists() else 0

    def try_twice(self, act):
        """Keys that a busy machine took late are no finding: what fails twice is."""
        try:
            return act()
        except Failure:
            self.close()
            self.scene.control('reset', check=False)
            self.scene.wait_quiet()
        try:
            return act()
        except Failure as failure:
            return 'stuck', [str(failure)[:200]]

    # --- what is tried: what was seen, what is wrong ---

    def every_screen(self):
        """A reset from each screen: clean tiles within five seconds of the press, and a proof."""
        seen, wrong = [], []
        for screen in ('tiles', 'page', 'field', 'question', 'calm'):
            self.screens.open(screen)
            wipes = self.scene.status()['wipes-verified']
            self.call()
            self.enter(RECEPTION)
            began = time.monotonic()
            self.scene.key('Tab', 'Return')
            wait_for('the tiles', lambda n=wipes: self.scene.state() == 'home'
                     and self.scene.status()['wipes-verified'] > n, 30)
            seen.append(f'{screen} {time.monotonic() - began:.1f} s')
            wait_for('the end of the pad', lambda: not self.panels(), 10)
        return '; '.join(seen), wrong

    def guessed(self):
        """A hundred codes as fast as fingers go: waits grow, few are taken, the right one still is."""
        self.call()
        for number in range(100):
            self.scene.xdotool('key', '--delay', '4', *f'{number:04}', 'Return')
        self.scene.wait_still(seconds=90, quiet=1.2)
        taken = self.attempts()
        self.close()
        text = (self.scene.database.parent / 'pins').read_text()
        wrong = [] if 0 < taken <= 10 else [f'{taken} of 100 guesses were taken']
        if RECEPTION in text or WRONG in self.scene.log():
            wrong.append('a code stands in clear')
        wait_for('the waiting time', lambda: self.can_enter(), 90, 3)
        return f'{taken} of 100 guesses were taken, then the right code was', wrong

    def can_enter(self):
        """Whether the right code is taken now; the pad is closed again."""
        self.call()
        self.scene.key(*RECEPTION, 'Return')
        self.scene.wait_still(quiet=1.0)
        entered = self.attempts() == 0
        self.leave()
        return entered

    def open_pad(self):
        """A pad that is left: it closes by itself, and the visit goes on."""
        self.screens.open('page')
        self.call()
        began = time.monotonic()
        wait_for('the end of the pad', lambda: not self.panels(), QUIET_SECONDS + 15)
        took = time.monotonic() - began
        return f'closed after {took:.0f} s; {self.scene.state()}', \
            [] if self.scene.state() == 'visiting' else [f'state {self.scene.state()}']

    def open_panel(self):
        """The same behind a right code: the actions of staff must not stay for residents."""
        self.call()
        self.scene.key(*RECEPTION, 'Return')
        self.scene.wait_still()
        began = time.monotonic()
        wait_for('the end of the panel', lambda: not self.panels(), QUIET_SECONDS + 15)
        return f'closed after {time.monotonic() - began:.0f} s', []

    def many(self):
        """The chord again and again: one panel."""
        most = 0
        self.call()
        for _ in range(5):
            self.hold()
            most = max(most, len(self.panels()))
        self.leave()
        return f'{most} panel at most', [] if most == 1 else ['more than one panel']

    def tapped(self, keys=CHORD):
        """Not held, only tapped, and in part: no pad for who leans on the keyboard."""
        for _ in range(10):
            self.scene.xdotool('keydown', keys[0], 'keydown', keys[1], 'key', keys[2], 'keyup',
                               keys[1], 'keyup', keys[0])
        for part in (keys[:2], keys[1:], keys[::2]):
            self.hold(part)
        found = len(self.panels())
        return f'{found} panels', [] if not found else ['a pad without the chord']

    def long(self):
        """Hundreds of digits, letters, blanks and accents at the pad; a blank presses what has the focus."""
        self.call()
        for text in ('1' * 400, 'abcXYZ', "'; DROP TABLE pins; --", 'é à ç'):
            self.scene.xdotool('type', '--delay', '1', text)
            self.scene.key('Return')
        windows, taken = self.scene.windows(), self.attempts()
        self.close()
        wrong = [] if windows in (ONE, TWO) and taken <= 4 else ['another window, or too many codes taken']
        if re.search('Gtk-CRITICAL|assertion|fatal', self.scene.log()):
            wrong.append('the panel complained')
        return f'{taken} codes taken; windows {windows}', wrong

    def keys(self):
        """Chords of desktops and toolkits on the pad."""
        self.call()
        wrong = []
        for chord in ABUSE:
            self.scene.key(chord)
            windows = self.scene.windows()
            if windows not in (ONE, TWO):
                wrong.append(f'{chord}: windows {windows}')
            if not self.panels():
                self.call()
        more = self.scene.programs() - PROGRAMS - {'guichet-staff'}
        self.leave()
        return f'{len(ABUSE)} chords; windows of the terminal and the pad only', \
            wrong + ([f'programs {sorted(more)}'] if more else [])

    def pointer(self):
        """Right, middle and double presses, drags and the wheel over the pad."""
        self.call()
        centre = ['mousemove', '640', '400']
        self.scene.xdotool(*centre, 'click', '3', 'click', '2', 'click', '--repeat', '3', '1',
                           'mousedown', '1', 'mousemove', '100', '100', 'mouseup', '1', 'click',
                           '--repeat', '30', '--delay', '4', '5')
        self.scene.wait_still()
        windows = self.scene.windows()
        if self.panels():
            self.leave()
        return f'windows {windows}', [] if windows in (ONE, TWO) else ['another window']

    def heard(self):
        """A page that listens to every key, while the code is typed over it."""
        play = PagePlay(self.scene, None)
        self.screens.open('page')
        self.told(play, LISTEN)
        self.call()
        self.scene.key(*WRONG, 'Return')
        self.scene.wait_still()
        self.leave()
        heard = self.told(play, HEARD)
        return f'the page heard: {heard}', [] if heard == 'done nothing' else ['it heard digits']

    def told(self, play, code):
        class Words:  # an attempt without a row
            id = 'staff'
        events = play.run(Words, code)
        return [event['outcome'] for event in events if event['event'] == 'told'][-1]

    def drawn(self):
        """A page that sends itself the chord and draws a pad: the bar above is still the terminal's."""
        play = PagePlay(self.scene, None)
        self.screens.open('page')
        width = self.scene.size[0] * 4 * 83
        bar = self.scene.wait_still()[:width]
        self.told(play, FAKE)
        same = self.scene.wait_still()[:width] == bar
        return f'no panel; the bar {"is" if same else "is not"} as it was', \
            ['a panel'] * bool(self.panels()) + ['the bar changed'] * (not same)

    def ending(self):
        """The chord while a visit ends: clean tiles come all the same."""
        self.screens.open('page')
        self.scene.ask_end()
        self.scene.wait_still(quiet=0.65)
        self.scene.xdotool('key', 'Tab', 'key', 'Return')
        self.hold()
        self.scene.wait_state('home')
        if self.panels():
            self.leave()
        failure = self.scene.status()['failure']
        return 'home', [failure] if failure else []

    def killed(self):
        """The panel is killed: the terminal goes on, and staff can call another."""
        self.call()
        for pid in self.panels():
            os.kill(pid, 9)
        wait_for('the end of the pad', lambda: not self.panels(), 10)
        self.scene.wait_still()
        self.call()
        self.leave()
        return f'another was had; {self.scene.state()}', []


def set_pin(scene):
    subprocess.run(unprivileged() + [str(scene.program['ctl']), '--pins',
                                     str(scene.database.parent / 'pins'), 'pin', 'reception'],
                   input=RECEPTION + '\n', text=True, check=True, env=scene.environment(), timeout=30)


def play_staff(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        set_pin(scene)
        scene.wait_quiet()
        play = StaffPlay(scene)
        for _, words, attempt in attempts:
            seen, wrong = play.try_twice(getattr(play, words[0].replace('-', '_')))
            if scene.state() not in ('home', 'visiting'):
                wrong.append(f'state {scene.state()}')
            record(attempt, not wrong, '; '.join([seen] + wrong))
            play.close()
            scene.control('reset', check=False)
            scene.wait_state('home')
            scene.wait_quiet()
