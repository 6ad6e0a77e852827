#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that others made, through the real guichet-document in its sandbox: converted where they
are good; shown or refused in a closed list of words where they are not; and nothing falls but the
child. Usage: test-documents.py RUNNER CHILD [unittest arguments]"""

import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import hostile_documents as hostile

NOBODY = 65534
WORDS = {'unknown-kind', 'encrypted', 'broken', 'too-many-pages', 'too-many-bytes',
         'too-many-pixels', 'timeout', 'died'}


def unprivileged():
    if os.getuid() != 0:
        return []
    return ['setpriv', f'--reuid={NOBODY}', f'--regid={NOBODY}', '--clear-groups']


class Runner:
    """document-runner, spoken to by lines."""

    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix='gd-', dir='/tmp'))
        for name, program in (('runner', RUNNER), ('child', CHILD)):
            shutil.copy(program, self.dir / name)
        self.dir.chmod(0o777)
        self.process = subprocess.Popen(unprivileged() + [self.dir / 'runner', self.dir / 'child'],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, bufsize=1)

    def ask(self, *words):
        self.process.stdin.write(' '.join(str(w) for w in words) + '\n')
        answer = self.process.stdout.readline().rstrip('\n')
        if not answer:
            raise AssertionError(f'the asking side fell at: {words}')
        return answer

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content)
        path.chmod(0o644)
        return path

    def path(self, name):
        return self.dir / name

    def children(self):
        """Processes below the runner, of any depth."""
        found, todo = [], [self.process.pid]
        while todo:
            pid = todo.pop()
            for task in pathlib.Path(f'/proc/{pid}/task').glob('*/children'):
                try:
                    pids = [int(p) for p in task.read_text().split()]
                except OSError:
                    continue
                found += pids
                todo += pids
        return found

    def close(self):
        self.process.stdin.close()
        status = self.process.wait(20)
        self.process.stdout.close()
        shutil.rmtree(self.dir)
        return status


class Case(unittest.TestCase):
    def setUp(self):
        self.runner = Runner()
        self.addCleanup(self.finish)

    def finish(self):
        self.assertEqual(self.runner.close(), 0)

    def good(self, *words):
        answer = self.runner.ask(*words)
        self.assertTrue(answer.startswith('good'), f'{words}: {answer}')
        return answer[5:]

    def error(self, word, *words):
        self.assertEqual(self.runner.ask(*words), f'error {word}', words)

    def tool(self, *words):
        return subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True,
                              timeout=60, cwd=self.runner.dir).stdout


class Convert(Case):
    """Good documents."""

    def picture(self):
        """A red upper left quarter on blue: turned or mirrored, it lies elsewhere."""
        path = self.runner.path('picture.png')
        self.tool('convert', '-size', '600x400', 'xc:blue', '-fill', 'red', '-draw',
                  'rectangle 0,0 299,199', '-define', 'png:color-type=2', path)
        return path

    def corners(self, path):
        """Colours of the four corners, clockwise from the upper left, as letters."""
        text = self.tool('convert', path, '-scale', '2x2!', '-depth', '8', 'txt:-')
        colours = re.findall(r'^\d,\d: \((\d+)[^,]*,(\d+)[^,]*,(\d+)', text, re.MULTILINE)
        letters = ['R' if int(r) > 150 and int(b) < 100 else 'B' if int(b) > 150 and int(r) < 100
                   else '?' for r, _, b in colours]
        return letters[0] + letters[1] + letters[3] + letters[2]

    def test_every_picture_kind(self):
        picture = self.picture()
        paths = {'image/png': picture}
        for kind, name, command in (
                ('image/jpeg', 'p.jpg', ['convert', picture]),
                ('image/bmp', 'p.bmp', ['convert', picture]),
                ('image/gif', 'p.gif', ['convert', picture]),
                ('image/tiff', 'p.tif', ['convert', picture, '-compress', 'lzw']),
                ('image/webp', 'p.webp', ['cwebp', '-quiet', picture, '-o']),
                ('image/heic', 'p.heic', ['heif-enc', picture, '-o'])):
            paths[kind] = self.runner.path(name)
            self.tool(*command, paths[kind])
        for kind, path in paths.items():
            with self.subTest(kind=kind):
                self.assertEqual(self.good('inspect', path), f'{kind} 1 pages flags 0 size 600x400')
                out = self.runner.path('out.ppm')
                self.assertEqual(self.good('render', path, 0, 150, 150, out), '150x100')
                self.assertEqual(self.corners(out), 'RBBB')
                out = self.runner.path('out.jpg')
                self.good('jpeg', path, 0, 0, 0, 80, out)
                self.assertEqual(self.corners(out), 'RBBB')
                self.assertEqual(self.tool('identify', '-format', '%m %w %h', out), 'JPEG 600 400')
                out = self.runner.path('out.pdf')
                self.good('pdf', path, 'all', 0, out)
                info = self.tool('pdfinfo', out)
                self.assertRegex(info, r'Pages: +1\n')
                self.assertRegex(info, r'Page size: +841.89 x 595.276 pts \(A4\)')

    def test_transparent(self):
        path = self.runner.path('t.png')
        self.tool('convert', '-size', '10x10', 'xc:none', path)
        out = self.runner.path('out.ppm')
        self.good('render', path, 0, 10, 10, out)
        self.assertEqual(set(out.read_bytes()[-300:]), {255})

    def test_orientation(self):
        """All eight ways a telephone may be held, from the screen, the JPEG and the PDF."""
        upright = self.runner.path('u.jpg')
        self.tool('convert', self.picture(), '-quality', '95', upright)
        wanted = {1: 'RBBB', 2: 'BRBB', 3: 'BBRB', 4: 'BBBR', 5: 'RBBB', 6: 'BRBB', 7: 'BBRB',
                  8: 'BBBR'}
        for number, corners in wanted.items():
            with self.subTest(orientation=number):
                path = self.runner.path(f'o{number}.jpg')
                self.tool('exiftool', '-q', '-n', f'-Orientation={number}', '-GPSLatitude=48.85',
                          '-GPSLatitudeRef=N', '-Comment=canary', upright, '-o', path)
                size = '400x600' if number >= 5 else '600x400'
                self.assertIn(f'size {size}', self.good('inspect', path))
                out = self.runner.path(f'r{number}.ppm')
                self.good('render', path, 0, 100, 100, out)
                self.assertEqual(self.corners(out), corners)
                out = self.runner.path(f'j{number}.jpg')
                self.good('jpeg', path, 0, 0, 0, 90, out)
                self.assertEqual(self.corners(out), corners)
                self.assertEqual(self.tool('identify', '-format', '%wx%h', out), size)
                self.assert_no_metadata(out)
                out = self.runner.path(f'd{number}.pdf')
                self.good('pdf', path, 'all', 0, out)
                self.assert_no_metadata(out)
                self.tool('pdftoppm', '-r', '50', '-png', '-singlefile', out,
                          self.runner.path(f'd{number}'))
                self.tool('convert', self.runner.path(f'd{number}.png'), '-trim', '+repage',
                          self.runner.path(f'c{number}.png'))
                self.assertEqual(self.corners(self.runner.path(f'c{number}.png')), corners)

    def assert_no_metadata(self, path):
        content = path.read_bytes()
        for word in (b'Exif', b'canary', b'CreationDate', b'GPS'):
            self.assertNotIn(word, content)

    def test_jpeg_passes_through(self):
        path = self.runner.path('p.jpg')
        self.tool('convert', self.picture(), '-quality', '85', path)
        out = self.runner.path('out.pdf')
        self.good('pdf', path, 'all', 0, out)
        self.tool('pdfimages', '-j', out, self.runner.path('image'))
        same = self.tool('compare', '-metric', 'AE', path, self.runner.path('image-000.jpg'), 'null:')
        self.assertEqual(same, '')
        self.assertLess(out.stat().st_size, path.stat().st_size + 3000)

    def test_fewer_dots(self):
        path = self.runner.path('big.jpg')
        self.tool('convert', '-size', '2400x1800', 'plasma:', '-quality', '92', path)
        out = self.runner.path('small.pdf')
        self.good('pdf', path, 'all', 150, out)
        listed = self.tool('pdfimages', '-list', out).split('\n')[2].split()
        self.assertLessEqual(int(listed[12]), 151)
        self.assertLess(out.stat().st_size, path.stat().st_size / 3)

    def test_pages_of_pdf(self):
        path = self.runner.file('a.pdf', hostile.plain_pdf(['Un', 'Deux', 'Trois']))
        self.assertEqual(self.good('inspect', path),
                         'application/pdf 3 pages flags 0 size 595x842')
        self.assertIn('Deux', self.good('text', path, 1))
        out = self.runner.path('out.pdf')
        self.good('pdf', path, '2,0,2', 0, out)
        self.assertEqual(self.tool('pdftotext', out, '-').split(), ['Trois', 'Un', 'Trois'])
        self.error('no-such-page', 'pdf', path, '3', 0, out)
        self.error('no-such-page', 'render', path, 3, 10, 10, out)
        out = self.runner.path('out.jpg')
        self.good('jpeg', path, 0, 0, 0, 80, out)
        self.assertEqual(self.tool('identify', '-format', '%w %h', out), '1653 2339')

    def test_pages_of_tiff(self):
        path = self.runner.path('fax.tif')
        self.tool('convert', '-size', '1728x2200', 'xc:white', 'xc:black', '-monochrome', '-compress',
                  'Group4', path)
        self.assertIn('image/tiff 2 pages', self.good('inspect', path))
        out = self.runner.path('out.pdf')
        self.good('pdf', path, 'all', 0, out)
        self.assertRegex(self.tool('pdfinfo', out), r'Pages: +2\n')

    def test_streams_that_filters_fear(self):
        """JBIG2, JPEG 2000 and fax pictures within a PDF are drawn, not handed on."""
        fax = self.runner.path('g4.tif')
        self.tool('convert', '-size', '64x64', 'xc:white', '-fill', 'black', '-draw',
                  'rectangle 0,0 31,31', '-monochrome', '-compress', 'Group4', fax)
        raw = self.g4_strip(fax)
        path = self.runner.file('g4.pdf', hostile.stream_image(
            b'CCITTFaxDecode', raw, b'/DecodeParms<</K -1/Columns 64/Rows 64>>'))
        out = self.runner.path('out.pdf')
        self.good('pdf', path, 'all', 0, out)
        content = out.read_bytes()
        self.assertNotIn(b'CCITTFax', content)
        self.assertIn(b'DCTDecode', content)

    @staticmethod
    def g4_strip(path):
        data = path.read_bytes()
        order = '<' if data[:2] == b'II' else '>'
        at, = struct.unpack_from(order + 'I', data, 4)
        count, = struct.unpack_from(order + 'H', data, at)
        tags = {}
        for i in range(count):
            tag, kind, _, value = struct.unpack_from(order + 'HHII', data, at + 2 + 12 * i)
            if kind == 3:
                value, = struct.unpack_from(order + 'H', data, at + 2 + 12 * i + 8)
            tags[tag] = value
        return data[tags[273]:tags[273] + tags[279]]

    def test_cancelled(self):
        """The call ends, the process ends, and the next call is answered by a new one."""
        path = self.runner.file('slow.pdf', hostile.form_tree())
        other = self.runner.file('a.pdf', hostile.plain_pdf())
        started = time.monotonic()
        self.error('cancelled', 'cancel', path, 0, 100, 100)
        self.assertLess(time.monotonic() - started, 5)
        self.good('render', other, 0, 100, 100, self.runner.path('o.ppm'))


class Hostile(Case):
    """Everything else."""

    def outcome(self, path, *words):
        """An answer that is good, or one word of the closed list."""
        answer = self.runner.ask(*words)
        if not answer.startswith('good'):
            kind, _, word = answer.partition(' ')
            self.assertEqual(kind, 'error')
            self.assertIn(word, WORDS, f'{path.name}: {answer}')
        return answer

    def try_all(self, name, content):
        """Whatever becomes of it: answers come, and a good document is read right after."""
        path = self.runner.file(name, content)
        answers = [self.outcome(path, 'inspect', path),
                   self.outcome(path, 'render', path, 0, 400, 400, self.runner.path('o.ppm')),
                   self.outcome(path, 'pdf', path, 'all', 0, self.runner.path('o.pdf'))]
        plain = self.runner.file('plain.pdf', hostile.plain_pdf())
        self.assertIn('Attestation', self.good('text', plain, 0))
        return answers

    def test_actions(self):
        """Shown, and gone from what is made of them."""
        for name, content, flag in (('javascript', hostile.javascript(), 1),
                                    ('launch', hostile.launch(), 2),
                                    ('file', hostile.embedded_file(), 4),
                                    ('remote', hostile.remote_content(), 0)):
            with self.subTest(name=name):
                path = self.runner.file(name + '.pdf', content)
                self.assertIn(f'flags {flag} ', self.good('inspect', path))
                out = self.runner.path(name + '-out.pdf')
                self.good('pdf', path, 'all', 0, out)
                content = out.read_bytes()
                for word in (b'JavaScript', b'/JS', b'Launch', b'Embedded', b'canary', b'evil',
                             b'/AA', b'OpenAction', b'GoToR', b'SubmitForm', b'/Annot'):
                    self.assertNotIn(word, content)
                self.assertIn('Attestation', self.tool('pdftotext', out, '-'))

    def test_encrypted(self):
        plain = self.runner.file('p.pdf', hostile.plain_pdf())
        locked = self.runner.path('locked.pdf')
        self.tool('qpdf', '--encrypt', 'user', 'owner', '256', '--', plain, locked)
        self.error('encrypted', 'inspect', locked)
        self.error('encrypted', 'render', locked, 0, 10, 10, 'x')
        self.error('encrypted', 'pdf', locked, 'all', 0, 'x')
        opened = self.runner.path('opened.pdf')  # may be read by all, and only changed with a word
        self.tool('qpdf', '--encrypt', '', 'owner', '256', '--', plain, opened)
        self.good('inspect', opened)

    def test_not_a_document(self):
        for name, content in (('page', b'<!DOCTYPE html><p>x'), ('elf', b'\x7fELF' + b'\0' * 60),
                              ('zip', b'PK\x03\x04' + b'\0' * 60), ('text', b'Bonjour'),
                              ('empty', b'')):
            with self.subTest(name=name):
                self.error('unknown-kind', 'inspect', self.runner.file(name, content))

    def test_too_many(self):
        path = self.runner.file('pages.pdf', hostile.many_pages(10_000))
        self.error('too-many-pages', 'inspect', path)
        path = self.runner.file('some.pdf', hostile.many_pages(900))
        self.assertIn(' 900 pages', self.good('inspect', path))
        self.good('limit', 'bytes', 1000)
        path = self.runner.file('bytes.pdf', hostile.many_pages(100))
        self.error('too-many-bytes', 'inspect', path)

    def test_output_has_a_limit(self):
        path = self.runner.path('noise.png')
        self.tool('convert', '-size', '1500x1500', 'xc:', '+noise', 'Random', path)
        self.good('limit', 'bytes', path.stat().st_size + 1)
        out = self.runner.path('out.pdf')
        self.good('pdf', path, 'all', 0, out)
        self.good('limit', 'bytes', path.stat().st_size + 1)
        many = self.runner.file('many.pdf', hostile.plain_pdf(['x' * 50] * 200))
        self.good('limit', 'bytes', many.stat().st_size + 100)
        self.error('too-many-bytes', 'pdf', many, ','.join(['1'] * 1000), 0, out)

    def test_large_pictures(self):
        self.good('limit', 'timeout', 20)
        for name, content in (('huge.png', hostile.png(60000, 60000)),
                              ('wide.png', hostile.png(900000, 2)),
                              ('huge.tif', hostile.tiff(60000, 60000)),
                              ('huge.bmp', hostile.bmp(60000, -60000)),
                              ('huge.gif', hostile.gif(65535, 65535)),
                              ('huge.webp', hostile.webp_head(16383, 16383))):
            with self.subTest(name=name):
                path = self.runner.file(name, content)
                self.error('too-many-pixels', 'inspect', path)
                self.error('too-many-pixels', 'render', path, 0, 100, 100, 'x')

    def test_lying_pictures(self):
        """Heads that promise what does not come."""
        for name, content in (('short.png', hostile.png(4000, 4000, b'\0' * 100)),
                              ('bomb.png', hostile.png(8000, 8000)),
                              ('short.tif', hostile.tiff(4000, 4000)),
                              ('short.bmp', hostile.bmp(4000, 4000)),
                              ('short.webp', hostile.webp_head(400, 400)),
                              ('nothing.jpg', b'\xff\xd8\xff\xe0'),
                              ('nothing.heic', b'\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
                              ('zero.png', hostile.png(0, 0, b''))):
            with self.subTest(name=name):
                answers = self.try_all(name, content)
                self.assertTrue(answers[2].startswith('error'), answers)

    def test_bombs(self):
        self.good('limit', 'timeout', 1)
        for name, content in (('inflate.pdf', hostile.inflate_bomb()),
                              ('tree.pdf', hostile.form_tree()),
                              ('image.pdf', hostile.huge_image())):
            with self.subTest(name=name):
                path = self.runner.file(name, content)
                self.outcome(path, 'inspect', path)
                started = time.monotonic()
                self.outcome(path, 'render', path, 0, 400, 400, self.runner.path('o.ppm'))
                self.assertLess(time.monotonic() - started, 10)
        plain = self.runner.file('plain.pdf', hostile.plain_pdf())
        self.assertIn('Attestation', self.good('text', plain, 0))

    def test_strange_structures(self):
        self.good('limit', 'timeout', 1)
        for name, content in (('loop.pdf', hostile.form_loop()), ('pages.pdf', hostile.page_loop()),
                              ('count.pdf', hostile.lying_count()),
                              ('page.pdf', hostile.huge_page()),
                              ('loop.tif', hostile.tiff(10, 10, next_directory=1)),
                              ('short.gif', hostile.gif(4000, 4000)),
                              ('deep.pdf', hostile.deep_objects())):
            with self.subTest(name=name):
                self.try_all(name, content)

    def test_truncated(self):
        """A download that was cut off: shown or refused, wherever the cut is; never half a JPEG."""
        jpeg = self.runner.path('whole.jpg')
        self.tool('convert', '-size', '640x480', 'plasma:', jpeg)
        whole = jpeg.read_bytes()
        for tenth in range(1, 10):
            path = self.runner.file(f'cut{tenth}.jpg', whole[:len(whole) * tenth // 10])
            self.error('broken', 'render', path, 0, 100, 100, 'x')
            self.error('broken', 'pdf', path, 'all', 0, 'x')
        whole = hostile.plain_pdf(['Un', 'Deux'])
        for tenth in range(1, 10):
            with self.subTest(tenth=tenth):
                self.try_all(f'cut{tenth}.pdf', whole[:len(whole) * tenth // 10])

    def test_mutations(self):
        """Bytes changed at random, always the same: some fall, the asking side never does."""
        picture = self.runner.path('m.png')
        self.tool('convert', '-size', '120x90', 'plasma:', picture)
        seeds = [hostile.plain_pdf(['Un', 'Deux']), hostile.launch(), picture.read_bytes()]
        for name, command in (('m.jpg', ['convert', picture]), ('m.tif', ['convert', picture]),
                              ('m.gif', ['convert', picture]), ('m.bmp', ['convert', picture]),
                              ('m.webp', ['cwebp', '-quiet', picture, '-o']),
                              ('m.heic', ['heif-enc', picture, '-o'])):
            self.tool(*command, self.runner.path(name))
            seeds.append(self.runner.path(name).read_bytes())
        self.good('limit', 'timeout', 5)
        for i, seed in enumerate(seeds):
            for turn in range(ROUNDS):
                path = self.runner.file(f'x{i}-{turn}', hostile.mutate(seed, 1000 * i + turn))
                self.outcome(path, 'inspect', path)
                self.outcome(path, 'pdf', path, 'all', 0, self.runner.path('o.pdf'))
        plain = self.runner.file('plain.pdf', hostile.plain_pdf())
        self.assertIn('Attestation', self.good('text', plain, 0))


class Walls(Case):
    """What the child could do if a document took it over."""

    def test_sandbox(self):
        path = self.runner.file('a.pdf', hostile.plain_pdf())
        self.good('inspect', path)
        pids = [p for p in self.runner.children()
                if pathlib.Path(f'/proc/{p}/comm').read_text().strip() == 'guichet-documen']
        self.assertEqual(len(pids), 1)
        proc = pathlib.Path(f'/proc/{pids[0]}')
        status = dict(line.split(':\t', 1) for line in (proc / 'status').read_text().splitlines()
                      if ':\t' in line)
        self.assertEqual(status['Seccomp'], '2')
        self.assertEqual(status['NoNewPrivs'], '1')
        self.assertEqual({status[c].strip('0') for c in ('CapEff', 'CapPrm', 'CapInh', 'CapBnd')}, {''})
        for kind in ('user', 'pid', 'net', 'mnt', 'ipc', 'uts'):
            self.assertNotEqual(os.readlink(proc / 'ns' / kind), os.readlink(f'/proc/self/ns/{kind}'))
        mounts = [line.split()[4:6] for line in (proc / 'mountinfo').read_text().splitlines()]
        for place, options in mounts:
            self.assertIn('ro', options.split(','), place)
            self.assertRegex(place, r'^/($|guichet-document$|usr/|etc/|var/cache/fontconfig$)')
        wanted = {'/dev/null', 'socket:[N]', re.sub(r'\d+', 'N', str(path))}
        end = time.monotonic() + 10
        while self.open_files(proc) != wanted and time.monotonic() < end:
            time.sleep(0.02)  # what it answered with is closed after the answer
        self.assertEqual(self.open_files(proc), wanted)
        for fd in (proc / 'fd').iterdir():
            if os.readlink(fd) == str(path):
                info = (proc / 'fdinfo' / fd.name).read_text()
                self.assertEqual(int(re.search(r'flags:\s+0?(\d+)', info).group(1), 8) & 3, 0)

    @staticmethod
    def open_files(proc):
        return {re.sub(r'\d+', 'N', os.readlink(fd)) for fd in (proc / 'fd').iterdir()
                if fd.is_symlink()}

    def test_gone_with_its_document(self):
        path = self.runner.file('a.pdf', hostile.plain_pdf())
        self.good('inspect', path)
        self.assertTrue(self.runner.children())
        self.good('limit', 'timeout', 5)  # lets go of the document
        end = time.monotonic() + 10
        while self.runner.children() and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(self.runner.children(), [])

    def test_killed_from_outside(self):
        path = self.runner.file('a.pdf', hostile.plain_pdf())
        self.good('inspect', path)
        for pid in self.runner.children():
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass
        self.assertIn(self.runner.ask('inspect', path)[:4], ('good', 'erro'))
        self.good('inspect', path)


if __name__ == '__main__':
    RUNNER, CHILD = (os.path.abspath(p) for p in sys.argv[1:3])
    ROUNDS = int(os.environ.get('GUICHET_ROUNDS', '12'))
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
