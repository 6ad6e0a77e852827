# SPDX-License-Identifier: GPL-3.0-or-later
"""One round of each subject after the other, as often as asked; the first, which also learns what
their finished pictures look like, is not counted."""

import os
import sys
import time

import processes
from subjects import BROWSER_TILE, PAGE, Bare, Firefox, Guichet

# Idle time is long and steady: it is not looked at in every round.
IDLE_ROUNDS = 1
# For some seconds after a page came its scroll bar fades, at a quarter of a core.
FADE_SECONDS = 8


class Values:
    """subject: measure: list of values."""

    def __init__(self):
        self.all = {}
        self.counts = False

    def add(self, subject, measure, value):
        if self.counts:
            self.all.setdefault(subject, {}).setdefault(measure, []).append(value)

    def add_time(self, subject, measure, begin, end):
        self.add(subject, measure, (end - begin) * 1000)

    def add_memory(self, subject, measure, root):
        sizes = processes.pss(root)
        self.add(subject, measure, sum(sizes.values()))
        if self.counts:
            self.all[subject].setdefault(measure + ' by process', []).append(sizes)


class Round:
    def __init__(self, stage, values, idle_seconds):
        self.stage = stage
        self.screen = stage.screen
        self.values = values
        self.idle_seconds = idle_seconds
        self.learnt = set()
        self.measure_idle = False

    def painted(self, name):
        """When the finished picture @name was there; the first time it is learnt."""
        if name not in self.learnt:
            self.screen.leave('nothing')
            self.screen.still(5000)
            self.screen.keep(name)
            self.learnt.add(name)
            return time.monotonic()
        return self.screen.wait(name)

    def idle(self, subject, measure, root):
        if self.measure_idle:
            time.sleep(FADE_SECONDS)
            self.values.add(subject, measure, processes.idle_cpu(root, self.idle_seconds))

    # --- the terminal ---

    def visit(self, guichet, name, is_warm):
        begin = guichet.touch_tile(is_warm)
        if name not in self.learnt:
            self.screen.leave('tiles')
        self.values.add_time('guichet', 'page warm' if is_warm else 'page cold', begin,
                             self.painted(name))

    def end_visit(self, guichet):
        n_verified = guichet.n_verified()
        world = processes.written(guichet.root())
        begin = guichet.finish()
        self.values.add_time('guichet', 'reset', begin, self.painted('tiles'))
        self.values.add_time('guichet', 'reset told', begin, guichet.check_clean(n_verified + 1))
        guichet.settle()
        return world

    def play_guichet(self):
        values, guichet = self.values, Guichet(self.stage)
        self.stage.clear()
        begin = guichet.start()
        values.add_time('guichet', 'start', begin, self.painted('tiles'))
        guichet.settle()
        values.add_memory('guichet', 'home PSS', guichet.root())
        self.idle('guichet', 'home idle', guichet.root())
        before = processes.written(guichet.root())
        self.visit(guichet, 'page', False)
        time.sleep(2)
        values.add_memory('guichet', 'page PSS', guichet.root())
        self.idle('guichet', 'page idle', guichet.root())
        world = self.end_visit(guichet)
        self.add_written(guichet, before, world)
        self.visit(guichet, 'page', True)
        time.sleep(1)
        self.end_visit(guichet)
        guichet.stop()

    def add_written(self, guichet, before, world):
        """What the visit sent to the disk: by its world until it was ended, and by all others."""
        after = processes.written(guichet.root())
        gone = sum(size - before.get(pid, 0) for pid, size in world.items() if pid not in after)
        here = sum(size - before.get(pid, 0) for pid, size in after.items())
        self.values.add('guichet', 'written KiB', (gone + here) / 1024)

    # --- Firefox ---

    def play_firefox(self, firefox):
        values = self.values
        firefox.clean()
        self.stage.clear()
        begin = firefox.start()
        values.add_time('firefox', 'start', begin, self.painted('firefox-tiles'))
        time.sleep(4)
        values.add_memory('firefox', 'home PSS', firefox.root())
        self.idle('firefox', 'home idle', firefox.root())
        if firefox.can_browse:
            self.browse(firefox)
        values.add('firefox', 'written KiB',
                   sum(processes.written(firefox.root()).values()) / 1024)
        begin = firefox.reset()
        values.add_time('firefox', 'reset', begin, self.painted('firefox-tiles'))
        firefox.stop()

    def browse(self, firefox):
        begin = self.screen.click(*BROWSER_TILE)
        if 'firefox-page' not in self.learnt:
            self.screen.leave('firefox-tiles')
        self.values.add_time('firefox', 'page warm', begin, self.painted('firefox-page'))
        time.sleep(2)
        self.values.add_memory('firefox', 'page PSS', firefox.root())
        self.idle('firefox', 'page idle', firefox.root())

    # --- the bare window ---

    def play_bare(self):
        values, bare = self.values, Bare(self.stage)
        self.stage.clear()
        begin = bare.start(f'file://{self.stage.tiles}', False)
        values.add_time('bare', 'start', begin, self.painted('bare-tiles'))
        time.sleep(1)
        values.add_memory('bare', 'home PSS', bare.root())
        self.idle('bare', 'home idle', bare.root())
        bare.stop()
        for address, measure in (('about:blank', 'page warm'), ('-', 'page cold')):
            self.stage.clear()
            bare.start(address)
            bare.wait_ready()
            begin = bare.load(PAGE)
            values.add_time('bare', measure, begin, self.painted('bare-page'))
            if address != '-':
                time.sleep(2)
                values.add_memory('bare', 'page PSS', bare.root())
                self.idle('bare', 'page idle', bare.root())
            bare.stop()


def tell(number, n_rounds):
    load = os.getloadavg()[0]
    print(f'round {number} of {n_rounds} (load {load:.1f})', file=sys.stderr, flush=True)


def open_firefox(stage):
    """With a profile that was run once."""
    firefox = Firefox(stage)
    firefox.clean()
    firefox.start()
    time.sleep(15)
    firefox.keep_profile()
    return firefox


def run_all(stage, plain_stage, n_rounds, idle_seconds, with_firefox):
    values = Values()
    play = Round(stage, values, idle_seconds)
    plain_play = Round(plain_stage, values, idle_seconds)
    firefox = open_firefox(plain_stage) if with_firefox else None
    for number in range(n_rounds + 1):
        tell(number, n_rounds)
        values.counts = number > 0
        play.measure_idle = plain_play.measure_idle = 0 < number <= IDLE_ROUNDS
        play.play_guichet()
        if firefox is not None:
            plain_play.play_firefox(firefox)
        play.play_bare()
    return values.all
