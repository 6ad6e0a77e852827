# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes PROOF.md and the table of escapes/README.md from what the long suite found.

write-proof.py BUILD: reads BUILD/escapes/*.json (a class each), mutations.json, residue.json,
faults.json, soak.json and played.json (of which commit each was played); a part whose file is missing is said to be missing."""

import collections
import datetime
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / 'escapes')]

import corpus  # noqa: E402
import played  # noqa: E402

HEAD = '''<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- Written by tests/write-proof.py; do not edit. -->
# Proof

What was tried against a whole terminal (compositor, supervisor, worlds, shell and engine on a virtual
centre), and what was seen. {date}, {system}.

'''
WHERE = '''## What shows what

| promise | shown by |
|---|---|
| nothing gets out of the shell; a hostile process in the world reaches nothing | `escapes-*`; guards off: `escapes-mutations` |
| nothing stays; the search can find | `residue`, `residue-endings`, `residue-papers`, `residue-stick`; without the wipe: `residue-kept` |
| core dumps off, swap told, no content in the log | `session-reset-health`, `session-health`, corpus rows `proc-core`, `core`; `residue` searches logs |
| closed, said, recovered; no count lost beyond the visit in progress | `faults-all` |
| the world's filter of calls, bounds, namespaces | `session-reset-world-filter`, `inside-world`, `session-bounds`, escapes class `world` |
| the engine's settings, line by line | `web-settings`, `kiosk/web/SETTINGS.md` |
| AppArmor | `apparmor`, `tests/packages/test-machine.py` |
| fuzzers | `meson test --suite fuzz`, `--suite long-fuzz` |
| the gate's speed and bounds | `tests/bench/gate` |
| a thousand visits | `soak` |

'''
COMMANDS = '''## Again, by yourself

    meson setup build && ninja -C build
    meson test -C build --suite long        # everything above; some of it in every packaging/check
    python3 tests/write-proof.py build      # this page

One attempt: `python3 tests/escapes/run.py build . --only NAV-001`. One ending:
`meson test -C build residue`.
'''


def read(build, name):
    path = build / name
    return json.loads(path.read_text()) if path.exists() else None


def read_all(build):
    """What was seen of all classes; None when none was played."""
    found = {}
    for path in sorted((build / 'escapes').glob('*.json')):
        found.update(json.loads(path.read_text()))
    return found or None


def versions():
    """The parts that attempts are played on, as Debian calls them."""
    names = ('libwebkitgtk-6.0-4', 'libgtk-4-1', 'weston', 'bubblewrap')
    result = subprocess.run(['dpkg-query', '-W', '-f', '${Package} ${Version}, ', *names],
                            capture_output=True, text=True, check=False)
    return result.stdout.rstrip(', ') or 'versions unknown'


def tell_commits(commits):
    names = sorted(set(commits))
    return f'Played on commit{"s" * (len(names) > 1)} {", ".join(names)}.\n\n' if names else ''


def tell_escapes(found, commits):
    if found is None:
        return '## Ways out\n\nNot played in this build.\n\n'
    rows = collections.OrderedDict()
    not_held, not_played = [], collections.Counter()
    for attempt in corpus.read():
        row = rows.setdefault(attempt.kind, [0, 0, 0])
        row[0] += 1
        result = found.get(attempt.id)
        if result is None:
            not_played[corpus.split_how(attempt)[0]] += 1
            continue
        row[1] += 1
        row[2] += result['held']
        if not result['held']:
            not_held.append(f'- `{attempt.id}` {corpus.words_of(attempt)}: {result["observed"][:160]}')
    lines = ['## Ways out (tests/escapes)', '', '| class | written down | tried | held | commit |',
             '|---|---:|---:|---:|---|']
    lines += [f'| {kind} | {a} | {b} | {c} | {", ".join(commits.get(f"escapes {kind}", []))} |'
              for kind, (a, b, c) in rows.items()]
    total = [sum(row[i] for row in rows.values()) for i in range(3)]
    lines += [f'| **all** | **{total[0]}** | **{total[1]}** | **{total[2]}** | |', '']
    lines += ['What was seen of each attempt is in BUILD/escapes/CLASS.json (id, held, observed).', '']
    again = [name for name, result in found.items() if result['held'] and result.get('again')]
    if again:
        lines += ['Not held once, and held when played again: ' + ', '.join(
            f'`{name}`' for name in sorted(again)) + '.', '']
    if not_held:
        lines += ['Not held:', '', *not_held, '']
    if not_played:
        lines += ['Not played: ' + ', '.join(
            f'{count} `{name}`' for name, count in sorted(not_played.items()))
            + ' (`machine`: needs a real machine or its installation; each row of the corpus says why).', '']
    return '\n'.join(lines) + '\n'


def tell_mutations(found, commits):
    if found is None:
        return ''
    lines = ['With a guard switched off, attempts must get through, and do:', '',
             '| guard off | attempts | get through |', '|---|---:|---:|']
    lines += [f'| {name} | {row["attempts"]} | {row["through"]} |' for name, row in found.items()]
    return '\n'.join(lines) + '\n\n' + tell_commits(commits)


def tell_residue(found):
    if found is None:
        return '## Residues\n\nNot searched in this build.\n\n'
    lines = ['## Residues (tests/residue)', '', 'A canary of its own in each store of a visit.', '',
             '| ending | planted | found |', '|---|---:|---:|']
    for name, row in sorted(found.items(), key=lambda item: (item[1]['kept'], item[0])):
        words = f'**{name}** (a supervisor for tests only)' if row['kept'] else name
        lines.append(f'| {words} | {row["planted"]} | {row["found"]} |')
    commits = [row['commit'] for row in found.values() if 'commit' in row]
    return '\n'.join(lines) + '\n\n' + tell_commits(commits)


def tell_faults(found, commits):
    if found is None:
        return '## Faults\n\nNot injected in this build.\n\n'
    injected, survived = (sum(bool(row[key]) for row in found.values()) for key in ('injected', 'survived'))
    lines = ['## Faults (tests/faults)', '', f'{injected} injected, {survived} survived.', '',
             *([tell_commits(commits).strip(), ''] if commits else []),
             '| fault | what was seen after it |', '|---|---|']
    for name, row in sorted(found.items()):
        note = '**not injected**: ' if not row['injected'] else '' if row['survived'] else '**not survived**: '
        lines.append(f'| {name} | {note}{row["observed"]} |')
    return '\n'.join(lines) + '\n\n'


def tell_soak(found, commits):
    if found is None:
        return ''
    looks = found['looks']
    ends, wipes = found['seconds from the ending to clean tiles'], found['wipes']
    played_as = ', '.join(f'{n} {name}' for name, n in sorted(found['played'].items()))
    lines = ['## Soak (tests/soak)', '',
             f'{found["visits"]} visits in a row on one supervisor ({played_as}): '
             f'{sum(wipes.values())} wipes, {wipes.get("verified", 0)} verified; wrong: '
             f'{"; ".join(found["wrong"]) or "nothing"}. Clean tiles after {ends["median"]} s '
             f'(median; 95 %: {ends["95 %"]} s, longest {ends["longest"]} s).', '']
    lines += [tell_commits(commits).strip(), ''] if commits else []
    names = [name for name in next(iter(looks.values())) if name != 'files']
    lines += ['| after visits | ' + ' | '.join(names) + ' |', '|---:|' + '---:|' * len(names)]
    lines += [f'| {number} | ' + ' | '.join(str(seen[name]) for name in names) + ' |'
              for number, seen in looks.items()]
    return '\n'.join(lines) + '\n\n'


def write_table(found):
    """One line by class, into the README of the escapes."""
    kinds = collections.OrderedDict()
    for attempt in corpus.read():
        row = kinds.setdefault(attempt.kind, [0, 0])
        result = found.get(attempt.id)
        row[0] += result is not None
        row[1] += bool(result and result['held'])
    names = list(kinds)
    half = (len(names) + 1) // 2
    lines = ['| class | tried | held | class | tried | held |', '|---|---:|---:|---|---:|---:|']
    for i in range(half):
        left = f'| {names[i]} | {kinds[names[i]][0]} | {kinds[names[i]][1]} |'
        right = names[i + half] if i + half < len(names) else ''
        lines.append(left + (f' {right} | {kinds[right][0]} | {kinds[right][1]} |' if right
                             else ' **all** | %d | %d |' % tuple(
                                 sum(row[j] for row in kinds.values()) for j in (0, 1))))
    path = HERE / 'escapes' / 'README.md'
    head, mark, rest = path.read_text().partition('<!-- table')
    path.write_text(head + mark + rest.partition('\n')[0] + '\n' + '\n'.join(lines) + '\n'
                    + rest[rest.index('<!-- end'):])


def main():
    build = pathlib.Path(sys.argv[1])
    escapes = read_all(build)
    text = HEAD.format(date=datetime.date.today().isoformat(), system=versions())
    commits = played.read(build)
    text += tell_escapes(escapes, commits)
    text += tell_mutations(read(build, 'mutations.json'), commits.get('mutations', []))
    text += tell_residue(read(build, 'residue.json'))
    text += tell_faults(read(build, 'faults.json'), commits.get('faults', []))
    text += tell_soak(read(build, 'soak.json'), commits.get('soak', []))
    (HERE / 'PROOF.md').write_text(text + WHERE + COMMANDS)
    if escapes is not None:
        write_table(escapes)


if __name__ == '__main__':
    main()
