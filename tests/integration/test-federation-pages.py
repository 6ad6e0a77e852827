#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page and the sheets in a real browser, printed to PDF: the sheet is one A4 page, all words of
the file are on paper, nothing is fetched.

usage: test-federation-pages.py GUICHET-REPORT DEFAULTS
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import federation_reports as reports

REPORT, DEFAULTS = sys.argv[1:3]
NOBODY = 65534
MISSING = [name for name in ('chromium', 'pdftotext', 'pdfinfo') if shutil.which(name) is None]


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, timeout=120, **more).stdout.decode()


@unittest.skipIf(MISSING, f'not installed: {MISSING}')
class TestPages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='guichet-pages-')
        os.chmod(cls.folder, 0o777)
        federation = reports.Federation(cls.folder, 12)
        federation.add_years(2023, 2024)
        store = os.path.join(cls.folder, 'federation.db')
        run(REPORT, 'centres', '--store', store, 'add', '--from', federation.register)
        run(REPORT, 'centres', '--store', store, 'add', 'cs-small', '--department', '974', '--name',
            'Centre social et socioculturel intercommunal des Hauts-Plateaux de l’Est')
        run(REPORT, 'import', '--store', store, federation.reports)
        cls.site = os.path.join(cls.folder, 'site')
        run(REPORT, 'export', '--store', store, '--defaults', DEFAULTS, '--config', '/nonexistent',
            '--site', cls.site, env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en'))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def print_page(self, name):
        """(number of pages, text) as printed."""
        pdf = os.path.join(self.folder, name + '.pdf')
        profile = tempfile.mkdtemp(dir=self.folder)
        os.chmod(profile, 0o777)
        more = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.geteuid() == 0 else {}
        run('chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
            '--user-data-dir=' + profile, '--no-pdf-header-footer', '--print-to-pdf=' + pdf,
            'file://' + os.path.join(self.site, name), env=dict(os.environ, HOME=profile), **more)
        info = run('pdfinfo', pdf)
        self.assertRegex(info, r'Page size: +59[45]\.\d+ x 84[12]\.\d+ pts \(A4\)')
        return (int(re.search(r'Pages: +(\d+)', info).group(1)),
                re.sub(r'\s+', ' ', run('pdftotext', '-layout', pdf, '-')))

    def test_site(self):
        self.assertEqual(len(os.listdir(self.site)), 2 * (1 + 4 + 13))
        for name in os.listdir(self.site):
            with open(os.path.join(self.site, name), encoding='utf-8') as file:
                page = file.read()
            for link in re.findall(r'href="([^"#]+)"', page):
                self.assertTrue(os.path.exists(os.path.join(self.site, link)), link)
            self.assertNotRegex(page, r'(?i)<script|https?://|@import|url\((?!#)')

    def test_tables_beside_charts(self):
        for name in os.listdir(self.site):
            with open(os.path.join(self.site, name), encoding='utf-8') as file:
                page = file.read()
            for chart in re.split(r'<figure>', page)[1:]:
                self.assertIn('role="img" aria-label="', chart)
                self.assertIn('<table', chart.split('</section>')[0])
            self.assertRegex(page, r'<html lang="en"')
            self.assertEqual(page.count('<h1'), 1)

    def test_sheets_are_one_page(self):
        for name in ('fiche.html', 'fiche-departement-33.html', 'fiche-centre-cs-001.html',
                     'fiche-centre-cs-small.html'):
            pages, text = self.print_page(name)
            self.assertEqual(pages, 1, name)
            for words in ('SENACS', 'La Coop', 'How to read these figures', 'signed by each centre'):
                self.assertIn(words, text, name)

    def test_page(self):
        pages, text = self.print_page('index.html')
        self.assertLess(pages, 12)
        for words in ('The whole federation', 'Gironde', 'Family, school', 'Caf', 'too few'):
            self.assertIn(words, text)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
