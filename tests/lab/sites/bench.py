# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages to measure with; the same bytes every time."""

import http1
from sites import page
from sites.plain import PNG

NAME = 'Mesures, démonstration'
WORDS = ('le centre accueille chaque matin les habitants du quartier qui viennent remplir un '
         'dossier imprimer une attestation ou demander un rendez vous avec une personne de '
         'l équipe qui les aide à trouver la bonne page et à la relire').split()
BLOCK = bytes(range(256)) * 256
REQUESTS = 500


def paragraph(seed):
    words = [WORDS[(seed * 7 + i * (seed % 5 + 1)) % len(WORDS)] for i in range(70)]
    return ' '.join(words).capitalize() + '.'


def document():
    parts = []
    for chapter in range(40):
        parts.append('<h2 id="c%d">Chapitre %d</h2><p><img src="image.png?%d" alt=""></p>'
                     % (chapter, chapter + 1, chapter))
        for i in range(18):
            parts.append('<p>%s</p>' % paragraph(chapter * 18 + i + 1))
        parts.append('<table><tr>%s</tr></table>' % ''.join('<td>%d</td>' % n for n in range(12)))
    return page.make('Document', ''.join(parts), NAME,
                     '<link rel="stylesheet" href="style.css"><script src="page.js"></script>')


def stream(size):
    while size > 0:
        yield BLOCK[:size]
        size -= len(BLOCK)


class Bench:
    HOSTS = ('bench.lab.example',)

    def __init__(self, lab):
        self.lab = lab
        self._document = document()

    def answer(self, request):
        cached = [('Cache-Control', 'max-age=600')]
        if request.path == '/':
            return http1.Response(page.make(NAME, page.links([
                ('document', 'Document de 300 ko'), ('requetes', '%d petites requêtes' % REQUESTS),
                ('flux', 'Flux de 100 Mo')]), NAME))
        if request.path == '/document':
            return http1.Response(self._document)
        if request.path == '/image.png':
            return http1.Response(PNG, kind='image/png', headers=cached)
        if request.path == '/style.css':
            return http1.Response('td { padding: 4px; border: 1px solid #b9cbbf; }',
                                  kind='text/css', headers=cached)
        if request.path == '/page.js':
            return http1.Response('addEventListener("load", () => { window.loadedAt = '
                                  'performance.now(); });', kind='text/javascript',
                                  headers=cached)
        if request.path == '/bytes':
            size = min(int(request.query.get('n', 100 * 1000 * 1000)), 10 ** 10)
            return http1.Response(stream(size), kind='application/octet-stream',
                                  headers=[('Cache-Control', 'no-store')])
        if request.path == '/petit':
            return http1.Response(b'x' * 64, kind='text/plain',
                                  headers=[('Cache-Control', 'no-store')])
        if request.path in ('/requetes', '/flux'):
            return http1.Response(page.load('bench%s.html' % request.path.replace('/', '-')))
        return None
