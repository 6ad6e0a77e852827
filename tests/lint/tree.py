# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's files, as git knows them (or as they lie, where there is no git)."""

import os
import subprocess


class Tree:
    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.names = sorted(name for name in self._list() if os.path.isfile(self.path(name)))

    def _list(self):
        listing = subprocess.run(['git', '-c', 'safe.directory=*', '-C', self.root, 'ls-files', '-z'],
                                 capture_output=True, check=False)
        top = subprocess.run(['git', '-c', 'safe.directory=*', '-C', self.root, 'rev-parse',
                              '--show-prefix'], capture_output=True, check=False)
        if listing.returncode == 0 and top.stdout.strip() == b'':
            return [name.decode() for name in listing.stdout.split(b'\0') if name]
        return list(self._walk())

    def _walk(self):
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders
                          if name not in ('.git', '__pycache__') and not name.startswith('build')]
            for name in files:
                yield os.path.relpath(os.path.join(folder, name), self.root)

    def path(self, name):
        return os.path.join(self.root, name)

    def read(self, name):
        with open(self.path(name), 'rb') as file:
            return file.read().decode('utf-8', errors='replace')

    def is_binary(self, name):
        with open(self.path(name), 'rb') as file:
            return b'\0' in file.read(8192)

    def having(self, *endings):
        return [name for name in self.names if name.endswith(endings)]
