# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands beside a terminal: a printer with a CUPS of its own, and a scanner on the network with a
letter on its glass."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'lab')]

from escl import Scanner  # noqa: E402
from printing import Printing, QUEUE  # noqa: E402
from sites.pdf_file import make_pdf  # noqa: E402
from terminal import NOBODY, unprivileged  # noqa: E402

CONF = '''
[Printer]
Name={queue}
Server={printing.socket}
Spool={printing.dir}/spool
FinishSeconds=20

[Scanner]
Device={scanner.url}
'''
# What the terminal may ask a scanner for, in dots per inch.
RESOLUTIONS = (200, 150, 300)


def draw_letter():
    """JPEGs of an A4 page, as a scanner at the front desk sees it, by resolution."""
    page = make_pdf('Quittance de loyer', ['Document de démonstration.', '', 'Mois : octobre 2026',
                                           'Loyer : 412,00 €', 'Charges : 61,50 €', '',
                                           'Reçu la somme de 473,50 €.'])
    return {dots: subprocess.run(['pdftoppm', '-jpeg', '-singlefile', '-r', str(dots), '-'],
                                 input=page, capture_output=True, check=True, timeout=60).stdout
            for dots in RESOLUTIONS}


class Devices:
    """@shim: the library of no-avahi.c, which lets ippeveprinter run without avahi. @on_demand: CUPS ends
    when it has nothing to do."""

    def __init__(self, shim, on_demand=False):
        self.scanner = Scanner(draw_letter()).__enter__()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gv-', dir='/tmp'))
        self.folder.chmod(0o755)
        prefix = unprivileged()
        names = (str(NOBODY), str(NOBODY)) if prefix else (None, None)
        self.printing = Printing(self.folder / 'cups', shim, prefix, *names, on_demand=on_demand)
        try:
            self.printing.start()
        except BaseException:
            self.stop()
            raise

    def add_to(self, conf):
        """Writes them into @conf, the guichet.conf of a centre."""
        conf.write_text(conf.read_text() + CONF.format(printing=self.printing, scanner=self.scanner,
                                                       queue=QUEUE))

    def stop(self):
        self.scanner.__exit__()
        self.printing.stop()
        self.printing.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
