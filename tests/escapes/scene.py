# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage on which escapes are tried, and the probes that say what came of each try: windows,
processes, files, what the sites saw, where the page is, what the supervisor says."""

import json
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'integration'))

from stage import SERVICE, Failure, Stage, difference, wait_for  # noqa: E402,F401

# The policy that the classes of addresses assume (facts of the corpus).
HOME = 'https://www.caf.fr/_lab/escapes/'
NAVIGATE = 'www.caf.fr;*.impots.gouv.fr'
VIEW = re.compile(r"View \d+ \(role (\S+), PID (\d+),")
NOT_WINDOWS = ('wl_pointer-cursor', 'kiosk-shell-background')


class Scene(Stage):
    """A terminal whose first tile is the hostile page. @navigate: what its service may show."""

    NAVIGATE = NAVIGATE

    def __init__(self, build, source, navigate=NAVIGATE, load=None, extra_conf='', **options):
        super().__init__(build, source, {}, **options)
        text = SERVICE.format(name='Essais', home=HOME, place=1, navigate=navigate)
        if load:
            text = text.replace(f'Load={navigate}', f'Load={navigate};{load}')
        (self.tree['centre'] / 'services.d' / 'essai-evasion.conf').write_text(text)
        conf = self.tree['centre'] / 'guichet.conf'
        conf.write_text(conf.read_text() + extra_conf)
        self.seen = 0

    def spawn(self, name, command, **env):
        # It tells its windows to who may speak to it directly; worlds do not.
        if name == 'compositor':
            command = list(command) + ['--debug']
        return super().spawn(name, command, **env)

    # --- probes ---

    def windows(self):
        """Kinds of the windows that the compositor shows, of all clients: ['xdg_toplevel']."""
        result = self.run(['env', 'WAYLAND_DISPLAY=guichet-display', 'weston-debug', 'scene-graph'])
        return sorted(role for role, _ in VIEW.findall(result.stdout) if role not in NOT_WINDOWS)

    def written(self):
        """Files in the folder that the compositor runs in: pictures and films of the screen."""
        return sorted(path.name for path in self.dir.iterdir()
                      if path.suffix in ('.png', '.wcap', '.jpg', '.webm'))

    def shells(self):
        return sorted(self.descendants('guichet'))

    def programs(self):
        """Names of all that the supervisor and its worlds run."""
        names = set()
        for pid in self.descendants():
            try:
                names.add(pathlib.Path(f'/proc/{pid}/comm').read_text().strip())
            except OSError:
                continue
        return names

    # --- the hostile page ---

    def play(self, task):
        self.lab.control('/play', 'POST', json.dumps(task).encode())

    def played(self):
        events = self.lab.control(f'/played?since={self.seen}')
        self.seen += len(events)
        return events

    def open_page(self):
        self.played()
        self.open_tile(1)
        return wait_for('the hostile page', lambda: [
            event for event in self.played() if event['event'] == 'next'], 30)[-1]
