#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a web test on the virtual centre: unprivileged, without a screen, in a directory of its own.

    test-web-run.py LAB_SCRIPT PROGRAM [ARGUMENT...]

The engine finds the lab's authority where Debian keeps the system's, by a bind mount of bubblewrap.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import patience

NOBODY = 65534  # the message bus insists on a user with a name


def wait_for(path, process, seconds=20):
    end = time.monotonic() + patience.limit(seconds)
    while not os.path.exists(path):
        if process.poll() is not None or time.monotonic() > end:
            sys.exit('the lab did not start')
        time.sleep(0.02)
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def start_lab(script, directory):
    lab = subprocess.Popen(['/usr/bin/python3', '-B', script, '--dir', directory, '--centre',
                            os.path.join(directory, 'centre'), '--die-with-parent'],
                           stdout=subprocess.DEVNULL)
    return lab, wait_for(os.path.join(directory, 'ready'), lab)


def make_environment(home, centre, facts):
    runtime = os.path.join(home, 'run')
    tmp = os.path.join(home, 'tmp')
    for path in (runtime, tmp):
        os.mkdir(path, 0o700)
    if os.geteuid() == 0:
        for path in (home, runtime, tmp):
            os.chown(path, NOBODY, NOBODY)
    environment = {key: os.environ[key] for key in ('PATH', 'LANG', 'GUICHET_PATIENCE', 'G_TEST_SRCDIR',
                                                    'G_TEST_BUILDDIR', 'ASAN_OPTIONS',
                                                    'LSAN_OPTIONS', 'G_DEBUG', 'G_MESSAGES_DEBUG',
                                                    'GUICHET_TEST_REVIEW')
                   if key in os.environ}
    environment.update(HOME=home, XDG_RUNTIME_DIR=runtime, TMPDIR=tmp, GSK_RENDERER='cairo',
                       GSETTINGS_BACKEND='memory', GDK_BACKEND='x11', GTK_A11Y='none',
                       GUICHET_TEST_PROXY=facts['proxy'], GUICHET_TEST_CONTROL=facts['control'],
                       GUICHET_TEST_CENTRE=centre)
    return environment


def drop_root():
    """Words before a command: root is nobody here."""
    if os.geteuid() != 0:
        return []
    return ['setpriv', '--reuid=%d' % NOBODY, '--regid=%d' % NOBODY, '--clear-groups']


def start_screen(environment):
    """An X server that chose its own number: two that start at once never want the same."""
    read_end, write_end = os.pipe()
    screen = subprocess.Popen(
        drop_root() + ['Xvfb', '-displayfd', str(write_end), '-screen', '0', '1024x768x24',
                       '-noreset', '-nolisten', 'tcp', '-ac'],
        env=environment, pass_fds=[write_end], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    with os.fdopen(read_end) as stream:
        environment['DISPLAY'] = ':' + stream.readline().strip()
    return screen


def end_group(group, seconds=3):
    """Asks first."""
    end = time.monotonic() + seconds
    try:
        os.killpg(group, signal.SIGTERM)
        while time.monotonic() < end:
            os.killpg(group, 0)
            time.sleep(0.02)
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def main():
    lab_script = sys.argv[1]
    program = [os.path.abspath(sys.argv[2])] + sys.argv[3:]
    work = tempfile.mkdtemp(prefix='guichet-web-')
    lab_dir, home = os.path.join(work, 'lab'), os.path.join(work, 'home')
    os.chmod(work, 0o755)
    os.mkdir(home, 0o755)
    lab, screen, test = None, None, None
    try:
        lab, facts = start_lab(lab_script, lab_dir)
        environment = make_environment(home, os.path.join(lab_dir, 'centre'), facts)
        screen = start_screen(environment)
        command = drop_root() + ['dbus-run-session', '--', 'bwrap', '--dev-bind', '/', '/',
                                 '--ro-bind', facts['ca'], '/etc/ssl/certs/ca-certificates.crt',
                                 '--'] + program
        test = subprocess.Popen(command, env=environment, start_new_session=True, cwd=work)
        sys.exit(test.wait())
    finally:
        if test is not None:
            end_group(test.pid)
        # A screen that is killed leaves its lock in /tmp.
        for process in (screen, lab):
            if process is not None:
                process.terminate()
                process.wait()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main()
