# SPDX-License-Identifier: GPL-3.0-or-later
"""Who starts what again: compositor and supervisor as the unit starts them, under a service manager
that does what systemd does with guichet.service: READY, the watchdog, Restart=. (There is no systemd
to be had in a test. The watchdog's time is shorter here; all else is read from the unit.)

test-unit-restarts.py SUPERVISOR RELAY GUICHETCTL SHELL DEFAULTS UNIT [unittest's arguments]
GUICHET_HANGS=FILE: the watchdog is the unit's own too, and the times go there as JSON.
"""

import argparse
import configparser
import ctypes
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import unittest

import plain_terminal

PROGRAMS = argparse.Namespace()
PR_SET_CHILD_SUBREAPER = 36
WATCHDOG_S = 4.0
# The compositor is asked every two seconds (by the chord, at once), and owes an answer for two.
SILENT_S = 4.5
TIMES = os.environ.get('GUICHET_HANGS')
CREDENTIALS = struct.Struct('3i')


class Unit(plain_terminal.Terminal):
    """A terminal whose compositor is the unit's first process, and starts the supervisor."""

    def prepare(self):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str
        unit.read(PROGRAMS.unit)
        service = unit['Service']
        assert (service['Type'], service['NotifyAccess'], service['Restart'], service['KillMode'],
                service['WatchdogSignal']) == ('notify', 'main', 'always', 'control-group', 'SIGKILL')
        self.rest = float(service['RestartSec'])
        self.final = int(service['RestartPreventExitStatus'])
        self.watchdog = float(service['WatchdogSec']) if TIMES else WATCHDOG_S
        self.starts = 0
        self.notes = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notes.bind(os.path.join(self.directory, 'notify'))
        self.notes.setblocking(False)
        # Only the main process is heard, as systemd does with a session's.
        self.notes.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        os.mkdir(os.path.join(self.directory, 'run'))
        self.environment.update(NOTIFY_SOCKET=os.path.join(self.directory, 'notify'),
                                RUNTIME_DIRECTORY=os.path.join(self.directory, 'run'),
                                WATCHDOG_USEC=str(int(self.watchdog * 1e6)))
        launch = os.path.join(self.directory, 'launch')
        with open(launch, 'w') as file:
            file.write('#!/bin/sh\nexec %s --shell %s --notice %s --defaults %s --centre %s '
                       '--runtime-dir %s --database %s 2>>%s/log\n'
                       % (self.programs.supervisor, self.programs.shell, self.notice,
                          self.programs.defaults, self.centre, self.runtime, self.database,
                          self.directory))
        os.chmod(launch, 0o700)
        with open(os.path.join(self.directory, 'weston.ini'), 'w') as file:
            file.write('[core]\nidle-time=0\n[autolaunch]\npath=%s\nwatch=true\n' % launch)

    def start_compositor(self):
        self.prepare()

    def forget_notes(self):
        """What those who were killed had said."""
        try:
            while True:
                self.notes.recv(256)
        except BlockingIOError:
            pass

    def start(self):
        self.forget_notes()
        self.compositor = subprocess.Popen(
            [self.programs.relay, 'weston', '--backend=headless-backend.so', '--shell=kiosk-shell.so', '--use-pixman',
             '--socket=wl-t', '--config=%s/weston.ini' % self.directory], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.starts += 1
        self.is_ready = False
        self.alive = time.monotonic()

    def hear(self):
        while True:
            try:
                text, control, *_ = self.notes.recvmsg(256, socket.CMSG_SPACE(CREDENTIALS.size))
            except BlockingIOError:
                return None
            text, sender = text.decode(), CREDENTIALS.unpack(control[0][2])[0]
            if sender != self.compositor.pid:
                raise AssertionError('not heard by systemd: %s of another process' % text)
            if text == 'WATCHDOG=trigger':
                return 'trigger'
            self.is_ready |= text == 'READY=1'
            self.alive = time.monotonic()

    def manage(self):
        """One look at the unit, and what the manager does about it."""
        triggered = self.hear()
        if triggered or (self.is_ready and time.monotonic() - self.alive > self.watchdog):
            self.kill_all()
        if self.compositor.poll() is not None:
            self.kill_all()
            time.sleep(self.rest)
            self.start()

    def kill_all(self):
        """The whole control group. Orphans are ours: this process is their reaper."""
        while family := plain_terminal.descendants(os.getpid()):
            for pid in family:
                try:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, os.WNOHANG)
                except (ProcessLookupError, ChildProcessError):
                    pass
            time.sleep(0.02)
        self.compositor.poll()

    def managed(self, is_true, what, seconds=60):
        end = time.monotonic() + seconds
        while not is_true():
            self.manage()
            if time.monotonic() > end:
                raise AssertionError('%s did not come: %s' % (what, self.log()))
            time.sleep(0.05)

    def state_is(self, *wanted):
        status = self.status()
        return status is not None and status['state'] in wanted

    def find(self, name):
        for pid in plain_terminal.descendants(self.compositor.pid):
            if plain_terminal.read('/proc/%d/comm' % pid).strip() == name[:15]:
                return pid
        raise AssertionError('no ' + name)

    def close(self):
        self.kill_all()
        self.notes.close()
        shutil.rmtree(self.directory, ignore_errors=True)


class Restarts(unittest.TestCase):
    def open(self, behaviour='visit'):
        self.unit = Unit(PROGRAMS, behaviour)
        self.addCleanup(self.unit.close)
        self.unit.managed(lambda: self.unit.state_is('visiting'), 'a visit')
        self.unit.behave('calm')
        return self.unit

    seconds = {}

    def recover(self, stopped, name, do_reset=False):
        unit = self.unit
        os.kill(stopped, signal.SIGSTOP)
        began = time.monotonic()
        if do_reset:
            unit.managed(lambda: time.monotonic() - began >= SILENT_S, 'time')
            began = time.monotonic()
            unit.control('reset')  # it answers that the terminal stops
        unit.managed(lambda: unit.starts == 2, 'a new start', 80)
        unit.managed(lambda: unit.state_is('home'), 'clean tiles', 80)
        self.seconds[name] = round(time.monotonic() - began, 2)
        print('%.1f s' % self.seconds[name], end=' ', flush=True)
        self.assertEqual(unit.status()['failure'], '')
        self.assertEqual(unit.counts()[('visit-ended', 'supervisor-restart')], 1)
        if TIMES:
            with open(TIMES, 'w') as file:
                json.dump(self.seconds, file)

    def test_compositor_hangs(self):
        unit = self.open()
        self.recover(unit.find('weston'), 'compositor, left alone')
        self.assertIn('does not answer', unit.log())

    def test_compositor_hangs_and_staff_reset(self):
        """They do not wait for the watchdog: a reset that no compositor would show starts all again."""
        unit = self.open()
        self.recover(unit.find('weston'), 'compositor', True)
        self.assertIn('does not answer to a reset', unit.log())

    def test_supervisor_hangs(self):
        unit = self.open()
        self.recover(unit.find('guichet-supervisor'), 'supervisor, left alone')

    def test_supervisor_dies(self):
        unit = self.open()
        os.kill(unit.find('guichet-supervisor'), signal.SIGKILL)
        unit.managed(lambda: unit.starts == 2 and unit.state_is('home'), 'clean tiles')
        self.assertEqual(unit.counts()[('visit-ended', 'supervisor-restart')], 1)

    def test_quiet_unit_is_left_alone(self):
        unit = self.open()
        end = time.monotonic() + 2 * WATCHDOG_S
        unit.managed(lambda: time.monotonic() > end, 'time')
        self.assertEqual(unit.starts, 1)
        self.assertTrue(unit.is_ready)


def main():
    plain_terminal.become_nobody()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    names = ['supervisor', 'relay', 'control', 'shell', 'defaults', 'unit']
    for name, value in zip(names, sys.argv[1:]):
        setattr(PROGRAMS, name, value)
    unittest.main(argv=sys.argv[:1] + sys.argv[1 + len(names):], verbosity=2)


if __name__ == '__main__':
    main()
