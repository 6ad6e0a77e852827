# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what stands on a machine's screen, as a resident would (tesseract), and touches it by its words."""

import concurrent.futures
import os
import re
import subprocess
import tempfile
import unicodedata

from machine import CARET, PATIENCE, count_changes, wait_for

# A button in its frame is taken for a drawing where the whole screen is read at once.
STRIP, STEP = 160, 100
SCALE = 2


def plain(text):
    """Letters and figures only, small, without accents: what reading does not get wrong."""
    text = unicodedata.normalize('NFKD', text).lower()
    return re.findall(r'[a-z0-9]+', ''.join(c for c in text if not unicodedata.combining(c)).replace('’', "'"))


class Eyes:
    def __init__(self, machine):
        self.machine = machine
        self.last = {}  # in strips or not -> (picture, what was read in it)

    def read_strip(self, picture, top, tall=STRIP):
        """Lines of words: (word, place across, place down), in parts of the screen."""
        width, height, _ = picture
        with tempfile.NamedTemporaryFile(prefix='gv-', suffix='.png') as strip:
            subprocess.run(['convert', f'ppm:{self.machine.directory}/screen.ppm', '-crop',
                            f'{width}x{tall}+0+{top}', '+repage', '-colorspace', 'gray', '-resize',
                            f'{SCALE * 100}%', strip.name], check=True)
            table = subprocess.run(['tesseract', strip.name, '-', '-l', 'fra', '--psm', '11', 'tsv'],
                                   capture_output=True, text=True, check=True,
                                   env=dict(os.environ, OMP_THREAD_LIMIT='1')).stdout
        lines = {}
        for row in table.splitlines()[1:]:
            cells = row.split('\t')
            if len(cells) < 12 or not cells[11].strip():
                continue
            left, up, wide, high = (int(cell) / SCALE for cell in cells[6:10])
            for word in plain(cells[11]):
                lines.setdefault((top, *cells[1:5]), []).append(
                    (word, (left + wide / 2) / width, (top + up + high / 2) / height))
        return list(lines.values())

    def read(self, in_strips=True):
        """All that stands there; without strips what stands in buttons is missing, and it takes a moment only."""
        picture = self.machine.pixels()
        last = self.last.get(in_strips)
        if last and count_changes(last[0], picture) <= CARET:
            return last[1]
        if in_strips:
            tops = range(0, picture[1] - STRIP + STEP, STEP)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                lines = [line for part in pool.map(lambda top: self.read_strip(picture, top), tops) for line in part]
        else:
            lines = self.read_strip(picture, 0, picture[1])
        self.last[in_strips] = picture, lines
        return lines

    @staticmethod
    def find_in(lines, words):
        """Where @words stand in one line; None: nowhere."""
        wanted = plain(words)
        for line in lines:
            for at in range(len(line) - len(wanted) + 1):
                part = line[at:at + len(wanted)]
                if [word for word, _, _ in part] == wanted:
                    return (part[0][1] + part[-1][1]) / 2, part[0][2]
        return None

    def find(self, words):
        return self.find_in(self.read(False), words) or self.find_in(self.read(), words)

    def wait(self, words, seconds=PATIENCE):
        return wait_for(f'“{words}” on the screen', lambda: self.find(words), seconds, 0.2)

    def touch(self, words):
        self.machine.wait_still(1.5)
        self.machine.touch(*self.wait(words))

    def text(self):
        return [' '.join(word for word, _, _ in line) for line in self.read()]
