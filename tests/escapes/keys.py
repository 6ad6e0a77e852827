# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and chords, typed at the X server on each screen of the terminal: the tiles, a page, a field
of a page, the question whether one has finished, the calm page of a refused address."""

import time

from pages import PROGRAMS
from scene import Failure, Scene, difference, wait_for

# A chord may type, move the focus, scroll, answer a question or close a notice. Another program's
# window, a menu, a dialog, another page: no.
SCREENS = ('tiles', 'page', 'field', 'question', 'calm')
FIELD = 'const f = put("<input style=\'position:fixed;left:9px;top:9px\'>"); f.focus()'
SHARE_OF_MENUS = 0.35
LATE_SECONDS = 2.0


class KeyPlay:
    def __init__(self, scene):
        self.scene = scene
        self.instance = None

    # --- screens ---

    def open(self, name):
        """Shows the screen @name of a fresh visit."""
        scene = self.scene
        scene.play({})
        scene.reset()
        scene.wait_quiet()
        self.instance = None
        if name != 'tiles':
            self.instance = scene.open_page()['instance']
            scene.wait_still()
        if name == 'field':
            self.tell(FIELD)
        elif name == 'question':
            scene.ask_end()
        elif name == 'calm':
            self.tell('location.href = "https://evil.example/"')
        # Hands that are gone from the mouse; the caret blinks.
        self.picture = scene.wait_still()
        self.windows, self.shells = scene.windows(), scene.shells()
        self.state = scene.state()

    def tell(self, code):
        """Has the page run @code, and waits until it asks for more."""
        scene = self.scene
        scene.played()
        scene.play({'id': 'keys', 'code': code, 'target': ''})
        events = []

        def is_told():
            events.extend(scene.played())
            return any(event['event'] == 'next' for event in events)
        wait_for('the page', is_told, 8)
        return events[-1]['instance']

    # --- one attempt ---

    def press(self, chords):
        for chord in chords:
            name, _, times = chord.partition('*')
            if name.startswith('hold:'):
                *modifiers, key = name[5:].split('+')
                keys = [*modifiers, key]
                self.scene.xdotool(*[word for k in keys for word in ('keydown', k)], 'sleep', '1.2',
                                   *[word for k in reversed(keys) for word in ('keyup', k)])
            elif name == 'wheel:ctrl':
                self.scene.xdotool('mousemove', '640', '500', 'keydown', 'ctrl', 'click',
                                   '--repeat', '20', '--delay', '10', '4', 'keyup', 'ctrl')
            else:
                self.scene.xdotool('key', '--delay', '12', *[name] * int(times or 1))

    def look(self, answers):
        scene, wrong = self.scene, []
        scene.wait_still(quiet=0.15)
        if scene.windows() != self.windows:
            wrong.append(f'windows {scene.windows()}')
        if scene.shells() != self.shells:
            wrong.append('a shell is gone')
        if scene.written():
            wrong.append(f'written {scene.written()}')
        more = scene.programs() - PROGRAMS
        if more:
            wrong.append(f'programs {sorted(more)}')
        # A tile may have been opened, a question answered.
        if scene.state() not in (('home', 'visiting') if answers else (self.state,)):
            wrong.append(f'state {scene.state()}')
        change = difference(self.picture, scene.look())
        if not answers and change > SHARE_OF_MENUS:
            wrong.append(f'{change:.2f} of the picture changed')
        return wrong, change

    def is_same_page(self):
        return self.instance is None or self.tell('return 0') == self.instance

    def play(self, screen, attempt):
        """What is wrong after the attempt's chords on @screen, and what was seen."""
        chords = attempt.input.split()
        # Return is an answer, Escape closes, Tab leads on: the picture may be another screen of ours.
        answers = any(key in attempt.input for key in ('Return', 'Escape', 'Tab', 'BackSpace', 'F6',
                                                       'wheel', 'space', 'KP_'))
        self.press(chords)
        wrong, change = self.look(answers)
        try:
            if not wrong and not self.is_same_page():
                wrong.append('another page')
        except Failure:
            wrong.append('the page does not answer')
        if wrong or change > 0.004:
            self.open(screen)
        return wrong, f'{screen}: {"; ".join(wrong) or f"{change:.4f} of the picture"}'


def play_keys(build, source, attempts, record, options):
    found = {attempt.id: ([], []) for _, _, attempt in attempts}
    screens = options.get('screens', SCREENS)
    with Scene(build, source, shell=options.get('shell')) as scene:
        play = KeyPlay(scene)
        for screen in screens:
            play.open(screen)
            for _, _, attempt in attempts:
                wrong, seen = play.play(screen, attempt)
                found[attempt.id][0].extend(wrong)
                found[attempt.id][1].append(seen)
            # What opens late is seen with the next attempt, and here for the last.
            time.sleep(LATE_SECONDS)
            if scene.windows() != play.windows or scene.shells() != play.shells:
                found[attempts[-1][2].id][0].append('late: another window, or a shell is gone')
    for _, _, attempt in attempts:
        wrong, seen = found[attempt.id]
        record(attempt, not wrong, ' | '.join(seen + wrong[:1]))
