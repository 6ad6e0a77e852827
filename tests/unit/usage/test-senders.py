#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry and those who count agree: each metric and label has a sender, and nothing else is
sent. A figure that nobody sends would be read as zero; a count that is not registered is dropped.

usage: test-senders.py SOURCE
"""

import configparser
import os
import re
import sys
import unittest

SOURCE = sys.argv[1]
# Labels of things that the terminal cannot do yet.
WAITING = {
    'document-attached': {'phone'},
    'device-failure': {'printer', 'scanner', 'usb-stick', 'screen'},
    'help-asked': {'staff', 'reading', 'guide'},
    'print-outcome': {'visit-ended'},
    'page-scanned': {'glass', 'feeder'},
    'reading-aid': {'contrast', 'read-aloud', 'other'},
    'scan-failed': {'busy', 'jammed', 'open', 'empty', 'silent', 'cut', 'dead', 'refused', 'crashed',
                    'other'},
    'visit-ended': {'idle', 'time-limit', 'staff'},
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
                sources[short] = (text, set(STRING.findall(text)))
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
        """A world sends by name; the supervisor by the registry's constant."""
        return 'kiosk/' if self.registry[metric]['From'] == 'world' else ('session-reset/', 'usage/')

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
        # What a worker says: its table is the supervisor's, its words are in its own room.
        workers = [path for path in self.senders(metric) if '/worker-kind-' in path]
        return any(label in strings or re.search(rf'\b{constant}\b', text)
                   for path, (text, strings) in self.sources.items()
                   if path.startswith(self.rooms_for(metric)) or path == 'usage/metrics.c'
                   or (workers and path.startswith('kiosk/')))

    def test_each_metric_has_a_sender(self):
        for metric in self.registry:
            if not self.labels(metric) or WAITING.get(metric) != self.labels(metric):
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

    def test_waiting_is_registered(self):
        for metric, labels in WAITING.items():
            self.assertLessEqual(labels, self.labels(metric))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
