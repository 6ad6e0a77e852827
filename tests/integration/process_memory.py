# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kernel tells of one process, for tests that look for growth."""

import pathlib


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
