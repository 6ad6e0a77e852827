#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A federation's store, in SQLite and in PostgreSQL: what is imported, what is refused and why,
and that both tell the same.

usage: test-federation.py GUICHET-REPORT DEFAULTS [TestSqlite|TestPostgres]
"""

import csv
import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

import federation_reports as reports
from federation_case import DEFAULTS, ENV, REPORT, SqliteStore, report, totals
from postgres_cluster import Cluster, find_programs


class PostgresStore:
    cluster = None

    def __init__(self, _folder):
        self.where = self.cluster.new_database()

    def query(self, sql):
        text = self.cluster.psql(sql, self.where)
        return text.split('\n') if text else []


# The long suite asks for 10,000; as many, without files, are tried by the unit tests each time.
N_MUTATED = int(os.environ.get('GUICHET_MUTATED', '1500'))
FACTS = ('SELECT f.month, c.id, f.span, e.metric, e.label, f.n FROM fact f'
         ' JOIN centre c ON c.number = f.centre JOIN cell e ON e.number = f.cell')


class StoreTests:
    """What must hold in both stores; the subclasses bring the store."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='guichet-federation-')
        self.addCleanup(shutil.rmtree, self.folder)
        self.federation = reports.Federation(self.folder)
        self.store = self.make_store(self.folder)
        self.run_report('centres', 'add', '--from', self.federation.register)

    def run_report(self, command, *words, status=0):
        return report(command, '--store', self.store.where, *words, status=status)

    def load(self, status=0):
        return self.run_report('import', self.federation.reports, status=status)

    def facts(self):
        return sorted(self.store.query(FACTS))

    def export(self, form, *words, where=None):
        path = os.path.join(self.folder, 'out')
        report('export', '--store', where or self.store.where, '--defaults', DEFAULTS,
               '--config', '/nonexistent', f'--{form}', path, *words)
        with open(path, 'rb') as file:
            return file.read()

    def test_idempotent(self):
        self.federation.add_years(2023, 2024)
        self.assertEqual(totals(self.load()), {'imported': 96})
        facts = self.facts()
        self.assertIn('202403|cs-001|3|page-printed|colour|30', facts)
        self.assertIn('202412|cs-001|12|page-scanned|glass|20', facts)
        self.assertEqual(totals(self.load()), {'imported': 0, 'already there': 96})
        self.assertEqual(self.facts(), facts)

    def test_revisions(self):
        self.federation.add('cs-000', '2024-01')
        first = self.federation.make('cs-000', '2024-01', revision=2, factor=3)
        second = self.federation.make('cs-000', '2024-01', revision=3, factor=5)
        del second['cells']['month']['visit-ended']['left']
        self.load()
        for made in (first, second):
            reports.write(self.federation.reports, made, self.federation.keys['cs-000'])
        said = totals(self.load())
        self.assertEqual(said, {'imported': 0, 'imported, in place of an older revision': 1,
                                'superseded by a higher revision beside it': 1,
                                'already there': 1})
        facts = self.facts()
        self.assertIn('202401|cs-000|1|visit-ended|done|500', facts)
        # What the higher revision does not tell any more is gone.
        self.assertFalse([fact for fact in facts if '|visit-ended|left' in fact])
        self.assertEqual(totals(self.load())['already there'], 3)
        self.assertEqual(self.facts(), facts)

    def test_lower_revision_later(self):
        low = self.federation.make('cs-000', '2024-01')
        self.federation.add('cs-000', '2024-01', revision=2, factor=7)
        self.load()
        facts = self.facts()
        reports.write(self.federation.reports, low, self.federation.keys['cs-000'])
        self.assertIn('replayed: revision 1 of 2024-01, the store has 2', self.load(status=1))
        self.assertEqual(self.facts(), facts)

    def refuse(self, reason):
        before = self.facts()
        text = self.load(status=1)
        self.assertRegex(text, reason)
        self.assertEqual(self.facts(), before)
        return text

    def test_replays(self):
        key = self.federation.keys['cs-000']
        self.federation.add('cs-000', '2024-01')
        self.load()
        # The same revision and counter, other figures; the same counter for another month.
        other = reports.make_report('cs-000', key, '2024-01', 1, factor=9)
        reports.write(self.federation.reports, other, key, name='other.json')
        self.refuse('other.json: refused: replayed: revision 1')
        again = reports.make_report('cs-000', key, '2024-02', 1)
        reports.write(self.federation.reports, again, key)
        self.refuse('2024-02-r1.json: refused: replayed: its counter 1 was used')
        # A higher revision with an older counter: made before, kept back.
        self.federation.counters['cs-000'] = 10
        self.federation.add('cs-000', '2024-03')
        self.load(status=1)
        late = reports.make_report('cs-000', key, '2024-03', 5, revision=2)
        reports.write(self.federation.reports, late, key)
        self.refuse('2024-03-r2.json: refused: replayed: its counter 5')

    def test_counter_twice_in_one_import(self):
        key = self.federation.keys['cs-000']
        for month in ('2024-01', '2024-02'):
            reports.write(self.federation.reports,
                          reports.make_report('cs-000', key, month, 1), key)
        self.assertIn('its counter 1 was used', self.load(status=1))
        self.assertEqual(len(self.store.query('SELECT * FROM report')), 1)

    def test_forged(self):
        keys, stranger = self.federation.keys, reports.Key('stranger')
        folder = self.federation.reports
        right = self.federation.make('cs-000', '2024-01')
        cases = [
            ('stranger', stranger, dict(right, key=stranger.id), {}, 'which is not in the register'),
            ('other-centre', keys['cs-001'], dict(right, key=keys['cs-001'].id), {},
             'forged: it says cs-000, its key is that of cs-001'),
            ('other-key', keys['cs-000'], dict(right, key=keys['cs-001'].id), {}, 'forged'),
            ('comment', keys['cs-000'], right,
             {'comment': reports.comment_of(dict(right, revision=2))}, 'about another report'),
            ('old-kind', keys['cs-000'], right, {'kind': b'Ed'}, 'old kind'),
        ]
        for name, key, made, more, _reason in cases:
            reports.write(folder, made, key, name=name + '.json', **more)
        text = self.refuse('refused')
        for name, *_rest, reason in cases:
            self.assertRegex(text, rf'{name}\.json: refused: .*{reason}')
        self.assertEqual(self.store.query('SELECT * FROM report'), [])

    def test_changed_after_signing(self):
        path = self.federation.add('cs-000', '2024-01')
        with open(path, 'r+b') as file:
            data = file.read().replace(b'"done":100', b'"done":900')
            file.seek(0)
            file.write(data)
        self.refuse('forged or changed')

    def test_revoked(self):
        self.federation.add('cs-000', '2024-01')
        self.load()
        facts = self.facts()
        self.run_report('centres', 'revoke', 'cs-000')
        self.federation.add('cs-000', '2024-02')
        self.federation.add('cs-001', '2024-02')
        self.assertRegex(self.load(status=1), r'cs-000-2024-02-r1.json: refused: .*revoked on')
        self.assertEqual(len(self.store.query('SELECT * FROM report')), 2)
        self.assertTrue(set(facts) < set(self.facts()))
        self.run_report('centres', 'revoke', 'cs-000', status=1)

    def test_hostile_files(self):
        folder, key = self.federation.reports, self.federation.keys['cs-000']
        right = self.federation.make('cs-000', '2024-01')
        reports.write(folder, right, key, data=b'{' + b' ' * 70000, name='oversized.json')
        reports.write(folder, right, key, data=b'[' * 60000 + b'\n', name='deep.json')
        reports.write(folder, right, key, data=b'', name='empty.json')
        reports.write(folder, dict(right, month='2099-01', created='2099-02-01'), key,
                      name='future.json')
        os.symlink('/etc/passwd', os.path.join(folder, 'link.json'))
        os.mkfifo(os.path.join(folder, 'pipe.json'))
        os.mkdir(os.path.join(folder, 'folder.json'))
        with open(os.path.join(folder, 'unsigned.json'), 'wb') as file:
            file.write(reports.canonical(right))
        with open(os.path.join(folder, 'esc\x1b[31m.json'), 'wb') as file:
            file.write(b'x')
        text = self.refuse('refused')
        for name, reason in (('oversized', 'oversized'), ('deep', 'malformed at byte 1'),
                             ('empty', 'malformed'), ('future', 'is not over'),
                             ('link', 'cannot be read'), ('pipe', 'not a plain file'),
                             ('folder', 'not a plain file'), ('unsigned', 'no signature')):
            self.assertRegex(text, rf'{name}\.json: refused: .*{reason}')
        self.assertNotIn('\x1b', text)

    def test_register(self):
        self.assertEqual(len(self.run_report('centres', 'list').strip().split('\n')), 4)
        self.run_report('centres', 'add', 'cs-new', '--name', 'L’Escale', '--department', '2B',
                        '--key', 'guichet-enrol:1:cs-new:' + reports.Key('new').line)
        self.assertIn('L’Escale', self.run_report('centres', 'list'))
        # A key of one centre cannot become another's.
        self.assertIn('for another centre', self.run_report(
            'centres', 'add', 'cs-bad', '--name', 'x', '--department', '33', '--key',
            reports.Key('new').line, status=1))
        self.assertNotIn('cs-bad', self.run_report('centres', 'list'))

    def test_killed(self):
        """Killed at many moments: each report is there wholly or not, and at the end all are."""
        shutil.rmtree(self.federation.reports)
        self.federation = reports.Federation(self.folder, 40)
        self.run_report('centres', 'add', '--from', self.federation.register)
        self.federation.add_years(2022, 2023, 2024)
        clean = self.make_store(tempfile.mkdtemp(dir=self.folder))
        report('centres', '--store', clean.where, 'add', '--from', self.federation.register)
        start = time.monotonic()
        report('import', '--store', clean.where, self.federation.reports)
        whole = time.monotonic() - start

        # A little later each time, so that it is met before, in and after each batch.
        seen = set()
        for step in range(14):
            process = subprocess.Popen(
                [REPORT, 'import', '--store', self.store.where, self.federation.reports], env=ENV,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(whole * (0.1 + step * 0.07))
            process.send_signal(signal.SIGKILL)
            process.wait()
            # The reader comes upon what the killed one left.
            self.run_report('show')
            n_reports = int(self.store.query('SELECT COUNT(*) FROM report')[0])
            told = int(self.store.query(
                'SELECT COUNT(*) FROM (SELECT DISTINCT month, centre FROM fact) x')[0])
            self.assertEqual(n_reports, told)
            seen.add(n_reports)
            if n_reports == 1440:
                break
        self.assertTrue(seen & {500, 1000}, seen)
        self.load()
        self.assertEqual(self.store.query('SELECT COUNT(*) FROM report'), ['1440'])
        self.assertEqual(self.facts(), sorted(clean.query(FACTS)))

    def test_csv_round_trip(self):
        """What the table says is what a sum over the files says."""
        self.federation.add_years(2023, 2024)
        self.load()
        data = self.export('csv', '--period', '2024')
        self.assertTrue(data.startswith(b'\xef\xbb\xbf"'))
        self.assertEqual(data.count(b'\r\n'), data.count(b'\n'))
        rows = list(csv.DictReader(io.StringIO(data.decode('utf-8-sig')), delimiter=';'))
        federation = {(row['Code'], row['Label code']): row for row in rows
                      if row['Place'] == 'The whole federation' and row['Period'] == '2024'}
        truth, before = {}, {}
        for fact in self.facts():
            month, _centre, _span, metric, label, n = fact.split('|')
            years = {'2024': truth, '2023': before}[month[:4]]
            if n:
                years[metric, label] = years.get((metric, label), 0) + int(n)
        for cell, n in truth.items():
            self.assertEqual(int(federation[cell]['Number']), n)
            self.assertEqual(int(federation[cell]['The year before']), before[cell])
            change = (n - before[cell]) * 1000 // before[cell]
            self.assertEqual(federation[cell]['Change in %'], f'{change // 10},{change % 10}')
        self.assertEqual(federation['theme', 'famille_scolarite']['Number'],
                         federation['service-opened', 'famille_scolarite/caf']['Number'])
        # Not told is not zero.
        few = federation['visit-ended', 'other']
        self.assertEqual((few['Number'], few['Remark'], few['Withheld']), ('', 'too few', '48'))
        by_centre = [row for row in rows if row['Centre'] and row['Code'] == 'visit-ended']
        self.assertEqual(sum(int(row['Number']) for row in by_centre),
                         truth['visit-ended', 'done'] + truth['visit-ended', 'left'])

    def test_formulas(self):
        for name in ('=cmd|calc', '+1', '-1', '@SUM(A1)'):
            self.run_report('centres', 'add', 'cs-000', '--name=' + name, '--department', '33')
            rows = self.export('csv').decode('utf-8-sig')
            self.assertIn(f"\"'{name}\"", rows)
            self.assertNotIn(f'"{name}"', rows)

    def test_page_escapes(self):
        self.run_report('centres', 'add', 'cs-000', '--name=<script>alert(1)</script>',
                        '--department', '33')
        self.federation.add_years(2024)
        self.load()
        for form in ('html', 'sheet'):
            for words in ((), ('--centre', 'cs-000')):
                page = self.export(form, *words).decode()
                self.assertNotIn('<script', page)
                self.assertNotRegex(page, r'(?i)(src|href)="?(https?:|//)')
        self.assertIn('&lt;script&gt;', page)

    def test_missing_centre(self):
        self.run_report('show', '--centre', 'nowhere', status=1)
        self.run_report('show', '--department', '75', status=1)
        self.run_report('show', '--period', '2024-13', status=2)

    def test_reader_cannot_write(self):
        self.federation.add_years(2024)
        self.load()
        before = self.facts()
        self.run_report('show', '--centre', "cs-000'; DELETE FROM fact; --", status=1)
        self.assertEqual(self.facts(), before)


class TestSqlite(StoreTests, unittest.TestCase):
    make_store = SqliteStore

    def test_other_file(self):
        path = os.path.join(self.folder, 'other.db')
        with open(path, 'wb') as file:
            file.write(b'not a database at all, but long enough to be looked at ' * 20)
        report('show', '--store', path, status=1)
        report('import', '--store', path, self.federation.reports, status=1)

    def test_mutated(self):
        """Each is a good report or its signature with a few bytes changed: none gets in."""
        chance = random.Random(6)
        key, folder = self.federation.keys['cs-000'], self.federation.reports
        for number in range(N_MUTATED):
            made = self.federation.make('cs-000', f'2024-{number % 12 + 1:02}')
            path = reports.write(folder, made, key, name=f'{number}.json')
            # The first line of a signature is a comment that is not signed.
            path = chance.choice((path, path + '.minisig'))
            with open(path, 'r+b') as file:
                data = file.read()
                first = data.index(b'\n') + 1 if path.endswith('.minisig') else 0
                changed = reports.mutate(data, first, chance)
                file.seek(0)
                file.truncate()
                file.write(changed)
            self.assertNotEqual(data, changed)
        self.assertEqual(totals(self.load(status=1)), {'imported': 0, 'refused': N_MUTATED})
        self.assertEqual(self.facts(), [])

    def test_needs_no_display(self):
        """A federation's server has no screen, no GTK and no WebKit."""
        linked = subprocess.run(['ldd', REPORT], capture_output=True, text=True, check=True).stdout
        self.assertIn('libsqlite3', linked)
        for name in ('libgtk', 'libgdk', 'libwebkit', 'libX11', 'libwayland'):
            self.assertNotIn(name, linked)

    def test_newer_schema(self):
        with sqlite3.connect(self.store.where) as connection:
            connection.execute("UPDATE federation SET value = 2 WHERE key = 'schema'")
        self.assertIn('newer', self.load(status=1))


@unittest.skipIf(find_programs() is None, 'there is no PostgreSQL')
class TestPostgres(StoreTests, unittest.TestCase):
    make_store = PostgresStore

    @classmethod
    def setUpClass(cls):
        PostgresStore.cluster = Cluster().__enter__()

    @classmethod
    def tearDownClass(cls):
        PostgresStore.cluster.__exit__()

    def test_equal_figures(self):
        """Every form of every place is the same, byte for byte."""
        self.federation.add_years(2023, 2024, last=10)
        self.load()
        other = SqliteStore(self.folder).where
        report('centres', '--store', other, 'add', '--from', self.federation.register)
        report('import', '--store', other, self.federation.reports)
        for words in ((), ('--department', '33'), ('--centre', 'cs-002'), ('--period', '2024-03'),
                      ('--period', '2023', '--centre', 'cs-001')):
            for form in ('text', 'csv', 'html', 'sheet'):
                self.assertEqual(self.export(form, *words), self.export(form, *words, where=other))

    def test_two_at_once(self):
        self.federation.add_years(2023, 2024)
        words = [REPORT, 'import', '--store', self.store.where, self.federation.reports]
        both = [subprocess.Popen(words, env=ENV, stdout=subprocess.PIPE) for _ in range(2)]
        said = [totals(process.communicate(timeout=60)[0].decode()) for process in both]
        self.assertEqual(sorted(one['imported'] for one in said), [0, 96])

if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
