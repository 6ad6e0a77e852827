# SPDX-License-Identifier: GPL-3.0-or-later
"""Every room has a README of at most 30 lines that answers the same five questions, and names
files that are there."""

import re

PARTS = ('Purpose', 'May include', 'Entry points', 'How to test', 'Why')
MOST_LINES = 30
# Folders that are material of the room above them.
NO_ROOMS = re.compile(r'^(\.ci|config/.+|assets/.+|packaging/.+|tests/unit/.+|tests/[^/]+/.+)$')


def rooms(tree):
    folders = {name.rsplit('/', 1)[0] for name in tree.names if '/' in name}
    folders |= {folder.split('/')[0] for folder in folders}
    return sorted(folder for folder in folders if not NO_ROOMS.match(folder))


def check(tree):
    problems = []
    for room in rooms(tree):
        name = room + '/README.md'
        if name not in tree.names:
            problems.append(f'{room}: has no README.md')
            continue
        text = tree.read(name)
        lines = len(text.rstrip('\n').split('\n'))
        if lines > MOST_LINES:
            problems.append(f'{name}: has {lines} lines, {MOST_LINES} at most')
        for part in PARTS:
            if not re.search(rf'^(\*\*{part}\.?\*\*|#+ {part}\b)', text, re.MULTILINE):
                problems.append(f'{name}: does not say "{part}"')
    return problems
