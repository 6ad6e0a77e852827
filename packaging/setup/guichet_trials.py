# SPDX-License-Identifier: GPL-3.0-or-later
"""A page and a scan with the devices that setup was told, as the terminal itself will use them."""

import os
import shutil
import subprocess
import tempfile

import guichet_found

TEST_PAGE = '/usr/share/cups/data/testprint'
# sane-airscan(5), as kiosk/scan writes it: the scanner at this address and no other.
ESCL_CONFIG = '[devices]\n"Guichet" = %s, eSCL\n[options]\ndiscovery = disable\nws-discovery = off\n'
ESCL_NAME = 'airscan:e0:Guichet'
PNG = b'\x89PNG'
SECONDS = 180


def has_test_page():
    return os.path.exists(TEST_PAGE)


def print_page(system, printer):
    return system.run(['lp', '-d', printer, TEST_PAGE]).code == 0


def write_sane(system, folder, values):
    """Fills folder with SANE's settings for the scanner of {(group, key): value}, as the terminal does
    for a visit. Its name there, None when it is not plugged in."""
    device = values['Scanner', 'Device']
    driver = device.partition(':')[0]
    if driver in ('http', 'https'):
        device, driver = ESCL_NAME, 'airscan'
        with open(os.path.join(folder, 'airscan.conf'), 'w', encoding='utf-8') as file:
            file.write(ESCL_CONFIG % values['Scanner', 'Device'])
    elif system.exists(f'/etc/sane.d/{driver}.conf'):
        shutil.copy(system.path(f'/etc/sane.d/{driver}.conf'), folder)
    with open(os.path.join(folder, 'dll.conf'), 'w', encoding='utf-8') as file:
        file.write(driver + '\n')
    if '{bus}' not in device and '{device}' not in device:
        return device
    place = guichet_found.find_place(system, values.get(('Scanner', 'Vendor'), ''),
                                     values.get(('Scanner', 'Product'), ''))
    return place and device.replace('{bus}', place[0]).replace('{device}', place[1])


def scan_page(system, values):
    """Whether the scanner gave a page; it is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        device = write_sane(system, folder, values)
        if not device:
            return False
        try:
            done = subprocess.run(['scanimage', '-d', device, '--format=png', '--resolution=75'], check=False,
                                  env=dict(os.environ, SANE_CONFIG_DIR=folder), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0 and done.stdout.startswith(PNG)
