#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The import of a simulated federation, beside what the sqlite3 shell and psql need for the same
rows without checking anything; then the time of a whole report.

usage: federation-import.py GUICHET-REPORT DEFAULTS FOLDER
FOLDER holds register.csv and reports/, as tests/lab/federation/simulate-federation writes them.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'integration'))
from postgres_cluster import Cluster  # noqa: E402

REPORT, DEFAULTS, FOLDER = sys.argv[1:4]
COLUMNS = ('month INTEGER NOT NULL, centre INTEGER NOT NULL, span INTEGER NOT NULL,'
           ' cell INTEGER NOT NULL, n INTEGER, PRIMARY KEY (month, centre, span, cell)')


def look(pid):
    """Largest memory so far, in kB. Not what wait4() tells, which has this script's own in it."""
    try:
        with open(f'/proc/{pid}/status', encoding='ascii', errors='replace') as file:
            return max((int(line.split()[1]) for line in file if line.startswith('VmHWM:')), default=0)
    except OSError:
        return 0


def measure(title, words, **more):
    """Prints seconds, those of the processor, and the largest memory of one command."""
    start, most = time.monotonic(), 0
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, **more)
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        most = max(most, look(process.pid))
        time.sleep(0.005)
    _pid, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    print(f'{time.monotonic() - start:8.2f} s  {usage.ru_utime + usage.ru_stime:6.2f} s of processor'
          f'  {most / 1024:6.0f} MB  {title}', flush=True)
    if process.returncode != 0:
        raise SystemExit(f'{title}: exit status {process.returncode}')


def bench_store(name, where, folder):
    subprocess.run([REPORT, 'centres', '--store', where, 'add', '--from', FOLDER + '/register.csv'],
                   check=True, stdout=subprocess.DEVNULL)
    measure(f'{name}: import of all files', [REPORT, 'import', '--store', where, FOLDER + '/reports'])
    measure(f'{name}: import again, nothing new',
            [REPORT, 'import', '--store', where, FOLDER + '/reports'])
    figures = ['--store', where, '--defaults', DEFAULTS, '--config', '/nonexistent']
    measure(f'{name}: page of the whole federation',
            [REPORT, 'export', *figures, '--html', os.path.join(folder, 'page.html')])
    measure(f'{name}: figures of one centre', [REPORT, 'show', *figures, '--centre', 'cs-0007'])


def main():
    folder = tempfile.mkdtemp(prefix='guichet-bench-')
    database = os.path.join(folder, 'federation.db')
    rows = os.path.join(folder, 'rows.csv')
    print(f'load average {os.getloadavg()[0]:.1f}')
    print(f'{len(os.listdir(FOLDER + "/reports")) // 2} reports')
    bench_store('SQLite', database, folder)
    with sqlite3.connect(database) as connection, open(rows, 'w', encoding='ascii') as file:
        n = 0
        for row in connection.execute('SELECT month, centre, span, cell, n FROM fact'):
            file.write(','.join('' if value is None else str(value) for value in row) + '\n')
            n += 1
    print(f'{n} rows, {os.path.getsize(database) / 1e6:.0f} MB')
    measure('sqlite3 .import of the same rows',
            ['sqlite3', os.path.join(folder, 'plain.db'),
             f'CREATE TABLE fact ({COLUMNS}) WITHOUT ROWID', '.mode csv', f'.import {rows} fact'])
    with Cluster() as cluster:
        bench_store('PostgreSQL', cluster.new_database(), folder)
        plain = cluster.new_database()
        psql = [os.path.join(cluster.programs, 'psql'), '--no-psqlrc', '--quiet', plain]
        subprocess.run([*psql, '--command', f'CREATE TABLE fact ({COLUMNS})'], check=True)
        measure('psql COPY of the same rows',
                [*psql, '--command', f"\\copy fact FROM '{rows}' (FORMAT csv)"])
    shutil.rmtree(folder)
    print(f'load average {os.getloadavg()[0]:.1f}')


main()
