# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers that fall or hang in the middle of their work: the scanner's, the printer's, the reader of
documents. A photocopy is made on a scanner, a CUPS and a printer of the test's own."""

import os
import signal

from play import expect, fault, wait_for

COPY_BUTTON = (320, 765)
WORKERS = ('guichet-scan', 'guichet-print', 'guichet-stick', 'guichet-documen')


# --- a photocopy, step by step ---

def changed(terminal, act, share=0.05):
    before = terminal.look()
    act()
    terminal.wait_changed(before, share)


def lay_sheet(terminal):
    """The screen that asks for a sheet on the glass."""
    visits = terminal.status()['visits']
    changed(terminal, lambda: terminal.click(*COPY_BUTTON))
    wait_for('a visit', lambda: terminal.status().get('visits', 0) > visits)
    terminal.begun += 1
    terminal.move(1, terminal.size[1] - 1)
    changed(terminal, lambda: terminal.key('Return'), 0.002)


def n_images(terminal):
    return sum(1 for line in terminal.devices.scanner.requests if line.endswith('NextDocument'))


def begin_page(terminal):
    """The image of the page comes, slowly."""
    n = n_images(terminal)
    terminal.devices.scanner.is_slow = True
    terminal.key('Return')
    wait_for('the image', lambda: n_images(terminal) > n, 60)
    return the_one(terminal, 'guichet-scan')


def scan_page(terminal):
    n = n_images(terminal)
    terminal.devices.scanner.is_slow = False
    before = terminal.look()
    terminal.key('Return')
    wait_for('another image', lambda: n_images(terminal) > n, 60)
    terminal.wait_changed(before, 0.05)
    terminal.wait_still(quiet=1.0)


def begin_print(terminal):
    """The printer has it, and takes its time."""
    printing = terminal.devices.printing
    changed(terminal, lambda: terminal.key('Return'), 0.1)
    terminal.wait_still(quiet=1.0)
    printing.set_fault('slow')
    changed(terminal, lambda: terminal.key('Return'))
    wait_for('a print in progress', printing.jobs, 60)
    return the_one(terminal, 'guichet-print')


def the_one(terminal, name):
    return wait_for(f'{name} at work', lambda: terminal.descendants(name), 20)[-1]


def leave(terminal):
    """The visit ends; no worker and no print is left."""
    devices = terminal.devices
    terminal.leave()
    wait_for('the end of the workers',
             lambda: not [pid for name in WORKERS for pid in terminal.descendants(name)], 30)
    wait_for('no print in progress', lambda: not devices.printing.spooled(), 60)
    devices.printing.set_fault('none')
    devices.scanner.is_slow = False


def photocopy(terminal):
    """Afterwards all works: a page, and paper."""
    papers = len(terminal.devices.printing.papers())
    terminal.wait_quiet()
    lay_sheet(terminal)
    scan_page(terminal)
    changed(terminal, lambda: terminal.key('Return'), 0.1)
    terminal.wait_still(quiet=1.0)
    terminal.key('Return')
    wait_for('paper', lambda: len(terminal.devices.printing.papers()) > papers, 60)
    leave(terminal)
    return 'the next visit copies a page; ' + terminal.check()


# --- faults ---

def break_scan(terminal, number):
    """What is told of it is seen; the same visit scans again, or reception helps."""
    terminal.wait_quiet()
    lay_sheet(terminal)
    worker = begin_page(terminal)
    scanning = terminal.look()
    os.kill(worker, number)
    wait_for('the end of the worker', lambda: not os.path.exists(f'/proc/{worker}'), 60)
    terminal.wait_changed(scanning, 0.02, 60)
    terminal.shoot(f'scan-worker-{number.name}')
    expect(terminal.state() == 'visiting', 'the visit did not go on')
    leave(terminal)
    return 'said, the visit went on; ' + photocopy(terminal)


@fault('scan worker killed in mid-page', has_devices=True)
def scan_killed(terminal):
    return break_scan(terminal, signal.SIGKILL)


@fault('scan worker hangs in mid-page', has_devices=True)
def scan_hangs(terminal):
    return break_scan(terminal, signal.SIGSTOP)


@fault('print worker killed in mid-print', has_devices=True)
def print_killed(terminal):
    terminal.wait_quiet()
    lay_sheet(terminal)
    scan_page(terminal)
    worker = begin_print(terminal)
    printing = terminal.look()
    os.kill(worker, signal.SIGKILL)
    terminal.wait_changed(printing, 0.02, 60)
    terminal.shoot('print-worker-killed')
    expect(terminal.state() == 'visiting', 'the visit did not go on')
    leave(terminal)
    return 'said, the visit went on, no print is left; ' + photocopy(terminal)


@fault('document reader killed', has_devices=True)
def reader_killed(terminal):
    """It shows what was scanned."""
    terminal.wait_quiet()
    lay_sheet(terminal)
    scan_page(terminal)
    for pid in terminal.descendants('guichet-documen'):
        os.kill(pid, signal.SIGKILL)
    terminal.wait_still()
    expect(terminal.state() == 'visiting', 'the visit did not go on')
    leave(terminal)
    return 'the visit went on; ' + photocopy(terminal)


@fault('supervisor killed in mid-page', has_devices=True)
def supervisor_killed_in_page(terminal):
    terminal.wait_quiet()
    lay_sheet(terminal)
    begin_page(terminal)
    terminal.in_progress = 1
    terminal.end_supervisor()
    terminal.start_supervisor()
    words = terminal.check()
    leave(terminal)
    return f'no worker is left; {words}; ' + photocopy(terminal)


@fault('supervisor killed in mid-print', has_devices=True)
def supervisor_killed_in_print(terminal):
    terminal.wait_quiet()
    lay_sheet(terminal)
    scan_page(terminal)
    begin_print(terminal)
    terminal.in_progress = 1
    terminal.end_supervisor()
    terminal.start_supervisor()
    words = terminal.check()
    leave(terminal)
    return f'no worker and no print is left; {words}; ' + photocopy(terminal)
