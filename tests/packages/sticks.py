# SPDX-License-Identifier: GPL-3.0-or-later
"""USB sticks plugged into the running machine (QEMU's usb-storage): real kernel, real udisks2, real polkit,
the packaged user; touches, and words read off the screen. The bytes are looked at from outside."""

import hashlib
import json
import re
import time

from eyes import Eyes
from machine import PATIENCE, Failure, wait_for
from stick_images import LABEL, Locked, Stick

# 1280 x 800: "Documents" of the bar; "Prendre" and its neighbour below a list.
BAR_DOCUMENTS = (1 - 460 / 1280, 38 / 800)
TAKE = (0.88, 0.93)
SYSTEMS = {'vfat': 'Lettre fat', 'exfat': 'Lettre exfat', 'ntfs': 'Lettre ntfs', 'ext4': 'Lettre linux'}
LARGE = 12 << 20
SLOW = 400_000  # bytes in a second
PIN = '904417'
# Each change of what is mounted, for as long as the machine runs.
WATCH = '''cat >/run/watch.py <<'END'
import select
mounts, seen = open('/proc/self/mountinfo'), set()
poll = select.poll()
poll.register(mounts, select.POLLPRI | select.POLLERR)
while True:
    mounts.seek(0)
    for line in mounts:
        if ' /media/' in line or ' /run/media/' in line:
            with open('/run/watched', 'a') as file:
                file.write(line)
    poll.poll()
END
: >/run/watched
setsid python3 -B /run/watch.py >/dev/null 2>&1 &'''
# Places where something may tell of a stick when the visit is over; udisks2 keeps the folder of its user.
# systemd writes a label's "-" as \x2d.
NAMES = f'{LABEL.replace("-", ".{1,4}")}|Lettre[ -](fat|exfat|ntfs|linux|lourde)'
TRACES = f'''journalctl --no-pager -q -o export | grep -a -c -E '{NAMES}' || true
grep -r -a -l -E '{NAMES}' /run /var/lib /var/log /var/tmp /tmp /media /home 2>/dev/null | grep -v -e /run/watch -e /run/log/journal -e '/var/log/journal' || true
find /media /run/media -mindepth 2 2>/dev/null || true'''
ENROL = '''cd /tmp
printf '[Report]\\nCentre=cs-essai\\n' >>/etc/guichet/guichet.conf
runuser -u guichet -- guichet-report key --new >/dev/null
runuser -u guichet -- python3 - <<'END'
import datetime, sqlite3
day = datetime.date.today().replace(day=1) - datetime.timedelta(days=3)
store = sqlite3.connect('/var/lib/guichet/counts.db', timeout=60)
store.execute("INSERT INTO counts VALUES (?, 'visit-ended', 'done', 40)", (day.isoformat(),))
store.commit()
END
printf '%s\\n' PIN | guichetctl pin technician
systemctl restart guichet'''.replace('PIN', PIN)


def expect(holds, words):
    if not holds:
        raise Failure(words)


class Port:
    """Where sticks go in and out, while the machine runs."""

    def __init__(self, machine):
        self.machine = machine
        self.number = 0
        self.nodes = {}

    def plug(self, path, slow=0):
        self.number += 1
        name = f'stick{self.number}'
        self.machine.ask('blockdev-add', **{'node-name': f'{name}-file', 'driver': 'raw', 'file': {
            'driver': 'file', 'filename': str(path)}})
        self.nodes[name] = [f'{name}-file']
        if slow:
            self.machine.ask('object-add', **{'qom-type': 'throttle-group', 'id': f'{name}-slow',
                                              'limits': {'bps-write': slow}})
            self.machine.ask('blockdev-add', **{'node-name': f'{name}-node', 'driver': 'throttle',
                                                'throttle-group': f'{name}-slow', 'file': f'{name}-file'})
            self.nodes[name].insert(0, f'{name}-node')
        self.machine.ask('device_add', driver='usb-storage', drive=self.nodes[name][0], id=name,
                         removable=True)
        return name

    def pull(self, name):
        """Out of the slot; whatever was still to be written is not."""
        self.machine.ask('device_del', id=name)
        self.forget(name)

    def forget(self, name):
        """Of one that is out: its file is let go of, and nothing of it is mounted any more."""
        def is_out():
            try:
                while self.nodes[name]:
                    self.machine.ask('blockdev-del', **{'node-name': self.nodes[name][0]})
                    self.nodes[name].pop(0)
            except Failure:
                return False
            return True
        wait_for('the stick to be out', is_out, 300)
        wait_for('nothing mounted', lambda: mounts(self.machine) == [], PATIENCE, 1)


def mounts(machine):
    """(place, kind, options) of each stick that the machine's root sees mounted."""
    words = machine.run("grep -E ' (/run)?/media/' /proc/self/mountinfo || true")
    return [read_mount(line) for line in words.splitlines()]


def read_mount(line):
    before, _, after = line.partition(' - ')
    words = before.split()
    # Options of the mount; of the file system (ro: the kernel itself would not write).
    return words[4], after.split()[0], set(words[5].split(',')) | {f'fs-{o}' for o in after.split()[2].split(',')}


class Person:
    """A resident with a stick."""

    def __init__(self, machine, resident):
        self.machine, self.resident = machine, resident
        self.eyes, self.port = Eyes(machine), Port(machine)

    def open_tray(self):
        # A step that failed may have waited until the visit was over.
        if self.machine.status().get('state') != 'visiting':
            self.resident.open_service()
        self.machine.wait_still(1.5)
        self.machine.touch(*BAR_DOCUMENTS)
        self.eyes.wait('Depuis une clé USB')

    def ask_import(self):
        self.open_tray()
        self.eyes.touch('Depuis une clé USB')
        self.eyes.wait('Branchez votre clé USB')

    def take(self, *names):
        for name in names:
            self.eyes.touch(name)
        self.machine.wait_still(1.5)
        self.machine.touch(*TAKE)
        wait_for('nothing mounted', lambda: mounts(self.machine) == [], PATIENCE, 1)
        self.machine.wait_still(1.5)

    def ask_save(self, name):
        self.open_tray()
        self.eyes.touch(name)
        self.eyes.touch('Le copier sur une clé USB')

    def finish_save(self):
        self.eyes.wait('Vous pouvez retirer la clé')
        expect(mounts(self.machine) == [], 'it says so while the stick is mounted')

    def go_on(self):
        """The strong button of a message has the focus."""
        self.machine.press('ret')
        self.machine.wait_still(1.5)


def look_at_list(person, stick):
    """What the stick's list shows, and how the stick is mounted meanwhile."""
    person.eyes.wait('Quels documents voulez vous prendre')
    person.machine.wait_still(2)
    lines = person.eyes.read()
    for words in (stick.name, f'Photo {stick.name}', '1 autre est trop gros'):
        expect(person.eyes.find_in(lines, words), f'“{words}” is not shown: {person.eyes.text()}')
    for words in ('Menteur', 'Vide', 'virus', 'autorun', 'Ouvrir', 'page', 'passwd', 'lien', 'tuyau', 'Illisible'):
        expect(not person.eyes.find_in(lines, words), f'“{words}” is shown')
    (place, kind, options), = mounts(person.machine)
    expect({'ro', 'noexec', 'nosuid', 'nodev'} <= options, f'{place} is mounted {sorted(options)}')
    return f'{kind}, {",".join(sorted(o for o in options if not o.startswith("fs-")))}'


def import_and_save(report, person, stick):
    def put_in():
        person.ask_import()
        person.port.name = person.port.plug(stick.path)
        return look_at_list(person, stick)
    report.step(f'{stick.system}: put in, its documents listed, mounted to be read', put_in, person.machine)
    report.step(f'{stick.system}: a document is taken', lambda: person.take(stick.name), person.machine)

    def save():
        person.ask_save(stick.name)
        person.finish_save()
    report.step(f'{stick.system}: saved back, you can take it out', save, person.machine)

    def bytes_are_there():
        person.port.pull(person.port.name)
        name = stick.name.replace(' ', '-') + '.pdf'
        written, first = stick.content(name), stick.content(f'{stick.name}.pdf')
        expect(written and written == first, f'{name} on the stick: {written and len(written)} bytes')
        person.go_on()
        return f'{len(written)} bytes'
    report.step(f'{stick.system}: pulled out, the bytes are on it', bytes_are_there)


def pulled_mid_write(report, person, folder):
    large = Stick(folder, 'vfat', 'Lettre lourde', large=LARGE)
    other = Stick(folder, 'vfat', 'Autre')

    def take_large():
        person.ask_import()
        name = person.port.plug(large.path)
        person.take(f'Gros {large.name}')
        person.port.pull(name)
    report.step('a large document is taken', take_large)

    def pull():
        name = person.port.plug(other.path, slow=SLOW)
        person.ask_save(f'Gros {large.name}')
        person.eyes.wait('Ne retirez pas la clé')
        wait_for('bytes on their way', lambda: any('rw' in options for _, _, options in mounts(person.machine)),
                 PATIENCE, 0.2)
        time.sleep(3)  # a part of them, not for a result
        start = time.monotonic()
        person.machine.ask('device_del', id=name)
        person.eyes.wait('La clé ne répond plus', 120)
        words = f'said after {time.monotonic() - start:.0f} s'
        person.port.forget(name)
        return words
    report.step('pulled out while it is written: said plainly', pull, person.machine)

    def again():
        name = person.port.plug(Stick(folder, 'vfat', 'Encore').path)
        person.eyes.touch('Réessayer')
        person.finish_save()
        person.port.pull(name)
        person.go_on()
    report.step('tried again with a good stick: saved', again, person.machine)


def owned_by_another(report, person, folder):
    stick = Stick(folder, 'ext4', 'Tenue', writable=False)

    def refuse():
        name = person.port.plug(stick.path)
        person.ask_save(SYSTEMS['vfat'])
        person.eyes.wait('On ne peut rien ranger sur cette clé')
        person.port.pull(name)
        person.go_on()
    report.step('a Linux stick that belongs to its owner: said', refuse, person.machine)


def locked(report, person, folder):
    stick = Locked(folder)

    def refuse():
        person.ask_import()
        name = person.port.plug(stick.path)
        person.eyes.wait('Cette clé ne peut pas être lue')
        expect(not person.machine.run("ls /dev/mapper | grep -v control || true"), 'it was opened')
        person.port.pull(name)
        person.go_on()
    report.step('a stick locked by a secret (LUKS): no question, said', refuse, person.machine)


def staff_kept_off(report, person, folder):
    """While a visit runs, the stick is the resident's."""
    stick = Stick(folder, 'vfat', 'Resident')

    def refuse():
        before = hashlib.sha256(stick.path.read_bytes()).digest()
        name = person.port.plug(stick.path)
        wait_for('the stick', lambda: person.machine.run('ls /dev/disk/by-label', check=False).find(LABEL) >= 0,
                 PATIENCE, 1)
        for action in ('report-to-stick', 'diagnostics-to-stick'):
            words = person.machine.run(f'guichetctl --json do {action}', check=False)
            answer = json.loads(words.splitlines()[-1])
            expect(answer['outcome'] == 'visited', f'{action}: {words}')
        person.port.pull(name)
        expect(hashlib.sha256(stick.path.read_bytes()).digest() == before, 'something was written')
    report.step('staff’s report is kept off a resident’s stick', refuse)


def nothing_told(machine):
    first, *others = machine.run(TRACES).splitlines() or ['']
    expect(first == '0', f'{first} lines of the journal tell of it')
    expect(not others, f'left: {others}')


def all_mounts(machine):
    seen = [read_mount(line) for line in machine.run('cat /run/watched').splitlines()]
    for place, kind, options in seen:
        expect({'noexec', 'nosuid', 'nodev'} <= options, f'{place} ({kind}) was mounted {sorted(options)}')
    expect({'ro'} & set.union(*(o for _, _, o in seen)) and any('rw' in o for _, _, o in seen), 'not both were seen')
    return f'{len(seen)} looks: noexec, nosuid, nodev in each'


def try_sticks(report, machine, folder, resident):
    person = Person(machine, resident)
    machine.run(WATCH)
    report.step('sticks: a visit', resident.open_service)
    for system, name in SYSTEMS.items():
        import_and_save(report, person, Stick(folder, system, name))
    owned_by_another(report, person, folder)
    locked(report, person, folder)
    staff_kept_off(report, person, folder)
    pulled_mid_write(report, person, folder)
    report.step('every mount there was', lambda: all_mounts(machine))
    report.step('the visit’s end', resident.end)
    report.step('nothing tells of the sticks', lambda: nothing_told(machine))


# --- staff, at the panel ---

def open_panel(person):
    with person.machine.hold('ctrl', 'alt', 'p'):
        wait_for('the pad', lambda: person.machine.run('pgrep -x guichet-staff', check=False), PATIENCE, 0.5)
    # Until it is drawn, keys go to the tiles.
    person.eyes.wait('Tapez votre code')
    person.machine.wait_still(2)
    person.machine.type_french(PIN)
    person.machine.press('ret')
    person.eyes.touch('Pour la personne technique')


def close_panel(person):
    def is_closed():
        person.machine.press('esc')
        person.machine.wait_still(2)
        return not person.machine.run('pgrep -x guichet-staff', check=False)
    wait_for('the panel to be closed', is_closed)


def try_panel(report, machine, folder, resident):
    person = Person(machine, resident)
    stick = Stick(folder, 'vfat', 'Technique')

    def enrol():
        machine.run(ENROL)
        machine.wait_state('home')
        machine.wait_still()
    report.step('the centre is enrolled, a month has counts', enrol)
    report.step('the panel, by its chord and code', lambda: open_panel(person), machine)

    def without():
        person.eyes.touch('Enregistrer le rapport pour la fédération')
        person.eyes.wait('Il n’y a pas de clé USB')
    report.step('no stick: said', without, machine)

    def save():
        name = person.port.plug(stick.path)
        wait_for('the stick', lambda: machine.run('ls /dev/disk/by-label', check=False).find(LABEL) >= 0, PATIENCE, 1)
        person.eyes.touch('Enregistrer le rapport pour la fédération')
        person.eyes.wait('C’est sur la clé USB')
        expect(mounts(machine) == [], 'it says so while the stick is mounted')
        person.port.pull(name)
    report.step('the stick in, the button pressed: it is on it', save, machine)

    def bytes_are_there():
        kept = machine.run("find /var/lib/guichet/outbox -name '*.json*' -exec sha256sum {} +").split()
        kept = {path.rpartition('/')[2]: digest for path, digest in zip(kept[1::2], kept[::2])}
        expect(len(kept) == 2, f'in the outbox: {sorted(kept)}')
        for name, digest in kept.items():
            data = stick.content(name)
            expect(data and hashlib.sha256(data).hexdigest() == digest, f'{name} is not what was made')
        return ', '.join(sorted(kept))
    report.step('the report and its signature are on it, byte for byte', bytes_are_there)
    report.step('the panel is closed', lambda: close_panel(person))
    report.step('a keyboard that hides in a stick types', lambda: keyboard_in_stick(person), machine)


def keyboard_in_stick(person):
    """What such things type on other machines: consoles, runners, terminals, task managers, SysRq."""
    machine = person.machine
    machine.wait_still(2)
    before = machine.run("ps -u guichet -o comm= | sort -u")
    machine.ask('device_add', driver='usb-kbd', id='typing')
    time.sleep(3)  # until it is a keyboard, as it would be left in
    for chord in (('meta_l', 'r'), ('alt', 'f2'), ('ctrl', 'alt', 't'), ('ctrl', 'alt', 'f2'), ('ctrl', 'alt', 'f3'),
                  ('ctrl', 'alt', 'backspace'), ('alt', 'f4'), ('ctrl', 'shift', 'esc'), ('alt', 'tab'), ('meta_l',),
                  ('ctrl', 'alt', 'delete'), ('alt', 'sysrq', 'b'), ('alt', 'sysrq', 'k'), ('f12',), ('ctrl', 'w')):
        machine.keys(*chord)
    machine.type_french('xterm')
    machine.press('ret')
    machine.ask('device_del', id='typing')
    machine.wait_state('home')
    wait_for('no new program', lambda: not set(machine.run("ps -u guichet -o comm= | sort -u").split())
             - set(before.split()), 120, 2)
    expect(machine.run('cat /sys/class/tty/tty0/active') == 'tty1', 'another console is shown')
    expect(re.search('Bonjour|Caf', ' '.join(person.eyes.text()), re.I), 'no tiles are shown')
