# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a run, and whether its aims are met."""

import statistics

MEASURES = [
    ('start', 'start: exec to tiles painted, ms', 0),
    ('reset', 'reset: confirmed to clean tiles painted, ms', 0),
    ('page warm', 'page: touch or request to painted, process warm, ms', 0),
    ('page cold', 'page: the same, no web process before, ms', 0),
    ('home PSS', 'memory at home, PSS, MiB', 0),
    ('page PSS', 'memory on a page, PSS, MiB', 0),
    ('home idle', 'idle CPU at home, s in 20 s', 3),
    ('page idle', 'idle CPU on a still page, s in 20 s', 3),
    ('written KiB', 'written towards a disk by a visit, KiB', 0),
]

# Measure, beside whom (None: as it is), at most.
AIMS = [
    ('start', 'firefox', 0.25),
    ('reset', 'firefox', 0.10),
    ('page warm', 'bare', 1.15),
    ('home PSS', 'firefox', 0.45),
    ('written KiB', None, 64),
]
SUBJECTS = ['guichet', 'bare', 'firefox']


def median(values, subject, measure):
    found = values.get(subject, {}).get(measure)
    return statistics.median(found) if found else None


def cell(values, subject, measure, digits):
    found = values.get(subject, {}).get(measure)
    if not found:
        return '-'
    return '%.*f (%.*f-%.*f)' % (digits, statistics.median(found), digits, min(found), digits,
                                 max(found))


def ratio(values, measure, subject):
    ours, theirs = median(values, 'guichet', measure), median(values, subject, measure)
    return '%.2f' % (ours / theirs) if ours is not None and theirs else '-'


def show_table(values):
    print('| | guichet | bare | firefox | / bare | / firefox |')
    print('|---|---|---|---|---|---|')
    for measure, title, digits in MEASURES:
        cells = [cell(values, subject, measure, digits) for subject in SUBJECTS]
        cells += [ratio(values, measure, 'bare'), ratio(values, measure, 'firefox')]
        print('| ' + ' | '.join([title] + cells) + ' |')


def show_memory(values):
    for measure in ('home PSS', 'page PSS'):
        found = values.get('guichet', {}).get(measure + ' by process')
        if found:
            parts = sorted(found[-1].items(), key=lambda part: -part[1])
            print(f'{measure}, last round: ' + ', '.join('%s %.1f' % part for part in parts))


def show_aims(values):
    met = True
    for measure, subject, most in AIMS:
        ours = median(values, 'guichet', measure)
        base = median(values, subject, measure) if subject else 1
        if ours is None or not base:
            print(f'aim {measure}: not measured')
            continue
        is_met = ours / base <= most
        met = met and is_met
        beside = f' of {subject}' if subject else ''
        print('aim %s: %.2f%s, at most %g: %s'
              % (measure, ours / base, beside, most, 'met' if is_met else 'MISSED'))
    return met


def show(values):
    show_table(values)
    print()
    show_memory(values)
    told = median(values, 'guichet', 'reset told')
    if told is not None:
        print('guichetctl told a proved wipe and the tiles after %.0f ms' % told)
    return show_aims(values)
