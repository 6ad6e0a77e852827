# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/1.1, just enough to serve well and to fail in chosen ways."""

import json
import socket
import struct
import time
import urllib.parse
from http import HTTPStatus

HEAD_LIMIT = 256 * 1024
BODY_LIMIT = 512 * 1024 * 1024


class Broken(Exception):
    """The peer did not speak HTTP, or went away in the middle."""


class Request:
    def __init__(self, method, target, headers, body):
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.scheme = 'https'
        self.host = ''
        self.port = 443
        split = urllib.parse.urlsplit(target if target.startswith('/') else '/' + target)
        self.path = split.path
        self.query = dict(urllib.parse.parse_qsl(split.query, keep_blank_values=True))

    def form(self):
        """Fields of an urlencoded body."""
        return dict(urllib.parse.parse_qsl(self.body.decode('utf-8', 'replace'),
                                           keep_blank_values=True))

    def cookies(self):
        pairs = (part.strip().partition('=') for part in
                 self.headers.get('cookie', '').split(';'))
        return {name: value for name, _, value in pairs if name}


class Response:
    """@body is bytes, or an iterator of bytes (sent in chunks), or a function that is given the
    socket and answers by itself."""

    def __init__(self, body=b'', status=200, kind='text/html; charset=utf-8', headers=()):
        self.status = status
        self.kind = kind
        self.headers = list(headers)
        self.body = body.encode() if isinstance(body, str) else body


def redirect(location, status=303, headers=()):
    return Response(b'', status, headers=[('Location', location)] + list(headers))


def as_json(value, status=200, headers=()):
    return Response(json.dumps(value, ensure_ascii=False), status, 'application/json', headers)


def take_over(function):
    return Response(function)


def reset(sock):
    """Closes with a RST instead of a FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    # A TLS socket would say goodbye first; the descriptor is closed under it.
    socket.socket(fileno=sock.detach()).close()


def read_line(stream):
    line = stream.readline(HEAD_LIMIT)
    if not line.endswith(b'\n'):
        raise Broken('line cut off')
    return line.rstrip(b'\r\n').decode('latin-1')


def read_headers(stream):
    headers = {}
    while True:
        line = read_line(stream)
        if not line:
            return headers
        name, colon, value = line.partition(':')
        if not colon or len(headers) > 200:
            raise Broken('bad header')
        headers[name.strip().lower()] = value.strip()


def read_exactly(stream, size):
    if size < 0 or size > BODY_LIMIT:
        raise Broken('bad length')
    data = stream.read(size)
    if len(data) != size:
        raise Broken('body cut off')
    return data


def read_chunks(stream):
    data = bytearray()
    while True:
        size = int(read_line(stream).split(';')[0], 16)
        if size == 0:
            read_headers(stream)
            return bytes(data)
        data += read_exactly(stream, size)
        if len(data) > BODY_LIMIT:
            raise Broken('body too long')
        read_line(stream)


def read_request(stream, sock):
    """The next request of the connection; None at its clean end."""
    line = stream.readline(HEAD_LIMIT)
    if not line:
        return None
    parts = line.decode('latin-1').split()
    if len(parts) != 3 or not parts[2].startswith('HTTP/1.'):
        raise Broken('bad request line')
    try:
        headers = read_headers(stream)
        if headers.get('expect', '').lower() == '100-continue':
            sock.sendall(b'HTTP/1.1 100 Continue\r\n\r\n')
        if 'chunked' in headers.get('transfer-encoding', '').lower():
            body = read_chunks(stream)
        else:
            body = read_exactly(stream, int(headers.get('content-length') or 0))
    except ValueError as error:
        raise Broken(str(error))
    return Request(parts[0], parts[1], headers, body)


def send_response(sock, request, response):
    """Sends @response whole; FALSE when the connection cannot be used again."""
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = 'Unknown'
    headers = [('Content-Type', response.kind)] + response.headers
    fixed = isinstance(response.body, (bytes, bytearray))
    headers.append(('Content-Length', str(len(response.body))) if fixed
                   else ('Transfer-Encoding', 'chunked'))
    head = 'HTTP/1.1 %d %s\r\n%s\r\n' % (
        response.status, phrase, ''.join('%s: %s\r\n' % pair for pair in headers))
    data = head.encode('latin-1')
    if fixed:
        sock.sendall(data if request.method == 'HEAD' else data + response.body)
    else:
        sock.sendall(data)
        if request.method != 'HEAD':
            for piece in response.body:
                if piece:
                    sock.sendall(b'%x\r\n%s\r\n' % (len(piece), piece))
            sock.sendall(b'0\r\n\r\n')
    return request.headers.get('connection', '').lower() != 'close'


def drip(data, size=256, seconds=0.25):
    for start in range(0, len(data), size):
        yield data[start:start + size]
        time.sleep(seconds)
