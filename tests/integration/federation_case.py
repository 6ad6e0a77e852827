# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of a federation's store share: the command, what it says, and a store in a file.
The programs' places are the first two words of the test's command line."""

import os
import re
import sqlite3
import subprocess
import sys

REPORT, DEFAULTS = sys.argv[1:3]
ENV = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en')


def report(*words, status=0):
    result = subprocess.run([REPORT, *words], capture_output=True, env=ENV, timeout=120,
                            check=False)
    if result.returncode != status:
        raise AssertionError(f'{words}: {result.returncode}\n{result.stdout.decode()}\n'
                             f'{result.stderr.decode()}')
    return result.stdout.decode() + result.stderr.decode()


def totals(text):
    """{'imported': 3, ...}"""
    return {words: int(n) for n, words in re.findall(r'^ *(\d+)  (.+)$', text, re.MULTILINE)}


class SqliteStore:
    def __init__(self, folder):
        self.where = os.path.join(folder, 'federation.db')

    def query(self, sql):
        with sqlite3.connect(f'file:{self.where}?mode=ro', uri=True) as connection:
            return ['|'.join('' if value is None else str(value) for value in row)
                    for row in connection.execute(sql)]
