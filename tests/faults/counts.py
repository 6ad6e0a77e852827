# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts damaged, locked or under a clock that jumps."""

import contextlib
import datetime
import glob
import os
import signal
import sqlite3

from play import Failure, expect, fault, wait_for

YEAR = 366 * 86400


# --- damage ---

def damage(terminal, data):
    """Writes into the file as it lies; its owner stays."""
    with open(terminal.database, 'r+b') as file:
        if data == b'':
            file.truncate(0)
        file.write(data * (os.path.getsize(terminal.database) // max(len(data), 1)))


def survive_damage(terminal, data, is_at_start):
    terminal.visit()
    terminal.leave()
    terminal.visit()
    if is_at_start:
        terminal.end_supervisor()
        damage(terminal, data)
        terminal.start_supervisor()
    else:
        damage(terminal, data)
        terminal.leave()
    terminal.settle()
    kept = list(terminal.database.parent.glob('counts.db.corrupt-*'))
    expect(kept, 'the damaged file was not set aside')
    expect(any(file.name in terminal.log() for file in kept), 'the log does not say where it is')
    expect(terminal.status()['counts-written'], 'nothing is counted')
    total = sum(terminal.read_counts().get('visit-ended', {}).values())
    expect(total == 1, f'{total} visits in the new file')
    terminal.begun = total
    return 'set aside and said; the visit is in the new file; ' + terminal.check()


@fault('counts corrupt in a visit')
def corrupt_in_visit(terminal):
    return survive_damage(terminal, b'\xff', False)


@fault('counts corrupt at the start')
def corrupt_at_start(terminal):
    return survive_damage(terminal, b'\xff', True)


@fault('counts emptied at the start')
def emptied(terminal):
    return survive_damage(terminal, b'', True)


# --- locked by another program ---

@contextlib.contextmanager
def locked(terminal):
    database = sqlite3.connect(terminal.database, isolation_level=None)
    database.execute('BEGIN EXCLUSIVE')
    try:
        yield
    finally:
        database.execute('ROLLBACK')
        database.close()


@fault('counts locked for three visits')
def locked_in_visits(terminal):
    with locked(terminal):
        for _ in range(3):
            terminal.visit()
            terminal.leave()
        expect(not terminal.status()['counts-written'], 'the status does not say so')
        expect('could not be written' in terminal.log(), 'the log does not say so')
    terminal.visit()
    terminal.leave()
    expect(terminal.status()['counts-written'], 'nothing is counted again')
    return 'said; ' + terminal.check()


@fault('counts locked at the start')
def locked_at_start(terminal):
    terminal.visit()
    with locked(terminal):
        terminal.end_supervisor()
        terminal.start_supervisor()
        terminal.settle()
        expect(not terminal.status()['counts-written'], 'the status does not say so')
    terminal.visit()
    terminal.leave()
    return 'said; ' + terminal.check()


# --- the clock ---

def find_faketime():
    found = glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1')
    if not found:
        raise Failure('libfaketime is not installed')
    return found[0]


def set_clock(terminal, seconds):
    """Read by libfaketime each second; the monotonic clock is the kernel's own."""
    file = terminal.dir / 'clock'
    new = terminal.dir / 'clock.new'
    new.write_text(f'{seconds:+d}\n')
    new.chmod(0o644)
    new.rename(file)


def days(terminal):
    with sqlite3.connect(f'file:{terminal.database}?mode=ro', uri=True) as database:
        found = [row[0] for row in database.execute('SELECT DISTINCT day FROM counts ORDER BY 1')]
    database.close()
    return found


def jump(terminal, seconds):
    """In the middle of a visit; that one, and one more, are lived through."""
    terminal.end_supervisor(signal.SIGTERM)
    set_clock(terminal, 0)
    terminal.start_supervisor(LD_PRELOAD=find_faketime(), FAKETIME_DONT_FAKE_MONOTONIC='1',
                              FAKETIME_TIMESTAMP_FILE=str(terminal.dir / 'clock'),
                              FAKETIME_CACHE_DURATION='1', FAKETIME_DISABLE_SHM='1')
    terminal.settle()
    terminal.visit()
    terminal.leave()
    terminal.visit()
    set_clock(terminal, seconds)
    there = (datetime.datetime.now() + datetime.timedelta(seconds=seconds)).date().isoformat()
    expect(terminal.state() == 'visiting', 'the jump ended the visit')
    terminal.leave()
    terminal.visit()
    terminal.leave()
    wait_for(f'a count of {there}', lambda: there in days(terminal), 10)
    words = terminal.check()
    terminal.end_supervisor(signal.SIGTERM)
    terminal.start_supervisor()
    terminal.settle()
    return f'the visit went on, counted on {there}; ' + words + '; and with the right clock: ' \
        + terminal.check()


@fault('clock jumps ten years ahead in a visit')
def clock_ahead(terminal):
    return jump(terminal, 10 * YEAR)


@fault('clock jumps twenty years back in a visit')
def clock_back(terminal):
    return jump(terminal, -20 * YEAR)


@fault('clock jumps a day back in a visit')
def clock_day_back(terminal):
    return jump(terminal, -86400)
