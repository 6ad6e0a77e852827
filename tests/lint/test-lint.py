# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of the lint is shown a small tree that keeps it and trees that break it."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import run_lint

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SPDX = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
README = '\n'.join(f'**{part}.** x' for part in
                   ('Purpose', 'May include', 'Entry points', 'How to test', 'Why')) + '\n'


class LintTest(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix='guichet-lint-')
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def run_rule(self, rule):
        status, lines = run_lint.run_rule(rule, self.root)
        return status, '\n'.join(lines)

    def assert_kept(self, rule):
        self.assertEqual(self.run_rule(rule), (0, ''))

    def assert_broken(self, rule, words):
        status, said = self.run_rule(rule)
        self.assertIn(words, said)
        self.assertEqual(status, 1)


class Arrows(LintTest):
    HEADERS = ('config/catalogue.h', 'config/settings-private.h', 'usage/metrics.h',
               'session-reset/wipe.h', 'kiosk/core/visit.h', 'kiosk/web/web-page.h',
               'kiosk/ui/home.h', 'tests/unit/config/config-tree.h')
    KEPT = [
        ('config/a.c', '"catalogue.h"'), ('config/a.c', '"settings-private.h"'),
        ('config/a.c', '<libpsl.h>'), ('usage/a.c', '<sqlite3.h>'), ('usage/a.c', '"catalogue.h"'),
        ('session-reset/a.c', '"metrics.h"'), ('session-reset/a.c', '"catalogue.h"'),
        ('session-reset/purge.c', '<cups/cups.h>'), ('session-reset/a.c', '<libinput.h>'),
        ('session-reset/a.c', '"guichet-world-dbus.h"'), ('session-reset/a.c', '"metric-names.h"'),
        ('kiosk/core/a.c', '"catalogue.h"'), ('kiosk/core/a.c', '"guichet-world-dbus.h"'),
        ('kiosk/print/a.c', '<cups/cups.h>'), ('kiosk/scan/a.c', '<sane/sane.h>'),
        ('kiosk/web/a.c', '<webkit/webkit.h>'), ('kiosk/ui/a.c', '"web-page.h"'),
        ('kiosk/main.c', '"home.h"'), ('kiosk/ui/a.c', '<gtk/gtk.h>'),
        ('tests/unit/config/a.c', '"config-tree.h"'), ('tests/unit/usage/a.c', '"catalogue.h"'),
        ('tests/unit/usage/a.c', '<sqlite3.h>'), ('tests/integration/a.c', '"wipe.h"'),
    ]
    BROKEN = [
        ('config/a.c', '"metrics.h"'), ('config/a.c', '"wipe.h"'), ('config/a.c', '<sqlite3.h>'),
        ('config/a.h', '"visit.h"'), ('usage/a.c', '"wipe.h"'), ('usage/a.c', '<gtk/gtk.h>'),
        ('usage/a.c', '"settings-private.h"'), ('session-reset/a.c', '<sqlite3.h>'),
        ('session-reset/a.c', '"visit.h"'), ('session-reset/a.c', '<cups/cups.h>'),
        ('session-reset/a.c', '<gtk/gtk.h>'), ('session-reset/a.c', '<webkit/webkit.h>'),
        ('kiosk/core/a.c', '<gtk/gtk.h>'), ('kiosk/core/a.c', '"web-page.h"'),
        ('kiosk/core/a.c', '"wipe.h"'), ('kiosk/core/a.c', '"metric-names.h"'),
        ('kiosk/print/a.c', '<gdk/gdk.h>'), ('kiosk/scan/a.c', '<gtk/gtk.h>'),
        ('kiosk/documents/a.c', '<gtk/gtk.h>'), ('kiosk/web/a.c', '"home.h"'),
        ('kiosk/web/a.c', '<libinput.h>'), ('kiosk/ui/a.c', '<webkit/webkit.h>'),
        ('kiosk/ui/a.c', '<sane/sane.h>'), ('kiosk/main.c', '"wipe.h"'),
        ('kiosk/main.c', '<sqlite3.h>'), ('config/a.c', '"../usage/metrics.h"'),
        ('config/a.c', '"nowhere.h"'), ('config/a.c', '<openssl/ssl.h>'),
        ('strange/a.c', '<string.h>'), ('tests/unit/config/a.c', '"wipe.h"'),
        ('tests/unit/usage/a.c', '"visit.h"'), ('tests/unit/kiosk/a.c', '"wipe.h"'),
        ('config/a.c', ' "wipe.h"'), ('config/a.c', '"wipe.h" /* why not */'),
    ]

    def plant(self, name, include):
        for header in self.HEADERS:
            self.write(header, SPDX)
        self.write(name, f'{SPDX}#include <string.h>\n#  include {include}\n')

    def test_kept(self):
        for name, include in self.KEPT:
            with self.subTest(name=name, include=include):
                self.setUp()
                self.plant(name, include)
                self.assert_kept('arrows')

    def test_broken(self):
        for name, include in self.BROKEN:
            with self.subTest(name=name, include=include):
                self.setUp()
                self.plant(name, include)
                self.assert_broken('arrows', name + ':')

    def test_two_rooms_one_name(self):
        self.plant('config/a.c', '<glib.h>')
        self.write('usage/catalogue.h', SPDX)
        self.assert_broken('arrows', 'catalogue.h: stands in config and in usage')


class BuildFiles(LintTest):
    TARGET = "x_dep = declare_dependency(dependencies: [{0}])\n"
    BROKEN = [
        ('config/meson.build', TARGET.format('sqlite_dep'), 'links sqlite_dep'),
        ('usage/meson.build', TARGET.format('session_reset_dep'), 'links session_reset_dep'),
        ('session-reset/meson.build', TARGET.format('gtk_dep'), 'links gtk_dep'),
        ('session-reset/meson.build', TARGET.format('kiosk_core_dep'), 'links kiosk_core_dep'),
        ('kiosk/core/meson.build', TARGET.format('gtk_dep'), 'links gtk_dep'),
        ('kiosk/web/meson.build', TARGET.format('kiosk_ui_dep'), 'links kiosk_ui_dep'),
        ('kiosk/ui/meson.build', TARGET.format('webkit_dep'), 'links webkit_dep'),
        ('config/meson.build', TARGET.format('openssl_dep'), 'links openssl_dep'),
        ('config/meson.build', "sqlite_dep = dependency('sqlite3')\n", 'looks for sqlite_dep'),
        ('config/meson.build', "i = include_directories('../usage')\n", 'headers in ../usage'),
        ('kiosk/core/meson.build', "i = include_directories('../web')\n", 'headers in ../web'),
        ('config/meson.build', "c_args: ['-Wno-shadow']\n", 'weakens'),
        ('tests/unit/meson.build', "c_args: ['-w']\n", 'weakens'),
    ]

    def test_kept(self):
        self.write('config/meson.build', self.TARGET.format('glib_dep, psl_dep'))
        self.write('usage/meson.build', self.TARGET.format('config_dep') + '# no gtk_dep here\n')
        self.write('kiosk/ui/meson.build', "i = include_directories('../web')\n")
        self.assert_kept('build-files')

    def test_broken(self):
        for name, text, words in self.BROKEN:
            with self.subTest(name=name, text=text):
                self.setUp()
                self.write(name, text)
                self.assert_broken('build-files', words)

    def test_lost_flag(self):
        with open(os.path.join(ROOT, 'meson.build'), encoding='utf-8') as file:
            top = file.read()
        self.write('meson.build', top)
        self.assert_kept('build-files')
        self.write('meson.build', top.replace("'-Wshadow'", "'-Wunused'"))
        self.assert_broken('build-files', "has lost '-Wshadow'")


class Texts(LintTest):
    BROKEN = [
        ('a.c', 'int a;\n', 'no "SPDX'),
        ('a.py', '\n' * 5 + '# ' + SPDX, 'no "SPDX'),
        ('a.c', SPDX + '\tint a;\n', 'holds a tab'),
        ('a.c', SPDX + 'int a; \n', 'ends with spaces'),
        ('a.c', SPDX + '/* TO' + 'DO: more */\n', 'unfinished'),
        ('a.md', SPDX + 'FIX' + 'ME\n', 'unfinished'),
        ('a.c', SPDX + '/* X' + 'XX */\n', 'unfinished'),
        ('a.sh', SPDX + 'cd /wo' + 'rk/main\n', 'one machine'),
        ('a.sh', SPDX + 'cd /ho' + 'me/somebody/guichet\n', 'one machine'),
    ]

    def test_kept(self):
        self.write('a.c', SPDX + 'char name[] = "guichet-XXXXXX", home[] = "/home/resident";\n')
        self.write('a.sh', SPDX + '\tcd guichet/work/\n')
        self.write('LICENSE', 'GPL\n')
        self.write('a.png', '\0')
        self.assert_kept('texts')

    def test_broken(self):
        for name, text, words in self.BROKEN:
            with self.subTest(name=name, text=text):
                self.setUp()
                self.write(name, text)
                self.assert_broken('texts', words)


class Readmes(LintTest):
    def test_kept(self):
        for name in ('config/README.md', 'kiosk/README.md', 'kiosk/core/README.md'):
            self.write(name, README)
        self.write('config/defaults/a.conf', '')
        self.assert_kept('readmes')

    def test_missing(self):
        self.write('config/a.c', '')
        self.assert_broken('readmes', 'config: has no README.md')

    def test_missing_inside(self):
        self.write('kiosk/README.md', README)
        self.write('kiosk/core/a.c', '')
        self.assert_broken('readmes', 'kiosk/core: has no README.md')

    def test_long(self):
        self.write('config/README.md', README + '\n' * 25 + 'x\n')
        self.assert_broken('readmes', 'has 31 lines')

    def test_part(self):
        self.write('config/README.md', README.replace('**Why.**', 'Why'))
        self.assert_broken('readmes', 'does not say "Why"')


class Packages(LintTest):
    LIST = '[build]\nlibfoo-dev  # foo\ngcc\n[run]\nweston\nudisks2\nlibfoo-plugin?  # of one Debian\n[test]\nxvfb\n'
    CONTROL = ('Source: guichet\nBuild-Depends:\n debhelper-compat (= 13),\n libfoo-dev (>= 1) | libbar-dev\n\n'
               'Package: guichet\nDepends:\n weston (>= 10), libfoo-plugin | libfoo (<< 2)\nRecommends: udisks2\n')

    def show(self, control):
        self.write('packaging/dependencies.txt', self.LIST)
        self.write('packaging/debian/control', control)

    def test_kept(self):
        self.show(self.CONTROL)
        self.assert_kept('packages')

    def test_build(self):
        self.show(self.CONTROL.replace('libfoo-dev', 'libfoo1-dev'))
        self.assert_broken('packages', 'Build-Depends lacks libfoo-dev')

    def test_of_one_debian(self):
        self.show(self.CONTROL.replace(' libfoo-plugin |', ''))
        self.assert_broken('packages', 'neither depends on nor recommends libfoo-plugin')

    def test_run(self):
        self.show(self.CONTROL.replace('Recommends: udisks2', 'Suggests: udisks2'))
        self.assert_broken('packages', 'neither depends on nor recommends udisks2')

    def test_demo(self):
        self.show(self.CONTROL)
        self.write('packaging/demo-visit.py', 'import os\nfrom terminal import wait_for\n')
        self.write('tests/integration/terminal.py', 'import patience\n')
        self.write('tests/integration/patience.py', '')
        self.write('packaging/debian/guichet-demo.install', 'tests/integration/terminal.py usr/share\n')
        self.assert_broken('packages', 'lacks tests/integration/patience.py')
        self.write('packaging/debian/guichet-demo.install', 'tests/integration/*.py usr/share\n')
        self.assert_kept('packages')


class Program(LintTest):
    """The rules as the build runs them."""

    def run_program(self, *words):
        result = subprocess.run([sys.executable, '-B', os.path.join(HERE, 'run_lint.py'), *words],
                                capture_output=True, text=True, check=False)
        return result.returncode, result.stdout

    def test_status(self):
        self.write('a.c', SPDX)
        self.assertEqual(self.run_program('texts', self.root), (0, ''))
        self.write('a.c', SPDX + '\tint a;\n')
        self.assertEqual(self.run_program('texts', self.root), (1, 'a.c:2: holds a tab\n'))
        self.assertEqual(self.run_program('nothing', self.root)[0], 1)


class Layout(LintTest):
    def setUp(self):
        super().setUp()
        shutil.copy(os.path.join(ROOT, '.clang-format'), self.root)

    def skip_where_skipped(self):
        status, said = self.run_rule('layout')
        if status == 77:
            self.skipTest(said)

    def test_kept(self):
        self.write('a.c', SPDX + 'int\nadd (int a, int b)\n{\n  return a + b;\n}\n')
        self.skip_where_skipped()
        self.assert_kept('layout')

    def test_broken(self):
        self.write('a.c', SPDX + 'int add(int a, int b) { return a + b; }\n')
        self.skip_where_skipped()
        self.assert_broken('layout', 'a.c: not the layout')


if __name__ == '__main__':
    unittest.main(verbosity=2)
