# SPDX-License-Identifier: GPL-3.0-or-later
"""What would keep a visit alive for ever: pages that never rest, a key that something lies on. Each
visit ends by itself, wiped."""

import time

from pages import PagePlay
from scene import Failure, Scene, wait_for

IDLE = '[Time]\nIdle=5 s\nIdleForCode=30 s\nCountdown=5 s\n'
# A sound of silence, again and again; a screen that must not sleep; a page that draws and asks.
RESTLESS = '''try { await navigator.wakeLock.request("screen"); } catch (e) { }
const a = new Audio("data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=");
a.loop = true; a.play().catch(() => 0);
const v = put("<video autoplay muted loop playsinline></video>");
setInterval(() => { document.title = Math.random(); fetch("/favicon.ico"); v.play().catch(() => 0); }, 300);
setInterval(() => { for (const t of ["mousemove", "keydown", "pointermove", "touchstart"])
  document.dispatchEvent(new Event(t, {bubbles: true})); }, 200); return "restless"'''


class IdlePlay(PagePlay):
    def ends(self, seconds):
        """Seconds until the visit ended."""
        scene, began = self.scene, time.monotonic()
        wipes = scene.status()['wipes-verified']

        def is_over():
            status = scene.status()
            return status.get('state') == 'home' and status.get('wipes-verified', 0) > wipes
        wait_for('the end of the visit', is_over, seconds, 0.2)
        return time.monotonic() - began

    def play_one(self, attempt, mode):
        scene = self.scene
        if mode == 'restless':
            self.run(attempt, RESTLESS)
            return self.ends(60)
        if mode == 'stuck-key':
            scene.xdotool('keydown', 'a')
            try:
                return self.ends(60)
            finally:
                scene.xdotool('keyup', 'a')
        raise ValueError(mode)


def play_idle(build, source, attempts, record, options):
    for _, words, attempt in attempts:
        with Scene(build, source, extra_conf=IDLE) as scene:
            play = IdlePlay(scene, record)
            play.begin()
            try:
                seconds = play.play_one(attempt, words[0])
                record(attempt, True, f'ended by itself after {seconds:.0f} s, wiped')
            except Failure as failure:
                record(attempt, False, f'{failure}; {scene.state()}')
