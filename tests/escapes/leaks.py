# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a page, its frames and its workers load or send, all at once: each way has a host
of its own, and the sites' journal tells which were reached (tests/lab/sites/leak_ways.py)."""

from scene import Scene, wait_for
from stage import SERVICE

HOST, LISTED = 'leak.lab.example', 'second.lab.example'


class LeakScene(Scene):
    def __init__(self, build, source, load):
        super().__init__(build, source)
        (self.tree['centre'] / 'services.d' / 'essai-evasion.conf').write_text(SERVICE.format(
            name='Essais', home=f'https://{HOST}/', place=1, navigate=HOST).replace(
                'Load=', f'Load={load};'))


def play_leaks(build, source, attempts, record, options):
    load = LISTED + options.get('load', '')
    with LeakScene(build, source, load) as scene:
        scene.open_tile(1)
        scene.wait_request(host=HOST, path='/results', method='POST', seconds=60)
        # What a page sends late, it sends within the time that its own run takes.
        scene.wait_still()
        windows = scene.windows()
        ways = {way['way']: way for way in scene.lab.control('/ways.json')}
        told = scene.lab.control('/results')
        leaks = set(scene.lab.control('/leaks'))
        reached = {line['host'] for line in scene.lab.journal() if line.get('host')}
        for _, words, attempt in attempts:
            way = ways[words[0]]
            seen = f'told {told.get(way["way"], "nothing")!r}'
            held = way['way'] not in leaks and windows == ['xdg_toplevel']
            record(attempt, held, f'{seen}; {way["host"]} '
                   + ('reached' if way['host'] in reached else 'never contacted'))
        wait_for('the listed host', lambda: LISTED in reached, 0)
