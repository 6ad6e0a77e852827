# SPDX-License-Identifier: GPL-3.0-or-later
"""The centre's configuration that leads the product to the lab, and the names in its files."""

import glob
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULTS = os.path.join(HERE, '..', '..', 'config', 'defaults')
LAB_NAMES = ['lab.example', '*.lab.example', 'evil.example', '*.evil.example', '*.caf.fr',
             'connect.caf.fr', 'www.caf.fr', 'wwwd.caf.fr', 'oidc.franceconnect.gouv.fr',
             'app.franceconnect.gouv.fr', 'cfspart-idp.impots.gouv.fr', 'mail.google.com',
             'webmail.laposte.net', 'www.laposte.net', 'localhost']
RULE_KEYS = ('Navigate', 'NavigateAlso', 'Load', 'LoadAlso', 'Home')
HOST = re.compile(r'(?:https?://)?((?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+)')

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

GROUPS = '''# SPDX-License-Identifier: GPL-3.0-or-later
[lab]
Name=Laboratoire
Sentence=Pages de démonstration pour les essais.
Order=900
'''

SERVICE = '''# SPDX-License-Identifier: GPL-3.0-or-later
[Service]
Name=%s
Sentence=%s
Home=%s
Group=lab
Theme=autre
Keywords=laboratoire;
Navigate=%s;
Load=%s;
'''

# Name, sentence, home, what Navigate and Load hold.
SERVICES = {
    'lab-upload': ('Dépôt', 'Déposer un document dans un formulaire.',
                   'https://upload.lab.example/', 'upload.lab.example', ''),
    'lab-leak': ('Évasions', 'Une page qui appelle des adresses non prévues.',
                 'https://leak.lab.example/', 'leak.lab.example', 'second.lab.example'),
    'lab-pdf': ('Documents', 'Télécharger des PDF de toutes les façons.',
                'https://pdf.lab.example/', 'pdf.lab.example', ''),
    'lab-faults': ('Pannes', 'Des pages qui se comportent mal.', 'https://faults.lab.example/',
                   'faults.lab.example;clientcert.lab.example;badcert-wronghost.lab.example;'
                   'badcert-expired.lab.example;badcert-selfsigned.lab.example;'
                   'badcert-unknown.lab.example', ''),
    'lab-residue': ('Traces', 'Laisser des traces, puis les chercher.',
                    'https://residue.lab.example/',
                    'residue.lab.example;hsts.lab.example;http://hsts.lab.example', ''),
    'lab-bench': ('Mesures', 'Des pages pour mesurer.', 'https://bench.lab.example/',
                  'bench.lab.example', ''),
    'lab-login': ('Identification', 'S’identifier en passant par trois sites.',
                  'https://service.lab.example/',
                  'service.lab.example;oidc.franceconnect.gouv.fr;app.franceconnect.gouv.fr;'
                  'cfspart-idp.impots.gouv.fr', ''),
    'lab-mail': ('Messagerie', 'La boîte où arrivent les codes.', 'https://mail.lab.example/',
                 'mail.lab.example', ''),
}


def read_names(path):
    """Host names in the rules and the home of a service or bundle file."""
    names = set()
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            key, _, value = line.partition('=')
            if key.strip() in RULE_KEYS:
                for part in value.split(';'):
                    match = HOST.match(part.strip())
                    if match:
                        names.add(match.group(1))
    return names


def known_names():
    """Names for the common leaf: the lab's own and those of the shipped catalogue."""
    names = set(LAB_NAMES)
    for path in sorted(glob.glob(os.path.join(DEFAULTS, '*.d', '*.conf'))):
        names |= read_names(path)
    return names


def write_file(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def write(directory, facts):
    """Writes guichet.conf, groups.conf and the lab's own services into @directory. The tiles
    themselves are those of the shipped catalogue; the lab's come after them."""
    services = os.path.join(directory, 'services.d')
    os.makedirs(services, exist_ok=True)
    write_file(os.path.join(directory, 'guichet.conf'), CENTRE % facts)
    write_file(os.path.join(directory, 'groups.conf'), GROUPS)
    for name, (title, sentence, home, navigate, load) in SERVICES.items():
        write_file(os.path.join(services, name + '.conf'),
                   SERVICE % (title, sentence, home, navigate, load or navigate))
