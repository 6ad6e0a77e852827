# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the attempts of corpus.tsv against a real terminal and says of each what was observed.

run.py BUILD SOURCE [--class NAME,...] [--plays NAME,...] [--only ID,...] [--short] [--results FILE]

--results adds to what FILE holds, after each attempt. Exit status 0 when every attempt that was played was held."""

import argparse
import collections
import json
import os
import pathlib
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import corpus  # noqa: E402
import played  # noqa: E402
from asks import play_asks  # noqa: E402
from elsewhere import play_tests  # noqa: E402
from exhaust import play_exhaust  # noqa: E402
from forged import play_control  # noqa: E402
from home import play_home  # noqa: E402
from idle import play_idle  # noqa: E402
from inside import play_inside, play_workers  # noqa: E402
from keys import play_keys  # noqa: E402
from leaks import play_leaks  # noqa: E402
from pages import play_pages  # noqa: E402
from start import (play_arguments, play_config, play_environment,  # noqa: E402
                   play_terminal)
from papers import play_papers  # noqa: E402
from scanners import play_scanners  # noqa: E402
from staff import play_staff  # noqa: E402
from touch import play_touch  # noqa: E402
from wipes import play_wipes  # noqa: E402

# Play -> the function that plays it; attempts of one function share a terminal.
PLAYS = {'address': play_pages, 'script': play_pages, 'leak': play_leaks, 'key': play_keys,
         'inside': play_inside, 'worker': play_workers, 'test': play_tests,
         'staff': play_staff, 'touch': play_touch, 'idle': play_idle, 'home': play_home,
         'scanner': play_scanners, 'document': play_papers,
         'environment': play_environment, 'arguments': play_arguments,
         'config': play_config, 'ask': play_asks, 'hand': play_asks,
         'control': play_control, 'exhaust': play_exhaust, 'wipe': play_wipes,
         'terminal': play_terminal}

# The short run: one attempt of N; a play that is not named is left out.
SHORT = {'address': 40, 'script': 60, 'leak': 1, 'key': 50, 'inside': 1,
         'environment': 1, 'config': 1, 'control': 1}
SHORT_OPTIONS = {'screens': ('page',)}
# Slow ones, which the short run leaves out.
SLOW = ('proc-forks', 'proc-threads', 'mem-tmp', 'mem-shm', 'mem-home')


# A terminal that cannot even be started is no news the fourth time.
MAX_BREAKS = 4


class Results:
    def __init__(self, path):
        self.path = pathlib.Path(path) if path else None
        self.found = {}
        if self.path and self.path.exists():
            self.found = json.loads(self.path.read_text())
        self.played = set()

    def record(self, attempt, held, observed):
        # A play that looks at an attempt twice has seen it not held if it did once.
        if attempt.id in self.played and not self.found[attempt.id]['held']:
            return
        before = self.found.get(attempt.id)
        self.found[attempt.id] = {'held': bool(held), 'observed': observed}
        # What once was not held is told, however often it is held afterwards.
        if before and (not before['held'] or before.get('again')):
            self.found[attempt.id]['again'] = True
        self.played.add(attempt.id)
        if not held:
            print(f'not held  {attempt.id}  {corpus.words_of(attempt)}  [{attempt.input[:80]!r}]\n'
                  f'          wanted: {attempt.expected}\n          seen: {observed}', flush=True)
        self.save()

    def save(self):
        if self.path:
            self.path.parent.mkdir(exist_ok=True)
            fresh = self.path.with_suffix('.new')
            fresh.write_text(json.dumps(self.found, indent=0, sort_keys=True))
            fresh.rename(self.path)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build')
    parser.add_argument('source')
    parser.add_argument('--plays', default=','.join(PLAYS))
    parser.add_argument('--only', default='')
    parser.add_argument('--short', action='store_true', help='some of each kind, a minute')
    parser.add_argument('--class', dest='kinds', default='', help='of these classes only')
    parser.add_argument('--results')
    return parser.parse_args()


def choose(options):
    """Function -> [(play, words, attempt)] in the order of the corpus."""
    plays = options.plays.split(',')
    only, kinds = ([name for name in text.split(',') if name]
                   for text in (options.only, options.kinds))
    chosen, count = collections.OrderedDict(), collections.Counter()
    for attempt in corpus.read():
        name, words = corpus.split_how(attempt)
        if name not in PLAYS or name not in plays or (only and attempt.id not in only):
            continue
        if kinds and attempt.kind not in kinds:
            continue
        if 'root' in words and os.geteuid() != 0:
            continue
        if options.short and attempt.input in SLOW:
            continue
        every = SHORT.get(name, 0) if options.short else 1
        count[name] += 1
        if only or every == 1 or (every and count[name] % every == 1):
            chosen.setdefault(PLAYS[name], []).append((name, words, attempt))
    return chosen


def play(function, attempts, options, results):
    """Plays them; a terminal that breaks down under one is followed by another for the rest."""
    left, breaks = attempts, 0
    while left and breaks < MAX_BREAKS:
        broke = ''
        try:
            function(options.build, options.source, left, results.record,
                     SHORT_OPTIONS if options.short else {})
        except Exception as error:  # pylint: disable=broad-except
            traceback.print_exc()
            broke = f'the terminal broke down: {str(error)[:300]}'
            breaks += 1
        left = [row for row in left if row[2].id not in results.played]
        if left:
            results.record(left[0][2], False, broke or 'nothing came of it')
            left = left[1:]
    for _, _, attempt in left:
        results.record(attempt, False, f'not reached: the terminal broke down {breaks} times')


def main():
    options = parse_arguments()
    options.build, options.source = map(os.path.abspath, (options.build, options.source))
    results = Results(options.results)
    for function, attempts in choose(options).items():
        since, before = time.monotonic(), len(results.played)
        play(function, attempts, options, results)
        print(f'{function.__name__}: {len(results.played) - before} attempts, '
              f'{time.monotonic() - since:.0f} s', flush=True)
    if options.results:
        for kind in {attempt.kind for attempt in corpus.read() if attempt.id in results.played}:
            played.mark(options.build, f'escapes {kind}', kind in options.kinds.split(',') and not options.only)
    held = sum(results.found[name]['held'] for name in results.played)
    print(f'{len(results.played)} tried, {held} held')
    return 0 if held == len(results.played) > 0 else 1


if __name__ == '__main__':
    sys.exit(main())
