# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate on real sockets: what it lets through, what it refuses, and what it leaves behind.

test-gate.py GATE-RUNNER LAB-DIRECTORY [unittest's arguments]
"""

import hashlib
import os
import resource
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from process_memory import read_descriptors

RUNNER, LAB = sys.argv[1:3]
sys.path.insert(0, LAB)
import client  # noqa: E402  the lab's, found where the test was told

MAX_CONNECTIONS = 256  # gate.h
MEBIBYTE = 1 << 20


class Gate:
    """@rules and options of gate-runner."""

    def __init__(self, *arguments):
        self.listener = socket.socket()
        self.listener.bind(('127.0.0.1', 0))
        self.listener.listen(512)
        self.port = self.listener.getsockname()[1]
        self.errors = tempfile.TemporaryFile('w+')
        fd = self.listener.fileno()
        self.process = subprocess.Popen(
            [RUNNER, '--listener', str(fd)] + list(arguments), pass_fds=[fd],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.ask('n')

    def ask(self, word):
        """Connections open now."""
        self.process.stdin.write(word + '\n')
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], 5)
        if not ready:
            raise AssertionError('the gate hangs')
        return int(self.process.stdout.readline())

    def wait(self, n):
        end = time.monotonic() + 10
        while self.ask('n') != n:
            if time.monotonic() > end:
                raise AssertionError('%d connections, not %d' % (self.ask('n'), n))
            time.sleep(0.01)

    def connect(self, timeout=10):
        return socket.create_connection(('127.0.0.1', self.port), timeout)

    def send(self, head, timeout=10):
        """A connection on which @head was sent."""
        sock = self.connect(timeout)
        sock.sendall(head)
        return sock

    def answer(self, head, timeout=10):
        """All that comes back."""
        with self.send(head, timeout) as sock:
            return read_all(sock)

    def tunnel(self, authority):
        sock = self.send(b'CONNECT %s HTTP/1.1\r\n\r\n' % authority.encode())
        head = read_head(sock)
        if b' 200 ' not in head:
            sock.close()
            raise ConnectionError(head)
        return sock

    def refused(self):
        self.errors.seek(0)
        return [line.split()[1] for line in self.errors if line.startswith('refused')]

    def resident(self):
        with open('/proc/%d/statm' % self.process.pid) as file:
            return int(file.read().split()[1]) * resource.getpagesize()

    def holds(self, needle):
        """Whether @needle stands anywhere in the gate's memory."""
        with open('/proc/%d/maps' % self.process.pid) as maps, \
                open('/proc/%d/mem' % self.process.pid, 'rb') as memory:
            for line in maps:
                span, rights = line.split()[:2]
                start, end = (int(part, 16) for part in span.split('-'))
                if 'r' not in rights or 'w' not in rights:
                    continue
                memory.seek(start)
                if needle in memory.read(end - start):
                    return True
        return False

    def close(self):
        self.process.stdin.close()
        status = self.process.wait(10)
        self.process.stdout.close()
        self.listener.close()
        self.errors.close()
        return status


class Server:
    """Serves each connection with @target in a thread of its own."""

    def __init__(self, target):
        self.listener = socket.socket()
        self.listener.bind(('127.0.0.1', 0))
        self.listener.listen(512)
        self.port = self.listener.getsockname()[1]
        self.n = 0
        self.target = target
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.n += 1
            threading.Thread(target=self.guard, args=(sock,), daemon=True).start()

    def guard(self, sock):
        with sock:
            try:
                self.target(sock)
            except OSError:
                pass  # the test hung up

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def read_all(sock):
    pieces = []
    try:
        while True:
            piece = sock.recv(MEBIBYTE)
            if not piece:
                break
            pieces.append(piece)
    except ConnectionResetError:
        pass  # closed with our bytes unread
    return b''.join(pieces)


def read_head(sock):
    head = b''
    while not head.endswith(b'\r\n\r\n'):
        piece = sock.recv(1)
        if not piece:
            break
        head += piece
    return head


def echo(sock):
    while piece := sock.recv(MEBIBYTE):
        sock.sendall(piece)


class GateTest(unittest.TestCase):
    def gate(self, *arguments):
        gate = Gate(*arguments)
        self.addCleanup(lambda: self.assertEqual(gate.close(), 0))
        return gate

    def server(self, target):
        server = Server(target)
        self.addCleanup(server.close)
        return server

    def direct(self, target, *rules):
        """A server that is listed as echo.test, and its gate."""
        server = self.server(target)
        rules = rules or ('https://echo.test:%d' % server.port,)
        return server, self.gate('--private', '--name', 'echo.test=127.0.0.1', *rules)


class Decisions(GateTest):
    def test_unlisted(self):
        server, gate = self.direct(echo)
        for authority in ('other.test:%d' % server.port, 'www.echo.test:%d' % server.port,
                          'echo.test.evil.test:%d' % server.port, 'echo.test:443',
                          'xecho.test:%d' % server.port):
            with self.subTest(authority):
                head = b'CONNECT %s HTTP/1.1\r\n\r\n' % authority.encode()
                self.assertTrue(gate.answer(head).startswith(b'HTTP/1.1 403 '))
        self.assertEqual(gate.refused(), ['other.test', 'www.echo.test', 'echo.test.evil.test',
                                          'echo.test', 'xecho.test'])
        self.assertEqual(server.n, 0)

    def test_bad_heads(self):
        server, gate = self.direct(echo)
        for head in (b'GET / HTTP/1.1\r\n\r\n', b'\r\n\r\n', b'CONNECT echo.test HTTP/1.1\r\n\r\n',
                     b'CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n' % server.port,
                     b'CONNECT ECHO.test:%d HTTP/1.1\r\n\r\n' % server.port,
                     b'CONNECT echo.test:%d HTTP/1.1\nX: y\r\n\r\n' % server.port,
                     b'CONNECT echo.test:%d HTTP/1.1\r\nX: y\nZ: z\r\n\r\n' % server.port,
                     b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', b'\x16\x03\x01\0\0\r\n\r\n'):
            with self.subTest(head):
                self.assertTrue(gate.answer(head).startswith(b'HTTP/1.1 400 '))
        self.assertEqual((gate.refused(), server.n), ([], 0))

    def test_too_long(self):
        _, gate = self.direct(echo)
        head = b'CONNECT echo.test:1 HTTP/1.1\r\nX: ' + b'y' * 20000
        self.assertTrue(gate.answer(head).startswith(b'HTTP/1.1 431 '))
        gate.wait(0)

    def test_private_answers(self):
        """A name that is listed may still lead into the building."""
        server = self.server(echo)
        for address in ('127.0.0.1', '10.0.0.1', '192.168.1.1', '169.254.169.254', '::1',
                        '::ffff:127.0.0.1', 'fd00::1', 'fe80::1', '0.0.0.0'):
            with self.subTest(address):
                gate = self.gate('--name', 'echo.test=' + address,
                                 'https://echo.test:%d' % server.port)
                answer = gate.answer(b'CONNECT echo.test:%d HTTP/1.1\r\n\r\n' % server.port)
                self.assertTrue(answer.startswith(b'HTTP/1.1 502 '))
        self.assertEqual(server.n, 0)

    def test_no_such_name(self):
        gate = self.gate('https://gone.test')
        answer = gate.answer(b'CONNECT gone.test:443 HTTP/1.1\r\n\r\n')
        self.assertTrue(answer.startswith(b'HTTP/1.1 502 '))

    def test_no_network(self):
        """Nobody to ask for names: the terminal is offline, unless it has just been on the way."""
        server = self.server(echo)
        lost = 'https://lost.test'
        gate = self.gate('--private', '--no-names', '--name', 'echo.test=127.0.0.1', lost,
                         'https://echo.test:%d' % server.port)
        ask = b'CONNECT lost.test:443 HTTP/1.1\r\n\r\n'
        self.assertTrue(gate.answer(ask).startswith(b'HTTP/1.1 503 '))
        gate.tunnel('echo.test:%d' % server.port).close()
        self.assertTrue(gate.answer(ask).startswith(b'HTTP/1.1 502 '))

    def test_warm_up(self):
        """What makes ready for TLS ends at the gate: it goes nowhere, and nobody is refused."""
        gate = self.gate('https://echo.test')
        answer = gate.answer(b'CONNECT warm-up.guichet.invalid:443 HTTP/1.1\r\n\r\n')
        self.assertEqual(answer, b'HTTP/1.1 200 Connection established\r\n\r\n')
        answer = gate.answer(b'GET http://warm-up.guichet.invalid/ HTTP/1.1\r\n'
                             b'Host: warm-up.guichet.invalid\r\n\r\n')
        self.assertTrue(answer.startswith(b'HTTP/1.1 403 '))
        gate.wait(0)
        self.assertEqual(gate.refused(), ['warm-up.guichet.invalid'])

    def test_second_address(self):
        """The first address of two does not answer."""
        server = self.server(echo)
        gate = self.gate('--private', '--name', 'echo.test=127.0.0.9', '--name',
                         'echo.test=127.0.0.1', 'https://echo.test:%d' % server.port)
        with gate.tunnel('echo.test:%d' % server.port) as sock:
            sock.sendall(b'x')
            self.assertEqual(sock.recv(1), b'x')


class Tunnels(GateTest):
    def test_big_both_ways(self):
        server, gate = self.direct(echo)
        data = os.urandom(MEBIBYTE) * 24
        before = gate.resident()
        with gate.tunnel('echo.test:%d' % server.port) as sock:
            threading.Thread(target=lambda: (sock.sendall(data), sock.shutdown(socket.SHUT_WR)),
                             daemon=True).start()
            self.assertEqual(hashlib.sha256(read_all(sock)).digest(),
                             hashlib.sha256(data).digest())
        gate.wait(0)
        # It never was in the gate's memory.
        self.assertLess(gate.resident() - before, 4 * MEBIBYTE)

    def test_half_closed(self):
        """The answer comes after our end is closed."""
        def late(sock):
            sock.sendall(hashlib.sha256(read_all(sock)).digest())
        server, gate = self.direct(late)
        with gate.tunnel('echo.test:%d' % server.port) as sock:
            sock.sendall(b'question' * 1000)
            sock.shutdown(socket.SHUT_WR)
            self.assertEqual(read_all(sock), hashlib.sha256(b'question' * 1000).digest())
        gate.wait(0)

    def test_server_closes_first(self):
        server, gate = self.direct(lambda sock: sock.sendall(b'bye'))
        with gate.tunnel('echo.test:%d' % server.port) as sock:
            self.assertEqual(read_all(sock), b'bye')
        gate.wait(0)

    def test_slow_reader(self):
        """A reader that does not read holds its own tunnel up, and nothing else."""
        def pour(sock):
            sock.sendall(b'x' * 16 * MEBIBYTE)
        server, gate = self.direct(pour)
        before = gate.resident()
        with gate.tunnel('echo.test:%d' % server.port) as slow:
            with gate.tunnel('echo.test:%d' % server.port) as quick:
                self.assertEqual(len(read_all(quick)), 16 * MEBIBYTE)
            self.assertLess(gate.resident() - before, 4 * MEBIBYTE)
            self.assertEqual(len(read_all(slow)), 16 * MEBIBYTE)
        gate.wait(0)

    def test_first_bytes_with_the_head(self):
        server, gate = self.direct(echo)
        with gate.send(b'CONNECT echo.test:%d HTTP/1.1\r\n\r\nearly' % server.port) as sock:
            self.assertIn(b' 200 ', read_head(sock))
            self.assertEqual(sock.recv(5), b'early')

    def test_head_in_pieces(self):
        server, gate = self.direct(echo)
        with gate.connect() as sock:
            for byte in b'CONNECT echo.test:%d HTTP/1.1\r\n\r\n' % server.port:
                sock.sendall(bytes([byte]))
            self.assertIn(b' 200 ', read_head(sock))

    def test_end_of_the_world(self):
        server, gate = self.direct(echo)
        socks = [gate.tunnel('echo.test:%d' % server.port) for _ in range(10)]
        waiting = gate.send(b'CONNECT ')
        gate.ask('end')
        for sock in socks + [waiting]:
            self.assertEqual(read_all(sock), b'')
            sock.close()
        gate.wait(0)
        with self.assertRaises(OSError):
            with gate.tunnel('echo.test:%d' % server.port):
                pass


class Load(GateTest):
    def test_many(self):
        server, gate = self.direct(echo)
        head = b'CONNECT echo.test:%d HTTP/1.1\r\n\r\n' % server.port
        with gate.tunnel('echo.test:%d' % server.port):
            pass
        gate.wait(0)
        before = read_descriptors(gate.process.pid), gate.resident()
        socks = [gate.send(head) for _ in range(300)]
        gate.wait(MAX_CONNECTIONS)
        time.sleep(0.3)  # the rest must keep waiting
        self.assertEqual(gate.ask('n'), MAX_CONNECTIONS)
        self.assertLess(gate.resident() - before[1], 24 * MEBIBYTE)
        for n, sock in enumerate(socks):
            self.assertIn(b' 200 ', read_head(sock), n)
            sock.sendall(b'%d' % n)
            self.assertEqual(sock.recv(9), b'%d' % n)
            sock.close()
        gate.wait(0)
        self.assertEqual(read_descriptors(gate.process.pid), before[0])
        self.assertLess(gate.resident() - before[1], 12 * MEBIBYTE)

    def test_many_that_hang_up(self):
        server, gate = self.direct(echo)
        with gate.tunnel('echo.test:%d' % server.port):
            pass
        gate.wait(0)
        before = read_descriptors(gate.process.pid)
        heads = (b'', b'CONN', b'CONNECT echo.test:%d HTTP/1.1\r\n\r\n' % server.port,
                 b'CONNECT no.test:1 HTTP/1.1\r\n\r\n', b'x' * 17000)
        for n in range(400):
            try:
                gate.send(heads[n % len(heads)]).close()
            except OSError:
                pass  # answered and closed while we still sent
        # The last in the queue: all others were taken before it.
        with gate.tunnel('echo.test:%d' % server.port):
            pass
        gate.wait(0)
        self.assertEqual(read_descriptors(gate.process.pid), before)

    def test_slow_head(self):
        """A byte now and then does not hold a place for ever."""
        _, gate = self.direct(echo)
        start = time.monotonic()
        with gate.connect() as sock:
            try:
                while time.monotonic() - start < 30:
                    sock.sendall(b'X')
                    if select.select([sock], [], [], 1)[0]:
                        break
            except OSError:
                pass
        self.assertLess(time.monotonic() - start, 20)
        gate.wait(0)

    def test_shared_listener(self):
        """The world may let the listener block, and take connections before the gate does."""
        _, gate = self.direct(echo)
        gate.listener.setblocking(True)

        def take():
            try:
                while True:
                    gate.listener.accept()[0].close()
            except OSError:
                pass  # the gate shuts it down when the world ends
        taker = threading.Thread(target=take, daemon=True)
        taker.start()
        for _ in range(100):
            with gate.connect() as sock:
                gate.ask('n')  # it answers, whoever has the connection
                sock.shutdown(socket.SHUT_WR)
        gate.ask('end')
        gate.wait(0)
        taker.join(5)
        self.assertFalse(taker.is_alive())


class Forward(GateTest):
    def record(self):
        """A plain server that keeps what it was sent until its client is quiet, and answers."""
        self.seen = []

        def serve(sock):
            data = b''
            while select.select([sock], [], [], 0.5)[0]:
                piece = sock.recv(MEBIBYTE)
                if not piece:
                    break
                data += piece
            self.seen.append(data)
            sock.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        return self.server(serve)

    def plain(self):
        server = self.record()
        return server, self.gate('--private', '--name', 'echo.test=127.0.0.1',
                                 'http://echo.test:%d' % server.port)

    def test_get(self):
        server, gate = self.plain()
        answer = gate.answer(b'GET http://echo.test:%d/a?b HTTP/1.1\r\nHost: evil.test\r\n'
                             b'Proxy-Connection: keep-alive\r\nAccept: x\r\n\r\n' % server.port)
        self.assertTrue(answer.endswith(b'ok'))
        self.assertEqual(self.seen, [b'GET /a?b HTTP/1.1\r\nHost: echo.test:%d\r\nAccept: x\r\n'
                                     b'Connection: close\r\n\r\n' % server.port])

    def test_post(self):
        server, gate = self.plain()
        body = os.urandom(3 * MEBIBYTE)
        gate.answer(b'POST http://echo.test:%d/ HTTP/1.1\r\nContent-Length: %d\r\n\r\n'
                    % (server.port, len(body)) + body)
        self.assertEqual(hashlib.sha256(self.seen[0].partition(b'\r\n\r\n')[2]).digest(),
                         hashlib.sha256(body).digest())

    def test_https_rule_is_not_for_http(self):
        server = self.record()
        gate = self.gate('--private', '--name', 'echo.test=127.0.0.1',
                         'https://echo.test:%d' % server.port)
        answer = gate.answer(b'GET http://echo.test:%d/ HTTP/1.1\r\n\r\n' % server.port)
        self.assertTrue(answer.startswith(b'HTTP/1.1 403 '))
        self.assertEqual(server.n, 0)

    def test_second_request(self):
        """Nothing reaches the centre's proxy behind a request that was decided on."""
        evil = b'CONNECT evil.test:443 HTTP/1.1\r\n\r\n'
        for name, head, rest in (
                ('at once', b'', evil),
                ('after the body', b'Content-Length: 3\r\n', b'abc' + evil),
                ('chunked', b'Transfer-Encoding: chunked\r\n', b'0\r\n\r\n' + evil),
                ('two lengths', b'Content-Length: 3\r\nContent-Length: 99\r\n', b'abc' + evil),
                ('bare line feeds', b'A: b\n\n' + evil[:-4] + b'\r\n', b'')):
            for apart in (False, True):
                with self.subTest(name, apart=apart):
                    proxy = self.record()
                    gate = self.gate('--proxy', 'http://127.0.0.1:%d' % proxy.port,
                                     'http://echo.test')
                    whole = b'POST http://echo.test/ HTTP/1.1\r\n' + head + b'\r\n'
                    with gate.send(whole if apart else whole + rest) as sock:
                        if apart:
                            time.sleep(0.1)  # so that it comes after the decision
                            sock.sendall(rest)
                        read_all(sock)
                    gate.wait(0)
                    self.assertNotIn(b'evil.test', b''.join(self.seen))


class Chained(GateTest):
    def test_lab(self):
        with tempfile.TemporaryDirectory() as directory:
            lab = client.Lab(directory)
            self.addCleanup(lab.stop)
            gate = self.gate('--proxy', lab.facts['proxy'], '*.caf.fr')
            browser = client.Browser(dict(lab.facts, proxy='http://127.0.0.1:%d' % gate.port,
                                          proxy_port=gate.port))
            self.assertEqual(browser.get('https://www.caf.fr/')[1], 200)
            with self.assertRaises(OSError):
                browser.get('https://www.evil.test/')
            self.assertEqual(gate.refused(), ['www.evil.test'])
            self.assertFalse(lab.journal(host='www.evil.test'))
            self.assertTrue(lab.journal(host='www.caf.fr'))

    def chained(self, target):
        proxy = self.server(target)
        return self.gate('--proxy', 'http://127.0.0.1:%d' % proxy.port, 'https://echo.test')

    def test_answer_in_pieces(self):
        def serve(sock):
            self.assertEqual(read_head(sock), b'CONNECT echo.test:443 HTTP/1.1\r\n'
                                              b'Host: echo.test:443\r\n\r\n')
            for piece in (b'HTTP/1.0 2', b'00 OK\r\nVia: x\r\n', b'\r\n'):
                sock.sendall(piece)
                time.sleep(0.05)  # so that they come apart
            echo(sock)
        with self.chained(serve).tunnel('echo.test:443') as sock:
            sock.sendall(b'x')
            self.assertEqual(sock.recv(1), b'x')

    def test_bad_answers(self):
        for answer in (b'HTTP/1.1 407 No\r\n\r\n', b'HTTP/1.1 2000 OK\r\n\r\n', b'nonsense\r\n\r\n',
                       b'HTTP/1.1 200 OK\r\n\r\nunasked', b'', b'x' * 5000):
            with self.subTest(answer[:20]):
                def serve(sock, answer=answer):
                    read_head(sock)
                    sock.sendall(answer)
                reply = self.chained(serve).answer(b'CONNECT echo.test:443 HTTP/1.1\r\n\r\n')
                if answer == b'HTTP/1.1 2000 OK\r\n\r\n':
                    self.assertTrue(reply.startswith(b'HTTP/1.1 '))
                else:
                    self.assertTrue(reply.startswith(b'HTTP/1.1 502 '))

    def test_no_proxy_is_no_way_out(self):
        gate = self.gate('--private', '--proxy', 'http://127.0.0.1:1', 'https://echo.test')
        answer = gate.answer(b'CONNECT echo.test:443 HTTP/1.1\r\n\r\n')
        self.assertTrue(answer.startswith(b'HTTP/1.1 503 '))


class Memory(GateTest):
    def test_canary(self):
        """What a page sends in a head or a body is nowhere once its connection is over."""
        canary = os.urandom(12).hex().encode()
        plain = self.server(lambda sock: (read_head(sock), sock.sendall(b'HTTP/1.1 200 OK\r\n\r\n')))
        server = self.server(echo)
        gate = self.gate('--private', '--name', 'echo.test=127.0.0.1',
                         'https://echo.test:%d' % server.port, 'http://echo.test:%d' % plain.port)
        for head in (b'CONNECT echo.test:%d HTTP/1.1\r\nCookie: %s\r\n\r\n' % (server.port, canary),
                     b'GET http://echo.test:%d/%s HTTP/1.1\r\nCookie: %s\r\n\r\n'
                     % (plain.port, canary, canary),
                     b'GET http://no.test/%s HTTP/1.1\r\nCookie: %s\r\n\r\n' % (canary, canary),
                     b'nonsense %s\r\n\r\n' % canary, b'GET ' + canary * 900):
            with gate.send(head) as sock:
                if head.startswith(b'CONNECT'):
                    read_head(sock)
                    sock.sendall(canary * 50000)
                    sock.shutdown(socket.SHUT_WR)
                read_all(sock)
        with gate.send(b'GET ' + canary):
            self.assertTrue(self.eventually(gate, canary))  # the search does find
        gate.wait(0)
        self.assertFalse(gate.holds(canary))

    def eventually(self, gate, canary):
        for _ in range(100):
            if gate.holds(canary):
                return True
            time.sleep(0.02)
        return False


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
