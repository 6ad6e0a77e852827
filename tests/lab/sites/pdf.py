# SPDX-License-Identifier: GPL-3.0-or-later
"""PDF downloads in every way that the real services have."""

import base64

import http1
from sites import page
from sites.pdf_file import make_pdf

NAME = 'Documents, démonstration'
TOKEN = 'jeton-de-demonstration'
PAGES = [
    ('piece.pdf', 'Téléchargement simple (pièce jointe)'),
    ('dans-la-page.pdf', 'PDF affiché par le navigateur (inline)'),
    ('sans-type?nom=releve.pdf', 'PDF servi comme application/octet-stream'),
    ('nom-etranger.pdf', 'Nom de fichier accentué et piégé'),
    ('gros.pdf', 'PDF de 40 pages'),
    ('lent.pdf', 'PDF qui arrive lentement'),
    ('coupe.pdf', 'PDF coupé en route'),
    ('faux.pdf', 'Page d’erreur annoncée comme PDF'),
    ('vers-piece', 'PDF après redirection'),
    ('cadre', 'PDF dans un cadre (iframe)'),
    ('embed', 'PDF dans la page (embed)'),
    ('trois.pdf', 'PDF de trois pages'),
]


def attachment(name):
    return [('Content-Disposition', 'attachment; filename="%s"' % name)]


class Pdf:
    HOSTS = ('pdf.lab.example',)

    def __init__(self, lab):
        self.lab = lab
        self.data = make_pdf('Attestation de démonstration',
                             ['Ce document ne prouve rien.', 'Été, Noël, où, çà : 12 €'])

    def answer(self, request):
        route = {'/': self.show, '/piece.pdf': self.attached, '/dans-la-page.pdf': self.inline,
                 '/sans-type': self.untyped, '/nom-etranger.pdf': self.hostile_name,
                 '/gros.pdf': self.big, '/trois.pdf': self.three, '/lent.pdf': self.slow, '/coupe.pdf': self.cut,
                 '/faux.pdf': self.fake, '/cadre': self.frame, '/embed': self.embed,
                 '/document.json': self.as_json, '/protege.pdf': self.guarded,
                 '/vers-piece': lambda _request: http1.redirect('piece.pdf', 302),
                 '/depot': self.posted}.get(request.path)
        return route(request) if route else None

    def show(self, _request):
        body = page.links(PAGES) + page.fill('pdf.html', token=TOKEN)
        return http1.Response(page.make('Documents', body, NAME))

    def attached(self, _request):
        return http1.Response(self.data, kind='application/pdf',
                              headers=attachment('attestation.pdf'))

    def inline(self, _request):
        return http1.Response(self.data, kind='application/pdf', headers=[
            ('Content-Disposition', 'inline; filename="attestation.pdf"')])

    def untyped(self, request):
        return http1.Response(self.data, kind='application/octet-stream',
                              headers=attachment(request.query.get('nom', 'x.pdf').replace(
                                  '"', '')))

    def hostile_name(self, _request):
        return http1.Response(self.data, kind='application/pdf', headers=[
            ('Content-Disposition', 'attachment; filename="../../.bashrc"; '
             "filename*=UTF-8''..%2F..%2Frelev%C3%A9%20d%E2%80%99imp%C3%B4t%0A.pdf")])

    def big(self, _request):
        return http1.Response(make_pdf('Quarante pages', ['Ligne %d' % n for n in range(30)], 40),
                              kind='application/pdf', headers=attachment('gros.pdf'))

    def three(self, _request):
        return http1.Response(make_pdf('Trois pages', ['Ligne %d' % n for n in range(20)], 3),
                              kind='application/pdf', headers=attachment('trois-pages.pdf'))

    def slow(self, _request):
        size = max(1, len(self.data) // 20)
        return http1.Response(http1.drip(self.data, size, 0.25), kind='application/pdf',
                              headers=attachment('lent.pdf'))

    def cut(self, _request):
        def send(sock):
            sock.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n'
                         b'Content-Disposition: attachment; filename="coupe.pdf"\r\n'
                         b'Content-Length: %d\r\n\r\n' % len(self.data)
                         + self.data[:len(self.data) // 2])
        return http1.take_over(send)

    def fake(self, _request):
        return http1.Response('<!DOCTYPE html><title>Erreur</title><p>Session expirée',
                              kind='application/pdf', headers=attachment('faux.pdf'))

    def frame(self, _request):
        return http1.Response(page.make(
            'PDF dans un cadre', '<iframe src="dans-la-page.pdf" width="600" height="500" '
            'title="document"></iframe>', NAME))

    def embed(self, _request):
        return http1.Response(page.make(
            'PDF dans la page', '<embed type="application/pdf" src="dans-la-page.pdf" '
            'width="600" height="500">', NAME))

    def as_json(self, _request):
        return http1.as_json({'nom': 'attestation-json.pdf', 'type': 'application/pdf',
                              'contenu': base64.b64encode(self.data).decode()})

    def guarded(self, request):
        if request.headers.get('authorization') != 'Bearer ' + TOKEN:
            return http1.as_json({'erreur': 'non autorisé'}, 401)
        return self.attached(request)

    def posted(self, request):
        return self.attached(request) if request.method == 'POST' else None
