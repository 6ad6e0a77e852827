# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is said in English to a French resident: every file that speaks is in POTFILES.in, and
every language has every text."""

import os
import re
import subprocess
import tempfile

PO = 'assets/po/'
SPEAKS_C = re.compile(r'\b(N?C?_|g?d?n?gettext) \(\s*"')
SPEAKS_UI = re.compile(r'translatable="(yes|true)"')
KEYWORDS = ['--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2',
            '--keyword=ngettext:1,2', '--from-code=UTF-8']


def listed(tree, name):
    lines = (line.split('#')[0].strip() for line in tree.read(PO + name).split('\n'))
    return [word for line in lines for word in line.split()]


def speaks(tree, name):
    if name.endswith('.ui'):
        return SPEAKS_UI.search(tree.read(name)) is not None
    return SPEAKS_C.search(tree.read(name)) is not None


def command(tree, words):
    result = subprocess.run(words, cwd=tree.root, capture_output=True, text=True, check=False,
                            env=dict(os.environ, LC_ALL='C.UTF-8'))
    return result.returncode, result.stderr


def check_language(tree, template, language):
    name = f'{PO}{language}.po'
    if name not in tree.names:
        return [f'{name}: is named in LINGUAS and missing']
    problems = []
    for words in (['msgfmt', '--check', '--output-file=' + os.devnull, name],
                  ['msgcmp', name, template]):
        status, said = command(tree, words)
        if status != 0:
            problems += [f'{name}: {line}' for line in said.strip().split('\n')]
    return problems


def check(tree):
    if PO + 'POTFILES.in' not in tree.names:
        return [PO + 'POTFILES.in: missing']
    names = listed(tree, 'POTFILES.in')
    problems = [f'{PO}POTFILES.in: names {name}, which is not there'
                for name in names if name not in tree.names]
    problems += [f'{name}: speaks to people and is not in {PO}POTFILES.in'
                 for name in tree.having('.c', '.ui')
                 if not name.startswith('tests/') and name not in names and speaks(tree, name)]
    if problems:
        return problems
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, 'guichet.pot')
        status, said = command(tree, ['xgettext', '--force-po', '--output=' + template]
                               + KEYWORDS + names)
        if status != 0:
            return [f'{PO}POTFILES.in: {line}' for line in said.strip().split('\n')]
        for language in listed(tree, 'LINGUAS'):
            problems += check_language(tree, template, language)
    return problems
