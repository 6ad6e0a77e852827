# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants a canary wherever a page can keep something (/plante#CANARY), and reports what a later
page can read back (/relire: JSON in the title)."""

import json

import http1
from sites import page

NAME = 'Traces, démonstration'
HSTS_HOST = 'hsts.lab.example'


class Residue:
    HOSTS = ('residue.lab.example', HSTS_HOST)

    def __init__(self, lab):
        self.lab = lab
        self._cached = None
        self._etag = None
        self.told = {}

    def answer(self, request):
        if request.host == HSTS_HOST:
            return self.show_scheme(request)
        route = {'/': self.show, '/plante': self.show_plant, '/reserves': self.show_stores,
                 '/dit': self.keep_told, '/relire': self.show_read,
                 '/garde': self.plant, '/cookies': self.read_cookies, '/cache': self.cached,
                 '/etag': self.tagged, '/sw.js': self.service_worker,
                 '/identification': self.ask_password,
                 '/identification/lue': self.read_password, '/formulaire': self.show_form,
                 '/canari.txt': self.download}.get(request.path)
        return route(request) if route else None

    def show(self, _request):
        return http1.Response(page.make('Traces', page.links(
            [('plante', 'Laisser des traces'), ('relire', 'Relire les traces'),
             ('formulaire', 'Formulaire')]), NAME))

    def show_plant(self, _request):
        return http1.Response(page.make('Laisser des traces', page.load('residue-plant.html'),
                                        NAME))

    def show_stores(self, _request):
        return http1.Response(page.make('Laisser des traces partout',
                                        page.load('residue-stores.html'), NAME))

    def keep_told(self, request):
        """What the page of stores could do; its canaries are not in it."""
        self.told = json.loads(request.body.decode())
        return http1.Response(b'', 204)

    def show_read(self, _request):
        return http1.Response(page.make('Relire', page.load('residue-read.html'), NAME),
                              headers=[('Cache-Control', 'no-store')])

    def show_form(self, request):
        if request.method == 'POST':
            return http1.Response(page.make('Reçu', page.links([('formulaire', 'Encore')]), NAME))
        return http1.Response(page.make(
            'Formulaire', '<form method="post" autocomplete="on">'
            '<label for="nom">Nom</label><input id="nom" name="name" autocomplete="name" autofocus>'
            '<label for="courriel">Courriel</label><input id="courriel" name="email" type="email" '
            'autocomplete="email"><label for="secret">Mot de passe</label><input id="secret" '
            'name="password" type="password"><button>Envoyer</button></form>', NAME))

    def plant(self, request):
        """Keeps the canary of the body until the next /cache and /etag, and sets cookies."""
        canary = request.body.decode('ascii', 'replace')
        if not canary.replace('-', '').isalnum():
            return http1.Response(b'', 400)
        self._cached = self._etag = canary
        cookie = 'canari%s=%s; Max-Age=31536000; Secure; Path=/; SameSite=%s'
        return http1.Response(b'', 204, headers=[
            ('Set-Cookie', cookie % ('', canary, 'Lax') + '; HttpOnly'),
            ('Set-Cookie', cookie % ('_tiers', canary, 'None')),
            ('Strict-Transport-Security', 'max-age=31536000')])

    def read_cookies(self, request):
        return http1.as_json(request.cookies(), headers=[('Cache-Control', 'no-store')])

    def cached(self, _request):
        """The canary once, to be kept for a year; afterwards only the browser can know it."""
        canary, self._cached = self._cached, None
        if canary is None:
            return http1.Response('', kind='text/plain', headers=[('Cache-Control', 'no-store')])
        return http1.Response(canary, kind='text/plain',
                              headers=[('Cache-Control', 'max-age=31536000, immutable')])

    def tagged(self, request):
        """Answers with the tag that the browser brought back."""
        known = request.headers.get('if-none-match', '').strip('"')
        canary, self._etag = self._etag, None
        headers = [('Cache-Control', 'no-cache'), ('ETag', '"%s"' % (canary or known))]
        return http1.Response(known, kind='text/plain', headers=headers)

    def service_worker(self, _request):
        return http1.Response(page.load('residue-sw.js'), kind='text/javascript')

    def ask_password(self, request):
        if request.headers.get('authorization'):
            return http1.Response('oui', kind='text/plain')
        return http1.Response('non', 401, 'text/plain',
                              [('WWW-Authenticate', 'Basic realm="Traces"')])

    def read_password(self, request):
        """Whether the browser brings a password it kept, without asking anybody for one."""
        return http1.Response(request.headers.get('authorization', ''), kind='text/plain',
                              headers=[('Cache-Control', 'no-store')])

    def download(self, request):
        return http1.Response('canari %s\n' % request.query.get('c', ''), kind='text/plain',
                              headers=[('Content-Disposition',
                                        'attachment; filename="canari.txt"')])

    def show_scheme(self, request):
        """http://hsts.lab.example/ shows "https" when the browser remembers to upgrade."""
        return http1.Response(
            '<!DOCTYPE html><title>%s</title><p>Site de démonstration : %s'
            % (request.scheme, request.scheme),
            headers=[('Strict-Transport-Security', 'max-age=31536000'),
                     ('Cache-Control', 'no-store')])
