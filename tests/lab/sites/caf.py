# SPDX-License-Identifier: GPL-3.0-or-later
"""A benefits account: number and password, then a code by e-mail, then attestations."""

import secrets

import http1
from sites import page
from sites.pdf_file import make_pdf

NAME = 'Allocations, démonstration'
LOGIN = 'https://connect.caf.fr/connexion'
ACCOUNT = 'https://wwwd.caf.fr/compte'
ATTESTATIONS = {'paiement': 'Attestation de paiement',
                'quotient': 'Attestation de quotient familial'}


class Caf:
    HOSTS = ('caf.fr', 'www.caf.fr', 'connect.caf.fr', 'wwwd.caf.fr')

    def __init__(self, lab):
        self.lab = lab
        self._waiting = {}  # step cookie: (number, code)
        self._sessions = {}  # session cookie: number

    def answer(self, request):
        if request.host == 'caf.fr':
            return http1.redirect('https://www.caf.fr/', 301)
        if request.host == 'connect.caf.fr':
            return self.answer_login(request)
        if request.host == 'wwwd.caf.fr':
            return self.answer_account(request)
        body = ('<p>Consultez votre dossier et vos attestations.</p>'
                '<a class="button" href="%s">Mon compte</a>' % LOGIN)
        return http1.Response(page.make('Accueil', body, NAME))

    def answer_login(self, request):
        if request.path == '/connexion' and request.method == 'POST':
            return self.check_password(request)
        if request.path == '/code' and request.method == 'POST':
            return self.check_code(request)
        if request.path == '/code':
            return self.ask_code(request)
        return self.ask_password()

    def ask_password(self, problem=''):
        body = page.error(problem) + (
            '<form method="post" action="/connexion">'
            '<label for="numero">Numéro d’allocataire</label>'
            '<input id="numero" name="numero" inputmode="numeric" autocomplete="off" required '
            'autofocus><label for="motdepasse">Mot de passe</label>'
            '<input id="motdepasse" name="motdepasse" type="password" required>'
            '<button>Se connecter</button></form>')
        return http1.Response(page.make('Connexion', body, NAME))

    def check_password(self, request):
        form = request.form()
        number, password = form.get('numero', ''), form.get('motdepasse', '')
        if not number or password in ('', 'faux'):
            return self.ask_password('Numéro ou mot de passe inconnu.')
        step, code = secrets.token_hex(16), '%06d' % secrets.randbelow(1000000)
        self._waiting[step] = (number, code)
        self.lab.sites['webmail'].send(
            NAME, 'Votre code de connexion : ' + code,
            'Voici le code à saisir dans la page de connexion. Il ne sert qu’une fois.', code)
        return http1.redirect('/code', headers=[
            ('Set-Cookie', 'etape=%s; Path=/; Secure; HttpOnly; SameSite=Lax' % step)])

    def ask_code(self, request, problem=''):
        if request.cookies().get('etape') not in self._waiting:
            return http1.redirect('/connexion')
        body = page.error(problem) + (
            '<p>Un code à six chiffres vient d’être envoyé dans votre messagerie. '
            'Gardez cette page ouverte.</p><form method="post" action="/code">'
            '<label for="code">Code reçu</label><input id="code" name="code" '
            'inputmode="numeric" maxlength="6" autocomplete="one-time-code" required autofocus>'
            '<button>Valider</button></form>')
        return http1.Response(page.make('Code de vérification', body, NAME),
                              headers=[('Cache-Control', 'no-store')])

    def check_code(self, request):
        step = request.cookies().get('etape')
        number, code = self._waiting.get(step, (None, None))
        if number is None:
            return http1.redirect('/connexion')
        if request.form().get('code', '').strip() != code:
            return self.ask_code(request, 'Ce code n’est pas le bon.')
        del self._waiting[step]
        session = secrets.token_hex(16)
        self._sessions[session] = number
        return http1.redirect(ACCOUNT, headers=[
            ('Set-Cookie', 'session=%s; Domain=caf.fr; Path=/; Secure; HttpOnly' % session),
            ('Set-Cookie', 'etape=; Path=/; Max-Age=0')])

    def answer_account(self, request):
        session = request.cookies().get('session')
        if session not in self._sessions:
            return http1.redirect(LOGIN)
        if request.path == '/deconnexion':
            del self._sessions[session]
            return http1.redirect('https://www.caf.fr/')
        kind = request.path.rpartition('/')[2].partition('.')[0]
        if request.path.startswith('/attestation/') and kind in ATTESTATIONS:
            return self.download(kind, self._sessions[session])
        body = '<p id="bonjour">Dossier n° %s</p>' % page.escape(self._sessions[session])
        body += page.links([('/attestation/%s.pdf' % kind, title + ' (PDF)')
                            for kind, title in ATTESTATIONS.items()])
        body += page.links([('/_lab/upload/', 'Envoyer un document')])
        body += '<a class="button" href="/deconnexion">Se déconnecter</a>'
        return http1.Response(page.make('Mon compte', body, NAME),
                              headers=[('Cache-Control', 'no-store')])

    def download(self, kind, number):
        data = make_pdf(ATTESTATIONS[kind], ['Dossier ' + number, 'Document de démonstration.'])
        return http1.Response(data, kind='application/pdf', headers=[
            ('Content-Disposition', 'attachment; filename="attestation-%s.pdf"' % kind)])
