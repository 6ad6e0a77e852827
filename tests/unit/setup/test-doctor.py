#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each check of the doctor on a machine that is good and on machines that are not.

usage: test-doctor.py FOLDER-OF-THE-PROGRAMS
"""

import datetime
import importlib.machinery
import importlib.util
import json
import os
import sys
import tempfile
import unittest

PROGRAMS = sys.argv.pop(1)
sys.path.insert(0, PROGRAMS)

import guichet_checks as checks  # noqa: E402
import guichet_checks_machine as machine  # noqa: E402
from guichet_system import MISSING, Answer, System  # noqa: E402

OK, WARNING, FAULT = checks.OK, checks.WARNING, checks.FAULT
STATUS, DEVICES = 'guichetctl --json status', 'guichetctl --json devices'
SUMMARY = '6 services shown; {} mistakes that stop the terminal, 0 mistakes that hide a service, 1 warning\n'
CUPS = 'systemctl show cups.service -p LoadState,MainPID,ExecStart,TemporaryFileSystem'
CUPS_GOOD = ('LoadState=loaded\nMainPID={}\nExecStart={{ argv[]=cupsd -c /usr/share/guichet/cups/cupsd.conf }}\n'
             'TemporaryFileSystem=/var/spool/cups:mode=0710\n')
JOURNAL = 'systemd-analyze cat-config systemd/journald.conf'
GETTY = ('systemctl list-units --type=service --state=active --plain --no-legend getty@* serial-getty@* '
         'autovt@*')
WATCHDOG = 'systemctl show -p RuntimeWatchdogUSec'
DPKG = 'dpkg-query -W -f ${db:Status-Status} '
PERIODIC = 'apt-config dump APT::Periodic::Unattended-Upgrade'
NIGHT = 'systemctl is-active apt-daily-upgrade.timer'
USBGUARD = 'systemctl is-active usbguard.service'
CLOCK = 'timedatectl show -p NTPSynchronized --value'
DF = 'df -B1 --output=avail /var/lib/guichet'
SERVICE = 'systemctl is-active guichet.service'
FAILED = 'systemctl is-failed guichet-report.service'
SYS = '/proc/sys/'
CORE = {SYS + 'kernel/core_pattern': '|/bin/false\n', SYS + 'fs/suid_dumpable': '0\n'}
SPACES = {SYS + 'user/max_user_namespaces': '15000\n'}
SWAPS = 'Filename Type Size Used Priority\n'
CENTRE = {'/etc/guichet/guichet.conf': '[Report]\nCentre=cs-lormont\n'}
KEY = {'/var/lib/guichet/report.key': 'secret\n'}
SSHD = {'/usr/sbin/sshd': ''}
SSHD_T = '/usr/sbin/sshd -T'


def status(**more):
    return json.dumps({'state': 'home', 'wipes-verified': 3, 'wipes-failed': 0, 'failure': ''} | more)


def report(system):
    return checks.check_report(system, datetime.date(2026, 11, 22))


SPOOL = {'/proc/7/mountinfo': '1 2 0:9 / /var/spool/cups rw - tmpfs tmpfs rw\n'}
APPARMOR = '/sys/kernel/security/apparmor/profiles'
# check, wanted state, files, {command: output, or (code, output)}
CASES = [
    (checks.check_settings, OK, {}, {'guichetctl check ROOT/etc/guichet': SUMMARY.format(0)}),
    (checks.check_settings, WARNING, {}, {'guichetctl check ROOT/etc/guichet': (1, SUMMARY.format(0))}),
    (checks.check_settings, FAULT, {}, {'guichetctl check ROOT/etc/guichet': (1, SUMMARY.format(10))}),
    (checks.check_settings, FAULT, {}, {}),
    (checks.check_service, OK, {}, {SERVICE: 'active\n', STATUS: status()}),
    (checks.check_service, WARNING, {}, {SERVICE: 'active\n', STATUS: status(state='starting')}),
    (checks.check_service, FAULT, {}, {SERVICE: 'active\n', STATUS: status(state='out-of-order')}),
    (checks.check_service, FAULT, {}, {SERVICE: 'active\n'}),
    (checks.check_service, FAULT, {}, {SERVICE: (3, 'inactive\n'), STATUS: status()}),
    (checks.check_wipe, OK, {}, {STATUS: status()}),
    (checks.check_wipe, WARNING, {}, {STATUS: status(**{'wipes-failed': 1})}),
    (checks.check_wipe, FAULT, {}, {STATUS: status(state='out-of-order')}),
    (checks.check_wipe, FAULT, {}, {STATUS: 'no json'}),
    (checks.check_wipe, FAULT, {}, {}),
    (checks.check_bounds, OK, {}, {STATUS: status(bounds='memory pids cpu')}),
    (checks.check_bounds, WARNING, {}, {STATUS: status(bounds='memory pids')}),
    (checks.check_bounds, WARNING, {}, {STATUS: status(bounds='')}),
    (checks.check_bounds, FAULT, {}, {STATUS: status()}),
    (checks.check_bounds, FAULT, {}, {}),
    (checks.check_pins, OK, {checks.PINS: '[Pins]\nreception=$y$a\ntechnician=$y$b\n'}, {}),
    (checks.check_pins, WARNING, {checks.PINS: '[Pins]\nreception=$y$a\ntechnician=1234\n'}, {}),
    (checks.check_pins, FAULT, {}, {}),
    (checks.check_database, OK, {}, {'runuser -u guichet -- guichet-report show': ''}),
    (checks.check_database, FAULT, {}, {'runuser -u guichet -- guichet-report show': (1, '')}),
    (report, OK, {}, {}),
    (report, FAULT, CENTRE, {}),
    (report, FAULT, CENTRE | KEY, {FAILED: 'failed\n'}),
    (report, WARNING, CENTRE | KEY | {'/var/lib/guichet/outbox/outbox.state': '[2026-09]\n'}, {}),
    (report, OK, CENTRE | KEY | {'/var/lib/guichet/outbox/outbox.state': '[2026-10]\n'}, {}),
    (checks.check_printer, OK, {}, {DEVICES: '{"printer": "ready", "printer-queue": "idle"}'}),
    (checks.check_printer, OK, {}, {DEVICES: '{"printer": "not-set-up"}'}),
    (checks.check_printer, WARNING, {}, {DEVICES: '{"printer": "paper-out", "printer-queue": "idle"}'}),
    (checks.check_printer, WARNING, {}, {DEVICES: '{"printer": "ready", "printer-queue": "stopped"}'}),
    (checks.check_printer, FAULT, {}, {DEVICES: '{"printer": "ready", "printer-queue": "missing"}'}),
    (checks.check_printer, FAULT, {}, {}),
    (checks.check_scanner, OK, {}, {DEVICES: '{"scanner": "ready"}'}),
    (checks.check_scanner, WARNING, {}, {DEVICES: '{"scanner": "open"}'}),
    (checks.check_scanner, FAULT, {}, {DEVICES: '{"scanner": "dead"}'}),
    (checks.check_scanner, FAULT, {}, {}),
    (machine.check_apparmor, OK, {}, {}),
    (machine.check_apparmor, OK, {'/sys/module/apparmor/parameters/enabled': 'N\n'}, {}),
    (machine.check_apparmor, OK, {APPARMOR: 'cupsd (complain)\nguichet-world (enforce)\n'}, {}),
    (machine.check_apparmor, WARNING, {APPARMOR: 'guichet-world (complain)\nguichet-supervisor (enforce)\n'}, {}),
    (machine.check_apparmor, WARNING, {APPARMOR: 'cupsd (enforce)\n'}, {}),
    (machine.check_apparmor, WARNING, {'/sys/module/apparmor/parameters/enabled': 'Y\n'}, {}),
    (machine.check_swap, OK, {'/proc/swaps': SWAPS}, {}),
    (machine.check_swap, OK, {'/proc/swaps': SWAPS + '/dev/dm-0 partition 9 0 -2\n',
                              '/sys/block/dm-0/dm/uuid': 'CRYPT-PLAIN-swap\n'}, {}),
    (machine.check_swap, FAULT, {'/proc/swaps': SWAPS + '/dev/dm-0 partition 9 0 -2\n',
                                 '/sys/block/dm-0/dm/uuid': 'LVM-swap\n'}, {}),
    (machine.check_swap, FAULT, {'/proc/swaps': SWAPS + '/swapfile file 9 0 -2\n'}, {}),
    (machine.check_swap, WARNING, {}, {}),
    (machine.check_core, OK, CORE, {}),
    (machine.check_core, FAULT, CORE | {SYS + 'kernel/core_pattern': 'core\n'}, {}),
    (machine.check_core, FAULT, CORE | {SYS + 'fs/suid_dumpable': '2\n'}, {}),
    (machine.check_core, WARNING, {}, {}),
    (machine.check_sysrq, OK, {SYS + 'kernel/sysrq': '0\n'}, {}),
    (machine.check_sysrq, FAULT, {SYS + 'kernel/sysrq': '438\n'}, {}),
    (machine.check_sysrq, WARNING, {}, {}),
    (machine.check_getty, OK, {}, {GETTY: ''}),
    (machine.check_getty, FAULT, {}, {GETTY: 'getty@tty2.service loaded active running Getty\n'}),
    (machine.check_getty, WARNING, {}, {GETTY: 'serial-getty@ttyS0.service loaded active running x\n'}),
    (machine.check_getty, WARNING, {}, {}),
    (machine.check_namespaces, OK, SPACES, {}),
    (machine.check_namespaces, FAULT, SPACES | {SYS + 'kernel/unprivileged_userns_clone': '0\n'}, {}),
    (machine.check_namespaces, FAULT,
     SPACES | {SYS + 'kernel/apparmor_restrict_unprivileged_userns': '1\n'}, {}),
    (machine.check_namespaces, FAULT, {}, {}),
    (machine.check_cups, OK, SPOOL, {CUPS: CUPS_GOOD.format(7)}),
    (machine.check_cups, OK, SPOOL | {'/proc/7/root/var/spool/cups/cache/job.cache': ''},
     {CUPS: CUPS_GOOD.format(7)}),
    (machine.check_cups, WARNING, SPOOL | {'/proc/7/root/var/spool/cups/c00012': ''},
     {CUPS: CUPS_GOOD.format(7)}),
    (machine.check_cups, WARNING, SPOOL | {'/proc/7/root/var/spool/cups/d00012-001': ''},
     {CUPS: CUPS_GOOD.format(7)}),
    (machine.check_cups, OK, {}, {CUPS: CUPS_GOOD.format(0)}),
    (machine.check_cups, OK, {}, {CUPS: 'LoadState=not-found\n'}),
    (machine.check_cups, FAULT, {'/proc/7/mountinfo': '1 2 0:9 / / rw - ext4 /dev/sda1 rw\n'},
     {CUPS: CUPS_GOOD.format(7)}),
    (machine.check_cups, FAULT, {}, {CUPS: CUPS_GOOD.format(0).replace('/usr/share/guichet', '/etc')}),
    (machine.check_cups, WARNING, {}, {}),
    (machine.check_journal, OK, {}, {JOURNAL: '[Journal]\nSystemMaxUse=64M\nMaxRetentionSec=30day\n'}),
    (machine.check_journal, WARNING, {}, {JOURNAL: '[Journal]\n#SystemMaxUse=\n#MaxRetentionSec=0\n'}),
    (machine.check_upgrades, OK, {}, {DPKG + 'unattended-upgrades': 'installed', NIGHT: 'active\n',
                                      PERIODIC: 'APT::Periodic::Unattended-Upgrade "1";\n'}),
    (machine.check_upgrades, FAULT, {}, {DPKG + 'unattended-upgrades': 'installed', NIGHT: 'active\n',
                                         PERIODIC: 'APT::Periodic::Unattended-Upgrade "0";\n'}),
    (machine.check_upgrades, FAULT, {}, {DPKG + 'unattended-upgrades': 'installed',
                                         PERIODIC: 'APT::Periodic::Unattended-Upgrade "1";\n'}),
    (machine.check_upgrades, FAULT, {}, {}),
    (machine.check_usbguard, OK, {}, {USBGUARD: 'active\n'}),
    (machine.check_usbguard, FAULT, {}, {DPKG + 'usbguard': 'installed'}),
    (machine.check_usbguard, WARNING, {}, {}),
    (machine.check_watchdog, OK, {'/dev/watchdog0': ''}, {WATCHDOG: 'RuntimeWatchdogUSec=1min\n'}),
    (machine.check_watchdog, WARNING, {'/dev/watchdog0': ''}, {WATCHDOG: 'RuntimeWatchdogUSec=0\n'}),
    (machine.check_watchdog, OK, {'/dev/watchdog0': '', '/sys/class/watchdog/watchdog0/state': 'active\n'},
     {WATCHDOG: 'RuntimeWatchdogUSec=1min\n'}),
    (machine.check_watchdog, WARNING, {'/dev/watchdog0': '', '/sys/class/watchdog/watchdog0/state': 'inactive\n'},
     {WATCHDOG: 'RuntimeWatchdogUSec=1min\n'}),
    (machine.check_watchdog, WARNING, {}, {WATCHDOG: 'RuntimeWatchdogUSec=1min\n'}),
    (machine.check_clock, OK, {}, {CLOCK: 'yes\n'}),
    (machine.check_clock, WARNING, {}, {CLOCK: 'no\n'}),
    (machine.check_disk, OK, {}, {DF: 'Avail\n9000000000\n'}),
    (machine.check_disk, WARNING, {}, {DF: 'Avail\n300000000\n'}),
    (machine.check_disk, FAULT, {}, {DF: 'Avail\n0\n'}),
    (machine.check_disk, WARNING, {}, {}),
    (machine.check_memory, OK, {'/proc/meminfo': 'MemTotal: 2000000 kB\nMemAvailable: 900000 kB\n'}, {}),
    (machine.check_memory, WARNING, {'/proc/meminfo': 'MemTotal: 1000000 kB\nMemAvailable: 900000 kB\n'}, {}),
    (machine.check_memory, WARNING, {'/proc/meminfo': 'MemTotal: 2000000 kB\nMemAvailable: 90000 kB\n'}, {}),
    (machine.check_memory, WARNING, {}, {}),
    (machine.check_ssh, OK, {}, {}),
    (machine.check_ssh, OK, SSHD, {SSHD_T: 'passwordauthentication no\nkbdinteractiveauthentication no\n'}),
    (machine.check_ssh, FAULT, SSHD, {SSHD_T: 'passwordauthentication no\nkbdinteractiveauthentication yes\n'}),
    (machine.check_ssh, WARNING, SSHD, {SSHD_T: (255, '')}),
]


class DoctorTest(unittest.TestCase):
    def make_system(self, folder, files, answers):
        for name, text in files.items():
            path = os.path.join(folder, name.lstrip('/'))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)

        def run(words, text=None):
            given = answers.get(' '.join(words).replace(folder, 'ROOT'))
            if given is None:
                return Answer(MISSING, '')
            return Answer(0, given) if isinstance(given, str) else Answer(*given)

        return System(folder, run, is_root=True)

    def test_each_check(self):
        for number, (check, wanted, files, answers) in enumerate(CASES):
            with self.subTest(number=number, check=check.__name__), \
                    tempfile.TemporaryDirectory() as folder:
                line = check(self.make_system(folder, files, answers))
                self.assertEqual(line.state, wanted, line)
                self.assertEqual(bool(line.todo), wanted != OK, 'what to do is said where it helps')

    def test_each_is_shown_good_and_bad(self):
        for check in checks.CHECKS + machine.CHECKS:
            check = report if check is checks.check_report else check
            states = {wanted for tried, wanted, _files, _answers in CASES if tried is check}
            self.assertIn(OK, states, check.__name__)
            self.assertTrue(states & {WARNING, FAULT}, check.__name__)

    def test_what_may_not_be_read_is_not_safe(self):
        loader = importlib.machinery.SourceFileLoader('doctor', os.path.join(PROGRAMS, 'guichet-doctor'))
        doctor = importlib.util.module_from_spec(importlib.util.spec_from_loader('doctor', loader))
        loader.exec_module(doctor)

        def check_pins(_system):
            raise PermissionError(13, 'Permission denied', '/var/lib/guichet/pins')

        self.assertEqual(doctor.look(check_pins, None).state, WARNING)


if __name__ == '__main__':
    unittest.main()
