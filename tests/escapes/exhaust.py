# SPDX-License-Identifier: GPL-3.0-or-later
"""What has no end, and what is killed: afterwards the bar works or a calm page says why, staff's
reset gives clean tiles, and the supervisor did not grow."""

import os
import pathlib
import signal
import time

from asks import AskPlay
from scene import Failure, Scene, wait_for

GROWTH_KB = 60000
LOOP = 'setTimeout(() => { for (;;); }, 200)'


def faults(name):
    return f'location.href = "/_lab/faults/page/{name}?auto=1"'


CODES = {
    'loop': LOOP, 'loop-keys': LOOP, 'memory': faults('memory'), 'dom': faults('dom'),
    'deep': faults('deep'), 'worker-loop': faults('worker-loop'), 'reload': faults('reload'),
    'downloads': faults('downloads'), 'popups': faults('popups'), 'prints': faults('prints'),
    'alerts': faults('alerts'), 'flash': faults('flash'), 'focus': faults('focus'),
    'history': faults('history'), 'huge-image': 'location.href = "/_lab/faults/image-geante"',
    'canvas': 'setInterval(() => { const c = document.createElement("canvas"); c.width = c.height = '
              '16000; c.getContext("2d").fillRect(0, 0, 16000, 16000); (window.k ||= []).push(c); })',
    'workers': 'const u = URL.createObjectURL(new Blob(["setInterval(() => 0, 1)"])); '
               'for (let i = 0; i < 1000; i++) new Worker(u)',
    'indexeddb': 'const o = indexedDB.open("x", 1); o.onupgradeneeded = () => '
                 'o.result.createObjectStore("s"); o.onsuccess = () => { const put = i => { const t = '
                 'o.result.transaction("s", "readwrite"); t.objectStore("s").put(new Blob([new '
                 'Uint8Array(8 << 20)]), i); t.oncomplete = () => put(i + 1); }; put(0); }',
    'localstorage': 'for (let i = 0; i < 1000; i++) { try { localStorage.setItem("k" + i, '
                    '"x".repeat(1 << 20)); } catch (e) { break; } }',
    'iframes': 'setInterval(() => { for (let i = 0; i < 200; i++) document.body.append('
               'document.createElement("iframe")); })',
    'bomb': 'setInterval(() => { (window.k ||= []).push(new Response(new Blob(["x".repeat(1 << 24)])'
            '.stream().pipeThrough(new CompressionStream("gzip"))).blob()); }, 5)',
    'timers': 'for (let i = 0; i < 200000; i++) setInterval(() => 0, 0)',
    'messages': 'const f = put("<iframe srcdoc=\'<script>onmessage = e => parent.postMessage('
                'e.data + e.data.slice(0, 9), \\"*\\")</scr" + "ipt>\'></iframe>"); onmessage = e => '
                'f.contentWindow.postMessage(e.data, "*"); f.onload = () => { for (let i = 0; i < 500; '
                'i++) f.contentWindow.postMessage("xxxxxxxxx", "*"); }',
    'regexp': 'setTimeout(() => /^(a+)+$/.test("a".repeat(40) + "b"), 200)',
    'endless': 'location.href = "/_lab/faults/interrompu"',
    'animations': 'put("<style>@keyframes a { to { transform: rotate(1turn) } } i { animation: a 1s '
                  'infinite; filter: blur(9px) }</style>"); for (let i = 0; i < 3000; i++) { const e = '
                  'document.createElement("i"); e.textContent = "x"; document.body.append(e); }',
    'console': 'setInterval(() => { for (let i = 0; i < 5000; i++) console.log("x".repeat(500)); })',
}


def resident(pid):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1])
    return 0


class ExhaustPlay(AskPlay):
    def __init__(self, scene, record):
        super().__init__(scene, record)
        self.before = 0

    def start_code(self, attempt, code):
        self.scene.played()
        self.scene.play({'id': attempt.id, 'code': code, 'target': ''})
        end = time.monotonic() + 4
        while time.monotonic() < end:
            time.sleep(0.25)
            if attempt.input == 'loop-keys':
                self.scene.key('a')

    def recover(self, wipes):
        """Staff's way out: clean tiles, and the proof."""
        scene = self.scene
        since = time.monotonic()
        if scene.state() != 'home':
            scene.play({})
            scene.reset()
        wait_for('the proof', lambda: scene.status().get('wipes-verified', 0) > wipes, 40)
        scene.wait_state('home')
        return time.monotonic() - since

    def check_after(self, attempt, wipes):
        scene, wrong = self.scene, []
        seconds = self.recover(wipes)
        grown = resident(scene.supervisor.pid) - self.before
        if grown > GROWTH_KB:
            wrong.append(f'the supervisor grew by {grown} kB')
        if scene.status().get('failure'):
            wrong.append(f'failure {scene.status()["failure"]}')
        return wrong, f'home and wiped in {seconds:.1f} s; supervisor {grown:+d} kB'

    def page(self, attempt):
        scene = self.scene
        wipes = scene.status()['wipes-verified']
        self.start_code(attempt, CODES[attempt.input])
        bar = self.bar_works()
        shell_lives = self.shell in scene.shells()
        wrong, seen = self.check_after(attempt, wipes)
        if bar and shell_lives:
            wrong += bar
        return wrong, f'{"the bar works" if not bar else "no bar"}; {seen}'

    # --- kills: a SIGSEGV that is sent, not caused, is taken by the engine's own handler ---

    def kill_names(self, name, number, times=1):
        for _ in range(times):
            for pid in self.scene.descendants(name):
                try:
                    os.kill(pid, number)
                except OSError:
                    continue
            time.sleep(0.1)

    def kill(self, attempt):
        scene, name = self.scene, attempt.input
        wipes = scene.status()['wipes-verified']
        worlds = scene.descendants()
        targets = {'kill-web': ('WebKitWebProces', signal.SIGABRT),
                   'stop-web': ('WebKitWebProces', signal.SIGSTOP),
                   'kill-network': ('WebKitNetworkPr', signal.SIGKILL),
                   'kill-bwrap': ('bwrap', signal.SIGKILL)}
        if name in targets:
            self.kill_names(*targets[name])
        elif name == 'kill-web-often':
            self.kill_names('WebKitWebProces', signal.SIGKILL, 10)
        elif name in ('kill-shell', 'stop-shell', 'segv-shell'):
            os.kill(self.shell, {'kill': signal.SIGKILL, 'stop': signal.SIGSTOP,
                                 'segv': signal.SIGABRT}[name[:4]])
            wait_for('the proof', lambda: scene.status().get('wipes-verified', 0) > wipes, 40)
        elif name == 'stop-supervisor':
            scene.supervisor.send_signal(signal.SIGSTOP)
            time.sleep(1)
            scene.supervisor.send_signal(signal.SIGCONT)
        elif name == 'fill-runtime':
            return self.fill_runtime(wipes)
        else:
            return self.kill_outside(name, worlds)
        return self.check_after(attempt, wipes if scene.status().get('wipes-verified') == wipes
                                else wipes)

    def fill_runtime(self, wipes):
        """No descriptor of the runtime directory can be written any more: its quota is the disk's."""
        path = self.scene.dir / 'guichet'
        path.chmod(0o500)
        try:
            seconds = self.recover(wipes)
            return [], f'home and wiped in {seconds:.1f} s'
        except Failure as failure:
            state = self.scene.state()
            return [] if state == 'out-of-order' else [str(failure)], f'state {state}: closed'
        finally:
            path.chmod(0o700)
            self.scene.control('reset', check=False)

    def kill_outside(self, name, worlds):
        """The supervisor or the compositor: all worlds end with it; a start gives clean tiles."""
        scene, number = self.scene, signal.SIGTERM if name == 'term-compositor' else signal.SIGKILL
        if name == 'kill-supervisor':
            scene.supervisor.send_signal(number)
        else:
            scene.compositor.send_signal(number)
            scene.compositor.wait(20)
        scene.supervisor.wait(40)
        wait_for('the end of the worlds', lambda: not [
            pid for pid in worlds if os.path.exists(f'/proc/{pid}')], 20)
        if name != 'kill-supervisor':
            (scene.dir / 'guichet-display').unlink(missing_ok=True)
            scene.start_compositor()
        scene.start_supervisor()
        scene.wait_state('home')
        return [], 'no process of a world was left; home after a start'

    def play_one(self, _name, _words, attempt):
        self.before = resident(self.scene.supervisor.pid)
        try:
            wrong, seen = (self.page if attempt.input in CODES else self.kill)(attempt)
        except Failure as failure:
            wrong, seen = [str(failure)[:300]], 'stuck'
        self.record(attempt, not wrong, '; '.join([seen] + wrong))
        self.scene.control('reset', check=False)
        self.scene.wait_state('home')
        self.begin()


def play_exhaust(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        play = ExhaustPlay(scene, record)
        play.begin()
        for name, words, attempt in attempts:
            play.play_one(name, words, attempt)
