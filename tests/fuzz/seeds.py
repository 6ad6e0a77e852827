# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzzers start from: a few good inputs for each target, made here so that none is stored,
and the words of its form."""

import pathlib
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'integration'))

import federation_reports as reports  # noqa: E402
import hostile_documents as hostile  # noqa: E402

DEFAULTS = pathlib.Path(__file__).resolve().parents[2] / 'config' / 'defaults'

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


def picture_seeds():
    """The smallest of each kind; JPEG and WebP cannot be written in a line: they are in corpus/."""
    yield hostile.png(4, 3, b''.join(b'\0' + bytes(range(4 * i, 4 * i + 4)) for i in range(3)))
    yield hostile.png(4, 2, (b'\1' + bytes(16)) * 2, colour=6)
    yield hostile.png(3, 2, (b'\0' + bytes(1)) * 2, depth=1)
    yield hostile.tiff(4, 4, bytes(range(16)))
    yield hostile.tiff(4, 4, bytes(range(16)), next_directory=1)
    yield hostile.tiff(8, 2, b'\x80\x0f' * 8, compression=32773, extra=[(274, 3, 1, 6)])


def reply_seeds():
    """The call, seals, size; the reply (serial, error, kind, flags, pages, width, height, stride, size);
    the memory."""
    def seed(call, size, fields, memory=b''):
        return (struct.pack('<BBH', call, 1, size) + struct.pack('<8IQ', *fields, size) + memory)

    yield seed(1, 16, (7, 0, 1, 0, 2, 0, 0, 0), struct.pack('<4f', 595, 842, 842, 595))
    yield seed(2, 960, (7, 0, 0, 0, 0, 20, 12, 80), bytes(960))
    yield seed(3, 30, (7, 0, 0, 0, 0, 0, 0, 0), b'%PDF-1.4')
    yield seed(4, 30, (7, 0, 0, 0, 0, 0, 0, 0), b'\xff\xd8')
    yield seed(5, 9, (7, 0, 0, 0, 0, 0, 0, 0), 'été'.encode())
    yield seed(2, 0, (7, 4, 0, 0, 0, 0, 0, 0))


def config_seeds():
    """The shipped files, one by one and without comments, and a centre's of its own."""
    def text(name):
        lines = (DEFAULTS / name).read_bytes().splitlines(True)
        return b''.join(line for line in lines if line[:1] not in (b'#', b'\n'))

    yield b'guichet.conf\n' + text('guichet.conf')
    yield b'groups.conf\n' + text('groups.conf')
    yield b'services.d/caf.conf\n' + text('services.d/caf.conf')
    yield b'bundles.d/franceconnect.conf\n' + text('bundles.d/franceconnect.conf')
    yield (b'services.d/other.conf\n[Service]\nName=Mairie\nHome=https://www.mairie.example/\n'
           b'Navigate=*.mairie.example;www.mairie.example\nLoad=http://a.mairie.example:8080\n'
           b'@guichet.conf\n[Network]\nWideMode=true\n[Time]\nIdle=90 s\n')


def rule_seeds():
    for rule, address in (('*.caf.fr', 'https://www.caf.fr/a?b#c'), ('caf.fr', 'https://caf.fr'),
                          ('http://a.b.example:8080', 'http://a.b.example:8080/x'),
                          ('https://*.gouv.fr:443', 'https://impots.gouv.fr/'),
                          ('xn--p1ai.example', 'https://xn--p1ai.example.:443/'),
                          ('127.0.0.1', 'https://user@127.1/')):
        yield f'{rule}\n{address}'.encode()


def request_seeds():
    yield b'CONNECT www.caf.fr:443 HTTP/1.1\r\nHost: www.caf.fr:443\r\n\r\n'
    yield (b'GET http://www.caf.fr:8080/a?b HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\n'
           b'Accept: */*\r\n\r\n')
    yield (b'POST http://www.caf.fr/ HTTP/1.0\r\nContent-Length: 12\r\nConnection: close\r\n'
           b'TE: trailers\r\nUpgrade: h2c\r\n\r\n0123456789ab')


def wayland_seeds():
    """Registry, bind, a surface; then what a compositor says. Each piece: its length in words."""
    def message(thing, number, body=b''):
        return struct.pack('<III', thing, (8 + len(body)) << 16 | number, 0)[:8] + body

    def text(words):
        data = words.encode() + b'\0'
        return struct.pack('<I', len(data)) + data + bytes(-len(data) % 4)

    def piece(data, is_event=False):
        return bytes([len(data) // 4 | 0x80 * is_event]) + data

    asked = piece(message(1, 1, struct.pack('<I', 2)))
    told = b''.join(piece(message(2, 0, struct.pack('<I', i) + text(name) + struct.pack('<I', 3)), True)
                    for i, name in enumerate(('wl_compositor', 'wl_seat', 'xdg_wm_base',
                                              'wl_data_device_manager', 'weston_screenshooter')))
    bound = piece(message(2, 0, struct.pack('<I', 0) + text('wl_compositor')
                          + struct.pack('<II', 3, 3)))
    seat = piece(message(2, 0, struct.pack('<I', 1) + text('wl_seat') + struct.pack('<II', 3, 4)))
    yield asked + told + bound + piece(message(3, 0, struct.pack('<I', 5)))
    yield (asked + told + seat + piece(message(4, 1, struct.pack('<I', 6)))
           + piece(message(6, 3, struct.pack('<4I', 1, 2, 30, 1)), True))


def count_seeds():
    yield b'service-opened caf\nvisit-ended done\ngroup-opened famille\nreading-aid larger-text\n'
    yield b'started\nalive\nscanning\npage glass\nprinting\nsheets black 3\ndone\nfailed paper-jam\n'


def message_seeds():
    """Right calls by number, and the bytes of one."""
    def align(data, size):
        return data + bytes(-len(data) % size)

    def field(code, kind, value):
        size = struct.pack('<I' if kind != 'g' else '<B', len(value))
        return bytes([code, 1]) + kind.encode() + b'\0' + size + value + b'\0'

    fields = b''
    for code, kind, value in ((1, 'o', b'/org/guichet/Supervisor'), (3, 's', b'Count'),
                              (2, 's', b'org.guichet.Supervisor1'), (8, 'g', b'ss')):
        fields = align(fields, 8) + field(code, kind, value)
    body = align(struct.pack('<I', 9) + b'help-used\0', 4) + struct.pack('<I', 3) + b'bar\0'
    yield align(b'l\1\0\1' + struct.pack('<III', len(body), 1, len(fields)) + fields, 8) + body
    yield b'\n@\n'.join(bytes([i]) for i in range(10))
    yield b'\n@\n'.join((b'\0\1\0\0\0\0\0\0\0', b'\3service-opened\0caf\0\x0f', b'\4scan\0',
                        b'\7code\0\1\5', b'\1\2\0\0\0', b'\x08\1'))


def word_seeds():
    yield b'\0' + 'Mes démarches \u202eini\u2069\u2028\u061c\n\x7f'.encode()
    yield b'\1../../avis-de-paiement_2026 \xe9.tar.PDF'
    yield b'\1' + 'C:\\Été – à voir\u200f.exe'.encode()
    yield b'\2' + b'2-3, 7;9 - 12'
    yield b'\3image/*, .pdf,application/pdf;q=1 , .JPG'


SEEDS = {
    'words': word_seeds,
    'config-reader': config_seeds,
    'display-filter': wayland_seeds,
    'document-pictures': picture_seeds,
    'document-reply': reply_seeds,
    'gate-request': request_seeds,
    'host-rule': rule_seeds,
    'world-counts': count_seeds,
    'world-messages': message_seeds,
    'document-heads': document_seeds,
    'report-envelope': report_seeds,
    'report-signature': signature_seeds,
    'report-register': register_seeds,
}

WORDS = {
    'words': [r'\xe2\x80\xae', r'\xe2\x81\xa9', r'\xe2\x80\xa8', r'\xd8\x9c', '.pdf', 'image/*', '/', '\\\\', ', ', '1-40'],
    'config-reader': ['\\x0a@guichet.conf\\x0a', '\\x0a@services.d/other.conf\\x0a', '[Service]', 'Home=',
                      '[Network]', 'WideMode=true', 'Navigate=', 'Load=', 'Include=', 'Place=',
                      'Hidden=true', 'Name[ar]=', '[Time]', 'Idle=', '[Hours]', 'Monday=', '*.gouv.fr',
                      'https://', '08:30-12:00;', '[Input]', 'ResetChord=', 'LeftCtrl+', ' Mio'],
    'display-filter': ['wl_seat', 'wl_compositor', 'xdg_wm_base', 'wl_data_device_manager',
                       'zwlr_screencopy_manager_v1', r'\x01\x00\x00\x00', r'\x00\x00\x0c\x00'],
    'document-pictures': [r'\xff\xd8\xff', r'\xff\xda', r'\xff\xd9', r'\xff\xe1', r'\xff\xc0',
                          r'\xff\xc2', r'Exif\x00\x00', 'IHDR', 'IDAT', 'PLTE', 'tRNS', 'eXIf',
                          r'II*\x00', 'VP8 ', 'VP8L', 'VP8X', 'ANMF', 'RIFF', 'WEBP'],
    'gate-request': ['CONNECT ', 'http://', ' HTTP/1.1\\x0d\\x0a', '\\x0d\\x0a\\x0d\\x0a', 'Content-Length: ',
                     'Transfer-Encoding: chunked', 'Connection: ', 'Host: ', ':443', '\\x0d\\x0a '],
    'host-rule': ['*.', 'https://', 'http://', ':443', ':80', '\\x0a', '@', 'gouv.fr', 'xn--', '127.0.0.1',
                  '[::1]', '0x7f', '%2e', '..', '\\\\'],
    'world-counts': ['service-opened', 'caf', 'visit-ended', 'wipe', 'verified', 'blocked-host',
                     'sheets ', 'failed ', 'page ', 'alive', 'scanning', 'printing', 'done', ' 200'],
    'world-messages': [r'\x0a@\x0a', '/org/guichet/Supervisor', 'org.guichet.Supervisor1', 'Attach',
                       'Count', 'EndVisit', 'SetHold', 'OpenWorker',
                       'org.freedesktop.DBus.Properties', 'Introspect', 'GetAll', r'l\x01\x00\x01'],
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
