# SPDX-License-Identifier: GPL-3.0-or-later
"""What processes cost, from /proc."""

import os
import re
import signal
import time

MIB = 1024.0


def read(pid, name):
    try:
        with open(f'/proc/{pid}/{name}', encoding='utf-8', errors='replace') as file:
            return file.read()
    except OSError:
        return ''


def parents():
    """pid: its parent's pid, of all processes."""
    found = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            fields = read(name, 'stat').rpartition(')')[2].split()
            if fields:
                found[int(name)] = int(fields[1])
    return found


def tree(root):
    """@root and all that descends from it, living."""
    parent, pids = parents(), {root}
    grew = True
    while grew:
        new = {pid for pid, above in parent.items() if above in pids} - pids
        pids |= new
        grew = bool(new)
    return sorted(pid for pid in pids if pid in parent)


def name_of(pid):
    return read(pid, 'comm').strip()


def pss(root):
    """MiB by name of process."""
    sizes = {}
    for pid in tree(root):
        match = re.search(r'^Pss:\s+(\d+)', read(pid, 'smaps_rollup'), re.MULTILINE)
        if match:
            name = name_of(pid)
            sizes[name] = sizes.get(name, 0) + int(match.group(1)) / MIB
    return sizes


def thread_times(root):
    """(process, thread): nanoseconds it ran."""
    times = {}
    for pid in tree(root):
        try:
            threads = os.listdir(f'/proc/{pid}/task')
        except OSError:
            continue
        for thread in threads:
            fields = read(pid, f'task/{thread}/schedstat').split()
            if fields:
                times[pid, thread] = int(fields[0])
    return times


def idle_cpu(root, seconds):
    """Seconds of CPU in 20 s, measured over @seconds; without threads that ended meanwhile."""
    before, start = thread_times(root), time.monotonic()
    time.sleep(seconds)
    after, passed = thread_times(root), time.monotonic() - start
    ran = sum(spent - before.get(thread, 0) for thread, spent in after.items())
    return ran / 1e9 * 20 / passed


def written(root):
    """pid: bytes sent towards a disk by it; files in memory do not count."""
    sizes = {}
    for pid in tree(root):
        match = re.search(r'^write_bytes: (\d+)', read(pid, 'io'), re.MULTILINE)
        sizes[pid] = int(match.group(1)) if match else 0
    return sizes


def kill_tree(root):
    for pid in reversed(tree(root)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
