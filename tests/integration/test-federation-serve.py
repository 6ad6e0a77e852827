#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A federation's figures in a browser's hands: the pages, their links, and what is refused.

usage: test-federation-serve.py GUICHET-REPORT DEFAULTS
"""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import federation_reports as reports
from federation_case import DEFAULTS, ENV, REPORT, SqliteStore, report


class TestServe(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='guichet-federation-')
        self.addCleanup(shutil.rmtree, self.folder)
        self.federation = reports.Federation(self.folder)
        self.federation.add_years(2024)
        self.store = SqliteStore(self.folder)
        report('centres', '--store', self.store.where, 'add', '--from', self.federation.register)
        report('import', '--store', self.store.where, self.federation.reports)
        self.server = subprocess.Popen(
            [REPORT, 'serve', '--store', self.store.where, '--port', '0', '--defaults', DEFAULTS,
             '--config', '/nonexistent', '--host', 'chiffres.example'], env=ENV,
            stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.port = int(re.fullmatch(r'http://127\.0\.0\.1:(\d+)/\n',
                                     self.server.stdout.readline()).group(1))

    def stop(self):
        self.server.terminate()
        self.assertEqual(self.server.wait(timeout=20), 0)
        self.server.stdout.close()

    def ask(self, path, method='GET', host=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        connection.request(method, path, headers={'Host': host} if host else {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def test_pages(self):
        for query in ('', '?annee=2024', '?annee=2024&mois=3', '?departement=33', '?centre=cs-001',
                      '?page=fiche', '?page=fiche&centre=cs-001', '?page=csv', '?page=xlsx'):
            answer, body = self.ask('/' + query)
            self.assertEqual(answer.status, 200, query)
            self.assertIn("default-src 'none'", answer.headers['Content-Security-Policy'])
            self.assertEqual(answer.headers['X-Content-Type-Options'], 'nosniff')
            self.assertTrue(body)

    def test_links(self):
        """Each link of each page leads somewhere."""
        seen, left = set(), ['/']
        while left:
            path = left.pop()
            if path in seen:
                continue
            seen.add(path)
            answer, body = self.ask(path)
            self.assertEqual(answer.status, 200, path)
            if answer.headers['Content-Type'].startswith('text/html'):
                left += ['/' + link.replace('&amp;', '&') for link in
                         re.findall(r'href="(\?[^"]*)"', body.decode())]
        self.assertGreater(len(seen), 50)

    def test_refused(self):
        for path, method, status in (('/x', 'GET', 404), ('/../etc/passwd', 'GET', 404),
                                     ('/', 'POST', 405), ('/', 'DELETE', 405), ('/', 'PUT', 405),
                                     ('/?annee=abcd', 'GET', 400), ('/?mois=13&annee=2024', 'GET', 400),
                                     ('/?page=secret', 'GET', 400), ('/?mois=3', 'GET', 400),
                                     ("/?departement=33'", 'GET', 400),
                                     ('/?centre=nowhere', 'GET', 404)):
            self.assertEqual(self.ask(path, method)[0].status, status, path)

    def test_names(self):
        for host, status in (('localhost', 200), ('chiffres.example', 200), ('evil.example', 421),
                             ('127.0.0.1.evil.example', 421)):
            self.assertEqual(self.ask('/', host=f'{host}:{self.port}')[0].status, status, host)

    def test_new_reports_show(self):
        before = self.ask('/?page=csv')[1]
        self.assertEqual(self.ask('/?page=csv')[1], before)
        self.federation.add('cs-000', '2024-01', revision=2, factor=50)
        report('import', '--store', self.store.where, self.federation.reports)
        self.assertNotEqual(self.ask('/?page=csv')[1], before)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
