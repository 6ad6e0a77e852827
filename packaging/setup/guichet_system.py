# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine as doctor and setup see it: files under a root, commands through a runner. Tests hand
in a folder and answers of their own."""

import collections
import os
import subprocess

Answer = collections.namedtuple('Answer', 'code out')
MISSING = 127
TIMEOUT_S = 60


def run_command(words, text=None):
    """Answer of a command; its code is 127 when it is not there or does not end. Its words are the
    untranslated ones."""
    environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='C')
    try:
        done = subprocess.run(words, input=text or '', capture_output=True, text=True, check=False,
                              errors='replace', timeout=TIMEOUT_S, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return Answer(MISSING, '')
    return Answer(done.returncode, done.stdout)


class System:
    def __init__(self, root='/', run=run_command, is_root=None):
        self.root = root
        self.run = run
        self.is_root = os.geteuid() == 0 if is_root is None else is_root

    def path(self, name):
        return os.path.join(self.root, name.lstrip('/'))

    def exists(self, name):
        return os.path.exists(self.path(name))

    def read(self, name):
        """The text of a file, None when there is none. May raise PermissionError."""
        try:
            with open(self.path(name), encoding='utf-8', errors='replace') as file:
                return file.read()
        except PermissionError:
            raise
        except OSError:
            return None

    def read_word(self, name):
        text = self.read(name)
        return None if text is None else text.strip()

    def show(self, unit, *names):
        """{property: value} of a unit, or of systemd itself when unit is None."""
        words = ['systemctl', 'show'] + ([unit] if unit else []) + ['-p', ','.join(names)]
        lines = self.run(words).out.split('\n')
        return dict(line.split('=', 1) for line in lines if '=' in line)

    def is_active(self, unit):
        return self.run(['systemctl', 'is-active', unit]).out.strip() == 'active'
