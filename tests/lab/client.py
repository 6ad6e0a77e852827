# SPDX-License-Identifier: GPL-3.0-or-later
"""A running lab, and a browser's errands through its proxy. For tests in Python."""

import http.cookiejar
import json
import os
import select
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import websocket

LAB = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lab.py')


class Lab:
    """A lab of one's own in @directory, until stop()."""

    def __init__(self, directory, *arguments):
        self.directory = directory
        self.process = subprocess.Popen(
            [sys.executable, '-B', LAB, '--dir', directory, '--die-with-parent'] + list(arguments),
            stdout=subprocess.PIPE, text=True)
        ready, _, _ = select.select([self.process.stdout], [], [], 30)
        line = self.process.stdout.readline() if ready else ''
        if not line:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            raise RuntimeError('the lab did not start')
        self.facts = json.loads(line)

    def stop(self):
        """Exit status after a SIGTERM."""
        self.process.terminate()
        status = self.process.wait(10)
        self.process.stdout.close()
        return status

    def control(self, path, method='GET', data=None):
        request = urllib.request.Request(self.facts['control'] + path, data, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            data = answer.read()
            return json.loads(data) if answer.headers.get_content_subtype() == 'json' else data

    def journal(self, since=0, **wanted):
        return self.control('/journal?' + urllib.parse.urlencode(dict(wanted, since=since)))

    def fault(self, host, mode):
        self.control('/fault?' + urllib.parse.urlencode({'host': host, 'mode': mode}), 'POST')

    def browser(self):
        return Browser(self.facts)


class KeepErrors(urllib.request.HTTPErrorProcessor):
    """Redirects are followed, other statuses are answers."""

    def http_response(self, request, response):
        if response.status in (301, 302, 303, 307):
            return super().http_response(request, response)
        return response

    https_response = http_response


class Browser:
    """Cookies of its own, everything through the proxy, only the lab's authority trusted."""

    def __init__(self, facts):
        self.facts = facts
        self.context = ssl.create_default_context(cafile=facts['ca'])
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({'http': facts['proxy'], 'https': facts['proxy']}),
            urllib.request.HTTPSHandler(context=self.context), KeepErrors(),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, address, data=None, headers=None, timeout=10):
        """Final address, status, headers, body."""
        request = urllib.request.Request(address, data, headers or {})
        with self.opener.open(request, timeout=timeout) as answer:
            return answer.url, answer.status, answer.headers, answer.read()

    def text(self, address, **options):
        return self.get(address, **options)[3].decode()

    def post(self, address, **fields):
        return self.get(address, urllib.parse.urlencode(fields).encode())

    def connect(self, host, port=443):
        """A TLS socket to @host through the proxy."""
        sock = socket.create_connection(('127.0.0.1', self.facts['proxy_port']), 10)
        sock.sendall(b'CONNECT %s:%d HTTP/1.1\r\nHost: x\r\n\r\n' % (host.encode(), port))
        answer = b''
        while not answer.endswith(b'\r\n\r\n'):
            piece = sock.recv(1)
            if not piece:
                sock.close()
                raise ConnectionError(answer.decode())
            answer += piece
        return self.context.wrap_socket(sock, server_hostname=host)

    def echo(self, host, text):
        """What a WebSocket of @host says first, and what it answers to @text."""
        with self.connect(host) as sock, sock.makefile('rb') as stream:
            sock.sendall(b'GET /ws HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n'
                         b'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
                         b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n' % host.encode())
            head = []
            while not head or head[-1] != b'\r\n':
                head.append(stream.readline())
            # The key and its answer are the example of RFC 6455, 1.3.
            if b'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n' not in head:
                raise ValueError(head)
            first = websocket.read_frame(stream)[1].decode()
            mask, data = b'abcd', text.encode()
            sock.sendall(bytes([0x81, 0x80 | len(data)]) + mask
                         + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))
            return first, websocket.read_frame(stream)[1].decode()
