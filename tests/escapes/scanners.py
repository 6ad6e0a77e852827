# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanners on the network that are hostile: what they say of themselves, and their image. The worker
may fail; the world lives, the terminal does, and nothing of the worker is left."""

import struct

import escl
from inside import DeviceScene, look_outside
from scene import wait_for

BOMB = ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s">' % ('x' * 1000)
        + ''.join(f'<!ENTITY {c} "{("&" + chr(ord(c) - 1) + ";") * 10}">' for c in 'bcdefghij')
        + ']><scan:ScannerCapabilities>&j;</scan:ScannerCapabilities>').encode()
# A JPEG that says it is 65,500 pixels wide and high, and has nothing behind its head.
HUGE = (b'\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08' + struct.pack('>HH', 65500, 65500)
        + b'\3\1\x22\0\2\x11\1\3\x11\1\xff\xd9')


def named(handler):
    """Its name and options are markup, of ten thousand letters."""
    text = escl_describe(handler).decode()
    bad = '&lt;b&gt;&lt;span foreground=&quot;red&quot;&gt;%n%s' + 'x' * 10000
    return text.replace('Scanner of the tests', bad).replace('RGB24', bad, 1).encode()


escl_describe = escl.Handler.describe
# Mode -> what the scanner says of itself, its image, what the world asks of it.
MODES = {'names': (named, None, 'worker-scan-works'), 'bomb': (lambda handler: BOMB, None, 'worker-scan-works'),
         'huge': (escl_describe, lambda scanner, job: HUGE, 'worker-scan-leave')}


def play_scanners(build, source, attempts, record, options):
    image_of = escl.Scanner.image_of
    for _, words, attempt in attempts:
        describe, image, name = MODES[words[0]]
        escl.Handler.describe, escl.Scanner.image_of = describe, image or image_of
        try:
            with DeviceScene(build, source) as scene:
                since = scene.latest()
                seen = scene.observe([name], 60)
                wrong = look_outside(scene, since)
                if 'over' not in seen:
                    wrong.append('the world did not live on')
                scene.next_world()
                wait_for('the end of the workers', lambda: not scene.workers(), 20)
                record(attempt, not wrong, '; '.join([f'{seen.get(name, "no answer")}; no worker left'] + wrong))
        finally:
            escl.Handler.describe, escl.Scanner.image_of = escl_describe, image_of
