#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What staff get of the machine itself, by guichetctl as from ssh: accounts of both groups and of none,
the network as it is, and switching off. The accounts, the network, the login manager and polkit are
real ones, in namespaces of the test's own, as root; only systemd is played, which would switch off.
Usage: test-staff-machine.py [inside] SUPERVISOR GUICHETCTL SHELL DEFAULTS LOCALES RULES [unittest arguments]"""

import argparse
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import unittest

import plain_terminal
import stick_machine
from stick_machine import run, wait_for

NAMES = ('supervisor', 'control', 'shell', 'defaults', 'locales', 'rules')
PROGRAMS = argparse.Namespace()
GUICHET = 61100
USERS = {'guichet': GUICHET, 'accueil': 61101, 'technique': 61102, 'les-deux': 61103, 'passant': 61104}
GROUPS = {'guichet-staff': 'accueil,les-deux', 'guichet-technician': 'technique,les-deux'}
ADDRESS = '10.99.0.1'
# What logind asks of systemd, and the last word before the machine goes off.
SYSTEMD = '''
import sys, dbus, dbus.service, dbus.mainloop.glib
from gi.repository import GLib
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.bus.BusConnection('unix:path=' + sys.argv[1])

class Manager(dbus.service.Object):
    @dbus.service.method('org.freedesktop.systemd1.Manager')
    def Subscribe(self):
        pass

    @dbus.service.method('org.freedesktop.systemd1.Manager', in_signature='ss', out_signature='o')
    def StartUnit(self, name, mode):
        open(sys.argv[2], 'a').write(name + '\\n')
        return dbus.ObjectPath('/org/freedesktop/systemd1/job/1')

class Unit(dbus.service.Object):
    @dbus.service.method('org.freedesktop.DBus.Properties', in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        return dbus.String('loaded')

Manager(bus, '/org/freedesktop/systemd1')
Unit(bus, '/org/freedesktop/systemd1/unit/poweroff_2etarget')
name = dbus.service.BusName('org.freedesktop.systemd1', bus)
GLib.MainLoop().run()
'''


def as_user(name):
    return ['setpriv', f'--reuid={USERS[name]}', f'--regid={USERS[name]}', '--init-groups']


class Terminal(plain_terminal.Terminal):
    """The supervisor is the user guichet's, as on a terminal; others come to its socket."""

    def start_compositor(self):
        os.chmod(self.directory, 0o711)
        os.mkdir(self.runtime, 0o711)
        self.environment['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={stick_machine.BUS}'
        run('chown', '-R', f'{GUICHET}:{GUICHET}', self.directory)
        self.compositor = subprocess.Popen(
            as_user('guichet') + ['weston', '--backend=headless-backend.so', '--shell=kiosk-shell.so',
                                  '--use-pixman', '--socket=wl-t', '--no-config'],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.until(lambda: os.path.exists(os.path.join(self.directory, 'wl-t')), 'a compositor')

    def launch(self):
        with open(os.path.join(self.directory, 'log'), 'a') as log:
            self.supervisor = subprocess.Popen(
                as_user('guichet') + [PROGRAMS.supervisor, '--shell', PROGRAMS.shell, '--notice',
                                      self.notice, '--report', self.report, '--defaults',
                                      PROGRAMS.defaults, '--centre', self.centre, '--runtime-dir',
                                      self.runtime, '--database', self.database],
                env=self.environment, stdin=subprocess.DEVNULL, stderr=log)

    def ask(self, user, *words):
        """Exit status, and all that was said, in French."""
        done = subprocess.run(
            as_user(user) + [PROGRAMS.control, '--socket', os.path.join(self.runtime, 'control.sock'),
                             *words],
            env={'PATH': '/usr/bin:/bin', 'LANG': 'C.UTF-8', 'LANGUAGE': 'fr',
                 'GUICHET_LOCALE_DIR': PROGRAMS.locales},
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout + done.stderr


class MachineTest(unittest.TestCase):
    def open(self, behaviour='calm', settings=''):
        self.terminal = Terminal(PROGRAMS, behaviour, settings)
        self.addCleanup(self.terminal.close)
        self.terminal.ready() if behaviour == 'calm' else self.terminal.state('visiting')
        return self.terminal


class Accounts(MachineTest):
    def test_roles(self):
        """Reception does what its PIN would let it do on the panel; a technician all of it, of either
        group alone or of both; others do not reach the socket."""
        t = self.open()
        for user, sees, checks in (('accueil', True, False), ('technique', True, True),
                                   ('les-deux', True, True), ('passant', False, False),
                                   ('guichet', True, True)):
            with self.subTest(user):
                self.assertEqual(t.ask(user, 'status')[0] == 0, sees)
                self.assertEqual(t.ask(user, 'do', 'others-wait')[0] == 0, sees)
                code, said = t.ask(user, 'do', 'check')
                self.assertEqual(code == 0, checks, said)
                self.assertEqual('guichet-technician' in said, user == 'accueil')
        self.assertIn('ne répond pas', t.ask('passant', 'do', 'reset')[1])

    def test_restart(self):
        """All starts anew for a technician, as the service manager is asked by the exit status."""
        t = self.open()
        code, said = t.ask('accueil', 'do', 'restart')
        self.assertEqual((code, 'guichet-technician' in said), (1, True))
        self.assertIsNone(t.supervisor.poll())
        self.assertEqual(t.ask('technique', 'do', 'restart')[0], 0)
        self.assertEqual(t.supervisor.wait(30), 75)

    def test_sleep(self):
        t = self.open()
        self.assertEqual(t.ask('accueil', 'do', 'sleep')[0], 0)
        t.until(lambda: t.status()['asleep'], 'the dark screen')
        t.behave('visit')
        self.assertEqual(t.control('reset')[0], 0)
        t.state('visiting')
        code, said = t.ask('accueil', 'do', 'sleep')
        self.assertEqual((code, said.strip()),
                         (1, 'Quelqu’un se sert de la borne. Terminez d’abord la visite.'))
        t.until(lambda: not t.status()['asleep'], 'the light')


class PowerOff(MachineTest):
    def start_systemd(self):
        self.started = pathlib.Path(self.terminal.directory, 'started')
        self.spawn('/usr/bin/python3', '-c', SYSTEMD, stick_machine.BUS, self.started)
        self.wait_name('org.freedesktop.systemd1')

    def spawn(self, *words):
        process = MACHINE.spawn(*map(str, words))
        MACHINE.processes.remove(process)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait_name(self, name):
        wait_for(name, lambda: name in run('gdbus', 'call', '--system', '--dest', 'org.freedesktop.DBus',
                                           '--object-path', '/', '--method',
                                           'org.freedesktop.DBus.ListNames'))

    def test_power_off(self):
        """A real login manager: without it, without a rule that lets us, and with ours."""
        t = self.open()
        code, said = t.ask('technique', 'do', 'power-off')
        self.assertEqual((code, 'ne répond pas' in said), (1, True), said)
        self.start_systemd()
        pathlib.Path('/run/systemd').mkdir(exist_ok=True)
        self.spawn('/lib/systemd/systemd-logind')
        self.wait_name('org.freedesktop.login1')
        code, said = t.ask('technique', 'do', 'power-off')
        self.assertEqual((code, 'ne laisse pas' in said), (1, True), said)
        self.assertIn('bouton', said)
        self.spawn('/usr/lib/polkit-1/polkitd', '--no-debug')
        self.wait_name('org.freedesktop.PolicyKit1')
        # Not for reception, and nobody asks the machine.
        code, said = t.ask('accueil', 'do', 'power-off')
        self.assertEqual((code, 'guichet-technician' in said), (1, True), said)
        self.assertFalse(self.started.exists())
        self.assertEqual(t.ask('technique', 'do', 'power-off')[0], 0)
        wait_for('the end', self.started.exists)
        self.assertEqual(self.started.read_text(), 'poweroff.target\n')


class Line(http.server.BaseHTTPRequestHandler):
    """A proxy that lets everything, or nothing, through."""
    status = 200

    def do_CONNECT(self):
        self.send_response_only(self.status)
        self.end_headers()

    def log_message(self, *unused):
        pass


class Network(MachineTest):
    def setUp(self):
        run('ip', 'link', 'add', 'box', 'type', 'veth', 'peer', 'name', 'cable')
        self.addCleanup(run, 'ip', 'link', 'delete', 'box', check=False)
        run('ip', 'address', 'add', f'{ADDRESS}/24', 'dev', 'cable')
        run('ip', 'link', 'set', 'lo', 'up')
        run('ip', 'link', 'set', 'cable', 'up')
        pathlib.Path('/etc/hosts').write_text('127.0.0.1 localhost\n')
        # Nobody listens there: an answer at once.
        pathlib.Path('/etc/resolv.conf').write_text(f'nameserver {ADDRESS}\noptions timeout:1 attempts:1\n')

    def serve(self, port, status=200):
        handler = type('Own', (Line,), {'status': status})
        server = http.server.ThreadingHTTPServer((ADDRESS, port), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()

        def stop():
            server.shutdown()
            server.server_close()
        return stop

    def assert_network(self, word, sentence):
        """For a program, and in words as on the panel."""
        t = self.terminal
        code, out, _ = t.control('--json', 'do', 'state', timeout=60)
        self.assertEqual((code, json.loads(out)['network']), (0, word))
        code, said = t.ask('accueil', 'do', 'state')
        self.assertEqual((code, said.splitlines()[-1].replace('\N{NO-BREAK SPACE}', ' ')), (0, sentence))

    def plug(self):
        run('ip', 'link', 'set', 'box', 'up')
        wait_for('the cable', lambda: 'LOWER_UP' in run('ip', 'link', 'show', 'cable'))

    def name_services(self):
        homes = [line.split('=', 1)[1] for path in pathlib.Path(PROGRAMS.defaults, 'services.d').glob('*.conf')
                 for line in path.read_text().splitlines() if line.startswith('Home=')]
        names = {home.split('/')[2] for home in homes}
        with open('/etc/hosts', 'a') as file:
            file.write(''.join(f'{ADDRESS} {name}\n' for name in sorted(names)))

    def test_cable_names_services(self):
        """From no cable to all well, one step after the other."""
        self.open()
        self.assert_network('no-cable', 'Réseau : il n’y en a pas. Regardez le câble ou la box.')
        self.plug()
        self.assert_network('no-names', 'Réseau : Internet ne répond pas. Regardez la box.')
        self.name_services()
        self.assert_network('no-answer', 'Réseau : aucun service ne répond. Regardez la box.')
        stop = self.serve(443)
        self.addCleanup(stop)
        self.assert_network('works', 'Réseau : il marche.')

    def test_proxy(self):
        """The centre's proxy: off, up but without the world behind it, and well."""
        self.plug()
        self.open(settings=f'[Network]\nProxy=http://{ADDRESS}:3128\n')
        self.assert_network('no-proxy', 'Réseau : le proxy du centre ne répond pas.')
        stop = self.serve(3128, 502)
        self.assert_network('no-answer', 'Réseau : aucun service ne répond. Regardez la box.')
        stop()
        self.addCleanup(self.serve(3128))
        self.assert_network('works', 'Réseau : il marche.')


def own_file(path, text):
    """Text in the place of a file of the machine, for this namespace alone."""
    own = pathlib.Path('/run/own') / path.strip('/').replace('/', '-')
    own.parent.mkdir(exist_ok=True)
    own.write_text(text)
    run('mount', '--bind', own, os.path.realpath(path))


def make_accounts():
    passwd = ''.join(line for line in pathlib.Path('/etc/passwd').read_text().splitlines(True)
                     if line.split(':')[0] not in USERS)
    group = ''.join(line for line in pathlib.Path('/etc/group').read_text().splitlines(True)
                    if line.split(':')[0] not in {*USERS, *GROUPS})
    passwd += ''.join(f'{name}:x:{uid}:{uid}::/nonexistent:/bin/sh\n' for name, uid in USERS.items())
    group += ''.join(f'{name}:x:{uid}:\n' for name, uid in USERS.items())
    group += ''.join(f'{name}:x:{61200 + i}:{members}\n'
                     for i, (name, members) in enumerate(GROUPS.items()))
    own_file('/etc/passwd', passwd)
    own_file('/etc/group', group)


def make_rules():
    place = pathlib.Path('/run/own/rules.d')
    shutil.copytree('/usr/share/polkit-1/rules.d', place)
    shutil.copy(PROGRAMS.rules, place / '50-guichet.rules')
    run('chmod', '-R', 'a+rX', '/run/own')
    run('mount', '--bind', place, '/usr/share/polkit-1/rules.d')


def main():
    if sys.argv[1] != 'inside':
        if os.geteuid() != 0:
            print('only root can make a machine of its own')
            return 77
        return stick_machine.enter(os.path.abspath(__file__), sys.argv[1:])
    for name, value in zip(NAMES, sys.argv[2:]):
        setattr(PROGRAMS, name, value)
    global MACHINE
    MACHINE = stick_machine.Machine()
    MACHINE.start(udisks=False)
    make_accounts()
    make_rules()
    own_file('/etc/hosts', '')
    own_file('/etc/resolv.conf', '')
    try:
        program = unittest.main(argv=sys.argv[:1] + sys.argv[2 + len(NAMES):], exit=False, verbosity=2)
    finally:
        MACHINE.stop()
    return 0 if program.result.wasSuccessful() else 1


if __name__ == '__main__':
    sys.exit(main())
