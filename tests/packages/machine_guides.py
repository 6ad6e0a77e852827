# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the guides that ask for a machine (guide_commands.MACHINE), typed in it as written."""

import re
import subprocess

import guide_commands
import machine_system
import sticks
from machine import PATIENCE, Failure, wait_for

# What must be so before a command of the guides makes sense.
NEEDS = {'guichetctl do more-time': 'visit', 'guichetctl reset': 'visit', 'mount': 'stick', 'usbguard': 'refused',
         'update-grub': 'option'}
# What ends the shell that the command is typed in.
ENDS = {'reboot': 'tiles', 'guichetctl do power-off': 'off'}
# A device that no rule lets in: its driver in QEMU, and its name on the bus.
REFUSED, REFUSED_NAME = 'usb-net', 'USB Network'
# As the guide says it, by an editor.
SET_OPTION = "sed -i 's/^GRUB_CMDLINE_LINUX_DEFAULT=\"/&init_on_free=1 /' /etc/default/grub"


def expect(holds, words):
    if not holds:
        raise Failure(words)


class Typist:
    """Somebody who does what the guides say. @resident: at the screen. @wait_tiles: gives what is seen."""

    def __init__(self, machine, resident, wait_tiles):
        self.machine, self.resident, self.wait_tiles = machine, resident, wait_tiles
        self.refused = None

    def find_refused(self):
        """The number that the filter gave to the device; None while it has not decided."""
        said = self.machine.run('usbguard list-devices --blocked', check=False)
        found = re.search(rf'^(\d+): block .*{REFUSED_NAME}', said, re.MULTILINE)
        return found and found[1]

    def plug_refused(self):
        if self.refused is None:
            self.machine.ask('device_add', driver=REFUSED, id='refused')
            self.refused = wait_for('a device that is refused', self.find_refused, PATIENCE, 1)

    def pull_refused(self):
        if self.refused is not None:
            self.machine.ask('device_del', id='refused')
            self.refused = None

    def is_let_in(self):
        return any(works for name, works in machine_system.usb_devices(self.machine).items() if REFUSED_NAME in name)

    def prepare(self, need):
        if need == 'visit' and self.machine.status().get('state') != 'visiting':
            self.resident.open_service()
        if need == 'stick':
            wait_for('the stick', lambda: self.machine.run('test -b /dev/sdb1 && echo there', check=False), PATIENCE, 1)
        if need == 'refused':
            self.plug_refused()
            expect(not self.is_let_in(), 'the device works although it is refused')
        if need == 'option':
            self.machine.run(SET_OPTION)

    def look(self, command, words):
        """What is so after it."""
        if 'restart' in command or 'reset' in command:
            self.machine.wait_state('home')
        if command == 'usbguard list-devices --blocked':
            expect(REFUSED_NAME in words, f'the refused device is not in the list: {words}')
        if command.startswith('usbguard allow-device'):
            wait_for('the device to be let in', self.is_let_in, PATIENCE, 1)
            # For good, and not in the package's own file.
            self.machine.run(f"grep '^allow .*{REFUSED_NAME}' /etc/usbguard/rules.d/90-guichet-local.conf")
            self.machine.run('! dpkg --verify guichet | grep usbguard')
        if command == 'update-grub':
            self.machine.run("grep -E '^[[:space:]]*linux[[:space:]].* init_on_free=1' /boot/grub/grub.cfg")

    def type(self, command):
        """The last line of what it printed."""
        self.prepare(next((need for words, need in NEEDS.items() if command.startswith(words)), None))
        if command in ENDS:
            return self.type_last(command)
        typed = command.replace('NUMÉRO', self.refused or '')
        words = self.machine.run(f'{typed} | cat; test $PIPESTATUS -eq 0')
        self.look(command, words)
        return words.split('\n')[-1][:60]

    def type_last(self, command):
        self.pull_refused()
        self.machine.send(command)
        if ENDS[command] == 'off':
            wait_for('the machine to be off', lambda: self.machine.process.poll() is not None)
            return 'off'
        self.machine.wait_shell()
        return self.wait_tiles(self.machine)


def make_stick(folder, name):
    """A stick as they are sold: one partition, FAT."""
    path = folder / name
    with open(path, 'wb') as file:
        file.truncate(64 * 2**20)
    subprocess.run(['sfdisk', '--quiet', path], input='2048,,c\n', text=True, check=True)
    subprocess.run(['mkfs.vfat', '--offset', '2048', path], check=True, stdout=subprocess.DEVNULL)
    return path


def try_guides(report, machine, folder, resident, wait_tiles):
    port = sticks.Port(machine)
    for name in ('one', 'two'):
        port.plug(make_stick(folder, name))
    typist = Typist(machine, resident, wait_tiles)
    for command in guide_commands.MACHINE:
        report.step(f'guides: {command}', lambda words=command: typist.type(words))
