#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world whose own program was taken over (inside-world.py): what it reached is judged here, from
outside, where the same things are there to be reached.

test-inside-world.py BUILD SOURCE [unittest's arguments]"""

import ctypes
import json
import os
import pathlib
import socket
import sys
import tempfile
import unittest

from terminal import Terminal, wait_for

BUILD, SOURCE = sys.argv[1:3]
PROBE = pathlib.Path(__file__).with_name('inside-world.py')
CANARY = 'canari'  # short: a dump of bytes breaks longer words
MIB = 1 << 20
SYS_KEYCTL = {'x86_64': 250, 'aarch64': 219}[os.uname().machine]
KEYCTL_JOIN_SESSION_KEYRING = 1
WRITABLE = ['/dev/shm', '/home/resident', '/run/user/resident', '/tmp']
ENVIRONMENT = {
    'GDK_BACKEND', 'GDK_DEBUG', 'GIO_USE_VFS', 'GSETTINGS_BACKEND', 'GSK_RENDERER', 'GTK_A11Y',
    'GTK_USE_PORTAL', 'GUICHET_CENTRE_DIR', 'GUICHET_CHANNEL_FD', 'GUICHET_DEFAULTS_DIR',
    'GUICHET_DOCUMENT', 'GUICHET_LOCALE_DIR', 'GUICHET_RENDERER', 'HOME', 'LANG', 'LANGUAGE',
    'MESA_SHADER_CACHE_DISABLE', 'PATH', 'PWD', 'TMPDIR', 'USER', 'WAYLAND_DISPLAY',
    'XDG_DATA_DIRS', 'XDG_RUNTIME_DIR'}
DEVICES = {'core', 'dri', 'fd', 'full', 'null', 'ptmx', 'pts', 'random', 'shm', 'stderr', 'stdin',
           'stdout', 'tty', 'urandom', 'zero'}
GLOBALS = {'wl_compositor', 'wl_subcompositor', 'wl_shm', 'wl_output', 'wl_seat', 'xdg_wm_base',
           'wp_viewporter', 'wp_presentation', 'zxdg_output_manager_v1',
           'wp_fractional_scale_manager_v1', 'zwp_linux_dmabuf_v1', 'wl_drm',
           'wl_data_device_manager'}


class ProbedTerminal(Terminal):
    """Its shell is the probe, which never shows tiles."""

    def start(self):
        self.tcp = socket.create_server(('127.0.0.1', 0))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind('\0guichet-inside-%d' % os.getpid())
        self.abstract.listen()
        self.start_screen()
        self.start_compositor()
        self.hidden = [str(self.dir), str(self.dir / 'guichet-display'), '/etc/shadow', '/root',
                       '/tmp/.X11-unix/X' + self.display[1:]]
        (self.tree['centre'] / 'probe.json').write_text(json.dumps({
            'hidden': self.hidden + ['/run/dbus', '/etc/machine-id', '/var/lib', '/var/log',
                                     str(self.dir / 'guichet' / 'control.sock')],
            'port': self.tcp.getsockname()[1], 'x': self.display[1:], 'canary': CANARY,
            'abstract': 'guichet-inside-%d' % os.getpid()}))
        self.start_supervisor()

    def stop(self):
        super().stop()
        self.tcp.close()
        self.abstract.close()

    def find_report(self, but=None):
        """(process, report) of a world, not the one of process @but, that wrote one; a world's own
        root leads to its /tmp."""
        for name in os.listdir('/proc'):
            if not name.isdigit() or name == but or not self.is_below(int(name)):
                continue
            result = self.run(['cat', '/proc/%s/root/tmp/report.json' % name], check=False)
            report = json.loads(result.stdout) if result.returncode == 0 else {}
            # The probe itself: its number in there is not the first one's.
            if report and self.number_inside(name) == report['process']['self']:
                return name, report
        return None

    @staticmethod
    def number_inside(name):
        try:
            text = pathlib.Path('/proc/%s/status' % name).read_text()
        except OSError:
            return 0
        return int(text.partition('NSpid:')[2].split('\n')[0].split()[-1])

    def is_below(self, pid):
        while pid > 1 and pid != self.supervisor.pid:
            try:
                stat = pathlib.Path('/proc/%d/stat' % pid).read_text()
            except OSError:
                return False
            pid = int(stat.rpartition(')')[2].split()[1])
        return pid > 1


class InsideWorld(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # As systemd does: one session keyring for the whole service.
        ctypes.CDLL(None).syscall(SYS_KEYCTL, KEYCTL_JOIN_SESSION_KEYRING, None)
        centre = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix='gi-')))
        centre.chmod(0o755)
        cls.terminal = cls.enterClassContext(ProbedTerminal(BUILD, SOURCE, centre=centre,
                                                            shell=PROBE))
        cls.first, cls.report = wait_for('the report of a world', cls.terminal.find_report, 18, 0.2)

    def test_processes(self):
        process = self.report['process']
        self.assertEqual(process['pids'], [1, process['self']])
        self.assertEqual(process['capabilities'], ['0' * 16] * 5)
        self.assertEqual(process['no-new-privs'], '1')
        self.assertEqual(process['seccomp'], '2')
        self.assertEqual(process['tty'], 'ENXIO')

    def test_nothing_inherited(self):
        process = self.report['process']
        self.assertEqual(sorted(process['fds']), ['0', '1', '2', '3'])
        self.assertEqual(process['fds']['0'], '/dev/null')
        self.assertIn(process['fds']['1'],
                      ('/dev/null', str(self.terminal.dir / 'supervisor.log')))  # of developers
        self.assertEqual(set(process['environment']), ENVIRONMENT)

    def test_files(self):
        files = self.report['files']
        self.assertTrue(all(os.path.lexists(path) for path in self.terminal.hidden))
        self.assertEqual(files['hidden'], [])
        self.assertEqual(files['writable'], WRITABLE)
        self.assertEqual(files['sockets'], ['/run/user/resident/wayland-0'])
        self.assertEqual(files['special'], [])
        self.assertEqual(files['suid-mounts'], [])
        self.assertEqual((files['home'], files['var']), (['resident'], ['cache']))
        self.assertLessEqual(set(files['dev']), DEVICES)
        self.assertRegex(files['passwd'], r'^resident:[^\n]*\n$')

    def test_bounds(self):
        self.assertLessEqual(self.report['files']['capacity'], 4 * 256 * MIB)
        self.assertEqual(self.report['forks']['why'], 'EAGAIN')
        self.assertLess(self.report['forks']['children'], 1024)
        self.assertGreater(self.report['process']['oom'], 0)
        self.assertEqual(self.report['process']['core'], [0, 0])

    def test_network(self):
        network = self.report['network']
        socket.create_connection(self.terminal.tcp.getsockname(), 2).close()
        self.assertEqual(network.pop('interfaces'), ['lo'])
        self.assertEqual(network, {
            'host-loopback': 'ECONNREFUSED', 'net': 'ENETUNREACH', 'net6': 'ENETUNREACH',
            'abstract': 'ECONNREFUSED', 'screen': 'ECONNREFUSED', 'raw': 'EPERM',
            'packet': 'EAFNOSUPPORT', 'vsock': 'EAFNOSUPPORT', 'alg': 'EAFNOSUPPORT',
            'bluetooth': 'EAFNOSUPPORT', 'ring': -1})

    def test_kernel(self):
        done = [what for what, result in self.report['kernel'].items() if result == 'done']
        self.assertEqual(done, [])

    def test_keys(self):
        """A keyring is the user's: what a world left in it, the next would find."""
        self.assertEqual(self.report['keyring'], ['ENOSYS'] * 3)

    def test_display(self):
        display = self.report['display']
        self.assertLessEqual(set(display['globals']), GLOBALS)
        self.assertIn('wl_seat', display['globals'])
        self.assertFalse(display['refused'].pop('what is offered'))
        self.assertEqual([what for what, is_so in display['refused'].items() if not is_so], [])
        self.assertLessEqual(display['connections'], 32)

    def test_z_words_of_a_world(self):
        """Last: it ends the world, and looks at the next one."""
        self.assertEqual(self.terminal.status().get('failure'), '')
        self.terminal.run(['touch', '/proc/%s/root/tmp/go' % self.first])
        wait_for('the report of the next world',
                 lambda: self.terminal.find_report(self.first), 40, 0.2)
        self.assertIn('its text is not kept', self.terminal.log())
        self.assertNotIn('canari', self.terminal.log())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
