# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the machine below the terminal is safe and what is not."""

import os
import re

from guichet_checks import FAULT, OK, WARNING, Line

REINSTALL = 'lancez : apt install --reinstall guichet, puis redémarrez'
SYSCTL = 'lancez : sysctl --system (le réglage est dans /usr/lib/sysctl.d/60-guichet.conf)'
LEAST_DISK = 500 * 2**20
LEAST_MEMORY = 150 * 2**20
LEAST_MACHINE = 1700 * 2**20


def _is_encrypted(system, device):
    name = os.path.basename(os.path.realpath(system.path(device)))
    if name.startswith('zram'):
        return True  # it is memory
    return (system.read(f'/sys/block/{name}/dm/uuid') or '').startswith('CRYPT-')


def check_swap(system):
    name = 'Mémoire d’échange'
    text = system.read('/proc/swaps')
    if text is None:
        return Line(name, WARNING, '/proc/swaps n’est pas lisible', 'lancez : swapon --show')
    devices = [line.split()[0] for line in text.split('\n')[1:] if line.strip()]
    if not devices:
        return Line(name, OK, 'aucune')
    if all(_is_encrypted(system, device) for device in devices):
        return Line(name, OK, 'chiffrée')
    return Line(name, FAULT, 'en clair sur le disque : une visite peut y laisser des traces',
                'lancez : swapoff -a, et ôtez sa ligne de /etc/fstab')


def check_core(system):
    name = 'Images mémoire'
    pattern = system.read_word('/proc/sys/kernel/core_pattern')
    dumpable = system.read_word('/proc/sys/fs/suid_dumpable')
    if pattern in ('|/bin/false', '|/usr/bin/false', '') and dumpable == '0':
        return Line(name, OK, 'aucun programme mort n’en laisse')
    if pattern is None or dumpable is None:
        return Line(name, WARNING, 'le réglage du noyau n’est pas lisible', SYSCTL)
    return Line(name, FAULT, 'un programme mort peut laisser ce qui a été tapé', SYSCTL)


def check_sysrq(system):
    name = 'Touche SysRq'
    value = system.read_word('/proc/sys/kernel/sysrq')
    if value == '0':
        return Line(name, OK, 'sans effet')
    if value is None:
        return Line(name, WARNING, 'le réglage du noyau n’est pas lisible', SYSCTL)
    return Line(name, FAULT, 'le clavier peut parler au noyau', SYSCTL)


def check_getty(system):
    name = 'Consoles'
    answer = system.run(['systemctl', 'list-units', '--type=service', '--state=active', '--plain',
                         '--no-legend', 'getty@*', 'serial-getty@*', 'autovt@*'])
    if answer.code != 0:
        return Line(name, WARNING, 'systemd ne répond pas', 'lancez : systemctl list-units')
    units = [line.split()[0] for line in answer.out.split('\n') if line.strip()]
    if not units:
        return Line(name, OK, 'aucune demande de mot de passe derrière l’écran')
    serial = all(unit.startswith('serial-') for unit in units)
    return Line(name, WARNING if serial else FAULT, 'une console est ouverte : ' + ', '.join(units),
                'lancez : systemctl disable --now ' + ' '.join(units))


def check_namespaces(system):
    name = 'Espaces de noms'
    most = system.read_word('/proc/sys/user/max_user_namespaces')
    allowed = system.read_word('/proc/sys/kernel/unprivileged_userns_clone')
    confined = system.read_word('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')
    if most in (None, '0') or allowed == '0' or confined == '1':
        return Line(name, FAULT, 'interdits : aucune visite ne peut être isolée', SYSCTL)
    return Line(name, OK, 'permis : chaque visite est isolée')


def check_cups(system):
    name = 'CUPS'
    told = system.show('cups.service', 'LoadState', 'MainPID', 'ExecStart', 'TemporaryFileSystem')
    if told.get('LoadState') == 'not-found':
        return Line(name, OK, 'pas installé : on n’imprime pas ici')
    if told.get('LoadState') != 'loaded':
        return Line(name, WARNING, 'systemd ne dit rien de CUPS', 'lancez : systemctl status cups')
    if '/usr/share/guichet/cups/cupsd.conf' not in told.get('ExecStart', ''):
        return Line(name, FAULT, 'CUPS n’a pas les réglages du terminal : il garde les titres', REINSTALL)
    process = told.get('MainPID', '0')
    if process == '0':
        in_memory = '/var/spool/cups' in told.get('TemporaryFileSystem', '')
    else:
        mounts = system.read(f'/proc/{process}/mountinfo') or ''
        in_memory = re.search(r' /var/spool/cups .* - tmpfs ', mounts) is not None
    if not in_memory:
        return Line(name, FAULT, 'les documents à imprimer sont écrits sur le disque',
                    'lancez : systemctl restart cups ; si cela ne suffit pas : '
                    'apt install --reinstall guichet')
    return _look_at_spool(system, name, process)


def _look_at_spool(system, name, process):
    """The terminal itself cannot see the spool, which is in a place of CUPS' own: after each visit it
    has the word of CUPS that nothing is left. Root sees the files."""
    if process == '0':
        return Line(name, OK, 'les documents restent en mémoire ; CUPS dort et n’en a pas')
    try:
        own = system.path(os.path.join('/proc', process, 'root'))
        found = os.listdir(os.path.join(own, 'var', 'spool', 'cups'))
    except OSError:
        return Line(name, OK, 'les documents restent en mémoire ; '
                    'que rien n’y reste, seul CUPS le dit (root voit les fichiers)')
    jobs = [file for file in found if re.fullmatch(r'[cd]\d{5,}(-\d{3})?', file)]
    if jobs:
        return Line(name, WARNING, f'{len(jobs)} fichiers d’impressions en mémoire',
                    'relancez hors visite ; s’ils restent, lancez : systemctl restart cups')
    return Line(name, OK, 'les documents restent en mémoire, et aucun n’y est')


def check_journal(system):
    name = 'Journal'
    answer = system.run(['systemd-analyze', 'cat-config', 'systemd/journald.conf'])
    values = dict(re.findall(r'^\s*(SystemMaxUse|MaxRetentionSec)=(\S*)', answer.out, re.MULTILINE))
    if values.get('SystemMaxUse') and values.get('MaxRetentionSec') not in (None, '', '0', 'infinity'):
        return Line(name, OK, f'{values["SystemMaxUse"]} et {values["MaxRetentionSec"]} au plus')
    return Line(name, WARNING, 'ni sa taille ni sa durée ne sont bornées', REINSTALL)


def check_upgrades(system):
    name = 'Mises à jour'
    package = system.run(['dpkg-query', '-W', '-f', '${db:Status-Status}', 'unattended-upgrades'])
    if package.out != 'installed':
        return Line(name, FAULT, 'elles ne se font pas seules', 'lancez : apt install unattended-upgrades')
    asked = system.run(['apt-config', 'dump', 'APT::Periodic::Unattended-Upgrade']).out
    if not re.search(r'"[1-9]\d*"', asked) or not system.is_active('apt-daily-upgrade.timer'):
        return Line(name, FAULT, 'installées, mais arrêtées',
                    'lancez : systemctl enable --now apt-daily-upgrade.timer')
    return Line(name, OK, 'chaque nuit')


def check_usbguard(system):
    name = 'Prises USB'
    if system.is_active('usbguard.service'):
        return Line(name, OK, 'usbguard veille')
    package = system.run(['dpkg-query', '-W', '-f', '${db:Status-Status}', 'usbguard'])
    if package.out == 'installed':
        return Line(name, FAULT, 'usbguard est arrêté', 'lancez : systemctl enable --now usbguard')
    return Line(name, WARNING, 'tout appareil est accepté', 'lancez : apt install usbguard')


def check_watchdog(system):
    name = 'Chien de garde'
    delay = system.show(None, 'RuntimeWatchdogUSec').get('RuntimeWatchdogUSec', '')
    if not system.exists('/dev/watchdog0'):
        return Line(name, WARNING, 'cette machine n’en montre pas',
                    'cherchez « watchdog » dans son BIOS ; sans lui, une machine figée attend quelqu’un')
    if delay in ('', '0', 'infinity'):
        return Line(name, WARNING, 'il ne sert pas', REINSTALL)
    if system.read_word('/sys/class/watchdog/watchdog0/state') not in (None, 'active'):
        return Line(name, WARNING, 'il ne sert pas encore', 'redémarrez la machine')
    return Line(name, OK, f'redémarre une machine figée ({delay})')


def check_clock(system):
    name = 'Heure'
    if system.run(['timedatectl', 'show', '-p', 'NTPSynchronized', '--value']).out.strip() == 'yes':
        return Line(name, OK, 'à l’heure du réseau')
    return Line(name, WARNING, 'pas réglée par le réseau', 'lancez : timedatectl set-ntp true')


def check_disk(system):
    name = 'Disque'
    answer = system.run(['df', '-B1', '--output=avail', '/var/lib/guichet'])
    words = answer.out.split()
    if answer.code != 0 or not words or not words[-1].isdigit():
        return Line(name, WARNING, 'la place libre n’est pas connue', 'lancez : df -h')
    free = int(words[-1])
    if free < LEAST_DISK // 10:
        return Line(name, FAULT, 'plein : les comptes ne s’écrivent plus', 'lancez : apt clean')
    if free < LEAST_DISK:
        return Line(name, WARNING, f'{free // 2**20} Mio libres seulement', 'lancez : apt clean')
    return Line(name, OK, f'{free // 2**20} Mio libres')


def check_memory(system):
    name = 'Mémoire'
    text = system.read('/proc/meminfo') or ''
    sizes = {key: int(size) * 1024 for key, size in re.findall(r'^(\w+):\s+(\d+) kB', text, re.MULTILINE)}
    total, free = sizes.get('MemTotal'), sizes.get('MemAvailable')
    if total is None or free is None:
        return Line(name, WARNING, 'pas connue', 'lancez : free -m')
    if total < LEAST_MACHINE:
        return Line(name, WARNING, f'{total // 2**20} Mio : moins que les 2 Go qu’il faut',
                    'ajoutez de la mémoire')
    if free < LEAST_MEMORY:
        return Line(name, WARNING, f'{free // 2**20} Mio libres seulement', 'redémarrez la machine')
    return Line(name, OK, f'{free // 2**20} Mio libres')


def check_ssh(system):
    name = 'SSH'
    if not system.exists('/usr/sbin/sshd'):
        return Line(name, OK, 'pas installé')
    answer = system.run(['/usr/sbin/sshd', '-T'])
    values = dict(line.lower().split(' ', 1) for line in answer.out.split('\n') if ' ' in line)
    if answer.code != 0:
        return Line(name, WARNING, 'ses réglages ne sont pas lisibles', 'lancez : sshd -T')
    if values.get('passwordauthentication') == 'no' and values.get('kbdinteractiveauthentication') == 'no':
        return Line(name, OK, 'par clé seulement')
    return Line(name, FAULT, 'un mot de passe deviné suffit pour entrer',
                'écrivez « PasswordAuthentication no » et « KbdInteractiveAuthentication no » dans '
                '/etc/ssh/sshd_config.d/guichet.conf')


def check_apparmor(system):
    name = 'AppArmor'
    lines = system.read('/sys/kernel/security/apparmor/profiles')
    if lines is None and system.read('/sys/module/apparmor/parameters/enabled') != 'Y\n':
        return Line(name, OK, 'ce noyau ne l’a pas : les autres murs tiennent')
    held = [line for line in (lines or '').splitlines() if line.startswith('guichet-')]
    if not held or not all(line.endswith('(enforce)') for line in held):
        return Line(name, WARNING, 'ses profils ne sont pas imposés',
                    'lancez : apparmor_parser -r /etc/apparmor.d/guichet, puis systemctl restart guichet')
    return Line(name, OK, 'ses profils sont imposés')


CHECKS = [check_swap, check_core, check_sysrq, check_getty, check_namespaces, check_cups,
          check_journal, check_upgrades, check_usbguard, check_watchdog, check_clock, check_disk,
          check_memory, check_ssh, check_apparmor]
