# SPDX-License-Identifier: GPL-3.0-or-later
"""The listeners: a CONNECT proxy that answers for every host by itself, plain TLS, plain HTTP.

There is no allow list here on purpose: what the product lets through by mistake arrives, is
answered, and stands in the journal.
"""

import socket
import ssl
import threading
import time
import urllib.parse

import http1
import tls
import websocket

IDLE_SECONDS = 600
HANDSHAKE_SECONDS = 15


def listen(target):
    """Serves every connection to a new port of 127.0.0.1 with @target in its own thread."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(('127.0.0.1', 0))
    sock.listen(256)

    def loop():
        while True:
            try:
                connection, _ = sock.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=guard, args=(target, connection), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()
    return sock


def guard(target, connection):
    try:
        target(connection)
    except (OSError, EOFError, http1.Broken):
        pass  # The peer went away, or never spoke HTTP: a matter of course for a server.
    finally:
        connection.close()


def split_authority(authority, port):
    host, colon, text = authority.rpartition(':')
    if not colon or text.endswith(']'):
        return authority.lower(), port
    return host.lower(), int(text) if text.isdigit() else port


def peek_head(connection):
    """What the peer sent, left in the socket, up to the end of its request head."""
    connection.settimeout(HANDSHAKE_SECONDS)
    seen = 0
    while True:
        data = connection.recv(http1.HEAD_LIMIT, socket.MSG_PEEK)
        if b'\r\n\r\n' in data or len(data) >= http1.HEAD_LIMIT:
            return data
        if len(data) == seen:  # Nothing new: closed, or a slow sender.
            if not data or seen == -1:
                raise EOFError
            time.sleep(0.01)
        seen = len(data)


class Server:
    def __init__(self, lab):
        self.lab = lab
        self.journal = lab.journal
        self.faults = lab.faults
        # One context for all, so that a ticket kept by the client can be seen to come back.
        self.front = lab.certificates.make_context('leaf')
        self.front.sni_callback = self.choose_certificate

    # Listeners

    def serve_proxy(self, connection):
        self.journal.write('tcp', on='proxy')
        head = peek_head(connection).partition(b'\r\n\r\n')[0]
        method, _, rest = head.partition(b'\r\n')[0].decode('latin-1').partition(' ')
        if method != 'CONNECT':
            self.serve_http(connection, 'http', None, 80)
            return
        connection.recv(len(head) + 4, socket.MSG_WAITALL)
        host, port = split_authority(rest.partition(' ')[0], 443)
        self.journal.write('connect', host=host, port=port)
        if not self.apply_connect_fault(connection, host):
            return
        connection.sendall(b'HTTP/1.1 200 Connection established\r\n\r\n')
        first = connection.recv(1, socket.MSG_PEEK)
        if first == b'\x16':
            self.serve_tls_for(connection, host, port)
        elif first:
            self.serve_http(connection, 'http', host, port)

    def serve_tls(self, connection):
        self.journal.write('tcp', on='tls')
        self.serve_tls_for(connection, '', 443)

    def serve_plain(self, connection):
        self.journal.write('tcp', on='http')
        self.serve_http(connection, 'http', '', 80)

    # Faults

    def apply_connect_fault(self, connection, host):
        """FALSE when the connection is to be given up."""
        mode = self.faults.get(host)
        if mode == 'hang':
            self.faults.wait_while_hanging(host)
        elif mode == 'refuse':
            connection.sendall(b'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n'
                               b'Connection: close\r\n\r\n')
            return False
        elif mode == 'reset':
            http1.reset(connection)
            return False
        return True

    def apply_request_fault(self, sock, request):
        """A response in place of the site's, None for the site's own, False to give up."""
        mode = self.faults.get(request.host)
        if mode == 'hang':
            self.faults.wait_while_hanging(request.host)
        elif mode in ('refuse', 'reset'):
            http1.reset(sock)
            return False
        elif mode == 'truncate':
            sock.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n'
                         b'Content-Length: 100000\r\n\r\n<!DOCTYPE html><p>coup')
            return False
        elif mode == 'error':
            return http1.Response('<!DOCTYPE html><title>Erreur</title><h1>Erreur 500</h1>', 500)
        return None

    # Protocols

    def serve_tls_for(self, connection, host, port):
        context = self.front
        if host == tls.CLIENT_CERTIFICATE_HOST:
            # The callback changes certificates, not the demand for the client's.
            context = self.lab.certificates.context_for(host)
        connection.settimeout(HANDSHAKE_SECONDS)
        try:
            sock = context.wrap_socket(connection, server_side=True)
        except ssl.SSLError as error:
            self.journal.write('tls-failed', host=host, port=port, why=error.reason)
            return
        name = getattr(sock, 'asked_name', '')
        self.journal.write('tls', host=name, port=port,
                           resumed=True if sock.session_reused else None)
        with sock:
            self.serve_http(sock, 'https', name or host, port)

    def choose_certificate(self, sslobject, name, _context):
        name = (name or '').lower()
        sslobject.asked_name = name
        sslobject.context = self.lab.certificates.context_for(name, self.faults.certificate(name))

    def serve_http(self, sock, scheme, host, port):
        """@host is None on the proxy's own port, where each request names its own."""
        sock.settimeout(IDLE_SECONDS)
        stream = sock.makefile('rb')
        while True:
            request = http1.read_request(stream, sock)
            if request is None:
                return
            if host is None:
                request = self.unwrap_absolute(request)
            else:
                request.host, request.port = split_authority(
                    request.headers.get('host', host), port)
                request.port = port
                request.scheme = scheme
            if not self.answer(sock, stream, request):
                return

    def unwrap_absolute(self, request):
        split = urllib.parse.urlsplit(request.target)
        if split.scheme != 'http':
            raise http1.Broken('not a request for a proxy')
        target = (split.path or '/') + ('?' + split.query if split.query else '')
        plain = http1.Request(request.method, target, request.headers, request.body)
        plain.scheme = 'http'
        plain.host, plain.port = split_authority(split.netloc.rpartition('@')[2], 80)
        self.journal.write('forward', host=plain.host, port=plain.port)
        return plain

    def answer(self, sock, stream, request):
        is_websocket = websocket.is_upgrade(request)
        self.journal.write('websocket' if is_websocket else 'request', host=request.host,
                           port=request.port, scheme=request.scheme, method=request.method,
                           path=request.path, dest=request.headers.get('sec-fetch-dest'),
                           purpose=request.headers.get('sec-purpose'), size=len(request.body))
        response = self.apply_request_fault(sock, request)
        if response is False:
            return False
        if is_websocket:
            websocket.serve(sock, stream, request)
            return False
        if response is None:
            response = self.lab.answer(request)
        if callable(response.body):
            response.body(sock)
            return False
        if self.faults.get(request.host) == 'slow' and isinstance(response.body, bytes):
            response.body = http1.drip(response.body)
        return http1.send_response(sock, request, response)
