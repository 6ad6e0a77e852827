# SPDX-License-Identifier: GPL-3.0-or-later
"""Attempts that another test of this tree makes: it is run here, and its own words are read. "test
NAME CASE": the test of the build, and the case within it."""

import pathlib
import re
import subprocess

SECONDS = 900


def run(build, name):
    """(whether it passed, what its log says)."""
    result = subprocess.run(['meson', 'test', '-C', build, '--no-rebuild', '--logbase',
                             f'escapes-{name}', name], stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, timeout=SECONDS, check=False)
    log = pathlib.Path(build) / 'meson-logs' / f'escapes-{name}.txt'
    return result.returncode == 0, log.read_text(errors='replace') if log.exists() else ''


def look_for(case, log):
    """The line that says that the case passed: of GLib ("ok 3 /path"), of unittest ("test_x ... ok")."""
    for line in log.splitlines():
        if re.match(rf'ok \d+ \S*{re.escape(case)}(\s|/|$)', line):
            return line
    if re.search(rf'^(FAIL|ERROR): {re.escape(case)} ', log, re.M):
        return None
    match = re.search(rf'^{re.escape(case)} \(.*?\).*?\.\.\. ?.*?\bok$', log, re.M | re.S)
    return f'{case} ... ok' if match else None


def play_tests(build, source, attempts, record, options):
    seen = {}
    for _, (name, case), attempt in attempts:
        if name not in seen:
            seen[name] = run(build, name)
        passed, log = seen[name]
        line = look_for(case, log)
        record(attempt, line is not None, f'meson test {name}: {line or case + " did not pass"}'
               + ('' if passed else ' (another of its cases did not pass)'))
