# SPDX-License-Identifier: GPL-3.0-or-later
"""What setup finds on the machine, and how answers become settings."""

import os
import re

DAYS = {'lundi': 'Monday', 'mardi': 'Tuesday', 'mercredi': 'Wednesday', 'jeudi': 'Thursday',
        'vendredi': 'Friday', 'samedi': 'Saturday', 'dimanche': 'Sunday'}
RANGES = re.compile(r'\d{2}:\d{2}-\d{2}:\d{2}(;\d{2}:\d{2}-\d{2}:\d{2})*')
USB = re.compile(r'^(?P<driver>[\w-]+):libusb:(?P<bus>\d{3}):(?P<device>\d{3})$')


class Refused(Exception):
    """An answer that is no setting; its text says why."""


def find_printers(system):
    return [line for line in system.run(['lpstat', '-e']).out.split('\n') if line.strip()]


def _usb_devices(system):
    """[((bus, device), (vendor, product))] of what is plugged in, by their place."""
    folder, found = '/sys/bus/usb/devices', []
    try:
        names = os.listdir(system.path(folder))
    except OSError:
        return []
    for name in names:
        bus, device, *ids = (system.read_word(f'{folder}/{name}/{word}')
                             for word in ('busnum', 'devnum', 'idVendor', 'idProduct'))
        if bus and device and bus.isdigit() and device.isdigit():
            found.append(((f'{int(bus):03}', f'{int(device):03}'), tuple(ids)))
    return sorted(found)


def _find_usb(system, bus, device):
    """(vendor, product) of what sits at that place."""
    return dict(_usb_devices(system)).get((bus, device))


def find_place(system, vendor, product):
    """(bus, device), three figures each, of the first such thing that is plugged in."""
    return next((place for place, ids in _usb_devices(system) if ids == (vendor, product)), None)


def find_scanners(system):
    """[(what a person reads, {(group, key): value})]"""
    found = []
    listed = system.run(['scanimage', '-f', '%d\t%v %m%n']).out
    for line in listed.split('\n'):
        name, _tab, words = line.partition('\t')
        usb = USB.match(name)
        ids = _find_usb(system, usb['bus'], usb['device']) if usb else None
        if ids:
            found.append((words, choose_scanner(f'{usb["driver"]}:libusb:{{bus}}:{{device}}', *ids)))
    listed = system.run(['airscan-discover']).out
    for words, address in re.findall(r'^\s*(.+?) = (https?://[^,\s]+?)/?,\s*eSCL', listed, re.MULTILINE):
        found.append((words, choose_scanner(address)))
    return found


def choose_scanner(device, vendor='', product=''):
    return {('Scanner', 'Device'): device, ('Scanner', 'Vendor'): vendor, ('Scanner', 'Product'): product}


def _days_of(text):
    first, _dash, last = (word.strip() for word in text.lower().partition('-'))
    names = list(DAYS)
    if first not in names or (last and last not in names):
        raise Refused(f'« {text} » n’est pas un jour')
    start, end = names.index(first), names.index(last or first)
    if end < start:
        raise Refused(f'« {text} » : le premier jour vient après le dernier')
    return [DAYS[name] for name in names[start:end + 1]]


def read_hours(text):
    """« lundi-vendredi 08:30-12:00;13:30-18:00, samedi 09:00-12:00 »; « toujours » : no hours."""
    wanted = {('Hours', day): None for day in DAYS.values()}
    if text.strip().lower() == 'toujours':
        return wanted
    for part in text.replace('\u00a0', ' ').split(','):
        days, _space, ranges = part.strip().partition(' ')
        ranges = ranges.replace(' ', '')
        if not RANGES.fullmatch(ranges):
            raise Refused(f'« {part.strip()} » : écrivez par exemple lundi-vendredi 08:30-12:00;13:30-18:00')
        for day in _days_of(days):
            wanted['Hours', day] = ranges
    return wanted


def write_hours(values):
    """What read_hours would read them from; values: {(group, key): value}."""
    parts, names = [], list(DAYS)
    for name in names:
        ranges = (values.get(('Hours', DAYS[name])) or '').rstrip(';')
        if parts and parts[-1][2] == ranges:
            parts[-1][1] = name
        else:
            parts.append([name, name, ranges])
    said = [f'{first if first == last else first + "-" + last} {ranges}'
            for first, last, ranges in parts if ranges]
    return ', '.join(said) or 'toujours'


def read_keyboard(system, text):
    if not re.fullmatch(r'[a-z]{2,12}', text):
        raise Refused('un clavier s’écrit en quelques lettres : fr, be, ch, ca')
    if system.exists('/usr/share/X11/xkb/symbols') and not system.exists(f'/usr/share/X11/xkb/symbols/{text}'):
        raise Refused(f'le clavier « {text} » n’est pas connu ici')
    return text


def read_line(text, most=1000):
    if len(text) > most or any(ord(letter) < 32 for letter in text):
        raise Refused(f'une seule ligne, {most} caractères au plus')
    return text.strip()
