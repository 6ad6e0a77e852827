# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile documents on a whole terminal: a page gives one (its bytes are made by
tests/integration/hostile_documents.py), a hand has it shown. What it does is looked for outside: no
window, no program but the reader in its sandbox, no contact, and the bar answers."""

import base64
import time

import hostile_documents as made
from asks import AskPlay
from pages import PROGRAMS, Stuck
from scene import Failure, Scene, difference, wait_for

READER = {'guichet-documen'}
GIVE = '''const bytes = Uint8Array.from(atob("%s"), c => c.charCodeAt(0));
const a = document.createElement("a"); a.download = %s;
a.href = URL.createObjectURL(new Blob([bytes], {type: "%s"})); document.body.append(a); a.click();
await new Promise(ok => setTimeout(ok, 800)); return "given"'''
TYPES = {b'%PDF': 'application/pdf', b'\x89PNG': 'image/png', b'GIF8': 'image/gif',
         b'RIFF': 'image/webp', b'II*\0': 'image/tiff'}
NAMES = {'name-markup': '<b>Facture</b><img src=x onerror=alert(1)>.pdf', 'name-long': 'x' * 5000 + '.pdf',
         'name-path': '../../../../etc/passwd.pdf', 'name-rtl': 'facture\u202efdp.exe',
         'name-newlines': 'a\n\n\n\nb\tc.pdf', 'name-percent': '%s%n%x%p.pdf', 'name-nul': 'a\0b.pdf',
         'name-desktop': 'x.desktop', 'name-html': 'x.html', 'name-script': 'x.sh'}
LINK = b'/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<</S/URI/URI(https://evil.example/pdf)>>>>]'


def make(name):
    """The bytes of the document that an attempt is named after."""
    if name in NAMES:
        return made.plain_pdf()
    special = {
        'links': lambda: made.plain_pdf(page=LINK), 'forms': lambda: made.plain_pdf(
            catalog=b'/AcroForm<</Fields[]/XFA[(x) 3 0 R]>>'),
        'many-pages': lambda: made.many_pages(3000), 'png-bomb': lambda: made.png(60000, 60000),
        'bmp-lying': lambda: made.bmp(65000, 65000), 'gif-lying': lambda: made.gif(65535, 65535),
        'tiff-loop': lambda: made.tiff(100, 100, next_directory=1),
        'webp-head': lambda: made.webp_head(16383, 16383), 'deep': lambda: made.deep_objects(50_000),
        'inflate-bomb': lambda: made.inflate_bomb(200),
        'mutated-1': lambda: made.mutate(made.plain_pdf(('a', 'b')), 11),
        'mutated-2': lambda: made.mutate(made.plain_pdf(('a', 'b')), 29),
        'html': lambda: b'<!doctype html><script>location="https://evil.example/"</script>',
        'svg': lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/"/></svg>',
        'elf': lambda: open('/usr/bin/true', 'rb').read(), 'empty': lambda: b'',
        'flood': made.plain_pdf}
    return special[name]() if name in special else getattr(made, name.replace('-', '_'))()


class PaperPlay(AskPlay):
    def __init__(self, scene, record):
        super().__init__(scene, record)
        self.programs = PROGRAMS | READER

    def give(self, attempt, data, name, times=1):
        kind = next((kind for head, kind in TYPES.items() if data.startswith(head)),
                    'application/octet-stream')
        quoted = '"' + ''.join(c if ' ' <= c < '\x7f' and c not in '"\\' else f'\\u{ord(c):04x}'
                               for c in name) + '"'
        code = GIVE % (base64.b64encode(data).decode(), quoted, kind)
        return [self.run(attempt, code)[-1] for _ in range(times)][-1]

    def paper(self, attempt, name):
        scene, since = self.scene, self.scene.latest()
        before = scene.wait_still()
        self.give(attempt, make(name), NAMES.get(name, 'piece.pdf'), 12 if name == 'flood' else 1)
        try:
            wait_for('a word of the terminal', lambda: difference(before, scene.look()) > 0.01, 15)
            told = 'received'
        except Failure:
            told = 'not taken'
        scene.wait_still(quiet=0.5)
        # To see it at once: the first button of the banner.
        scene.key('F6', 'F6', 'Return')
        scene.wait_still(quiet=0.8)
        # A hand on the page that is shown: a link of the document leads nowhere.
        scene.click(640, 500)
        time.sleep(0.3)
        scene.wait_still(quiet=0.5)
        wrong, windows = self.look_after(since)
        bar = self.bar_works()
        return wrong + bar, f'{told}; windows {windows}; {"no bar" if bar else "the bar works"}'

    def play_one(self, _name, words, attempt):
        try:
            wrong, seen = self.paper(attempt, words[0])
        except (Stuck, Failure) as failure:
            wrong, seen = [str(failure)[:300]], 'stuck'
        readers = self.scene.descendants('guichet-documen')
        self.record(attempt, not wrong, '; '.join([seen, f'{len(readers)} readers left'] + wrong))
        self.again()


def play_papers(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        play = PaperPlay(scene, record)
        play.begin()
        for name, words, attempt in attempts:
            play.play_one(name, words, attempt)
