# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents on a whole terminal: a site's PDF comes into the tray, is looked at, and goes from there
into another site's form. The site receives what the other gave, byte for byte, and nothing is left."""

import hashlib
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE = sys.argv[1:3]
TILES = {1: ('essai-documents', 'Documents', 'https://pdf.lab.example/'),
         2: ('essai-depot', 'Dépôt', 'https://upload.lab.example/')}
SMALL_CHANGE = 0.0005


class DocumentsTest(unittest.TestCase):
    def setUp(self):
        self.stage = Stage(BUILD, SOURCE, TILES)
        self.addCleanup(self.stage.stop)
        try:
            self.stage.start()
            self.stage.wait_quiet()
        except Exception:
            print(self.stage.log()[-3000:], file=sys.stderr)
            raise

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.pictures = max(self.stage.pictures, 90)
            self.stage.shoot(f'{self._testMethodName}-failed')
            print(self.stage.log()[-3000:], file=sys.stderr)

    def step(self, name, action, share=SMALL_CHANGE):
        before = self.stage.look()
        action()
        picture = self.stage.wait_changed(before, share)
        self.stage.shoot(f'{self._testMethodName[5:]}-{name}')
        return picture

    def open_service(self, place, host):
        since = self.stage.latest()
        self.step('page', lambda: self.stage.open_tile(place))
        self.stage.wait_request(since, host=host, path='/')
        self.stage.wait_still()

    def download(self):
        """The first link of the lab's page: an attachment."""
        since = self.stage.latest()
        self.step('received', lambda: self.stage.key('Tab', 'Return'), 0.01)
        self.stage.wait_request(since, host='pdf.lab.example', path='/piece.pdf')

    def get_original(self):
        return self.stage.lab.browser().get('https://pdf.lab.example/piece.pdf')[3]

    def test_download_and_attach(self):
        stage = self.stage
        self.open_service(1, 'pdf.lab.example')
        self.download()
        # The banner's first button: to see it at once; and back to the page, as it was.
        self.step('seen', lambda: stage.key('F6', 'F6', 'Return'), 0.05)
        self.step('page-again', lambda: stage.press_bar_of_documents('back'), 0.05)
        self.step('tray', lambda: stage.press_bar('documents'), 0.05)
        self.step('document', lambda: stage.key('Return'), 0.02)
        self.step('home', lambda: stage.press_bar_of_documents('home'), 0.05)
        self.open_service(2, 'upload.lab.example')
        since = stage.latest()
        self.step('which', lambda: stage.key('Tab', 'Tab', 'space'), 0.05)
        self.step('attached', lambda: stage.key('Return'), 0.05)
        self.step('sent', lambda: stage.key('Tab', 'Return'), 0.005)
        got = wait_for('the document at the site',
                       lambda: stage.lab.journal(since=since, event='upload'))[0]
        original = self.get_original()
        self.assertEqual(got['sha256'], hashlib.sha256(original).hexdigest())
        self.assertEqual(got['magic'], 'pdf')
        self.assertEqual(stage.lab.control('/upload.json')['filename'], 'attestation.pdf')
        stage.ask_end()
        stage.confirm_end()
        counts = stage.counts()
        self.assertEqual(counts['document-attached'], {'download': 1})
        self.assertEqual(counts['download'], {'received': 1})


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[3:]])
