# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof that attempts can fail: some are played with a guard switched off, and must be seen not
to be held.

mutate.py BUILD SOURCE [--only WORD] [--results FILE]

Guards that are code are put out of their place by the linker (open-guards.c, open-keys.c)."""

import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import corpus  # noqa: E402
import played  # noqa: E402
from inside import play_inside  # noqa: E402
from keys import play_keys  # noqa: E402
from leaks import play_leaks  # noqa: E402
from pages import play_pages  # noqa: E402
from scene import NAVIGATE  # noqa: E402

OPEN = NAVIGATE + ';evil.example;*.evil.example'
# These play all on one terminal in any case.
TOGETHER = (play_leaks, play_inside)
KEYS = {'screens': ('page',), 'shell': 'shell-without-key-policy'}
# Guard, who plays, how it is switched off, attempts that must then get through.
MUTATIONS = (
    ('lists: what a page may show', play_pages, {'navigate': OPEN},
     ('NAV-001', 'NAV-009', 'NAV-013', 'NAV-024', 'URL-015', 'URL-029', 'URL-032', 'EXFIL-062',
      'LEAVE-form-redirect', 'LEAVE-redirect-twice')),
    ('lists: what a page may load', play_leaks, {'load': ';*.evil.example'},
     ('EXFIL-001', 'EXFIL-003', 'EXFIL-004', 'EXFIL-006', 'EXFIL-021', 'EXFIL-037', 'EXFIL-041',
      'EXFIL-042', 'EXFIL-045', 'EXFIL-048', 'EXFIL-008', 'LEAK-event-source')),
    ('lists: style sheets', play_pages, {'load': '*.evil.example'},
     ('STYLE-01', 'STYLE-02', 'STYLE-05', 'STYLE-10', 'STYLE-13')),
    ('keys: the table before everything else', play_keys, KEYS, ('KEY-001', 'KEY-019')),
    ("settings: the engine's features", play_pages, {'shell': 'open-settings'},
     ('OWN-PERM-30', 'OWN-PERM-31', 'OWN-PERM-34')),
    ("calls: the world's filter", play_inside, {'supervisor': 'open-calls'},
     ('IN-kernel-keyring', 'IN-kernel-pidfd-getfd', 'IN-kernel-nf-tables', 'IN-kernel-handle')),
    ('display: what a world may say to the compositor', play_inside, {'supervisor': 'open-display'},
     ('IN-display-globals', 'SYS-020')),
    ('gate: its own look at the lists', play_inside, {'supervisor': 'open-gate'},
     ('IN-gate-unlisted', 'IN-gate-suffix', 'IN-gate-port-22', 'IN-gate-get-unlisted')),
)


def play_guard(play, changes, options, rows):
    """id -> what was seen with the guard off."""
    seen = {}

    def record(attempt, held, observed):
        if seen.get(attempt.id, {}).get('held', True):
            seen[attempt.id] = {'held': bool(held), 'observed': observed}
    changes = {name: pathlib.Path(options.build, 'tests', 'escapes', value)
               if name in ('shell', 'supervisor') else value for name, value in changes.items()}
    # One at a time: the first that gets through may take the terminal with it.
    for group in [rows] if play in TOGETHER else [[row] for row in rows]:
        try:
            play(options.build, options.source, group, record, changes)
        except Exception as error:  # pylint: disable=broad-except
            for row in group:
                seen.setdefault(row[2].id, {'held': False, 'observed': f'the terminal is gone: {error}'})
    return seen


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build')
    parser.add_argument('source')
    parser.add_argument('--only', default='')
    parser.add_argument('--results')
    options = parser.parse_args()
    attempts = {attempt.id: attempt for attempt in corpus.read()}
    found, missed = {}, []
    for guard, play, changes, names in MUTATIONS:
        if options.only not in guard:
            continue
        rows = [(*corpus.split_how(attempts[name]), attempts[name]) for name in names]
        seen = play_guard(play, changes, options, rows)
        through = [name for name in names if not seen[name]['held']]
        missed += [name for name in names if name not in through]
        found[guard] = {'attempts': len(names), 'through': len(through)}
        print(f'{guard}: {len(through)} of {len(names)} get through', flush=True)
        for name in names:
            print(f'  {name}: {seen[name]["observed"][:160]}', flush=True)
    if options.results:
        path = pathlib.Path(options.results)
        before = json.loads(path.read_text()) if options.only and path.exists() else {}
        path.write_text(json.dumps({**before, **found}, indent=1))
        played.mark(options.build, 'mutations', not options.only)
    print(f'not noticed: {missed}' if missed else 'every mutation was noticed')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
