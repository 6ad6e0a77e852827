# SPDX-License-Identifier: GPL-3.0-or-later
"""A mailbox: where the one-time codes of the demo logins arrive. One box for all addresses."""

import threading
import time

import http1
from sites import page

KEPT = 20
NAME = 'Messagerie de démonstration'


class Webmail:
    HOSTS = ('mail.google.com', 'webmail.laposte.net', 'www.laposte.net', 'outlook.live.com',
             'mail.yahoo.com', 'mail.orange.fr', 'messagerie.orange.fr', 'webmail.free.fr',
             'zimbra.free.fr', 'webmail.sfr.fr', 'messagerie.sfr.fr', 'mail.lab.example')

    def __init__(self, lab):
        self.lab = lab
        self._lock = threading.Lock()
        self._mails = []
        self._sent = 0

    def send(self, sender, subject, text, code=None):
        """Delivers at once; newest first."""
        with self._lock:
            self._sent += 1
            self._mails.insert(0, {'id': self._sent, 'from': sender, 'subject': subject,
                                   'text': text, 'code': code})
            del self._mails[KEPT:]

    def codes(self):
        with self._lock:
            return [mail['code'] for mail in self._mails if mail['code']]

    def answer(self, request):
        if request.path == '/events':
            return http1.Response(self.watch(), kind='text/event-stream',
                                  headers=[('Cache-Control', 'no-store')])
        if request.path.startswith('/message/'):
            return self.show_mail(request)
        if request.path == '/':
            return self.list_mails(request)
        return http1.redirect('/')

    def watch(self):
        """One event for each mail that arrives while the page is open."""
        seen = self._sent
        for _ in range(1200):
            if self._sent != seen:
                seen = self._sent
                yield b'data: nouveau\n\n'
            else:
                yield b': rien\n\n'
            time.sleep(0.5)

    def list_mails(self, request):
        with self._lock:
            rows = [('message/%d' % mail['id'], '%s — %s' % (mail['from'], mail['subject']))
                    for mail in self._mails]
        body = '<p>Messages reçus : %d</p>' % len(rows)
        body += page.links(rows) if rows else '<p>Aucun message pour le moment.</p>'
        body += '<a class="button" href="./">Actualiser</a>'
        if 'auto' in request.query:
            body += ('<script>new EventSource("events").onmessage = () => location.reload();'
                     '</script>')
        return http1.Response(page.make('Boîte de réception', body, NAME),
                              headers=[('Cache-Control', 'no-store')])

    def show_mail(self, request):
        wanted = request.path.rpartition('/')[2]
        with self._lock:
            mail = next((mail for mail in self._mails if str(mail['id']) == wanted), None)
        if mail is None:
            return None
        body = '<p>De : %s</p><p>%s</p>' % (page.escape(mail['from']), page.escape(mail['text']))
        if mail['code']:
            body += '<p class="code" id="code">%s</p>' % page.escape(mail['code'])
        body += '<a class="button" href="../">Retour à la liste</a>'
        return http1.Response(page.make(mail['subject'], body, NAME),
                              headers=[('Cache-Control', 'no-store')])
