# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page asks the terminal for (dialogs, windows, choosers, prints, documents), and what a
hand does on a page: presses, drags, wheels. Afterwards the bar must work, whatever the page does."""

import time

from pages import PagePlay, Stuck
from scene import Failure, Scene, difference, wait_for

BAR_HOME = (1045, 41)
CENTRE = ('640', '500')
# Menus of a page's own words are popovers: no way out of them leads anywhere.
POPOVER = ['xdg_popup', 'xdg_toplevel']
ONE = ['xdg_toplevel']
FAULTS = ('wronghost', 'expired', 'selfsigned', 'unknown')
BAR_HEIGHT = 83


class AskPlay(PagePlay):
    def look_after(self, since, popover=False):
        wrong = [word for word in self.look(since) if not word.startswith('windows')]
        windows = self.scene.windows()
        if windows != ONE and not (popover and windows == POPOVER):
            wrong.append(f'windows {windows}')
        return wrong, windows

    def bar_works(self):
        """The bar is where it was, and its button for the tiles leads there."""
        scene, wrong = self.scene, []
        scene.key('Escape')
        before = scene.look()
        scene.click(*BAR_HOME)
        try:
            wait_for('the tiles', lambda: difference(before, scene.look()) > 0.05, 8)
        except Failure:
            # A sheet of the page is answered first; then the bar is free.
            scene.key('Return')
            scene.click(*BAR_HOME)
            try:
                wait_for('the tiles', lambda: difference(before, scene.look()) > 0.05, 8)
            except Failure:
                wrong.append('the bar does not answer')
        return wrong

    def ask(self, attempt, gesture):
        """Runs the attempt; a page that waits for an answer, or is gone, tells nothing."""
        scene, since = self.scene, self.scene.latest()
        fault = next((word for word in FAULTS if word in attempt.expected), None)
        if fault or 'fault' in attempt.how.split(':')[0]:
            scene.lab.fault('x.impots.gouv.fr', fault or 'reset')
        scene.played()
        scene.play({'id': attempt.id, 'code': attempt.input, 'target': '', 'gesture': gesture})
        told, end, pressed = [], time.monotonic() + 6, 0.0
        while time.monotonic() < end:
            told += scene.played()
            if any(event['event'] == 'next' for event in told):
                break
            if gesture and len(told) < 2 and any(e.get('outcome') == 'waits' for e in told) \
                    and time.monotonic() - pressed > 3:
                scene.click(640, 700)
                pressed = time.monotonic()
            time.sleep(0.03)
        outcomes = [e['outcome'] for e in told if e['event'] == 'told' and e['outcome'] != 'waits']
        scene.wait_still(quiet=0.3)
        wrong, windows = self.look_after(since, attempt.expected.startswith('menu'))
        if any(outcome.startswith('done granted') for outcome in outcomes):
            wrong.append(outcomes[0])
        bar = self.bar_works()
        scene.lab.control('/fault/clear', 'POST')
        return wrong + bar, f'{outcomes or ["the page waits"]}; windows {windows}; ' \
            + ('the bar works' if not bar else 'no bar')

    # --- hands ---

    def act(self, mode):
        scene = self.scene
        at, away, bar = ['mousemove', *CENTRE], ['mousemove', '900', '650'], ['mousemove', '400', '41']
        down, up, rest = ['mousedown', '1'], ['mouseup', '1'], ['sleep', '0.15']
        drag = [*at, *down, *rest, 'mousemove', '660', '520', *rest]
        acts = {
            'right': [*at, 'click', '3'], 'middle': [*at, 'click', '2'],
            'double': [*at, 'click', '--repeat', '2', '1'],
            'triple': [*at, 'click', '--repeat', '3', '1'],
            'ctrl-click': [*at, 'keydown', 'ctrl', 'click', '1', 'keyup', 'ctrl'],
            'shift-click': [*at, 'keydown', 'shift', 'click', '1', 'keyup', 'shift'],
            'press': [*at, *down, *rest, *away, *rest, *up],
            'drag': [*drag, *away, *rest, *up], 'drag-bar': [*drag, *bar, *rest, *up],
            'drag-edge': [*drag, 'mousemove', '0', '799', *rest, *up],
            'right-bar': [*bar, 'click', '3'], 'middle-bar': [*bar, 'click', '2'],
            'wheel': [*at, 'click', '--repeat', '200', '--delay', '2', '5'],
            'wheel-shift': [*at, 'keydown', 'shift', 'click', '--repeat', '60', '--delay', '5', '5',
                            'keyup', 'shift'],
            'wheel-alt': [*at, 'keydown', 'alt', 'click', '--repeat', '60', '--delay', '5', '5',
                          'keyup', 'alt'],
            'button-8': [*at, 'click', '8', 'click', '9'],
            'chord': [*at, *down, 'mousedown', '3', *rest, 'mouseup', '3', *away, *up],
            'alt-drag': ['keydown', 'alt', *drag, *away, *up, 'keyup', 'alt'],
            'super-drag': ['keydown', 'super', *drag, *away, *up, 'keyup', 'super'],
            'super-right': ['keydown', 'super', *at, 'mousedown', '3', *rest, *away, 'mouseup', '3',
                            'keyup', 'super'],
            'corners': [word for x, y in ((0, 0), (1279, 0), (0, 799), (1279, 799), (640, 0),
                                          (640, 799)) for word in ('mousemove', str(x), str(y),
                                                                   *rest)],
            'fake': [*at, *rest],
            'button-10': [*at, 'click', '10', 'mousedown', '10', *rest, *away, 'mouseup', '10'],
            'wheel-sideways': [*at, 'click', '--repeat', '60', '--delay', '3', '6',
                               'click', '--repeat', '60', '--delay', '3', '7'],
            'middle-drag': [*at, 'mousedown', '2', *rest, *away, *rest, 'mouseup', '2'],
            'right-drag': [*at, 'mousedown', '3', *rest, *away, *rest, 'mouseup', '3'],
            'double-right': [*at, 'click', '--repeat', '2', '3'],
            'ctrl-right': [*at, 'keydown', 'ctrl', 'click', '3', 'keyup', 'ctrl'],
            'storm': [*at, *['click', '3', 'click', '2', 'click', '1', 'click', '8'] * 25],
            'left-held-wheel': [*at, *down, 'click', '--repeat', '40', '--delay', '5', '5', *away, *up],
            'bar-storm': [*bar, *['click', '1', 'click', '3'] * 100],
        }
        scene.xdotool(*acts[mode])

    def hand(self, attempt, mode):
        scene, since = self.scene, self.scene.latest()
        instance = self.run(attempt, attempt.input, 'https://evil.example/x')[-1]['instance']
        width = scene.size[0] * 4
        bar = scene.wait_still()[:width * BAR_HEIGHT]
        self.act(mode)
        scene.wait_still(quiet=0.3)
        wrong, windows = self.look_after(since)
        if scene.look()[:width * BAR_HEIGHT] != bar and difference(
                scene.look()[:width * BAR_HEIGHT], bar) > 0.05:
            wrong.append('the bar changed')
        events = self.run(attempt, 'return 0')
        if events[-1]['instance'] != instance and 'www.caf.fr/suite' not in events[-1]['href']:
            wrong.append(f'now at {events[-1]["href"]}')
        return wrong, f'{mode}; windows {windows}; {events[-1]["host"]}'

    def play_one(self, name, words, attempt):
        try:
            if name == 'ask':
                wrong, seen = self.ask(attempt, words[:1] == ['gesture'])
            else:
                wrong, seen = self.hand(attempt, words[0])
        except (Stuck, Failure) as failure:
            wrong, seen = [str(failure)], 'stuck'
        self.record(attempt, not wrong, '; '.join([seen] + wrong))
        if name == 'ask' or wrong or words[0] in ('right-bar', 'middle-bar', 'drag-bar', 'bar-storm'):
            self.again()


def play_asks(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        play = AskPlay(scene, record)
        play.begin()
        for name, words, attempt in attempts:
            play.play_one(name, words, attempt)
