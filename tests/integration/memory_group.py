# SPDX-License-Identifier: GPL-3.0-or-later
"""A bound of memory that the kernel holds: a control group of the test's own, of either version. Needs
root; where there is no such controller, open() gives None."""

import os
import pathlib
import re
import time


class MemoryGroup:
    def __init__(self, path, names):
        self.path = path
        self.limit, self.events = (path / name for name in names)

    @classmethod
    def open(cls, name):
        for line in pathlib.Path('/proc/self/mounts').read_text().splitlines():
            _, place, kind, options = line.split()[:4]
            root = pathlib.Path(place)
            if kind == 'cgroup' and 'memory' in options.split(','):
                names = ('memory.limit_in_bytes', 'memory.oom_control')
            elif kind == 'cgroup2' and 'memory' in (root / 'cgroup.subtree_control').read_text().split():
                names = ('memory.max', 'memory.events')
            else:
                continue
            try:
                path = root / f'guichet-{name}-{os.getpid()}'
                path.mkdir()
            except OSError:
                continue
            return cls(path, names)
        return None

    def take(self, pids, size):
        """What these processes and their children use from now on counts."""
        self.limit.write_text(str(size))
        for pid in pids:
            try:
                (self.path / 'cgroup.procs').write_text(str(pid))
            except ProcessLookupError:
                continue

    def n_killed(self):
        """Processes that the kernel ended for want of memory."""
        return int(re.search(r'^oom_kill (\d+)', self.events.read_text(), re.MULTILINE).group(1))

    def close(self):
        """Once all its processes have ended."""
        end = time.monotonic() + 10
        while self.path.exists():
            try:
                self.path.rmdir()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
