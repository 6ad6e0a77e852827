# SPDX-License-Identifier: GPL-3.0-or-later
"""Visits drawn by lot: what is opened, what happens in it, how it ends."""

import collections
import json
import os
import random
import signal
import time

from exhaust import CODES
from stage import Failure, Stage, wait_for

FAULTS = 'https://faults.lab.example/'
HOSTILE_PLACE = 4
TILES = {1: ('essai-mesures', 'Mesures', 'https://bench.lab.example/'),
         2: ('essai-document', 'Document', 'https://bench.lab.example/document'),
         3: ('essai-pdf', 'Papier', 'https://pdf.lab.example/'),
         HOSTILE_PLACE: ('essai-hostile', 'Hostile', 'https://escapes.lab.example/'),
         5: ('essai-muet', 'Muet', FAULTS + 'muet'),
         6: ('essai-coupe', 'Coupé', FAULTS + 'coupure'),
         7: ('essai-depart', 'Départ', FAULTS + 'page/beforeunload?auto=1'),
         8: ('essai-fichiers', 'Fichiers', FAULTS + 'page/downloads?auto=1'),
         9: ('essai-alertes', 'Alertes', FAULTS + 'page/alerts?auto=1'),
         10: ('essai-envoi', 'Envoi', 'https://upload.lab.example/')}
FRIENDLY = (1, 2, 3, 10)
END_BUTTON = (640, 523)
DONE_BUTTON = (1195, 41)
# Of a hundred visits: how they end. A shell that is stopped costs the heartbeat's seconds.
FRIENDLY_ENDINGS = ['done'] * 60 + ['reset'] * 36 + ['kill-shell'] * 3 + ['kill-bwrap']
HOSTILE_ENDINGS = (['reset'] * 84 + ['kill-shell'] * 6 + ['kill-web'] * 5 + ['kill-network'] * 2
                   + ['kill-bwrap'] * 2 + ['stop-shell'])
WORLD_KILLS = ('kill-shell', 'stop-shell', 'kill-bwrap')
KILLS = {'kill-web': ('WebKitWebProces', signal.SIGKILL),
         'kill-network': ('WebKitNetworkPr', signal.SIGKILL)}


class Visits(Stage):
    def __init__(self, build, source, seed):
        super().__init__(build, source, TILES)
        self.lot = random.Random(seed)
        self.played = collections.Counter()
        self.lengths = []  # (whole visit, from its ending to clean tiles), seconds
        self.has_played_code = False
        self.was_killed = False
        self.repairs = 0  # times that it was out of order, and mended itself

    def everything(self):
        return [self.supervisor.pid, self.compositor.pid, *self.descendants()]

    # --- one visit ---

    def play_one(self):
        hostile = self.lot.random() < 0.4
        place = self.lot.choice([p for p in TILES if (p in FRIENDLY) != hostile])
        ending = self.lot.choice(HOSTILE_ENDINGS if hostile else FRIENDLY_ENDINGS)
        if self.was_killed:
            # Three worlds lost within seconds, none good in between, are a fault of the machine to
            # the supervisor (session-state.c): it would be right to stop.
            place, hostile, ending = self.lot.choice(FRIENDLY), False, 'done'
        self.was_killed = ending in WORLD_KILLS
        before, began = self.status(), time.monotonic()
        if place == HOSTILE_PLACE:
            self.prepare_code()
        since, home = self.latest(), self.look()
        self.open_tile(place)
        wait_for('a visit', lambda: self.status().get('visits', 0) > before['visits'])
        self.stay(place, since, hostile)
        ended = time.monotonic()
        self.end(ending, home, before)
        self.wait_spare()
        self.lengths.append((time.monotonic() - began, time.monotonic() - ended))
        self.played[('hostile ' if hostile else 'friendly ') + ending] += 1

    def prepare_code(self):
        name = self.lot.choice(sorted(CODES))
        self.lab.control('/play', 'POST', json.dumps(
            {'id': name, 'code': CODES[name], 'target': ''}).encode())
        self.has_played_code = True

    def stay(self, place, since, hostile):
        """Until the page was asked for; a hostile one then has a moment to do its worst."""
        host = TILES[place][2].split('/')[2]
        try:
            self.wait_request(since, 10, host=host)
        except Failure:
            # Some end their own world before the journal is read.
            if self.state() == 'visiting':
                raise
        if hostile:
            time.sleep(self.lot.uniform(0.2, 1.2))
        elif place == 10:
            self.type('martin')

    # --- how it ends ---

    def end(self, ending, home, before):
        if self.state() == 'visiting':
            self.carry_out(ending, home)
        if self.has_played_code:
            self.lab.control('/play', 'POST', b'{}')
            self.has_played_code = False
        wait_for('the proof', lambda: self.status().get('wipes-verified', 0)
                 > before['wipes-verified'], 60)
        if wait_for('an end', lambda: self.state() in ('home', 'out-of-order') and self.state()
                    ) == 'out-of-order':
            self.repairs += 1
            self.wait_state('home', 120)

    def carry_out(self, ending, home):
        if ending == 'done':
            self.click(*DONE_BUTTON)
            wait_for('the question', lambda: self.differs(home, 0.3), 10, 0.05)
            self.confirm_end(lambda: self.click(*END_BUTTON))
            self.move(1, self.size[1] - 1)
        elif ending in WORLD_KILLS:
            self.kill_front(ending)
        elif ending in KILLS:
            self.kill_by_name(*KILLS[ending])
            self.control('reset', check=False)
        else:
            self.control('reset', check=False)

    def kill_by_name(self, name, number):
        for pid in self.descendants(name):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def kill_front(self, ending):
        """The world that is in front is the older of the two."""
        name = 'bwrap' if ending == 'kill-bwrap' else 'guichet'
        pids = sorted(self.descendants(name), key=self.started)
        if not pids:
            self.control('reset', check=False)
            return
        os.kill(pids[0], signal.SIGSTOP if ending == 'stop-shell' else signal.SIGKILL)

    @staticmethod
    def started(pid):
        try:
            with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
                return int(file.read().rpartition(')')[2].split()[19])
        except OSError:
            return 0
