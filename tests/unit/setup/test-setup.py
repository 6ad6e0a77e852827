#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What setup writes: changed keys only, everything else as it was.

usage: test-setup.py FOLDER-OF-THE-PROGRAMS
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = sys.argv.pop(1)
sys.path.insert(0, PROGRAMS)

import guichet_found as found  # noqa: E402
import guichet_settings as settings  # noqa: E402
import guichet_trials as trials  # noqa: E402
from guichet_system import Answer, System  # noqa: E402

DEFAULTS = {('Centre', 'Name'): 'Centre social', ('Printer', 'Name'): ''}
BEFORE = '# ours\n[Centre]\n# its name\nName=Lormont\n\n[Visit]\nMaxPages=4\n'


def plug_in(folder, name, **words):
    place = os.path.join(folder, 'sys/bus/usb/devices', name)
    os.makedirs(place)
    for word, value in words.items():
        with open(os.path.join(place, word), 'w', encoding='utf-8') as file:
            file.write(value + '\n')


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
            plug_in(folder, '1-2', busnum='1', devnum='4', idVendor='04a9', idProduct='190e')
            answers = {'scanimage': 'genesys:libusb:001:004\tCanon LiDE 110\nv4l:/dev/video0\tCamera\n',
                       'airscan-discover': '[devices]\n  HP MFP = http://192.168.1.20:80/eSCL/, eSCL\n'}
            system = System(folder, lambda words, text=None: Answer(0, answers[words[0]]), True)
            usb, network = found.find_scanners(system)
        self.assertEqual(usb[1][('Scanner', 'Device')], 'genesys:libusb:{bus}:{device}')
        self.assertEqual(usb[1][('Scanner', 'Vendor')], '04a9')
        self.assertEqual(network, ('HP MFP', found.choose_scanner('http://192.168.1.20:80/eSCL')))

    def test_hours_come_back_as_they_are_shown(self):
        for said in ('lundi-mardi 08:30-12:00;13:30-18:00, samedi 09:00-12:00', 'dimanche 10:00-12:00',
                     'lundi-dimanche 08:00-20:00', 'lundi 08:00-12:00, mercredi 08:00-12:00', 'toujours'):
            self.assertEqual(found.write_hours(found.read_hours(said)), said)
            self.assertEqual(found.read_hours(said.replace(' ', '\u00a0')), found.read_hours(said))

    def test_keyboard(self):
        system = System('/nonexistent', None, True)
        self.assertEqual(found.read_keyboard(system, 'be'), 'be')
        for wrong in ('', 'FR', 'fr/..', 'a b', 'fr\n'):
            with self.assertRaises(found.Refused):
                found.read_keyboard(system, wrong)


class TrialTest(unittest.TestCase):
    """A scan goes to the scanner that was chosen, whatever SANE's first one is."""

    def write(self, folder, values):
        sane = os.path.join(folder, 'sane')
        os.makedirs(sane)
        device = trials.write_sane(System(folder, None, True), sane, values)
        return device, {path.name: path.read_text() for path in pathlib.Path(sane).iterdir()}

    def test_scanner_on_the_network(self):
        with tempfile.TemporaryDirectory() as folder:
            device, files = self.write(folder, found.choose_scanner('http://192.168.1.20/eSCL'))
        self.assertEqual(device, 'airscan:e0:Guichet')
        self.assertEqual(files['dll.conf'], 'airscan\n')
        self.assertIn('"Guichet" = http://192.168.1.20/eSCL, eSCL\n', files['airscan.conf'])

    def test_scanner_on_usb_is_found_where_it_is_now(self):
        chosen = found.choose_scanner('genesys:libusb:{bus}:{device}', '04a9', '190e')
        with tempfile.TemporaryDirectory() as folder:
            plug_in(folder, '1-1', busnum='1', devnum='3', idVendor='046d', idProduct='c31c')
            self.assertIsNone(self.write(folder, chosen)[0])
        with tempfile.TemporaryDirectory() as folder:
            plug_in(folder, '1-2', busnum='1', devnum='17', idVendor='04a9', idProduct='190e')
            os.makedirs(os.path.join(folder, 'etc/sane.d'))
            with open(os.path.join(folder, 'etc/sane.d/genesys.conf'), 'w', encoding='utf-8') as file:
                file.write('usb 0x04a9\n')
            device, files = self.write(folder, chosen)
        self.assertEqual(device, 'genesys:libusb:001:017')
        self.assertEqual(files, {'dll.conf': 'genesys\n', 'genesys.conf': 'usb 0x04a9\n'})

    @unittest.skipUnless(shutil.which('scanimage'), 'sane-utils')
    def test_scan_of_the_chosen_device(self):
        """SANE's own test device, which no default would choose."""
        system = System('/', None, True)
        self.assertTrue(trials.scan_page(system, found.choose_scanner('test:0')))
        self.assertFalse(trials.scan_page(system, found.choose_scanner('test:none')))


class ProgramTest(unittest.TestCase):
    def run_setup(self, folder, *options, typed=None):
        """With a guichetctl that finds all settings good: the real one has tests of its own."""
        for tool, words in {'guichetctl': 'test "$1" = check', 'lpstat': 'echo accueil; echo bureau',
                            'scanimage': 'true', 'airscan-discover': 'true'}.items():
            with open(os.path.join(folder, tool), 'w', encoding='utf-8') as file:
                file.write(f'#!/bin/sh\n{words}\n')
            os.chmod(os.path.join(folder, tool), 0o755)
        path = folder + ':' + os.environ['PATH']
        words = [sys.executable, '-B', os.path.join(PROGRAMS, 'guichet-setup'), '--config',
                 os.path.join(folder, 'etc'), *options]
        return subprocess.run(words + (['--yes'] if typed is None else []), env=dict(os.environ, PATH=path),
                              input=typed or '', capture_output=True, text=True, check=False, timeout=120)

    def read(self, folder):
        with open(os.path.join(folder, 'etc', 'guichet.conf'), encoding='utf-8') as file:
            return settings.parse(file.read())

    def test_ten_questions(self):
        answers = ['Cenon', '', '2', 'http://192.168.1.20/eSCL', 'n', 'n', '', '', 'jamais', 'lundi-vendredi 08:30-12:00',
                   '-', 'be', 'n', 'n']
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_setup(folder, typed='\n'.join(answers) + '\n')
            made = self.read(folder)
            again = self.run_setup(folder, typed='\n' * 20)
            self.assertEqual(self.read(folder), made)
            with open(os.path.join(folder, 'etc', 'keyboard'), encoding='utf-8') as file:
                self.assertEqual(file.read(), 'be\n')
        days = {('Hours', day): '08:30-12:00' for day in list(found.DAYS.values())[:5]}
        self.assertEqual(made, {('Centre', 'Name'): 'Cenon', ('Printer', 'Name'): 'bureau',
                                ('Scanner', 'Device'): 'http://192.168.1.20/eSCL'} | days)
        for number in range(1, 11):
            self.assertIn(f'{number}. ', done.stdout)
        self.assertIn('« jamais »'.replace(' ', '\u00a0'), done.stdout)
        self.assertIn('[lundi-vendredi 08:30-12:00]', again.stdout)
        self.assertIn('points vus', again.stdout)

    def test_french_has_no_space_that_breaks(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.run_setup(folder, typed='Cenon\n\n1\n\nn\nn\n\n\njamais\n\n\n\nn\nn\n')
            told = self.run_setup(folder, '--help')
        for words in (done.stdout, told.stdout):
            self.assertIsNone(re.search(r'\w [?!;](\s|$)|\w :\s|« | »', words), words)

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
