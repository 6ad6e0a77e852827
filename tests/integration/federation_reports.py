# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed monthly reports as centres export them, small and made up: for the tests of the import.

The simulated federation of the lab is the realistic one; this one is made to be changed byte by
byte. Signs with libsodium itself, not with the project's code."""

import base64
import ctypes
import ctypes.util
import hashlib
import json
import os

SODIUM = ctypes.CDLL(ctypes.util.find_library('sodium') or 'libsodium.so.23')
SODIUM.sodium_init()
BASE, LEAST = 10, 20


class Key:
    def __init__(self, seed):
        self.public, self._secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        digest = hashlib.sha256(seed.encode()).digest()
        SODIUM.crypto_sign_seed_keypair(self.public, self._secret, digest)
        self.number = hashlib.sha256(b'id' + digest).digest()[:8]

    @property
    def id(self):
        return self.number[::-1].hex().upper()

    @property
    def line(self):
        return base64.b64encode(b'Ed' + self.number + self.public.raw).decode()

    def _sign(self, data):
        signature = ctypes.create_string_buffer(64)
        SODIUM.crypto_sign_detached(signature, None, data, ctypes.c_ulonglong(len(data)), self._secret)
        return signature.raw

    def sign(self, data, comment, kind=b'ED'):
        signature = self._sign(hashlib.blake2b(data).digest())
        return (b'untrusted comment: signature of a Guichet report\n'
                + base64.b64encode(kind + self.number + signature) + b'\n'
                + b'trusted comment: ' + comment.encode() + b'\n'
                + base64.b64encode(self._sign(signature + comment.encode())) + b'\n')


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':')).encode() + b'\n'


def comment_of(report):
    return (f'guichet-month centre={report["centre"]} month={report["month"]} '
            f'revision={report["revision"]} counter={report["counter"]}')


def next_month(month):
    year, number = int(month[:4]), int(month[5:])
    return f'{year + number // 12}-{number % 12 + 1:02}'


def make_report(centre, key, month, counter, revision=1, factor=1, **more):
    """@factor: makes the figures of one centre and month differ from those of another."""
    cells = {
        'month': {
            'visit-ended': {'done': 100 * factor, 'left': 20},
            'visit-duration': {'under-5': 30, '15-30': 40 * factor},
            'service-opened': {'famille_scolarite/caf': 60 * factor, 'justice': 20},
            'page-printed': {'black-and-white': 50 * factor},
            'page-scanned': {},
            'busy-hours': {'9-11': 60, '13-15': 40 * factor},
        },
    }
    if month[5:] in ('03', '06', '09', '12'):
        cells['quarter'] = {'page-printed': {'colour': 30}}
    if month[5:] == '12':
        cells['year'] = {'page-scanned': {'glass': 20}}
    report = {
        'cells': cells, 'centre': centre, 'counter': counter, 'created': next_month(month) + '-03',
        'days_lost': 0, 'key': key.id, 'kiosks': 1, 'month': month,
        'protection': {'base': BASE, 'least': LEAST}, 'revision': revision,
        'schema': 'guichet-month-1',
    }
    report.update(more)
    return report


def write(folder, report, key, data=None, comment=None, name=None, kind=b'ED'):
    """Writes the pair as a centre does, the signature last."""
    data = canonical(report) if data is None else data
    name = name or f'{report["centre"]}-{report["month"]}-r{report["revision"]}.json'
    path = os.path.join(folder, name)
    with open(path, 'wb') as file:
        file.write(data)
    with open(path + '.minisig', 'wb') as file:
        file.write(key.sign(data, comment or comment_of(report), kind))
    return path


def mutate(data, first, chance):
    """One to four changes of bytes from @first on: set, flipped, cut out, doubled."""
    changed = bytearray(data)
    while changed == data:
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(first, len(changed))
            how = chance.randrange(4)
            if how == 0:
                changed[at] = chance.randrange(256)
            elif how == 1:
                changed[at] ^= 1 << chance.randrange(8)
            elif how == 2 and len(changed) - first > 30:
                del changed[at:at + chance.randint(1, 20)]
            else:
                changed.insert(at, changed[at])
    return bytes(changed)


class Federation:
    """@n centres with keys, and their months."""

    def __init__(self, folder, n=4, departments=('33', '2A', '93')):
        self.folder = folder
        self.reports = os.path.join(folder, 'reports')
        self.register = os.path.join(folder, 'register.csv')
        os.makedirs(self.reports, exist_ok=True)
        self.centres = [f'cs-{number:03}' for number in range(n)]
        self.keys = {centre: Key(centre) for centre in self.centres}
        self.counters = dict.fromkeys(self.centres, 0)
        with open(self.register, 'w', encoding='utf-8') as file:
            file.write('centre;name;department;public key\n')
            for number, centre in enumerate(self.centres):
                file.write(f'{centre};Centre social n° {number};'
                           f'{departments[number % len(departments)]};{self.keys[centre].line}\n')

    def make(self, centre, month, **more):
        self.counters[centre] += 1
        return make_report(centre, self.keys[centre], month, self.counters[centre], **more)

    def add(self, centre, month, **more):
        return write(self.reports, self.make(centre, month, **more), self.keys[centre])

    def add_years(self, *years, last=12):
        for number, centre in enumerate(self.centres):
            for year in years:
                for month in range(1, (12 if year != years[-1] else last) + 1):
                    self.add(centre, f'{year}-{month:02}', factor=number + month % 3 + 1)
