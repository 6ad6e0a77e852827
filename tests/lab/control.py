# SPDX-License-Identifier: GPL-3.0-or-later
"""The control port, for tests only: faults, journal, what the sites have seen.

    GET  /state                        faults, last journal number, known sites
    GET  /journal?since=N&host=H...    journal lines; any field can be asked for
    GET  /contacted?since=N            every host (and host:port) that something reached
    POST /fault?host=H&mode=M          see faults.py; POST /fault/clear[?host=H]
    GET  /codes                        one-time codes sent, newest first
    GET  /upload  and  /upload.json    the last file received, and what is known of it; ?n=N: the Nth of
                                       the last form
    POST /give?name=NAME               the body is a file of fichiers.lab.example from now on
    GET  /results                      outcomes that the leak page reported, by way
    GET  /ways.json                    the ways of the leak page
    GET  /leaks?since=N                its ways whose unlisted host something reached
    GET  /stores                       what the page of stores could plant (sites/residue.py)
    POST /play                         the next attempt of the hostile page (sites/escapes.py)
    GET  /played?since=N               what that page said
    POST /forget                       drops mail, uploads, results and sessions
"""

import json
import threading

import http1


class Control:
    def __init__(self, lab):
        self.lab = lab
        self._routes = {
            ('GET', '/state'): self.get_state,
            ('GET', '/journal'): self.get_journal,
            ('GET', '/contacted'): self.get_contacted,
            ('POST', '/fault'): self.set_fault,
            ('POST', '/fault/clear'): self.clear_fault,
            ('GET', '/codes'): self.get_codes,
            ('GET', '/upload'): self.get_upload,
            ('GET', '/upload.json'): self.get_upload_facts,
            ('POST', '/give'): self.give,
            ('GET', '/results'): self.get_results,
            ('GET', '/ways.json'): self.get_ways,
            ('GET', '/leaks'): self.get_leaks,
            ('GET', '/stores'): self.get_stores,
            ('POST', '/play'): self.play,
            ('GET', '/played'): self.get_played,
            ('POST', '/forget'): self.forget,
        }

    def serve(self, connection):
        stream = connection.makefile('rb')
        while True:
            request = http1.read_request(stream, connection)
            if request is None:
                return
            route = self._routes.get((request.method, request.path))
            try:
                response = route(request) if route else http1.as_json({'error': 'no route'}, 404)
            except (KeyError, ValueError) as error:
                response = http1.as_json({'error': str(error)}, 400)
            if not http1.send_response(connection, request, response):
                return

    def get_state(self, _request):
        return http1.as_json({'faults': self.lab.faults.all(), 'last': self.lab.journal.last(),
                              'threads': threading.active_count(),
                              'sites': sorted(self.lab.sites.names())})

    def get_journal(self, request):
        wanted = dict(request.query)
        since = int(wanted.pop('since', '0'))
        return http1.as_json(self.lab.journal.lines(since, **wanted))

    def get_contacted(self, request):
        found = set()
        for line in self.lab.journal.lines(int(request.query.get('since', '0'))):
            if line.get('host'):
                found.add(line['host'])
                found.add('%s:%s' % (line['host'], line.get('port')))
        return http1.as_json(sorted(found))

    def set_fault(self, request):
        self.lab.faults.set(request.query['host'], request.query['mode'])
        return http1.as_json(self.lab.faults.all())

    def clear_fault(self, request):
        self.lab.faults.clear(request.query.get('host'))
        return http1.as_json(self.lab.faults.all())

    def get_codes(self, _request):
        return http1.as_json(self.lab.sites['webmail'].codes())

    def find_upload(self, request):
        site, number = self.lab.sites['upload'], request.query.get('n')
        if number is None:
            return site.last
        return site.files[int(number)] if int(number) < len(site.files) else None

    def get_upload(self, request):
        upload = self.find_upload(request)
        if upload is None:
            return http1.as_json({'error': 'nothing received'}, 404)
        return http1.Response(upload['data'], kind='application/octet-stream')

    def get_upload_facts(self, request):
        upload = self.find_upload(request) or {}
        return http1.as_json({key: value for key, value in upload.items() if key != 'data'})

    def give(self, request):
        self.lab.sites['given'].give(request.query['name'], request.body)
        return http1.as_json({})

    def get_results(self, _request):
        return http1.as_json(self.lab.sites['leak'].results)

    def get_ways(self, _request):
        return http1.as_json(self.lab.sites['leak'].list_ways())

    def get_leaks(self, request):
        return http1.as_json(self.lab.sites['leak'].list_leaks(
            int(request.query.get('since', '0'))))

    def get_stores(self, _request):
        return http1.as_json(self.lab.sites['residue'].told)

    def play(self, request):
        self.lab.sites['escapes'].play(json.loads(request.body.decode()))
        return http1.as_json({})

    def get_played(self, request):
        return http1.as_json(self.lab.sites['escapes'].events(int(request.query['since'])))

    def forget(self, _request):
        self.lab.sites.restart()
        return http1.as_json({})
