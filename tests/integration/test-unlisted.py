# SPDX-License-Identifier: GPL-3.0-or-later
"""A page that tries to reach unlisted hosts in every way a page can: the sites' own journal shows
that none was reached, and that what is listed was."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import SERVICE, Failure, Stage, wait_for  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
LEAK = 'https://leak.lab.example/'
LISTED = 'second.lab.example'
BATCH = 6
# For ways that cannot tell an outcome, since their page is gone or never gets to it.
SETTLE_SECONDS = 6


class UnlistedTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(BUILD, SOURCE)
        self.addCleanup(self.stage.stop)
        conf = self.stage.tree['centre'] / 'guichet.conf'
        conf.write_text(conf.read_text() + '\n[Visit]\nMaxPages=20\n')

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.shoot(f'{self._testMethodName}-failed')

    def set_tiles(self, addresses):
        """One tile for each address; to be called while no supervisor runs."""
        services = self.stage.tree['centre'] / 'services.d'
        for path in services.glob('essai-*.conf'):
            path.unlink()
        for i, address in enumerate(addresses, 1):
            text = SERVICE.format(name=f'Essai {i}', home=address, place=i,
                                  navigate='leak.lab.example')
            (services / f'essai-{i}.conf').write_text(
                text.replace('Load=', f'Load={LISTED};'))

    def restart(self, addresses):
        stage = self.stage
        stage.supervisor.terminate()
        if stage.supervisor.wait(20) != 0:
            raise Failure('the supervisor did not end well')
        self.set_tiles(addresses)
        stage.start_supervisor()
        stage.wait_state('home')

    def list_ways(self, *kinds):
        return [way for way in self.stage.lab.control('/ways.json') if way['kind'] in kinds]

    def search_files(self, word):
        found = []
        for path in self.stage.dir.rglob('*'):
            if path.is_file() and 'stage' not in path.relative_to(self.stage.dir).parts:
                if word in path.read_bytes():
                    found.append(path.name)
        return found

    def test_ways_within_the_page(self):
        """All at once: what a page, its frames and its workers load or send."""
        stage = self.stage
        self.set_tiles([LEAK])
        stage.start()
        ways = self.list_ways('page')
        stage.open_tile(1)
        stage.wait_request(host='leak.lab.example', path='/results', method='POST', seconds=40)
        self.assertEqual(stage.lab.control('/leaks'), [])
        self.assertGreater(len(stage.lab.control('/results')), 50)
        contacted = {line['host'] for line in stage.lab.journal(event='connect')}
        self.assertEqual(contacted, {'leak.lab.example', LISTED})
        results = stage.lab.control('/results')
        listed = [way['way'] for way in ways if way['expect'] == 'reached']
        self.assertEqual(len(listed), 8)
        self.assertEqual({way: results[way] for way in listed}, dict.fromkeys(listed, 'ok'))
        stage.reset()
        # Refused in one visit only: below the threshold nobody is told of a name.
        self.assertEqual(stage.counts()['blocked-host'], {})
        self.assertEqual(self.search_files(b'evil.example'), [])

    def open_all(self, ways):
        """Opens a page for each way, and presses the button of those that wait for a hand."""
        stage = self.stage
        for place, way in enumerate(ways, 1):
            since = stage.latest()
            if place > 1:
                stage.press_bar('home')
            stage.open_tile(place)
            stage.wait_request(since, host='leak.lab.example', path='/')
            stage.wait_request(since, host='leak.lab.example', path='/leak.js')
            if way['kind'] == 'popup':
                stage.wait_still()
                stage.key('Return')

    def wait_outcomes(self, names):
        """Until all have told how they fared, or have had the time for it."""
        try:
            wait_for('outcomes', lambda: names <= self.stage.lab.control('/results').keys(),
                     SETTLE_SECONDS, 0.1)
        except Failure:
            told = names & self.stage.lab.control('/results').keys()
            left = self.stage.requests(host='leak.lab.example', path='/end')
            self.assertGreater(len(told) + len(left), len(names) // 3, names)

    def test_ways_out_of_the_page(self):
        """One page each: navigations, windows, and what is sent while a page is left."""
        stage = self.stage
        self.set_tiles([LEAK])
        stage.start()
        ways = self.list_ways('navigate', 'popup', 'unload')
        self.assertEqual(len(ways), 52)
        for first in range(0, len(ways), BATCH):
            batch = ways[first:first + BATCH]
            self.restart([f'{LEAK}?only={way["way"]}' + '&gesture=1' * (way['kind'] == 'popup')
                          for way in batch])
            self.open_all(batch)
            self.wait_outcomes({way['way'] for way in batch})
            self.assertEqual(stage.lab.control('/leaks'), [], [way['way'] for way in batch])
        contacted = {line['host'] for line in stage.lab.journal(event='connect')}
        self.assertLessEqual(contacted, {'leak.lab.example', LISTED})


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[3:]])
