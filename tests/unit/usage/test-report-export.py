#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""guichet-report export, send and key as people call them, with real files, the program minisign,
and a small WebDAV server of its own on loopback."""

import base64
import http.server
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import unittest

from report_case import Case, month_before


class Drop(http.server.BaseHTTPRequestHandler):
    """A file drop: takes new files with the right password, shows nothing."""

    def do_PUT(self):
        server = self.server
        body = self.rfile.read(int(self.headers['Content-Length']))
        name = self.path.removeprefix('/public.php/dav/files/token/')
        server.requests += 1
        status = 201
        if server.failures:
            status = server.failures.pop(0)
        elif self.headers.get('Authorization') != server.authorization:
            status = 401
        elif self.headers.get('X-Requested-With') != 'XMLHttpRequest' or '/' in name:
            status = 403
        elif name in server.files and self.headers.get('If-None-Match') == '*':
            status = 412
        else:
            server.files[name] = body
        self.send_response(status)
        if status == 302:
            self.send_header('Location', f'http://127.0.0.1:{server.server_port}/elsewhere')
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_words):
        pass


class Export(Case):
    def test_kiosks_are_added(self):
        first = self.database('a.db', [(self.month, 'visit-ended', 'done', 9),
                                       (self.month, 'visit-ended', 'idle', 3),
                                       (self.month, 'blocked-host', 'www.example.org', 50),
                                       (self.month, 'dropped', 'over-cap', 50),
                                       (self.month, 'service-opened', 'anef', 50)])
        second = self.database('b.db', [(self.month, 'visit-ended', 'done', 31)])
        self.export(first, second)
        report = self.read()
        # 9 alone would be hidden, 40 is a multiple of ten.
        self.assertEqual(report['cells']['month']['visit-ended'], {'done': 40})
        self.assertEqual(report['cells']['month']['service-opened'], {'etrangers_europe': 50})
        self.assertNotIn('blocked-host', report['cells']['month'])
        self.assertNotIn('dropped', report['cells']['month'])
        self.assertEqual(report['kiosks'], 2)

    def test_same_terminal_twice(self):
        path = self.database('a.db', [(self.month, 'visit-ended', 'done', 30)])
        os.symlink(path, self.path('link.db'))
        self.assertIn('twice', self.export(path, self.path('link.db'), status=1))
        self.assertFalse(os.path.exists(self.path('out/outbox.state')))

    def test_canonical(self):
        self.export(self.database('a.db', [(self.month, 'visit-ended', 'done', 40)]))
        with open(self.path(f'out/cs-x-{self.month}-r1.json'), 'rb') as file:
            text = file.read()
        again = json.dumps(json.loads(text), sort_keys=True, separators=(',', ':')) + '\n'
        self.assertEqual(text, again.encode('ascii'))

    def test_revision(self):
        path = self.database('a.db', [(self.month, 'visit-ended', 'done', 40)])
        self.export(path)
        self.assertIn('nothing has changed', self.export(path))
        late = self.database('b.db', [(self.month, 'visit-ended', 'done', 20)])
        self.export(path, late)
        self.assertEqual((self.read(2)['revision'], self.read(2)['counter']), (2, 2))
        self.assertEqual(self.read(2)['cells']['month']['visit-ended'], {'done': 60})

    def test_refused(self):
        path = self.database('a.db', [])
        for month in (month_before(0), month_before(-1), '2026-13', '26-1', '2019-01'):
            self.export(path, month=month, status=2)
        self.export(self.path('missing.db'), status=1)
        with open(self.path('bad.key'), 'w', encoding='utf-8') as file:
            file.write('untrusted comment: x\nabc\n')
        self.export(path, key=self.path('bad.key'), status=1)
        self.assertFalse(os.path.exists(self.path('out/outbox.state')))


@unittest.skipUnless(shutil.which('minisign'), 'the program minisign is not installed')
class Minisign(Case):
    def test_verifies_ours(self):
        self.export(self.database('a.db', [(self.month, 'visit-ended', 'done', 40)]))
        said = self.run_report('key', '--key', self.key, '--centre', 'cs-x')
        public = re.search(r'^Public key: (\S{56})$', said, re.MULTILINE).group(1)
        report = self.path(f'out/cs-x-{self.month}-r1.json')
        done = subprocess.run(['minisign', '-Vm', report, '-P', public], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f'guichet-month centre=cs-x month={self.month} revision=1 counter=1', done.stdout)
        key_id = base64.b64decode(public)[2:10][::-1].hex().upper()
        self.assertEqual(self.read()['key'], key_id)
        with open(report, 'ab') as file:
            file.write(b' ')
        done = subprocess.run(['minisign', '-Vm', report, '-P', public], capture_output=True, check=False)
        self.assertNotEqual(done.returncode, 0)

    def test_takes_its_key(self):
        key = self.path('minisign.key')
        subprocess.run(['minisign', '-GW', '-p', self.path('minisign.pub'), '-s', key], check=True,
                       capture_output=True)
        self.export(self.database('a.db', []), key=key)
        subprocess.run(['minisign', '-Vm', self.path(f'out/cs-x-{self.month}-r1.json'), '-p',
                        self.path('minisign.pub')], check=True, capture_output=True)

    def test_uses_our_key(self):
        with open(self.path('text'), 'w', encoding='utf-8') as file:
            file.write('text')
        subprocess.run(['minisign', '-Sm', self.path('text'), '-s', self.key], check=True,
                       capture_output=True, stdin=subprocess.DEVNULL)


@unittest.skipUnless(shutil.which('zbarimg') and shutil.which('rsvg-convert'), 'nothing reads codes')
class Code(Case):
    def test_is_read(self):
        said = self.run_report('key', '--key', self.key, '--centre', 'cs-x', '--qr', self.path('q.svg'))
        subprocess.run(['rsvg-convert', '-w', '400', '-o', self.path('q.png'), self.path('q.svg')],
                       check=True)
        read = subprocess.run(['zbarimg', '-q', '--raw', self.path('q.png')], check=True,
                              capture_output=True, text=True).stdout.strip()
        self.assertRegex(read, r'^guichet-enrol:1:cs-x:\S{56}$')
        self.assertIn('Enrolment: ' + read, said)


class Send(Case):
    def setUp(self):
        super().setUp()
        self.export(self.database('a.db', [(self.month, 'visit-ended', 'done', 40)]))
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Drop)
        self.server.files, self.server.failures, self.server.requests = {}, [], 0
        self.server.authorization = 'Basic ' + base64.b64encode(b'anonymous:secret').decode()
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        with open(self.path('credentials'), 'w', encoding='utf-8') as file:
            os.fchmod(file.fileno(), 0o600)
            file.write('anonymous:secret\n')

    def send(self, to=None, credentials='credentials', status=0):
        to = to or f'http://127.0.0.1:{self.server.server_port}/public.php/dav/files/token'
        return self.run_report('send', '--outbox', self.path('out'), '--to', to, '--credentials',
                               self.path(credentials), status=status)

    def test_webdav(self):
        self.assertIn('1 report is there', self.send())
        names = [f'cs-x-{self.month}-r1.json', f'cs-x-{self.month}-r1.json.minisig']
        self.assertEqual(sorted(self.server.files), names)
        for name in names:
            with open(self.path('out/' + name), 'rb') as file:
                self.assertEqual(self.server.files[name], file.read())
        self.assertIn('0 reports are there', self.send())
        self.assertEqual(self.server.requests, 2)

    def test_retried(self):
        for failures in ([503], [201, 507], [302], [404], [401]):
            self.server.failures = list(failures)
            self.server.files.clear()
            self.assertIn('not all was sent', self.send(status=1))
        self.send()
        self.assertEqual(len(self.server.files), 2)

    def test_already_there(self):
        self.server.failures = [201, 503]
        self.send(status=1)
        self.server.files[f'cs-x-{self.month}-r1.json'] = b'of the first time'
        self.send()
        self.assertEqual(len(self.server.files), 2)

    def test_wrong_password(self):
        with open(self.path('wrong'), 'w', encoding='utf-8') as file:
            os.fchmod(file.fileno(), 0o600)
            file.write('anonymous:other\n')
        self.assertIn('password', self.send(credentials='wrong', status=1))
        os.chmod(self.path('credentials'), 0o640)
        self.assertIn('600', self.send(status=1))
        self.assertEqual(self.server.files, {})

    def test_server_down(self):
        self.server.shutdown()
        self.server.server_close()
        self.assertIn('cannot be reached', self.send(status=1))

    def test_addresses(self):
        for address in ('http://example.org/x', 'ftp://127.0.0.1/x', 'https://user:pass@example.org/x',
                        'file:///etc', 'http://127.0.0.1.example.org/', 'https://'):
            self.assertIn('not all was sent', self.send(to=address, status=1))
        self.assertEqual(self.server.requests, 0)

    def test_secret_address_is_not_kept(self):
        self.send()
        with open(self.path('out/outbox.state'), encoding='utf-8') as file:
            state = file.read()
        self.assertNotIn('token', state)
        self.assertNotIn('127.0.0.1', state)

    def test_stick(self):
        stick = self.path('stick')
        self.send(to=stick, status=1)
        os.mkdir(stick)
        self.assertIn('1 report is there', self.send(to=stick))
        self.assertEqual(len(os.listdir(stick)), 2)


class BackUp(Case):
    def test_copy(self):
        path = self.database('a.db', [(self.month, 'visit-ended', 'done', 40)])
        self.run_report('backup', '--database', path, '--to', self.path('copy.db'))
        copy = sqlite3.connect(self.path('copy.db'))
        self.assertEqual(copy.execute('SELECT n FROM counts').fetchall(), [(40,)])
        copy.close()
        self.run_report('backup', '--database', self.path('none.db'), '--to', self.path('c'), status=1)
        self.run_report('backup', status=2)


if __name__ == '__main__':
    sys.exit(unittest.main(verbosity=2))
