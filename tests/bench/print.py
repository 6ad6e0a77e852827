# SPDX-License-Identifier: GPL-3.0-or-later
"""From "print" to a job that CUPS has accepted, ten A4 pages: our worker, which checks the document,
asks the queue and the device first, in turns with `lp` on the same file and queue.

print.py BUILD [ROUNDS]: needs cups-client and cups-ipp-utils. Exit status 1 when ours takes more than
half a second longer, which is what a person would notice."""

import os
import pathlib
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'lab')]

# pylint: disable=wrong-import-position
from paper import text_pdf
from printing import Printing, QUEUE, wait_until

PAGES = 10
MARGIN_MS = 500


def wait_over(printing, n):
    wait_until('paper', lambda: len(printing.papers()) == n and not printing.jobs())


def run_theirs(printing, path):
    begin = time.monotonic()
    printing.run('lp', '-d', QUEUE, path)
    return (time.monotonic() - begin) * 1000


def run_ours(visitor, path):
    seen = len(visitor.told('status'))
    begin = time.monotonic()
    visitor.say(f'print {path} 1 0 1')
    wait_until('a job', lambda: any(line.startswith('sheets') for line in visitor.told('status')[seen:]),
               period=0.002)
    return (time.monotonic() - begin) * 1000


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    sys.argv[1:] = [str(build / 'tests/integration/print-visitor'),
                    str(build / 'kiosk/print/guichet-print'), str(build / 'tests/lab/libno-avahi.so')]
    sys.path[:0] = [str(HERE.parent / 'integration')]
    cups = __import__('test-print-cups')
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(prefix='gb-', dir='/tmp') as folder:
        os.chmod(folder, 0o755)
        path = pathlib.Path(folder) / 'document.pdf'
        path.write_bytes(text_pdf([f'MOT{i}' for i in range(PAGES)], 'bench'))
        with Printing(f'{folder}/cups', cups.SHIM, cups.PREFIX, cups.USER, cups.GROUP) as printing:
            visitor = cups.Visitor(printing)
            for i in range(rounds):
                theirs.append(run_theirs(printing, path))
                wait_over(printing, 2 * i + 1)
                ours.append(run_ours(visitor, path))
                wait_until('the end', lambda n=i: visitor.told('changed').count('done none') == n + 1)
                wait_over(printing, 2 * i + 2)
            visitor.close()
    for name, times in (('ours', ours), ('lp', theirs)):
        print(f'{name}: {statistics.median(times):.0f} ms ({min(times):.0f}-{max(times):.0f})')
    return 0 if statistics.median(ours) - statistics.median(theirs) <= MARGIN_MS else 1


if __name__ == '__main__':
    sys.exit(main())
