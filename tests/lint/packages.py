# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian packages name what packaging/dependencies.txt names, so that the two cannot drift apart; the
demo's package holds each file of the tree that the demo is made of."""

import re

LIST = 'packaging/dependencies.txt'
CONTROL = 'packaging/debian/control'
DEMO = 'packaging/demo-visit.py'
DEMO_FILES = 'packaging/debian/guichet-demo.install'
DEMO_FOLDERS = ['tests/integration', 'tests/lab']
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


def demo_modules(tree):
    """Files of the tree that the demo imports, and what those import."""
    found, left = set(), [DEMO]
    while left:
        for name in re.findall(r'^\s*(?:from|import) (\w+)', tree.read(left.pop()), re.MULTILINE):
            for path in (f'{folder}/{name}.py' for folder in DEMO_FOLDERS):
                if path in tree.names and path not in found:
                    found.add(path)
                    left.append(path)
    return found


def check_demo(tree):
    if DEMO_FILES not in tree.names:
        return []
    lines = [line.split()[0] for line in tree.read(DEMO_FILES).split('\n') if line.split()]
    return [f'{DEMO_FILES}: lacks {path}, which {DEMO} is made of' for path in sorted(demo_modules(tree))
            if path not in lines and path.rsplit('/', 1)[0] + '/*.py' not in lines]


def check(tree):
    if CONTROL not in tree.names:
        return []
    wanted, named = sections(tree.read(LIST)), fields(tree.read(CONTROL))
    problems = [f'{CONTROL}: Build-Depends lacks {name}, which {LIST} builds with'
                for name in sorted(wanted.get('build', set()) - GIVEN - named['source', 'Build-Depends'])]
    runs = named.get(('guichet', 'Depends'), set()) | named.get(('guichet', 'Recommends'), set())
    return problems + [f'{CONTROL}: guichet neither depends on nor recommends {name}, which {LIST} runs with'
                       for name in sorted(wanted.get('run', set()) - CHOICE - runs)] + check_demo(tree)
