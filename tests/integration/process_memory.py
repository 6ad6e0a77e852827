# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel tells of one process, for tests that look for growth."""

import os
import pathlib
import time

# A caller's connection to the control socket closes a moment after its answer.
REST_SECONDS = 0.5


def read_status(pid, field):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith(field + ':'):
            return int(line.split()[1])
    raise KeyError(field)


def read_own_memory(pid):
    """KiB of its own pages: what is shared changes its share as others come and go."""
    for line in pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith('Anonymous:'):
            return int(line.split()[1])
    raise KeyError('Anonymous')


def read_descriptors(pid):
    """What @pid has open at rest, by kind: looked at until nothing changed for a moment."""
    folder = f'/proc/{pid}/fd'
    kinds, since = None, time.monotonic()
    end = since + 20
    while time.monotonic() - since < REST_SECONDS and time.monotonic() < end:
        now = []
        for name in os.listdir(folder):
            try:
                now.append(os.readlink(os.path.join(folder, name)).split(':[')[0])
            except FileNotFoundError:  # closed while we looked
                pass
        if sorted(now) != kinds:
            kinds, since = sorted(now), time.monotonic()
        time.sleep(0.02)
    return kinds
