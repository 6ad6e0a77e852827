# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal that sleeps outside the opening hours: the compositor sends no signal to the screen, and
wakes at input, at opening, by the staff's chord. Its module (session-reset/screen-module.c) is the real
one, loaded into the nested compositor; the wall clock is libfaketime's, input is the X server's.

test-sleep.py BUILD SOURCE [unittest's arguments]. GUICHET_SHOTS=DIR keeps pictures.
"""

import glob
import pathlib
import socket
import struct
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
TILES = {1: ('essai-un', 'Un', 'https://faults.lab.example/page/leaving-link')}
DAY = 24 * 3600
DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
BLACK = bytes(3)
SCREEN = 'guichet_screen'
# wl_display.get_registry; its object is 2, and the next ones 3 and 4: others are refused for that alone.
GET_REGISTRY = struct.pack('=III', 1, 12 << 16 | 1, 2)


class Night(Stage):
    """Closed today and tomorrow, open in three days' time: set_clock() brings that about."""

    def __init__(self, **options):
        super().__init__(BUILD, SOURCE, TILES, **options)
        now = time.localtime().tm_wday
        hours = ''.join(f'{DAYS[(now + n) % 7]}=00:01-23:59\n' for n in (3, 4))
        with open(self.tree['centre'] / 'guichet.conf', 'a', encoding='utf-8') as file:
            file.write(f'[Hours]\n{hours}Sleep=5 s\n[Input]\nResetHold=1 s\n')

    def set_clock(self, seconds):
        new = self.dir / 'clock.new'
        new.write_text(f'{seconds:+d}\n', encoding='utf-8')
        new.chmod(0o644)
        new.rename(self.dir / 'clock')

    def start_supervisor(self):
        self.set_clock(0)
        library = glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1')[0]
        # Behind env: what drops root must not make the library's semaphore, as root.
        words = {'LD_PRELOAD': library, 'FAKETIME_TIMESTAMP_FILE': self.dir / 'clock',
                 'FAKETIME_DONT_FAKE_MONOTONIC': 1, 'FAKETIME_CACHE_DURATION': 1}
        self.supervisor = self.spawn(
            'supervisor', ['env', *(f'{name}={word}' for name, word in words.items()), *self.supervisor_command()],
            WAYLAND_DISPLAY='guichet-display')

    def wait_off(self):
        wait_for('sleep', lambda: self.status().get('asleep'), 60)
        wait_for('the screen off', lambda: self.status().get('screen-off'), 60)

    def wait_tiles(self):
        wait_for('the screen on', lambda: not self.status().get('screen-off', True), 30)
        wait_for('the tiles', lambda: self.edge() == self.paper, 30)


def ask(path, *requests):
    """What the compositor answers up to the end of a round trip; None: it hung up."""
    callback = 2 + len(requests)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(20)
        sock.connect(str(path))
        heard = b''
        try:
            sock.sendall(b''.join(requests) + struct.pack('=III', 1, 12 << 16, callback))
            while True:
                part = sock.recv(65536)
                if not part:
                    return None
                heard += part
                # wl_callback.done of the round trip.
                if struct.pack('=II', callback, 12 << 16) in heard:
                    return heard
        except ConnectionError:
            return None


def bind(number, interface=SCREEN):
    text = interface.encode() + b'\0'
    text += b'\0' * (-len(text) % 4)
    body = struct.pack('=II', number, len(interface) + 1) + text + struct.pack('=II', 1, 3)
    return struct.pack('=II', 2, (8 + len(body)) << 16) + body


class Sleep(unittest.TestCase):
    def open(self, **options):
        s = Night(**options)
        self.addCleanup(s.stop)
        s.start()
        s.wait_quiet()
        return s

    def test_off_and_woken_by_a_touch(self):
        s = self.open()
        # The place of a tile.
        s.move(s.size[0] * 0.3, s.size[1] * 0.3)
        s.wait_off()
        self.assertEqual(s.edge(), BLACK)
        self.refuse_others(s)
        self.assertTrue(s.status()['screen-off'])
        # It only wakes, though there is a tile below.
        began = time.monotonic()
        s.xdotool('click', '1')
        s.wait_tiles()
        # A monitor that was off shows nothing for up to 3 s: until then nothing pressed is meant for tiles.
        self.assertGreaterEqual(time.monotonic() - began, 3)
        self.assertFalse(s.status()['asleep'])
        self.assertEqual(s.state(), 'home')
        self.assertEqual(s.requests(host='faults.lab.example'), [])
        # What is pressed now, is meant.
        s.xdotool('click', '1')
        s.wait_state('visiting')

    def refuse_others(self, s):
        """The supervisor alone is shown what switches the screen."""
        display = s.dir / 'guichet-display'
        heard = ask(display, GET_REGISTRY)
        self.assertIn(b'wl_compositor', heard)
        self.assertNotIn(SCREEN.encode(), heard)
        # Whatever its number is, it cannot be had; what is shown can, so the asking is right.
        taken = [n for n in range(1, 60) if ask(display, GET_REGISTRY, bind(n)) is not None]
        self.assertEqual(taken, [])
        taken = [n for n in range(1, 60) if ask(display, GET_REGISTRY, bind(n, 'wl_shm')) is not None]
        self.assertEqual(len(taken), 1)
        # By the module's own socket comes one client only.
        self.assertIsNone(ask(s.dir / 'guichet-display-screen', GET_REGISTRY))

    def test_opening_chord_and_staff(self):
        s = self.open()
        s.wait_off()
        # Nobody takes for stuck what cannot draw: the compositor's patience is 5 s, a shell's heartbeat too.
        worlds, end = s.descendants('guichet'), time.monotonic() + 12
        wait_for('time', lambda: time.monotonic() > end or not s.status().get('screen-off'), 20, 0.5)
        self.assertTrue(s.status()['screen-off'])
        self.assertEqual(s.descendants('guichet'), worlds)
        self.assertNotIn('does not answer', s.log())
        s.set_clock(3 * DAY)
        s.wait_tiles()
        self.assertFalse(s.status()['asleep'])
        # Staff send it to sleep while open; guichetctl's reset wakes it.
        s.control('do', 'sleep')
        s.wait_off()
        wipes = s.status()['wipes-verified']
        s.reset()
        s.wait_tiles()
        wait_for('the proof', lambda: s.status()['wipes-verified'] == wipes + 1)
        s.set_clock(0)
        s.wait_spare()
        s.wait_off()
        self.hold_chord(s)
        self.assertEqual(s.supervisor.poll(), None)

    def hold_chord(self, s):
        wipes = s.status()['wipes-verified']
        # At once: a while after the first key the window that hears them goes.
        s.xdotool('keydown', 'Control_L', 'keydown', 'Control_R', 'keydown', 'Escape')
        began = time.monotonic()
        wait_for('clean tiles', lambda: s.status().get('wipes-verified', 0) > wipes
                 and s.state() == 'home', 30)
        print(f'asleep: clean tiles {time.monotonic() - began - 1:.2f} s after the chord', flush=True)
        s.xdotool('keyup', 'Escape', 'keyup', 'Control_R', 'keyup', 'Control_L')
        s.wait_tiles()

    def test_a_world_that_dies_in_the_dark(self):
        s = self.open()
        s.wait_off()
        worlds = s.descendants('guichet')
        s.run(['kill', '-KILL', *map(str, worlds)])
        # Another is made, for which the screen is on for a moment; then it sleeps again.
        wait_for('other worlds', lambda: len(s.descendants('guichet')) == 2
                 and not set(worlds) & set(s.descendants('guichet')), 60)
        s.wait_spare()
        s.wait_off()
        self.assertEqual(s.state(), 'home')
        self.assertEqual(s.status()['failure'], '')

    def test_without_the_module(self):
        s = self.open(can_switch_off=False)
        wait_for('sleep', lambda: s.status().get('asleep'), 60)
        wait_for('a black window', lambda: s.edge() == BLACK, 30)
        self.assertFalse(s.status()['screen-off'])
        s.key('Shift_L')
        s.wait_tiles()
        self.assertFalse(s.status()['asleep'])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
