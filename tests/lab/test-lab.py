#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab tests itself: what other tests prove with it is worth no more than it is."""

import base64
import configparser
import glob
import hashlib
import http.client
import json
import os
import re
import select
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

# pylint: disable=wrong-import-position
import client
import overlay
from sites import pdf_file, upload


def multipart(name, filename, data):
    mark = 'lab-mark'
    body = ('--%s\r\nContent-Disposition: form-data; name="objet"\r\n\r\nété\r\n'
            '--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n'
            'Content-Type: application/pdf\r\n\r\n' % (mark, mark, name, filename)).encode()
    return body + data + ('\r\n--%s--\r\n' % mark).encode(), 'multipart/form-data; boundary=' + mark


class LabCase(unittest.TestCase):
    """A lab per class, a browser and a clean mailbox per test."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix='guichet-lab-')
        cls.lab = client.Lab(cls.directory.name)

    @classmethod
    def tearDownClass(cls):
        cls.lab.stop()
        cls.directory.cleanup()

    def setUp(self):
        self.lab.control('/forget', 'POST')
        self.lab.control('/fault/clear', 'POST')
        self.browser = self.lab.browser()
        self.since = self.lab.control('/state')['last']

    def tearDown(self):
        self.assertEqual(self.lab.journal(self.since, event='mistake'), [])

    def new_lines(self, **wanted):
        return self.lab.journal(self.since, **wanted)

    def wait_lines(self, seconds=5, **wanted):
        """For what the browser's side has done before the lab's side has written it down."""
        end = time.monotonic() + seconds
        while not self.new_lines(**wanted) and time.monotonic() < end:
            time.sleep(0.01)
        return self.new_lines(**wanted)


class Transport(LabCase):
    def test_listed_and_unknown_hosts(self):
        for host in ('www.caf.fr', 'deep.name.nobody.expects.fr', 'img.evil.example'):
            with self.subTest(host=host):
                self.assertIn('Site de démonstration', self.browser.text('https://%s/' % host))
                self.assertEqual(len(self.new_lines(event='connect', host=host, port=443)), 1)
                self.assertEqual(len(self.new_lines(event='tls', host=host)), 1)

    def test_journal_has_no_query_and_no_body(self):
        self.browser.get('https://upload.lab.example/?q=canary-in-query', b'canary-in-body',
                         {'X-Canary': 'canary-in-header'})
        with open(self.lab.facts['journal'], encoding='utf-8') as file:
            text = file.read()
        self.assertIn('upload.lab.example', text)
        self.assertNotIn('canary', text)

    def test_plain_http_goes_by_absolute_form(self):
        self.browser.get('http://plain.lab.example/i.png', headers={'Sec-Fetch-Dest': 'image'})
        self.assertEqual(len(self.new_lines(event='forward', host='plain.lab.example')), 1)
        line, = self.new_lines(event='request', host='plain.lab.example')
        self.assertEqual((line['scheme'], line['path'], line['dest']), ('http', '/i.png', 'image'))

    def test_other_port_is_seen(self):
        self.browser.get('https://www.caf.fr:8443/')
        self.assertEqual(len(self.new_lines(event='connect', host='www.caf.fr', port=8443)), 1)

    def test_connection_is_kept(self):
        with self.browser.connect('bench.lab.example') as sock:
            connection = http.client.HTTPConnection('bench.lab.example')
            connection.sock = sock
            for _ in range(3):
                connection.request('GET', '/petit')
                self.assertEqual(len(connection.getresponse().read()), 64)
        self.assertEqual(len(self.new_lines(event='tls', host='bench.lab.example')), 1)
        self.assertEqual(len(self.new_lines(event='request', path='/petit')), 3)

    def test_chunked_request_body(self):
        self.browser.get('https://upload.lab.example/', iter([b'abc', b'defg']),
                         {'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked'})
        self.assertEqual(self.new_lines(event='request')[0]['size'], 7)

    def test_websocket(self):
        self.assertEqual(self.browser.echo('ws.evil.example', 'salut'), ('bonjour', 'salut'))
        self.assertEqual(len(self.new_lines(event='websocket', host='ws.evil.example')), 1)

    def test_preconnect_alone_is_seen(self):
        self.browser.connect('preconnect.evil.example').close()
        self.assertEqual(len(self.wait_lines(event='tls', host='preconnect.evil.example')), 1)
        self.assertEqual(self.lab.control('/leaks?since=%d' % self.since), ['preconnect'])

    def test_bad_certificates(self):
        for kind, why in (('wronghost', 'match'), ('expired', 'expired'),
                          ('selfsigned', 'self.signed'), ('unknown', 'local issuer')):
            with self.subTest(kind=kind), self.assertRaisesRegex(ssl.SSLError, why):
                self.browser.connect('badcert-%s.lab.example' % kind)

    def test_client_certificate_is_asked_for(self):
        with self.browser.connect('clientcert.lab.example') as sock:
            sock.sendall(b'GET / HTTP/1.1\r\nHost: clientcert.lab.example\r\n\r\n')
            self.assertTrue(sock.recv(15).startswith(b'HTTP/1.1 200'))


class Faults(LabCase):
    def assert_fails(self, mode, error, host='www.caf.fr'):
        self.lab.fault(host, mode)
        with self.assertRaises(error):
            self.browser.get('https://www.caf.fr/', timeout=1)
        self.lab.control('/fault/clear', 'POST')
        self.assertEqual(self.browser.get('https://www.caf.fr/')[1], 200)

    def test_refuse(self):
        self.assert_fails('refuse', OSError)

    def test_reset(self):
        self.assert_fails('reset', OSError)

    def test_hang(self):
        self.assert_fails('hang', OSError)

    def test_bad_certificate(self):
        self.assert_fails('badcert', OSError)

    def test_truncate(self):
        self.assert_fails('truncate', http.client.IncompleteRead)

    def test_everything_and_suffix(self):
        self.assert_fails('refuse', OSError, '*')
        self.assert_fails('refuse', OSError, '*.caf.fr')

    def test_near_miss_is_untouched(self):
        for host in ('caf.fr', '*.www.caf.fr', 'connect.caf.fr', 'xwww.caf.fr'):
            self.lab.fault(host, 'refuse')
        self.assertEqual(self.browser.get('https://www.caf.fr/')[1], 200)

    def test_error(self):
        self.lab.fault('www.caf.fr', 'error')
        self.assertEqual(self.browser.get('https://www.caf.fr/')[1], 500)

    def test_unknown_mode_is_told(self):
        with self.assertRaises(urllib.error.HTTPError) as raised:
            self.lab.fault('www.caf.fr', 'explode')
        self.assertEqual(raised.exception.code, 400)
        raised.exception.close()


class Logins(LabCase):
    def test_code_by_mail(self):
        url, _, _, _ = self.browser.post('https://connect.caf.fr/connexion', numero='0123456',
                                         motdepasse='x')
        self.assertEqual(url, 'https://connect.caf.fr/code')
        inbox = self.browser.text('https://mail.google.com/')
        mail = self.browser.text('https://webmail.laposte.net/'
                                 + re.search(r'href="(message/\d+)"', inbox).group(1))
        code = re.search(r'id="code">(\d{6})<', mail).group(1)
        self.assertIn(code, inbox)
        self.assertEqual(self.lab.control('/codes'), [code])

        wrong = '%06d' % ((int(code) + 1) % 1000000)
        self.assertIn('pas le bon',
                      self.browser.post('https://connect.caf.fr/code', code=wrong)[3].decode())
        url, _, _, body = self.browser.post('https://connect.caf.fr/code', code=code)
        self.assertEqual(url, 'https://wwwd.caf.fr/compte')
        self.assertIn('0123456', body.decode())
        _, _, headers, data = self.browser.get('https://wwwd.caf.fr/attestation/quotient.pdf')
        self.assertIn('attachment', headers['Content-Disposition'])
        self.assertTrue(data.startswith(b'%PDF-'))

    def test_account_needs_the_session(self):
        for path in ('compte', 'attestation/paiement.pdf'):
            url = self.browser.get('https://wwwd.caf.fr/' + path)[0]
            self.assertEqual(url, 'https://connect.caf.fr/connexion')

    def test_wrong_password_sends_nothing(self):
        self.browser.post('https://connect.caf.fr/connexion', numero='1', motdepasse='faux')
        self.assertEqual(self.lab.control('/codes'), [])

    def go_to_provider(self):
        body = self.browser.text('https://service.lab.example/fc/connexion')
        link = re.search(r'href="(/call\?etape=\w+)"', body).group(1)
        return self.browser.get('https://oidc.franceconnect.gouv.fr' + link)

    def fields(self, body):
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body))

    def test_three_hosts(self):
        url, _, _, body = self.go_to_provider()
        self.assertTrue(url.startswith('https://cfspart-idp.impots.gouv.fr/oauth2/authorize?'))
        url, _, _, body = self.browser.post('https://cfspart-idp.impots.gouv.fr/login',
                                            numero='1', motdepasse='x',
                                            **self.fields(body.decode()))
        self.assertTrue(url.startswith('https://oidc.franceconnect.gouv.fr/retour?'))
        consent = self.fields(body.decode())
        url, _, _, body = self.browser.post('https://oidc.franceconnect.gouv.fr/accord', **consent)
        self.assertEqual(url, 'https://service.lab.example/fc/compte')
        self.assertIn('Camille Exemple', body.decode())
        # The same consent again is worth nothing: codes serve once.
        again = self.browser.post('https://oidc.franceconnect.gouv.fr/accord', **consent)
        self.assertEqual(again[1], 404)

    def test_return_without_state_is_refused(self):
        self.assertEqual(
            self.browser.get('https://service.lab.example/fc/retour?code=x&state=y')[1], 403)


class Files(LabCase):
    def test_given_files_come_back(self):
        self.lab.control('/give?name=a.png', 'POST', b'\x89PNG')
        self.assertIn('a.png', self.browser.text('https://fichiers.lab.example/'))
        address, status, headers, data = self.browser.get('https://fichiers.lab.example/a.png')
        self.assertEqual((status, data), (200, b'\x89PNG'))
        self.assertEqual(headers['Content-Disposition'], 'attachment; filename="a.png"')
        self.lab.control('/forget', 'POST')
        self.assertEqual(self.browser.get('https://fichiers.lab.example/a.png')[1], 404)

    def test_upload_is_known_and_not_stored(self):
        data = pdf_file.make_pdf('x') + b'\r\n--lab-mar not the mark\r\n' + bytes(range(256))
        body, kind = multipart('fichier', 'pièce.pdf', data)
        answer = self.browser.get('https://upload.lab.example/', body, {'Content-Type': kind})
        self.assertIn('Document reçu', answer[3].decode())
        facts = self.lab.control('/upload.json')
        self.assertEqual(facts, {'size': len(data), 'magic': 'pdf', 'field': 'fichier',
                                 'filename': 'pièce.pdf',
                                 'sha256': hashlib.sha256(data).hexdigest()})
        self.assertEqual(self.lab.control('/upload'), data)
        line, = self.new_lines(event='upload')
        self.assertEqual(line['sha256'], facts['sha256'])
        self.assertFalse([name for _, _, names in os.walk(self.directory.name) for name in names
                          if name.endswith('.pdf')])

    def test_limit(self):
        body, kind = multipart('fichier', 'gros.pdf', b'x' * (1024 * 1024 + 1))
        self.assertEqual(self.browser.get('https://upload.lab.example/limite', body,
                                          {'Content-Type': kind})[1], 413)

    def test_magic(self):
        for data, magic in ((b'', 'empty'), (b'%PDF', 'other'), (b'%PDF-1', 'pdf'),
                            (b'\xff\xd8\xff\xe0', 'jpeg'), (b' %PDF-', 'other')):
            self.assertEqual(upload.find_magic(data), magic)

    def test_pdf_is_whole(self):
        data = self.browser.get('https://pdf.lab.example/piece.pdf')[3]
        start = int(re.search(rb'startxref\n(\d+)\n%%EOF\n$', data).group(1))
        self.assertTrue(data[start:].startswith(b'xref\n'))
        rows = re.findall(rb'(\d{10}) 00000 n \n', data[start:])
        for number, offset in enumerate(rows, 1):
            self.assertTrue(data[int(offset):].startswith(b'%d 0 obj\n' % number))

    def test_downloads(self):
        plain = self.browser.get('https://pdf.lab.example/piece.pdf')
        self.assertIn('attachment', plain[2]['Content-Disposition'])
        inline = self.browser.get('https://pdf.lab.example/dans-la-page.pdf')
        self.assertIn('inline', inline[2]['Content-Disposition'])
        found = json.loads(self.browser.text('https://pdf.lab.example/document.json'))
        self.assertEqual(base64.b64decode(found['contenu']), plain[3])
        self.assertEqual(self.browser.get('https://pdf.lab.example/vers-piece')[0],
                         'https://pdf.lab.example/piece.pdf')
        address = 'https://pdf.lab.example/protege.pdf'
        self.assertEqual(self.browser.get(address)[1], 401)
        token = re.search(r'Bearer ([\w-]+)', self.browser.text('https://pdf.lab.example/'))
        self.assertEqual(self.browser.get(address, headers={
            'Authorization': token.group(0)})[3], plain[3])
        with self.assertRaises(http.client.IncompleteRead):
            self.browser.get('https://pdf.lab.example/coupe.pdf')


class Pages(LabCase):
    def test_leak_page_has_every_way(self):
        ways = json.loads(self.browser.text('https://leak.lab.example/ways.json'))
        self.assertEqual(ways, self.lab.control('/ways.json'))
        self.assertGreater(len([way for way in ways if way['expect'] == 'refused']), 150)
        whole = self.browser.text('https://leak.lab.example/')
        for way in ways:
            with self.subTest(way=way['way']):
                alone = self.browser.text('https://leak.lab.example/?only=' + way['way'])
                self.assertIn(way['way'], alone)
                self.assertNotIn('HOST', alone)
                if way['kind'] == 'page' and way['host'].endswith('.evil.example'):
                    self.assertTrue('%s.evil.example' % way['way'] in whole
                                    or 'way=' + way['way'] in whole)
                elif way['kind'] != 'page':
                    self.assertNotIn('"%s", "%s"' % (way['way'], way['kind']), whole)

    def test_places_are_distinct(self):
        hosts = [way['host'] for way in self.lab.control('/ways.json')
                 if way['host'].endswith('.evil.example')]
        self.assertEqual(len(hosts), len(set(hosts)))

    def test_serving_the_page_is_no_leak(self):
        self.browser.text('https://leak.lab.example/')
        self.browser.get('https://second.lab.example/i.png')
        self.assertEqual(self.lab.control('/leaks?since=%d' % self.since), [])

    def test_leaks_are_found_by_host(self):
        for address in ('https://img.evil.example/', 'https://leak.lab.example:8443/',
                        'http://fetch-http.evil.example/'):
            self.browser.get(address)
        self.assertEqual(sorted(self.lab.control('/leaks?since=%d' % self.since)),
                         ['fetch-http', 'fetch-port-8443', 'img'])

    def test_results_come_back(self):
        self.browser.get('https://leak.lab.example/results', b'{"fetch": "refused: x"}')
        self.assertEqual(self.lab.control('/results'), {'fetch': 'refused: x'})

    def test_every_site_on_any_host(self):
        for site in self.lab.control('/state')['sites']:
            with self.subTest(site=site):
                answer = self.browser.get('https://www.caf.fr/_lab/%s/' % site)
                self.assertEqual(answer[1], 200)

    def test_homes_of_the_shipped_catalogue(self):
        homes = []
        for path in glob.glob(os.path.join(overlay.DEFAULTS, 'services.d', '*.conf')):
            with open(path, encoding='utf-8') as file:
                homes += re.findall(r'(?m)^Home=(\S+)$', file.read())
        self.assertGreater(len(homes), 23)
        for home in homes:
            with self.subTest(home=home):
                _, status, _, body = self.browser.get(home)
                self.assertEqual(status, 200)
                self.assertIn('Site de démonstration', body.decode())
        # All of them are names of the one leaf: no certificate is made while a visit waits.
        self.assertEqual(self.new_lines(event='certificate'), [])

    def test_fault_pages(self):
        body = self.browser.text('https://faults.lab.example/')
        with open(os.path.join(os.path.dirname(client.LAB), 'pages', 'faults.js'),
                  encoding='utf-8') as file:
            script = file.read()
        for name in re.findall(r'href="page/([\w-]+)"', body):
            with self.subTest(page=name):
                page = self.browser.text('https://faults.lab.example/page/' + name)
                self.assertIn("prepare('%s')" % name, page)
                self.assertRegex(script, r"(?m)(^  '?%s'?\(\)|\b'?%s'?: press)" % (name, name))
        self.assertEqual(self.browser.get('https://faults.lab.example/erreur/503')[1], 503)
        self.assertEqual(self.browser.get('https://faults.lab.example/identification')[1], 401)
        for path in ('coupure', 'charabia'):
            with self.assertRaises((OSError, http.client.HTTPException)):
                self.browser.get('https://faults.lab.example/' + path)

    def test_residue_comes_only_from_the_browser(self):
        site = 'https://residue.lab.example/'
        self.browser.get(site + 'garde', b'canari-42')
        self.assertEqual(self.browser.text(site + 'cache'), 'canari-42')
        _, _, headers, body = self.browser.get(site + 'etag')
        self.assertEqual((headers['ETag'], body), ('"canari-42"', b''))
        self.assertIn('canari-42', self.browser.text(site + 'cookies'))
        # The next person's browser brings nothing, so nothing is answered.
        other = self.lab.browser()
        for path in ('cache', 'etag'):
            self.assertEqual(other.text(site + path), '')
        self.assertEqual(other.text(site + 'cookies'), '{}')
        self.assertEqual(other.text(site + 'etag', headers={'If-None-Match': '"canari-42"'}),
                         'canari-42')

    def test_bench_pages(self):
        document = self.browser.get('https://bench.lab.example/document')[3]
        self.assertTrue(280000 <= len(document) <= 320000, len(document))
        self.assertEqual(document, self.browser.get('https://bench.lab.example/document')[3])
        data = self.browser.get('https://bench.lab.example/bytes?n=3000001')[3]
        self.assertEqual(len(data), 3000001)


class Life(unittest.TestCase):
    def test_clean_end_and_reuse(self):
        with tempfile.TemporaryDirectory() as directory:
            authorities = []
            for _ in range(2):
                lab = client.Lab(directory)
                self.assertTrue(os.path.exists(os.path.join(directory, 'ready')))
                with open(lab.facts['ca'], encoding='ascii') as file:
                    authorities.append(file.read())
                self.assertEqual(lab.stop(), 0)
                self.assertFalse(os.path.exists(os.path.join(directory, 'ready')))
            self.assertEqual(authorities[0], authorities[1])
            with open(os.path.join(directory, 'lab.jsonl'), encoding='utf-8') as file:
                self.assertEqual([json.loads(line)['event'] for line in file], ['end', 'end'])

    def test_ends_with_its_parent(self):
        with tempfile.TemporaryDirectory() as directory:
            parent = subprocess.Popen(
                [sys.executable, '-B', '-c',
                 'import sys, time; sys.path.insert(0, sys.argv[1]); import client;'
                 'print(client.Lab(sys.argv[2]).facts["pid"], flush=True); time.sleep(60)',
                 os.path.dirname(client.LAB), directory], stdout=subprocess.PIPE, text=True)
            watched = os.pidfd_open(int(parent.stdout.readline()))
            parent.send_signal(signal.SIGKILL)
            parent.wait()
            parent.stdout.close()
            # A pidfd is readable when the process has ended.
            self.assertTrue(select.select([watched], [], [], 10)[0])
            os.close(watched)

    def test_centre_configuration(self):
        with tempfile.TemporaryDirectory() as directory:
            centre = os.path.join(directory, 'centre')
            lab = client.Lab(directory, '--centre', centre, '--fail-hosts', 'www.caf.fr:refuse')
            self.addCleanup(lab.stop)
            self.assertEqual(lab.control('/state')['faults'], {'www.caf.fr': 'refuse'})
            other = os.path.join(directory, 'other')
            subprocess.run([sys.executable, '-B', client.LAB, '--dir', directory,
                            '--print-config', other], check=True)
            parser = configparser.RawConfigParser()
            parser.optionxform = str
            for path in (centre, other):
                parser.read(os.path.join(path, 'guichet.conf'), encoding='utf-8')
                self.assertEqual(parser['Network']['Proxy'], lab.facts['proxy'])
                self.assertEqual(parser['Network']['Authorities'], lab.facts['ca'])
                self.assertEqual(len(os.listdir(os.path.join(path, 'services.d'))),
                                 len(overlay.SERVICES))

    def test_no_configuration_without_a_lab(self):
        with tempfile.TemporaryDirectory() as directory:
            result = subprocess.run([sys.executable, '-B', client.LAB, '--dir', directory,
                                     '--print-config', directory + '/x'], capture_output=True)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(b'no lab runs', result.stderr)


if __name__ == '__main__':
    unittest.main()
