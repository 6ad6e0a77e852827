# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole terminal with USB sticks: a stick_machine of its own, with a real udisks2 that a real polkit tells
what the terminal's user may, and a stage in it. Files stand for sticks, so the worker is one that takes
them (stick-of-files.c)."""

import os
import pathlib
import shutil

import stick_machine
import terminal
from stick_machine import run, wait_for

POLKITD = '/usr/lib/polkit-1/polkitd'
# What logind says of the terminal's own session, and Debian's policy of an active one.
RULES = '''polkit.addRule(function (action, subject) {
  if (subject.user === "guichet-essai" && action.id.indexOf("org.freedesktop.udisks2.filesystem-mount") === 0) {
    return polkit.Result.YES;
  }
});
'''


class Machine(stick_machine.Machine):
    def start(self, udisks=True):
        run('ip', 'link', 'set', 'lo', 'up')
        super().start(udisks=False)
        self.name_user()
        self.start_polkit()
        self.start_udisks()

    @staticmethod
    def wait_alone():
        """Files of others that stand for disks are seen by all machines on one kernel."""
        wait_for('no other loop device', lambda: not run('losetup', '--all'), 300)

    @staticmethod
    def processes_of(name):
        """Of this machine alone: its processes have numbers of their own."""
        found = []
        for path in pathlib.Path('/proc').glob('[0-9]*/comm'):
            try:
                found += [path.parent.name] if path.read_text().strip() == name else []
            except OSError:
                continue
        return found

    @staticmethod
    def name_user():
        """udisks2 and polkit look up who asks."""
        for name, line in (('passwd', f'guichet-essai:x:{terminal.NOBODY}:{terminal.NOBODY}::/nonexistent:/bin/false'),
                           ('group', f'guichet-essai:x:{terminal.NOBODY}:')):
            copy = pathlib.Path('/run') / name
            copy.write_text(pathlib.Path('/etc', name).read_text().rstrip('\n') + f'\n{line}\n')
            run('mount', '--bind', copy, f'/etc/{name}')

    def start_polkit(self):
        rules = pathlib.Path('/run/polkit-rules')
        rules.mkdir(mode=0o755)
        (rules / '10-essai.rules').write_text(RULES)
        run('mount', '--bind', rules, '/usr/share/polkit-1/rules.d')
        self.spawn(POLKITD, '--no-debug')
        wait_for('polkit', lambda: 'Authority' in run(
            'gdbus', 'introspect', '--system', '--dest', 'org.freedesktop.PolicyKit1', '--object-path',
            '/org/freedesktop/PolicyKit1/Authority', check=False))


def use_files(stage, worker):
    """Before it starts: its worker takes files for sticks."""
    path = shutil.copy(worker, stage.program['stick'])
    os.chmod(path, 0o755)
