# SPDX-License-Identifier: GPL-3.0-or-later
"""The attempts: corpus.tsv, one a line; its columns are told in README.md."""

import collections
import csv
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
ESCAPE = re.compile(r'\\(\\|t|n|r|u[0-9A-F]{4})')
PLAIN = {'\\': '\\', 't': '\t', 'n': '\n', 'r': '\r'}

Attempt = collections.namedtuple('Attempt', 'id kind how input expected observed_by')
# Rows of what no test here can play; why is told in their "how".
NOT_PLAYED = ('machine',)


def unescape(text):
    plain = ESCAPE.sub(lambda m: PLAIN.get(m.group(1)) or chr(int(m.group(1)[1:], 16)), text)
    # Pairs of surrogates become one character.
    return plain.encode('utf-16-le', 'surrogatepass').decode('utf-16-le', 'replace')


def read():
    with open(HERE / 'corpus.tsv', encoding='ascii', newline='') as file:
        lines = [line for line in file.read().split('\n') if line and not line.startswith('#')]
    rows = list(csv.reader(lines[1:], delimiter='\t', quoting=csv.QUOTE_NONE))
    attempts = [Attempt(*row[:3], unescape(row[3]), unescape(row[4]), row[5]) for row in rows]
    if len({attempt.id for attempt in attempts}) != len(attempts):
        raise ValueError('two attempts have one id')
    return attempts


def split_how(attempt):
    """(play, its words): "script gesture: what" gives ("script", ["gesture"])."""
    words = attempt.how.partition(':')[0].split()
    return words[0], words[1:]


def words_of(attempt):
    """What the attempt is, in words."""
    return attempt.how.partition(': ')[2] or attempt.how
