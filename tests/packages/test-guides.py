# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of the guides, as written, in a fresh Debian: the terminal's and the federation's. Those that
need systemd are run by test-machine.py, those that build by test-packages.py.

usage: test-guides.py --packages DIR [--suite bookworm|trixie] [--keep DIR]
"""

import argparse
import contextlib
import pathlib
import re
import sqlite3
import sys

import guide_commands
import guide_stages
from debian_root import DebianRoot, Failure

FOLDER = '/srv/guichet'
# What a person answers; Enter keeps what is shown.
TYPED = {
    'guichetctl setup': '\n'.join(['Centre social des Tilleuls', '', '', '', 'n', 'n', 'cs-lormont', '', '', '', '',
                                   'n']) + '\n',
    'guichetctl pin reception': '2580\n',
    'guichetctl pin technician': '13579\n',
    'apt install': 'y\ny\n',
    'apt purge': 'y\ny\n',
}
# A root without systemd has faults, and doctor, which ends setup, says so.
STATUS = {'guichetctl setup': 2, 'guichetctl doctor': 2}
# What must be there before a command makes sense, as its guide says in words.
BEFORE = {
    'runuser -u guichet -- guichet-report export --to /mnt': 'chown guichet: /mnt',
    'guichet-report centres --store federation.db add': 'cp /srv/key.txt cs-lormont.pub',
    'guichet-report import': 'mkdir -p rapports; cp -r /mnt/. rapports',
    'adduser COMPTE': 'id COMPTE || useradd --badname COMPTE',
}
# What is seen afterwards.
AFTER = {
    'guichetctl setup --yes': 'grep -q "^Friday=08:30-12:00;13:30-18:00" /etc/guichet/guichet.conf',
    'guichetctl pin technician': 'test "$(grep -c = /var/lib/guichet/pins)" -eq 2',
    'runuser -u guichet -- guichet-report export': 'test -n "$(find /mnt -type f)"',
    'runuser -u guichet -- guichet-report backup': 'test -s /var/lib/guichet/copie.db',
    'adduser COMPTE guichet-staff': 'id -nG COMPTE | grep -qw guichet-staff',
    'adduser COMPTE guichet-technician': 'id -nG COMPTE | grep -qw guichet-technician',
    'guichet-report export --store federation.db --period 2026 --xlsx': 'test -s federation.xlsx',
    'guichet-report export --store federation.db --centre': 'grep -q Lormont lormont.html',
    'apt purge': '! command -v guichetctl',
}


def longest(table, command, default):
    """What the table says of the longest beginning of a command."""
    return max(((words, said) for words, said in table.items() if command.startswith(words)),
               key=lambda pair: len(pair[0]), default=('', default))[1]


def make_counts(root):
    """Counts of some months, as they stand in the unit tests."""
    path = root.root / 'var/lib/guichet/counts.db'
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.executescript((guide_commands.TOP / 'tests/unit/usage/v2.sql').read_text())
    root.run('chown', 'guichet:', '/var/lib/guichet/counts.db')


def run_command(root, command):
    """Its output; a Failure when it does not do what its guide says."""
    if longest(BEFORE, command, None):
        root.run_in(FOLDER, longest(BEFORE, command, None))
    words, alone = guide_stages.set_up(root, guide_commands.TOP, command)
    wanted = STATUS.get(command, 2 if command.startswith('guichetctl setup') else 0)
    output = root.run_in(FOLDER, f'{words}\nstatus=$?; test $status -eq {wanted} || {{ echo "status $status"; exit 1; }}',
                         seconds=3600, alone=alone, typed=longest(TYPED, command, ''))
    if longest(AFTER, command, None):
        root.run_in(FOLDER, longest(AFTER, command, None))
    if command.endswith('key --new'):
        (root.root / 'srv/key.txt').write_text(re.search(r'^Public key: (\S+)', output, re.MULTILINE)[1] + '\n')
    return output


def try_service(root):
    """The example of a centre's own service, and a shipped one that may go to one more site."""
    guide = (guide_commands.TOP / 'packaging/doc/guide-installation.md').read_text(encoding='utf-8')
    lines = re.search(r'^    \[Service\]\n(?:    .*\n)+', guide, re.MULTILINE)[0]
    services = root.root / 'etc/guichet/services.d'
    (services / 'mairie.conf').write_text(re.sub(r'^    ', '', lines, flags=re.MULTILINE))
    (services / 'caf.conf').write_text('[Service]\nNavigateAlso=www.mairie.example\n')
    words = root.run('guichetctl', 'check', check=False).strip()
    held = 'services.d' not in words and ' services shown' in words
    print(f'{"ok" if held else "FAILED":6} the example of a service: {words}', flush=True)
    return 0 if held else 1


def run_all(root, packages):
    failed = 0
    for deb in packages.glob('guichet*_*.deb'):
        root.copy_in(deb, FOLDER)
    root.run('apt-get', '-q', 'update')
    for command in guide_commands.ROOT:
        try:
            output, verdict = run_command(root, command), 'ok'
        except Failure as failure:
            output, verdict, failed = str(failure), 'FAILED', failed + 1
        print(f'{verdict:6} {command}', flush=True)
        if verdict != 'ok' or 'doctor' in command:
            print(output[-3000:])
        if command.startswith('apt install ./guichet'):
            make_counts(root)
        if command == 'guichetctl check':
            failed += try_service(root)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--packages', type=pathlib.Path, required=True)
    parser.add_argument('--suite', default='bookworm')
    parser.add_argument('--keep', help='folder where the bare system is kept for the next run')
    arguments = parser.parse_args()
    faults = guide_commands.find_faults()
    print('\n'.join(faults) or f'ok     {len(guide_commands.all_commands())} commands of the guides have a place')
    for words, reason in guide_commands.ELSEWHERE.items():
        print(f'not here: {words}: {reason}')
    with DebianRoot(arguments.suite, keep=arguments.keep) as root:
        failed = run_all(root, arguments.packages)
    return 1 if faults or failed else 0


if __name__ == '__main__':
    sys.exit(main())
