# SPDX-License-Identifier: GPL-3.0-or-later
"""What a world that was taken over says to the programs that have a device for it: it has them opened
by the supervisor, as the shell does, and then speaks to them as no shell does."""

import fcntl
import os
import socket
import struct

from tries_channel import (CALL, SUPERVISOR, Channel, align, message, string)

PLACES = {'scan': ('org.guichet.Scanner1', '/org/guichet/Scanner'),
          'print': ('org.guichet.Printer1', '/org/guichet/Printer'),
          'stick': ('org.guichet.Stick1', '/org/guichet/Stick')}
ADD_SEALS, ALL_SEALS = 1033, 15
FINAL = ('done', 'cancelled', 'failed')
# Of one answer: a worker starts, a device is asked.
SECONDS = 6.0


def pump(channel, worker, seconds=0.1):
    """Hears the worker, and answers the supervisor: a world that does not is ended."""
    worker.pump(seconds)
    channel.serve()


def wanted(channel, kind):
    """What OpenWorker answers, and the socket when there is one."""
    channel.fds.clear()
    answer = channel.ask('OpenWorker', 's', string(kind), seconds=SECONDS)
    return answer, socket.socket(fileno=channel.fds.pop()) if channel.fds else None


def opened(channel, kind, login=True):
    answer, sock = wanted(channel, kind)
    if sock is None:
        raise FileNotFoundError(f'OpenWorker {answer}')
    sock.settimeout(SECONDS)
    worker = Channel(sock)
    if login:
        login_as_anybody(worker)
    worker.kind = kind
    return worker


def login_as_anybody(worker):
    """There are no users in a worker's sandbox; who holds the socket was given it."""
    worker.sock.sendall(b'\0AUTH ANONYMOUS\r\n')
    worker.line()
    worker.sock.sendall(b'NEGOTIATE_UNIX_FD\r\n')
    worker.line()
    worker.sock.sendall(b'BEGIN\r\n')


def call(worker, member, kind='', body=b'', fds=(), place=None, serial=None):
    interface, path = place or PLACES[worker.kind]
    worker.serial = serial or worker.serial + 1
    pairs = [(1, 'o', path), (2, 's', interface), (3, 's', member)]
    if kind:
        pairs.append((8, 'g', kind))
    if fds:
        pairs.append((9, 'u', len(fds)))
    worker.send(message(CALL, worker.serial, pairs, body), fds)
    return worker.serial


def answer_of(channel, worker, serial, seconds=SECONDS):
    rounds = int(seconds / 0.1)
    while serial not in worker.answers and not worker.closed and rounds > 0:
        pump(channel, worker)
        rounds -= 1
    return worker.answers.pop(serial, 'closed' if worker.closed else 'silence')


def ask(kind, member, signature='', body=b'', place=None, fds=()):
    def act(_facts, channel):
        worker = opened(channel, kind)
        return answer_of(channel, worker, call(worker, member, signature, body, fds, place))
    return act


def several(*acts):
    """Each by itself; what they answered."""
    return lambda facts, channel: ' '.join(sorted({str(act(facts, channel)) for act in acts}))


def raw(kind, data, login=True, seconds=4.0):
    def act(_facts, channel):
        worker = opened(channel, kind, login)
        try:
            worker.send(data)
        except OSError:
            return 'closed'
        for _ in range(int(seconds / 0.1)):
            if worker.closed:
                return 'closed'
            pump(channel, worker)
        # It may wait for the rest of what was announced, and nothing else can come of it.
        return 'refused, it waits for the rest' if not worker.answers else 'answered'
    return act


# --- which workers ---

def unknown_kinds(_facts, channel):
    kinds = ('', 'shell', '../guichet', 'guichet-staff', 'scan/../print', '/usr/bin/sh', 'SCAN',
             'x' * 1000)
    return ' '.join(sorted({wanted(channel, kind)[0] for kind in kinds}))


def kind_flood(_facts, channel):
    """Many at once: one is had, the others are refused; none is left when the next begins."""
    serials = []
    for _ in range(250):
        channel.serial += 1
        channel.send(message(CALL, channel.serial, [
            (1, 'o', '/org/guichet/Supervisor'), (2, 's', SUPERVISOR), (3, 's', 'OpenWorker'),
            (8, 'g', 's')], string('scan')))
        serials.append(channel.serial)
    rounds = 150
    while not set(serials) <= set(channel.answers) and not channel.closed and rounds:
        channel.pump(0.1)
        channel.serve()
        rounds -= 1
    had = sum(channel.answers.pop(serial, '') == 'done' for serial in serials)
    for fd in channel.fds:
        os.close(fd)
    channel.fds.clear()
    return f'bounded, {had} of 250' if had < 10 else f'{had} of 250'


def many_fds(kind):
    def act(_facts, channel):
        worker = opened(channel, kind)
        fds = [os.open('/dev/null', os.O_RDONLY) for _ in range(250)]
        try:
            answers = {answer_of(channel, worker, call(worker, 'OpenDoor', fds=fds))
                       for _ in range(8)}
        finally:
            for fd in fds:
                os.close(fd)
        return ' '.join(sorted(answers))
    return act


def works(kind, member):
    """After all that: a worker of the kind is opened and answers."""
    def act(_facts, channel):
        worker = opened(channel, kind)
        answer = answer_of(channel, worker, call(worker, member))
        return f'works {answer}' if answer not in ('closed', 'silence') else answer
    return act


# --- the scanner ---

def scan(source, resolution, colour=1):
    return ask('scan', 'Scan', 'sbu', align(string(source), 4) + struct.pack('<II', colour, resolution))


def scan_flood(_facts, channel):
    worker = opened(channel, 'scan')
    body = align(string('glass'), 4) + struct.pack('<II', 0, 150)
    serials = [call(worker, 'Scan', 'sbu', body) for _ in range(40)]
    done = sum(answer_of(channel, worker, serial) == 'done' for serial in serials)
    return f'bounded, {done} of 40 pages begun' if done <= 1 else f'{done} pages begun at once'


def scan_leave(_facts, channel):
    """A page is begun and left in the pipe, for the next world to find."""
    worker = opened(channel, 'scan')
    body = align(string('glass'), 4) + struct.pack('<II', 0, 150)
    return 'left ' + answer_of(channel, worker, call(worker, 'Scan', 'sbu', body))


# --- the printer ---

def sealed(data, size=None):
    fd = os.memfd_create('document', 3)  # close on exec, may be sealed
    os.write(fd, data)
    if size is not None:
        os.ftruncate(fd, size)
    fcntl.fcntl(fd, ADD_SEALS, ALL_SEALS)
    return fd


def unsealed(data):
    fd = os.memfd_create('document', 3)
    os.write(fd, data)
    return fd


def pdf(catalog=b'', page=b'', more=b'', trailer=b''):
    """A whole PDF of one page, with what is asked for in its catalogue."""
    parts = [b'<</Type/Catalog/Pages 2 0 R%s>>' % catalog, b'<</Type/Pages/Count 1/Kids[3 0 R]>>',
             b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>' % page] + ([more] if more else [])
    out, places = b'%PDF-1.7\n', []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, part)
    table = b''.join(b'%010d 00000 n \n' % place for place in places)
    return out + (b'xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n'
                  b'%d\n%%%%EOF\n' % (len(parts) + 1, table, len(parts) + 1, trailer, len(out)))


ACTION = b'<</S/JavaScript/JS(app.launchURL\\("https://evil.example"\\))>>'
LAUNCH = b'<</S/Launch/F(/bin/sh)>>'
HOSTILE_PDF = pdf(b'/OpenAction%s/AA<</WC%s>>/Names<</EmbeddedFiles<</Names[(x) 4 0 R]>>>>'
                  % (ACTION, LAUNCH),
                  b'/AA<</O%s>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A%s>>]'
                  % (ACTION, LAUNCH), b'<</Type/Filespec/F(x)/UF(x)>>')
NAMED_PDF = pdf(more=b'<</Title(canari-titre)/Author(canari-auteur)/Subject(canari.example)>>',
                trailer=b'/Info 4 0 R')
POSTSCRIPT = b'%!PS-Adobe-3.0\n(/etc/passwd) (r) file 999 string readstring pop show showpage\n'
PJL = b'\x1b%-12345X@PJL FSUPLOAD NAME="0:/../etc/passwd"\r\n@PJL DEFAULT PASSWORD=1\r\n\x1b%-12345X'


def outcome(channel, worker, seconds=40):
    """The last state that it told of its job."""
    for _ in range(int(seconds / 0.1)):
        for data in worker.signals:
            for word in FINAL:
                if string(word) in data:
                    return word
        if worker.closed:
            return 'closed'
        pump(channel, worker)
    return 'no word of its end'


def print_of(make, pages='', copies=1):
    """Refused at once, or failed before anything reaches a printer; "printed" otherwise."""
    def act(_facts, channel):
        worker = opened(channel, 'print')
        fd = make()
        body = struct.pack('<I', 0) + string(pages)
        body = align(body, 4) + struct.pack('<III', copies, 0, 0)
        answer = answer_of(channel, worker, call(worker, 'Print', 'hsubb', body, [fd]))
        os.close(fd)
        if answer != 'done':
            return answer
        end = outcome(channel, worker)
        return 'refused, it failed' if end == 'failed' else f'printed {end}'
    return act


def print_flood(_facts, channel):
    worker = opened(channel, 'print')
    fd = sealed(pdf())
    body = align(struct.pack('<I', 0) + string(''), 4) + struct.pack('<III', 1, 0, 0)
    serials = [call(worker, 'Print', 'hsubb', body, [fd]) for _ in range(40)]
    done = sum(answer_of(channel, worker, serial) == 'done' for serial in serials)
    outcome(channel, worker)
    os.close(fd)
    return f'bounded, {done} of 40 taken' if done <= 1 else f'{done} taken at once'


def stick_save(name):
    def act(_facts, channel):
        worker = opened(channel, 'stick')
        fd = sealed(pdf())
        answer = answer_of(channel, worker, call(worker, 'Save', 'hs', struct.pack('<I', 0)
                                                 + string(name), [fd]))
        os.close(fd)
        return answer
    return act


def open_of(path, flags=os.O_RDONLY):
    return lambda: os.open(path, flags)


TRIES = {
    'worker-kind-unknown': unknown_kinds, 'worker-kind-flood': kind_flood,
    'worker-scan-source': several(*[scan(text, 150) for text in ('', '../../etc/passwd', 'x' * 9000)]),
    'worker-scan-resolution': several(*[scan('glass', n) for n in (0, 19, 600, 1200, 4294967295)]),
    'worker-scan-finish-first': ask('scan', 'Finish'), 'worker-scan-flood': scan_flood,
    'worker-scan-leave': scan_leave, 'worker-scan-found': ask('scan', 'Finish'),
    'worker-scan-works': works('scan', 'Open'), 'worker-print-works': works('print', 'GetState'),
    'worker-print-unsealed': print_of(lambda: unsealed(pdf())),
    'worker-print-directory': print_of(open_of('/')),
    'worker-print-device': print_of(open_of('/dev/zero')),
    'worker-print-pipe': print_of(lambda: os.pipe()[0]),
    'worker-print-file': print_of(open_of('/usr/share/common-licenses/GPL-3')),
    'worker-print-sparse': print_of(lambda: sealed(b'%PDF-1.7\n', 1 << 40)),
    'worker-print-empty': print_of(lambda: sealed(b'')),
    'worker-print-postscript': print_of(lambda: sealed(POSTSCRIPT)),
    'worker-print-pjl': print_of(lambda: sealed(PJL)),
    'worker-print-text': print_of(lambda: sealed(b'simple text\f' * 2000)),
    'worker-print-cut': print_of(lambda: sealed(pdf()[:100])),
    'worker-print-hostile-pdf': print_of(lambda: sealed(HOSTILE_PDF)),
    'worker-print-copies': several(*[print_of(lambda: sealed(pdf()), copies=n)
                                     for n in (0, 9999, 4294967295)]),
    'worker-print-pages': several(*[print_of(lambda: sealed(pdf()), text) for text in (
        '1-99999999', '0', '-1', '2-1', '1;id', '../1', '1,' * 4000)]),
    'worker-print-names': print_of(lambda: sealed(NAMED_PDF)),
    'worker-print-user': print_of(lambda: sealed(NAMED_PDF)),
    'worker-print-flood': print_flood,
    'worker-print-cancel': ask('print', 'Cancel', 'u', struct.pack('<I', 4294967295)),
    'worker-stick-read': ask('stick', 'Read', 'u', struct.pack('<I', 4294967295)),
    'worker-stick-save': several(*[stick_save(name) for name in (
        '../../../etc/cron.d/x', '/etc/passwd', 'a/b.pdf', '..', '', 'x' * 9000, '<b>x</b>.pdf')]),
    'worker-stick-leave': several(*[ask('stick', 'Leave')]),
}
for name, (interface, path) in PLACES.items():
    TRIES.update({
        f'worker-{name}-garbage': raw(name, b'\xff' * 65536, login=False),
        f'worker-{name}-zeroes': raw(name, b'\0' * 65536, login=False),
        f'worker-{name}-no-login': raw(name, b'\0' + message(CALL, 1, [
            (1, 'o', path), (2, 's', interface), (3, 's', 'GetState')]), login=False),
        f'worker-{name}-huge': raw(name, b'l\1\0\1' + struct.pack('<III', 1 << 28, 1, 16) + b'x' * 4096),
        f'worker-{name}-byte-order': raw(name, message(CALL, 2, [
            (1, 'o', path), (2, 's', interface), (3, 's', 'Open')], order=b'x')),
        f'worker-{name}-unknown-method': ask(name, 'OpenDoor'),
        f'worker-{name}-wrong-types': several(
            ask(name, {'scan': 'Scan', 'print': 'Print', 'stick': 'Save'}[name], 'ss',
                align(string('x'), 4) + string('y')),
            ask(name, {'scan': 'Scan', 'print': 'Print', 'stick': 'Save'}[name])),
        f'worker-{name}-supervisor': several(
            ask(name, 'EndVisit', place=(SUPERVISOR, '/org/guichet/Supervisor')),
            ask(name, 'Reset', place=('org.guichet.Control1', '/org/guichet/Control')),
            ask(name, 'Do', 's', string('power-off'), place=('org.guichet.Staff1', '/org/guichet/Staff'))),
        f'worker-{name}-properties': ask(
            name, 'Set', 'ssv', align(align(string(interface), 4) + string('X')
                                      + b'\1u\0', 4) + struct.pack('<I', 1),
            place=('org.freedesktop.DBus.Properties', path)),
        f'worker-{name}-fds': many_fds(name),
    })
