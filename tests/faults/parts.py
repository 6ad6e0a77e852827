# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the terminal that fail, are not there, or start anew: bubblewrap, CUPS, the message bus, the
centre's proxy, the compositor."""

import os
import signal
import socket
import threading

from play import expect, fault, wait_for

NO_CUPS = '[Printer]\nQueue=Borne\n'
NO_BUS = '[Sticks]\nAllowed=true\n'


# --- bubblewrap ---

def replace_bwrap(terminal, words):
    """@words: of a shell script in its place; None: it is not there; '': the real one again."""
    folder = terminal.dir / 'stage' / 'bin'
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    file = folder / 'bwrap'
    file.unlink(missing_ok=True)
    if words == '':
        file.symlink_to('/usr/bin/bwrap')
    elif words is not None:
        new = folder / 'new'
        new.write_text(f'#!/bin/sh\n{words}\n')
        new.chmod(0o755)
        new.rename(file)


def run_with_own_bwrap(terminal):
    """The supervisor finds bubblewrap where a test can change it, and nowhere else."""
    terminal.end_supervisor(signal.SIGTERM)
    replace_bwrap(terminal, '')
    terminal.start_supervisor(PATH=str(terminal.dir / 'stage' / 'bin'))
    terminal.settle()


def fail_bwrap(terminal, words, seconds=60, is_helped=False):
    run_with_own_bwrap(terminal)
    terminal.visit()
    replace_bwrap(terminal, words)
    terminal.leave_unsure()  # shows the spare that was there
    terminal.visit()
    terminal.ask_reset()  # there is no spare any more
    terminal.sees_notice('D-1', seconds)
    expect(not terminal.descendants('guichet'), 'a world lives while out of order')
    replace_bwrap(terminal, '')
    if is_helped:
        terminal.control('reset', check=False)
    terminal.settle(120)
    words = terminal.check()
    terminal.end_supervisor(signal.SIGTERM)
    terminal.start_supervisor()
    terminal.settle()
    return f'the visit went on; out of order, D-1, notice; {words}'


@fault('bubblewrap exits with 1')
def bwrap_fails(terminal):
    return fail_bwrap(terminal, 'exit 1')


@fault('bubblewrap hangs')
def bwrap_hangs(terminal):
    return fail_bwrap(terminal, 'exec /bin/sleep 1000', 180, True)


@fault('bubblewrap absent')
def bwrap_absent(terminal):
    return fail_bwrap(terminal, None)


@fault('bubblewrap answers what is none')
def bwrap_lies(terminal):
    return fail_bwrap(terminal, 'echo "{ \\"child-pid\\": 1 }" >&4; exec /bin/sleep 1000', 180, True)


@fault('bubblewrap is killed by the system at once')
def bwrap_killed(terminal):
    return fail_bwrap(terminal, 'kill -9 $$')


# --- CUPS and the message bus ---

@fault('CUPS absent', conf=NO_CUPS, env={'CUPS_SERVER': '/nonexistent/cups.sock'})
def no_cups(terminal):
    terminal.visit()
    terminal.leave()
    return 'visits as ever without paper; ' + terminal.check()


@fault('message bus absent', env={'DBUS_SYSTEM_BUS_ADDRESS': 'unix:path=/nonexistent/bus'})
def no_bus(terminal):
    terminal.visit()
    before = terminal.look()
    terminal.press_bar('documents')
    wait_for('the documents', lambda: terminal.differs(before, 0.1))
    expect(terminal.state() == 'visiting', 'the visit did not go on')
    terminal.leave()
    return 'documents are shown without sticks; ' + terminal.check()


# --- the centre's proxy ---

class Forwarder:
    """The way to the lab's proxy, which can be taken away and put back at the same port."""

    def __init__(self, port):
        self.target = port
        self.listener = None
        self.sockets = []
        self.port = 0
        self.open()

    def open(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(('127.0.0.1', self.port))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, args=(self.listener,), daemon=True).start()

    def serve(self, listener):
        while True:
            try:
                inside, _ = listener.accept()
                outside = socket.create_connection(('127.0.0.1', self.target), 10)
            except OSError:
                return
            self.sockets += [inside, outside]
            for a, b in ((inside, outside), (outside, inside)):
                threading.Thread(target=self.copy, args=(a, b), daemon=True).start()

    @staticmethod
    def copy(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        for sock in [self.listener, *self.sockets]:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
        self.sockets = []


@fault('proxy absent', has_forwarder=True)
def no_proxy(terminal):
    terminal.visit()
    terminal.leave()
    terminal.forwarder.close()
    before, since = terminal.status()['visits'], terminal.latest()
    tiles = terminal.look()
    terminal.open_tile(1)
    wait_for('a visit', lambda: terminal.status()['visits'] > before)
    terminal.begun += 1
    wait_for('a page that says why', lambda: terminal.differs(tiles, 0.1))
    terminal.wait_still()
    terminal.shoot('no-proxy')
    expect(not terminal.requests(since, host='bench.lab.example'), 'a page came without a proxy')
    expect(terminal.state() == 'visiting', 'the visit did not go on')
    terminal.forwarder.open()
    terminal.leave()
    terminal.visit()
    terminal.leave()
    return 'the page said so, the visit went on; with the proxy back pages come; ' + terminal.check()


# --- the compositor ---

def lose_compositor(terminal, number, is_visiting):
    if is_visiting:
        terminal.visit()
    terminal.restart_compositor(number)
    terminal.start_supervisor()
    return 'all ended with it; ' + terminal.check()


@fault('compositor killed at home')
def compositor_killed(terminal):
    return lose_compositor(terminal, signal.SIGKILL, False)


@fault('compositor killed in a visit')
def compositor_killed_in_visit(terminal):
    return lose_compositor(terminal, signal.SIGKILL, True)


@fault('compositor ended in a visit')
def compositor_ended(terminal):
    return lose_compositor(terminal, signal.SIGTERM, True)


@fault('compositor hangs in a visit')
def compositor_hangs(terminal):
    """The supervisor asks for everything anew: exit status 75, which the unit restarts."""
    terminal.visit()
    os.kill(terminal.compositor.pid, signal.SIGSTOP)
    expect(terminal.supervisor.wait(60) == 75, 'the supervisor did not ask for a restart')
    os.kill(terminal.compositor.pid, signal.SIGCONT)
    terminal.restart_compositor()
    terminal.start_supervisor()
    return 'the supervisor gave up by itself; ' + terminal.check()
