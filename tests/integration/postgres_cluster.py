# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL cluster of a test's own: in a temporary folder, on a socket only, removed after.

PostgreSQL refuses to run as root: then it runs as nobody."""

import glob
import os
import shutil
import subprocess
import tempfile

NOBODY = 65534


def find_programs():
    """The newest installed version's folder, or None."""
    folders = sorted(glob.glob('/usr/lib/postgresql/*/bin/initdb'),
                     key=lambda path: float(path.split('/')[4]))
    return os.path.dirname(folders[-1]) if folders else None


class Cluster:
    def __init__(self):
        self.programs = find_programs()
        self.folder = tempfile.mkdtemp(prefix='guichet-pg-')
        self.data = os.path.join(self.folder, 'data')
        self.url = f'postgresql:///postgres?host={self.folder}&user=guichet'
        self._count = 0

    def _run(self, *words):
        more = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.geteuid() == 0 else {}
        subprocess.run([os.path.join(self.programs, words[0]), *words[1:]], cwd=self.folder,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=120, **more)

    def __enter__(self):
        if os.geteuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        self._run('initdb', '--pgdata', self.data, '--auth=trust', '--username=guichet',
                  '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync')
        self._run('pg_ctl', '--pgdata', self.data, '--wait', '--log', self.folder + '/log',
                  '--options', f"-k {self.folder} -c listen_addresses='' -c shared_buffers=128MB",
                  'start')
        return self

    def __exit__(self, *_):
        self._run('pg_ctl', '--pgdata', self.data, '--wait', '--mode=fast', 'stop')
        shutil.rmtree(self.folder)

    def new_database(self):
        """The URL of an empty database."""
        self._count += 1
        name = f'federation_{self._count}'
        self.psql(f'CREATE DATABASE {name}')
        return self.url.replace('/postgres?', f'/{name}?')

    def psql(self, sql, url=None):
        result = subprocess.run([os.path.join(self.programs, 'psql'), '--no-psqlrc', '--tuples-only',
                                 '--no-align', '--quiet', url or self.url, '--command', sql],
                                check=True, capture_output=True, text=True, timeout=300)
        return result.stdout.strip()
