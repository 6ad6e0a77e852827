# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every text of the project: a licence line, no tabs in C, no paths of the machine
that it was made on, no unfinished business."""

import re

LICENCE = 'SPDX-License-Identifier: GPL-3.0-or-later'
# Their formats have no comments.
WITHOUT_LICENCE = {'LICENSE', 'packaging/debian/source/format', 'packaging/debian/guichet.templates'}

# Written apart, so that this file does not find itself.
UNFINISHED = re.compile(r'\b(' + '|'.join(('TO' 'DO', 'FIX' 'ME', 'X' 'XX')) + r')\b')
MACHINE = re.compile('|'.join(('(?<![\\w.])/wo' 'rk/', '/fa' 'rm/', r'\.libr' 'ary', '/tmp/b' '-',
                               '(?<![\\w.])/ro' 'ot/', r'/ho' r'me/(?!resident|kiosk|guichet)[a-z]+/')))
TAB_FREE = ('.c', '.h', '.py', 'meson.build', '.css', '.ui', '.xml')


def check_lines(name, text):
    for number, line in enumerate(text.split('\n'), 1):
        where = f'{name}:{number}'
        if UNFINISHED.search(line):
            yield f'{where}: says that it is unfinished'
        if MACHINE.search(line):
            yield f'{where}: names a path of one machine'
        if '\t' in line and name.endswith(TAB_FREE):
            yield f'{where}: holds a tab'
        if line != line.rstrip() and not name.endswith('.md'):
            yield f'{where}: ends with spaces'


def check(tree):
    problems = []
    for name in tree.names:
        if name in WITHOUT_LICENCE or tree.is_binary(name):
            continue
        text = tree.read(name)
        if not any(LICENCE in line for line in text.split('\n')[:5]):
            problems.append(f'{name}: no "{LICENCE}" in its first five lines')
        problems += check_lines(name, text)
    return problems
