# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what a run of the tests left on the machine: mounts, files in /tmp, files in the tree."""

import os
import re
import subprocess

import check_processes

# What our tests, and the programs they use, make in /tmp even when TMPDIR is elsewhere.
OURS_IN_TMP = re.compile(r'^(guichet|gt-|\.X\d+-lock$|dbus-|xvfb-run|weston)')
# Who else makes such files: another run of the tests, or a terminal at work.
NEIGHBOURS = re.compile(r'^(Xvfb|weston|guichet.*|bwrap|dbus-daemon|WebKit.*|meson)$')


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


def neighbours():
    """Whether somebody else here makes and removes the same kind of things at the same time."""
    ours = set(check_processes.descendants()) | {os.getpid()}
    return any(NEIGHBOURS.match(name) for pid, (_, state, name)
               in check_processes.processes().items() if pid not in ours and state not in 'ZX')


class Leftovers:
    """What is there before; compare() tells what was added since."""

    def __init__(self, source, build, own_tmp):
        self.source, self.build, self.own_tmp = source, build, own_tmp
        self.alone = not neighbours()
        self.before = self.look()

    def look(self):
        return {
            'mount': mounts(),
            'file in /tmp': tmp_files(),
            'file in the tree': tree_files(self.source, self.build),
            'file in TMPDIR': set(os.listdir(self.own_tmp)),
        }

    def compare(self):
        """Returns what was added, and what was added but may be a neighbour's."""
        after, sure, unsure = self.look(), [], []
        alone = self.alone and not neighbours()
        for kind, names in after.items():
            words = sure if alone or kind == 'file in TMPDIR' else unsure
            words += [f'{kind}: {name}' for name in sorted(names - self.before[kind])]
        return sure, unsure
