# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal on a virtual centre of its own, and a resident's hands and eyes: keys and pointer go in
at the X server, what is seen comes from its pixels, what was asked of the sites from their journal."""

import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'lab')]

import client  # noqa: E402
from screen import Screen, count_colours, difference  # noqa: E402
from terminal import Failure, Terminal, wait_for  # noqa: E402

COLUMNS = 3
# A caret blinks, a focus ring comes and goes.
SMALL = 0.004
SERVICE = '''# SPDX-License-Identifier: GPL-3.0-or-later
[Service]
Name={name}
Sentence=Page de démonstration.
Home={home}
Group=autres
Place={place}
Navigate={navigate}
Load={navigate}
'''


def host_of(address):
    return address.split('/')[2].split('#')[0]


class Stage(Terminal):
    """tiles: place on the first screen (1 to 11; the mailboxes are 12) -> (id, name, address)."""

    def __init__(self, build, source, tiles=None, **options):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='gs-', dir='/tmp'))
        self.eye = None
        self.pictures = 0
        self.has_printer = False
        self.paper = None  # the colour behind the tiles, at the edge
        self.shots = os.environ.get('GUICHET_SHOTS')
        self.lab = client.Lab(str(self.directory / 'lab'), '--centre',
                              str(self.directory / 'centre'))
        for place, (name, title, address, *more) in (tiles or {}).items():
            navigate = ';'.join([host_of(address), *more])
            (self.directory / 'centre' / 'services.d' / f'{name}.conf').write_text(
                SERVICE.format(name=title, home=address, place=place, navigate=navigate))
        super().__init__(build, source, centre=self.directory / 'centre', **options)

    def start(self):
        super().start()
        self.eye = Screen(self.display, self.size)
        self.move(1, self.size[1] - 1)
        self.paper = self.edge(self.wait_still())

    def __exit__(self, kind, *unused):
        if kind and self.eye:
            self.shoot('failed')
        self.stop()

    def stop(self):
        if self.eye:
            self.eye.close()
            self.eye = None
        super().stop()
        if self.lab:
            self.lab.stop()
            self.lab = None
        shutil.rmtree(self.directory, ignore_errors=True)

    # --- eyes ---

    def look(self):
        return self.eye.read()

    def edge(self, picture=None):
        """The colour half way down at the left edge, where there is nothing but what lies behind all."""
        at = (self.size[1] // 2 * self.size[0] + 3) * 4
        return (picture or self.look())[at:at + 3]

    def has_back(self):
        """Whether the bar begins with "Back": the upper edge of its button is seen."""
        picture, width = self.look(), self.size[0]
        starts = [(y * width + width // 16) * 4 for y in range(self.size[1] // 50)]
        return len({picture[at:at + 3] for at in starts}) > 1

    def differs(self, picture, share=SMALL):
        return difference(picture, self.look()) > share

    def wait_changed(self, before, share=SMALL, seconds=20.0):
        """Waits until the screen shows something else, at rest."""
        wait_for('another picture', lambda: self.differs(before, share), seconds)
        return self.wait_still()

    def wait_like(self, picture, share=SMALL, seconds=20.0):
        """Waits until the screen shows what it showed before."""
        last = [1.0]

        def is_like():
            last[0] = difference(picture, self.look())
            return last[0] <= share
        try:
            wait_for('the same picture', is_like, seconds)
        except Failure as failure:
            self.shoot('not-like')
            raise Failure(f'{failure}: {last[0]:.4f} of it differs') from None

    def wait_still(self, seconds=20.0, quiet=0.35, share=0.0004):
        """Waits until nothing but a caret moves, and gives the picture."""
        if self.eye is None:
            return super().wait_still(seconds)
        last, since, end = self.look(), time.monotonic(), time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.04)
            now = self.look()
            if difference(last, now) > share:
                last, since = now, time.monotonic()
            elif time.monotonic() - since >= quiet:
                return now
        raise Failure(f'the screen did not come to rest in {seconds:g} s')

    def shoot(self, name):
        """Keeps a picture for people to look at, when they ask for it."""
        # A window may be shown before its first picture.
        wait_for(f'a picture of {name}', lambda: count_colours(self.look()) >= 4, 10)
        if self.shots:
            self.pictures += 1
            pathlib.Path(self.shots).mkdir(parents=True, exist_ok=True)
            self.screenshot(pathlib.Path(self.shots) / f'{self.pictures:02}-{name}.png')

    # --- the journal ---

    def latest(self):
        return self.lab.control('/state')['last']

    def requests(self, since=0, **wanted):
        return [line for line in self.lab.journal(since=since, event='request', **wanted)]

    def wait_request(self, since=0, seconds=20.0, **wanted):
        return wait_for(f'a request {wanted}', lambda: self.requests(since, **wanted), seconds, 0.04)

    def wait_page(self, since=0, **wanted):
        """Waits until the page that was asked for is seen, on whose keys one can count."""
        self.wait_request(since, **wanted)
        wait_for('the page', lambda: self.edge() != self.paper)
        return self.wait_still()

    # --- what runs ---

    def descendants(self, name=None, root=None):
        """Numbers of the processes that the supervisor (or @root) started, of all generations."""
        parents, names = {}, {}
        for entry in pathlib.Path('/proc').iterdir():
            if entry.name.isdigit():
                try:
                    text = (entry / 'stat').read_text()
                except OSError:
                    continue
                parents[int(entry.name)] = int(text.rpartition(')')[2].split()[1])
                names[int(entry.name)] = text[text.index('(') + 1:text.rindex(')')]
        found, fresh = [], [root or self.supervisor.pid]
        while fresh:
            fresh = [pid for pid, parent in parents.items() if parent in fresh]
            found += fresh
        return [pid for pid in found if name is None or names[pid] == name]

    def wait_quiet(self):
        """Waits until a spare is ready, and the world that only looked at the sandbox is over."""
        self.wait_spare()
        wait_for('the end of the look at the sandbox',
                 lambda: self.status().get('sandbox-checked')
                 and len(self.descendants('guichet')) == 2)

    def front_shell(self):
        """The shell of the world that shows a page: the one that has a web process."""
        web = self.wait_web_process()
        for pid in self.descendants('guichet'):
            if web in self.descendants(root=pid):
                return pid
        raise Failure('no shell has the web process')

    def wait_web_process(self):
        return wait_for('a web process', lambda: self.descendants('WebKitWebProces'))[-1]

    # --- hands ---

    def open_tile(self, place):
        """Opens a tile by the keyboard; the first one has the focus."""
        row, column = divmod(place - 1, COLUMNS)
        self.key(*['Down'] * row, *['Right'] * column, 'Return')

    def press_bar(self, name, tab=0):
        """Presses a button of the bar by the keyboard: F6 leads to the first of them."""
        names = ['back', *['print'] * self.has_printer, 'smaller', 'larger', 'documents', 'help',
                 'home', 'done', 'tab']
        keys = ['F6', *['Tab'] * (names.index(name) + tab), 'Return']
        self.key(*keys)
        # A button pressed by a key acts a moment later; the next keys are for what is there then. A page
        # may take the focus in the middle of them: one presses again.
        if name == 'home':
            for _ in range(3):
                try:
                    return wait_for('the tiles', lambda: not self.has_back(), 7)
                except Failure:
                    self.key(*keys)
            wait_for('the tiles', lambda: not self.has_back())

    def press_bar_of_documents(self, name):
        """The same where documents are shown: there is no text size."""
        self.key('F6', *['Tab'] * ['back', 'documents', 'help', 'home', 'done'].index(name), 'Return')

    def ask_end(self):
        before = self.look()
        self.press_bar('done')
        wait_for('the question', lambda: self.differs(before, 0.2))

    def confirm_end(self, press=None):
        """Confirms “J’ai fini”, whose first answer is to go on."""
        wipes = self.status()['wipes-verified']
        # A press within a moment after the question is no answer (GUICHET_VISIT_CONFIRM_GUARD).
        self.wait_still(quiet=0.65)
        if press is None:
            self.key('Tab', 'Return')
        else:
            press()
        wait_for('the proof of the wipe', lambda: self.status()['wipes-verified'] == wipes + 1)
        self.wait_state('home')

    def counts(self):
        return json.loads(self.report('--json').stdout)['counts']
