# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingers on a page and its bar: long presses, swipes of several fingers and from the edges, pinches,
ten points at once, storms of taps. The page tells that it was touched, else nothing was tried."""

import time

from asks import AskPlay
from pages import Stuck
from scene import Failure, Scene, wait_for
from touch_display import TouchDisplay

STAGE = '''for (const [tag, top] of [["<a href=\\"https://evil.example/x\\">Lien</a>", 250],
  ["<img alt=Image src=\\"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\\">", 400],
  ["<p>Texte de la page</p>", 550]]) {
  const e = put(tag); e.style.cssText = `position:fixed;left:100px;top:${top - 83}px;width:400px;height:90px;` +
  "font-size:50px;margin:0;background:#ddd"; }
window.touches = 0;
for (const kind of ["touchstart", "pointerdown", "mousedown"]) addEventListener(kind, () => touches++, true);
return "laid"'''
ASK = 'return "touches " + window.touches'
LEFT, RIGHT, TOP, BOTTOM = 2, 1277, 2, 797
PLACES = ((200, 290), (200, 440), (200, 590))


class TouchScene(Scene):
    def start_supervisor(self):
        self.touch_display = TouchDisplay(self.dir / 'touch-display', self.dir / 'guichet-display')
        self.supervisor = self.spawn('supervisor', self.supervisor_command(),
                                     WAYLAND_DISPLAY='touch-display')

    def stop(self):
        super().stop()
        if getattr(self, 'touch_display', None):
            self.touch_display.stop()
            self.touch_display = None


class TouchPlay(AskPlay):
    def find(self):
        """The shell that is shown: the pointer enters it."""
        scene = self.scene

        def look():
            scene.move(700, 300)
            scene.move(720, 320)
            return scene.touch_display.touched()
        return wait_for('a window that can be touched', look, 15, 0.1)

    def paths(self, client, *paths, steps=12, seconds=0.25, hold=0.0):
        """Fingers go from place to place at once: [(x, y), (x, y)]."""
        display = self.scene.touch_display
        display.tell(client, *[display.down(client, n, *path[0]) for n, path in enumerate(paths)])
        time.sleep(hold)
        for step in range(1, steps + 1):
            display.tell(client, *[display.motion(
                client, n, a[0] + (b[0] - a[0]) * step / steps, a[1] + (b[1] - a[1]) * step / steps)
                for n, (a, b) in enumerate(paths)])
            time.sleep(seconds / steps)
        display.tell(client, *[display.up(client, n) for n in range(len(paths))])

    def press(self, client, x, y, seconds=0.03):
        display = self.scene.touch_display
        display.tell(client, display.down(client, 0, x, y))
        time.sleep(seconds)
        display.tell(client, display.up(client, 0))

    def act(self, mode, client):
        fan = [(300 + 60 * n, 500) for n in range(5)]
        if mode == 'long-press':
            for place in PLACES:
                self.press(client, *place, 1.5)
        elif mode == 'long-press-bar':
            for x in (60, 400, 900, 1200):
                self.press(client, x, 41 if x == 400 else 790, 1.2)
        elif mode == 'swipes':
            for fingers in (3, 4, 5):
                for dx, dy in ((-250, 0), (250, 0), (0, -300), (0, 250)):
                    self.paths(client, *[((x, y), (x + dx, y + dy)) for x, y in fan[:fingers]])
        elif mode == 'edges':
            for a, b in (((LEFT, 400), (600, 400)), ((RIGHT, 400), (600, 400)), ((640, TOP), (640, 500)),
                         ((640, BOTTOM), (640, 300)), ((LEFT, TOP), (600, 500))):
                self.paths(client, (a, b))
        elif mode == 'pinch':
            self.paths(client, ((600, 400), (200, 200)), ((680, 450), (1100, 700)))
            self.paths(client, ((200, 200), (600, 400)), ((1100, 700), (680, 450)))
        elif mode == 'two':
            for dx in (-350, 350):
                self.paths(client, ((640, 400), (640 + dx, 400)), ((640, 480), (640 + dx, 480)))
        elif mode == 'ten':
            self.paths(client, *[((100 + 110 * n, 300), (110 + 100 * n, 600)) for n in range(10)], hold=1.0)
        elif mode == 'taps':
            for n in range(200):
                self.press(client, 600 + n % 40, 650 + n % 30, 0.004)
        elif mode == 'drag':
            self.paths(client, ((200, 440), (640, 41)), hold=1.0)
            self.paths(client, ((200, 590), (RIGHT, BOTTOM)), hold=1.0)
        elif mode == 'three-taps':
            for fingers in (3, 4, 5):
                for hold in (0.0, 1.2):
                    self.paths(client, *[(place, place) for place in fan[:fingers]], hold=hold)
        elif mode == 'double-tap':
            for place in PLACES:
                for _ in range(2):
                    self.press(client, *place)
        elif mode == 'palm':
            self.palm(client)
        elif mode == 'with-mouse':
            self.scene.xdotool('mousemove', '900', '600', 'mousedown', '1')
            self.paths(client, ((640, 400), (300, 600)))
            self.scene.xdotool('mousemove', '640', '500', 'mouseup', '1', 'click', '3')
        elif mode == 'pinch-bar':
            self.paths(client, ((300, 41), (300, 700)), ((900, 41), (900, 700)))
            self.paths(client, ((600, 41), (200, 41)), ((680, 41), (1100, 41)))
        elif mode == 'swipe-storm':
            for n in range(60):
                self.paths(client, ((640, 450), (640 + 300 * (n % 3 - 1), 450 + 250 * (n % 5 - 2))),
                           steps=3, seconds=0.03)
        elif mode == 'long-two':
            for place in PLACES:
                self.paths(client, (place, place), ((500, 700), (500, 700)), hold=1.5)
        elif mode == 'cancelled':
            self.scene.touch_display.tell(client, self.scene.touch_display.down(client, 0, 640, 650))
            self.scene.move(300, 300)

    def palm(self, client):
        """Ten fingers that come one by one, and go in another order."""
        display = self.scene.touch_display
        for n in range(10):
            display.tell(client, display.down(client, n, 200 + 80 * n, 300 + 30 * (n % 4)))
        for n in (3, 7, 0, 9, 1, 8, 5, 2, 6, 4):
            display.tell(client, display.motion(client, n, 300 + 60 * n, 500))
            display.tell(client, display.up(client, n))

    def touch(self, attempt, mode):
        scene, since = self.scene, self.scene.latest()
        first = self.run(attempt, STAGE)[-1]
        client = self.find()
        self.press(client, 640, 700)
        self.act(mode, client)
        scene.wait_still(quiet=0.4)
        wrong, windows = self.look_after(since)
        told = self.run(attempt, ASK)
        words = [event['outcome'] for event in told if event['event'] == 'told'][-1]
        if told[-1]['instance'] != first['instance']:
            wrong.append(f'now at {told[-1]["href"]}')
        if not words.startswith('done touches') or words.endswith(' 0'):
            wrong.append(f'nothing was touched: {words}')
        return wrong, f'{words[5:]} of the page; windows {windows}'

    def play_one(self, _name, words, attempt):
        try:
            wrong, seen = self.touch(attempt, words[0])
        except (Stuck, Failure) as failure:
            wrong, seen = [str(failure)[:200]], 'stuck'
        self.record(attempt, not wrong, '; '.join([seen] + wrong))
        self.again()


def play_touch(build, source, attempts, record, options):
    with TouchScene(build, source) as scene:
        play = TouchPlay(scene, record)
        play.begin()
        for name, words, attempt in attempts:
            play.play_one(name, words, attempt)
