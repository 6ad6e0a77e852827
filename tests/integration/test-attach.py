# SPDX-License-Identifier: GPL-3.0-or-later
"""A form's file button on a whole terminal: what the site receives of pictures that it does not take,
of several documents at once, of what is too large for it, of a photograph that it wants taken now; and
that nothing is ever dropped on a page. GUICHET_SHOTS=DIR keeps pictures."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'lab')]

import escl  # noqa: E402
import hostile_documents as hostile  # noqa: E402
from memory_group import MemoryGroup  # noqa: E402
from sites.pdf_file import make_pdf  # noqa: E402
from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE = map(os.path.abspath, sys.argv[1:3])
TILES = {1: ('essai-fichiers', 'Fichiers', 'https://fichiers.lab.example/', 'upload.lab.example'),
         2: ('essai-memoire', 'Mémoire', 'https://faults.lab.example/page/memory?auto=1')}
FORMS = ('several', 'jpeg', 'any', 'capture', 'pdf', 'drag')  # links after the files
LIMIT = 1000 * 1000
N_BUTTONS = 2  # before "Send": to scan, to take from a stick
A4_200 = (1654, 2339)
# A red upper left quarter on blue: turned or mirrored, it lies elsewhere.
PICTURE = ['-size', '600x400', 'xc:blue', '-fill', 'red', '-draw', 'rectangle 0,0 299,199',
           '-define', 'png:color-type=2']


def run(*words, data=None):
    return subprocess.run([str(w) for w in words], input=data, check=True, capture_output=True,
                          timeout=60).stdout


def make_pictures(folder):
    """{name: bytes}: of each kind that a telephone or a scanner makes and few sites take."""
    png = folder / 'image.png'
    run('convert', *PICTURE, png)
    for name, command in (('photo.webp', ['cwebp', '-quiet', png, '-o']),
                          ('photo.heic', ['heif-enc', png, '-o']),
                          ('photo.bmp', ['convert', png]),
                          ('fax.tif', ['convert', png, png, '-compress', 'lzw'])):
        run(*command, folder / name)
    return {name: (folder / name).read_bytes()
            for name in ('image.png', 'photo.webp', 'photo.heic', 'photo.bmp', 'fax.tif')}


def draw_noise(width, height):
    """A JPEG that is as large as they come, of grains that a smaller picture keeps."""
    grains = os.urandom(width // 4 * (height // 4))
    return run('convert', '-size', f'{width // 4}x{height // 4}', '-depth', '8', 'gray:-', '-filter',
               'box', '-resize', f'{width}x{height}!', '-colorspace', 'sRGB', '-type', 'TrueColor',
               '-quality', '85', 'jpg:-', data=grains)


def size_of(data):
    return tuple(int(n) for n in run('identify', '-format', '%w %h', '-', data=data).split())


def pages_of(data):
    return int(re.search(rb'Pages: +(\d+)', run('pdfinfo', '-', data=data)).group(1))


def corner_colours(pdf):
    """Of the first page's picture: where red and blue lie."""
    text = run('convert', '-', '-trim', '-scale', '2x2!', '-depth', '8', 'txt:-',
               data=run('pdftoppm', '-singlefile', '-r', '50', '-', data=pdf)).decode()
    colours = re.findall(r'^\d,\d: \((\d+)[^,]*,(\d+)[^,]*,(\d+)', text, re.MULTILINE)
    return ''.join('R' if int(r) > 150 > int(b) else 'B' if int(b) > 150 > int(r) else '?'
                   for r, _, b in colours)


class AttachTest(unittest.TestCase):
    FILES = {}
    MORE = ''
    SERVICE = ''

    def setUp(self):
        self.stage = Stage(BUILD, SOURCE, TILES)
        self.addCleanup(self.stage.stop)
        centre = self.stage.tree['centre']
        for path, more in ((centre / 'guichet.conf', self.MORE),
                           (centre / 'services.d' / 'essai-fichiers.conf', self.SERVICE)):
            path.write_text(path.read_text() + more)
        self.names = []
        self.page = None  # the colour of a page, at the edge
        self.stage.start()
        self.stage.wait_quiet()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.pictures = max(self.stage.pictures, 90)
            self.stage.shoot(f'{self._testMethodName}-failed')
            print(self.stage.log()[-3000:], file=sys.stderr)

    def give(self, files):
        for name, data in files.items():
            self.stage.lab.control(f'/give?name={name}', 'POST', data)
        self.names = list(files)

    def step(self, name, action, share=0.001):
        before = self.stage.look()
        action()
        picture = self.stage.wait_changed(before, share)
        self.stage.shoot(f'{self._testMethodName[5:]}-{name}')
        return picture

    def open(self):
        since = self.stage.latest()
        self.stage.open_tile(1)
        self.stage.wait_page(since, host='fichiers.lab.example', path='/')

    def download_all(self):
        """By the keyboard, one link after the other; how many there are is said by the bar."""
        for name in self.names:
            since = self.stage.latest()
            self.step(f'received-{name}', lambda: self.stage.key('Tab', 'Return'), 0.0005)
            self.stage.wait_request(since, path=f'/{name}')

    def follow(self, form, tabs):
        since = self.stage.latest()
        self.stage.key(*['Tab'] * tabs, 'Return')
        self.stage.wait_request(since, host='upload.lab.example' if form != 'drag'
                                else 'fichiers.lab.example')
        self.page = self.stage.edge(self.stage.wait_still(quiet=0.8))

    def return_to_files(self):
        """By the second link of what the site says of a form that it received."""
        since = self.stage.latest()
        self.stage.key('Tab', 'Tab', 'Return')
        self.stage.wait_request(since, host='fichiers.lab.example', path='/')
        self.stage.wait_still(quiet=0.8)

    def press_file_button(self):
        self.step('which', lambda: self.stage.key('Tab', 'Tab', 'space'), 0.05)

    def attach(self, name, *keys):
        """What is chosen; until the form is seen again, which has it."""
        self.stage.key(*keys, 'Return')
        wait_for('the form', lambda: self.stage.edge() == self.page, 60)
        self.stage.wait_still(quiet=0.8)
        self.stage.shoot(f'{self._testMethodName[5:]}-{name}')

    def send(self, name='sent'):
        """The form, whose file button has the focus again; what the site received."""
        since = self.stage.latest()
        self.step(name, lambda: self.stage.key('Tab', 'Return'), 0.005)
        facts = wait_for('the documents at the site',
                         lambda: self.stage.lab.journal(since=since, event='upload'))
        return [(fact['magic'], self.stage.lab.control(f'/upload?n={i}'))
                for i, fact in enumerate(facts)]


class Forms(AttachTest):
    """A service that takes 1 MB; its scanner has a sheet on it that would be larger."""

    SERVICE = 'UploadLimit=1 Mo\n'

    def setUp(self):
        self.scanner = escl.Scanner({200: draw_noise(*A4_200)})
        self.addCleanup(self.scanner.__exit__)
        self.MORE = f'\n[Scanner]\nDevice={self.scanner.url}\n'
        super().setUp()

    def test_every_form(self):
        """Five pictures for a form that takes nothing but PDF, a photograph of a telephone for one that
        takes JPEG, and a scan that a field with "capture" asks for at once."""
        with tempfile.TemporaryDirectory() as folder:
            pictures = make_pictures(pathlib.Path(folder))
        photo = draw_noise(3000, 2200)
        self.assertGreater(len(photo), LIMIT)
        self.give({'trois.pdf': make_pdf('Trois pages', ['Ligne'], 3), 'photo.jpg': photo, **pictures})
        self.open()
        self.download_all()
        self.send_pictures(list(pictures))
        self.return_to_files()
        # The newest that can become one JPEG has the focus, which is not meant here.
        self.follow('jpeg', len(self.names) + 1 + FORMS.index('jpeg'))
        self.press_file_button()
        self.attach('shrunk', *['Tab'] * self.n_before('photo.jpg', without=('fax.tif',)))
        self.assert_fitted(self.send(), 1240)
        self.return_to_files()
        self.follow('capture', len(self.names) + 1 + FORMS.index('capture'))
        self.step('what', lambda: self.stage.key('Tab', 'Tab', 'space'), 0.05)
        self.scan_one()
        self.assert_fitted(self.send('sent-photo'), 1240)
        self.stage.ask_end()
        self.stage.confirm_end()
        counts = self.stage.counts()
        self.assertEqual(counts['document-attached'], {'download': len(pictures) + 1, 'scan': 1})
        self.assertEqual(counts['page-scanned'], {'glass': 1})
        self.assertEqual(self.stage.descendants('guichet-document'), [])

    def n_before(self, name, without=()):
        """Documents before it in the tray, the newest first, but those that the form cannot take."""
        newest_first = list(reversed(self.names))
        return sum(1 for other in newest_first[:newest_first.index(name)] if other not in without)

    def send_pictures(self, pictures):
        self.follow('several', 1)
        self.press_file_button()
        keys = ['Return', 'Tab'] * len(pictures)
        self.step('chosen', lambda: self.stage.key(*keys), 0.005)
        # Past the other documents and the buttons to "Send".
        self.attach('given', *['Tab'] * (len(self.names) - len(pictures) + N_BUTTONS))
        received = self.send()
        self.assertEqual([magic for magic, _ in received], ['pdf'] * len(pictures))
        for (_, data), name in zip(received, reversed(pictures)):
            self.assertEqual(pages_of(data), 2 if name == 'fax.tif' else 1, name)
            self.assertEqual(corner_colours(data), 'RBBB', name)

    def scan_one(self):
        """From "what would you like to scan" to the page in the form."""
        given = self.n_given()
        self.step('place', lambda: self.stage.key('Return'))
        before = self.stage.look()
        self.stage.key('Return')
        wait_for('a page', lambda: self.n_given() > given, 60)
        wait_for('its picture', lambda: self.stage.differs(before, 0.1), 60)
        self.stage.wait_still(quiet=1.0)
        self.stage.shoot('page')
        self.attach('attached')

    def n_given(self):
        return sum(1 for line in self.scanner.requests if line.endswith('NextDocument'))

    def assert_fitted(self, received, least):
        """One JPEG, within the limit, whose shorter side has so many dots still."""
        (magic, data), = received
        self.assertEqual(magic, 'jpeg')
        self.assertLessEqual(len(data), LIMIT)
        self.assertGreaterEqual(min(size_of(data)), least)


class Full(AttachTest):
    def test_full(self):
        """More than the tray holds: said, not kept, and the visit goes on."""
        heavy = b'\xff\xd8\xff\xe0' + bytes(45_000_000)
        self.give({'un.jpg': heavy, 'deux.jpg': heavy, 'trois.jpg': heavy})
        self.open()
        shell = self.stage.front_shell()
        self.download_all()
        self.follow('any', 3)
        self.assertEqual(self.stage.front_shell(), shell)
        self.stage.ask_end()
        self.stage.confirm_end()
        self.assertEqual(self.stage.counts()['download'], {'received': 2, 'full': 1})


class Pressure(AttachTest):
    """A tray that is nearly full, and a page that eats all the memory that a world may have."""

    BOUND = 700 * 2**20

    def test_page_goes_visit_stays(self):
        """The kernel ends the page; the documents are there, and one of them goes to a form."""
        group = MemoryGroup.open('pressure')
        if group is None:
            self.skipTest('needs root and a memory controller')
        self.addCleanup(group.close)
        self.addCleanup(self.stage.stop)
        heavy = b'\xff\xd8\xff\xe0' + bytes(45_000_000)
        self.give({'un.jpg': heavy, 'trois.pdf': make_pdf('Trois pages', ['Ligne'], 3)})
        self.open()
        shell = self.stage.front_shell()
        group.take([shell, *self.stage.descendants(root=shell)], self.BOUND)
        self.download_all()
        self.step('home', lambda: self.stage.press_bar('home'), 0.05)
        self.stage.open_tile(2)
        wait_for('the kernel to end a process', group.n_killed, 60)
        self.stage.wait_still()
        self.stage.shoot('page-gone')
        self.assertIn(shell, self.stage.descendants('guichet'))
        self.assertEqual(self.stage.state(), 'visiting')
        # The page of before is live, and a form on it gets its document.
        self.step('home-again', lambda: self.stage.press_bar('home'), 0.05)
        self.stage.open_tile(1)
        self.stage.wait_still(quiet=0.8)
        self.follow('pdf', 1 + FORMS.index('pdf'))
        self.press_file_button()
        self.attach('attached')
        self.assertEqual([magic for magic, _ in self.send()], ['pdf'])
        self.stage.ask_end()
        self.stage.confirm_end()
        self.assertEqual(self.stage.counts()['download'], {'received': 2})
        self.assertEqual(self.stage.counts()['document-attached'], {'download': 1})


class Hostile(AttachTest):
    def test_refused_or_shown(self):
        """Documents of attackers come into the tray, are looked at, and leave: nothing falls but the
        process that opened them."""
        whole = make_pdf('Deux', ['Ligne'], 2)
        self.give({'pages.pdf': hostile.many_pages(10_000), 'script.pdf': hostile.javascript(),
                   'lance.pdf': hostile.launch(), 'bombe.pdf': hostile.inflate_bomb(),
                   'coupe.pdf': whole[:len(whole) // 2], 'image.png': hostile.png(60000, 60000),
                   'boucle.pdf': hostile.page_loop()})
        self.open()
        shell, web = self.stage.front_shell(), self.stage.wait_web_process()
        self.download_all()
        for i in range(len(self.names)):
            self.step(f'tray-{i}', lambda: self.stage.press_bar('documents'), 0.05)
            wait_for('the end of all looks at them',
                     lambda: not self.stage.descendants('guichet-document'), 60)
            self.stage.key(*['Tab'] * i, 'Return')
            self.stage.wait_still()
            # "See it" is the first that can be pressed, where it can be seen at all.
            self.stage.key('Return')
            self.stage.wait_still(quiet=1.0)
            self.stage.shoot(f'hostile-{i}')
            self.step('home', lambda: self.stage.press_bar_of_documents('home'), 0.05)
            self.stage.open_tile(1)
            self.stage.wait_still()
        self.assertEqual((self.stage.front_shell(), self.stage.wait_web_process()), (shell, web))
        self.assertEqual(self.stage.state(), 'visiting')
        self.stage.ask_end()
        self.stage.confirm_end()
        self.assertEqual(self.stage.counts()['download'], {'received': len(self.names)})
        self.assertEqual(self.stage.descendants('guichet-document'), [])


class Drops(AttachTest):
    def test_refused(self):
        """What a person drags on a page leaves from its place and arrives nowhere: the display gate
        lets no drag begin, and the pages have no place to drop on (test-web-files)."""
        self.open()
        self.follow('drag', len(FORMS))
        since = self.stage.latest()
        self.drag((640, 300), (640, 520))
        self.stage.wait_request(since, path='/glisse/debut')
        # What is asked for after a drop would have come before this.
        self.step('home', lambda: self.stage.press_bar('home'), 0.05)
        self.assertEqual(self.stage.requests(since, path='/glisse/lache'), [])

    def drag(self, start, end):
        stage = self.stage
        stage.move(*start)
        stage.xdotool('mousedown', '1')
        for i in range(1, 11):
            stage.move(*(a + (b - a) * i / 10 for a, b in zip(start, end)))
        stage.wait_still()
        stage.xdotool('mouseup', '1')


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[3:]])
