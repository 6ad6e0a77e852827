# SPDX-License-Identifier: GPL-3.0-or-later
"""The centre's configuration that leads the product to the lab, and the names in its files."""

import configparser
import glob
import os
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULTS = os.path.join(HERE, '..', '..', 'config', 'defaults')
LAB_NAMES = ['lab.example', '*.lab.example', 'evil.example', '*.evil.example', '*.caf.fr',
             'connect.caf.fr', 'www.caf.fr', 'wwwd.caf.fr', 'oidc.franceconnect.gouv.fr',
             'app.franceconnect.gouv.fr', 'cfspart-idp.impots.gouv.fr', 'mail.google.com',
             'webmail.laposte.net', 'www.laposte.net', 'localhost']

CENTRE = '''# SPDX-License-Identifier: GPL-3.0-or-later
# Written by the virtual centre: real host names, answered on loopback.
[Centre]
Name=Centre social des Tilleuls
Greeting=Bienvenue. Touchez un service pour commencer.

[Network]
Proxy=%(proxy)s
Authorities=%(ca)s
PrivateAddresses=true
'''


def read_rules(path):
    """Host names in Navigate, Load and Home of a service or bundle file."""
    parser = configparser.RawConfigParser(strict=False, delimiters=('=',),
                                          comment_prefixes=('#',))
    parser.optionxform = str
    try:
        parser.read(path, encoding='utf-8')
    except (OSError, configparser.Error, UnicodeDecodeError):
        return []
    found = []
    for section in parser.sections():
        for key in ('Navigate', 'Load', 'Home', 'HomeUri', 'Uri'):
            found += parser.get(section, key, fallback='').replace(',', ';').split(';')
    return found


def known_names():
    """Names for the common leaf: the lab's own and those of the shipped catalogue."""
    names = set(LAB_NAMES)
    for path in sorted(glob.glob(os.path.join(DEFAULTS, '*.d', '*'))):
        for rule in read_rules(path):
            host = rule.strip().rpartition('://')[2].partition('/')[0].partition(':')[0]
            if '.' in host and host.replace('*.', '', 1).replace('-', '').replace(
                    '.', '').isalnum() and host.isascii():
                names.add(host.lower())
    return names


def write(directory, facts):
    """Writes guichet.conf and the lab's own services into @directory."""
    os.makedirs(os.path.join(directory, 'services.d'), exist_ok=True)
    with open(os.path.join(directory, 'guichet.conf'), 'w', encoding='utf-8') as file:
        file.write(CENTRE % facts)
    for path in glob.glob(os.path.join(HERE, 'services.d', '*')):
        shutil.copy(path, os.path.join(directory, 'services.d'))
