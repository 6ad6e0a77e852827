# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten A4 pages in colour at 300 dots per inch, from SANE's test backend to a ready PDF, in turns with
`scanimage` and `img2pdf` on the same data.

scan.py BUILD [ROUNDS]: needs sane-utils and img2pdf. Exit status 1 when ours is slower, or larger by
more than a hundredth."""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PAGES = 10
RESOLUTION = 300
OPTIONS = 'geometry_max 300\ntest-picture "Color pattern"\n'


def run_ours(build, folder):
    done = subprocess.run([build / 'tests/unit/scan/scan-pages', build / 'kiosk/scan/guichet-scan', folder,
                           str(RESOLUTION), str(PAGES)], check=True, capture_output=True, text=True,
                          timeout=300)
    return {word: float(number) for word, number in
            (line.split() for line in done.stdout.splitlines())}


def run_theirs(folder):
    begin = time.monotonic()
    subprocess.run(['scanimage', '-d', 'test:0', '--mode', 'Color', '--resolution', str(RESOLUTION),
                    '--source', 'Automatic Document Feeder', '-x', '210', '-y', '297',
                    '--test-picture', 'Color pattern', '--format', 'jpeg',
                    f'--batch={folder}/page%02d.jpg', f'--batch-count={PAGES}'], check=True,
                   capture_output=True, timeout=300,
                   env={'PATH': '/usr/bin:/bin', 'SANE_CONFIG_DIR': str(folder)})
    pages = sorted(str(path) for path in folder.glob('page*.jpg'))
    subprocess.run(['img2pdf', '--pagesize', 'A4', '-o', folder / 'theirs.pdf', *pages], check=True,
                   capture_output=True, timeout=300)
    return {'total': (time.monotonic() - begin) * 1000,
            'bytes': (folder / 'theirs.pdf').stat().st_size}


def count_pages(path):
    words = subprocess.run(['pdfinfo', path], check=True, capture_output=True, text=True).stdout
    return int(next(line for line in words.splitlines() if line.startswith('Pages:')).split()[1])


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(prefix='guichet-scan-') as name:
        folder = pathlib.Path(name)
        (folder / 'test.conf').write_text(OPTIONS)
        (folder / 'dll.conf').write_text('test\n')
        for _ in range(rounds):
            ours.append(run_ours(build, folder))
            theirs.append(run_theirs(folder))
        assert count_pages(folder / 'ours.pdf') == count_pages(folder / 'theirs.pdf') == PAGES
    for word in ('first', 'last', 'total', 'bytes'):
        print(f'ours {word}: {statistics.median(run[word] for run in ours):.0f}')
    ratios = {}
    for word in ('total', 'bytes'):
        mine = statistics.median(run[word] for run in ours)
        base = statistics.median(run[word] for run in theirs)
        ratios[word] = mine / base
        print(f'scanimage and img2pdf {word}: {base:.0f}, ratio {ratios[word]:.2f}')
    return 0 if ratios['total'] <= 1 and ratios['bytes'] <= 1.01 else 1


if __name__ == '__main__':
    sys.exit(main())
