# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the attempts of corpus.tsv against a real terminal and says of each what was observed.

run.py BUILD SOURCE [--plays NAME,...] [--only ID,...] [--every N] [--results FILE]

Exit status 0 when every attempt that was played was held."""

import argparse
import collections
import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import corpus  # noqa: E402
from asks import play_asks  # noqa: E402
from exhaust import play_exhaust  # noqa: E402
from forged import play_control  # noqa: E402
from inside import play_inside  # noqa: E402
from keys import play_keys  # noqa: E402
from leaks import play_leaks  # noqa: E402
from pages import play_pages  # noqa: E402
from start import (play_arguments, play_config, play_environment,  # noqa: E402
                   play_terminal)
from wipes import play_wipes  # noqa: E402

# Play -> the function that plays it; attempts of one function share a terminal.
PLAYS = {'address': play_pages, 'script': play_pages, 'leak': play_leaks, 'key': play_keys,
         'inside': play_inside, 'environment': play_environment, 'arguments': play_arguments,
         'config': play_config, 'ask': play_asks, 'hand': play_asks,
         'control': play_control, 'exhaust': play_exhaust, 'wipe': play_wipes,
         'terminal': play_terminal}

# The short run: one attempt of N; a play that is not named is left out.
SHORT = {'address': 40, 'script': 30, 'leak': 1, 'key': 30, 'inside': 1,
         'environment': 1, 'config': 1, 'control': 1}
SHORT_OPTIONS = {'screens': ('page',)}
# Slow ones, which the short run leaves out.
SLOW = ('proc-forks', 'proc-threads', 'mem-tmp', 'mem-shm', 'mem-home')


class Results:
    def __init__(self, path):
        self.path = path
        self.found = {}
        if path and os.path.exists(path):
            self.found = json.loads(pathlib.Path(path).read_text())
        self.played = []

    def record(self, attempt, held, observed):
        self.found[attempt.id] = {'held': bool(held), 'observed': observed}
        if attempt.id not in self.played:
            self.played.append(attempt.id)
        if not held:
            print(f'not held  {attempt.id}  {corpus.words_of(attempt)}  [{attempt.input[:80]!r}]\n'
                  f'          wanted: {attempt.expected}\n          seen: {observed}', flush=True)

    def save(self):
        if self.path:
            pathlib.Path(self.path).write_text(json.dumps(self.found, indent=0, sort_keys=True))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build')
    parser.add_argument('source')
    parser.add_argument('--plays', default=','.join(PLAYS))
    parser.add_argument('--only', default='')
    parser.add_argument('--short', action='store_true', help='some of each kind, a minute')
    parser.add_argument('--every', type=int, default=1, help='play one attempt of N')
    parser.add_argument('--results')
    return parser.parse_args()


def choose(options):
    """Function -> [(play, words, attempt)] in the order of the corpus."""
    plays, only = options.plays.split(','), [name for name in options.only.split(',') if name]
    chosen, count = collections.OrderedDict(), collections.Counter()
    for attempt in corpus.read():
        name, words = corpus.split_how(attempt)
        if name not in PLAYS or name not in plays or (only and attempt.id not in only):
            continue
        if options.short and attempt.input in SLOW:
            continue
        every = SHORT.get(name, 0) if options.short else options.every
        count[name] += 1
        if only or every == 1 or (every and count[name] % every == 1):
            chosen.setdefault(PLAYS[name], []).append((name, words, attempt))
    return chosen


def main():
    options = parse_arguments()
    results = Results(options.results)
    for function, attempts in choose(options).items():
        since, before = time.monotonic(), len(results.played)
        function(options.build, options.source, attempts, results.record,
                 SHORT_OPTIONS if options.short else {})
        print(f'{function.__name__}: {len(results.played) - before} attempts, '
              f'{time.monotonic() - since:.0f} s', flush=True)
        results.save()
        missing = {attempt.id for _, _, attempt in attempts} - set(results.played)
        for name in sorted(missing):
            results.found[name] = {'held': False, 'observed': 'nothing came of it'}
            results.played.append(name)
            print(f'not held  {name}: nothing came of it')
    held = sum(results.found[name]['held'] for name in results.played)
    print(f'{len(results.played)} tried, {held} held')
    results.save()
    return 0 if held == len(results.played) > 0 else 1


if __name__ == '__main__':
    sys.exit(main())
