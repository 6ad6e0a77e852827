# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for canaries: memory of all processes, files, what processes show, what the kernel lists."""

import os
import pathlib
import secrets
import stat
import string
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'integration'))

from terminal import Failure, unprivileged  # noqa: E402

MASK = 0x5a
TAIL = 3
BIG = 64 << 20
KERNEL_FILES = {'proc', 'sysfs', 'cgroup', 'cgroup2', 'debugfs', 'tracefs', 'securityfs', 'devpts'}
# Of the machine; the terminal's own directory comes in addition.
PLACES = ('/tmp', '/var/tmp', '/dev/shm', '/run', '/var/log', '/var/spool/cups', '/var/crash',
          os.path.expanduser('~/.cache'), os.path.expanduser('~/.local'))
# Of a world, as seen through one of its processes.
WORLD_PLACES = ('tmp', 'dev/shm', 'home/resident', 'run/user/resident')


def make_prefix():
    """Letters only: they are where they are on every keyboard."""
    return 'canari' + ''.join(secrets.choice(string.ascii_lowercase) for _ in range(16))


def hide(needle):
    """As memgrep wants it: who searches must not be found."""
    return ''.join(f'{byte ^ MASK:02x}' for byte in needle)


def device_of(path):
    try:
        return os.lstat(path).st_dev
    except OSError:
        return None


def kernel_devices(process):
    """Of the file systems that a process sees, those that are the kernel's own words."""
    found = set()
    for line in pathlib.Path(f'/proc/{process}/mountinfo').read_text().splitlines():
        words, _, rest = line.partition(' - ')
        if rest.split(' ')[0] in KERNEL_FILES:
            found.add(os.makedev(*map(int, words.split(' ')[2].split(':'))))
    return found


class Search:
    """Where canaries that begin with @prefix are: store's letters -> places. @knowing: processes that
    may know, beside the site that was told, the X server that typed and this test; @outside: folders
    that stand for devices. @pictures: bytes of canaries that are drawn, by their letters."""

    def __init__(self, memgrep, prefix, stage, began, knowing=(), outside=(), pictures=None):
        self.memgrep = memgrep
        self.prefix = prefix
        self.knowing = list(knowing)
        self.outside = [str(path) for path in outside]
        self.pictures = pictures or {}
        self.stage = stage
        self.began = began
        self.found = {}
        self.words = [(word, step) for word, step in (
            (prefix.encode(), 1), (prefix.encode('utf-16-le'), 2), (prefix.encode().hex().encode(), 0))]

    def add(self, code, place):
        self.found.setdefault(code, set()).add(place)

    def look_in(self, data, place):
        """All canaries in @data: plain, in UTF-16, or as hexadecimal digits."""
        for word, step in self.words:
            at = data.find(word)
            while at >= 0:
                end = at + len(word)
                if step:
                    code = data[end:end + TAIL * step:step].decode('latin-1')
                else:
                    code = bytes.fromhex(data[end:end + 2 * TAIL].decode('latin-1')).decode('latin-1')
                self.add(code if code.isalpha() else '???', place)
                at = data.find(word, end)
        for code, needle in self.pictures.items():
            if needle in data:
                self.add(code, place)

    def memory(self):
        """Of all processes but those who know."""
        skipped = [os.getpid(), self.stage.lab.facts['pid'], self.stage.processes[0].pid, *self.knowing]
        lines = [hide(self.prefix.encode())] + [
            code + hide(needle) for code, needle in self.pictures.items()]
        result = subprocess.run([self.memgrep, f'-a{TAIL}', *map(str, skipped)],
                                input='\n'.join(lines), text=True, capture_output=True, timeout=400,
                                check=False)
        if result.returncode > 1:
            raise Failure('memory could not be searched')
        for line in result.stdout.splitlines():
            _, name, _, *codes = line.split()
            for code in codes or ['???']:
                self.add(code, f'memory of {name}')

    def tree(self, top, place, all_files=False, process='self'):
        """Not what others may have mounted there: the kernel's own files never end."""
        kernel = kernel_devices(process)
        for directory, folders, names in os.walk(top):
            folders[:] = [name for name in folders if os.path.join(directory, name) not in self.outside
                          and device_of(os.path.join(directory, name)) not in kernel]
            for name in names:
                path = pathlib.Path(directory, name)
                self.look_in(name.encode('utf-8', 'surrogateescape'), place)
                try:
                    if 'user.canary' in os.listxattr(path, follow_symlinks=False):
                        self.look_in(os.getxattr(path, 'user.canary'), place)
                    info = path.lstat()
                    if stat.S_ISREG(info.st_mode) and info.st_size < BIG and (
                            all_files or info.st_ctime >= self.began):
                        self.look_in(path.read_bytes(), place)
                except OSError:
                    continue

    def files(self):
        for place in (*PLACES, str(self.stage.dir)):
            self.tree(place, 'files of the machine')

    def processes(self):
        """What processes show without being asked, and the worlds that any of them is still in."""
        own, seen = os.readlink('/proc/self/ns/mnt'), set()
        for entry in pathlib.Path('/proc').iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                for name in ('cmdline', 'environ', 'comm', 'mountinfo', 'net/unix'):
                    self.look_in((entry / name).read_bytes(), f'{name.rpartition("/")[2]} of processes')
                self.nameless(entry)
                world = os.readlink(entry / 'ns' / 'mnt')
            except OSError:
                continue
            if world != own and world not in seen:
                seen.add(world)
                self.world(entry)

    def nameless(self, entry):
        """Files that a process holds open and that have no name any more, memory files too."""
        for link in (entry / 'fd').iterdir():
            try:
                info = link.stat()
                if stat.S_ISREG(info.st_mode) and info.st_nlink == 0 and info.st_size < BIG:
                    self.look_in(link.read_bytes(), 'nameless files')
            except OSError:
                continue

    def world(self, entry):
        for place in WORLD_PLACES:
            top = os.path.join(entry, 'root', place)
            # Other people's sandboxes see the machine's own places, which are searched by themselves.
            if device_of(top) != device_of('/' + place):
                self.tree(top, 'files of a world', True, entry.name)
        uts = subprocess.run(['nsenter', '-t', entry.name, '-u', 'hostname'], capture_output=True,
                             check=False).stdout
        self.look_in(uts, 'host name of a world')

    def kernel(self):
        for path in ('/proc/net/unix', '/proc/sysvipc/shm', '/proc/sysvipc/msg', '/proc/mounts',
                     '/proc/sys/kernel/hostname'):
            self.look_in(pathlib.Path(path).read_bytes(), 'kernel lists')
        # The kernel frees the keys of a user namespace that ended a moment later, by itself.
        end = time.monotonic() + 10
        while True:
            keys = subprocess.run(unprivileged() + ['cat', '/proc/keys'], capture_output=True,
                                  check=False).stdout
            if self.prefix.encode() not in keys or time.monotonic() > end:
                break
            time.sleep(0.2)
        self.look_in(keys, 'keyrings')

    def everywhere(self, memory=True):
        if memory:
            self.memory()
            self.processes()
            self.kernel()
        self.files()
        return {code: sorted(places) for code, places in sorted(self.found.items())}
