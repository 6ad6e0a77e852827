# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that tries to reach unlisted hosts in every way of leak_ways.py.

`/` runs all ways that leave the page where it is, `/?only=WAY` one way, `/?only=WAY&gesture=1` that
way after a press on the page's only button. Outcomes are in window.__results, the title becomes
"terminé", and the outcomes are posted to the lab (control port, /results).
"""

import json

import http1
from sites import leak_ways, page

ALONE = ('navigate', 'popup', 'unload')


def js_string(text):
    return json.dumps(text).replace('<', '\\u003c')


class Way:
    def __init__(self, name, kind, what, headers=None):
        self.name = name
        self.kind = kind
        self.what = what
        self.headers = headers
        self.is_allowed = any(name == row[0] for row in leak_ways.ALLOWED)

    def place(self, lab, own):
        """Host and port that the way tries to reach."""
        host, port = leak_ways.PLACES.get(self.name, (None, 443))
        host = '%s.evil.example' % self.name if host is None else host.replace('SELF', own)
        return host, lab.ports['http'] if port == 'LABPORT' else port

    def expand(self, text, lab, own):
        return (text.replace('HOST', '%s.evil.example' % self.name).replace('SELF', own)
                .replace('LABPORT', str(lab.ports['http'])))


WAYS = {row[0]: Way(*row) for row in
        leak_ways.MARKUP + leak_ways.SCRIPTS + leak_ways.LEAVING + leak_ways.ALLOWED}


class Leak:
    HOSTS = ('leak.lab.example',)

    def __init__(self, lab):
        self.lab = lab
        self.results = {}

    def list_ways(self, own='leak.lab.example'):
        found = []
        for way in WAYS.values():
            host, port = way.place(self.lab, own)
            found.append({'way': way.name, 'host': host, 'port': port,
                          'kind': way.kind if way.kind in ALONE else 'page',
                          'expect': 'reached' if way.is_allowed else 'refused'})
        return found

    def list_leaks(self, since):
        """Refused ways whose place something reached after journal line @since. A port counts
        only at the page's own host: elsewhere the engine may upgrade http to https."""
        own = self.HOSTS[0]
        reached = {(line['host'], line.get('port')) for line in self.lab.journal.lines(since)
                   if line.get('host')}
        hosts = {host for host, _ in reached}
        return [way['way'] for way in self.list_ways() if way['expect'] == 'refused'
                and ((way['host'], way['port']) in reached if way['host'] == own
                     else way['host'] in hosts)]

    def answer(self, request):
        if request.scheme != 'https' or request.port != 443:
            # A way got here by another port: it is in the journal, and must not run again.
            return self.lab.sites['plain'].answer(request)
        route = {'/': self.show, '/frame': self.show_frame, '/results': self.keep_results,
                 '/end': self.show_end, '/opener': self.show_opener,
                 '/sw.js': self.service_worker, '/shared-worker.js': self.shared_worker,
                 '/leak.js': self.script}.get(request.path)
        if route:
            return route(request)
        if request.path == '/ways.json':
            return http1.as_json(self.list_ways(request.host))
        return self.lab.sites['plain'].answer(request)

    def show(self, request):
        only = request.query.get('only')
        if only and only not in WAYS:
            return None
        chosen = [WAYS[only]] if only else [way for way in WAYS.values() if way.kind not in ALONE]
        markup = {'head': [], 'body': []}
        scripts = []
        for way in chosen:
            text = way.expand(way.what, self.lab, request.host)
            if way.kind in markup:
                markup[way.kind].append(text)
            elif way.kind == 'frame':
                markup['body'].append('<iframe src="frame?way=%s"></iframe>' % way.name)
            else:
                scripts.append('[%s, %s, () => %s]' % (js_string(way.name), js_string(way.kind),
                                                      text))
        text = page.load('leak.html')
        for mark, value in (('HEAD', '\n'.join(markup['head'])),
                            ('BODY', '\n'.join(markup['body'])),
                            ('SCRIPTS', ',\n'.join(scripts)),
                            ('GESTURE', 'true' if 'gesture' in request.query else 'false')):
            text = text.replace('<!--%s-->' % mark, value).replace('/*%s*/' % mark, value)
        return http1.Response(text, headers=[('Cache-Control', 'no-store')])

    def show_frame(self, request):
        way = WAYS.get(request.query.get('way'))
        if way is None or way.kind != 'frame':
            return None
        headers = {name: way.expand(value, self.lab, request.host)
                   for name, value in way.headers.items()}
        wanted = request.query.get('host')
        if wanted:  # Another way borrows the frame, with its own host.
            headers = {name: value.replace('%s.evil.example' % way.name, wanted)
                       for name, value in headers.items()}
        kind = headers.pop('Content-Type', 'text/html; charset=utf-8')
        return http1.Response(way.expand(way.what, self.lab, request.host), kind=kind,
                              headers=headers.items())

    def keep_results(self, request):
        try:
            found = json.loads(request.body.decode())
        except ValueError:
            return http1.Response(b'', 400)
        if isinstance(found, dict):
            self.results.update(found)
        return http1.Response(b'', 204)

    def show_end(self, _request):
        return http1.Response('<!DOCTYPE html><meta charset="utf-8"><title>terminé</title>'
                              '<p>Site de démonstration</p>')

    def show_opener(self, request):
        return http1.Response('<!DOCTYPE html><title>x</title><script>if (opener) '
                              'opener.location = %s</script>'
                              % js_string('https://%s/' % request.query.get('host', '')))

    def script(self, _request):
        return http1.Response(page.load('leak.js'), kind='text/javascript')

    def service_worker(self, request):
        host, how = request.query.get('host', ''), request.query.get('how')
        lines = {
            'fetch': 'self.oninstall = e => e.waitUntil(fetch("https://%s/x.json")'
                     '.catch(() => 0));',
            'import': 'try { importScripts("https://%s/i.js"); } catch (e) {}',
            'wss': 'try { new WebSocket("wss://%s/ws"); } catch (e) {}',
            'cache': 'self.oninstall = e => e.waitUntil(caches.open("x").then(c => '
                     'c.add("https://%s/c.json")).catch(() => 0));',
        }
        return http1.Response(lines.get(how, '// %s') % host, kind='text/javascript')

    def shared_worker(self, request):
        return http1.Response('fetch("https://%s/x.json").catch(() => 0);'
                              % request.query.get('host', ''), kind='text/javascript')
