# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands on the tiles themselves, before any page: the field for searching a service, whose menus and
emoji chooser are GTK's own, and tiles that are pressed, dragged and stormed. Nothing opens but services."""

from pages import PROGRAMS
from scene import Failure, Scene

SEARCH = ('860', '53')
TILE, OTHER, EMPTY = ('230', '190'), ('1040', '690'), ('5', '400')
LETTERS = 'file:///etc/passwd', 'https://evil.example/', '<b>&amp;</b>%s%n../../', 'a' * 3000
AT, HOLD, LET = ['mousemove'], ['mousedown', '1', 'sleep', '0.1'], ['sleep', '0.1', 'mouseup', '1']
MOTS = ['type', '--args', '1', 'mots']


def drag(a, b):
    return [*AT, *a, *HOLD, *AT, '640', '400', 'sleep', '0.1', *AT, *b, *LET]


ACTS = {
    'search-right': [*AT, *SEARCH, 'click', '1', *MOTS, 'click', '3'],
    'search-menu': [*AT, *SEARCH, 'click', '1', *MOTS, 'key', 'shift+F10', 'key', 'Menu'],
    'search-emoji': [*AT, *SEARCH, 'click', '1', 'key', 'ctrl+period', 'key', 'ctrl+semicolon'],
    'search-unicode': [*AT, *SEARCH, 'click', '1', 'key', 'ctrl+shift+u', 'type', '--args', '1', '202e', 'key', 'space'],
    'search-drag': [*AT, *SEARCH, 'click', '1', *MOTS, 'key', 'ctrl+a', *drag(SEARCH, OTHER)],
    'search-middle': [*AT, *SEARCH, 'click', '1', *MOTS, 'key', 'ctrl+a', 'click', '2', 'click', '2'],
    'tile-right': [*AT, *TILE, 'click', '3', *AT, *OTHER, 'click', '3'],
    'tile-middle': [*AT, *TILE, 'click', '2', *AT, *OTHER, 'click', '2'],
    'tile-drag': drag(TILE, OTHER) + drag(OTHER, SEARCH) + drag(TILE, EMPTY),
    'tile-keys': [*AT, *TILE, 'key', 'shift+F10', 'key', 'Menu', 'keydown', 'ctrl', 'click', '1', 'keyup', 'ctrl'],
    'tile-wheel': [*AT, *TILE, 'click', '--repeat', '100', '--delay', '2', '5', 'keydown', 'ctrl', 'click',
                   '--repeat', '40', '--delay', '2', '4', 'keyup', 'ctrl'],
    'storm': [word for n in range(60) for word in (
        *AT, str(60 + n * 97 % 1150), str(40 + n * 61 % 720), 'click', str(1 + n % 3))],
}
for _n, _words in enumerate(LETTERS, 1):
    ACTS[f'search-words-{_n}'] = [*AT, *SEARCH, 'click', '1', 'type', '--delay', '1', '--args', '1', _words, 'key', 'Return']


def try_hand(scene, mode):
    """(what is wrong, what was seen)."""
    scene.wait_quiet()
    since, shells = scene.latest(), scene.shells()
    scene.xdotool(*ACTS[mode])
    scene.wait_still(quiet=0.5)
    windows, wrong = scene.windows(), []
    if windows != ['xdg_toplevel']:
        wrong.append(f'windows {windows}')
    if not set(shells) <= set(scene.shells()):
        wrong.append('a shell is gone')
    if more := scene.programs() - PROGRAMS:
        wrong.append(f'programs {sorted(more)}')
    if bad := {line['host'] for line in scene.lab.journal(since) if 'evil' in (line.get('host') or '')}:
        wrong.append(f'contacted {sorted(bad)}')
    state = scene.state()
    if state not in ('home', 'visiting'):
        wrong.append(f'state {state}')
    if scene.written():
        wrong.append(f'written {scene.written()}')
    return wrong, f'windows {windows}; {state}'


def play_home(build, source, attempts, record, options):
    with Scene(build, source) as scene:
        for _, words, attempt in attempts:
            try:
                wrong, seen = try_hand(scene, words[0])
            except Failure as failure:
                wrong, seen = [str(failure)[:200]], 'stuck'
            record(attempt, not wrong, '; '.join([seen] + wrong))
            scene.key('Escape')
            scene.reset()
