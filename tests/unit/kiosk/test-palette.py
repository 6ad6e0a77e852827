#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every pair of text and ground in the looks has a contrast of at least 7:1 (WCAG 2, AAA), and what
only has to be seen (rings, borders of fields) one of 3:1. The pairs are those that meet on screen."""
import re
import sys

TEXT = [
    ("ink", "ground"), ("ink", "surface"), ("ink", "leaf-pale"),
    ("soft-ink", "ground"), ("soft-ink", "surface"), ("soft-ink", "leaf-pale"),
    ("leaf-deep", "ground"), ("leaf-deep", "surface"), ("leaf-deep", "leaf-pale"),
    ("leaf", "leaf-pale"), ("leaf", "surface"),
    ("white", "leaf"), ("white", "leaf-deep"), ("#e9f2ec", "leaf"),
    ("honey-ink", "honey"), ("honey-ink", "honey-deep"),
]
SEEN = [
    ("ring", "ground"), ("ring", "surface"), ("honey", "leaf"), ("white", "honey-ink"),
    ("leaf", "ground"), ("honey", "leaf-deep"),
]


def luminance(color):
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        css = file.read()
    colors = dict(re.findall(r"@define-color ([a-z-]+) (#[0-9a-f]{6});", css))
    failed = False
    for pairs, least in ((TEXT, 7.0), (SEEN, 3.0)):
        for one, other in pairs:
            ratio = contrast(colors.get(one, one), colors.get(other, other))
            if ratio < least:
                print(f"{one} on {other}: {ratio:.2f}, must be {least}")
                failed = True
    named = {name for pair in TEXT + SEEN for name in pair}
    for name in re.findall(r"(?<![-\w])color: @([a-z-]+);", css):
        if name not in named:
            print(f"text color {name} is in no pair of this test")
            failed = True
    return 1 if failed else 0


sys.exit(main())
