# SPDX-License-Identifier: GPL-3.0-or-later
"""Sticks as people bring them, made on this machine without its kernel: a partition table and one file
system, filled and read back by each system's own tools. exFAT and NTFS by FUSE and loop devices: as root."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / 'tests' / 'integration'))

import hostile_documents  # noqa: E402

from machine import wait_for  # noqa: E402

START = 1 << 20
LABEL = 'CANARI-CLE'
TYPES = {'vfat': 'c', 'exfat': '7', 'ntfs': '7', 'ext4': '83', 'luks': '83'}


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=120, **options).stdout


def fill(folder, name, links=False, large=0):
    """A document named @name, a picture, and what else may be there."""
    (folder / f'{name}.pdf').write_bytes(hostile_documents.plain_pdf([name]))
    run('convert', '-size', '600x800', 'gradient:navy-white', folder / f'Photo {name}.jpg')
    (folder / 'Menteur.pdf').write_bytes(b'MZ not a document')
    (folder / 'Vide.pdf').write_bytes(b'')
    (folder / 'virus.exe').write_bytes(b'MZ')
    (folder / 'autorun.inf').write_text('[autorun]\nopen=virus.exe\nshell\\open\\command=virus.exe\n')
    (folder / 'Ouvrir.desktop').write_text('[Desktop Entry]\nType=Application\nExec=xterm\nName=Ouvrir\n')
    (folder / 'page.html').write_text('<script>location = "file:///etc/passwd"</script>')
    with open(folder / 'Enorme.pdf', 'wb') as file:
        file.write(hostile_documents.plain_pdf(['Enorme']))
        file.truncate(70 << 20)
    if large:
        with open(folder / f'Gros {name}.pdf', 'wb') as file:
            file.write(hostile_documents.plain_pdf(['Gros']) + b'%' + os.urandom(large))
    if links:
        os.symlink('/etc/passwd', folder / 'passwd.pdf')
        os.symlink('/', folder / 'racine')
        os.symlink(f'{name}.pdf', folder / 'lien.pdf')
        os.mkfifo(folder / 'tuyau.pdf')
        (folder / 'Illisible.pdf').write_bytes(hostile_documents.plain_pdf(['Illisible']))
        (folder / 'Illisible.pdf').chmod(0)


class Stick:
    """@system: vfat, exfat, ntfs, ext4. @path is what the machine gets."""

    def __init__(self, folder, system, name, size=160 << 20, large=0, writable=True):
        self.system, self.name = system, name
        self.path = folder / f'{name.replace(" ", "-")}.disk'
        self.inner = folder / f'{name.replace(" ", "-")}.fs'
        self.size = size
        self.mount_point = folder / 'mounted'
        with open(self.inner, 'wb') as file:
            file.truncate(size)
        content = folder / 'content'
        shutil.rmtree(content, ignore_errors=True)
        content.mkdir()
        fill(content, name, links=system == 'ext4', large=large)
        getattr(self, f'make_{system}')(content, writable)
        shutil.rmtree(content)
        self.assemble()

    def make_vfat(self, content, _writable):
        run('mkfs.vfat', '-F', '32', '-n', LABEL, self.inner)
        run('mcopy', '-i', self.inner, '-s', *content.iterdir(), '::/')

    def make_exfat(self, content, _writable):
        run('mkfs.exfat', '-L', LABEL, self.inner)
        self.copy(content)

    def make_ntfs(self, content, _writable):
        run('mkntfs', '-Q', '-F', '-L', LABEL, self.inner)
        self.copy(content)

    def make_ext4(self, content, writable):
        run('mke2fs', '-q', '-F', '-t', 'ext4', '-L', LABEL, '-d', content, self.inner)
        if writable:  # as far as who plugs it in elsewhere cares: a terminal's user is nobody's owner
            run('debugfs', '-w', '-R', 'set_inode_field / mode 040777', self.inner)

    def copy(self, content):
        with self.mounted() as place:
            for path in content.iterdir():
                shutil.copyfile(path, place / path.name)

    @contextlib.contextmanager
    def mounted(self):
        self.mount_point.mkdir(exist_ok=True)
        loop = run('losetup', '--find', '--show', self.inner, text=True).strip()
        try:
            run({'exfat': 'mount.exfat-fuse', 'ntfs': 'ntfs-3g'}[self.system], loop, self.mount_point)
            try:
                yield self.mount_point
            finally:
                run('umount', self.mount_point)
        finally:
            # FUSE's server lets go of it a moment after the mount is gone.
            run('losetup', '--detach', loop)
            wait_for('the loop to be gone', lambda: f'{loop}:' not in run('losetup', '--all', text=True), 60, 0.1)

    def assemble(self):
        """One partition after the first MiB, as sticks are sold."""
        with open(self.path, 'wb') as file:
            file.truncate(START + self.size)
        subprocess.run(['sfdisk', '--quiet', self.path], input=f'2048,,{TYPES[self.system]}\n', text=True,
                       check=True)
        run('dd', f'if={self.inner}', f'of={self.path}', 'bs=1M', 'seek=1', 'conv=sparse,notrunc')

    def content(self, name):
        """What a file holds now; None: it is not there."""
        run('dd', f'if={self.path}', f'of={self.inner}', 'bs=1M', 'skip=1', 'conv=sparse')
        if self.system in ('exfat', 'ntfs'):
            with self.mounted() as place:
                return (place / name).read_bytes() if (place / name).exists() else None
        command = {'vfat': ['mtype', '-i', self.inner, f'::/{name}'],
                   'ext4': ['debugfs', '-R', f'cat "/{name}"', self.inner]}[self.system]
        data = subprocess.run([str(word) for word in command], capture_output=True, check=False).stdout
        return data or None

    def names(self):
        """Of the files in its root folder."""
        run('dd', f'if={self.path}', f'of={self.inner}', 'bs=1M', 'skip=1', 'conv=sparse')
        return run('mdir', '-b', '-i', self.inner, '::/', text=True).replace('::/', '').split('\n')


class Locked:
    """A stick that is a secret of its own (LUKS)."""

    def __init__(self, folder):
        self.path = folder / 'locked.disk'
        with open(self.path, 'wb') as file:
            file.truncate(24 << 20)
        subprocess.run(['cryptsetup', 'luksFormat', '--batch-mode', '--type', 'luks2', '--pbkdf', 'pbkdf2',
                        '--pbkdf-force-iterations', '1000', '--label', LABEL, self.path, '-'], input=b'secret',
                       check=True, stdout=subprocess.DEVNULL)
