# SPDX-License-Identifier: GPL-3.0-or-later
"""A WebSocket that says "bonjour" and echoes (RFC 6455)."""

import base64
import hashlib
import struct

MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'  # RFC 6455, 1.3
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def is_upgrade(request):
    return (request.headers.get('upgrade', '').lower() == 'websocket'
            and 'sec-websocket-key' in request.headers)


def accept_key(key):
    return base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()


def make_frame(opcode, payload):
    head = bytes([0x80 | opcode])
    if len(payload) < 126:
        head += bytes([len(payload)])
    elif len(payload) < 65536:
        head += bytes([126]) + struct.pack('>H', len(payload))
    else:
        head += bytes([127]) + struct.pack('>Q', len(payload))
    return head + payload


def read_exactly(stream, size):
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def read_frame(stream):
    first, second = read_exactly(stream, 2)
    size = second & 0x7f
    if size == 126:
        size, = struct.unpack('>H', read_exactly(stream, 2))
    elif size == 127:
        size, = struct.unpack('>Q', read_exactly(stream, 8))
    if size > 16 * 1024 * 1024:
        raise EOFError
    mask = read_exactly(stream, 4) if second & 0x80 else b'\0\0\0\0'
    payload = read_exactly(stream, size)
    return first & 0x0f, bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def serve(sock, stream, request):
    sock.sendall(('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n'
                  'Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n'
                  % accept_key(request.headers['sec-websocket-key'])).encode())
    sock.sendall(make_frame(TEXT, b'bonjour'))
    try:
        while True:
            opcode, payload = read_frame(stream)
            if opcode == CLOSE:
                sock.sendall(make_frame(CLOSE, payload))
                return
            if opcode == PING:
                sock.sendall(make_frame(PONG, payload))
            elif opcode in (TEXT, BINARY):
                sock.sendall(make_frame(opcode, payload))
    except EOFError:
        return
