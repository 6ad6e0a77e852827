# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes settings as the terminal does: GLib key files, the centre's over the shipped."""

import os
import re
import tempfile

GROUP = re.compile(r'^\s*\[([^\]]+)\]\s*$')
PAIR = re.compile(r'^\s*([A-Za-z0-9-]+(?:\[[A-Za-z_@]+\])?)\s*=\s*(.*?)\s*$')
ESCAPES = {'\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t'}


def escape(value):
    text = ''.join(ESCAPES.get(letter, letter) for letter in value)
    return '\\s' + text[1:] if text.startswith(' ') else text


def unescape(text):
    names = {'s': ' ', 'n': '\n', 't': '\t', 'r': '\r', '\\': '\\'}
    return re.sub(r'\\(.)', lambda found: names.get(found[1], found[0]), text)


def parse(text):
    """{(group, key): value}"""
    values, group = {}, None
    for line in (text or '').split('\n'):
        found = GROUP.match(line)
        pair = PAIR.match(line)
        if found:
            group = found[1]
        elif pair and group and not line.lstrip().startswith('#'):
            values[group, pair[1]] = unescape(pair[2])
    return values


def _end_of_group(lines, start):
    """Where a key is added: after the last line of the group that says something."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        if GROUP.match(lines[number]):
            break
        if lines[number].strip():
            end = number + 1
    return end


def _set(lines, group, key, value):
    said = f'{key}={escape(value)}'
    inside, start, places = None, None, []
    for number, line in enumerate(lines):
        found = GROUP.match(line)
        pair = PAIR.match(line)
        if found:
            inside = found[1]
            start = number if inside == group else start
        elif inside == group and pair and pair[1] == key:
            places.append(number)
    if places:
        lines[places[-1]] = said  # of a key said twice, the last one holds
    elif start is not None:
        lines.insert(_end_of_group(lines, start), said)
    else:
        lines += ([''] if lines and lines[-1].strip() else []) + [f'[{group}]', said]


def _unset(lines, group, key):
    inside, kept = None, []
    for line in lines:
        found = GROUP.match(line)
        pair = PAIR.match(line)
        inside = found[1] if found else inside
        if not (inside == group and pair and pair[1] == key):
            kept.append(line)
    lines[:] = kept


def change(text, wanted, defaults):
    """The text of the centre's file with {(group, key): value} in force; what is so already is not
    touched, and None takes a key away. Comments, order and other keys stay."""
    lines = (text or '').rstrip('\n').split('\n') if text else ['# SPDX-License-Identifier: GPL-3.0-or-later']
    now = parse(text)
    for (group, key), value in wanted.items():
        if value is None:
            if (group, key) in now:
                _unset(lines, group, key)
        elif now.get((group, key), defaults.get((group, key), '')) != value:
            _set(lines, group, key, value)
    made = '\n'.join(lines) + '\n'
    return made if parse(made) != now else text


def write(path, text, mode=0o644):
    """Whole or not at all, also when the power goes."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, work = tempfile.mkstemp(dir=folder, prefix='.guichet-')
    try:
        with os.fdopen(handle, 'w', encoding='utf-8') as file:
            file.write(text)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(work, path)
    except BaseException:
        os.unlink(work)
        raise
