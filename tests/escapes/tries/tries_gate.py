# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be said to the gate, byte by byte: a world's own listener leads to it."""

import socket
import ssl

SECONDS = 6
LISTED = b'www.caf.fr'


def say(channel, data, more=b''):
    """The first line of the answer, 'closed' or 'silence'."""
    with socket.create_connection(channel.listener.getsockname(), SECONDS) as sock:
        sock.settimeout(SECONDS)
        try:
            sock.sendall(data)
            text = sock.recv(4096)
            if more and b' 200' in text:
                sock.sendall(more)
                text += sock.recv(4096)
        except socket.timeout:
            return 'silence'
        except OSError as error:
            return f'closed {error.errno}'
    return text.split(b'\r\n')[0].decode('latin-1') or 'closed'


def raw(data, more=b''):
    return lambda _facts, channel: say(channel, data, more)


def ask(target, host=None, method=b'CONNECT', version=b'HTTP/1.1'):
    host = target if host is None else host
    return raw(method + b' ' + target + b' ' + version + b'\r\nHost: ' + host + b'\r\n\r\n')


def get(target):
    return ask(target, LISTED, b'GET')


def fronted(_facts, channel):
    """TLS for another name through a tunnel to a listed one."""
    with socket.create_connection(channel.listener.getsockname(), SECONDS) as sock:
        sock.settimeout(SECONDS)
        sock.sendall(b'CONNECT www.caf.fr:443 HTTP/1.1\r\nHost: www.caf.fr\r\n\r\n')
        head = sock.recv(4096)
        if b' 200' not in head:
            return head.split(b'\r\n')[0].decode()
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        try:
            with context.wrap_socket(sock, server_hostname='facade.evil.example') as tls:
                return 'tunnel ' + str(tls.version())
        except OSError as error:
            return f'tunnel then {error}'


def half_heads(_facts, channel):
    """Fifty that never end their head; one more is still served."""
    socks = [socket.create_connection(channel.listener.getsockname(), SECONDS) for _ in range(50)]
    for sock in socks:
        sock.sendall(b'CONNECT www.caf.fr:443 HT')
    answer = say(channel, b'CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')
    for sock in socks:
        sock.close()
    return ('bounded ' if answer.startswith('HTTP') else 'stuck ') + answer


def flood(_facts, channel):
    socks, failed = [], 0
    for _ in range(300):
        try:
            sock = socket.create_connection(channel.listener.getsockname(), SECONDS)
            sock.sendall(b'CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')
            socks.append(sock)
        except OSError:
            failed += 1
    for sock in socks:
        sock.close()
    answer = say(channel, b'CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')
    return f'bounded {failed} {answer}' if answer.startswith('HTTP') else f'stuck {answer}'


def other_world(_facts, channel):
    """Ports of this network that are not this world's own: another world's listener."""
    own, found = channel.listener.getsockname()[1], []
    with open('/proc/net/tcp', encoding='ascii') as file:
        for line in file.readlines()[1:]:
            fields = line.split()
            if fields[3] == '0A' and int(fields[1].split(':')[1], 16) != own:
                found.append(fields[1])
    return ' '.join(found) or 'none'


HEAD = b'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n'
TRIES = {
    'gate-unlisted': ask(b'evil.example:443'),
    'gate-suffix': ask(b'www.caf.fr.evil.example:443'),
    'gate-prefix': ask(b'www.evilcaf.fr:443'), 'gate-apex': ask(b'lab.example:443'),
    'gate-port-22': ask(b'www.caf.fr:22'), 'gate-port-80': ask(b'www.caf.fr:80'),
    'gate-port-8443': ask(b'www.caf.fr:8443'), 'gate-port-0': ask(b'www.caf.fr:0'),
    'gate-port-big': ask(b'www.caf.fr:65979'), 'gate-port-plus': ask(b'www.caf.fr:+443'),
    'gate-port-zeros': ask(b'www.caf.fr:0000443'), 'gate-port-none': ask(b'www.caf.fr'),
    'gate-dot': ask(b'www.caf.fr.:443'), 'gate-case': ask(b'WWW.CAF.FR:443'),
    'gate-userinfo': ask(b'www.caf.fr@evil.example:443'),
    'gate-userinfo-2': ask(b'evil.example@www.caf.fr:443'),
    'gate-nul': ask(b'www.caf.fr\0.evil.example:443'),
    'gate-percent': ask(b'www.caf.fr%00.evil.example:443'),
    'gate-space': ask(b'www.caf.fr evil.example:443'),
    'gate-tab': raw(b'CONNECT\tevil.example:443\tHTTP/1.1\r\n\r\n'),
    'gate-two-spaces': raw(b'CONNECT  evil.example:443 HTTP/1.1\r\n\r\n'),
    'gate-slash': ask(b'www.caf.fr:443/../evil.example:443'),
    'gate-scheme': ask(b'https://www.caf.fr:443'), 'gate-loopback': ask(b'127.0.0.1:443'),
    'gate-loopback-6': ask(b'[::1]:443'), 'gate-localhost': ask(b'localhost:443'),
    'gate-decimal': ask(b'2130706433:443'), 'gate-hex': ask(b'0x7f.1:443'),
    'gate-mapped': ask(b'[::ffff:127.0.0.1]:443'), 'gate-metadata': ask(b'169.254.169.254:80'),
    'gate-unicode': ask('www.c\u0430f.fr:443'.encode()),
    'gate-star': ask(b'*.impots.gouv.fr:443'), 'gate-empty': ask(b':443'),
    'gate-host-header': ask(b'evil.example:443', LISTED + b':443'),
    'gate-host-header-2': ask(b'www.caf.fr:443', b'evil.example'),
    'gate-lf': raw(HEAD.replace(b'\r', b'') + b'\n'),
    'gate-cr': raw(HEAD.replace(b'\n', b'') + b'\r'),
    'gate-fold': raw(HEAD + b' www.caf.fr\r\n\r\n'),
    'gate-colon-space': raw(b'GET http://www.caf.fr/ HTTP/1.1\r\nHost : www.caf.fr\r\n\r\n'),
    'gate-nul-header': raw(HEAD + b'X: a\0b\r\n\r\n'),
    'gate-version-09': raw(b'GET http://evil.example/\r\n\r\n'),
    'gate-version-2': raw(b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    'gate-get-unlisted': get(b'http://evil.example/'),
    'gate-get-listed': get(b'http://www.caf.fr/'), 'gate-get-https': get(b'https://www.caf.fr/'),
    'gate-get-ftp': get(b'ftp://www.caf.fr/'), 'gate-get-path': get(b'/'),
    'gate-options': ask(b'*', LISTED, b'OPTIONS'),
    'gate-trace': ask(b'http://www.caf.fr/', LISTED, b'TRACE'),
    'gate-smuggle-te': raw(b'POST http://www.caf.fr/ HTTP/1.1\r\nHost: www.caf.fr\r\n'
                           b'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
                           b'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
    'gate-smuggle-cl': raw(b'POST http://www.caf.fr/ HTTP/1.1\r\nHost: www.caf.fr\r\n'
                           b'Content-Length: 0\r\nContent-Length: 60\r\n\r\n'
                           b'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
    'gate-pipeline': raw(HEAD + b'\r\nCONNECT www.caf.fr:443 HTTP/1.1\r\nHost: www.caf.fr\r\n\r\n'),
    'gate-long-head': raw(b'CONNECT ' + b'a' * (1 << 20) + b':443 HTTP/1.1\r\n\r\n'),
    'gate-many-headers': raw(HEAD + b'X: y\r\n' * 10000 + b'\r\n'),
    'gate-upgrade': raw(b'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n'
                        b'Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
    'gate-sni': fronted,
    'gate-plain': raw(b'CONNECT www.caf.fr:443 HTTP/1.1\r\nHost: www.caf.fr\r\n\r\n',
                      b'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
    'gate-half': half_heads, 'gate-flood': flood, 'gate-other-world': other_world,
}
