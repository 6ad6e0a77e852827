# SPDX-License-Identifier: GPL-3.0-or-later
"""A login through three hosts, by the redirects of OpenID Connect: a service (any host, under
/fc/), the hub, an identity provider, the hub again, the service with a session cookie."""

import secrets
import urllib.parse

import http1
from sites import page

HUB = 'oidc.franceconnect.gouv.fr'
OLD_HUB = 'app.franceconnect.gouv.fr'
PROVIDER = 'cfspart-idp.impots.gouv.fr'
HUB_NAME = 'Identité commune, démonstration'


def with_query(address, **fields):
    return address + '?' + urllib.parse.urlencode(fields)


class FranceConnect:
    HOSTS = (HUB, OLD_HUB, 'franceconnect.gouv.fr', 'auth.franceconnect.gouv.fr', PROVIDER,
             'service.lab.example')

    def __init__(self, lab):
        self.lab = lab
        self._asked = {}  # hub's own state: address to return to, state of the service
        self._hub_codes = {}  # one-time code for the service: person
        self._provider_codes = {}  # one-time code for the hub: person
        self._sessions = {}

    def answer(self, request):
        if request.host == PROVIDER:
            return self.answer_provider(request)
        if request.host in self.HOSTS[:4]:
            return self.answer_hub(request)
        return self.answer_service(request)

    # The service

    def answer_service(self, request):
        if request.path == '/fc/connexion':
            state = secrets.token_hex(8)
            return http1.redirect(
                with_query('https://%s/api/v2/authorize' % HUB, response_type='code',
                           redirect_uri='https://%s/fc/retour' % request.host, state=state,
                           nonce=secrets.token_hex(8), scope='openid given_name'), 302,
                [('Set-Cookie',
                  'fc_state=%s; Path=/fc; Secure; HttpOnly; SameSite=Lax' % state)])
        if request.path == '/fc/retour':
            return self.end_login(request)
        if request.path == '/fc/compte':
            person = self._sessions.get(request.cookies().get('fc_session'))
            if person is None:
                return http1.redirect('/fc/connexion')
            return http1.Response(page.make(
                'Mon espace', '<p id="bonjour">Vous êtes identifié : %s</p>'
                % page.escape(person), request.host), headers=[('Cache-Control', 'no-store')])
        body = '<a class="button" href="/fc/connexion">S’identifier par le service commun</a>'
        return http1.Response(page.make('Démarche', body, request.host))

    def end_login(self, request):
        person = self._hub_codes.pop(request.query.get('code'), None)
        wanted = request.cookies().get('fc_state')
        if person is None or not wanted or request.query.get('state') != wanted:
            return http1.Response(page.make(
                'Identification impossible', page.links([('/fc/connexion', 'Recommencer')]),
                request.host), 403)
        session = secrets.token_hex(16)
        self._sessions[session] = person
        return http1.redirect('/fc/compte', headers=[
            ('Set-Cookie', 'fc_session=%s; Path=/; Secure; HttpOnly; SameSite=Lax' % session),
            ('Set-Cookie', 'fc_state=; Path=/fc; Max-Age=0')])

    # The hub

    def answer_hub(self, request):
        if request.path in ('/api/v2/authorize', '/api/v1/authorize'):
            return self.choose_provider(request)
        if request.path == '/call':
            step = request.query.get('etape')
            if step not in self._asked:
                return None
            return http1.redirect(with_query('https://%s/oauth2/authorize' % PROVIDER, state=step,
                                             redirect_uri='https://%s/retour' % HUB), 302)
        if request.path == '/retour':
            return self.ask_consent(request)
        if request.path == '/accord' and request.method == 'POST':
            return self.give_consent(request)
        return http1.Response(page.make('Accueil', '<p>Un seul compte pour plusieurs services.</p>',
                                        HUB_NAME))

    def choose_provider(self, request):
        step = secrets.token_hex(8)
        self._asked[step] = (request.query.get('redirect_uri', ''),
                             request.query.get('state', ''))
        body = '<p>Choisissez le compte à utiliser.</p>' + page.links(
            [('/call?etape=' + step, 'Compte des impôts (démonstration)')])
        return http1.Response(page.make('Choix du compte', body, HUB_NAME))

    def ask_consent(self, request):
        step = request.query.get('state')
        person = self._provider_codes.pop(request.query.get('code'), None)
        if person is None or step not in self._asked:
            return None
        code = secrets.token_hex(8)
        self._hub_codes[code] = person
        body = ('<p>Vos nom et prénom vont être transmis au service.</p>'
                '<form method="post" action="/accord">'
                '<input type="hidden" name="etape" value="%s">'
                '<input type="hidden" name="code" value="%s">'
                '<button autofocus>Continuer</button></form>' % (page.escape(step), code))
        return http1.Response(page.make('Transmission', body, HUB_NAME))

    def give_consent(self, request):
        form = request.form()
        address, state = self._asked.pop(form.get('etape'), (None, None))
        if address is None:
            return None
        return http1.redirect(with_query(address, code=form.get('code', ''), state=state))

    # The identity provider

    def answer_provider(self, request):
        if request.path == '/login' and request.method == 'POST':
            form = request.form()
            if form.get('motdepasse') and form.get('motdepasse') != 'faux':
                code = secrets.token_hex(8)
                self._provider_codes[code] = 'Camille Exemple'
                return http1.redirect(with_query(form.get('retour', ''), code=code,
                                                 state=form.get('etat', '')))
            return self.ask_password(form.get('retour', ''), form.get('etat', ''),
                                     'Numéro ou mot de passe inconnu.')
        return self.ask_password(request.query.get('redirect_uri', ''),
                                 request.query.get('state', ''))

    def ask_password(self, address, state, problem=''):
        body = page.error(problem) + (
            '<form method="post" action="/login">'
            '<input type="hidden" name="retour" value="%s">'
            '<input type="hidden" name="etat" value="%s">'
            '<label for="numero">Numéro fiscal</label>'
            '<input id="numero" name="numero" inputmode="numeric" autocomplete="off" autofocus>'
            '<label for="motdepasse">Mot de passe</label>'
            '<input id="motdepasse" name="motdepasse" type="password">'
            '<button>Continuer</button></form>' % (page.escape(address), page.escape(state)))
        return http1.Response(page.make('Connexion au compte', body,
                                        'Compte des impôts, démonstration'))
