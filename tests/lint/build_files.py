# SPDX-License-Identifier: GPL-3.0-or-later
"""The build holds the arrows too: each room's meson.build names only what the room may link, only
folders it may include from, and no room weakens the warnings of all."""

import posixpath
import re

import arrows

# Dependencies by the family or room that they bring.
LIBRARIES = {
    'glib_dep': 'glib', 'gio_dep': 'gio', 'gio_unix_dep': 'gio', 'libm_dep': 'libc', 'usage_libm_dep': 'libc',
    'psl_dep': 'psl', 'sqlite_dep': 'sqlite', 'json_glib_dep': 'json', 'sodium_dep': 'sodium',
    'curl_dep': 'curl', 'qrencode_dep': 'qrencode', 'glpk_dep': 'glpk', 'keysyms_dep': 'key names',
    'gtk_dep': 'gtk', 'webkit_dep': 'webkit', 'soup_dep': 'soup', 'cups_dep': 'cups',
    'postgres_dep': 'postgres', 'xlsxwriter_dep': 'xlsx',
    'sane_dep': 'sane', 'libinput_dep': 'libinput', 'libudev_dep': 'libinput',
}
ROOM_LIBRARIES = {
    'config_dep': 'config', 'usage_dep': 'usage', 'usage_release_dep': 'usage',
    'federation_dep': 'usage/federation', 'session_reset_dep': 'session-reset',
    'kiosk_core_dep': 'kiosk/core', 'kiosk_web_dep': 'kiosk/web', 'kiosk_ui_dep': 'kiosk/ui',
    'kiosk_ui_base_dep': 'kiosk/ui', 'kiosk_documents_dep': 'kiosk/documents',
    'kiosk_paper_dep': 'kiosk/paper', 'kiosk_print_dep': 'kiosk/print', 'kiosk_scan_dep': 'kiosk/scan',
    'kiosk_stick_dep': 'kiosk/stick', 'kiosk_worker_dep': 'kiosk/worker',
}
NAME = re.compile(r'\b[a-z][a-z_]*_dep\b')
# What is declared in a file for others to take is not what its own targets link.
DECLARED = re.compile(r'^\s*[a-z_]+_dep\s*=', re.MULTILINE)
COMMENT = re.compile(r'#.*$', re.MULTILINE)
FOLDERS = re.compile(r'include_directories\s*\(([^)]*)\)')
WEAKENED = re.compile(r"'(-Wno-[\w-]+|-w|werror=false|warning_level=[01])'")

# The flags that STYLE.md asks for, at the top, for all.
ASKED = ["'c_std=c17'", "'warning_level=2'", "checked: 'require'", "'-Wformat=2'", "'-Wshadow'",
         "'-Wmissing-prototypes'", "'-fstack-protector-strong'", "'-Wl,-z,relro'", "'-Wl,-z,now'",
         'GLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74', 'GDK_VERSION_MAX_ALLOWED=GDK_VERSION_4_8']


def room_of_folder(folder):
    parts = folder.split('/')
    if parts[:2] == ['usage', 'federation']:
        return 'usage/federation'
    return '/'.join(parts[:2]) if parts[0] == 'kiosk' else parts[0]


def check_links(name, room, text):
    rooms, families = arrows.ROOMS[room]
    declared = {found.split('=')[0].strip() for found in DECLARED.findall(text)}
    for dep in sorted(set(NAME.findall(text)) - declared):
        if dep in ROOM_LIBRARIES:
            if ROOM_LIBRARIES[dep] not in rooms + (room,):
                yield f'{name}: links {dep}; {room} may not see {ROOM_LIBRARIES[dep]}'
        elif LIBRARIES.get(dep) not in families + ('libc',):
            yield f'{name}: links {dep}; {room} may not see {LIBRARIES.get(dep, "what nobody knows")}'


def check_declared(name, room, text):
    families = arrows.ROOMS[room][1] + ('libc',)
    for found in DECLARED.findall(text):
        dep = found.split('=')[0].strip()
        if dep in LIBRARIES and LIBRARIES[dep] not in families:
            yield f'{name}: looks for {dep}; {room} may not see {LIBRARIES[dep]}'


def check_folders(name, room, text):
    rooms = arrows.ROOMS[room][0] + (room,)
    for arguments in FOLDERS.findall(text):
        for folder in re.findall(r"'([^']*)'", arguments):
            target = room_of_folder(posixpath.normpath(
                posixpath.join(posixpath.dirname(name), folder)))
            if target not in rooms:
                yield f'{name}: looks for headers in {folder}; {room} may not see {target}'


def check_top(text):
    for flag in ASKED:
        if flag not in text:
            yield f'meson.build: has lost {flag}'


def check(tree):
    problems = []
    for name in tree.having('meson.build'):
        text = COMMENT.sub('', tree.read(name))
        if name == 'meson.build':
            problems += check_top(text)
            continue
        room = room_of_folder(posixpath.dirname(name))
        problems += [f'{name}: {flag} weakens the warnings' for flag in WEAKENED.findall(text)]
        if room in arrows.ROOMS and room != 'tests':
            problems += check_links(name, room, text)
            if room != 'kiosk':  # it finds the libraries of the rooms below it
                problems += check_declared(name, room, text)
            problems += check_folders(name, room, text)
    return problems
