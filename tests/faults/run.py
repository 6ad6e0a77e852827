# SPDX-License-Identifier: GPL-3.0-or-later
"""Injects faults into a whole terminal, and says of each what was seen.

run.py BUILD SOURCE AT-STEP SHIM [--short] [--only WORDS;...] [--results FILE] [--list]

A fault is survived when the terminal is closed while it lasts, says so where it lasts, and afterwards
shows clean tiles by itself with nothing left, the database whole, and no count lost beyond the visit in
progress. Exit status 1 when one was not."""

import argparse
import json
import pathlib
import shutil
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

# pylint: disable=wrong-import-position
import counts  # noqa: E402,F401  pylint: disable=unused-import
import machine  # noqa: E402,F401  pylint: disable=unused-import
import parts  # noqa: E402
import played  # noqa: E402
import steps  # noqa: E402
import workers  # noqa: E402,F401  pylint: disable=unused-import
from play import FAULTS, FaultTerminal, own_mounts  # noqa: E402

# The check's: some of each kind, in twenty seconds.
SHORT = ('supervisor killed, end: the world is killed', 'shells killed, start: its shell attaches',
         'supervisor killed, verify: the counts are in a transaction', 'no pids at home', 'disk full')


class Player:
    def __init__(self, arguments, has_mounts):
        self.arguments = arguments
        self.has_mounts = has_mounts
        self.terminal = None
        self.needs = {}

    def open(self, needs):
        """The terminal that is there; a new one for a fault that needs other parts or settings."""
        if needs != self.needs:
            self.close()
        self.needs = needs
        if self.terminal is None:
            self.terminal = FaultTerminal(self.arguments.build, self.arguments.source,
                                          self.arguments.runner, needs.get('conf', ''),
                                          needs.get('env'), self.has_mounts)
            if 'has_forwarder' in needs:
                self.terminal.use_forwarder(parts.Forwarder(self.terminal.lab.facts['proxy_port']))
            if 'has_devices' in needs:
                self.terminal.use_devices(self.arguments.shim)
            self.terminal.start()
            self.terminal.settle()
        return self.terminal

    def close(self):
        if self.terminal is not None:
            self.terminal.stop()
            self.terminal = None

    def play(self, name, fault):
        """A terminal that did not recover is not asked to bear the next fault."""
        began, needs = time.monotonic(), dict(getattr(fault, 'needs', {}))
        needs.pop('needs_mounts', None)
        try:
            seen = fault(self.open(needs))
            survived = True
        except Exception as problem:  # pylint: disable=broad-except
            seen, survived = f'{type(problem).__name__}: {problem}'[:700], False
            if self.arguments.traceback:
                traceback.print_exc()
            self.keep_log(name)
            self.close()
        print(f'{"survived" if survived else "NOT SURVIVED"} ({time.monotonic() - began:.1f} s) '
              f'{name}: {seen}', flush=True)
        return {'injected': True, 'survived': survived, 'observed': seen}

    def keep_log(self, name):
        if self.terminal is not None and self.arguments.traceback:
            print(f'--- log after {name}\n{self.terminal.log()[-3000:]}', flush=True)


def choose(faults, arguments):
    if arguments.short:
        return {name: faults[name] for name in SHORT}
    if arguments.only:
        words = arguments.only.split(';')
        return {name: fault for name, fault in faults.items()
                if any(word in name for word in words)}
    return faults


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ('build', 'source', 'runner', 'shim'):
        parser.add_argument(name)
    parser.add_argument('--short', action='store_true')
    parser.add_argument('--only')
    parser.add_argument('--results', type=pathlib.Path)
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--traceback', action='store_true')
    return parser.parse_args()


def main():
    arguments = read_arguments()
    has_mounts = own_mounts()
    faults = choose({**steps.table(), **FAULTS}, arguments)
    if arguments.list:
        print('\n'.join(faults))
        return 0
    player, found = Player(arguments, has_mounts), {}
    try:
        for name, fault in faults.items():
            if getattr(fault, 'needs', {}).get('needs_mounts') and not has_mounts:
                print(f'left out, as it needs root: {name}')
                continue
            found[name] = player.play(name, fault)
    finally:
        player.close()
    if arguments.results:
        before = json.loads(arguments.results.read_text()) if (
            arguments.only and arguments.results.exists()) else {}
        arguments.results.write_text(json.dumps({**before, **found}, indent=1, ensure_ascii=False))
        played.mark(arguments.build, 'faults', not arguments.only)
    n_survived = sum(row['survived'] for row in found.values())
    print(f'{len(found)} injected, {n_survived} survived')
    print(f'{n_survived} passed, {len(found) - n_survived} failed')
    return 0 if n_survived == len(found) > 0 else 1


if __name__ == '__main__':
    shutil.which('nm') or sys.exit('run.py: there is no nm (binutils)')
    sys.exit(main())
