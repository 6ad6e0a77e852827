# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom, and which room may see which library.

ROOMS is the plan of the house: a room that is not in it may include nothing of another room, and a
library that is not in FAMILIES may be seen by nobody. To add an arrow is to change this table, in
the open.
"""

import os
import re

CORE = ('config', 'kiosk/core')
KIOSK_PARTS = CORE + ('kiosk/web', 'kiosk/documents', 'kiosk/print', 'kiosk/scan', 'kiosk/paper',
                      'kiosk/stick', 'kiosk/worker', 'kiosk/ui')

# room: (rooms whose headers it may include, families of system headers)
ROOMS = {
    'config': ((), ('glib', 'gio', 'psl')),
    'usage': (('config', 'usage/federation'),
              ('glib', 'gio', 'psl', 'sqlite', 'json', 'sodium', 'curl', 'qrencode')),
    'usage/federation': (('config', 'usage'),
                         ('glib', 'gio', 'sqlite', 'postgres', 'sodium', 'xlsx', 'soup')),
    'session-reset': (('config', 'usage'), ('crypt', 'glib', 'gio', 'json', 'libinput', 'mosquitto', 'seccomp')),
    'kiosk/core': (('config',), ('glib', 'gio', 'key names')),
    'kiosk/documents': (CORE, ('glib', 'gio')),
    'kiosk/worker': ((), ('glib', 'gio')),
    'kiosk/stick': (('kiosk/documents', 'kiosk/worker'), ('glib', 'gio')),
    'kiosk/formats': (('kiosk/documents',), ('glib', 'gio', 'cairo', 'formats', 'seccomp')),
    'kiosk/print': (CORE + ('kiosk/worker',), ('glib', 'gio', 'cups', 'qpdf')),
    'kiosk/paper': (CORE + ('kiosk/documents',), ('glib', 'gio', 'cairo', 'formats')),
    'kiosk/scan': (CORE + ('kiosk/worker',), ('glib', 'gio', 'sane')),
    'kiosk/web': (CORE + ('kiosk/documents',), ('glib', 'gio', 'gtk', 'webkit', 'soup')),
    'kiosk/ui': (KIOSK_PARTS + ('assets',), ('glib', 'gio', 'gtk', 'cairo')),
    'kiosk': (KIOSK_PARTS, ('glib', 'gio', 'gtk')),
    'tests': (None, ('glib', 'gio', 'gtk', 'webkit', 'soup', 'sqlite', 'json', 'psl', 'key names',
                     'cups', 'sane', 'libinput', 'glpk', 'sodium', 'umockdev', 'mosquitto', 'x',
                     'cairo', 'formats')),
}
# The purge of print jobs is the one place outside kiosk/print that talks to CUPS.
# The module of the compositor, and the end of the supervisor that speaks to it.
FILE_FAMILIES = {re.compile(r'^session-reset/.*purge[^/]*\.c$'): ('cups',),
                 re.compile(r'^session-reset/screen-module\.c$'): ('wayland', 'weston'),
                 re.compile(r'^session-reset/screen-power\.c$'): ('wayland',)}

FAMILIES = [
    ('glib', r'(glib|glib-object|glib-unix|gmodule)\.h|glib/.*|gobject/.*'),
    ('gio', r'gio/.*'),
    ('gtk', r'(gtk|gdk|gsk|graphene|pango|adwaita)(/.*|\.h)'),
    ('cairo', r'cairo(-pdf)?\.h'),
    ('formats', r'(poppler|png|jpeglib|jerror|tiffio)\.h|(gdk-pixbuf|libheif|webp)/.*'),
    ('seccomp', r'seccomp\.h'),
    ('webkit', r'(webkit|webkit2|jsc|wpe)/.*'),
    ('soup', r'libsoup/.*'),
    ('json', r'json-glib/.*'),
    ('psl', r'libpsl\.h'),
    ('sqlite', r'sqlite3.*\.h'),
    ('sodium', r'sodium\.h'),
    ('curl', r'curl/.*'),
    ('qrencode', r'qrencode\.h'),
    ('glpk', r'glpk\.h'),
    ('postgres', r'libpq-fe\.h'),
    ('xlsx', r'xlsxwriter\.h'),
    ('cups', r'cups/.*'),
    ('qpdf', r'qpdf/qpdf-c\.h'),
    ('sane', r'sane/.*'),
    ('libinput', r'libinput\.h|libudev\.h'),
    ('mosquitto', r'mosquitto\.h'),
    ('umockdev', r'umockdev\.h'),
    ('x', r'xcb/.*'),
    ('key names', r'xkbcommon/xkbcommon-keysyms\.h'),
    ('crypt', r'crypt\.h'),
    ('wayland', r'wayland-(client|server)\.h'),
    ('weston', r'libweston/.*'),
    ('libc', r'(sys|linux|netinet|arpa|net|asm)/.*|(assert|ctype|dirent|dlfcn|errno|fcntl|ftw|grp|'
             r'ifaddrs|inttypes|langinfo|limits|locale|math|netdb|poll|pthread|pwd|sched|setjmp|signal|spawn|stdarg|'
             r'stdbool|stddef|stdint|stdio|stdlib|string|strings|termios|time|unistd|utime)\.h'),
]

# Generated at build time: header and the room whose contract it is. None: any room generates its own.
GENERATED = {
    'metric-names.h': 'usage',
    'metrics-table.h': 'usage',
    'federation-resources.h': 'usage/federation',
    'guichet-assets.h': 'assets',
    'guichet-world-dbus.h': None,
    'guichet-stick-dbus.h': None,
    'guichet-control-dbus.h': None,
    'guichet-staff-dbus.h': None,
    'guichet-printer-dbus.h': None,
    'guichet-scanner-dbus.h': None,
    'guichet-screen-client.h': 'session-reset',
    'guichet-screen-server.h': 'session-reset',
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def room_of(name):
    parts = name.split('/')
    if parts[0] == 'kiosk' and len(parts) > 2:
        return 'kiosk/' + parts[1]
    if parts[:2] == ['usage', 'federation']:
        return 'usage/federation'
    return parts[0]


def tested_room(name):
    """The room that a unit test is of: its folder in tests/unit, or None."""
    parts = name.split('/')
    return parts[2] if parts[:2] == ['tests', 'unit'] and len(parts) > 3 else None


def family_of(header):
    for family, pattern in FAMILIES:
        if re.fullmatch(pattern, header):
            return family
    return None


def families_for(name):
    allowed = set(ROOMS.get(room_of(name), ((), ()))[1]) | {'libc'}
    for pattern, more in FILE_FAMILIES.items():
        if pattern.match(name):
            allowed |= set(more)
    return allowed


def rooms_for(name):
    """Rooms whose headers the file may include, its own too; None: all."""
    tested = tested_room(name)
    if tested == 'kiosk':
        return {'tests', 'kiosk', 'assets', 'kiosk/formats'} | set(KIOSK_PARTS)
    if tested == 'usage-federation':
        return {'tests', 'usage/federation', 'usage', 'config'}
    if tested in ROOMS:
        return {'tests', tested} | set(ROOMS[tested][0])
    rooms = ROOMS.get(room_of(name), ((), ()))[0]
    return None if rooms is None else {room_of(name)} | set(rooms)


def find_headers(tree):
    """({header: rooms it stands in}, problems): two rooms' headers must not have the same name."""
    headers, problems = {}, []
    for name in tree.having('.h'):
        headers.setdefault(os.path.basename(name), set()).add(room_of(name))
    for header, rooms in sorted(headers.items()):
        if len(rooms) > 1:
            problems.append(f'{header}: stands in {" and in ".join(sorted(rooms))}; which one is '
                            'included would hang on the order of folders')
    return headers, problems


def check_project_include(name, header, headers):
    base = os.path.basename(header)
    if base != header:
        return f'{name}: includes "{header}" by a path; the build names the folders'
    rooms = headers.get(base) or ({GENERATED[base]} if base in GENERATED else None)
    if rooms is None:
        return f'{name}: includes "{header}", which no room has'
    allowed = rooms_for(name)
    if allowed is not None and None not in rooms and not rooms & allowed:
        return f'{name}: includes "{header}" of {sorted(rooms)[0]}; {room_of(name)} may not'
    private = base.endswith('-private.h') and room_of(name) not in rooms
    if private and room_of(name) != 'tests':
        return f'{name}: includes the private header "{header}" of {sorted(rooms)[0]}'
    return None


def check_system_include(name, header):
    family = family_of(header)
    if family is None:
        return f'{name}: includes <{header}>, which is of no library that the plan knows'
    if family not in families_for(name):
        return f'{name}: includes <{header}>; {room_of(name)} may not see {family}'
    return None


def check(tree):
    headers, problems = find_headers(tree)
    for name in tree.having('.c', '.h'):
        if room_of(name) not in ROOMS:
            problems.append(f'{name}: stands in no room of the plan')
            continue
        for mark, header in INCLUDE.findall(tree.read(name)):
            problem = (check_system_include(name, header) if mark == '<'
                       else check_project_include(name, header, headers))
            if problem:
                problems.append(problem)
    return problems
