#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a world's own program would try once it was taken over. It is run as the shell of a world: it
speaks the shell's protocol well enough to be shown, then tries what GUICHET_CENTRE_DIR/attempts.json
names, and writes what came of it to /tmp/observed.json there. Judged from outside (inside.py).

Each attempt is a function of tries_*.py, named as in the corpus; it gives 'done', the name of an
error, or what it saw."""

import importlib.util
import json
import os
import select
import signal
import sys
import time

CENTRE = os.environ.get('GUICHET_CENTRE_DIR', '')
# For one attempt.
SECONDS = 30
MODULES = ('tries_lib', 'tries_channel', 'tries_network', 'tries_files', 'tries_processes',
           'tries_kernel', 'tries_calls', 'tries_display', 'tries_gate', 'tries_workers')


def load(name):
    path = os.path.join(CENTRE, 'tries', name + '.py')
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def read_json(name):
    with open(os.path.join(CENTRE, name), encoding='utf-8') as file:
        return json.load(file)


def write_report(observed):
    with open('/tmp/observed.new', 'w', encoding='utf-8') as file:
        json.dump(observed, file)
    os.rename('/tmp/observed.new', '/tmp/observed.json')


def run_beside(act, channel):
    """What @act gives in a process of its own, while this one answers the supervisor: a shell that
    does not answer is taken for hung, and its world ends."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        os.setpgid(0, 0)
        os.write(write_end, act().encode()[:4000])
        os._exit(0)
    os.close(write_end)
    text, end = b'', time.monotonic() + SECONDS
    while time.monotonic() < end:
        if select.select([read_end], [], [], 0.02)[0]:
            piece = os.read(read_end, 4096)
            text += piece
            if not piece or len(text) < 4000:
                break
        channel.serve()
    for target in (-pid, pid):
        try:
            os.kill(target, signal.SIGKILL)
        except OSError:
            continue
    os.close(read_end)
    os.waitpid(pid, 0)
    return text.decode() or 'nothing within its time'


def run(name, tries, facts, channel, name_of, tell):
    def act():
        try:
            return str(tries[name](facts, channel))
        except OSError as error:
            return name_of(error)
        except Exception as error:  # pylint: disable=broad-except
            return f'mistake {error!r}'
    if not name.startswith(('channel', 'end-', 'worker')):
        return run_beside(act, channel)
    told = act()
    tell(told)
    # Who reads the report must see it before the next word may end this world.
    end = time.monotonic() + 0.25
    while time.monotonic() < end:
        channel.serve()
        time.sleep(0.02)
    return told


def main():
    modules = {name: load(name) for name in MODULES}
    tries = {name: function for module in modules.values()
             for name, function in getattr(module, 'TRIES', {}).items()}
    facts = read_json('facts.json')
    channel = modules['tries_channel'].Channel()
    channel.become_shell()
    observed = {}
    for name in read_json('attempts.json'):
        def tell(told, name=name):
            observed[name] = told
            write_report(observed)
        tell(run(name, tries, facts, channel, modules['tries_lib'].name_of, tell))
    observed['over'] = 'over'
    write_report(observed)
    while channel.is_open():
        channel.serve()
        time.sleep(0.02)
    time.sleep(3600)


if __name__ == '__main__':
    sys.exit(main())
