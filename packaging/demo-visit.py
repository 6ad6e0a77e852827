# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a terminal on a virtual centre, tried by hand or played by real input events."""

import argparse
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'tests' / 'integration'), str(HERE.parent / 'tests' / 'lab')]

import client  # noqa: E402
from devices import Devices  # noqa: E402
from terminal import Failure, Terminal, wait_for  # noqa: E402

NUMBER = '1234567'
PASSWORD = 'demonstration'
QUIET = 0.35
# From the right edge, at the smallest scale, to the middle of “Documents (1)”.
BAR_DOCUMENTS = 480


class Story:
    """A resident's visit, step by step: each is done by real input, looked at and pictured."""

    def __init__(self, terminal, lab, devices, out):
        self.terminal = terminal
        self.devices = devices
        self.lab = lab
        self.out = out
        self.failed = 0
        self.number = 0

    def step(self, words, name, action):
        self.number += 1
        try:
            action()
            self.terminal.wait_still(quiet=QUIET)
            verdict, why = 'ok', ''
        except Failure as failure:
            self.failed += 1
            verdict, why = 'FAILED', f': {failure}'
        if self.out:
            self.terminal.screenshot(self.out / f'{self.number:02}-{name}.png')
        print(f'{verdict:6} {self.number:2} {words}{why}', flush=True)

    # Places on the screen, as parts of it: columns and rows of the tiles, buttons of the bar.
    def tile(self, column, row, below_bar=False):
        width, height = self.terminal.size
        top, bottom = (0.29, 0.98) if below_bar else (0.13, 0.96)
        # The photocopy has its place below the tiles, where there is room for it.
        if self.devices and (not below_bar or width >= 1200):
            bottom -= 0.08
        self.terminal.click(width * (0.18 + 0.32 * column),
                            height * (top + (bottom - top) * (row + 0.5) / 4))

    def bar_from_right(self, pixels):
        self.terminal.click(self.terminal.size[0] - pixels * self.scale(), 38)

    def scale(self):
        """The bar grows with the screen."""
        return 1.5 if self.terminal.size[1] >= 1000 else 1

    def first_tab(self):
        self.terminal.click(self.terminal.size[0] * 0.25, 104 * self.scale())

    def wait_request(self, host, path=None):
        def asked():
            return [entry for entry in self.lab.journal(host=host)
                    if entry.get('event') == 'request' and path in (None, entry.get('path'))]
        return wait_for(f'a request to {host}', asked)

    def latest(self):
        return self.lab.control('/state')['last']

    # --- the steps ---

    def show_tiles(self):
        self.terminal.wait_state('home')
        self.terminal.wait_spare()

    def open_caf(self):
        self.tile(0, 0)
        self.wait_request('www.caf.fr', '/')

    def open_login(self):
        self.terminal.key('Tab', 'Return')
        self.wait_request('connect.caf.fr', '/connexion')

    def log_in(self):
        self.terminal.type(NUMBER)
        self.terminal.key('Tab')
        self.terminal.type(PASSWORD)
        self.terminal.key('Return')
        self.wait_request('connect.caf.fr', '/code')

    def go_home(self):
        self.bar_from_right(250)

    def open_mail_group(self):
        self.tile(2, 3, below_bar=True)

    def open_mail(self):
        self.terminal.key('Return')
        wait_for('the webmail', lambda: [e for e in self.lab.journal()
                                         if e.get('event') == 'request'
                                         and 'caf' not in e.get('host', '')])

    def return_to_login(self):
        since = self.latest()
        self.first_tab()
        self.terminal.wait_still(quiet=QUIET)
        if [e for e in self.lab.journal(since=since) if e.get('event') == 'request'
                and e.get('host') == 'connect.caf.fr']:
            raise Failure('the login page was loaded again')

    def type_code(self):
        codes = self.lab.control('/codes')
        if not codes:
            raise Failure('no code was sent')
        self.terminal.type(codes[-1])
        self.terminal.key('Return')
        self.wait_request('wwwd.caf.fr')

    # Documents: from the account to paper, from paper into the account.
    def download(self):
        self.terminal.key('Tab', 'Return')
        self.wait_request('wwwd.caf.fr', '/attestation/paiement.pdf')
        self.terminal.wait_still(quiet=1.0)

    def look_at_it(self):
        self.terminal.key('F6', 'F6', 'Return')

    def open_documents(self):
        self.terminal.key('Return')
        self.terminal.wait_still(quiet=QUIET)
        self.bar_from_right(BAR_DOCUMENTS)

    def open_sheet(self):
        self.terminal.key('Return')
        self.terminal.wait_still(quiet=QUIET)
        self.terminal.key('Tab', 'Return')
        self.terminal.wait_still(quiet=1.0)

    def print_it(self):
        self.terminal.key('Return')
        wait_for('paper', self.devices.printing.papers, 60)
        wait_for('an empty queue', lambda: not self.devices.printing.spooled(), 60)
        self.terminal.wait_still(quiet=1.0)

    def open_form(self):
        self.terminal.key('Return')
        self.terminal.wait_still(quiet=QUIET)
        self.first_tab()
        self.terminal.wait_still(quiet=QUIET)
        self.terminal.key('Tab', 'Tab', 'Return')
        self.wait_request('wwwd.caf.fr', '/_lab/upload/')

    def press_file_button(self):
        self.terminal.key('Tab', 'Tab', 'space')

    def choose_to_scan(self):
        self.terminal.key('Tab', 'Return')

    def lay_sheet(self):
        self.terminal.key('Return')

    def scan(self):
        self.terminal.key('Return')
        wait_for('a page', lambda: [line for line in self.devices.scanner.requests
                                    if line.endswith('NextDocument')], 60)
        self.terminal.wait_still(quiet=1.5)

    def attach(self):
        self.terminal.key('Return')

    def send(self):
        since = self.latest()
        self.terminal.key('Tab', 'Return')
        sent = wait_for('the document at the site',
                        lambda: self.lab.journal(since=since, event='upload'))[0]
        if sent['magic'] != 'pdf':
            raise Failure('the site got something else')

    def documents(self):
        if not self.devices:
            return []
        return [
            ('an attestation downloaded: it is in the tray', 'received', self.download),
            ('seen at once', 'seen', self.look_at_it),
            ('“Mes documents”', 'tray', self.open_documents),
            ('its sheet: copies, pages, sides', 'print-sheet', self.open_sheet),
            ('printed', 'printed', self.print_it),
            ('back in the account, a form', 'form', self.open_form),
            ('its file button: the tray, no file chooser', 'which', self.press_file_button),
            ('“Numériser un papier”', 'scan-what', self.choose_to_scan),
            ('one thing at a time', 'scan-place', self.lay_sheet),
            ('the letter on the glass', 'scanned', self.scan),
            ('attached', 'attached', self.attach),
            ('the site received it', 'sent', self.send),
        ]

    def ask_end(self):
        self.bar_from_right(95)

    def confirm_end(self):
        verified = self.terminal.status()['wipes-verified']
        self.terminal.key('Tab', 'Return')
        wait_for('the proof of the wipe',
                 lambda: self.terminal.status().get('wipes-verified') == verified + 1)
        self.terminal.wait_state('home')

    def look_for_leaks(self):
        leaks = self.lab.control('/leaks')
        if leaks:
            raise Failure(f'unlisted hosts were reached: {leaks}')

    def play(self):
        steps = [
            ('clean tiles, a spare world waits hidden', 'tiles', self.show_tiles),
            ('Caf touched: its page, through the gate', 'service', self.open_caf),
            ('the login page', 'login', self.open_login),
            ('number and password typed: a code is sent by mail', 'code-asked', self.log_in),
            ('home again, the login page stays open', 'second-service', self.go_home),
            ('the mailboxes', 'mailboxes', self.open_mail_group),
            ('the mailbox, with the code', 'mailbox', self.open_mail),
            ('back at the login page, not reloaded', 'still-there', self.return_to_login),
            ('the code typed: the account opens', 'account', self.type_code),
            *self.documents(),
            ('“J’ai fini”: one question', 'end-question', self.ask_end),
            ('the world is gone, it is proved, clean tiles', 'clean', self.confirm_end),
            ('no unlisted host was ever reached', 'no-leak', self.look_for_leaks),
        ]
        for step in steps:
            self.step(*step)


def has_display():
    return bool(os.environ.get('WAYLAND_DISPLAY') or os.environ.get('DISPLAY'))


def parse_arguments():
    parser = argparse.ArgumentParser(prog='packaging/demo', description=__doc__)
    parser.add_argument('--build', type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument('--source', type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument('--headless', action='store_true', help='play a visit, save pictures')
    parser.add_argument('--out', type=pathlib.Path, help='directory of the pictures (demo-pictures)')
    parser.add_argument('--size', default='1280x800', help='of the screen, in pixels')
    return parser.parse_args()


def make_devices(build):
    """None where a printer and a scanner cannot be had."""
    shim = build / 'tests' / 'lab' / 'libno-avahi.so'
    if not shim.exists() or not shutil.which('ippeveprinter') or not shutil.which('pdftoppm'):
        return None
    return Devices(shim.resolve())


def play(arguments, lab, devices, centre, size):
    out = arguments.out or pathlib.Path('demo-pictures')
    out.mkdir(parents=True, exist_ok=True)
    with Terminal(arguments.build, arguments.source, size=size, centre=centre) as terminal:
        story = Story(terminal, lab, devices, out)
        story.play()
        print()
        print(terminal.report().stdout.rstrip())
        print(f'\nPictures: {out}')
    return 1 if story.failed else 0


def show(arguments, centre, size):
    print('A terminal opens in a window. Nothing in it is real: any number and any password will do;'
          '\nthe code is in the mailbox. Close the window, or press Ctrl+C here, to end.')
    display = os.environ.get('DISPLAY')
    with Terminal(arguments.build, arguments.source, size=size, centre=centre, xvfb=False,
                  display=display) as terminal:
        try:
            while terminal.compositor.poll() is None and terminal.supervisor.poll() is None:
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass
        print(terminal.report().stdout.rstrip())
    return 0


def main():
    arguments = parse_arguments()
    size = tuple(int(part) for part in arguments.size.split('x'))
    headless = arguments.headless or not has_display()
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(1))
    directory = pathlib.Path(tempfile.mkdtemp(prefix='guichet-demo-'))
    try:
        devices = None
        lab = client.Lab(str(directory / 'lab'), '--centre', str(directory / 'centre'))
        try:
            centre = directory / 'centre'
            shutil.rmtree(centre / 'services.d', ignore_errors=True)
            (centre / 'groups.conf').unlink(missing_ok=True)
            devices = make_devices(arguments.build)
            if devices:
                devices.add_to(centre / 'guichet.conf')
            return play(arguments, lab, devices, centre, size) if headless else show(
                arguments, centre, size)
        finally:
            if devices:
                devices.stop()
            lab.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())
