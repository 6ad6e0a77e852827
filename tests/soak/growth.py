# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal has at rest, and whether it has more than before."""

import os
import pathlib
import re

from process_memory import read_own_memory, read_status
from terminal import wait_for

# KiB that a heap may gain by itself: of seven hundred visits, not a third of a KiB each.
NOISE_KIB = {'memory': 200, 'compositor memory': 800}
# GLib's pool of threads breathes; a connection of the control socket may still be open.
SLACK = {'threads': 2, 'descriptors': 2, 'compositor descriptors': 2}


def list_files(directory):
    """Names below @directory, numbers left out."""
    return sorted(re.sub('[0-9]+', 'N', str(path.relative_to(directory)))
                  for path in directory.rglob('*') if 'stage' not in path.parts)


def shared_memory(uid):
    found = []
    for path in pathlib.Path('/dev/shm').iterdir():
        try:
            if path.stat().st_uid == uid:
                found.append(path.name)
        except FileNotFoundError:
            continue
    return found


def of_user(uid):
    """Processes of the terminal's user, whoever started them."""
    found = []
    for entry in pathlib.Path('/proc').iterdir():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def lives(pid):
    """Whoever waits for an orphan that is dead may be slow."""
    try:
        return pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] != 'Z'
    except OSError:
        return False


def look(terminal):
    """At rest: one world in front, one spare, nothing of those before. The one in front is new: a
    pointer that moved has a world make ready."""
    terminal.control('reset')
    terminal.wait_quiet()
    pid, compositor = terminal.supervisor.pid, terminal.compositor.pid
    wait_for('the gate at rest', lambda: terminal.status()['gate-connections'] == 0)
    uid = terminal.dir.stat().st_uid
    return {'processes': len(terminal.descendants()),
            'processes of the user': len(of_user(uid)),
            'threads': read_status(pid, 'Threads'),
            'descriptors': len(os.listdir(f'/proc/{pid}/fd')),
            'mounts': len(pathlib.Path(f'/proc/{pid}/mountinfo').read_text().splitlines()),
            'compositor descriptors': len(os.listdir(f'/proc/{compositor}/fd')),
            'memory': read_own_memory(pid), 'compositor memory': read_own_memory(compositor),
            'database': terminal.database.stat().st_size,
            'shared memory files': len(shared_memory(uid)),
            'files': list_files(terminal.dir)}


def compare(looks):
    """What is wrong between the look after a third of the way, with all caches warm, and the last."""
    numbers = sorted(looks)
    numbers = numbers[len(numbers) // 3:]
    early, late = looks[numbers[0]], looks[numbers[-1]]
    wrong = []
    for name, value in late.items():
        before = early[name]
        if isinstance(value, list):
            if value != before:
                wrong.append(f'{name}: {sorted(set(value) ^ set(before)) or value}')
        elif name == 'database':
            # A row for each metric and label of the day, never one for a visit.
            if value > 65536:
                wrong.append(f'{name}: {value} bytes')
        elif value > before + NOISE_KIB.get(name, SLACK.get(name, 0)):
            wrong.append(f'{name}: {before} after {numbers[0]} visits, {value} after {numbers[-1]}')
    return wrong
