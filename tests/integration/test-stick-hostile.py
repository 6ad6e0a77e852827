#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody with time and a stick tries: played on guichet-stick in its sandbox, and on the pages that a
resident sees, with a real udisks2. Rows STICK-* of tests/escapes/corpus.tsv name these cases.
Usage: test-stick-hostile.py [inside] VISITOR WORKER WINDOW CHILD [unittest arguments]"""

import os
import pathlib
import shutil
import subprocess
import sys
import unicodedata
import unittest

import hostile_documents
import stick_machine
from stick_machine import run, wait_for

PDF = hostile_documents.plain_pdf(['Attestation de droits'])
CONTENT = pathlib.Path('/run/content')
# As kiosk/stick/stick-walk.c and kiosk/documents have them.
MAX_DOCUMENTS, MAX_NAME = 300, 80
# A name that is no letter as such.
NOT_SHOWN = {'Cc', 'Cf', 'Co', 'Cs', 'Zl', 'Zp'}
MANY = 100_000


class Hostile(unittest.TestCase):
    def setUp(self):
        for place in (CONTENT, pathlib.Path('/run/images')):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
        self.visitor = stick_machine.Visitor(VISITOR, STAGE)
        self.addCleanup(self.finish)
        wait_for('no stick', lambda: self.ask('state') == 'good none')
        self.programs = self.running()

    def finish(self):
        self.visitor.close()
        MACHINE.unplug_all()

    def ask(self, *words):
        return self.visitor.ask(*words)

    @staticmethod
    def running():
        """Programs of this machine, but who looks at disks and who serves one."""
        names = set()
        for path in pathlib.Path('/proc').glob('[0-9]*/comm'):
            try:
                names.add(path.read_text().strip())
            except OSError:
                continue
        return {name for name in names if not name.startswith(('(udev', 'systemd-udevd', 'mount', 'kworker'))}

    def image(self, *options, size='32M', name='cle'):
        return MACHINE.make_image(name, 'mke2fs', '-q', '-F', '-t', 'ext4', '-d', CONTENT, *options, size=size)

    def plug(self, image):
        loop = MACHINE.plug(image)
        wait_for('the stick', lambda: self.ask('state') == 'good one')
        return loop

    def pull(self, loop):
        self.ask('leave')
        MACHINE.pull(loop)
        wait_for('no stick', lambda: self.ask('state') == 'good none')

    def entries(self):
        answer = self.ask('look')
        self.assertTrue(answer.startswith('good'), answer)
        head, *lines = answer.split('\t')
        return head, [line.split('|') for line in lines]

    def assert_plain(self, name):
        self.assertLessEqual(len(name), MAX_NAME)
        for letter in name:
            self.assertNotIn(unicodedata.category(letter), NOT_SHOWN, repr(name))

    # --- files that other machines start ---

    def test_autorun(self):
        for name, text in {'autorun.inf': '[autorun]\r\nopen=a.exe\r\n', 'Ouvrir.desktop': '[Desktop Entry]\nExec=xterm\n',
                           '.autorun': '#!/bin/sh\ntouch /run/started\n', 'autorun.sh': '#!/bin/sh\ntouch /run/started\n',
                           'a.exe': 'MZ', 'Facture.pdf.lnk': 'L', 'index.html': '<script>1</script>',
                           'dessin.svg': '<svg onload="alert(1)"/>', '.directory': '[Desktop Entry]\nIcon=x\n',
                           '.xdg-volume-info': '[Volume Info]\nName=x\n', 'Rapport.docm': 'PK'}.items():
            (CONTENT / name).write_text(text)
            (CONTENT / name).chmod(0o4777)
        (CONTENT / 'seul.pdf').write_bytes(PDF)
        self.plug(self.image())
        # Nobody has asked for it yet.
        self.assertEqual((MACHINE.mounts(), self.running() - self.programs), ([], set()))
        head, entries = self.entries()
        self.assertEqual((head, [entry[1] for entry in entries]), ('good 1 0', ['seul']))
        self.assertEqual(self.running() - self.programs, set())
        self.assertFalse(pathlib.Path('/run/started').exists())

    def test_other_contents(self):
        """The name says document; what is in it does not."""
        for name, data in {'page.pdf': b'<html><script>location="file:///etc/passwd"</script>',
                           'page2.pdf': b'<!DOCTYPE svg><svg/>', 'script.jpg': b'#!/bin/sh\nid\n', 'elf.png': b'\x7fELF\2\1\1',
                           'archive.pdf': b'PK\3\4', 'windows.pdf': b'MZ\x90', 'postscript.pdf': b'%!PS-Adobe-3.0\n',
                           'vide.jpg': b'', 'lien.gif': b'[InternetShortcut]\nURL=file:///\n'}.items():
            (CONTENT / name).write_bytes(data)
        self.plug(self.image())
        self.assertEqual(self.entries(), ('good 0 0', []))

    # --- names ---

    def test_names(self):
        """Control characters, other directions of reading, no letters at all, no text at all, very long."""
        names = [b'retour\nligne.pdf', b'tab\tet\x1b[2J\x07\x7f.pdf', 'facture\u202efdp.exe.pdf'.encode(),
                 'zero\u200b\u200d\ufeffrien.pdf'.encode(), b'\xff\xfe\xfd.pdf', b'A' * 251 + b'.pdf',
                 ('é' * 125).encode() + b'.pdf', '\u2067\u2066seul.pdf'.encode(), b'.. .pdf', b'-rf .pdf',
                 '\U000e0041tag.pdf'.encode(), b'%s%n%x.pdf', b'$(reboot)`id`;.pdf', b'|pipe|x.pdf'.replace(b'|', b'&'),
                 ('a' + '\u0301' * 120).encode() + b'.pdf']
        for name in names:
            with open(os.path.join(os.fsencode(CONTENT), name), 'wb') as file:
                file.write(PDF)
        self.plug(self.image())
        head, entries = self.entries()
        # One begins with a dot: hidden, as the systems hide it.
        self.assertEqual(head, f'good {len(names) - 1} 0')
        for entry in entries:
            self.assertEqual(len(entry), 5, entry)
            self.assert_plain(entry[1])
        self.assertEqual(self.ask('read', 0, '/run/out'), f'good {len(PDF)}')

    def test_label(self):
        """The label names the place where the stick is mounted."""
        (CONTENT / 'seul.pdf').write_bytes(PDF)
        for label in ('../../etc', '/', '..', '<b>&amp;</b>', '$(reboot)', '-o exec', 'a\nb', '%s%n', '\u202ecle'):
            with self.subTest(label=label):
                image = self.image()
                run('tune2fs', '-L', label, image)
                loop = self.plug(image)
                self.assertEqual(self.entries()[0], 'good 1 0')
                (place, options), = MACHINE.mounts()
                self.assertRegex(place, r'^/media/[^/]+(/[^/]+)?$')
                self.assertLessEqual({'ro', 'noexec', 'nosuid', 'nodev'}, options)
                self.pull(loop)
                self.assertEqual(MACHINE.mounts(), [])

    # --- too much ---

    def test_many(self):
        """A hundred thousand files, and as many more that are no documents."""
        image = self.image('-N', str(2 * MANY + 1000), size='256M')
        loop = run('losetup', '--find', '--show', image)
        run('mount', loop, CONTENT)
        for i in range(400):
            (CONTENT / f'vrai{i}.pdf').write_bytes(PDF)
        for i in range(MANY):
            os.close(os.open(CONTENT / f'{i}.pdf', os.O_CREAT | os.O_WRONLY))
            os.close(os.open(CONTENT / f'{i}.txt', os.O_CREAT | os.O_WRONLY))
        run('umount', CONTENT)
        run('losetup', '--detach', loop)
        self.plug(image)
        head, entries = self.entries()
        self.assertLessEqual(len(entries), MAX_DOCUMENTS, head)
        self.assertEqual(self.ask('state'), 'good one')
        self.assertEqual(self.ask('leave'), 'good')

    def test_deep(self):
        """Folders within folders, by thousands: the list ends, so does the look."""
        place = CONTENT
        for i in range(1500):
            place = place / 'd' if i % 40 else CONTENT / f'haut{i}'
            place.mkdir(parents=True, exist_ok=True)
            (place / 'x.pdf').write_bytes(PDF)
        self.plug(self.image(size='64M'))
        self.assertLessEqual(len(self.entries()[1]), MAX_DOCUMENTS)

    def test_loops(self):
        """A folder that holds itself, written into the file system by hand; links in circles."""
        (CONTENT / 'un' / 'deux').mkdir(parents=True)
        (CONTENT / 'un' / 'vrai.pdf').write_bytes(PDF)
        os.symlink('..', CONTENT / 'un' / 'haut')
        os.symlink('rond.pdf', CONTENT / 'rond.pdf')
        image = self.image()
        for link in ('/un/deux/encore', '/un/deux/racine'):
            target = '/un' if link.endswith('encore') else '/'
            run('debugfs', '-w', '-R', f'link {target} {link}', image)
        self.plug(image)
        answer = self.ask('look')
        self.assertRegex(answer, r'^(good \d+ \d+|error (Unreadable|Failed))')
        self.assertLessEqual(len(answer.split('\t')), MAX_DOCUMENTS + 1)
        self.assertEqual(self.ask('state'), 'good one')

    def test_sizes(self):
        """As large as all films, and hardly there; nothing at all."""
        for name, size in (('film.pdf', 8 << 40), ('grand.pdf', 6 << 30), ('limite.pdf', (64 << 20) + 1)):
            with open(CONTENT / name, 'wb') as file:
                file.write(PDF)
                try:
                    file.truncate(size)
                except OSError:
                    continue
        self.plug(self.image())
        head, entries = self.entries()
        self.assertEqual(entries, [], head)
        self.assertGreaterEqual(int(head.split()[2]), 2)

    # --- what is no stick's ---

    def test_locked(self):
        """LUKS: a question for a secret would be a window of somebody else's."""
        image = MACHINE.make_image('cle', 'true')
        subprocess.run(['cryptsetup', 'luksFormat', '--batch-mode', '--type', 'luks2', '--pbkdf', 'pbkdf2',
                        '--pbkdf-force-iterations', '1000', image, '-'], input=b'secret', check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.plug(image)
        self.assertEqual(self.ask('look'), 'error Unreadable')
        self.assertEqual(self.running() - self.programs, set())
        self.assertEqual(MACHINE.mounts(), [])

    def test_strange_systems(self):
        """Swap, LVM, RAID, CD and squashfs images, tables with a hundred parts, a table that leads into itself."""
        kinds = {'swap': ['mkswap', '-q'], 'iso9660': [(32769, b'CD001'), (32768, b'\1')],
                 'squashfs': [(0, b'hsqs' + bytes(24) + b'\4\0\0\0')], 'lvm': [(512, b'LABELONE' + bytes(16) + b'LVM2 001')],
                 'raid': [(4096, b'\xfc\x4e\x2b\xa9\1\0\0\0')], 'noise': [(0, os.urandom(1 << 20))],
                 'itself': [(446, (b'\0\0\0\0\5\0\0\0\0\0\0\0\xff\xff\xff\x7f') * 4), (510, b'\x55\xaa')]}
        for kind, how in kinds.items():
            with self.subTest(kind=kind):
                command = how if isinstance(how[0], str) else ['true']
                image = MACHINE.make_image(kind, *command)
                if command == ['true']:
                    with open(image, 'r+b') as file:
                        for place, data in how:
                            file.seek(place)
                            file.write(data)
                self.refused(image)
        image = MACHINE.make_image('parts', 'true', size='64M')
        table = 'label: gpt\n' + ''.join(f'start={2048 + 256 * i}, size=256\n' for i in range(128))
        subprocess.run(['sfdisk', '--quiet', '--force', image], input=table, text=True, check=True, stdout=subprocess.DEVNULL)
        self.refused(image)

    def refused(self, image):
        loop = self.plug(image)
        self.assertEqual(self.ask('look'), 'error Unreadable')
        self.assertEqual(MACHINE.mounts(), [])
        self.pull(loop)

    # --- one for another ---

    def test_swapped(self):
        """Another stick in its place: a number of the first list reads nothing of the second."""
        (CONTENT / 'premier.pdf').write_bytes(PDF)
        first = self.image(name='un')
        (CONTENT / 'premier.pdf').unlink()
        (CONTENT / 'second.pdf').write_bytes(hostile_documents.plain_pdf(['Le second']))
        second = self.image(name='deux')
        loop = self.plug(first)
        self.assertEqual([entry[1] for entry in self.entries()[1]], ['premier'])
        self.pull(loop)
        self.plug(second)
        self.assertEqual(self.ask('read', 0, '/run/out'), 'error NoSuchDocument')
        self.assertEqual([entry[1] for entry in self.entries()[1]], ['second'])

    def test_in_and_out(self):
        """Twenty times in and out, fast: the last one is read."""
        (CONTENT / 'seul.pdf').write_bytes(PDF)
        image = self.image()
        for _ in range(20):
            loop = MACHINE.plug(image)
            self.ask('look')
            self.ask('leave')
            MACHINE.pull(loop)
        wait_for('no stick', lambda: self.ask('state') == 'good none', 60)
        self.plug(image)
        wait_for('the list', lambda: self.ask('look').startswith('good 1 0'), 60)

    # --- on the screen ---

    def test_screen(self):
        """Markup, formats and endless names, in a folder that has them too: drawn as letters, and taken."""
        folder = CONTENT / '<span size="999999">&dossier'
        folder.mkdir()
        names = ['<b>gras</b> & <a href="file:///etc/passwd">ici</a>.pdf', '<span size="9999999">%s%n.pdf',
                 'W' * 120 + '.pdf', '&#x202e;&lt;.pdf', ']]><!--.pdf']
        for i, name in enumerate(names):
            path = folder / name.replace('/', '∕')
            path.write_bytes(PDF)
            os.utime(path, (1_700_000_000 - i,) * 2)
        image = self.image('-L', '<b>&"\'')
        window = subprocess.Popen(['xvfb-run', '-a', '-s', '-screen 0 1280x720x24 -noreset', WINDOW, STAGE, CHILD],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                  bufsize=1)
        self.addCleanup(window.wait, 20)
        self.addCleanup(window.stdout.close)
        self.addCleanup(window.stdin.close)

        def do(line, last='done'):
            window.stdin.write(line + '\n')
            printed = []
            while not printed or printed[-1] != last:
                printed.append(window.stdout.readline().rstrip('\n'))
                self.assertNotEqual(printed[-1], '', f'the window fell at {line}')
            return printed
        do('import')
        do('until Branchez votre')
        MACHINE.plug(image)
        do('until list')
        if PICTURES:
            do(f'picture {PICTURES}/hostile-list.png')
        do('touch 0')
        taken = do('press take', last='closed')
        self.assertEqual(taken[-2].split(' ')[0], 'finished')
        self.assertIn('<b>gras<', taken[-2])


if __name__ == '__main__':
    if sys.argv[1] != 'inside':
        if os.getuid() != 0:
            print('only root can make namespaces with loop devices')
            sys.exit(77)
        sys.exit(stick_machine.enter(os.path.abspath(__file__),
                                     [os.path.abspath(p) for p in sys.argv[1:5]] + sys.argv[5:], seconds=400))
    VISITOR, WORKER, WINDOW, CHILD = sys.argv[2:6]
    PICTURES = os.environ.get('GUICHET_PICTURES')
    MACHINE = stick_machine.Machine()
    try:
        MACHINE.start()
        STAGE = stick_machine.stage_worker(WORKER)
        program = unittest.main(argv=[sys.argv[0], '-v', *sys.argv[6:]], exit=False)
    finally:
        MACHINE.stop()
    sys.exit(not program.result.wasSuccessful())
