# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what a run of the tests left on the machine: mounts, files in /tmp, files in the tree."""

import os
import re
import subprocess

# What our tests, and the programs they use, make in /tmp even when TMPDIR is elsewhere.
OURS_IN_TMP = re.compile(r'^(guichet|\.?X\d+-lock$|dbus-|xvfb-run|weston|\.guichet)')


def mounts():
    with open('/proc/self/mountinfo', encoding='utf-8') as file:
        return {line.split()[4] for line in file}


def tmp_files():
    return {name for name in os.listdir('/tmp') if OURS_IN_TMP.match(name)}


def tree_files(source, build):
    """Files of the tree that git does not hold, the build directory left out."""
    listing = subprocess.run(
        ['git', '-c', 'safe.directory=*', '-C', source, 'status', '--porcelain', '--ignored', '-uall'],
        capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        return set()
    names = {line[3:].strip('"') for line in listing.stdout.splitlines() if line[:2] in ('??', '!!')}
    return {name for name in names
            if not (os.path.join(source, name).rstrip('/') + '/').startswith(build + '/')}


class Leftovers:
    """What is there before; compare() tells what was added since."""

    def __init__(self, source, build, own_tmp):
        self.source, self.build, self.own_tmp = source, build, own_tmp
        self.before = self.look()

    def look(self):
        return {
            'mount': mounts(),
            'file in /tmp': tmp_files() - {os.path.basename(self.own_tmp)},
            'file in the tree': tree_files(self.source, self.build),
            'file in TMPDIR': set(os.listdir(self.own_tmp)) if os.path.isdir(self.own_tmp) else set(),
        }

    def compare(self):
        after = self.look()
        return [f'{kind}: {name}' for kind, names in after.items()
                for name in sorted(names - self.before[kind])]
