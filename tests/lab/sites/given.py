# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a test gave to the control port, as attachments; forms that take them are a link away.
Nothing is stored: they stay in memory until the next /forget."""

import re

import http1
from sites import page

NAME = 'Fichiers, démonstration'
UPLOAD = 'https://upload.lab.example'
FORMS = [('/plusieurs-pdf', 'Plusieurs PDF'), ('/jpeg', 'Un JPEG'), ('/', 'Tout document'),
         ('/appareil', 'Une photo prise maintenant'), ('/pdf', 'Un PDF')]
# Tells by requests what became of a drag: "debut" when it began, "lache" when it was dropped.
DRAG = '''<p id="chose" draggable="true" style="padding:60px;border:3px solid">Glissez-moi</p>
<p id="place" style="padding:90px;border:3px dashed">Ici</p>
<script>
chose.addEventListener('dragstart', e => { e.dataTransfer.setData('text/plain', 'x'); fetch('glisse/debut'); });
place.addEventListener('dragover', e => e.preventDefault());
place.addEventListener('drop', e => { e.preventDefault(); fetch('glisse/lache'); });
</script>'''


class Given:
    HOSTS = ('fichiers.lab.example',)

    def __init__(self, lab):
        self.lab = lab
        self.files = {}

    def give(self, name, data):
        self.files[name] = data

    def answer(self, request):
        name = request.path[1:]
        if request.path == '/':
            return http1.Response(page.make('Fichiers', self.list_links(), NAME))
        if request.path == '/glisser':
            return http1.Response(page.make('Glisser', DRAG, NAME))
        if request.path.startswith('/glisse/'):
            return http1.Response('')
        if name in self.files:
            return http1.Response(self.body_of(name), kind='application/octet-stream', headers=[
                ('Content-Disposition', 'attachment; filename="%s"' % name)])
        return None

    def body_of(self, name):
        """A name "lent-SECONDS..." takes so long to come."""
        slow = re.match(r'lent-(\d+)', name)
        if slow is None:
            return self.files[name]
        n_pieces = int(slow[1]) * 4
        return http1.drip(self.files[name], len(self.files[name]) // n_pieces + 1, 0.25)

    def list_links(self):
        return page.links([(name, name) for name in self.files]
                          + [(UPLOAD + path, title) for path, title in FORMS]
                          + [('glisser', 'Glisser')])
