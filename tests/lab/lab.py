#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual centre: demo services under real host names, on loopback only (README.md)."""

import argparse
import contextlib
import ctypes
import json
import os
import signal
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import http1
import overlay
import proxy
from control import Control
from faults import Faults
from journal import Journal
from sites import Sites
from tls import Certificates

PR_SET_PDEATHSIG = 1


class Lab:
    def __init__(self, directory):
        self.directory = directory
        self.journal = Journal(os.path.join(directory, 'lab.jsonl'))
        self.faults = Faults()
        self.certificates = Certificates(directory, overlay.known_names(), self.journal)
        self.sites = Sites(self)
        self.ports = {}
        self._sockets = []

    def start(self):
        server = proxy.Server(self)
        for name, target in (('proxy', server.serve_proxy), ('tls', server.serve_tls),
                             ('http', server.serve_plain), ('control', Control(self).serve)):
            sock = proxy.listen(target)
            self._sockets.append(sock)
            self.ports[name] = sock.getsockname()[1]

    def answer(self, request):
        """The site's response; a mistake in a site is told, it does not end the lab."""
        try:
            return self.sites.answer(request)
        except Exception as error:  # pylint: disable=broad-except
            self.journal.write('mistake', host=request.host, path=request.path, why=repr(error))
            return http1.Response('<!DOCTYPE html><title>Erreur du laboratoire</title>', 500)

    def facts(self):
        return {'pid': os.getpid(), 'proxy': 'http://127.0.0.1:%d' % self.ports['proxy'],
                'proxy_port': self.ports['proxy'], 'tls_port': self.ports['tls'],
                'http_port': self.ports['http'], 'control_port': self.ports['control'],
                'control': 'http://127.0.0.1:%d' % self.ports['control'],
                'ca': self.certificates.authority,
                'journal': os.path.join(self.directory, 'lab.jsonl')}

    def stop(self):
        for sock in self._sockets:
            sock.close()
        self.journal.write('end')
        self.journal.close()


def write_whole(path, text):
    with open(path + '.new', 'w', encoding='utf-8') as file:
        file.write(text)
    os.replace(path + '.new', path)


def remove(path):
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def die_with_parent():
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent or parent == 1:
        sys.exit('the parent is gone')


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--dir', required=True, help='certificates, journal and ready file')
    parser.add_argument('--port-file', help='also write the proxy port here')
    parser.add_argument('--fail-hosts', default='', metavar='HOST:MODE,...',
                        help='faults to begin with')
    parser.add_argument('--die-with-parent', action='store_true')
    parser.add_argument('--centre', metavar='DIR2',
                        help='write the centre configuration before being ready')
    parser.add_argument('--print-config', metavar='DIR2',
                        help='write the centre configuration of the lab running in DIR, and end')
    return parser.parse_args()


def print_config(directory, target):
    try:
        with open(os.path.join(directory, 'ready'), encoding='utf-8') as file:
            facts = json.load(file)
    except OSError:
        sys.exit('no lab runs in %s' % directory)
    overlay.write(target, facts)


def main():
    arguments = parse_arguments()
    if arguments.print_config:
        print_config(arguments.dir, arguments.print_config)
        return
    if arguments.die_with_parent:
        die_with_parent()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())

    os.makedirs(arguments.dir, exist_ok=True)
    ready = os.path.join(os.path.abspath(arguments.dir), 'ready')
    remove(ready)  # Of a lab that was killed.
    lab = Lab(os.path.abspath(arguments.dir))
    for pair in filter(None, arguments.fail_hosts.split(',')):
        host, _, mode = pair.rpartition(':')
        lab.faults.set(host, mode)
    lab.start()
    if arguments.centre:
        overlay.write(arguments.centre, lab.facts())
    if arguments.port_file:
        write_whole(arguments.port_file, '%d\n' % lab.ports['proxy'])
    write_whole(ready, json.dumps(lab.facts(), indent=2) + '\n')
    print(json.dumps(lab.facts()), flush=True)

    ended.wait()
    remove(ready)
    lab.stop()
    # Threads may sit in a page that hangs on purpose: nothing to wait for.
    os._exit(0)


if __name__ == '__main__':
    main()
