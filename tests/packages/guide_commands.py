# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that the guides and the first page tell people to type, and where each is run as written."""

import pathlib
import re

TOP = pathlib.Path(__file__).resolve().parents[2]
GUIDES = [TOP / 'README.md', *sorted((TOP / 'packaging' / 'doc').glob('*.md'))]
PROGRAMS = ('adduser', 'apt', 'guichetctl', 'guichet-report', 'install', 'journalctl', 'lpadmin', 'lpstat', 'mount', 'packaging/',
            'reboot', 'runuser', 'scanimage', 'swapoff', 'swapon', 'systemctl', 'umount', 'update-grub', 'usbguard')
SPAN = re.compile(r'`([^`]+)`')


REPORT = 'runuser -u guichet -- guichet-report'
# Where each is run as it is written: by test-packages.py while it builds, by test-guides.py in a fresh
# Debian, by test-machine.py in the virtual machine.
BUILD = ['packaging/install-dependencies build package', 'packaging/package', 'apt install systemd-dev']
# There too, without a screen: a visit by itself. The first of them builds, and installs what it needs.
DEMO = ['packaging/demo', 'packaging/demo --headless', 'packaging/demo --headless --out DIR']
ROOT = [
    'apt install openssh-server',
    'apt install ./guichet_*.deb ./guichet-catalogue_*.deb ./guichet-report_*.deb',
    'apt install prometheus-node-exporter',
    'install -d -o guichet -g prometheus -m 2755 /var/lib/prometheus/node-exporter',
    'lpadmin -p accueil -E -v ipp://192.168.1.21/ipp/print -m everywhere',
    'guichetctl setup',
    'guichetctl setup --yes --name "Centre social des Tilleuls" --printer accueil'
    ' --hours "lundi-vendredi 08:30-12:00;13:30-18:00"',
    'guichetctl pin reception',
    'guichetctl pin technician',
    'guichetctl check',
    'guichetctl doctor',
    'adduser COMPTE guichet-staff',
    'adduser COMPTE guichet-technician',
    f'{REPORT} key --new',
    f'{REPORT} show',
    f'{REPORT} show --month 2026-10',
    f'{REPORT} send',
    f'{REPORT} export --to /mnt',
    f'{REPORT} backup --database /var/lib/guichet/counts.db --to /var/lib/guichet/copie.db',
    'guichet-report centres --store federation.db add cs-lormont --name "Centre social de Lormont"'
    ' --department 33 --key cs-lormont.pub',
    'guichet-report centres --store federation.db list',
    'guichet-report import --store federation.db rapports/',
    'guichet-report show --store federation.db --period 2026',
    'guichet-report export --store federation.db --period 2026 --xlsx federation.xlsx',
    'guichet-report export --store federation.db --centre cs-lormont --period 2026 --sheet lormont.html',
    'guichet-report serve --store federation.db',
    'apt purge guichet guichet-catalogue guichet-report',
]
MACHINE = [
    'swapon --show',
    'swapoff -a',
    'update-grub',
    'systemctl enable --now guichet',
    'guichetctl status',
    'guichetctl devices',
    'usbguard list-devices --blocked',
    'usbguard allow-device -p NUMÉRO',
    'guichetctl reset',
    'guichetctl do more-time',
    'guichetctl do restart',
    'journalctl -u guichet',
    'systemctl restart guichet',
    'mount -o uid=guichet /dev/sdb1 /mnt',
    'umount /mnt',
    'reboot',
    'guichetctl do power-off',
]
ELSEWHERE = {
    'packaging/check': 'each proposal of a change runs it (.ci/run)',
    'packaging/vm/build': 'made the image that test-machine.py boots',
    'packaging/vm/run': 'test-machine.py starts the machine with it',
    'packaging/apt/publish': 'named, not told; test-ansible.py runs it',
}
PLACES = {'build': BUILD, 'demo': DEMO, 'root': ROOT, 'machine': MACHINE, 'elsewhere': ELSEWHERE}


def is_command(text):
    program = text.split(' ')[0]
    if '/' in program:
        return program.startswith('packaging/') and (TOP / program).is_file()
    return program in PROGRAMS and (' ' in text or program in ('reboot', 'update-grub'))


def extract(text):
    """Commands of a page, in its order: lines of code and code within a line."""
    for line in text.split('\n'):
        code = re.match(r' {4,}(\S.*)', line)
        found = [re.sub(r' {3,}.*', '', code[1])] if code and is_command(code[1]) else SPAN.findall(line)
        yield from (words for words in found if is_command(words))


def all_commands():
    """{command: name of the first page that tells it}"""
    found = {}
    for guide in GUIDES:
        for words in extract(guide.read_text(encoding='utf-8')):
            found.setdefault(words, guide.name)
    return found


def find_faults():
    """What the pages tell and no place runs, and the other way round."""
    told = set(all_commands())
    known = [words for place in PLACES.values() for words in place]
    return [f'nowhere run: {words}' for words in sorted(told - set(known))] + [
        f'no page tells it: {words}' for words in sorted(set(known) - told)] + [
            f'in two places: {words}' for words in sorted(set(known)) if known.count(words) > 1]
