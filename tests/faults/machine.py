# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine runs out of: disk, memory files, descriptors, processes."""

import contextlib
import os
import subprocess

from play import expect, fault, wait_for


# --- the disk that holds the counts ---

@contextlib.contextmanager
def filled(folder):
    """Not a byte is free. Gives what fills it again."""
    file = folder / 'filling'
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def fill():
        for size in (65536, 4096, 1):
            try:
                while os.write(descriptor, b'x' * size):
                    pass
            except OSError:
                continue
        return True
    try:
        fill()
        yield fill
    finally:
        os.close(descriptor)
        file.unlink()


@contextlib.contextmanager
def read_only(folder):
    """Nothing can be made or opened for writing; what is open stays, as no kernel takes that away."""
    subprocess.run(['mount', '--bind', folder, folder], check=True)
    subprocess.run(['mount', '-o', 'remount,bind,ro', folder], check=True)
    try:
        yield
    finally:
        subprocess.run(['umount', '-l', folder], check=True)


def lose_disk(terminal, loss):
    terminal.visit()
    terminal.leave()
    with loss(terminal.disk):
        for _ in range(2):
            terminal.visit()
            terminal.leave()
        expect(not terminal.status()['counts-written'], 'the status does not say so')
        expect('could not be written' in terminal.log(), 'the log does not say so')
    terminal.visit()
    terminal.leave()
    expect(terminal.status()['counts-written'], 'nothing is counted again')
    return 'visits went on, said; ' + terminal.check()


def start_without_disk(terminal, loss):
    """After a supervisor that was killed in the middle of a visit."""
    terminal.visit()
    with loss(terminal.disk):
        terminal.end_supervisor()
        terminal.start_supervisor()
        terminal.settle()
        terminal.visit()
        terminal.leave()
        expect(not terminal.status()['counts-written'], 'the status does not say so')
    terminal.visit()
    terminal.leave()
    expect(terminal.status()['counts-written'], 'nothing is counted again')
    return 'visits went on, said; ' + terminal.check()


@fault('disk full', needs_mounts=True)
def disk_full(terminal):
    return lose_disk(terminal, filled)


@fault('disk read-only', needs_mounts=True)
def disk_read_only(terminal):
    return lose_disk(terminal, read_only)


@fault('disk full at the start', needs_mounts=True)
def disk_full_at_start(terminal):
    return start_without_disk(terminal, filled)


@fault('disk read-only at the start', needs_mounts=True)
def disk_read_only_at_start(terminal):
    return start_without_disk(terminal, read_only)


# --- the memory file system with the notes of the worlds ---

@fault('memory file system full', needs_mounts=True)
def memory_files_full(terminal):
    """No new world can be noted: none may be visited, as none could be proved gone after a crash."""
    terminal.visit()
    with filled(terminal.memory) as fill:
        # What a world that ends leaves room for may be enough for one more.
        wait_for('out of order', lambda: fill() and terminal.control('reset', check=False)
                 and fill() and terminal.state() == 'out-of-order', 120)
        terminal.sees_notice('D-1')
        expect(not terminal.descendants('guichet'), 'a world lives that is not noted')
    terminal.settle(120)
    return 'out of order, D-1, notice; by itself: ' + terminal.check()


@fault('memory file system read-only', needs_mounts=True)
def memory_files_read_only(terminal):
    """What stands there of a world cannot be taken away."""
    terminal.visit()
    with read_only(terminal.memory):
        terminal.ask_reset()
        terminal.sees_notice('W-5')
        expect(not terminal.descendants('guichet'), 'a world lives while out of order')
    terminal.recover_by_staff()
    return 'out of order, W-5, notice; by reception: ' + terminal.check()


@fault('memory file system full, and the supervisor killed', needs_mounts=True)
def memory_files_full_killed(terminal):
    terminal.visit()
    with filled(terminal.memory):
        terminal.in_progress = 1
        terminal.end_supervisor()
        terminal.start_supervisor()
        wait_for('an answer, or the end', lambda: terminal.supervisor.poll() is not None
                 or terminal.state() == 'out-of-order', 60)
        expect(not terminal.descendants('guichet'), 'a world lives that is not noted')
    if terminal.supervisor.poll() is not None:
        terminal.processes.remove(terminal.supervisor)
        terminal.start_supervisor()
    terminal.settle(120)
    return 'closed; ' + terminal.check()


# --- descriptors and processes of the supervisor ---

@contextlib.contextmanager
def limited(terminal, what, most):
    """@what: a word of prlimit(1). As the terminal's own user: a container's root may not."""
    limit = ['prlimit', '--pid', terminal.supervisor.pid]
    before = terminal.run([*limit, f'--{what}', '--output', 'SOFT', '--noheadings']).stdout.strip()
    terminal.run([*limit, f'--{what}={most}:'])
    try:
        yield
    finally:
        terminal.run([*limit, f'--{what}={before}:'])


FEW_FILES = 16


FAILED = ' could not be '  # a world started, or the notice shown


def starve(terminal, what, most, is_visiting):
    """While it lasts, no world that is not proved good may be seen; nobody can even ask how it is."""
    if is_visiting:
        terminal.visit()
    before = terminal.log().count(FAILED)
    with limited(terminal, what, most):
        terminal.kill_shells()
        wait_for('a start that failed', lambda: terminal.log().count(FAILED) > before, 60)
        wait_for('no world', lambda: not terminal.descendants('guichet'), 60)
        expect(terminal.supervisor.poll() is None, 'the supervisor ended')
    if terminal.state() == 'out-of-order':
        wait_for('the notice', lambda: terminal.state() != 'out-of-order'
                 or terminal.descendants('guichet-notice'), 20)
    # What could not be looked for is not proved gone: reception asks for another look.
    is_unproved = terminal.status()['failure'].startswith('W')
    if is_unproved:
        terminal.recover_by_staff()
    terminal.settle(150)
    who = 'by reception' if is_unproved else 'by itself'
    return f'no world while it lasted; {who}: ' + terminal.check()


@fault('no descriptors in a visit')
def no_descriptors(terminal):
    return starve(terminal, 'nofile', FEW_FILES, True)


@fault('no descriptors at home')
def no_descriptors_at_home(terminal):
    return starve(terminal, 'nofile', FEW_FILES, False)


@fault('no pids in a visit')
def no_pids(terminal):
    return starve(terminal, 'nproc', 1, True)


@fault('no pids at home')
def no_pids_at_home(terminal):
    return starve(terminal, 'nproc', 1, False)
