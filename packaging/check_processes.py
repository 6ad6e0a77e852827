# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs commands so that nothing they start can stay unseen, and finds what stayed.

The process that uses this module becomes the reaper of all that its children leave: an orphan
comes to it, instead of to the init of the machine, and so is still known as ours.
"""

import ctypes
import os
import signal
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36
TIMED_OUT = 124


def adopt_orphans():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'prctl')


def read_process(pid):
    """Returns (parent, state, name), or None when the process has gone."""
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as file:
            text = file.read()
    except OSError:
        return None
    fields = text[text.rindex(')') + 2:].split()
    return int(fields[1]), fields[0], text[text.index('(') + 1:text.rindex(')')]


def processes():
    found = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            facts = read_process(int(name))
            if facts is not None:
                found[int(name)] = facts
    return found


def descendants():
    """{pid: name} of all that came from this process and still lives; the dead do not count."""
    table, found = processes(), {}
    for pid in table:
        ancestor = pid
        while ancestor in table and ancestor != os.getpid():
            ancestor = table[ancestor][0]
        if ancestor == os.getpid() and pid != ancestor and table[pid][1] not in 'ZX':
            found[pid] = table[pid][2]
    return found


def reap(proc=None):
    """Collects whatever ended, orphans included; returns the exit status of proc once it has one."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return None
        if pid == 0:
            return None
        if proc is not None and pid == proc.pid:
            proc.returncode = os.waitstatus_to_exitcode(status)
            return proc.returncode


def end_descendants():
    for _ in range(100):
        left = descendants()
        if not left:
            break
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        time.sleep(0.05)
        reap()
    reap()


def run(command, log, seconds, environment=None):
    """Runs a command, its words to the end of the file log; returns its exit status."""
    end = time.monotonic() + seconds
    with open(log, 'ab') as file:
        file.write(('$ ' + ' '.join(command) + '\n').encode())
        file.flush()
        proc = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file,
                                stderr=subprocess.STDOUT, env=environment)
        while reap(proc) is None:
            if time.monotonic() > end:
                file.write(b'ended: it took too long\n')
                proc.terminate()
                time.sleep(2)
                end_descendants()
                proc.returncode = TIMED_OUT
                break
            time.sleep(0.02)
    return proc.returncode


def describe(pid, name):
    """With the end of its command, which tells of which test it is."""
    try:
        with open(f'/proc/{pid}/cmdline', encoding='utf-8', errors='replace') as file:
            words = ' '.join(file.read().split('\0')).strip()
    except OSError:
        words = ''
    return f'{name} ({pid}) {words[:60]} ... {words[-240:]}' if len(words) > 300 else f'{name} ({pid}) {words}'


def stayed(seconds=5):
    """The processes that outlived the command that made them, after a moment of grace."""
    end = time.monotonic() + seconds
    while True:
        reap()
        left = descendants()
        if not left or time.monotonic() > end:
            return sorted(describe(pid, name) for pid, name in left.items())
        time.sleep(0.05)
