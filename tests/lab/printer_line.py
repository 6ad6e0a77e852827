# SPDX-License-Identifier: GPL-3.0-or-later
"""The cable between CUPS and its printer, for faults that ippeveprinter cannot be told to have: a
printer that is busy with somebody else's work, one whose line is cut in the middle of a document,
one that takes a document by the spoonful. All else goes through untouched."""

import socket
import struct
import threading
import time

# IPP operations (RFC 8011, 5.4.15) and the status server-error-busy.
PRINT_JOB, VALIDATE_JOB, CREATE_JOB, SEND_DOCUMENT = 2, 4, 5, 6
BUSY = 0x0507
SPOON, PAUSE = 200, 0.1
CUT_AFTER = 600  # bytes of a request that carries a document


def busy_answer(number):
    """Of request @number: no attributes but the two that every answer has."""
    body = struct.pack('>BBHI', 2, 0, BUSY, number) + b'\x01'
    for tag, name, value in ((0x47, b'attributes-charset', b'utf-8'),
                             (0x48, b'attributes-natural-language', b'en')):
        body += struct.pack('>BH', tag, len(name)) + name + struct.pack('>H', len(value)) + value
    body += b'\x03'
    head = ('HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nConnection: close\r\n'
            f'Content-Length: {len(body)}\r\n\r\n')
    return head.encode() + body


def operation_of(data):
    """(operation, number) of the last request that begins in @data; None: none does."""
    at = data.rfind(b'\r\n\r\n')
    body = data[at + 4:] if at >= 0 else b''
    if b'chunked' in data[:at].lower():  # a line with the size of the chunk
        body = body.partition(b'\r\n')[2]
    if len(body) < 8 or body[0] not in (1, 2):
        return None
    return struct.unpack('>HI', body[2:8])


class Line:
    """@port: the printer's. self.fault: None, "busy", "cut" or "slow"."""

    def __init__(self, port):
        self.printer = port
        self.fault = None
        self.seen = []  # operations, in order
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=32)
        self.port = self.listener.getsockname()[1]
        self.open = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        for end in (self.listener, *list(self.open)):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            printer = socket.create_connection(('127.0.0.1', self.printer), 10)
        except OSError:  # it is off: whoever asks is refused as by itself
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            client.close()
            return
        printer.settimeout(None)
        self.open |= {client, printer}
        back = threading.Thread(target=self.pump_back, args=(printer, client), daemon=True)
        back.start()
        try:
            self.pump(client, printer)
        except OSError:
            pass
        for end in (client, printer):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        back.join()
        self.open -= {client, printer}
        client.close()
        printer.close()

    @staticmethod
    def pump_back(printer, client):
        try:
            while data := printer.recv(65536):
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def pump(self, client, printer):
        """The requests of one connection, until it ends or a fault ends it."""
        recent, operation, carried = b'', None, 0
        while data := client.recv(65536):
            recent = (recent + data)[-8192:]
            begun = operation_of(recent)
            if begun and begun != operation:
                operation, carried = begun, 0
                self.seen.append(begun[0])
                if self.fault == 'busy' and begun[0] in (PRINT_JOB, VALIDATE_JOB, CREATE_JOB):
                    client.sendall(busy_answer(begun[1]))
                    return
            carried += len(data)
            has_document = operation and operation[0] in (PRINT_JOB, SEND_DOCUMENT)
            if has_document and self.fault == 'cut' and carried >= CUT_AFTER:
                return
            if has_document and self.fault == 'slow':
                self.spoon(data, printer)
            else:
                printer.sendall(data)

    def spoon(self, data, printer):
        while data:
            printer.sendall(data[:SPOON])
            data = data[SPOON:]
            if self.fault == 'slow':
                time.sleep(PAUSE)
