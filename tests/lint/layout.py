# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout of C belongs to clang-format. Debian's versions differ in details (12 has 14, 13 has 19):
the gate holds where the version is the one that the tree was laid out with."""

import re
import shutil
import subprocess

VERSIONS = (14,)


class Skipped(Exception):
    """The gate cannot be held here."""


def find_version(program):
    words = subprocess.run([program, '--version'], capture_output=True, text=True, check=True).stdout
    return int(re.search(r'version (\d+)', words).group(1))


def check(tree):
    program = shutil.which('clang-format-14') or shutil.which('clang-format')
    if program is None:
        raise Skipped('there is no clang-format')
    if find_version(program) not in VERSIONS:
        raise Skipped(f'clang-format {find_version(program)} lays out otherwise than 14')
    names = tree.having('.c', '.h')
    if not names:
        return []
    words = subprocess.run([program, '--dry-run', '-Werror', '--'] + names, cwd=tree.root,
                           capture_output=True, text=True, check=False).stderr
    wrong = sorted(set(re.findall(r'^(\S+?):\d+:\d+: error', words, re.MULTILINE)))
    return [f'{name}: not the layout of .clang-format (packaging/format gives it)' for name in wrong]
