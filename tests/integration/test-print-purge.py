# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end of a visit takes out of CUPS, in every state that a job can be in; jobs are sent by lp,
with titles that a resident's would have, so that what is left of them could be found."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'lab'))

from paper import text_pdf  # noqa: E402
from printing import Printing, QUEUE, wait_until  # noqa: E402

RUNNER, SHIM = map(os.path.abspath, sys.argv[1:3])
PREFIX = (['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
          if os.getuid() == 0 else [])
USER, GROUP = ('nobody', 'nogroup') if PREFIX else (None, None)
TITLE = 'TITREpurge81c'


class PurgeTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gp-', dir='/tmp'))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.printing = Printing(self.folder / 'cups', SHIM, PREFIX, USER, GROUP)
        self.addCleanup(self.printing.stop)
        self.printing.start()
        self.document = self.folder / 'document.pdf'
        self.document.write_bytes(text_pdf(['MOTpurge'], TITLE))
        self.document.chmod(0o644)

    def send(self, *options):
        self.printing.run('lp', '-d', QUEUE, '-t', TITLE, *options, self.document)

    def command(self, had=1, finish=0, queue=QUEUE, server=None):
        return [RUNNER, server or self.printing.socket, queue, self.printing.dir / 'spool', had, finish]

    def purge(self, **arguments):
        return self.printing.run(*self.command(**arguments)).stdout.split('\n')[:-1]

    def has_begun(self):
        return list((self.printing.dir / 'printer').glob('*.pdf'))

    def check_clean(self):
        self.assertEqual(self.printing.jobs(), [])
        self.assertEqual(self.printing.spooled(), [])
        history = self.printing.run('lpstat', '-W', 'completed', '-o').stdout
        self.assertNotIn(QUEUE, history)
        # CUPS itself keeps the titles of lp in its cache and logs; the worker's are neutral, and
        # print-cups looks for them there.
        self.assertEqual([path for path, _word in self.printing.find([TITLE])
                          if not path.startswith(('log/', 'cache/'))], [])

    def test_nothing(self):
        self.assertEqual(self.purge(finish=20), ['verified 0 0'])

    def test_no_printer_set_up(self):
        self.assertEqual(self.purge(queue=''), ['verified 0 0'])

    def test_no_such_queue(self):
        self.assertEqual(self.purge(queue='autre'), ['verified 0 0'])

    def test_over_with_its_document_kept(self):
        """PreserveJobFiles as CUPS has it by default: a day."""
        conf = self.printing.dir / 'etc/cupsd.conf'
        conf.write_text(conf.read_text().replace('PreserveJobFiles No', 'PreserveJobFiles 86400'))
        self.printing.kill_group(self.printing.daemon)
        self.printing.socket.unlink()
        self.printing.start_daemon()
        self.send()
        wait_until('the print to be over', lambda: self.printing.papers() and not self.printing.jobs())
        self.assertTrue([name for name in self.printing.spooled() if name.startswith('d')])
        self.assertEqual(self.purge(finish=20), ['verified 0 0'])
        self.check_clean()

    def test_waiting_jobs(self):
        self.printing.run('cupsdisable', QUEUE)
        for _ in range(3):
            self.send()
        self.send('-H', 'hold')
        self.assertEqual(self.purge(finish=20), ['verified 0 4'])
        self.check_clean()
        # Set going again, for the next visit.
        self.printing.wait_idle()
        self.assertEqual(self.printing.papers(), [])

    def test_set_going(self):
        """CUPS stopped the queue for a device that failed; a queue that is to print nothing, rejects.
        As packaging has it: only those whom it knows by their socket may."""
        conf = self.printing.dir / 'etc/cupsd.conf'
        conf.write_text(conf.read_text().replace('<Policy default>', f"""<Policy default>
  <Limit Resume-Printer>
    AuthType Basic
    Require user @SYSTEM {self.printing.user}
    Order deny,allow
  </Limit>"""))
        self.printing.kill_group(self.printing.daemon)
        self.printing.socket.unlink()
        self.printing.start_daemon()
        self.printing.run('cupsdisable', QUEUE)
        self.printing.run('cupsreject', QUEUE)
        self.assertIn('disabled', self.printing.run('lpstat', '-p', QUEUE).stdout)
        self.assertEqual(self.purge(), ['verified 0 0'])
        self.assertIn('is idle', self.printing.run('lpstat', '-p', QUEUE).stdout)
        self.assertIn('not accepting', self.printing.run('lpstat', '-a', QUEUE).stdout)

    def test_printing_finishes_others_do_not(self):
        self.printing.set_fault('slow')
        self.send()
        self.send()
        wait_until('paper', self.has_begun)
        running = subprocess.Popen(PREFIX + [str(word) for word in self.command(finish=30)],
                                   env=self.printing.environment(), stdout=subprocess.PIPE, text=True)
        self.addCleanup(running.stdout.close)
        self.assertEqual(running.stdout.readline(), 'finishing\n')
        wait_until('one job', lambda: len(self.printing.jobs()) == 1)
        self.printing.set_fault('none')
        self.assertEqual(running.stdout.readline(), 'verified 1 1\n')
        running.wait(10)
        self.assertEqual(len(self.printing.papers()), 1)
        self.check_clean()

    def test_printing_may_not_finish(self):
        self.printing.set_fault('slow')
        self.send()
        wait_until('paper', self.has_begun)
        self.assertEqual(self.purge(finish=0), ['verified 0 1'])
        self.check_clean()
        self.printing.set_fault('none')
        self.assertEqual(self.printing.papers(), [])

    def test_time_is_over(self):
        self.printing.set_fault('slow')
        self.send()
        wait_until('paper', self.has_begun)
        began = time.monotonic()
        self.assertEqual(self.purge(finish=2), ['finishing', 'verified 0 1'])
        self.assertGreaterEqual(time.monotonic() - began, 2)
        self.check_clean()

    def test_faults_are_not_waited_for(self):
        for fault in ('media-empty', 'media-jam', 'cover-open', 'toner-empty'):
            with self.subTest(fault=fault):
                self.printing.set_fault(fault)
                self.send()
                wait_until('a fault',
                           lambda f=fault: f in self.printing.run('lpstat', '-lp', QUEUE).stdout)
                began = time.monotonic()
                self.assertEqual(self.purge(finish=60)[-1], 'verified 0 1')
                self.assertLess(time.monotonic() - began, 20)
                self.check_clean()
                self.printing.set_fault('none')
                wait_until('a ready printer', lambda: 'idle' in self.printing.run(
                    'lpstat', '-p', QUEUE).stdout)
        self.assertEqual(self.printing.papers(), [])

    def test_off(self):
        self.printing.set_fault('slow')
        self.send()
        wait_until('paper', self.has_begun)
        self.printing.switch_off()
        # CUPS sometimes believes a job done whose printer went away, or has given it up before.
        self.assertIn(self.purge(finish=3)[-1], ('verified 0 1', 'verified 1 0',
                                                  'verified 0 0'))
        self.check_clean()
        self.printing.set_fault('none')
        self.printing.switch_on()
        self.assertEqual(self.printing.papers(), [])

    def test_frozen(self):
        self.printing.set_fault('slow')
        self.send()
        wait_until('paper', self.has_begun)
        self.printing.freeze()
        self.assertEqual(self.purge(finish=3)[-1], 'verified 0 1')
        self.check_clean()

    def test_no_cups(self):
        self.printing.kill_group(self.printing.daemon)
        self.assertEqual(self.purge(had=0), ['verified 0 0'])
        self.assertEqual(self.purge(had=1), ['unproved 0 0'])

    def test_silent_cups(self):
        os.killpg(self.printing.daemon.pid, 19)
        began = time.monotonic()
        self.assertEqual(self.purge(had=1), ['unproved 0 0'])
        self.assertLess(time.monotonic() - began, 30)

    def test_left_in_the_spool(self):
        """CUPS says that the job is gone, and its document lies there all the same."""
        self.printing.run('cupsdisable', QUEUE)
        self.send()
        (job,) = self.printing.jobs()
        stray = self.printing.dir / f'spool/d{job:05d}-001'
        shutil.copy(stray, self.folder / 'copy')
        stray.unlink()
        stray.mkdir()
        self.assertEqual(self.purge(), ['left 0 1'])


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[3:]])
