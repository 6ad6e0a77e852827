# SPDX-License-Identifier: GPL-3.0-or-later
"""A hostile page that does what a test tells it, one attempt after another, and says where it is and
what came of it (tests/escapes).

The page asks for its next attempt (/next, which waits for one), runs it, and tells (/told). While a
test plays, every host answers documents with this page: whatever a navigation reached goes on from
there, and says so.
"""

import json
import threading

import http1
from sites import page

WAIT_SECONDS = 20


class Escapes:
    HOSTS = ('escapes.lab.example',)

    def __init__(self, lab):
        self.lab = lab
        self._condition = threading.Condition()
        self._task = None
        self._events = []
        self.is_playing = False

    def answer(self, request):
        route = {'/next': self.next, '/told': self.told}.get(request.path)
        if route and request.method == 'POST':
            return route(request)
        return self.show()

    def takes(self, request):
        """Whether @request is for a document of a host that a play may have led to, or for one of
        the redirects on the way there, which every site then has."""
        return self.is_playing and (request.path == '/redirect'
                                    or request.headers.get('sec-fetch-dest') == 'document')

    def show(self):
        return http1.Response(page.load('escapes.html'), headers=[('Cache-Control', 'no-store')])

    # --- what the page says ---

    def write(self, event, request):
        said = json.loads(request.body.decode())
        with self._condition:
            self._events.append(dict(said, event=event, host=request.host, port=request.port,
                                     journal=self.lab.journal.last()))
            self._condition.notify_all()
        return said

    def next(self, request):
        """The attempt that waits, once; nothing when none came for a while. Only to the page that
        asked last: the one before it is out of sight, or gone."""
        said = self.write('next', request)
        with self._condition:
            turn = len(self._events)
            self._condition.wait_for(lambda: self._task or self.has_newer(said, turn), WAIT_SECONDS)
            task = {}
            if self._task and not self.has_newer(said, turn):
                task, self._task = self._task, None
        return http1.as_json(task)

    def has_newer(self, said, turn):
        return any(event['event'] == 'next' and event['instance'] != said['instance']
                   for event in self._events[turn:])

    def told(self, request):
        self.write('told', request)
        return http1.Response(b'', 204)

    # --- what the test says (control port) ---

    def play(self, task):
        """{"id", "code", "target", "gesture"}: the next attempt; {} ends the play."""
        with self._condition:
            self.is_playing = bool(task)
            self._task = task or None
            self._condition.notify_all()

    def events(self, since):
        with self._condition:
            return self._events[since:]
