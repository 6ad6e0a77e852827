# SPDX-License-Identifier: GPL-3.0-or-later
"""A fresh Debian in a folder, to try packages in: its own mounts and processes, gone when left."""

import os
import pathlib
import shutil
import subprocess
import tempfile

# Inside the new mount namespace: the folder becomes the root (a chroot forbids user namespaces).
ENTER = '''
set -eu
mount --make-rprivate /
mount --bind "$0" "$0"
cd "$0"
mkdir -p .old
mount -t proc proc proc
mount --rbind /sys sys
mount -t tmpfs -o mode=0755 tmpfs dev
for node in null zero full random urandom tty; do
  touch "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir -p dev/shm dev/pts
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs -o mode=1777 tmpfs tmp
mount --bind /etc/resolv.conf etc/resolv.conf 2>/dev/null || true
pivot_root . .old
umount -l /.old
rmdir /.old 2>/dev/null || true
"$@"
'''


class Failure(Exception):
    """A command in the new Debian failed."""


class DebianRoot:
    """suite: "bookworm" or "trixie". keep: a folder where the bare system is kept for the next run."""

    def __init__(self, suite, include=(), keep=None):
        self.suite = suite
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='gp-', dir='/tmp'))
        self.root = self.directory / 'root'
        self.root.mkdir()
        archive = pathlib.Path(keep or self.directory) / f'{suite}.tar'
        if not archive.exists():
            # Mounts of its own: whoever looks at this machine's meanwhile does not hold them.
            subprocess.run(['unshare', '--mount', 'mmdebstrap', '--quiet', '--variant=minbase', '--format=tar',
                            '--include=' + ','.join(['systemd-sysv', 'dbus', 'udev', *include]),
                            suite, str(archive) + '.part'], check=True)
            os.replace(str(archive) + '.part', archive)
        subprocess.run(['tar', '-xf', archive, '-C', self.root], check=True)
        # No service is started: there is no init in it.
        policy = self.root / 'usr' / 'sbin' / 'policy-rc.d'
        policy.write_text('#!/bin/sh\nexit 101\n')
        policy.chmod(0o755)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        shutil.rmtree(self.directory, ignore_errors=True)

    def run(self, *command, check=True, seconds=900, typed='', alone=False, **environment):
        """alone: with a network of its own, where nothing is yet."""
        result = subprocess.run(
            ['unshare', '--mount', '--pid', '--ipc', '--uts', *(['--net'] if alone else []), '--fork', '--kill-child',
             '/bin/sh', '-c', ENTER, str(self.root), *map(str, command)],
            env={'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LANG': 'C.UTF-8', 'HOME': '/root',
                 'DEBIAN_FRONTEND': 'noninteractive', **environment},
            input=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=seconds, check=False)
        if check and result.returncode != 0:
            raise Failure(f'{" ".join(map(str, command))}: {result.returncode}\n{result.stdout[-3000:]}')
        return result.stdout

    def run_in(self, folder, words, **options):
        """A line of shell, as somebody would type it in that folder."""
        return self.run('sh', '-c', f'cd {folder} && {words}', **options)

    def copy_in(self, path, to):
        target = self.root / to.lstrip('/')
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)

    def copy_tree(self, top, to):
        """A clone of the tree's repository, with what is not committed yet."""
        target = self.root / to.lstrip('/')
        subprocess.run(['git', 'clone', '--quiet', top, target], check=True)
        names = subprocess.run(['git', '-C', top, 'ls-files', '-z', '--modified', '--others', '--exclude-standard'],
                               check=True, stdout=subprocess.PIPE, text=True).stdout
        for name in filter(None, names.split('\0')):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            if (pathlib.Path(top) / name).exists():
                shutil.copy(pathlib.Path(top) / name, target / name)
            else:
                (target / name).unlink(missing_ok=True)

    def files(self):
        """Paths of all that stands in the system's own folders; what apt and dpkg keep is left out."""
        found = set()
        for folder in ('etc', 'usr', 'var', 'opt'):
            for path in (self.root / folder).rglob('*'):
                found.add(str(path.relative_to(self.root)))
        return found
