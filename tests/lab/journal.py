# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of the lab: one JSON line for each thing that reached it.

The journal is a proof ("nobody connected to this host"), so a line is written and flushed before
the answer goes out. Query strings, headers and bodies are never written: tests search the machine
for canaries, and the journal must not be where they are found.
"""

import json
import threading
import time

KEPT = 200000


class Journal:
    def __init__(self, path):
        self._file = open(path, 'a', encoding='utf-8', buffering=1)
        self._lock = threading.Lock()
        self._lines = []
        self._start = time.monotonic()

    def write(self, event, **fields):
        line = {'n': 0, 't': 0.0, 'event': event}
        line.update((key, value) for key, value in fields.items() if value is not None)
        with self._lock:
            line['n'] = self._lines[-1]['n'] + 1 if self._lines else 1
            line['t'] = round(time.monotonic() - self._start, 3)
            self._lines.append(line)
            if len(self._lines) > KEPT:
                del self._lines[:KEPT // 2]
            if not self._file.closed:
                self._file.write(json.dumps(line, ensure_ascii=False) + '\n')

    def lines(self, since=0, **wanted):
        """Lines after number @since whose fields have all the @wanted values."""
        with self._lock:
            found = [line for line in self._lines if line['n'] > since]
        return [line for line in found
                if all(str(line.get(key)) == str(value) for key, value in wanted.items())]

    def last(self):
        with self._lock:
            return self._lines[-1]['n'] if self._lines else 0

    def close(self):
        with self._lock:
            self._file.close()
