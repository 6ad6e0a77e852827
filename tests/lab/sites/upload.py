# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms with a file button. Nothing is stored: what the last form sent stays in memory for the test."""

import hashlib

import http1
from sites import page

NAME = 'Dépôt de justificatifs, démonstration'
MAGICS = ((b'%PDF-', 'pdf'), (b'\x89PNG\r\n\x1a\n', 'png'), (b'\xff\xd8\xff', 'jpeg'),
          (b'GIF8', 'gif'), (b'PK\x03\x04', 'zip'), (b'RIFF', 'riff'), (b'II*\0', 'tiff'),
          (b'MM\0*', 'tiff'))
FORMS = {
    '/': ('Déposer un document', '', 0),
    '/pdf': ('Déposer un PDF', 'accept=".pdf,application/pdf"', 0),
    '/images': ('Déposer une photo', 'accept="image/*"', 0),
    '/plusieurs': ('Déposer plusieurs documents', 'multiple', 0),
    '/limite': ('Déposer un document de 1 Mo au plus', '', 1024 * 1024),
    '/appareil': ('Prendre une photo', 'accept="image/*" capture="environment"', 0),
    '/plusieurs-pdf': ('Déposer plusieurs PDF', 'multiple accept=".pdf,application/pdf"', 0),
    '/jpeg': ('Déposer un JPEG', 'accept="image/jpeg"', 0),
    '/dossier': ('Déposer un dossier', 'webkitdirectory', 0),
}


def find_magic(data):
    return next((name for magic, name in MAGICS if data.startswith(magic)),
                'empty' if not data else 'other')


def parse_field(head):
    """Name and file name (None without one) of a part."""
    name, filename = '', None
    for line in head.decode('utf-8', 'replace').split('\r\n'):
        if line.lower().startswith('content-disposition:'):
            for part in line.split(';')[1:]:
                key, _, value = part.strip().partition('=')
                value = value.strip('"')
                if key == 'name':
                    name = value
                elif key == 'filename':
                    filename = value
    return name, filename


def parse_multipart(kind, body):
    """Parts of a multipart/form-data body (RFC 7578): name, file name or None, bytes."""
    _, _, boundary = kind.partition('boundary=')
    if not boundary:
        raise ValueError('no boundary')
    mark = b'--' + boundary.strip('"').encode()
    parts = []
    for piece in (b'\r\n' + body).split(b'\r\n' + mark)[1:-1]:
        head, _, data = piece[2:].partition(b'\r\n\r\n')
        name, filename = parse_field(head)
        parts.append((name, filename, data))
    return parts


class Upload:
    HOSTS = ('upload.lab.example',)

    def __init__(self, lab):
        self.lab = lab
        self.last = None
        self.files = []  # of the last form that was sent

    def answer(self, request):
        if request.path not in FORMS:
            return None
        title, attributes, limit = FORMS[request.path]
        if request.method == 'POST':
            return self.receive(request, limit)
        body = ('<form method="post" enctype="multipart/form-data">'
                '<label for="objet">Objet</label><input id="objet" name="objet">'
                '<label for="fichier">Document</label>'
                '<input id="fichier" name="fichier" type="file" %s>'
                '<button>Envoyer</button></form>' % attributes)
        if request.path == '/':
            body += page.links([('.' + path, form[0]) for path, form in FORMS.items()
                                if path != '/'])
        return http1.Response(page.make(title, body, NAME))

    def receive(self, request, limit):
        try:
            parts = parse_multipart(request.headers.get('content-type', ''), request.body)
        except ValueError:
            return http1.Response(page.make('Envoi illisible', '', NAME), 400)
        rows = []
        self.files = []
        for name, filename, data in parts:
            if filename is None:
                continue
            facts = {'size': len(data), 'sha256': hashlib.sha256(data).hexdigest(),
                     'magic': find_magic(data)}
            self.lab.journal.write('upload', host=request.host, **facts)
            self.last = dict(facts, field=name, filename=filename, data=data)
            self.files.append(self.last)
            if limit and len(data) > limit:
                body = page.error('Document trop lourd : 1 Mo au plus.') + page.links(
                    [('', 'Recommencer')])
                return http1.Response(page.make('Document refusé', body, NAME), 413)
            rows.append('<li>%s : %d octets (%s)</li>' % (page.escape(filename or 'sans nom'),
                                                         len(data), facts['magic']))
        body = '<ul id="recu">%s</ul>' % ''.join(rows) + page.links(
            [('', 'Déposer encore'), ('https://fichiers.lab.example/', 'Fichiers')])
        return http1.Response(page.make('Document reçu', body, NAME))
