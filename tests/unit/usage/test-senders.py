#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry and those who count agree: each metric and label has a sender, and nothing else is
sent. A figure that nobody sends would be read as zero; a count that is not registered is dropped.

usage: test-senders.py SOURCE
"""

import configparser
import functools
import os
import re
import sys
import unittest

SOURCE = sys.argv[1]
# Labels of things that the terminal cannot do yet; one that is sent after all must go from here.
WAITING = {
    'document-attached': {'phone'},
    'device-failure': {'screen'},
    'help-asked': {'reading', 'guide'},
    'reading-aid': {'contrast', 'read-aloud', 'other'},
}
# Files that are no senders: what a metric is called in a page of figures, in the registry's reader.
NOT_SENDERS = re.compile(r'^usage/(federation/|release|export-labels|month-)')
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
NAME = re.compile(r'<property name="name">([a-z0-9-]+)</property>')
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
CALL = re.compile(r'(?:tell_count|link_count|signals\[COUNT\]|visit_counts_add\w*)\b([^;]*);')
METRIC = re.compile(r'(?:"([a-z-]+)"|GUICHET_METRIC_([A-Z_]+))\s*(?:,\s*"([a-z0-9-]+)")?')


def read_registry():
    parser = configparser.RawConfigParser(delimiters='=', strict=True)
    parser.optionxform = str
    parser.read(os.path.join(SOURCE, 'usage', 'metrics.conf'), encoding='utf-8')
    return {name: dict(parser[name]) for name in parser.sections()}


def read_sources():
    """{path: (text without comments, set of its strings)}"""
    sources = {}
    for room in ('kiosk', 'session-reset', 'usage'):
        for folder, _folders, names in os.walk(os.path.join(SOURCE, room)):
            for name in names:
                path = os.path.join(folder, name)
                short = os.path.relpath(path, SOURCE)
                if not name.endswith('.c') or NOT_SENDERS.match(short):
                    continue
                with open(path, encoding='utf-8') as file:
                    text = COMMENT.sub(' ', file.read())
                # A program with a device tells by lines: "device scanner".
                strings = STRING.findall(text)
                sources[short] = (text, {word for one in strings
                                         for word in [one, *one.replace('\\n', ' ').split()]})
    # The question's answers are buttons with a label's name.
    question = os.path.join(SOURCE, 'assets', 'ui', 'question-page.ui')
    with open(question, encoding='utf-8') as file:
        sources['kiosk/question-page.ui'] = ('', set(NAME.findall(file.read())))
    return sources


class Senders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.registry = read_registry()
        cls.sources = read_sources()

    def rooms_for(self, metric):
        """A world sends by name; the supervisor by the registry's constant, some of it as told by
        the programs with a device."""
        if self.registry[metric]['From'] == 'world':
            return 'kiosk/', 'session-reset/'
        return 'session-reset/', 'usage/', 'kiosk/scan/', 'kiosk/print/', 'kiosk/stick/'

    def senders(self, metric):
        constant = 'GUICHET_METRIC_' + metric.upper().replace('-', '_')
        return [path for path, (text, strings) in self.sources.items()
                if path.startswith(self.rooms_for(metric))
                and (metric in strings or re.search(rf'\b{constant}\b', text))]

    def labels(self, metric):
        names = self.registry[metric]['Labels']
        return set() if names.startswith('@') else set(names.split(';'))

    def has_label(self, metric, label):
        """The label stands in a file of the room that sends the metric, or of who names it for it."""
        constant = f'GUICHET_LABEL_{metric}_{label}'.upper().replace('-', '_')
        strings, words = self.all_of(self.rooms_for(metric))
        return label in strings or constant in words

    @classmethod
    @functools.cache
    def all_of(cls, rooms):
        """(strings, words) of all files of @rooms, and of who names labels for them."""
        strings, words = set(), set()
        for path, (text, found) in cls.sources.items():
            if path.startswith(rooms) or path == 'usage/metrics.c':
                strings |= found
                words |= set(re.findall(r'\bGUICHET_LABEL_\w+', text))
        return strings, words

    def test_each_metric_has_a_sender(self):
        for metric in self.registry:
            self.assertNotEqual(self.senders(metric), [], f'nobody sends {metric}')

    def test_each_label_has_a_sender(self):
        for metric in self.registry:
            for label in self.labels(metric) - WAITING.get(metric, set()):
                self.assertTrue(self.has_label(metric, label), f'nobody sends {metric}/{label}')

    def test_nothing_else_is_sent(self):
        found = 0
        for path, (text, _strings) in self.sources.items():
            for name, constant, label in METRIC.findall(' '.join(CALL.findall(text))):
                metric = name or constant.lower().replace('_', '-')
                found += 1
                self.assertIn(metric, self.registry, path)
                labels = self.labels(metric)
                self.assertTrue(not label or not labels or label in labels,
                                f'{path}: {metric}/{label}')
        self.assertGreater(found, 3)

    def test_waiting(self):
        for metric, labels in WAITING.items():
            self.assertLess(labels, self.labels(metric))
            for path in self.senders(metric):
                strings = self.sources[path][1]
                self.assertFalse(labels & strings, f'{path}: {metric}: take it out of WAITING')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
