#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""guichet-stick in its sandbox on a udisks2 of python-dbusmock, with real trees: every kind of disk that
a machine may have, mounts that are not what was asked for, and a stick that goes while it is used.
Usage: test-stick-mock.py [inside] VISITOR WORKER [unittest arguments]"""

import os
import pathlib
import shutil
import sys
import unittest

import hostile_documents
import stick_machine
from stick_machine import run, wait_for

NAME = 'org.freedesktop.UDisks2'
ROOT = '/org/freedesktop/UDisks2'
BLOCK, DRIVE, FILESYSTEM = f'{NAME}.Block', f'{NAME}.Drive', f'{NAME}.Filesystem'
MOCK, MANAGER = 'org.freedesktop.DBus.Mock', 'org.freedesktop.DBus.ObjectManager'
PDF = hostile_documents.plain_pdf(['Attestation de droits'])
PLACE = '/media/cle'
TREE = pathlib.Path('/run/tree')
# A tree in memory with the options that were asked for, but for what it lies about. Those of the mount
# itself are there from the start: only the first of them reach a sandbox.
MOUNT = f"""
import subprocess
options = str(args[0].get('options', ''))
open('/run/asked', 'a').write(options + '\\n')
for word in {{lies}}:
    options = f',{{options}},'.replace(f',{{word}},', ',').strip(',')
flags = ','.join(['defaults', *(o for o in options.split(',') if o.startswith('no'))])
for words in (['mkdir', '-p', '{PLACE}'],
              ['mount', '-t', 'tmpfs', '-o', 'mode=777,rw,' + flags, 'tmpfs', '{PLACE}'],
              ['cp', '-a', '{TREE}/.', '{PLACE}'],
              ['mount', '-o', 'remount,' + options, '{PLACE}']):
    subprocess.run(words, check=True)
ret = '{PLACE}'
"""
UNMOUNT = f"import subprocess; subprocess.run(['umount', '{PLACE}'])"
# Of a drive, of its block device, of its mounts; what is then told.
KINDS = [
    ('a stick', {}, {}, [], 'one'),
    ('a disk inside', {'ConnectionBus': ''}, {}, [], 'none'),
    ('a card reader of the machine', {'ConnectionBus': 'sdio'}, {}, [], 'none'),
    ('a reader without a card', {'MediaAvailable': False}, {}, [], 'none'),
    ('a CD drive on USB', {'Optical': True}, {}, [], 'none'),
    ('a block without size', {}, {'Size': 0}, [], 'none'),
    ('one to be ignored', {}, {'HintIgnore': True}, [], 'none'),
    ('a stick that was left mounted', {}, {}, ['/media/guichet/CLE'], 'one'),
    ('the machine itself on USB', {}, {}, ['/'], 'none'),
    ('a disk that an administrator mounted', {}, {}, ['/srv/archives'], 'none'),
    ('a place that only sounds right', {}, {}, ['/mediatheque'], 'none'),
]


class Mock(unittest.TestCase):
    def setUp(self):
        shutil.rmtree(TREE, ignore_errors=True)
        TREE.mkdir()
        pathlib.Path('/run/asked').unlink(missing_ok=True)
        self.paths = []
        self.visitor = stick_machine.Visitor(VISITOR, STAGE)
        self.addCleanup(self.finish)
        wait_for('no stick', lambda: self.ask('state') == 'good none')

    def finish(self):
        self.visitor.close()
        while self.paths:
            self.remove(self.paths[-1])
        run('umount', '--lazy', PLACE, check=False)

    def ask(self, *words):
        return self.visitor.ask(*words)

    # --- disks ---

    def add(self, name, interfaces, methods=()):
        path = f'{ROOT}/{name}'
        first, *others = interfaces
        MANAGED.AddObject(path, first, interfaces[first], dbus.Array([], signature='(ssss)'))
        thing = dbus.Interface(BUS.get_object(NAME, path), MOCK)
        for interface in others:
            thing.AddProperties(interface, interfaces[interface])
        for interface, *method in methods:
            thing.AddMethod(interface, *method)
        MANAGED.EmitSignal(MANAGER, 'InterfacesAdded', 'oa{sa{sv}}',
                           [dbus.ObjectPath(path), dbus.Dictionary(interfaces, signature='sa{sv}')])
        self.paths.append(path)
        return path

    def remove(self, path):
        self.paths.remove(path)
        names = [DRIVE] if '/drives/' in path else [BLOCK, FILESYSTEM]
        MANAGED.RemoveObject(path)
        MANAGED.EmitSignal(MANAGER, 'InterfacesRemoved', 'oas', [
            dbus.ObjectPath(path), dbus.Array(names, signature='s')])

    @staticmethod
    def values(**values):
        return dbus.Dictionary(values, signature='sv')

    def add_drive(self, name='drives/cle', **more):
        return self.add(name, {DRIVE: self.values(**{
            'ConnectionBus': 'usb', 'MediaAvailable': True, 'Optical': False, **more})})

    def add_block(self, drive, name='block_devices/sdb1', mounts=(), lies=(), mount=MOUNT, **more):
        block = {'Drive': dbus.ObjectPath(drive), 'Size': 1 << 30, 'HintIgnore': False,
                 'IdType': 'vfat', **more}
        block['Size'] = dbus.UInt64(block['Size'])
        points = dbus.Array([dbus.ByteArray(m.encode() + b'\0') for m in mounts], signature='ay')
        return self.add(name, {BLOCK: self.values(**block),
                               FILESYSTEM: self.values(MountPoints=points)},
                        [(FILESYSTEM, 'Mount', 'a{sv}', 's', mount.replace('{lies}', repr(lies))),
                         (FILESYSTEM, 'Unmount', 'a{sv}', '', UNMOUNT)])

    def plug(self, **more):
        block = self.add_block(self.add_drive(), **more)
        wait_for('the stick', lambda: self.ask('state') == 'good one')
        return block

    # --- tests ---

    def test_kinds(self):
        """A witness beside each shows that the news has come."""
        for what, drive, block, mounts, told in KINDS:
            with self.subTest(what=what):
                self.add_block(self.add_drive(**drive), mounts=mounts, **block)
                self.add_block(self.add_drive('drives/temoin'), 'block_devices/sdc1')
                expected = {'none': 'one', 'one': 'several'}[told]
                wait_for(what, lambda e=expected: self.ask('state') == f'good {e}')
                while self.paths:
                    self.remove(self.paths[-1])
                wait_for('no stick', lambda: self.ask('state') == 'good none')

    def test_parts_of_the_machine(self):
        """The terminal starts from a disk on USB: its other parts are no stick either."""
        drive = self.add_drive()
        self.add_block(drive, 'block_devices/sda1', IdType='vfat')
        wait_for('the part', lambda: self.ask('state') == 'good one')
        self.add_block(drive, 'block_devices/sda2', mounts=['/'], IdType='ext4')
        wait_for('the machine', lambda: self.ask('state') == 'good none')
        self.assertEqual(self.ask('look'), 'error NoneThere')
        self.assertFalse(pathlib.Path('/run/asked').exists())

    def test_types(self):
        """Only file systems that sticks have are given to the kernel."""
        for system in ('btrfs', 'crypto_LUKS', ''):
            with self.subTest(system=system):
                block = self.plug(IdType=system)
                self.assertEqual(self.ask('look'), 'error Unreadable')
                self.remove(block)
                self.remove(self.paths[-1])
                wait_for('no stick', lambda: self.ask('state') == 'good none')
        self.assertFalse(pathlib.Path('/run/asked').exists())

    def test_mounted_as_asked(self):
        (TREE / 'a.pdf').write_bytes(PDF)
        os.symlink('/etc/passwd', TREE / 'b.pdf')
        (TREE / 'c.pdf').write_bytes(PDF)
        (TREE / 'c.pdf').chmod(0)
        with open(TREE / 'd.pdf', 'wb') as file:  # as large as a film, and hardly there
            file.write(PDF)
            file.truncate(6 << 30)
        self.plug()
        answer = self.ask('look').split('\t')
        # Root, as whom the tests run, reads what has no rights.
        self.assertIn(answer[0], ('good 1 1', 'good 2 1'))
        self.assertEqual(self.ask('leave'), 'good')
        source = pathlib.Path('/run/source.pdf')
        source.write_bytes(PDF)
        self.assertEqual(self.ask('save', source, 'x.pdf'), 'good x.pdf')
        self.assertEqual(pathlib.Path('/run/asked').read_text().splitlines(),
                         ['ro,noexec,nosuid,nodev', 'rw,noexec,nosuid,nodev'])
        self.assertEqual(stick_machine.Machine.mounts(), [])

    def test_lies(self):
        """What is not mounted as asked for is not read, and let go of."""
        (TREE / 'a.pdf').write_bytes(PDF)
        for word in ('ro', 'noexec', 'nosuid', 'nodev'):
            with self.subTest(word=word):
                block = self.plug(lies=(word,))
                self.assertEqual(self.ask('look'), 'error Failed')
                self.remove(block)
                self.remove(self.paths[-1])
                run('umount', '--lazy', PLACE, check=False)
                wait_for('no stick', lambda: self.ask('state') == 'good none')

    def test_no_mount_at_all(self):
        """A folder of the machine, told as the place of the stick."""
        for place in ('/media', '/etc', '/nowhere'):
            with self.subTest(place=place):
                block = self.plug(mount=f"ret = '{place}'")
                self.assertIn(self.ask('look'), ('error Failed', 'error NoSuchDocument'))
                self.remove(block)
                self.remove(self.paths[-1])
                wait_for('no stick', lambda: self.ask('state') == 'good none')

    def test_gone(self):
        """Pulled out between the list and the touch, and while it is mounted."""
        (TREE / 'a.pdf').write_bytes(PDF)
        block = self.plug()
        self.assertEqual(self.ask('look').split('\t')[0], 'good 1 0')
        run('umount', '--lazy', PLACE)  # as udisks2 does with what is gone
        self.remove(block)
        self.remove(self.paths[-1])
        wait_for('no stick', lambda: self.ask('state') == 'good none')
        self.assertEqual(self.ask('look'), 'error NoneThere')
        self.plug(mount="raise dbus.exceptions.DBusException('gone', name='org.freedesktop.UDisks2.Error.Failed')")
        self.assertEqual(self.ask('look'), 'error Unreadable')


if __name__ == '__main__':
    if sys.argv[1] != 'inside':
        if os.getuid() != 0:
            print('only root can make namespaces with mounts')
            sys.exit(77)
        sys.exit(stick_machine.enter(os.path.abspath(__file__),
                                     [os.path.abspath(p) for p in sys.argv[1:3]] + sys.argv[3:]))
    import dbus
    VISITOR, WORKER = sys.argv[2:4]
    MACHINE = stick_machine.Machine()
    try:
        MACHINE.start(udisks=False)
        MACHINE.spawn('/usr/bin/python3', '-m', 'dbusmock', '--system', '-m', NAME, ROOT,
                      f'{NAME}.Manager')
        BUS = dbus.SystemBus()
        wait_for('the mock', lambda: BUS.name_has_owner(NAME))
        MANAGED = dbus.Interface(BUS.get_object(NAME, ROOT), MOCK)
        STAGE = stick_machine.stage_worker(WORKER)
        program = unittest.main(argv=sys.argv[:1] + sys.argv[4:], exit=False, verbosity=2)
    finally:
        MACHINE.stop()
    sys.exit(not program.result.wasSuccessful())
