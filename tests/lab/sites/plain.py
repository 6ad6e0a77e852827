# SPDX-License-Identifier: GPL-3.0-or-later
"""Any host without a site of its own: a home page, and a generous answer to everything.

It answers what is asked by kind and allows every origin, so that a leak succeeds visibly.
"""

import base64
import os
import time

import http1
from sites import page

PNG = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA'
                       'WjR9awAAAABJRU5ErkJggg==')
SVG = (b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><g id="a">'
       b'<rect width="8" height="8"/></g></svg>')
KINDS = {
    '.png': ('image/png', PNG), '.ico': ('image/png', PNG), '.svg': ('image/svg+xml', SVG),
    '.js': ('text/javascript', b'/* lab */'), '.css': ('text/css', b'/* lab */'),
    '.json': ('application/json', b'{"lab":true}'), '.vtt': ('text/vtt', b'WEBVTT\n'),
    '.xml': ('application/xml', b'<lab/>'), '.txt': ('text/plain', b'lab'),
    '.woff2': ('font/woff2', b''), '.mp4': ('video/mp4', b''), '.mp3': ('audio/mpeg', b''),
}


def open_to_all(request):
    """Headers that let any page read the answer."""
    return [('Access-Control-Allow-Origin', request.headers.get('origin', '*')),
            ('Access-Control-Allow-Credentials', 'true'),
            ('Access-Control-Allow-Headers', '*, authorization, content-type'),
            ('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE, OPTIONS'),
            ('Service-Worker-Allowed', '/'), ('Timing-Allow-Origin', '*')]


def events():
    yield b'data: bonjour\n\n'
    for _ in range(20):
        time.sleep(0.5)
        yield b': encore\n\n'


class Plain:
    HOSTS = ()

    def __init__(self, lab):
        self.lab = lab

    def answer(self, request):
        headers = open_to_all(request)
        if request.method == 'OPTIONS':
            return http1.Response(b'', 204, headers=headers)
        if request.path == '/redirect':
            return http1.redirect(request.query.get('to', '/'),
                                  int(request.query.get('status', '302')), headers)
        if request.path == '/events':
            return http1.Response(events(), kind='text/event-stream', headers=headers)
        kind, body = KINDS.get(os.path.splitext(request.path)[1], (None, b''))
        if kind:
            return http1.Response(body, kind=kind, headers=headers)
        return http1.Response(self.home(request), headers=headers)

    def home(self, request):
        body = ('<p>Page de démonstration de <strong>%s</strong>.</p>'
                '<p><a class="button" href="/fc/connexion">S’identifier par le service commun</a>'
                '</p>' % page.escape(request.host))
        body += page.links([('/informations', 'Informations'), ('/_lab/pdf/', 'Documents'),
                            ('/_lab/upload/', 'Déposer un justificatif')])
        return page.make(request.host, body, 'Service de démonstration')

    def not_found(self, request):
        return http1.Response(page.make('Page introuvable', page.links([('/', 'Accueil')]),
                                        request.host), 404)
