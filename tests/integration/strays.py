# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left where a supervisor was killed in the middle of the start of a world or a worker."""

import os
import pathlib
import signal


def clear(marker):
    """Kills each bubblewrap whose command or environment names @marker. Killed with its supervisor
    in the moment between its fork and its prctl(2), it leaves a child that lives on. On a terminal
    systemd or the next supervisor clears it away; a test that starts no other has nobody who would."""
    for entry in pathlib.Path('/proc').iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / 'comm').read_text() == 'bwrap\n' and \
                    marker.encode() in (entry / 'cmdline').read_bytes() + (entry / 'environ').read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:  # it ended meanwhile
            continue
