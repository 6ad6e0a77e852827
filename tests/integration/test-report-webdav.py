#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""guichet-report send over TLS to a WebDAV server that people really run (lighttpd), as a timer
calls it: by the settings alone.

usage: test-report-webdav.py GUICHET-REPORT DEFAULTS LAB
"""

import datetime
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

REPORT, DEFAULTS, LAB = sys.argv[1:4]
sys.path.insert(0, LAB)
import tls  # noqa: E402 (the lab's certificates)

LIGHTTPD = shutil.which('lighttpd', path=os.environ.get('PATH', '') + ':/usr/sbin')
CONFIG = '''
server.document-root = "{dir}/drop"
server.port = {port}
server.bind = "127.0.0.1"
server.errorlog = "{dir}/error.log"
server.modules = ("mod_auth", "mod_authn_file", "mod_openssl", "mod_webdav")
ssl.engine = "enable"
ssl.pemfile = "{dir}/server.pem"
ssl.privkey = "{dir}/server.key"
auth.backend = "plain"
auth.backend.plain.userfile = "{dir}/users"
auth.require = ("" => ("method" => "basic", "realm" => "drop", "require" => "valid-user"))
webdav.activate = "enable"
webdav.is-readonly = "disable"
'''
SETTINGS = '''[Network]
Authorities={authority}
Proxy={proxy}
[Counts]
Database={dir}/counts.db
[Report]
Centre=cs-x
Key={dir}/key
Outbox={dir}/out
SendTo=https://localhost:{port}/reports/
Credentials={dir}/password
'''


def month_before(n):
    today = datetime.date.today()
    month = today.year * 12 + today.month - 1 - n
    return f'{month // 12:04}-{month % 12 + 1:02}'


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


@unittest.skipIf(LIGHTTPD is None, 'lighttpd is not installed')
class SendOverTls(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='guichet-webdav.')
        self.addCleanup(shutil.rmtree, self.dir)
        for folder in ('drop', 'drop/reports', 'etc'):
            os.mkdir(self.path(folder))
        self.port = free_port()
        for prefix in ('ca', 'stranger'):
            tls.make_authority(self.dir, prefix, prefix)
        self.make_certificate()
        self.write('users', 'token:secret\n')
        self.write('password', 'token:secret\n', 0o600)
        self.write('lighttpd.conf', CONFIG.format(dir=self.dir, port=self.port))
        self.set_up()
        self.make_counts()
        self.run_report('key', '--new')
        self.start()

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)

    def set_up(self, authority='ca', proxy=''):
        self.write('etc/guichet.conf', SETTINGS.format(
            dir=self.dir, port=self.port, authority=self.path(authority + '.pem'), proxy=proxy))

    def make_certificate(self):
        tls.openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                    '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr',
                    '-addext', 'subjectAltName=DNS:localhost', directory=self.dir)
        tls.openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key',
                    '-CAcreateserial', '-copy_extensions', 'copy', '-days', '2', '-out', 'server.pem',
                    directory=self.dir)

    def make_counts(self):
        old = os.path.join(os.path.dirname(LAB), 'unit', 'usage', 'v2.sql')
        with open(old, encoding='utf-8') as file:
            script = file.read()
        store = sqlite3.connect(self.path('counts.db'))
        store.executescript(script)
        store.execute('DELETE FROM counts')
        for n in (1, 3):
            store.execute("INSERT INTO counts VALUES (?, 'visit-ended', 'done', 40)",
                          (month_before(n) + '-03',))
        store.commit()
        store.close()

    def start(self):
        server = subprocess.Popen([LIGHTTPD, '-D', '-f', self.path('lighttpd.conf')],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        end = time.monotonic() + 30
        while time.monotonic() < end and server.poll() is None:
            with socket.socket() as one:
                if one.connect_ex(('127.0.0.1', self.port)) == 0:
                    return
            time.sleep(0.02)
        with open(self.path('error.log'), encoding='utf-8') as file:
            self.fail('lighttpd does not start: ' + file.read())

    def run_report(self, *words, status=0):
        environment = dict(os.environ, LC_ALL='C.UTF-8', TMPDIR=self.dir)
        for name in ('https_proxy', 'HTTPS_PROXY', 'http_proxy', 'all_proxy', 'ALL_PROXY'):
            environment.pop(name, None)
        done = subprocess.run([REPORT, *words, '--defaults', DEFAULTS, '--config', self.path('etc')],
                              capture_output=True, text=True, timeout=60, check=False,
                              env=environment)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def there(self):
        return sorted(os.listdir(self.path('drop/reports')))

    def test_by_the_settings(self):
        """Months that no counts were made in are reported too: a closed August is not a hole."""
        self.assertIn('3 reports are there', self.run_report('send'))
        names = [f'cs-x-{month_before(n)}-r1.json{end}' for n in (3, 2, 1) for end in ('', '.minisig')]
        self.assertEqual(self.there(), sorted(names))
        for name in names:
            with open(self.path('out/' + name), 'rb') as ours, \
                    open(self.path('drop/reports/' + name), 'rb') as theirs:
                self.assertEqual(ours.read(), theirs.read())
        self.assertIn('0 reports are there', self.run_report('send'))

    def test_stranger(self):
        """Signed by an authority that is not in the settings: nothing is told to it."""
        self.set_up(authority='stranger')
        self.assertIn('cannot be reached', self.run_report('send', status=1))
        self.assertEqual(self.there(), [])
        self.set_up()
        self.assertIn('3 reports are there', self.run_report('send'))

    def test_wrong_password(self):
        self.write('password', 'token:other\n', 0o600)
        self.assertIn('password', self.run_report('send', status=1))
        self.write('password', 'token:secret\n', 0o600)
        self.assertIn('3 reports are there', self.run_report('send'))

    def test_proxy_of_the_centre(self):
        """The settings' proxy is the way out: without it the server is not reached."""
        self.set_up(proxy=f'http://127.0.0.1:{free_port()}')
        self.assertIn('cannot be reached', self.run_report('send', status=1))
        self.assertEqual(self.there(), [])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
