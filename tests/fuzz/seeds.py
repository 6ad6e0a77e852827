# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzzers start from: a few good inputs for each target, made here so that none is stored,
and the words of its form."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'integration'))

import federation_reports as reports  # noqa: E402

MAX_BYTES = 65600


def report_seeds():
    key = reports.Key('seed')
    for month in ('2024-01', '2024-03', '2024-12'):
        yield reports.canonical(reports.make_report('cs-001', key, month, 7, revision=2))


def signature_seeds():
    key = reports.Key('seed')
    report = reports.make_report('cs-001', key, '2024-01', 1)
    for kind in (b'ED', b'Ed'):
        yield key.sign(reports.canonical(report), reports.comment_of(report), kind)
    yield key.line.encode() + b'\n'


def register_seeds():
    line = reports.Key('seed').line
    yield f'centre;name;department;public key\ncs-1;Centre n° 1;33;{line}\n'.encode()
    yield f'\ufeffcs-1;"L’Escale; annexe";2A;guichet-enrol:1:cs-1:{line}\r\ncs-2;x;976;\r\n'.encode()


SEEDS = {
    'report-envelope': report_seeds,
    'report-signature': signature_seeds,
    'report-register': register_seeds,
}

WORDS = {
    'report-envelope': [
        r'{\"cells\":{', r'\"month\":{', r'\"quarter\":{', r'\"year\":{', r'\"centre\":\"',
        r'\"counter\":', r'\"created\":\"', r'\"days_lost\":', r'\"key\":\"', r'\"kiosks\":',
        r'\"protection\":{', r'\"base\":', r'\"least\":', r'\"revision\":', r'\"schema\":\"',
        'guichet-month-1', 'visit-ended', 'service-opened', 'famille_scolarite/caf', 'rest',
        '9223372036854775807', '18446744073709551616', '-1', r'\\u0000'],
    'report-signature': ['untrusted comment: ', 'trusted comment: ', 'guichet-month centre=',
                         ' month=', ' revision=', ' counter=', '====', 'RWQ', 'RUQ'],
    'report-register': [';', r'\"', 'guichet-enrol:1:', '2A', '2B', '976', r'\xef\xbb\xbf'],
}
