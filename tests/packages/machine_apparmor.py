# SPDX-License-Identifier: GPL-3.0-or-later
"""AppArmor as a real kernel has it: the profiles are enforced, processes are in them, what a terminal does is
not refused, and what a taken-over program would like to do is."""

import base64
import json
import re
import subprocess

from eyes import Eyes
from machine import PATIENCE, Failure, wait_for

AUDIT = '/sys/module/apparmor/parameters/audit'
PROFILES = ['guichet-supervisor', 'guichet-worker-print', 'guichet-worker-scan', 'guichet-worker-stick', 'guichet-world']
# Programs of the terminal's user that no profile holds: who starts the supervisor, and who shows what it draws.
FREE = {'guichet-session', 'weston', 'weston-keyboard', 'weston-desktop-', '(sd-pam)', 'systemd'}
STACK = 'guichet-supervisor//&guichet-{}'
# Whom a path of a socket may connect to, Debian's kernels do not ask AppArmor: bubblewrap alone keeps those away.
REFUSED = {
    'supervisor': ['read /etc/shadow', 'write /etc/guichet/guichet.conf', 'write /usr/bin/true', 'read /lost+found',
                   'read /dev/vda', 'write /etc/cron.d/x', 'signal'],
    'world': ['read /etc/shadow', 'read /var/lib/guichet/counts.db', 'write /var/lib/guichet/counts.db', 'read /dev/vda',
              'read /dev/input/event0', 'write /usr/bin/true', 'write /etc/cron.d/x', 'read /lost+found', 'run /usr/bin/dash',
              'write /sys/fs/cgroup/cgroup.subtree_control', 'signal'],
    'worker-print': ['read /etc/shadow', 'read /var/lib/guichet/counts.db', 'read /dev/input/event0', 'read /dev/bus/usb/001/001',
                     'run /usr/bin/dash', 'signal'],
    'worker-scan': ['read /etc/shadow', 'read /var/lib/guichet/counts.db', 'read /dev/input/event0', 'write /media/x',
                    'run /usr/bin/dash', 'signal'],
    'worker-stick': ['read /etc/shadow', 'read /var/lib/guichet/counts.db', 'read /dev/input/event0', 'read /dev/bus/usb/001/001',
                     'internet', 'run /usr/bin/dash', 'signal'],
}
ALLOWED = {
    'supervisor': ['read /var/lib/guichet/counts.db', 'read /etc/guichet', 'write /tmp/x', 'internet', 'run /usr/bin/true'],
    'world': ['read /usr/share/guichet', 'write /tmp/x', 'internet'],
    'worker-print': ['write /tmp/x', 'connect /run/cups/cups.sock', 'internet'],
    'worker-scan': ['write /tmp/x', 'read /dev/bus/usb/001/001', 'internet'],
    'worker-stick': ['write /tmp/x', 'write /media/x', 'connect /run/dbus/system_bus_socket'],
}
BAR_DOCUMENTS = (1 - 460 / 1280, 38 / 800)
DEVICES = r'''base64 -d >/run/letter.jpg <<'END'
LETTER
END
cat >/run/scanner.py <<'END'
import signal, sys
sys.path.insert(0, '/usr/share/guichet-demo/tests/lab')
import escl
class Told(list):
    def append(self, words):
        list.append(self, words)
        with open('/run/scanner.log', 'a') as file: file.write(words + '\n')
with open('/run/letter.jpg', 'rb') as file: letter = file.read()
scanner = escl.Scanner({150: letter})
scanner.requests = Told()
with open('/run/scanner.port', 'w') as file: file.write(str(scanner.port))
signal.pause()
END
mkdir -p /run/papers; chmod 777 /run/papers; rm -f /run/scanner.port
setsid python3 -B /run/scanner.py >/dev/null 2>&1 </dev/null &
setsid ippeveprinter -p 8631 -k -f application/pdf,image/pwg-raster -d /run/papers Essai >/run/printer.log 2>&1 </dev/null &
until [ -s /run/scanner.port ]; do sleep 0.2; done
until lpadmin -p essai -E -v ipp://127.0.0.1:8631/ipp/print -m everywhere; do sleep 1; done
printf '\n[Printer]\nName=essai\n[Scanner]\nDevice=http://127.0.0.1:%s/eSCL\n' "$(cat /run/scanner.port)" >>/etc/guichet/guichet.conf
systemctl restart guichet'''
TAKE_AWAY = '''pkill -f /run/scanner.py; pkill -x ippeveprinter; lpadmin -x essai
sed -i '/^\\[Printer\\]$/,$d' /etc/guichet/guichet.conf; systemctl restart guichet'''
# As root, whom nothing but the profile stops.
PROBE = r'''cat >/tmp/probe.py <<'END'
import errno, json, os, socket, sys
def attempt(words):
    how, _, path = words.partition(' ')
    if how == 'read' and os.path.isdir(path): os.listdir(path)
    elif how == 'read': os.close(os.open(path, os.O_RDONLY))
    elif how == 'write': os.close(os.open(path, os.O_WRONLY | (os.O_CREAT if path.endswith('/x') else 0)))
    elif how == 'run':
        if os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn(path, [path, '-c', ':'], {}), 0)[1]): raise PermissionError
    elif how == 'internet': socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    elif how == 'signal': os.kill(1, 0)
    else: socket.socket(socket.AF_UNIX).connect(path)
found = {}
for words in json.loads(sys.argv[1]):
    try:
        attempt(words); found[words] = 'done'
    except OSError as error:
        found[words] = 'refused' if isinstance(error, PermissionError) else str(error)
print(json.dumps(found))
END
chmod 644 /tmp/probe.py; mkdir -p /media'''


def expect(holds, words):
    if not holds:
        raise Failure(words)


def told(machine, verdict):
    """What the kernel, and the bus, wrote down: one line of each kind."""
    lines = machine.run(f"journalctl -b --no-pager -q -o cat | grep -a 'apparmor=\"{verdict}\"' | grep -a guichet", check=False)
    kinds = set()
    for line in lines.splitlines():
        kinds.add(re.sub(r'\bpid=\d+ ?', '', line[max(line.find('apparmor='), 0):]))
    return sorted(kinds)


def listen(machine):
    """The kernel writes down what it refuses, from a start of the terminal on; packages keep it quiet."""
    was = machine.run(f'cat {AUDIT}')
    machine.run(f'printf normal >{AUDIT}; sysctl -q -w kernel.printk_ratelimit=0; systemctl restart guichet')
    machine.wait_state('home')
    expect(was == 'quiet', f'it was {was}')


def draw_letter():
    """A sheet on the glass: a small JPEG of A4's shape."""
    done = subprocess.run(['convert', '-size', '620x877', 'xc:white', '-fill', 'black', '-draw', 'rectangle 80,100 500,120',
                           'jpeg:-'], capture_output=True, check=True)
    return base64.encodebytes(done.stdout).decode()


class Papers:
    """A resident with sheets: a scanner on the network, and a printer of software, both within the machine."""

    def __init__(self, machine):
        self.machine, self.eyes = machine, Eyes(machine)

    def set_up(self):
        self.machine.run(DEVICES.replace('LETTER', draw_letter()))
        self.machine.wait_state('home')

    def copy(self):
        """A photocopy: a sheet scanned, and printed."""
        self.machine.wait_still(1.5)
        self.machine.touch(*BAR_DOCUMENTS)
        self.eyes.touch('Faire une photocopie')
        for _ in range(5):
            self.machine.wait_still(3)
            self.machine.press('ret')
            if self.count('ls /run/papers | wc -l'):
                break
        wait_for('paper', lambda: self.count('ls /run/papers | wc -l') > 0, PATIENCE, 1)
        expect(self.count('grep -c NextDocument /run/scanner.log') > 0, 'no sheet was scanned')

    def count(self, command):
        return int(self.machine.run(command, check=False) or 0)


def try_loaded(machine):
    loaded = machine.run("grep -a guichet /sys/kernel/security/apparmor/profiles | sort").splitlines()
    expect(loaded == [f'{name} (enforce)' for name in PROFILES], f'loaded: {loaded}')


def try_labels(machine, resident):
    """Who is where, in a visit."""
    resident.open_service()
    held = {}
    for line in machine.run('ps -U guichet -o label:200=,comm=').splitlines():
        label, name = re.match(r'(.*?)\s{2,}(\S.*)$', line).groups()
        held.setdefault(label.strip(), set()).add(name.strip())
    free = held.pop('unconfined', set())
    expect(free <= FREE, f'without a profile: {free - FREE}')
    expect('guichet-supervisor (enforce)' in held, f'{held}')
    world = held.get(STACK.format('world') + ' (enforce)', set())
    expect({'guichet', 'WebKitWebProces', 'WebKitNetworkPr'} <= world, f'{held}')
    resident.end()
    return f'in a world: {", ".join(sorted(world))}'


def probe(machine, label, what):
    holder = f"aa-exec -p '{label}' -- " if label else ''
    words = machine.run(f"{holder}/usr/bin/python3 -B /tmp/probe.py '{json.dumps(what)}'")
    return json.loads(words.splitlines()[-1])


def try_probe(machine, name):
    label = STACK.format(name) if name != 'supervisor' else 'guichet-supervisor'
    found = probe(machine, label, REFUSED[name] + ALLOWED[name])
    let_in = [what for what in REFUSED[name] if found[what] != 'refused']
    kept_out = [f'{what}: {found[what]}' for what in ALLOWED[name] if found[what] != 'done']
    expect(not let_in and not kept_out, f'not refused: {let_in}; refused: {kept_out}')
    return f'{len(REFUSED[name])} refused, {len(ALLOWED[name])} allowed'


def try_control(machine):
    """The same things without a profile: what is refused above would be done."""
    wanted = sorted({what for kinds in REFUSED.values() for what in kinds})
    found = probe(machine, None, wanted)
    expect(all(answer == 'done' for answer in found.values()), f'{found}')
    return f'{len(wanted)} done'


def try_profiles(report, machine, resident):
    report.step('AppArmor: the profiles are loaded, and enforced', lambda: try_loaded(machine))
    papers = Papers(machine)
    report.step('AppArmor: a scanner and a printer', papers.set_up)
    report.step('AppArmor: a visit', resident.open_service)
    report.step('AppArmor: a photocopy: scanned, printed', papers.copy, machine)
    report.step('AppArmor: staff end the visit', lambda: machine.run('guichetctl reset'))
    report.step('AppArmor: each process of a visit is in its own', lambda: try_labels(machine, resident), machine)
    for verdict in ('DENIED', 'ALLOWED'):
        lines = told(machine, verdict)
        report.step(f'AppArmor: nothing that the terminal did until here was {verdict}',
                    lambda found=lines: expect(not found, '\n'.join(found)))
    machine.run(PROBE)
    report.step('AppArmor: without a profile a probe does it all', lambda: try_control(machine))
    for name in REFUSED:
        report.step(f'AppArmor: a probe as {name}', lambda n=name: try_probe(machine, n))
    machine.run(TAKE_AWAY)
    machine.wait_state('home')
