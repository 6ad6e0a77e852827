# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine of its own for sticks: mounts, processes, /dev, /run and a system bus that nobody else
sees, so that a real udisks2 can mount real file systems in files. Only root can make one."""

import ctypes
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

import patience

BUS = '/run/dbus/system_bus_socket'
BUS_CONFIG = f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={BUS}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""
DEVICES = ('null', 'zero', 'full', 'random', 'urandom', 'tty', 'fuse', 'loop-control',
           *(f'loop{i}' for i in range(8)))


def die_with_parent():
    """Whoever kills the test, by its time limit too, ends the machine."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def enter(script, arguments, seconds=100):
    """Runs @script again, with "inside" as its first argument, in namespaces of its own. A shell is their
    first process: who has that for its parent would think that it was left alone. All machines of one
    kernel see the same loop devices: one at a time has sticks."""
    command = ['unshare', '--mount', '--net', '--ipc', '--pid', '--fork', '--kill-child',
               '--mount-proc', 'sh', '-c', '"$@"; exit $?', 'sh', sys.executable, '-B', script, 'inside',
               *arguments]
    with open('/dev/loop-control' if os.path.exists('/dev/loop-control') else '/dev/null', 'rb') as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return subprocess.run(command, check=False, timeout=seconds,
                              preexec_fn=die_with_parent).returncode


def run(*words, check=True):
    result = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=60,
                            stdin=subprocess.DEVNULL, check=False)
    if check and result.returncode != 0:
        raise RuntimeError(f'{words}: {result.stderr}')
    return result.stdout.strip()


def wait_for(what, check, seconds=20.0):
    seconds = patience.limit(seconds)
    end = time.monotonic() + seconds
    while not (value := check()):
        if time.monotonic() > end:
            raise AssertionError(f'waited {seconds:g} s for {what}')
        time.sleep(0.02)
    return value


class Machine:
    """Use once, inside enter()."""

    def __init__(self):
        self.processes = []
        self.loops = []

    def start(self, udisks=True):
        run('mount', '--make-rshared', '/')
        held = pathlib.Path('/run')
        self.make_devices()
        for place in (held, pathlib.Path('/media')):
            place.mkdir(exist_ok=True)
            run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', place)
        for place in ('dbus', 'udev', 'mount', 'udisks2', 'images'):
            (held / place).mkdir(exist_ok=True)
        config = held / 'bus.conf'
        config.write_text(BUS_CONFIG)
        self.spawn('dbus-daemon', f'--config-file={config}', '--nofork')
        wait_for('the bus', pathlib.Path(BUS).exists)
        os.environ['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={BUS}'
        if udisks:
            self.start_udisks()

    @staticmethod
    def make_devices():
        """The loop devices and little else: udev must not touch the machine's own /dev."""
        run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/mnt')
        for name in DEVICES:
            if os.path.exists(f'/dev/{name}'):
                run('cp', '-a', f'/dev/{name}', '/mnt/')
        os.mkdir('/mnt/shm')
        os.symlink('/proc/self/fd', '/mnt/fd')
        run('mount', '--move', '/mnt', '/dev', check=False) or run('mount', '--bind', '/mnt', '/dev')

    def start_udisks(self):
        self.spawn('/lib/systemd/systemd-udevd', '--resolve-names=never')
        wait_for('udev', pathlib.Path('/run/udev/control').exists)
        self.spawn('/usr/libexec/udisks2/udisksd')
        wait_for('udisks2', lambda: 'Manager' in run(
            'gdbus', 'introspect', '--system', '--dest', 'org.freedesktop.UDisks2', '--object-path',
            '/org/freedesktop/UDisks2/Manager', check=False))

    def spawn(self, *words):
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    # --- sticks ---

    def make_image(self, name, *format_command, size='24M'):
        image = pathlib.Path('/run/images') / name
        run('truncate', '-s', size, image)
        run(*format_command, image)
        return image

    def plug(self, image, read_only=False):
        """The image as a stick that was put in; its loop device."""
        loop = run('losetup', *(['--read-only'] if read_only else []), '--find', '--show', image)
        self.loops.append(loop)
        return loop

    def pull(self, loop):
        """What is mounted stays so, as when a stick is pulled out; reads then fail."""
        run('losetup', '--detach', loop, check=False)
        if loop in self.loops:
            self.loops.remove(loop)

    def unplug_all(self):
        for line in pathlib.Path('/proc/self/mounts').read_text().splitlines():
            place = line.split()[1]
            if place.startswith('/media/'):
                run('umount', '--lazy', place.replace('\\040', ' '), check=False)
        for loop in list(self.loops):
            self.pull(loop)

    @staticmethod
    def mounts():
        """(place, options) of what is mounted below /media."""
        lines = [line.split() for line in pathlib.Path('/proc/self/mountinfo').read_text().splitlines()]
        return [(f[4].replace('\\040', ' '), set(f[5].split(','))) for f in lines
                if f[4].startswith('/media/')]

    def stop(self):
        self.unplug_all()
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Visitor:
    """stick-visitor and its worker, spoken to by lines."""

    def __init__(self, program, worker_dir):
        self.process = subprocess.Popen([program, worker_dir], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *words):
        self.say(*words)
        return self.hear()

    def say(self, *words):
        self.process.stdin.write(' '.join(str(w) for w in words) + '\n')

    def hear(self):
        # A hang here ends with the whole machine (enter()).
        answer = self.process.stdout.readline().rstrip('\n')
        if not answer:
            raise AssertionError('the visitor fell')
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(20)


def stage_worker(worker):
    """The worker in a folder of its own, as beside the shell."""
    place = pathlib.Path('/run/stage')
    place.mkdir(exist_ok=True)
    shutil.copy(worker, place / 'guichet-stick')
    place.chmod(0o755)
    return place
