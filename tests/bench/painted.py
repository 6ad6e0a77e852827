# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper painted.c: when is a picture painted. Times are seconds of time.monotonic()."""

import subprocess

# A pointer, a focus ring or a caret may differ; a picture half painted differs by more.
SAME = 97.0
TIMEOUT_MS = 40000


class NotPainted(Exception):
    pass


class Screen:
    def __init__(self, program, display):
        self.process = subprocess.Popen([program], env={'DISPLAY': display}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            raise NotPainted('the screen cannot be read')
        return answer

    def time(self, line):
        answer = self.ask(line)
        if answer[0] != 'at':
            raise NotPainted(f'{line}: {" ".join(answer)}')
        return int(answer[1]) / 1e9

    def keep(self, name):
        self.ask(f'keep {name}')

    def equal(self, name):
        return float(self.ask(f'equal {name}')[0])

    def wait(self, name):
        return self.time(f'wait {name} {SAME} {TIMEOUT_MS}')

    def leave(self, name, same=SAME):
        return self.time(f'leave {name} {same} {TIMEOUT_MS}')

    def still(self, quiet_ms=700):
        return self.time(f'still {quiet_ms} {TIMEOUT_MS}')

    def move(self, x, y):
        return self.time(f'move {x} {y}')

    def click(self, x, y):
        return self.time(f'click {x} {y}')

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
