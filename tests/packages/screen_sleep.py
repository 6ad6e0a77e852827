# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of test-machine.py: the screen of a real terminal sleeps outside the opening hours, as the
kernel sees it (DPMS), and wakes at a key, at a press, at the staff's chord; and that chord on a
compositor that was stopped. Keys are QEMU's keyboard, through the kernel and libinput."""

import time

from machine import PATIENCE, Failure, wait_for

DPMS = '''for c in /sys/class/drm/card*-*; do
  if [ "$(cat "$c/status")" = connected ]; then cat "$c/dpms"; fi; done | sort -u | tr -d '\\n' '''
CONF = '/etc/guichet/guichet.conf'
SLEEP_S = 20
# Longer than the compositor's patience and a heartbeat: nobody takes for stuck what cannot draw.
QUIET_S = 30
CHORD = ('ctrl', 'ctrl_r', 'esc')


def expect(holds, words):
    if not holds:
        raise Failure(words)


def dpms(machine):
    return machine.run(DPMS, check=False)


def starts(machine):
    return machine.run('systemctl show guichet -p NRestarts --value')


def close_centre(machine):
    """Closed on every day but the one three days from here."""
    machine.run(f'''cp {CONF} {CONF}.kept
printf '\\n[Hours]\\n%s=08:00-12:00\\nSleep={SLEEP_S} s\\n' "$(LC_ALL=C date -d '+3 days' +%A)" >> {CONF}
systemctl restart guichet''')
    machine.wait_state('home')


def open_centre(machine, wait_tiles):
    machine.run(f'mv {CONF}.kept {CONF}; systemctl restart guichet')
    return wait_tiles(machine)


def falls_asleep(machine):
    wait_for('no signal', lambda: dpms(machine) == 'Off', PATIENCE, 1)
    status = machine.status()
    expect(status.get('asleep') and status.get('screen-off'), f'the supervisor does not know: {status}')
    return 'DPMS Off'


def stays_asleep(machine):
    before = starts(machine), machine.run('pgrep -x guichet')
    end = time.monotonic() + QUIET_S
    while time.monotonic() < end:
        expect(dpms(machine) == 'Off', 'it woke by itself')
        time.sleep(2)
    expect((starts(machine), machine.run('pgrep -x guichet')) == before, 'something was started again')
    return f'{QUIET_S} s, nothing started again'


def wait_awake(machine):
    wait_for('a signal', lambda: dpms(machine) == 'On', PATIENCE, 0.5)
    wait_for('the word', lambda: machine.status().get('screen-off') is False, PATIENCE, 1)
    # The black window stays while a monitor lights up: a screen that is still is not yet tiles.
    wait_for('colours', lambda: machine.colours() > 100, PATIENCE, 0.5)
    machine.wait_still()
    colours = machine.colours()
    expect(colours > 100, f'{colours} colours are no tiles')
    expect(machine.status()['state'] == 'home', 'what woke it was for the tiles too')
    return f'DPMS On, {colours} colours'


def press_button(machine):
    """Where the pointer is: no motion before, as of a finger."""
    for down in (True, False):
        machine.ask('input-send-event', events=[{'type': 'btn', 'data': {'down': down, 'button': 'left'}}])
        time.sleep(0.2)


def hold_chord(machine, is_over):
    """Seconds from when its three were over to @is_over()."""
    with machine.hold(*CHORD):
        began = time.monotonic()
        wait_for('the end by the chord', is_over, PATIENCE, 0.2)
        return time.monotonic() - began - 3


def wake_by(machine, act):
    falls_asleep(machine)
    act()
    return wait_awake(machine)


def chord_asleep(machine):
    falls_asleep(machine)
    verified = machine.status()['wipes-verified']
    seconds = hold_chord(machine, lambda: machine.status().get('wipes-verified', 0) > verified)
    return f'{wait_awake(machine)}, proved {seconds:.1f} s after the chord'


def chord_on_stopped_compositor(machine):
    """Time to tiles is an emulated machine's: many times a real one's."""
    before = starts(machine)
    machine.run('pkill -STOP -x weston')
    seconds = hold_chord(machine, lambda: starts(machine) != before)
    began = time.monotonic()
    machine.wait_state('home')
    return f'started again {seconds:.1f} s after the chord, home {time.monotonic() - began:.1f} s later'


def try_sleep(report, machine, wait_tiles):
    report.step('a centre that is closed today', lambda: close_centre(machine))
    report.step('asleep outside the hours', lambda: falls_asleep(machine), machine)
    report.step('nothing is taken for stuck', lambda: stays_asleep(machine))
    report.step('a key wakes it', lambda: wake_by(machine, lambda: machine.press('shift')), machine)
    report.step('asleep again; a press wakes it, and no more', lambda: wake_by(machine, lambda: press_button(machine)),
                machine)
    report.step('asleep again; the chord', lambda: chord_asleep(machine), machine)
    report.step('the chord, the compositor stopped', lambda: chord_on_stopped_compositor(machine), machine)
    report.step('a centre that is open', lambda: open_centre(machine, wait_tiles))
