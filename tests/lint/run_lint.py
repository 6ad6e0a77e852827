# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the tree to its rules: run_lint.py RULE ROOT. Exit status 1 with a line for each problem,
77 where the rule cannot be held."""

import sys

import arrows
import build_files
import layout
import packages
import readmes
import texts
from tree import Tree

RULES = {
    'arrows': arrows.check,
    'build-files': build_files.check,
    'layout': layout.check,
    'packages': packages.check,
    'readmes': readmes.check,
    'texts': texts.check,
}


def run_rule(rule, root):
    """Returns (exit status, lines to print)."""
    try:
        problems = RULES[rule](Tree(root))
    except layout.Skipped as reason:
        return 77, [f'skipped: {reason}']
    return (1 if problems else 0), problems


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in RULES:
        sys.exit(f'usage: run_lint.py {"|".join(RULES)} ROOT')
    status, lines = run_rule(sys.argv[1], sys.argv[2])
    for line in lines:
        print(line)
    return status


if __name__ == '__main__':
    sys.exit(main())
