# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of the lab: an authority, one leaf for the known names, and odd ones on demand.

Any name asked for gets a valid certificate, listed or not: a host that the product lets through by
mistake must answer well, or the mistake would look like a refusal.
"""

import hashlib
import os
import re
import ssl
import subprocess
import tempfile
import threading

BAD_HOSTS = {
    'badcert-wronghost.lab.example': 'wronghost',
    'badcert-expired.lab.example': 'expired',
    'badcert-selfsigned.lab.example': 'selfsigned',
    'badcert-unknown.lab.example': 'unknown',
}
# What may stand in a line of openssl's configuration.
SAFE_NAME = re.compile(r'[a-z0-9._-]{1,253}')
CLIENT_CERTIFICATE_HOST = 'clientcert.lab.example'


def openssl(*arguments, directory=None):
    result = subprocess.run(('openssl',) + arguments, cwd=directory, text=True,
                            stdin=subprocess.DEVNULL, capture_output=True)
    if result.returncode != 0:
        raise RuntimeError('openssl %s: %s' % (arguments[0], result.stderr.strip()))
    return result.stdout


def make_authority(directory, prefix, name):
    """A self-signed authority in @directory: PREFIX.pem and PREFIX.key."""
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
            '-days', '3650', '-subj', '/CN=' + name, '-keyout', prefix + '.key',
            '-out', prefix + '.pem', '-addext', 'basicConstraints=critical,CA:TRUE',
            '-addext', 'keyUsage=critical,keyCertSign,cRLSign', directory=directory)


class Certificates:
    def __init__(self, directory, names, journal):
        self.directory = directory
        self.authority = os.path.join(directory, 'ca.pem')
        self._journal = journal
        self._lock = threading.Lock()
        self._contexts = {}
        self._names = sorted(set(names))
        self._make_basics()
        self._leaf = self.make_context('leaf')

    def _path(self, name):
        return os.path.join(self.directory, name)

    def _is_current(self, name):
        if not os.path.exists(self._path(name + '.pem')):
            return False
        try:
            openssl('x509', '-in', name + '.pem', '-noout', '-checkend', '86400',
                    directory=self.directory)
        except RuntimeError:
            return False
        return True

    def _make_basics(self):
        if not self._is_current('ca'):
            make_authority(self.directory, 'ca', 'Guichet lab authority')
            for name in os.listdir(self.directory):
                if name.startswith(('leaf', 'host-')):
                    os.unlink(self._path(name))
        if not os.path.exists(self._path('server.key')):
            openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
                    '-out', 'server.key', directory=self.directory)
        digest = hashlib.sha256('\n'.join(self._names).encode()).hexdigest()
        try:
            with open(self._path('leaf.names'), encoding='ascii') as file:
                known = file.read()
        except OSError:
            known = ''
        if known != digest or not self._is_current('leaf'):
            self._sign('leaf', self._names, 'ca', '20200101000000Z', '20500101000000Z')
            with open(self._path('leaf.names'), 'w', encoding='ascii') as file:
                file.write(digest)

    def _sign(self, output, names, authority, start, end):
        """Signs OUTPUT.pem for @names with `openssl ca`, the one command of OpenSSL 3.0 that
        takes both dates."""
        with tempfile.TemporaryDirectory(dir=self.directory) as work:
            with open(os.path.join(work, 'ca.conf'), 'w', encoding='ascii') as file:
                file.write(
                    '[ca]\ndefault_ca=lab\n[lab]\ndatabase=%s/index\nnew_certs_dir=%s\n'
                    'rand_serial=yes\ndefault_md=sha256\npolicy=any\nunique_subject=no\n'
                    'x509_extensions=leaf\n[any]\ncommonName=supplied\n'
                    '[leaf]\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n'
                    'extendedKeyUsage=serverAuth\nsubjectAltName=%s\n'
                    % (work, work, ','.join('DNS:' + name for name in names)))
            open(os.path.join(work, 'index'), 'w', encoding='ascii').close()
            openssl('req', '-new', '-key', 'server.key', '-subj', '/CN=lab',
                    '-out', work + '/leaf.csr', directory=self.directory)
            openssl('ca', '-batch', '-notext', '-config', work + '/ca.conf',
                    '-cert', authority + '.pem', '-keyfile', authority + '.key',
                    '-startdate', start, '-enddate', end, '-in', work + '/leaf.csr',
                    '-out', work + '/leaf.pem', directory=self.directory)
            os.replace(work + '/leaf.pem', self._path(output + '.pem'))

    def make_context(self, name, ask_client=False):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._path(name + '.pem'), self._path('server.key'))
        context.set_alpn_protocols(['http/1.1'])
        if ask_client:
            context.load_verify_locations(self.authority)
            context.verify_mode = ssl.CERT_OPTIONAL
        return context

    def covers(self, host):
        return host in self._names or '*.' + host.partition('.')[2] in self._names

    def context_for(self, host, fault=None):
        """The context to answer @host with; @fault names a kind of bad certificate."""
        if not SAFE_NAME.fullmatch(host):
            return self._leaf
        kind = fault or BAD_HOSTS.get(host, 'good')
        if kind == 'good' and host != CLIENT_CERTIFICATE_HOST and self.covers(host):
            return self._leaf
        with self._lock:
            if (host, kind) not in self._contexts:
                self._contexts[host, kind] = self._make_for(host, kind)
            return self._contexts[host, kind]

    def _make_for(self, host, kind):
        file = 'host-%s-%s' % (kind, hashlib.sha256(host.encode()).hexdigest()[:16])
        if not os.path.exists(self._path(file + '.pem')):
            self._make_file(file, host, kind)
        return self.make_context(file, ask_client=host == CLIENT_CERTIFICATE_HOST)

    def _make_file(self, file, host, kind):
        if kind == 'expired':
            self._sign(file, [host], 'ca', '20200101000000Z', '20200201000000Z')
        elif kind == 'wronghost':
            self._sign(file, ['another-host.lab.example'], 'ca', '20200101000000Z',
                       '20500101000000Z')
        elif kind == 'unknown':
            make_authority(self.directory, 'stranger', 'Unknown authority')
            self._sign(file, [host], 'stranger', '20200101000000Z', '20500101000000Z')
        elif kind == 'selfsigned':
            openssl('req', '-x509', '-key', 'server.key', '-days', '3650', '-subj', '/CN=' + host,
                    '-addext', 'subjectAltName=DNS:' + host, '-out', file + '.pem',
                    directory=self.directory)
        else:
            self._sign(file, [host], 'ca', '20200101000000Z', '20500101000000Z')
            self._journal.write('certificate', host=host)
