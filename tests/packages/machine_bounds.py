# SPDX-License-Identifier: GPL-3.0-or-later
"""What one visit may take of the machine, on real control groups: bombs go off in its world, the terminal
goes on, and the world is wiped. A bomb is put into the world as if the engine in it had been taken over."""

import re
import time

from machine import PATIENCE, Failure, wait_for

RUN = '/run/guichet'
MEMORY, TASKS = 1200 * 2**20, 1024
# Emulated, with a bomb beside it: seconds within which staff are answered.
ANSWER = 60
BUSY_US = 20_000_000
EATER = 'b=[]\nwhile 1: b.append(bytearray(b"x")*2**22)'
# Each waits: what cannot fork any more stays, so that the bound is seen.
FORKS = 'import os,time\nwhile 1:\n  try: os.fork() or time.sleep(9999)\n  except OSError: time.sleep(0.2)'
SPINS = 'import os\nfor i in range(4): os.fork()\nwhile 1: pass'


def expect(holds, words):
    if not holds:
        raise Failure(words)


class Groups:
    """The control groups of a terminal, by root's eyes."""

    def __init__(self, machine):
        self.machine = machine

    def run(self, command, **more):
        return self.machine.run(command, **more)

    def supervisor(self):
        return self.run('pgrep -x guichet-supervi')

    def scope(self):
        """The group handed over, as a path of this machine."""
        words = self.run(f'cat /proc/{self.supervisor()}/cgroup')
        found = re.fullmatch(r'0::(/user\.slice/.*/user@\d+\.service/.*/guichet-\S+\.scope)/terminal', words)
        expect(found, f'the supervisor is in {words}')
        return f'/sys/fs/cgroup{found[1]}'

    def visited(self):
        """The group of the world in which somebody is."""
        words = self.run(f'ls -d {RUN}/world-*/visit', check=False)
        found = re.fullmatch(rf'{RUN}/(world-\d+)/visit', words)
        expect(found, f'worlds that are visited: {words}')
        return f'{self.scope()}/{found[1]}'

    def read(self, group, file, word=None):
        """A number of a file; of the line that begins with a word."""
        words = self.run(f'cat {group}/{file}')
        if word is None:
            return int(words)
        return int(re.search(rf'^{word} (\d+)', words, re.M)[1])

    def bomb(self, group, code):
        """Starts a program in the world's namespaces and group, as its user."""
        first = self.run(f'for p in $(cat {group}/cgroup.procs); do readlink /proc/$p/exe | grep -qx /run/guichet/guichet '
                         '&& echo $p && break; done')
        expect(first.isdigit(), f'no shell in {group}: {first}')
        user = self.run(f'cat /proc/{first}/uid_map').split()[0]
        self.run(f"cat > /run/bomb.sh <<'END'\necho $$ > {group}/cgroup.procs\n"
                 f"exec nsenter -t {first} -U -m -p -i -n --preserve-credentials -S {user} "
                 f"python3 -c '{code}'\nEND")
        self.run('setsid sh /run/bomb.sh >/run/bomb.out 2>&1 </dev/null &')


def answers(machine):
    """Staff are answered and programs start, whatever the world does."""
    longest = 0.0
    for _ in range(3):
        began = time.monotonic()
        expect(machine.status().get('state'), 'no answer')
        machine.run('true')
        longest = max(longest, time.monotonic() - began)
    expect(longest < ANSWER, f'an answer took {longest:.0f} s')
    return f'answered within {longest:.1f} s'


def explode(machine, resident, code, is_bounded, what):
    """A visit with a bomb in it, from a tile to clean tiles."""
    groups = Groups(machine)
    verified = machine.status()['wipes-verified']
    resident.open_service()
    group = groups.visited()
    groups.bomb(group, code)
    words = wait_for(what, lambda: is_bounded(groups, group), PATIENCE, 1)
    words = f'{words}, {answers(machine)}'
    began = time.monotonic()
    if is_bounded is is_full:
        # A shell that may have no more threads gives up at some moment: keys would open one of the next tiles.
        machine.run('guichetctl reset', check=False)
    else:
        resident.ask_end()
        machine.press('tab', 'ret')
    resident.wait_end(verified)
    expect('No such file' in machine.run(f'ls -d {group}', check=False), 'its group is still there')
    expect(machine.status()['wipes-failed'] == 0, 'a wipe failed')
    expect(machine.run('pgrep -fc "bytearray|os.fork"', check=False) == '0', 'something of it lives')
    return f'{words}, clean in {time.monotonic() - began:.0f} s'


def was_fed(groups, group):
    """It takes all that the group may have; then the kernel ends what takes most."""
    killed = groups.read(group, 'memory.events', 'oom_kill')
    taken = groups.read(group, 'memory.peak')
    expect(taken <= MEMORY, f'{taken} bytes in the group')
    left = groups.run('grep MemAvailable /proc/meminfo').split()[1]
    return killed > 0 and f'{taken >> 20} MiB at most, {int(left) >> 10} MiB left for others'


def is_full(groups, group):
    words = groups.run(f'cat {group}/pids.current {group}/pids.events', check=False)
    found = re.match(r'(\d+)\s+max (\d+)', words)
    if not found:
        # The visit ended in the meantime, by the shell's end.
        return groups.machine.status().get('state') != 'visiting' and 'the shell gave up'
    expect(int(found[1]) <= TASKS, f'{found[1]} tasks')
    return int(found[2]) > 0 and f'{found[1]} tasks'


def is_busy(groups, group):
    """Processes that want all there is; the group's weight is half of its neighbours'."""
    return groups.read(group, 'cpu.stat', 'usage_usec') > BUSY_US and '16 processes that never rest'


def try_limits(machine):
    groups = Groups(machine)
    expect(machine.status()['bounds'] == 'memory pids cpu', f'bounds: {machine.status().get("bounds")}')
    scope = groups.scope()
    worlds = machine.run(f'ls -d {scope}/world-*').split()
    expect(worlds, 'no world has a group')
    for group in worlds:
        for file, wanted in (('memory.max', MEMORY), ('memory.swap.max', 0), ('pids.max', TASKS), ('cpu.weight', 50)):
            words = machine.run(f'cat {group}/{file} 2>/dev/null', check=False)
            expect(words == str(wanted) or (file == 'memory.swap.max' and not words), f'{group}/{file}: {words}')
    cost = machine.run("ps -o rss= -p $(pgrep -u guichet -x systemd)")
    return f'{len(worlds)} worlds; the manager that hands it over has {int(cost) // 1024} MiB, started by logind anyway'


def try_kill(machine, resident):
    """A process that the kernel does not end with the world's first one, as it has no part in its namespaces:
    only the group holds it."""
    groups = Groups(machine)
    resident.open_service()
    group = groups.visited()
    machine.run("setsid setpriv --reuid=guichet --clear-groups sleep 98765 >/dev/null 2>&1 </dev/null & "
                f"until pid=$(pgrep -f '^sleep 98765'); do sleep 0.1; done; echo $pid > {group}/cgroup.procs")
    resident.end()
    expect(machine.run('pgrep -f "^sleep 98765"', check=False) == '', 'it lives')
    expect(machine.status()['wipes-failed'] == 0, 'a wipe failed')


def try_old_scope(machine, wait_tiles):
    """What a supervisor that was killed leaves in its group is killed by the next one."""
    groups = Groups(machine)
    old = groups.scope()
    machine.run("setsid setpriv --reuid=guichet --clear-groups sleep 87654 >/dev/null 2>&1 </dev/null & "
                f"until pid=$(pgrep -f '^sleep 87654'); do sleep 0.1; done; echo $pid > {old}/terminal/cgroup.procs")
    killed = groups.supervisor()
    machine.run(f'kill -KILL {killed}')
    wait_for('another supervisor',
             lambda: machine.run('pgrep -x guichet-supervi', check=False) not in ('', killed), PATIENCE, 1)
    machine.wait_state('home')
    expect(groups.scope() != old, 'it has the group of the killed one')
    expect(machine.run('pgrep -f "^sleep 87654"', check=False) == '', 'it lives')
    return wait_tiles(machine)


def try_bounds(report, machine, resident, wait_tiles):
    report.step('bounds: each world has a group below one of the user’s manager', lambda: try_limits(machine))
    for name, code, is_bounded in (('memory', EATER, was_fed), ('forks', FORKS, is_full), ('processor', SPINS, is_busy)):
        report.step(f'bounds: a world that takes all {name}',
                    lambda c=code, b=is_bounded, n=name: explode(machine, resident, c, b, f'the bound of {n}'), machine)
    report.step('bounds: what only the group holds ends with the visit', lambda: try_kill(machine, resident))
    report.step('bounds: what a killed supervisor left ends too', lambda: try_old_scope(machine, wait_tiles), machine)
