#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""guichet-stick in its sandbox on a real udisks2, with the file systems of people's sticks that
this machine's kernel, or FUSE, knows.
Usage: test-stick.py [inside] VISITOR WORKER WINDOW CHILD [unittest arguments]"""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import unittest

import hostile_documents
import stick_machine
from stick_machine import run, wait_for

PDF = hostile_documents.plain_pdf(['Attestation de droits'])
JPEG = b'\xff\xd8\xff\xe0' + b'y' * 3000  # has no picture
SYSTEMS = {
    'ext4': (['mkfs.ext4', '-q', '-L', 'CLE'], ['mount']),
    'ntfs': (['mkfs.ntfs', '-q', '-Q', '-F', '-L', 'CLE'], ['ntfs-3g']),
    'exfat': (['mkfs.exfat', '-L', 'CLE'], ['mount', '-t', 'exfat']),
    'vfat': (['mkfs.vfat', '-n', 'CLE'], ['mount', '-t', 'vfat']),
}
KERNEL = pathlib.Path('/proc/filesystems').read_text().split()


def can_mount(system):
    """Every Debian kernel has them all; that of a bare virtual machine may not."""
    return system in KERNEL or shutil.which(f'mount.{system}', path='/sbin:/usr/sbin')


def write(path, content, age=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    stamp = 1_700_000_000 - age
    os.utime(path, (stamp, stamp))


def fill(root, links=True):
    """What is on people's sticks, and what attackers put there."""
    write(root / 'Attestation droits.pdf', PDF, age=10)
    write(root / 'Photos' / 'Été 2023' / 'IMG_0001.JPG', JPEG, age=5)
    write(root / 'notes.txt', b'rien')
    write(root / 'virus.exe', b'MZ')
    write(root / 'menteur.pdf', b'MZ not a document')
    write(root / 'vide.pdf', b'')
    write(root / '.cache.pdf', PDF)
    write(root / '.hidden' / 'secret.pdf', PDF)
    write(root / 'System Volume Information' / 'x.pdf', PDF)
    deep = root
    for _ in range(12):
        deep = deep / 'd'
    write(deep / 'profond.pdf', PDF)
    if links:
        os.symlink('/etc/passwd', root / 'passwd.pdf')
        os.symlink('/', root / 'racine')
        os.symlink('Attestation droits.pdf', root / 'lien.pdf')
        os.mkfifo(root / 'tuyau.pdf')
        os.mknod(root / 'disque.pdf', 0o600 | 0o060000, os.makedev(7, 0))


@contextlib.contextmanager
def mounted(system, image):
    """The image mounted by hand, where udisks2 does not."""
    place = pathlib.Path('/run/mount/by-hand')
    place.mkdir(exist_ok=True)
    loop = run('losetup', '--find', '--show', image)
    run(*SYSTEMS[system][1], loop, place)
    try:
        yield place
    finally:
        run('umount', place)
        run('losetup', '--detach', loop)
        wait_for('the loop to be gone', lambda: f'{loop}:' not in run('losetup', '--all'))


class Stick(unittest.TestCase):
    """A stick, and what is asked about it."""

    def setUp(self):
        shutil.rmtree('/run/images')
        os.mkdir('/run/images')
        self.visitor = None
        self.addCleanup(self.finish)

    def finish(self):
        if self.visitor is not None:
            self.visitor.close()
        MACHINE.unplug_all()

    def start(self):
        self.visitor = stick_machine.Visitor(VISITOR, STAGE)

    def ask(self, *words):
        return self.visitor.ask(*words)

    def image(self, system='ext4', size='24M', fill_it=True):
        format_command, _ = SYSTEMS[system]
        image = MACHINE.make_image(system, *format_command, size=size)
        if fill_it:
            with mounted(system, image) as place:
                fill(place, links=system == 'ext4')
        return image

    def plug(self, image, **options):
        """The first stick, and the news of it."""
        wait_for('no stick', lambda: self.ask('state') == 'good none')
        loop = MACHINE.plug(image, **options)
        wait_for('the stick', lambda: self.ask('state') == 'good one')
        return loop

    def entries(self):
        answer = self.ask('look')
        self.assertTrue(answer.startswith('good'), answer)
        head, *lines = answer.split('\t')
        return head, [line.split('|') for line in lines]

    def content(self, image, system, name):
        """What a file on the stick holds, read by other means; None: it is not there."""
        with mounted(system, image) as place:
            path = place / name
            return path.read_bytes() if path.exists() else None


class Worker(Stick):
    """What the world may ask of the worker."""

    def test_every_file_system(self):
        for system in filter(can_mount, SYSTEMS):
            with self.subTest(system=system):
                self.start()
                wait_for('no stick', lambda: self.ask('state') == 'good none')
                self.assertEqual(self.ask('look'), 'error NoneThere')
                image = self.image(system)
                loop = self.plug(image)
                head, entries = self.entries()
                self.assertEqual(head, 'good 2 0')
                self.assertEqual([e[1:] for e in entries], [
                    ['IMG 0001', 'Été 2023', 'image/jpeg', str(len(JPEG))],
                    ['Attestation droits', '', 'application/pdf', str(len(PDF))]])
                self.look_at_mount(system)
                out = pathlib.Path('/run/out')
                self.assertEqual(self.ask('read', 0, out), f'good {len(JPEG)}')
                self.assertEqual(out.read_bytes(), JPEG)
                self.assertEqual(self.ask('read', 2, out), 'error NoSuchDocument')
                self.save_twice()
                MACHINE.pull(loop)
                self.visitor.close()
                self.visitor = None
                for name in ('mon-document.pdf', 'mon-document-2.pdf'):
                    self.assertEqual(self.content(image, system, name), PDF)

    def look_at_mount(self, system):
        (place, options), = MACHINE.mounts()
        self.assertLessEqual({'ro', 'noexec', 'nosuid', 'nodev'}, options, place)

    def save_twice(self):
        """The second does not replace the first; nothing is mounted after."""
        source = pathlib.Path('/run/source.pdf')
        source.write_bytes(PDF)
        self.assertEqual(self.ask('save', source, 'mon-document.pdf'), 'good mon-document.pdf')
        self.assertEqual(MACHINE.mounts(), [])
        self.assertEqual(self.ask('save', source, 'mon-document.pdf'), 'good mon-document-2.pdf')
        self.assertEqual(MACHINE.mounts(), [])

    def test_names_that_are_none(self):
        self.start()
        self.plug(self.image(fill_it=False))
        source = pathlib.Path('/run/source.pdf')
        source.write_bytes(PDF)
        for name in ('../x.pdf', '/etc/x.pdf', '.x.pdf', 'x', 'a/b.pdf', 'x.pdf.exe', '-x.pdf',
                     'a' * 90 + '.pdf', 'é.pdf'):
            with self.subTest(name=name):
                self.assertEqual(self.ask('save', source, name), 'error Failed')

    def test_full(self):
        self.start()
        image = self.image(size='4M', fill_it=False)
        self.plug(image)
        source = pathlib.Path('/run/source.pdf')
        source.write_bytes(PDF * 8000)
        self.assertEqual(self.ask('save', source, 'gros.pdf'), 'error Full')
        self.assertEqual(MACHINE.mounts(), [])
        self.assertIsNone(self.content(image, 'ext4', 'gros.pdf'))

    def test_locked(self):
        """The little switch on some sticks."""
        self.start()
        self.plug(self.image(), read_only=True)
        self.assertEqual(self.entries()[0], 'good 2 0')
        source = pathlib.Path('/run/source.pdf')
        source.write_bytes(PDF)
        self.assertEqual(self.ask('save', source, 'x.pdf'), 'error ReadOnly')
        self.assertEqual(MACHINE.mounts(), [])

    def test_unknown_and_damaged(self):
        self.start()
        image = MACHINE.make_image('nothing', 'true')
        image.write_bytes(os.urandom(1 << 20))
        loop = self.plug(image)
        self.assertEqual(self.ask('look'), 'error Unreadable')
        MACHINE.pull(loop)
        wait_for('no stick', lambda: self.ask('state') == 'good none')
        image = self.image()
        with open(image, 'r+b') as file:  # the group table
            file.seek(2048)
            file.write(b'\xff' * 8192)
        self.plug(image)
        self.assertEqual(self.ask('look'), 'error Unreadable')

    def test_several(self):
        self.start()
        self.plug(self.image())
        other = MACHINE.make_image('other', 'mkfs.ext4', '-q')
        loop = MACHINE.plug(other)
        wait_for('both', lambda: self.ask('state') == 'good several')
        self.assertEqual(self.ask('look'), 'error Several')
        MACHINE.pull(loop)
        wait_for('one', lambda: self.ask('state') == 'good one')
        self.assertEqual(self.entries()[0], 'good 2 0')

    def test_end_of_visit(self):
        """Nothing stays mounted, whether the worker is asked to end or killed."""
        self.start()
        self.plug(self.image())
        self.entries()
        self.assertEqual(len(MACHINE.mounts()), 1)
        self.assertEqual(self.ask('end'), 'good')
        self.assertEqual(MACHINE.mounts(), [])
        self.visitor.close()
        self.start()
        wait_for('the stick', lambda: self.ask('state') == 'good one')
        self.entries()
        self.assertEqual(self.ask('kill'), 'good')
        self.visitor.close()
        self.assertEqual(len(MACHINE.mounts()), 1)
        self.start()  # the next visit's worker finds it mounted, and is not led astray
        self.assertEqual(self.entries()[0], 'good 2 0')
        self.assertEqual(self.ask('leave'), 'good')
        self.assertEqual(MACHINE.mounts(), [])

    def test_status_words(self):
        self.start()
        self.plug(self.image())
        wait_for('the stick', lambda: self.ask('state') == 'good one')
        self.entries()
        self.assertEqual(self.ask('status'), 'good ready,busy,idle')


class Pulled(Stick):
    """A stick that is pulled out while it is read or written: its file system is served by a program,
    which is held up, then killed, so that what is under way fails as it does without a stick."""

    @staticmethod
    def servers():
        """Who serves what is mounted."""
        names = {int(p.name): (p / 'comm').read_text().strip()
                 for p in pathlib.Path('/proc').iterdir() if p.name.isdigit()}
        return {pid for pid, name in names.items() if name.startswith(('mount.ntfs', 'ntfs-3g'))}

    @staticmethod
    def is_held():
        """Whether somebody waits for a file system that does not answer."""
        waits = (p.read_text() for p in pathlib.Path('/proc').glob('[0-9]*/task/*/wchan'))
        return any(('fuse' in text or 'request_wait' in text) and 'dev_do_read' not in text
                   for text in waits)

    def hold(self):
        """Whoever serves the stick that is mounted answers nothing more."""
        wait_for('the mount', MACHINE.mounts)
        servers = self.servers()
        for pid in servers:
            os.kill(pid, signal.SIGSTOP)
        return servers

    def pull(self, servers):
        """What is asked meanwhile ends with the word that the stick is gone; nothing stays."""
        wait_for('a wait', self.is_held)
        for pid in servers:
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(self.visitor.hear(), 'error Gone')
        self.ask('leave')  # a file in the place of a stick does not vanish before
        MACHINE.unplug_all()
        wait_for('no stick', lambda: self.ask('state') == 'good none')
        self.assertEqual(MACHINE.mounts(), [])

    def setUp(self):
        if not can_mount('ntfs'):
            self.skipTest('no ntfs-3g')
        super().setUp()
        self.start()

    def usable(self):
        """The next stick, in the same visit."""
        self.plug(self.image())
        # While the one before is being put away, a look may fail: who looks again sees it.
        wait_for('the next stick', lambda: self.ask('look').startswith('good 2 0'))

    def test_while_read(self):
        image = self.image('ntfs', size='64M', fill_it=False)
        with mounted('ntfs', image) as place:
            write(place / 'grand.pdf', PDF + b'%' * (20 << 20))
        self.plug(image)
        self.assertEqual(self.entries()[0], 'good 1 0')
        servers = self.hold()
        self.visitor.say('read', 0, '/run/out')
        self.pull(servers)
        self.usable()

    def test_while_written(self):
        source = pathlib.Path('/run/source.pdf')
        source.write_bytes(PDF + b'%' * (40 << 20))
        self.plug(self.image('ntfs', size='128M', fill_it=False))
        self.visitor.say('save', source, 'grand.pdf')
        self.pull(self.hold())
        self.usable()


class Screen(Stick):
    """The pages that a resident sees, on a screen that is not there."""

    def start(self):
        self.window = subprocess.Popen(
            ['xvfb-run', '-a', '-s', '-screen 0 1280x720x24 -noreset', WINDOW, STAGE, CHILD],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            bufsize=1)
        self.addCleanup(self.close_window)

    def close_window(self):
        self.window.stdin.close()
        self.window.stdout.close()
        self.window.wait(20)

    def do(self, line, last='done'):
        """Says @line; what was printed up to @last."""
        self.window.stdin.write(line + '\n')
        printed = []
        while not printed or printed[-1] != last:
            text = self.window.stdout.readline().rstrip('\n')
            self.assertNotEqual(text, '', f'the window fell at {line}: {printed}')
            printed.append(text)
        return printed

    def picture(self, name):
        if PICTURES:
            self.do(f'picture {PICTURES}/{name}.png')

    def test_take(self):
        image = self.image()
        self.start()
        self.do('import')
        self.do('until Branchez votre')
        self.picture('1-insert')
        MACHINE.plug(image)
        self.do('until list')
        self.picture('2-list')
        self.do('touch 0')
        self.do('touch 1')
        self.picture('3-chosen')
        self.assertEqual(self.do('press take', last='closed')[-3:], [
            f'finished IMG 0001 {len(JPEG)}', f'finished Attestation droits {len(PDF)}', 'closed'])
        self.assertEqual(MACHINE.mounts(), [])

    def test_put(self):
        image = self.image(fill_it=False)
        source = pathlib.Path('/run/Mon reçu.pdf')
        source.write_bytes(PDF)
        self.start()
        self.do(f'save {source}')
        self.do('until Branchez votre')
        loop = MACHINE.plug(image)
        self.do('until Vous pouvez retirer')
        self.picture('4-saved')
        self.assertEqual(MACHINE.mounts(), [])
        self.assertEqual(self.do('press back', last='closed')[-1], 'closed')
        MACHINE.pull(loop)
        self.assertEqual(self.content(image, 'ext4', 'Mon-recu.pdf'), PDF)

    def test_unreadable(self):
        image = MACHINE.make_image('nothing', 'true')
        image.write_bytes(os.urandom(1 << 20))
        self.start()
        self.do('import')
        MACHINE.plug(image)
        self.do('until Cette clé ne peut pas')
        self.picture('5-unreadable')


if __name__ == '__main__':
    if sys.argv[1] != 'inside':
        if os.getuid() != 0:
            print('only root can make namespaces with loop devices')
            sys.exit(77)
        sys.exit(stick_machine.enter(os.path.abspath(__file__),
                                     [os.path.abspath(p) for p in sys.argv[1:5]] + sys.argv[5:]))
    VISITOR, WORKER, WINDOW, CHILD = sys.argv[2:6]
    PICTURES = os.environ.get('GUICHET_PICTURES')
    MACHINE = stick_machine.Machine()
    try:
        MACHINE.start()
        STAGE = stick_machine.stage_worker(WORKER)
        program = unittest.main(argv=sys.argv[:1] + sys.argv[6:], exit=False, verbosity=2)
    finally:
        MACHINE.stop()
    sys.exit(not program.result.wasSuccessful())
