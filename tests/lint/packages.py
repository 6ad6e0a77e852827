# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian packages name what packaging/dependencies.txt names, so that the two cannot drift apart."""

import re

LIST = 'packaging/dependencies.txt'
CONTROL = 'packaging/debian/control'
# Debian builds with them anyway, or by another name.
GIVEN = {'ccache', 'gcc', 'libc6-dev', 'pkg-config', 'python3'}
# Tested with, but the choice of the machine's administrator.
CHOICE = {'libsane1'}


def sections(text):
    found, section = {}, None
    for line in text.split('\n'):
        word = line.split('#')[0].strip().rstrip('?')
        if word.startswith('['):
            section = word.strip('[]')
        elif word:
            found.setdefault(section, set()).add(word)
    return found


def fields(text):
    """{(package or 'source', field): names of packages}."""
    found = {}
    for stanza in re.split(r'\n\s*\n', text):
        unfolded = re.sub(r'\n[ \t]+', ' ', re.sub(r'^#.*\n', '', stanza, flags=re.MULTILINE))
        lines = dict(line.split(':', 1) for line in unfolded.split('\n') if ':' in line)
        name = lines.get('Package', 'source').strip()
        for field in ('Build-Depends', 'Depends', 'Recommends'):
            found[name, field] = {re.sub(r'[ (:\[].*', '', choice.strip())
                                  for part in lines.get(field, '').split(',')
                                  for choice in part.split('|') if choice.strip()}
    return found


def check(tree):
    if CONTROL not in tree.names:
        return []
    wanted, named = sections(tree.read(LIST)), fields(tree.read(CONTROL))
    problems = [f'{CONTROL}: Build-Depends lacks {name}, which {LIST} builds with'
                for name in sorted(wanted.get('build', set()) - GIVEN - named['source', 'Build-Depends'])]
    runs = named.get(('guichet', 'Depends'), set()) | named.get(('guichet', 'Recommends'), set())
    return problems + [f'{CONTROL}: guichet neither depends on nor recommends {name}, which {LIST} runs with'
                       for name in sorted(wanted.get('run', set()) - CHOICE - runs)]
