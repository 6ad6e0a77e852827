# SPDX-License-Identifier: GPL-3.0-or-later
"""An attestation travels: who logs in with a code by mail scans two pages into a form, downloads a
document of another site, prints two of its pages twice, and makes a photocopy. All by the keyboard, on
real CUPS and SANE. GUICHET_SHOTS=DIR keeps pictures."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from devices import Devices  # noqa: E402
from paper import words_of  # noqa: E402
from stage import Stage, wait_for  # noqa: E402

BUILD, SOURCE, SHIM = map(os.path.abspath, sys.argv[1:4])
TILES = {2: ('essai-depot', 'Dépôt', 'https://upload.lab.example/limite'),
         3: ('essai-documents', 'Documents', 'https://pdf.lab.example/')}
LIMIT = 1000 * 1000
A4 = (595, 842)
COPY_BUTTON = (320, 765)
# Beside the words of “Le voir”, in the banner of what has come.
SEE_BUTTON = (812, 186)


def inspect(data):
    """Pages and their size in points, as poppler reads them."""
    words = subprocess.run(['pdfinfo', '-l', '99', '-'], input=data, capture_output=True, check=True,
                           timeout=60).stdout.decode()
    sizes = re.findall(r'size:\s+([\d.]+) x ([\d.]+) pts', words)
    return [(round(float(width)), round(float(height))) for width, height in sizes]


class JourneyTest(unittest.TestCase):
    def setUp(self):
        self.devices = Devices(SHIM)
        self.addCleanup(self.devices.stop)
        self.stage = Stage(BUILD, SOURCE, TILES)
        self.addCleanup(self.stage.stop)
        centre = self.stage.tree['centre']
        self.devices.add_to(centre / 'guichet.conf')
        service = centre / 'services.d' / 'essai-depot.conf'
        service.write_text(service.read_text() + 'UploadLimit=1 Mo\n')
        self.stage.has_printer = True
        self.stage.start()
        self.stage.wait_quiet()

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            self.stage.pictures = max(self.stage.pictures, 90)
            self.stage.shoot(f'{self._testMethodName}-failed')
            print(self.stage.log()[-2000:], file=sys.stderr)

    def step(self, name, action, share=0.002):
        before = self.stage.look()
        action()
        picture = self.stage.wait_changed(before, share)
        self.stage.shoot(name)
        return picture

    def open_service(self, place, host):
        since = self.stage.latest()
        self.step('page', lambda: self.stage.open_tile(place), 0.05)
        self.stage.wait_request(since, host=host)
        self.stage.wait_still(quiet=1.0)

    def is_dark(self, x, y):
        width, _height, pixels = self.stage.pixels()
        place = (y * width + x) * 3
        return sum(pixels[place:place + 3]) < 300

    def log_in(self):
        stage = self.stage
        self.open_service(1, 'www.caf.fr')
        self.step('login', lambda: stage.key('Tab', 'Return'))
        stage.wait_request(host='connect.caf.fr', path='/connexion')
        stage.wait_still()
        stage.type('1234567')
        stage.key('Tab')
        stage.type('demonstration')
        self.step('code-asked', lambda: stage.key('Return'))
        stage.wait_request(host='connect.caf.fr', path='/code', method='GET')
        stage.wait_still()
        stage.type(stage.lab.control('/codes')[-1])
        self.step('account', lambda: stage.key('Return'))
        stage.wait_request(host='wwwd.caf.fr', path='/compte')

    def scan_page(self, name):
        """From "lay your sheet" to a page to look at."""
        pages = self.count_scans()
        self.step(f'{name}-place', lambda: self.stage.key('Return'))
        before = self.stage.look()
        self.stage.key('Return')
        wait_for('a page', lambda: self.count_scans() > pages, 60)
        self.stage.wait_changed(before, 0.05)
        self.stage.wait_still(quiet=1.0)
        self.stage.shoot(f'{name}-scanned')

    def count_scans(self):
        return sum(1 for line in self.devices.scanner.requests if line.endswith('NextDocument'))

    def attach_scan(self):
        stage = self.stage
        self.open_service(2, 'upload.lab.example')
        self.step('which', lambda: stage.key('Tab', 'Tab', 'space'), 0.05)
        self.step('what', lambda: stage.key('Return'), 0.01)
        self.scan_page('first')
        stage.key('Tab')
        self.scan_page('second')
        self.step('attached', lambda: stage.key('Return'), 0.05)
        since = stage.latest()
        self.step('sent', lambda: stage.key('Tab', 'Return'), 0.005)
        facts = wait_for('the document at the site',
                         lambda: stage.lab.journal(since=since, event='upload'))[0]
        data = stage.lab.control('/upload')
        self.assertEqual(facts['magic'], 'pdf')
        self.assertEqual(len(data), facts['size'])
        self.assertLessEqual(len(data), LIMIT)
        self.assertEqual(inspect(data), [A4, A4])

    def print_download(self):
        stage = self.stage
        self.open_service(3, 'pdf.lab.example')
        stage.key(*['Tab'] * 12, 'Return')
        wait_for('the offer to see it', lambda: self.is_dark(*SEE_BUTTON))
        stage.wait_still()
        stage.shoot('received')
        self.step('print-sheet', lambda: stage.key('F6', 'F6', 'Tab', 'Return'), 0.1)
        stage.wait_still(quiet=1.0)
        # From "Print" back to "From page" and to "Copies": a plus each; and forth again.
        stage.key(*['shift+Tab'] * 5, 'Return')
        stage.key(*['shift+Tab'] * 2, 'Return')
        stage.wait_still(quiet=1.0)
        stage.shoot('print-choices')
        self.step('printing', lambda: stage.key(*['Tab'] * 7, 'Return'), 0.05)
        pages = words_of(self.wait_paper(1))
        self.assertEqual(sorted(page[-10:] for page in pages), ['Page 2 / 3', 'Page 3 / 3'])
        self.assertEqual(self.devices.printing.last_options()['IPP_COPIES'], '2')
        self.step('printed', lambda: stage.key('Return'), 0.05)

    def wait_paper(self, n):
        paper = wait_for('paper', lambda: self.devices.printing.papers()[n - 1:], 60)[0]
        wait_for('no print in progress', lambda: not self.devices.printing.spooled(), 60)
        self.stage.wait_still(quiet=1.0)
        return paper

    def photocopy(self):
        """Without a page; copies, black or colour are chosen in the sheet for all prints."""
        stage = self.stage
        self.step('what-to-copy', lambda: stage.click(*COPY_BUTTON), 0.05)
        stage.move(1, stage.size[1] - 1)
        self.scan_page('copy')
        self.step('copy-sheet', lambda: stage.key('Return'), 0.1)
        stage.wait_still(quiet=1.0)
        self.step('copy-printing', lambda: stage.key('Return'), 0.05)
        self.assertEqual(inspect(self.wait_paper(2).read_bytes()), [A4])
        self.step('copied', lambda: stage.key('Return'), 0.05)

    def check_counts(self):
        counts = self.stage.counts()
        self.assertEqual(counts['document-attached'], {'scan': 1})
        self.assertEqual(counts['download'], {'received': 1})
        self.assertEqual(counts['page-scanned'], {'glass': 3})
        self.assertEqual(counts['page-printed'], {'black-and-white': 5})
        self.assertEqual(counts['print-outcome'], {'done': 2})
        self.assertEqual(counts['tool-opened'], {'photocopy': 1})

    def test_journey(self):
        self.log_in()
        self.step('home', lambda: self.stage.press_bar('home'))
        self.attach_scan()
        self.step('home', lambda: self.stage.press_bar('home'))
        self.print_download()
        self.step('home', lambda: self.stage.press_bar('home'))
        self.photocopy()
        self.stage.reset()
        self.check_counts()
        self.assertEqual(self.devices.printing.spooled(), [])
        self.assertEqual(self.devices.printing.find(['trois-pages', 'Trois pages', 'Quittance']), [])


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', '-f', *sys.argv[4:]])
