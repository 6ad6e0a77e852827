# SPDX-License-Identifier: GPL-3.0-or-later
"""What the packages take the machine over with, seen to be in effect in it: USB filter, upgrades at night,
hardware watchdog, keys of the kernel and of consoles, CUPS that ends, metrics for node_exporter."""

import re

from machine import Failure, wait_for

# A card that restarts a machine which says nothing for a minute, as boards have them.
OPTIONS = ['-device', 'i6300esb']
METRICS = '/var/lib/prometheus/node-exporter'
# Exposure at most, by systemd-analyze security; tests/packages/test-packages.py holds it for the files.
EXPOSURE = {'guichet.service': 4.2, 'guichet-report.service': 1.5}


def expect(holds, words):
    if not holds:
        raise Failure(words)


def wait_words(machine, what, command, pattern):
    """A command's output, once the pattern is in it."""
    def look():
        words = machine.run(command, check=False)
        return words if re.search(pattern, words) else None
    return wait_for(what, look, period=2)


def usb_devices(machine):
    """{product: authorized} of what hangs on the bus."""
    words = machine.run('cd /sys/bus/usb/devices; for device in [0-9]*-[0-9]*; do case $device in *:*) ;; *)'
                        ' echo "$(cat $device/authorized) $(cat $device/product)";; esac; done', check=False)
    return {line[2:]: line[0] == '1' for line in words.splitlines() if line[:2] in ('0 ', '1 ')}


def plug(machine, driver, product, **more):
    """Plugs a device of QEMU's in; gives whether the machine lets it work."""
    machine.ask('device_add', driver=driver, id='plugged', **more)
    try:
        def look():
            return [works for name, works in usb_devices(machine).items() if product in name and name not in before]
        before = ()
        wait_for(f'{product} on the bus', look, period=1)
        # The filter decides after the kernel has seen it: whichever way, it writes it down.
        wait_words(machine, f'a decision on {product}', 'usbguard list-devices', rf'(allow|block|reject).*{re.escape(product)}')
        return look()[-1]
    finally:
        machine.ask('device_del', id='plugged')
        wait_words(machine, 'the device to be gone', 'usbguard list-devices; echo end',
                   rf'^((?!{re.escape(product)})[\s\S])*end$')


def try_usb(machine):
    expect(machine.run('systemctl is-active usbguard', check=False) == 'active', 'usbguard does not run')
    here = usb_devices(machine)
    expect(here and all(here.values()), f'keyboard and touch are refused: {here}')
    expect(not plug(machine, 'usb-net', 'USB Network'), 'a network adapter is let in')
    expect(not plug(machine, 'usb-ccid', 'USB CCID'), 'a reader of smart cards is let in')
    expect(plug(machine, 'usb-mouse', 'USB Mouse'), 'a mouse is refused')
    told = machine.run("journalctl --no-pager -q -o cat | grep -c via-port; cat /var/log/usbguard/* | wc -c", check=False)
    expect(told.split() == ['0', '0'], f'lines of the journal, bytes of its own that tell of devices: {told}')
    return 'mouse in, network adapter and reader of smart cards out, none of it noted'


def try_upgrades(machine):
    settings = machine.run("apt-config dump | grep -i -E 'APT::Periodic|DPkg::Options|Unattended-Upgrade::(Automatic|Origins)'")
    for wanted in ('APT::Periodic::Unattended-Upgrade "1"', 'Unattended-Upgrade::Automatic-Reboot-Time "03:30"',
                   '"origin=Guichet"', '"--force-confold"'):
        expect(wanted in settings, f'no {wanted} in {settings}')
    times = {}
    for timer, (first, last) in {'apt-daily.timer': (60, 90), 'apt-daily-upgrade.timer': (120, 165)}.items():
        expect(machine.run(f'systemctl is-active {timer}', check=False) == 'active', f'{timer} does not run')
        stamp = machine.run(f'systemctl show -p NextElapseUSecRealtime --value {timer}')
        hour, minute = map(int, re.search(r' (\d+):(\d+):', stamp).groups())
        expect(first <= hour * 60 + minute <= last, f'{timer} comes at {hour}:{minute:02}')
        times[timer] = f'{hour}:{minute:02}'
    said = machine.run('unattended-upgrade --dry-run --debug 2>&1 | head -20', check=False)
    expect(re.search(r'[Aa]llowed origins.*origin=Guichet', said) and 'label=Debian-Security' in said,
           f'what it may take: {said}')
    return f'{times}'


def try_keys(machine):
    """Keys that speak to the kernel, to systemd or to consoles; the screen stays the terminal's."""
    boot = machine.run('cat /proc/sys/kernel/random/boot_id')
    machine.keys('alt', 'sysrq', 'b')
    for _ in range(8):
        machine.keys('ctrl', 'alt', 'delete')
    for name in ('f2', 'f3'):
        machine.keys('ctrl', 'alt', name)
    machine.wait_still()
    expect(machine.run('cat /proc/sys/kernel/random/boot_id') == boot, 'the keyboard restarts the machine')
    expect(machine.run('cat /sys/class/tty/tty0/active') == 'tty1', 'another console is on the screen')
    expect(machine.run('systemctl is-system-running', check=False) != 'stopping', 'the machine goes down')
    open_consoles = machine.run("systemctl list-units --plain --no-legend --state=active 'getty@*' 'autovt@*'", check=False)
    expect(not open_consoles, open_consoles)


def try_cores(machine):
    words = machine.run("cd /tmp; runuser -u guichet -- sh -c 'ulimit -c unlimited; kill -SEGV $$'; "
                        'find /tmp /var/lib/systemd/coredump -type f -name "*core*" 2>/dev/null; cat /proc/sys/kernel/core_pattern',
                        check=False)
    expect('|/bin/false' in words and '/core' not in words, f'a core file is left: {words}')
    expect(machine.run('cat /proc/swaps | tail -n +2', check=False) == '', 'there is swap')


def try_cups(machine):
    """With each queue's last job goes the memory of the program that had it."""
    # It ends so soon that only one command can see it at work.
    spool = machine.run('lpstat -r >/dev/null; for i in $(seq 100); do'
                        ' findmnt -n -o FSTYPE -N $(systemctl show -p MainPID --value cups) /var/spool/cups 2>/dev/null'
                        ' && break; sleep 0.1; done', check=False)
    wait_words(machine, 'CUPS to end', 'systemctl is-active cups.service', '^inactive')
    expect(spool == 'tmpfs', f'its spool is on {spool}')
    words = machine.run('lpstat -r; systemctl is-active cups.service', check=False)
    expect('is running' in words, f'it does not come back: {words}')
    return f'spool on {spool}, ends by itself, comes back when it is asked'


def try_metrics(machine, wait_tiles):
    """The unit may write where node_exporter reads, and there alone."""
    machine.run(f'install -d -o guichet -g guichet -m 2755 {METRICS}')
    machine.run(f'printf "\\n[Health]\\nDirectory={METRICS}\\n" >> /etc/guichet/guichet.conf')
    machine.run('systemctl restart guichet')
    wait_tiles(machine)
    words = wait_words(machine, 'the metrics', f'cat {METRICS}/guichet.prom', 'guichet_state')
    expect(re.search(r'guichet_state\{state="in-service"\} 1', words) or 'guichet_state{' in words, words)
    mode = machine.run(f'stat -c %a {METRICS}/guichet.prom')
    expect(mode == '644', f'others cannot read it: {mode}')
    return f'{len(words.splitlines())} lines'


def try_exposure(machine):
    found = {}
    for unit, most in EXPOSURE.items():
        words = machine.run(f'systemd-analyze security --no-pager {unit} | tail -1', check=False)
        found[unit] = float(re.search(r'([0-9]+\.[0-9]) [A-Z]', words)[1])
        expect(found[unit] <= most, f'{unit}: {found[unit]} of 10')
    return f'{found}'


def try_watchdog(machine, wait_tiles):
    """The kernel stops for good: who restarts the machine is the card."""
    expect(machine.run('cat /sys/class/watchdog/watchdog0/state') == 'active', 'nobody uses the watchdog')
    boot = machine.run('cat /proc/sys/kernel/random/boot_id')
    machine.run('sync')
    machine.send('echo c > /proc/sysrq-trigger')
    machine.wait_shell()
    expect(machine.run('cat /proc/sys/kernel/random/boot_id') != boot, 'it was not restarted')
    return wait_tiles(machine)


def try_system(report, machine, wait_tiles):
    report.step('usbguard: what its profile lets in', lambda: try_usb(machine))
    report.step('unattended upgrades: at night', lambda: try_upgrades(machine))
    report.step('keys of kernel and consoles do nothing', lambda: try_keys(machine), machine)
    report.step('no core file, no swap', lambda: try_cores(machine))
    report.step('CUPS ends by itself', lambda: try_cups(machine))
    report.step('systemd-analyze security', lambda: try_exposure(machine))
    report.step('metrics for node_exporter', lambda: try_metrics(machine, wait_tiles))
    report.step('a kernel that stopped: the watchdog restarts the machine', lambda: try_watchdog(machine, wait_tiles), machine)
