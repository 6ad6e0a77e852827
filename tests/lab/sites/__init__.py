# SPDX-License-Identifier: GPL-3.0-or-later
"""Which site answers which host.

Every site of the lab is also found under `/_lab/NAME/` of every host, so that a test can show it
as a page of a service of the shipped catalogue.
"""

import http1
from sites import (bench, caf, escapes, faulty, franceconnect, given, leak, pdf, plain, residue,
                   upload, webmail)

MODULES = {'bench': bench.Bench, 'caf': caf.Caf, 'escapes': escapes.Escapes,
           'faults': faulty.Faulty, 'franceconnect': franceconnect.FranceConnect, 'given': given.Given,
           'leak': leak.Leak,
           'pdf': pdf.Pdf, 'plain': plain.Plain, 'residue': residue.Residue,
           'upload': upload.Upload, 'webmail': webmail.Webmail}


class Sites:
    def __init__(self, lab):
        self._lab = lab
        self.restart()

    def restart(self):
        self._sites = {name: kind(self._lab) for name, kind in MODULES.items()}
        self._hosts = {host: site for site in self._sites.values() for host in site.HOSTS}

    def __getitem__(self, name):
        return self._sites[name]

    def names(self):
        return list(self._sites)

    def answer(self, request):
        site = self._hosts.get(request.host, self._sites['plain'])
        if request.path.startswith('/_lab/'):
            name, slash, rest = request.path[len('/_lab/'):].partition('/')
            if name in self._sites:
                if not slash:
                    return http1.redirect(request.path + '/')
                site, request.path = self._sites[name], '/' + rest
        elif self._sites['escapes'].takes(request):
            site = self._sites['escapes' if request.path != '/redirect' else 'plain']
        elif request.path.startswith('/fc/'):
            site = self._sites['franceconnect']
        return site.answer(request) or self._sites['plain'].not_found(request)
