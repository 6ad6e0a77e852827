# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole visits by real input on the real parts: by pointer, by keyboard alone, with all that can go
wrong on the way. GUICHET_SHOTS=DIR keeps a picture of each step."""

import json
import os
import pathlib
import re
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import Failure, Stage, difference, wait_for  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
FAULTS = 'https://faults.lab.example/page/'
TILES = {2: ('essai-lien', 'Lien', FAULTS + 'leaving-link'),
         3: ('essai-fenetre', 'Fenêtre', FAULTS + 'popup'),
         4: ('essai-tls', 'Preuve', 'https://preuve.lab.example/'),
         5: ('essai-absent', 'Absent', 'https://absent.lab.example/')}
MAILBOXES = 12
NUMBER = '1234567'
# The tiles' and buttons' centres at 1280x800, measured on a picture of the screen.
BAR = {'home': (1045, 41), 'done': (1195, 41)}
END_BUTTON = (640, 523)
GRID = ((232, 641, 1048), (188, 357, 525, 693))
GRID_BELOW_BAR = ((232, 641, 1048), (302, 426, 546, 668))
FIRST_MAILBOX = (232, 253)
BESIDE_THE_LIST = 1240
TCP_LISTEN = '0A'


def is_developers_build():
    options = json.loads((pathlib.Path(BUILD) / 'meson-info/intro-buildoptions.json').read_text())
    return any(option['name'] == 'developer' and option['value'] for option in options)


class Pointer:
    """Everything that can be touched is touched; keys only inside pages."""

    def __init__(self, stage):
        self.stage = stage

    def open_tile(self, place, grid=GRID):
        row, column = divmod(place - 1, 3)
        self.stage.click(grid[0][column], grid[1][row])

    def open_second(self, place):
        self.open_tile(place, GRID_BELOW_BAR)

    def open_first_mailbox(self):
        self.stage.click(*FIRST_MAILBOX)

    def press_bar(self, name):
        self.stage.click(*BAR[name])

    def press_tab(self, index, count):
        self.stage.click((index + 0.5) * 1280 / count, 116)

    def end(self):
        self.stage.confirm_end(lambda: self.stage.click(*END_BUTTON))
        self.stage.move(1, self.stage.size[1] - 1)


class Keyboard:
    """Never a pointer."""

    def __init__(self, stage):
        self.open_tile = self.open_second = stage.open_tile
        self.press_bar = stage.press_bar
        self.end = stage.confirm_end
        self.stage = stage

    def open_first_mailbox(self):
        self.stage.key('Return')

    def press_tab(self, index, _count):
        self.stage.press_bar('tab', index)


class VisitTest(unittest.TestCase):
    size = (1280, 800)

    def setUp(self):
        self.stage = Stage(BUILD, SOURCE, TILES, size=self.size)
        self.addCleanup(self.stage.stop)
        try:
            self.stage.start()
            self.stage.wait_quiet()
        except Exception:
            print(self.stage.log()[-3000:], file=sys.stderr)
            raise
        self.home = self.stage.wait_still()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.pictures = max(self.stage.pictures, 90)
            self.stage.shoot(f'{self._testMethodName}-failed')

    def step(self, name, action, share=0.002):
        """Does @action, waits until the screen shows something else, and gives the picture."""
        before = self.stage.look()
        action()
        picture = self.stage.wait_changed(before, share)
        self.stage.shoot(f'{self._testMethodName[5:]}-{name}')
        return picture

    # --- a code by mail, two live pages ---

    def log_in(self, hands):
        stage = self.stage
        self.step('page', lambda: hands.open_tile(1))
        stage.wait_page(host='www.caf.fr', path='/')
        self.step('login', lambda: stage.key('Tab', 'Return'))
        stage.wait_page(host='connect.caf.fr', path='/connexion')
        stage.type(NUMBER)
        stage.key('Tab')
        stage.type('demonstration')
        self.step('code-asked', lambda: stage.key('Return'))
        stage.wait_request(host='connect.caf.fr', path='/code', method='GET')

    def read_mail(self, hands):
        stage = self.stage
        self.step('second-service', lambda: hands.press_bar('home'))
        picture = self.step('mailboxes', lambda: hands.open_second(MAILBOXES))
        # Seven tiles: no bar to scroll them by stands beside them.
        at = (700 * self.size[0] + BESIDE_THE_LIST) * 4
        self.assertEqual(picture[at:at + 3], stage.paper)
        self.step('mailbox', hands.open_first_mailbox)
        stage.wait_page(host='mail.google.com', path='/')
        self.step('mail', lambda: stage.key('Tab', 'Return'))
        self.assertTrue(stage.wait_request(host='mail.google.com', path='/message/1'))

    def check_code_by_mail(self, hands):
        stage = self.stage
        stage.shoot(f'{self._testMethodName[5:]}-home')
        self.log_in(hands)
        code = stage.lab.control('/codes')[0]
        # Half of it is typed before the page is left: only a page that lived on still holds it.
        self.step('half-typed', lambda: stage.type(code[:3]), 0.00002)
        since = stage.latest()
        self.read_mail(hands)
        self.step('back-at-login', lambda: hands.press_tab(0, 2))
        self.assertEqual(stage.requests(since, host='connect.caf.fr'), [])
        stage.type(code[3:])
        self.step('account', lambda: stage.key('Return'))
        self.assertTrue(stage.wait_request(since, host='wwwd.caf.fr', path='/compte'))
        self.assertEqual(len(stage.requests(since, host='connect.caf.fr')), 1)
        self.step('end-question', lambda: hands.press_bar('done'))
        hands.end()
        stage.wait_like(self.home, 0.0)
        stage.shoot(f'{self._testMethodName[5:]}-clean')
        self.check_counts({'visit-ended': {'done': 1}, 'visit-duration': {'under-5': 1},
                           'service-opened': {'caf': 1, 'webmail-gmail': 1},
                           'group-opened': {'webmail': 1}, 'language-used': {'fr': 1},
                           'wipe': {'verified': 1}, 'page-failure': {}, 'dropped': {}})
        # The hour of a visit's start is known of the month alone.
        self.assertEqual(sum(self.stage.counts()['busy-hours'].values()), 1)

    def check_counts(self, wanted):
        counts = self.stage.counts()
        self.assertEqual({key: counts[key] for key in wanted}, wanted)

    def test_pointer(self):
        self.check_code_by_mail(Pointer(self.stage))

    def test_keyboard(self):
        self.check_code_by_mail(Keyboard(self.stage))

    # --- what goes wrong ---

    def refuse_and_return(self):
        """A link out of the service: a calm page, and the form as it was left."""
        stage = self.stage
        self.step('link', lambda: stage.open_tile(2))
        stage.wait_page(path='/page/leaving-link')
        stage.key('Tab')
        stage.type('gardez ceci')
        stage.key('Tab')
        since, typed = stage.latest(), stage.wait_still()
        self.step('refused', lambda: stage.key('Return'), 0.05)
        stage.key('Return')
        stage.wait_like(typed)
        self.assertEqual(stage.requests(since), [])

    def open_popup(self):
        stage = self.stage
        stage.press_bar('home')
        self.step('popup-service', lambda: stage.open_tile(3), 0.02)
        stage.wait_request(path='/page/popup')
        opener = stage.wait_still()
        self.step('popup', lambda: stage.key('Return'), 0.02)
        stage.wait_request(host='faults.lab.example', path='/')
        # Back from its first page closes it: the page that opened it is looked at.
        self.step('popup-left', lambda: stage.press_bar('back'), 0.005)
        self.assertLess(difference(opener, stage.look()), 0.02)

    def crash(self):
        stage = self.stage
        since = stage.latest()
        for pid in stage.descendants('WebKitWebProces'):
            os.kill(pid, signal.SIGKILL)
        self.step('crashed', lambda: None, 0.02)
        self.step('reopened', lambda: stage.key('Return'), 0.02)
        stage.wait_request(since, path='/page/popup')

    def fail_and_retry(self, name, tile, host, fault, keys):
        """A fault of the lab: a calm page; trying again helps only once the fault is over."""
        stage = self.stage
        stage.lab.fault(host, fault)
        stage.press_bar('home')
        stage.open_tile(tile)
        # Something is tried before the page says so.
        wait_for('a try', lambda: stage.lab.journal(host=host))
        failed = stage.wait_still(quiet=1.0)
        stage.shoot(f'failures-{name}')
        for _ in range(3):
            since, before = stage.latest(), failed
            stage.key(*keys)
            wait_for('another try', lambda after=since: stage.lab.journal(after, host=host))
            failed = stage.wait_still(quiet=1.0)
            # What stood still at first may have been the page on its way.
            if not stage.differs(before):
                break
        stage.wait_like(before)
        self.assertEqual(stage.requests(host=host), [])
        stage.lab.control('/fault/clear', 'POST')
        self.step(f'{name}-mended', lambda: stage.key(*keys), 0.02)
        stage.wait_request(host=host)

    def test_failures(self):
        stage = self.stage
        self.refuse_and_return()
        self.open_popup()
        self.crash()
        # The wise thing to do comes first: trying again is the second button of a bad certificate.
        self.fail_and_retry('tls', 4, 'preuve.lab.example', 'badcert', ['shift+Tab', 'Return'])
        self.fail_and_retry('absent', 5, 'absent.lab.example', 'refuse', ['Return'])
        stage.ask_end()
        stage.confirm_end()
        stage.wait_like(self.home, 0.0)
        counts = stage.counts()
        failures = counts['page-failure']
        self.assertEqual(failures.get('refused'), 1)
        self.assertEqual(failures.get('crashed'), 2)
        self.assertGreaterEqual(failures.get('tls', 0), 1)
        self.assertGreaterEqual(failures.get('not-found', 0), 1)
        self.assertEqual(counts['dropped'], {})

    # --- a shell that hangs, and what it is given ---

    def test_hung_shell(self):
        stage = self.stage
        self.step('page', lambda: stage.open_tile(2))
        stage.wait_request(path='/page/leaving-link')
        self.check_environment(stage.front_shell())
        os.kill(stage.front_shell(), signal.SIGSTOP)
        wait_for('the heartbeat', lambda: stage.status()['wipes-verified'] == 1, 30, 0.1)
        stage.wait_state('home')
        stage.wait_like(self.home, 0.0)
        self.check_counts({'visit-ended': {'heartbeat': 1}, 'wipe': {'verified': 1},
                           'service-opened': {'essai-lien': 1}})

    def check_environment(self, pid):
        """Exactly what the world's table says: nothing inherited."""
        text = pathlib.Path(f'/proc/{pid}/environ').read_bytes().decode()
        found = {pair.partition('=')[0] for pair in text.split('\0') if pair}
        table = (pathlib.Path(SOURCE) / 'session-reset' / 'world-command.c').read_text()
        known = set(re.findall(r'\{ "([A-Z_0-9]+)", [^}]*\}', table))
        known |= set(re.findall(r'"--setenv", "([A-Z_0-9]+)"', table)) | {'PWD'}
        self.assertLessEqual(found, known)
        self.assertLessEqual({'PATH', 'HOME', 'LANG', 'GUICHET_CHANNEL_FD'}, found)
        self.assertFalse({'DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS'} & found)
        for text in ('/tmp/gt-', '/tmp/gs-'):
            self.assertNotIn(text, pathlib.Path(f'/proc/{pid}/environ').read_bytes().decode())
        self.check_descriptors(pid)

    def check_descriptors(self, pid):
        """Shared with us: the channel's pair, whose ends differ, and the gate's listener, which is
        of the world's own network. What else it has it opened itself, in its own world."""
        ours = {os.readlink(f'/proc/{self.stage.supervisor.pid}/fd/{fd}')
                for fd in os.listdir(f'/proc/{self.stage.supervisor.pid}/fd')}
        links = {int(fd): os.readlink(f'/proc/{pid}/fd/{fd}')
                 for fd in os.listdir(f'/proc/{pid}/fd')}
        self.assertTrue(links[3].startswith('socket:'), links)
        listeners = {f'socket:[{row.split()[9]}]'
                     for row in pathlib.Path(f'/proc/{pid}/net/tcp').read_text().splitlines()
                     if row.split()[3] == TCP_LISTEN}
        shared = {fd: link for fd, link in links.items() if fd > 2 and link in ours
                  and link not in listeners and not link.startswith('anon_inode:')}
        self.assertEqual(shared, {})
        self.assertEqual(len(listeners), 1)
        # A developer's build shows what worlds print; a terminal's never does.
        silent = '' if is_developers_build() else '/dev/null'
        for fd, link in links.items():
            if fd <= 2:
                self.assertIn(silent, link)
            else:
                self.assertNotIn(str(self.stage.dir), link, fd)


class SizesTest(unittest.TestCase):
    """The screens at the other sizes, by keyboard; the pictures are for people to look at."""

    def step(self, name, action, share=0.02):
        before = self.stage.look()
        action()
        picture = self.stage.wait_changed(before, share)
        self.stage.shoot(f'{self.stage.size[0]}-{name}')
        return picture

    def show_home(self):
        stage = self.stage
        stage.shoot(f'{stage.size[0]}-home')
        self.step('others', lambda: stage.key('shift+Tab', 'Return'))
        self.step('group', lambda: stage.key('Return'))
        stage.key('shift+Tab')
        self.step('found', lambda: stage.type('retraite'))
        self.step('nothing', lambda: stage.type('zzz'))

    def show_pages(self):
        stage = self.stage
        self.step('page', lambda: stage.open_tile(1))
        stage.wait_request(host='www.caf.fr')
        stage.press_bar('home')
        self.step('link', lambda: stage.open_tile(2))
        self.step('refused', lambda: stage.key('Tab', 'Tab', 'Return'))
        stage.press_bar('home')
        stage.lab.fault('preuve.lab.example', 'badcert')
        self.step('tls', lambda: stage.open_tile(4))
        before = stage.look()
        stage.press_bar('done')
        stage.wait_changed(before, 0.2)
        stage.shoot(f'{stage.size[0]}-end')

    def show(self, size):
        with Stage(BUILD, SOURCE, TILES, size=size) as stage:
            self.stage = stage
            stage.wait_quiet()
            home = stage.wait_still()
            self.show_home()
            stage.reset()
            stage.wait_like(home, 0.0)
            stage.wait_spare()
            self.show_pages()
            stage.confirm_end()
            stage.wait_like(home, 0.0)

    def test_small(self):
        self.show((1024, 768))

    def test_large(self):
        self.show((1920, 1080))


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', '-f', *sys.argv[3:]])
