# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the tree to its rules: run-lint.py RULE ROOT. Exit status 1 with a line for each problem,
77 where the rule cannot be held."""

import sys

import arrows
import build_files
import layout
import readmes
import texts
import translations
from tree import Tree

RULES = {
    'arrows': arrows.check,
    'build-files': build_files.check,
    'layout': layout.check,
    'readmes': readmes.check,
    'texts': texts.check,
    'translations': translations.check,
}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in RULES:
        sys.exit(f'usage: run-lint.py {"|".join(RULES)} ROOT')
    try:
        problems = RULES[sys.argv[1]](Tree(sys.argv[2]))
    except layout.Skipped as reason:
        print(f'skipped: {reason}')
        return 77
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
