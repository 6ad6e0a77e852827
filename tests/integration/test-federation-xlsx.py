#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The spreadsheet opened by LibreOffice: its cells are the figures of the CSV, its charts are there.

usage: test-federation-xlsx.py GUICHET-REPORT DEFAULTS
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import federation_reports as reports

REPORT, DEFAULTS = sys.argv[1:3]
ENV = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en')


def run(*words, **more):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=300, **more)


@unittest.skipIf(shutil.which('soffice') is None, 'there is no LibreOffice')
class TestSpreadsheet(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='guichet-xlsx-')
        self.addCleanup(shutil.rmtree, self.folder)
        federation = reports.Federation(self.folder)
        federation.add_years(2023, 2024)
        store = os.path.join(self.folder, 'federation.db')
        run(REPORT, 'centres', '--store', store, 'add', '--from', federation.register)
        run(REPORT, 'centres', '--store', store, 'add', 'cs-000', '--name', '=1+1',
            '--department', '33')
        run(REPORT, 'import', '--store', store, federation.reports)
        self.book = os.path.join(self.folder, 'book.xlsx')
        self.table = os.path.join(self.folder, 'table.csv')
        run(REPORT, 'export', '--store', store, '--defaults', DEFAULTS, '--config', '/nonexistent',
            '--xlsx', self.book, '--csv', self.table, env=ENV)

    def read_sheets(self):
        """{sheet: rows} as LibreOffice reads the workbook and writes it as CSV, one file a sheet."""
        out = os.path.join(self.folder, 'sheets')
        run('soffice', '-env:UserInstallation=file://' + self.folder + '/profile', '--headless',
            '--convert-to', 'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,'
            'false,-1', '--outdir', out, self.book, env=dict(ENV, HOME=self.folder))
        sheets = {}
        for name in os.listdir(out):
            with open(os.path.join(out, name), encoding='utf-8', newline='') as file:
                sheets[name.removeprefix('book-').removesuffix('.csv')] = list(
                    csv.reader(file, delimiter=';'))
        return sheets

    def test_cells(self):
        sheets = self.read_sheets()
        self.assertEqual(set(sheets), {'Statistics', 'Months', 'Themes', 'Services', 'Departments',
                                       'Centres'})
        with open(self.table, encoding='utf-8-sig', newline='') as file:
            table = list(csv.DictReader(file, delimiter=';'))
        def number(text):
            return text.replace(',', '')
        n_compared = 0
        for sheet, codes in (('Themes', {'theme'}), ('Services', {'service-opened'}),
                             ('Months', {'visits'})):
            cells = {row[0]: (number(row[1]), number(row[2])) for row in sheets[sheet][6:]
                     if len(row) > 2}
            for row in table:
                if row['Code'] in codes and row['Place'] == 'The whole federation':
                    self.assertEqual(cells[row['Label']], (row['Number'], row['The year before']))
                    n_compared += 1
        self.assertGreater(n_compared, 20)
        visits = {row['Place'].lstrip("'"): row['Number'] for row in table
                  if row['Code'] == 'visit-ended' and row['Centre']}
        read = {row[0]: number(row[3]) for row in sheets['Centres'][6:] if row[0]}
        self.assertEqual(read, visits)
        # Never a formula: its result, 2, would stand here.
        self.assertIn('=1+1', read)

    def test_charts(self):
        with zipfile.ZipFile(self.book) as book:
            charts = [name for name in book.namelist() if name.startswith('xl/charts/chart')]
            self.assertEqual(len(charts), 3)
            for name in charts:
                self.assertIn('pattFill', book.read(name).decode())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
