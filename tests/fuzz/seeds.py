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


def document_seeds():
    exif = b'Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0'
    parts = [(0xe0, b'JFIF\0\1\1\0\0\1\0\1\0\0'), (0xe1, exif), (0xfe, b'place'), (0xdb, b't' * 65),
             (0xda, b'scan')]
    yield (b'\xff\xd8' + b''.join(bytes([0xff, marker, 0, len(body) + 2]) + body
                                  for marker, body in parts) + b'\x12\xff\0\x34\xff\xd9rest')
    yield b'%PDF-1.7\n'
    yield b'\0\0\0\x18ftypheic'


SEEDS = {
    'document-heads': document_seeds,
    'report-envelope': report_seeds,
    'report-signature': signature_seeds,
    'report-register': register_seeds,
}

WORDS = {
    'document-heads': [r'\xff\xd8\xff', r'\xff\xda', r'\xff\xd9', r'\xff\xe1', r'Exif\x00\x00',
                       r'MM\x00*', r'II*\x00', 'JFIF', '%PDF-', 'RIFF', 'WEBP', 'ftypheic', 'BM'],
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
