# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a visit, disturbed; and the next person, who looks for the one before."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time

from pages import PagePlay
from scene import Scene, wait_for

LEAVE = '''document.cookie = "mark=x; max-age=99999; path=/; Secure"; localStorage.setItem("mark", "x");
sessionStorage.setItem("mark", "x"); window.name = "mark"; history.pushState(1, "", "?mark=x");
await new Promise(ok => { const o = indexedDB.open("mark", 1); o.onsuccess = o.onerror = ok; });
if (window.caches) await (await caches.open("mark")).put("/mark", new Response("x"));
document.body.style.zoom = 2; return "left"'''
FIND = '''const found = [];
if (document.cookie.includes("mark")) found.push("cookie");
if (localStorage.length) found.push("localStorage"); if (sessionStorage.length) found.push("session");
if (window.name) found.push("name"); if (history.length > 1) found.push("history " + history.length);
if (document.referrer) found.push("referrer"); if (location.search) found.push("address");
if ((await indexedDB.databases()).length) found.push("indexedDB");
if (window.caches && (await caches.keys()).length) found.push("caches");
if (navigator.serviceWorker && (await navigator.serviceWorker.getRegistrations()).length)
  found.push("workers");
return found.join() || "nothing"'''
# The way of an ending takes some hundred milliseconds: the kills are spread over it.
STEP_SECONDS = 0.03


class WipePlay(PagePlay):
    def told(self, attempt, code):
        events = self.run(attempt, code)
        return [event['outcome'] for event in events if event['event'] == 'told'][-1]

    def next_person(self, attempt):
        left = self.told(attempt, LEAVE)
        since = self.scene.latest()
        self.again()
        found = self.told(attempt, FIND)
        # The first handshake of the visit: later ones may take up its own ticket.
        resumed = [line for line in self.scene.lab.journal(since, event='tls')[:1]
                   if line.get('resumed')]
        wrong = [] if (left, found) == ('done left', 'done nothing') else [f'{left}, {found}']
        return wrong + ([f'{len(resumed)} TLS sessions came back'] if resumed else []), \
            f'the next visit finds {found.partition(" ")[2]}; TLS sessions resumed: {len(resumed)}'

    def kill_within(self, number):
        """The supervisor is killed some way into the ending."""
        scene = self.scene
        worlds = scene.descendants()
        scene.ask_end()
        scene.wait_still(quiet=0.65)
        scene.key('Tab', 'Return')
        time.sleep(number * STEP_SECONDS)
        scene.supervisor.kill()
        scene.supervisor.wait()
        wait_for('the end of the worlds', lambda: not [
            pid for pid in worlds if os.path.exists(f'/proc/{pid}')], 20)
        notes = [path.name for path in (scene.dir / 'guichet').glob('world-*')]
        scene.start_supervisor()
        scene.wait_state('home')
        left = [name for name in notes if (scene.dir / 'guichet' / name / 'identity').exists()
                and name not in os.listdir(scene.dir / 'guichet')]
        status = scene.status()
        wrong = [f'failure {status["failure"]}'] if status['failure'] else []
        self.begin()
        return wrong + left, f'after {number * STEP_SECONDS * 1000:.0f} ms; no process left; ' \
            f'{len(notes)} notes looked at; home'

    def twice(self):
        scene = self.scene
        wipes = scene.status()['wipes-verified']
        for _ in range(3):
            scene.control('reset', check=False)
        scene.wait_state('home')
        done = scene.status()['wipes-verified'] - wipes
        scene.supervisor.send_signal(signal.SIGTERM)
        code = scene.supervisor.wait(20)
        scene.start_supervisor()
        scene.wait_state('home')
        self.begin()
        return [] if done >= 3 and code == 0 else [f'{done} wipes, exit {code}'], \
            f'{done} wipes of 3 resets, one by one; stopped with {code}'

    def many(self):
        scene = self.scene
        before = len(os.listdir(f'/proc/{scene.supervisor.pid}/fd'))
        for _ in range(20):
            scene.reset()
        scene.wait_quiet()
        after = len(os.listdir(f'/proc/{scene.supervisor.pid}/fd'))
        self.begin()
        return [] if after <= before + 4 else [f'{before} to {after} descriptors'], \
            f'20 endings; descriptors {before}, then {after} (fifty visits: terminal-endurance-50)'

    def held_mount(self):
        """A process outside of the world holds one of its files: out of order, until it lets go."""
        scene = self.scene
        holder = scene.spawn('holder', ['tail', '-f', os.path.join(
            f'/proc/{self.shell}/root', 'tmp', '.')])
        holder2 = scene.spawn('holder', ['sh', '-c', 'cd "$1" && exec sleep 60', 'sh', os.path.join(
            f'/proc/{self.shell}/root', 'tmp')])
        wait_for('the holder', lambda: b'sleep' in open(
            f'/proc/{holder2.pid}/cmdline', 'rb').read(), 10)
        scene.control('reset', check=False)
        state = wait_for('a state', lambda: scene.state() in ('out-of-order', 'home')
                         and scene.state(), 30)
        failure = scene.status().get('failure')
        for process in (holder, holder2):
            process.kill()
            process.wait()
        scene.control('reset')
        scene.wait_state('home')
        self.begin()
        return [] if state == 'out-of-order' else [f'state {state}'], \
            f'{state} {failure}; after the holder let go: home'

    def undying(self):
        """A process of the world that no signal ends, as one that waits for a device: frozen by the
        kernel (cgroup v1: it stays so, SIGKILL or not). Root's alone to do."""
        scene = self.scene
        with tempfile.TemporaryDirectory(prefix='gf-', dir='/tmp') as directory:
            subprocess.run(['mount', '-t', 'cgroup', '-o', 'freezer', 'none', directory], check=True)
            group = pathlib.Path(directory) / f'guichet-{os.getpid()}'
            try:
                group.mkdir()
                (group / 'cgroup.procs').write_text(str(self.shell))
                (group / 'freezer.state').write_text('FROZEN')
                began = time.monotonic()
                scene.control('reset', check=False)
                state = wait_for('a state', lambda: scene.state() in ('out-of-order', 'home')
                                 and scene.state(), 60)
                took, failure = time.monotonic() - began, scene.status().get('failure')
            finally:
                (group / 'freezer.state').write_text('THAWED')
                wait_for('the end of the process', lambda: not (group / 'cgroup.procs').read_text(), 20)
                group.rmdir()
                subprocess.run(['umount', directory], check=True)
        scene.control('reset', check=False)
        scene.wait_state('home')
        self.begin()
        return [] if state == 'out-of-order' else [f'state {state}'], \
            f'{state} {failure} after {took:.0f} s; home once it could end'

    def play_one(self, words, attempt, number):
        name = words[0]
        if name.startswith('next'):
            wrong, seen = self.next_person(attempt)
        elif name == 'twice':
            wrong, seen = self.twice()
        elif name == 'many':
            wrong, seen = self.many()
        elif name == 'held-mount':
            wrong, seen = self.held_mount()
        elif name == 'undying':
            wrong, seen = self.undying()
        elif name == 'power-cut':
            wrong, seen = self.kill_within(0)
        else:
            wrong, seen = self.kill_within(number)
        self.record(attempt, not wrong, '; '.join([seen] + wrong))


def play_wipes(build, source, attempts, record, options):
    number = 0
    with Scene(build, source) as scene:
        play = WipePlay(scene, record)
        play.begin()
        for _, words, attempt in attempts:
            number += words[0].startswith('kill')
            play.play_one(words, attempt, number)
