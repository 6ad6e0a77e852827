#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What setup writes: changed keys only, everything else as it was.

usage: test-setup.py FOLDER-OF-THE-PROGRAMS
"""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = sys.argv.pop(1)
sys.path.insert(0, PROGRAMS)

import guichet_found as found  # noqa: E402
import guichet_settings as settings  # noqa: E402
from guichet_system import Answer, System  # noqa: E402

DEFAULTS = {('Centre', 'Name'): 'Centre social', ('Printer', 'Name'): ''}
BEFORE = '# ours\n[Centre]\n# its name\nName=Lormont\n\n[Visit]\nMaxPages=4\n'


class WriterTest(unittest.TestCase):
    def test_same_value_changes_nothing(self):
        wanted = {('Centre', 'Name'): 'Lormont', ('Printer', 'Name'): '', ('Hours', 'Monday'): None}
        self.assertEqual(settings.change(BEFORE, wanted, DEFAULTS), BEFORE)
        self.assertEqual(settings.change('', {('Centre', 'Name'): 'Centre social'}, DEFAULTS), '')

    def test_changed_key_keeps_the_rest(self):
        made = settings.change(BEFORE, {('Centre', 'Name'): 'Cenon'}, DEFAULTS)
        self.assertEqual(made, BEFORE.replace('Lormont', 'Cenon'))

    def test_new_key_goes_into_its_group(self):
        made = settings.change(BEFORE, {('Centre', 'Greeting'): 'Bonjour'}, DEFAULTS)
        self.assertEqual(made, BEFORE.replace('Name=Lormont\n', 'Name=Lormont\nGreeting=Bonjour\n'))

    def test_new_group_goes_last(self):
        made = settings.change(BEFORE, {('Printer', 'Name'): 'hp'}, DEFAULTS)
        self.assertEqual(made, BEFORE + '\n[Printer]\nName=hp\n')

    def test_same_key_of_another_group_stays(self):
        before = BEFORE + '\n[Printer]\nName=old\n'
        made = settings.parse(settings.change(before, {('Printer', 'Name'): 'new'}, DEFAULTS))
        self.assertEqual((made['Centre', 'Name'], made['Printer', 'Name']), ('Lormont', 'new'))

    def test_key_is_taken_away(self):
        before = BEFORE + '\n[Hours]\nMonday=08:30-12:00\n'
        made = settings.change(before, found.read_hours('toujours'), DEFAULTS)
        self.assertNotIn(('Hours', 'Monday'), settings.parse(made))
        self.assertIn('MaxPages=4', made)

    def test_values_come_back(self):
        for value in (' d’abord', 'a\\b', 'a=b # c', '« é »', 'x;y'):
            made = settings.change('', {('Centre', 'Name'): value}, DEFAULTS)
            self.assertEqual(settings.parse(made)['Centre', 'Name'], value)

    def test_file_is_whole_and_readable(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'etc', 'guichet.conf')
            settings.write(path, BEFORE)
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o644)
            self.assertEqual(os.listdir(os.path.dirname(path)), ['guichet.conf'])


class FoundTest(unittest.TestCase):
    def test_hours(self):
        hours = found.read_hours('lundi-mardi 08:30-12:00;13:30-18:00, samedi 09:00-12:00')
        self.assertEqual(hours['Hours', 'Tuesday'], '08:30-12:00;13:30-18:00')
        self.assertEqual(hours['Hours', 'Saturday'], '09:00-12:00')
        self.assertIsNone(hours['Hours', 'Sunday'])
        for wrong in ('lundi', 'lundi 8h-12h', 'monday 08:00-12:00', 'mardi-lundi 08:00-12:00', ''):
            with self.assertRaises(found.Refused):
                found.read_hours(wrong)

    def test_scanner_on_usb_is_named_without_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, 'sys/bus/usb/devices/1-2')
            os.makedirs(place)
            for name, word in {'busnum': '1', 'devnum': '4', 'idVendor': '04a9', 'idProduct': '190e'}.items():
                with open(os.path.join(place, name), 'w', encoding='utf-8') as file:
                    file.write(word + '\n')
            answers = {'scanimage': 'genesys:libusb:001:004\tCanon LiDE 110\nv4l:/dev/video0\tCamera\n',
                       'airscan-discover': '[devices]\n  HP MFP = http://192.168.1.20:80/eSCL/, eSCL\n'}
            system = System(folder, lambda words, text=None: Answer(0, answers[words[0]]), True)
            usb, network = found.find_scanners(system)
        self.assertEqual(usb[1][('Scanner', 'Device')], 'genesys:libusb:{bus}:{device}')
        self.assertEqual(usb[1][('Scanner', 'Vendor')], '04a9')
        self.assertEqual(network, ('HP MFP', found.choose_scanner('http://192.168.1.20:80/eSCL')))

    def test_keyboard(self):
        system = System('/nonexistent', None, True)
        self.assertEqual(found.read_keyboard(system, 'be'), 'be')
        for wrong in ('', 'FR', 'fr/..', 'a b', 'fr\n'):
            with self.assertRaises(found.Refused):
                found.read_keyboard(system, wrong)


class ProgramTest(unittest.TestCase):
    def run_setup(self, folder, *options):
        """With a guichetctl that finds all settings good: the real one has tests of its own."""
        tool = os.path.join(folder, 'guichetctl')
        with open(tool, 'w', encoding='utf-8') as file:
            file.write('#!/bin/sh\ntest "$1" = check\n')
        os.chmod(tool, 0o755)
        path = folder + ':' + os.environ['PATH']
        return subprocess.run([sys.executable, '-B', os.path.join(PROGRAMS, 'guichet-setup'), '--yes', '--config',
                               os.path.join(folder, 'etc'), *options], env=dict(os.environ, PATH=path),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120)

    def test_options_are_written_and_doctor_ends_it(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_setup(folder, '--name', 'Cenon', '--hours', 'lundi 09:00-12:00', '--printer', 'hp')
            with open(os.path.join(folder, 'etc', 'guichet.conf'), encoding='utf-8') as file:
                made = settings.parse(file.read())
        self.assertEqual(made, {('Centre', 'Name'): 'Cenon', ('Printer', 'Name'): 'hp',
                                ('Hours', 'Monday'): '09:00-12:00'})
        self.assertIn('points vus', done.stdout)

    def test_wrong_answer_writes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_setup(folder, '--name', 'Cenon', '--hours', 'jamais')
            self.assertEqual(done.returncode, 2)
            self.assertFalse(os.path.exists(os.path.join(folder, 'etc')))

    def test_pin_that_is_not_set_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_setup(folder, '--reception-pin-file', '/dev/null')
        self.assertEqual(done.returncode, 2)
        self.assertIn('code', done.stderr)


if __name__ == '__main__':
    unittest.main()
