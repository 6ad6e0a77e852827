# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of guichet-report's sub-commands share: a folder, a key, and terminals' counts."""

import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

REPORT, DEFAULTS, OLD_FILES = (os.environ[name] for name in
                               ('GUICHET_REPORT', 'GUICHET_DEFAULTS', 'GUICHET_OLD_FILES'))
TODAY = datetime.date.today()


def month_before(n):
    month = TODAY.year * 12 + TODAY.month - 1 - n
    return f'{month // 12:04}-{month % 12 + 1:02}'


class Case(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='guichet-export.')
        self.addCleanup(shutil.rmtree, self.dir)
        self.month = month_before(1)
        self.key = self.path('key')
        self.run_report('key', '--new', '--key', self.key, '--centre', 'cs-x')

    def path(self, name):
        return os.path.join(self.dir, name)

    def run_report(self, *words, status=0):
        done = subprocess.run([REPORT, *words], capture_output=True, text=True, timeout=30, check=False,
                              env=dict(os.environ, LC_ALL='C.UTF-8', TMPDIR=self.dir))
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout + done.stderr

    def database(self, name, counts):
        path = self.path(name)
        with open(os.path.join(OLD_FILES, 'v2.sql'), encoding='utf-8') as file:
            script = file.read()
        store = sqlite3.connect(path)
        store.executescript(script)
        store.execute('DELETE FROM counts')
        store.execute('DELETE FROM gaps')
        for month, metric, label, n in counts:
            store.execute('INSERT INTO counts VALUES (?, ?, ?, ?)', (month + '-03', metric, label, n))
        store.commit()
        store.close()
        return path

    def export(self, *databases, month=None, status=0, key=None):
        words = [word for path in databases for word in ('--database', path)]
        return self.run_report('export', '--month', month or self.month, '--centre', 'cs-x', '--key',
                               key or self.key, '--out', self.path('out'), '--defaults', DEFAULTS,
                               '--config', self.path('none'), *words, status=status)

    def read(self, revision=1, month=None):
        path = self.path(f'out/cs-x-{month or self.month}-r{revision}.json')
        with open(path, 'rb') as file:
            return json.loads(file.read())
