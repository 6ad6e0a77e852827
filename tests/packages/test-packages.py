# SPDX-License-Identifier: GPL-3.0-or-later
"""The packages in a fresh Debian: build, install, a whole visit of the installed terminal, upgrade
with the counts kept, remove, purge."""

import argparse
import contextlib
import gzip
import json
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile

import guide_commands
from debian_root import DebianRoot, Failure

TOP = pathlib.Path(__file__).resolve().parents[2]
OLD, NEW = '0.0.9', '0.1.0'
COUNTS = '/var/lib/guichet/counts.db'
# What systemd-analyze security may say at most; why the rest stays is written in the units.
EXPOSURE = {'guichet.service': 4.2, 'guichet-report.service': 1.5}
MANUALS = {'man1/guichetctl.1.gz': 'guichetctl', 'man1/guichet-report.1.gz': 'guichet-report',
           'man1/guichet-demo.1.gz': 'guichet-demo',
           'man8/guichetctl-setup.8.gz': 'guichetctl setup', 'man8/guichetctl-doctor.8.gz': 'guichetctl doctor',
           'man8/guichet-supervisor.8.gz': '/usr/libexec/guichet/guichet-supervisor'}
# What people read of it on a machine where it is installed.
GUIDES = {'guichet': ['guide-installation.md', 'guide-accueil.md', 'fiche-rgpd.md', 'materiel.md', 'README.md', 'SECURITY.md'],
          'guichet-report': ['guide-federation.md', 'PROTECTION.md']}
LINK = re.compile(r'\]\(([^)#:]+)\)')
LET_IN = '/etc/usbguard/rules.d/90-guichet-local.conf'
COMPLETIONS = '/usr/share/bash-completion/completions'
# dpkg, apt, debconf and the caches of other packages keep what they like.
OTHERS = re.compile(r'^var/(lib/(dpkg|apt|ucf|systemd|dbus|pam)|cache|log)\b|^etc/(\.pwd\.lock|[a-z-]*(passwd|shadow'
                    r'|group|gshadow|subuid|subgid)-?$|ld\.so\.cache|systemd/system|rc.\.d)'
                    r'|^etc$|__pycache__|gschemas\.compiled|mime\.cache|/mime/')


def build_in(suite, keep, out, previous):
    """Builds the tree in a fresh Debian by the commands of the installation guide. Gives the folders of
    the previous and of the new packages; without a folder of previous ones, they are built too."""
    with DebianRoot(suite, keep=keep) as root:
        root.run('apt-get', '-q', 'update')
        root.run('apt-get', '-q', '-y', '--no-install-recommends', 'install', 'git', 'ca-certificates')
        root.copy_tree(TOP, '/srv/guichet')
        if suite != 'bookworm':
            root.run('apt-get', '-q', '-y', '--no-install-recommends', 'install', 'systemd-dev')
        root.run_in('/srv/guichet', 'packaging/install-dependencies build package', seconds=3600)
        words = root.run_in('/srv/guichet', f'packaging/package --version {NEW}', seconds=3600)
        expect(re.search(r'^Packages of', words, re.MULTILINE), f'built by dpkg-buildpackage in a fresh {suite}')
        found = re.findall(r'^[EWIP]: .*', words, re.MULTILINE)
        expect(not found, f'lintian is content {found}')
        shutil.copytree(root.root / 'srv/guichet/build-packages', out / 'new')
        if not previous:
            root.run_in('/srv/guichet', f'packaging/package --version {OLD} --no-lintian --out /srv/old', seconds=3600)
            previous = shutil.copytree(root.root / 'srv/old', out / 'old')
        for command in guide_commands.DEMO:
            words = root.run_in('/srv/guichet', command, seconds=7200, check=False)
            try_visit(words, f'{command}, as written, in a fresh {suite}')
        return find_debs(pathlib.Path(previous)), find_debs(out / 'new')


def find_debs(out):
    return sorted(deb for deb in out.glob('*.deb') if '-dbgsym_' not in deb.name)


def expect(holds, words):
    print(('ok     ' if holds else 'FAILED ') + words, flush=True)
    if not holds:
        raise Failure(words)


def install(root, version, debs):
    folder = f'/srv/{version}'
    for deb in debs:
        root.copy_in(deb, folder)
    names = [f'{folder}/{deb.name}' for deb in debs]
    return root.run('apt-get', '-q', '-y', '--no-install-recommends', '--allow-downgrades', 'install',
                    *names)


def make_counts(root):
    """Puts counts of an older version there; gives their last month."""
    path = root.root / COUNTS.lstrip('/')
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.executescript((TOP / 'tests' / 'unit' / 'usage' / 'v2.sql').read_text())
        month = store.execute('SELECT max(substr(day, 1, 7)) FROM counts').fetchone()[0]
    root.run('chown', 'guichet:', COUNTS)
    return month


def counts(root):
    """What is stored, whatever words a version has for it."""
    with contextlib.closing(sqlite3.connect(root.root / COUNTS.lstrip('/'))) as store:
        return store.execute('SELECT day, metric, label, n FROM counts ORDER BY day, metric, label').fetchall()


def show(root, month):
    return root.run('guichet-report', 'show', '--database', COUNTS, '--month', month)


def try_terminal(root):
    """A visit of the installed terminal on the virtual centre, and its counts kept as the unit's."""
    try_visit(root.run('guichet-demo', '--headless', '--out', '/srv/pictures', check=False),
              'a visit of the installed terminal')


def try_visit(words, what):
    steps = re.findall(r'^(ok|FAILED) +\d+', words, re.MULTILINE)
    held = len(steps) >= 10 and 'FAILED' not in steps
    expect(held, f'{what}: {len(steps)} steps' + ('' if held else ': ' + words[-1500:]))


def try_language(root):
    """French, in a Debian that has no locale but its C library's own: what the supervisor says first."""
    words = root.run('/usr/libexec/guichet/guichet-supervisor', check=False)
    expect('Il n’y a pas d’écran' in words, f'it speaks French without a French locale {words}')


def try_units(root):
    words = root.run('systemd-analyze', 'verify', 'guichet.service', 'guichet-report.timer',
                     'guichet-catalogue.timer', 'guichet-restart.timer', check=False)
    words = re.sub(r".*Command 'man .*", '', words).strip()
    expect('guichet' not in words, f'the units are sound {words}')
    for unit, most in EXPOSURE.items():
        words = root.run('systemd-analyze', 'security', '--offline=yes', '--no-pager', unit)
        found = float(re.search(r'Overall exposure level for \S+: ([0-9.]+)', words)[1])
        print('\n'.join(line for line in words.splitlines() if line.lstrip().startswith('✗')))
        expect(found <= most, f'systemd-analyze security {unit}: {found} of 10, {most} at most')


def try_manuals(root):
    """What man and bash know is what --help says: options, commands, actions."""
    for page, program in MANUALS.items():
        text = gzip.decompress((root.root / 'usr/share/man' / page).read_bytes()).decode().replace('\\-', '-')
        said = root.run(*program.split(), '--help', check=False)
        options = set(re.findall(r'--[a-z][a-z-]+', said))
        expect(options and options <= set(re.findall(r'--[a-z][a-z-]+', text)),
               f'the manual page of {program} tells its {len(options)} options')
        words = set(re.findall(r'^  ([a-z][a-z-]+) ', said, re.MULTILINE))
        told = set(re.findall(r'^([a-z][a-z-]+)\b', text, re.MULTILINE))
        expect(words <= told, f'and its {len(words)} commands and actions {words - told or ""}')
        name = re.search(r'^([a-z-]+) ', text.split('.SH NAME\n')[1])[1]
        expect(page.split('/')[1].startswith(name + '.'), f'its name is {name}')
    said = root.run('guichetctl', '--help')
    commands, actions = (re.findall(r'^  ([a-z][a-z-]+) ', part, re.MULTILINE)
                         for part in re.search(r'Commands:\n(.*?)\n\n.*?Actions:\n(.*?)\n\n', said, re.DOTALL).groups())
    for typed, wanted in [
            (['guichetctl', ''], commands), (['guichetctl', 'do', ''], actions),
            (['guichetctl', 'do', 'hide-service', 'ame'], ['ameli']), (['guichetctl', 'setup', '--prin'], ['--printer']),
            (['guichetctl', 'pin', ''], ['reception', 'technician']), (['guichet-report', 'cen'], ['centres'])]:
        words = root.run('bash', '-c', f'''. {COMPLETIONS}/guichetctl; . {COMPLETIONS}/guichet-report
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _${{1//-/_}}; echo "${{COMPREPLY[*]}}"''', 'bash', *typed).split()
        expect(words == wanted, f'bash completes "{" ".join(typed)}": {len(words)} words {"" if words == wanted else words}')


def try_guides(root):
    """The guides are there to be read, and no link or picture of them leads nowhere."""
    for package, wanted in GUIDES.items():
        folder = root.root / 'usr/share/doc' / package
        missing = [name for name in wanted if not (folder / name).is_file()]
        links = [(page.name, link) for page in folder.glob('*.md') for link in LINK.findall(page.read_text(encoding='utf-8'))]
        broken = [pair for pair in links if not (folder / pair[1]).is_file()]
        expect(links and not missing and not broken,
               f'the guides in /usr/share/doc/{package}: {len(wanted)} pages, {len(links)} links {missing + broken or ""}')


def try_doctor(root):
    """Without systemd much is not so: what counts is that it says so, and ends with its status."""
    words = root.run('guichetctl', 'doctor', check=False)
    print(words)
    answer = json.loads(root.run('guichetctl', '--json', 'doctor', check=False))
    faults = [line['name'] for line in answer['checks'] if line['state'] == 'faute']
    expect(answer['status'] == 2 and 'Terminal' in faults and 'Réglages' not in faults,
           f'doctor: {len(answer["checks"])} points, faults of a root without systemd: {faults}')


def try_root(suite, old, new, keep):
    with DebianRoot(suite, keep=keep) as root:
        root.run('apt-get', '-q', 'update')
        # What other packages bring is not ours to remove: they come first, and stay.
        root.run('apt-get', '-q', '-y', '--no-install-recommends', 'install', 'cups-daemon', 'debconf', 'python3')
        install(root, OLD, old)
        names = [re.match(r'[a-z-]+', deb.name).group(0).rstrip('-') for deb in old]
        root.run('apt-mark', 'manual', *names)
        expect('guichet:' in root.run('getent', 'passwd', 'guichet'), 'the user is made')
        expect('guichetctl' not in root.run('guichetctl', 'check'), 'the settings are sound')
        try_terminal(root)
        month = make_counts(root)
        before = counts(root)
        expect(before and len(show(root, month).splitlines()) > 20, 'the old counts are read')
        install(root, NEW, new)
        expect(root.run('dpkg-query', '-W', '-f', '${Version}', 'guichet') == NEW, 'upgraded')
        expect(counts(root) == before, 'the counts are kept by the upgrade')
        expect(len(show(root, month).splitlines()) > 20, 'and read by the new version')
        expect(root.run('stat', '-c', '%a %s', LET_IN).strip() == '600 0', 'USB devices let in for good have a file of theirs')
        try_language(root)
        try_units(root)
        try_manuals(root)
        try_guides(root)
        try_doctor(root)
        root.run('dpkg', '--configure', '-a')
        root.run('apt-get', '-q', '-y', '--reinstall', '--no-install-recommends', 'install',
                 *[f'/srv/{NEW}/{deb.name}' for deb in new])
        expect(counts(root) == before, 'installed twice: nothing changes')
        digest = root.run('sha256sum', COUNTS)
        root.run('apt-get', '-q', '-y', 'remove', *names)
        expect(root.run('sha256sum', COUNTS) == digest, 'the counts are kept when it is removed')
        root.run('dpkg', '--purge', *names)
        expect(root.run('sha256sum', COUNTS) == digest, 'and when it is purged, unless it is said')
        left = {name for name in root.files() if 'guichet' in name}
        left -= {name for name in left if OTHERS.search(name) or name.startswith('var/lib/guichet')}
        expect(not left, f'nothing else is left {sorted(left)[:10]}')
        install(root, NEW, new)
        root.run('sh', '-c', 'echo guichet guichet/remove-counts boolean true | debconf-set-selections')
        root.run('dpkg', '--purge', *names)
        expect(not (root.root / 'var/lib/guichet').exists(), 'asked to, purge takes the counts too')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--suite', default='bookworm')
    parser.add_argument('--keep', help='folder where the bare system is kept for the next run')
    parser.add_argument('--packages', type=pathlib.Path, help='build nothing: packages are here, and in --previous')
    parser.add_argument('--previous', type=pathlib.Path, help='folder of packages of an earlier version, in place of building them')
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='gp-', dir='/tmp') as directory:
        try:
            old, new = ((find_debs(arguments.previous), find_debs(arguments.packages)) if arguments.packages
                        else build_in(arguments.suite, arguments.keep, pathlib.Path(directory), arguments.previous))
            try_root(arguments.suite, old, new, arguments.keep)
        except Failure as failure:
            print(f'FAILED {failure}')
            return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
