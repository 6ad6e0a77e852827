# SPDX-License-Identifier: GPL-3.0-or-later
"""The file rules of our AppArmor profiles, read as simply as they are written: enough to say whether a
profile lets a path be read, written or run. apparmor.d(5) has the grammar; what is not about files is
left to apparmor_parser."""

import pathlib
import re

# What /etc/apparmor.d/tunables defines.
TUNABLES = {'PROC': '/proc', 'pids': '[1-9]*', 'pid': '[1-9]*', 'uid': '[0-9]*',
            'multiarch': '*-linux-gnu*'}
FILE_RULE = re.compile(r'^(deny )?(owner )?([@/][^\s]*)\s+([rwaxmlkipPuU]+)(?: -> (&?\S+))?,$')
INCLUDE = re.compile(r'^include (if exists )?<(.+)>$')
PROFILE = re.compile(r'^profile (\S+)(?: ([/@]\S+))?.* \{$')
VARIABLE = re.compile(r'^@\{(\w+)\} = (\S+)$')


def to_regex(glob):
    """An AppArmor glob as a regular expression."""
    out, depth, i = '', 0, 0
    while i < len(glob):
        char = glob[i]
        if glob.startswith('**', i):
            out, i = out + '.*', i + 1
        elif char == '*':
            out += '[^/]*'
        elif char == '{':
            out, depth = out + '(?:', depth + 1
        elif char == '}':
            out, depth = out + ')', depth - 1
        elif char == ',' and depth:
            out += '|'
        elif char == '[':
            end = glob.index(']', i)
            out, i = out + glob[i:end + 1], end
        else:
            out += re.escape(char)
        i += 1
    return re.compile(out + r'\Z', re.S)


class Profiles:
    """All profiles of the file @path; what it includes of ours is looked for as @included gives it."""

    def __init__(self, path, included):
        self.variables = dict(TUNABLES)
        self.included = included
        self.rules = {}  # profile -> [(deny, pattern, letters, target)]
        self.attached = {}  # profile -> pattern of the program it is for
        self.read(pathlib.Path(path), None)

    def expand(self, text):
        while '@{' in text:
            text = re.sub(r'@\{(\w+)\}', lambda match: self.variables[match.group(1)], text)
        return text

    def read(self, path, profile):
        for line in path.read_text().splitlines():
            line = line.strip()
            if match := VARIABLE.match(line):
                self.variables[match.group(1)] = match.group(2)
            elif match := PROFILE.match(line):
                profile = match.group(1)
                self.rules[profile] = []
                if match.group(2):
                    self.attached[profile] = to_regex(self.expand(match.group(2)))
            elif match := INCLUDE.match(line):
                if match.group(2) in self.included:
                    self.read(self.included[match.group(2)], profile)
                elif not match.group(1) and not match.group(2).startswith('tunables/'):
                    raise ValueError(f'{path.name}: unknown {line}')
            elif match := FILE_RULE.match(line):
                deny, _, glob, letters, target = match.groups()
                self.rules[profile].append((bool(deny), to_regex(self.expand(glob)), letters, target))

    def may(self, profile, path, wanted):
        """Whether @profile lets all letters of @wanted (r, w, x) at @path."""
        allowed = set()
        for deny, pattern, letters, _ in self.rules[profile]:
            if not pattern.match(path):
                continue
            if deny and set(wanted) & set(letters):
                return False
            if not deny:
                allowed |= set(letters)
        return set(wanted) <= allowed

    def next_of(self, profiles, path):
        """The profiles that hold after running @path under @profiles (stacked)."""
        if not profiles:
            return [name for name, pattern in self.attached.items() if pattern.match(path)]
        more = [target[1:] for name in profiles for deny, pattern, letters, target in self.rules[name]
                if not deny and 'x' in letters and target and pattern.match(path)]
        return profiles + [name for name in more if name not in profiles]
