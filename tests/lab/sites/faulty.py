# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages and answers that go wrong. What a page does by itself begins at load with ?auto=1, else
with its button (pages/faults.html)."""

import base64
import time

import http1
from sites import page

NAME = 'Pannes, démonstration'
USER, PASSWORD = 'camille', 'exemple'
ANSWERS = [
    ('lent?secondes=20', 'Page qui arrive goutte à goutte'),
    ('muet?secondes=60', 'Page qui ne répond pas'),
    ('interrompu', 'Page qui s’arrête au milieu sans finir'),
    ('erreur/500', 'Erreur 500'), ('erreur/503', 'Erreur 503'), ('erreur/404', 'Erreur 404'),
    ('erreur/403', 'Erreur 403'), ('coupure', 'Connexion coupée'),
    ('tronque', 'Réponse tronquée'), ('charabia', 'Réponse qui n’est pas du HTTP'),
    ('vide', 'Réponse 204'), ('boucle-redirections', 'Redirections sans fin'),
    ('identification', 'Identification HTTP (401)'),
    ('image-geante', 'Image de 100 mégapixels'),
]
# Names of pages/faults.js, each shown at /page/NAME.
PAGES = ('memory', 'dom', 'deep', 'loop', 'worker-loop', 'alert', 'alerts', 'confirm', 'prompt',
         'print', 'prints', 'paper', 'reload', 'beforeunload', 'popups', 'popup', 'close', 'fullscreen',
         'pointer-lock', 'keyboard-lock', 'geolocation', 'camera', 'microphone', 'screen',
         'notification', 'midi', 'usb', 'serial', 'bluetooth', 'hid', 'clipboard-read',
         'clipboard-write', 'storage', 'storage-access', 'wake-lock', 'idle', 'persistent-storage',
         'web-share', 'payment', 'credential', 'webxr', 'encrypted-media', 'downloads', 'history',
         'title', 'scheme', 'external', 'flash', 'audio', 'speech', 'vibrate', 'resize', 'focus',
         'file', 'files', 'directory', 'camera-file', 'color', 'date', 'datalist', 'select',
         'context-menu', 'drag', 'selection', 'editable', 'new-window-link', 'leaving-link')
CERTIFICATES = ('wronghost', 'expired', 'selfsigned', 'unknown')


class Faulty:
    HOSTS = ('faults.lab.example', 'clientcert.lab.example') + tuple(
        'badcert-%s.lab.example' % kind for kind in CERTIFICATES)

    def __init__(self, lab):
        self.lab = lab

    def answer(self, request):
        if request.path.startswith('/erreur/'):
            return self.show_error(request)
        if request.path.startswith('/page/'):
            return self.show_page(request)
        route = {'/': self.show, '/lent': self.slow, '/muet': self.mute, '/coupure': self.cut,
                 '/tronque': self.truncated, '/charabia': self.gibberish,
                 '/interrompu': self.stalled, '/identification': self.ask_password,
                 '/vide': lambda _request: http1.Response(b'', 204),
                 '/boucle-redirections': self.redirect_for_ever,
                 '/image-geante': self.huge_image,
                 '/faults.js': self.script}.get(request.path)
        return route(request) if route else None

    def show(self, _request):
        body = '<h2>Réponses</h2>' + page.links(ANSWERS) + '<h2>Pages</h2>'
        body += page.links([('page/' + name, name) for name in PAGES])
        body += '<h2>Certificats</h2>' + page.links(
            [('https://badcert-%s.lab.example/' % kind, kind) for kind in CERTIFICATES]
            + [('https://clientcert.lab.example/', 'certificat demandé au visiteur')])
        return http1.Response(page.make('Pannes', body, NAME))

    def show_page(self, request):
        name = request.path[len('/page/'):]
        if name not in PAGES:
            return None
        return http1.Response(page.make(name, page.fill('faults.html', name=name), NAME),
                              headers=[('Cache-Control', 'no-store')])

    def script(self, _request):
        return http1.Response(page.load('faults.js'), kind='text/javascript')

    def show_error(self, request):
        code = request.path.rpartition('/')[2]
        status = int(code) if code.isdigit() and 400 <= int(code) <= 599 else 500
        return http1.Response(page.make('Erreur %d' % status, '<p>Service indisponible.</p>',
                                        NAME), status)

    def slow(self, request):
        seconds = float(request.query.get('secondes', '20'))
        data = page.make('Page lente', '<p>%s</p>' % ('Encore un peu. ' * 200), NAME).encode()
        return http1.Response(http1.drip(data, max(1, len(data) // 40), seconds / 40))

    def mute(self, request):
        def wait(_sock):
            time.sleep(float(request.query.get('secondes', '60')))
        return http1.take_over(wait)

    def stalled(self, request):
        def send(sock):
            sock.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n'
                         b'Content-Length: 100000\r\n\r\n<!DOCTYPE html><title>moiti')
            time.sleep(float(request.query.get('secondes', '60')))
        return http1.take_over(send)

    def cut(self, _request):
        return http1.take_over(http1.reset)

    def truncated(self, _request):
        return http1.take_over(lambda sock: sock.sendall(
            b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n'
            b'<!DOCTYPE html><title>coup</title><p>coup'))

    def gibberish(self, _request):
        return http1.take_over(lambda sock: sock.sendall(b'\0\1\2 ceci n\'est pas HTTP\r\n\r\n'))

    def redirect_for_ever(self, request):
        count = int(request.query.get('n', '0')) + 1
        return http1.redirect('boucle-redirections?n=%d' % count, 302)

    def ask_password(self, request):
        wanted = 'Basic ' + base64.b64encode(('%s:%s' % (USER, PASSWORD)).encode()).decode()
        if request.headers.get('authorization') == wanted:
            return http1.Response(page.make('Identifié', '<p>Bonjour.</p>', NAME))
        return http1.Response(page.make('Identification refusée', '', NAME), 401, headers=[
            ('WWW-Authenticate', 'Basic realm="Demonstration"')])

    def huge_image(self, _request):
        body = ('<svg xmlns="http://www.w3.org/2000/svg" width="10000" height="10000">'
                '<filter id="f"><feTurbulence baseFrequency="0.05"/></filter>'
                '<rect width="10000" height="10000" filter="url(#f)"/></svg>')
        return http1.Response(page.make('Image géante', body, NAME))
