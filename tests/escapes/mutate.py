# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof that attempts can fail: some are played with a guard switched off, and must be seen not
to be held.

mutate.py BUILD SOURCE SHELL-WITHOUT-KEY-POLICY [--results FILE]"""

import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import corpus  # noqa: E402
from keys import play_keys  # noqa: E402
from leaks import play_leaks  # noqa: E402
from pages import play_pages  # noqa: E402
from scene import NAVIGATE  # noqa: E402

OPEN = NAVIGATE + ';evil.example;*.evil.example'
# Guard, how it is switched off, who plays, attempts that must then get through.
MUTATIONS = (
    ('lists: what a page may show', play_pages, {'navigate': OPEN},
     ('NAV-001', 'NAV-009', 'NAV-013', 'NAV-024', 'URL-015', 'URL-029', 'URL-032', 'EXFIL-062',
      'LEAVE-form-redirect', 'LEAVE-redirect-twice')),
    ('lists: what a page may load', play_leaks, {'load': ';*.evil.example'},
     ('EXFIL-001', 'EXFIL-003', 'EXFIL-004', 'EXFIL-006', 'EXFIL-021', 'EXFIL-037', 'EXFIL-041',
      'EXFIL-042', 'EXFIL-045', 'EXFIL-048', 'EXFIL-008', 'LEAK-event-source')),
    ('keys: the table before everything else', play_keys, {'screens': ('page',)},
     ('KEY-001', 'KEY-019')),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build')
    parser.add_argument('source')
    parser.add_argument('shell')
    parser.add_argument('--results')
    options = parser.parse_args()
    attempts = {attempt.id: attempt for attempt in corpus.read()}
    found, missed = {}, []
    for guard, play, changes, names in MUTATIONS:
        seen = {}

        def record(attempt, held, observed, seen=seen):
            if not seen.get(attempt.id, {}).get('held', True):
                return
            seen[attempt.id] = {'held': bool(held), 'observed': observed}
        if play is play_keys:
            changes = dict(changes, shell=options.shell)
        # One at a time: the first that gets through may take the terminal with it.
        for name in names if play is not play_leaks else ():
            rows = [(*corpus.split_how(attempts[name]), attempts[name])]
            try:
                play(options.build, options.source, rows, record, changes)
            except Exception as error:  # pylint: disable=broad-except
                seen.setdefault(name, {'held': False, 'observed': f'the terminal is gone: {error}'})
        if play is play_leaks:
            play(options.build, options.source, [
                (*corpus.split_how(attempts[name]), attempts[name]) for name in names], record, changes)
        through = [name for name in names if not seen[name]['held']]
        missed += [name for name in names if name not in through]
        found[guard] = {'attempts': len(names), 'through': len(through)}
        print(f'{guard}: {len(through)} of {len(names)} get through', flush=True)
        for name in names:
            print(f'  {name}: {seen[name]["observed"][:160]}')
    if options.results:
        pathlib.Path(options.results).write_text(json.dumps(found, indent=1))
    print(f'not noticed: {missed}' if missed else 'every mutation was noticed')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
