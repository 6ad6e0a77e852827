# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one libFuzzer target for some seconds, from the seeds that seeds.py makes for it and what
corpus/NAME holds, if there is any. What breaks it is printed, to be made a test of.

usage: run-fuzz.py .../fuzz-NAME SECONDS
"""

import base64
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import seeds

HERE = pathlib.Path(__file__).resolve().parent
# A run that tried next to nothing shows nothing.
LEAST_RUNS = 1000
# So short a run is there to see what a change broke: the same inputs each time. Longer ones search.
SHORT_SECONDS = 30


def run(words, corpus, work, seconds):
    done = subprocess.run([*map(str, words), str(corpus)], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, check=False,
                          env=dict(os.environ, TMPDIR=str(work)), timeout=seconds + 100)
    said = done.stderr.decode(errors='replace')
    return done, said, re.search(r'number_of_executed_units:\s*(\d+)', said)


def main():
    program, seconds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    name = program.name.removeprefix('fuzz-')
    work = pathlib.Path(tempfile.mkdtemp(prefix='guichet-fuzz.'))
    try:
        corpus = work / 'corpus'
        stored = HERE / 'corpus' / name
        shutil.copytree(stored, corpus) if stored.is_dir() else corpus.mkdir()
        for number, seed in enumerate(seeds.SEEDS.get(name, list)()):
            (corpus / f'seed-{number}').write_bytes(seed)
        words = [program, f'-max_total_time={seconds}', '-timeout=10', '-rss_limit_mb=1024',
                 '-print_final_stats=1', f'-artifact_prefix={work}/', f'-max_len={seeds.MAX_BYTES}']
        if seconds <= SHORT_SECONDS:
            words.append('-seed=1')
        if seeds.WORDS.get(name):
            (work / 'words').write_text(''.join(f'"{word}"\n' for word in seeds.WORDS[name]))
            words.append(f'-dict={work}/words')
        done, said, runs = run(words, corpus, work, seconds)
        if done.returncode == 0 and runs and int(runs.group(1)) < LEAST_RUNS:
            # A machine that has other things to do: by number then, however long it takes.
            words = [word for word in words if not str(word).startswith('-max_total_time')]
            done, said, runs = run([*words, f'-runs={LEAST_RUNS}'], corpus, work, seconds)
        covered = re.findall(r'cov: (\d+)', said)
        print(f'{name}: {runs.group(1) if runs else 0} inputs tried, {covered[-1] if covered else 0} '
              'places of the code reached')
        if done.returncode == 0 and runs and int(runs.group(1)) >= LEAST_RUNS:
            return 0
        print(said[-6000:])
        for found in list(work.glob('crash-*')) + list(work.glob('timeout-*')) + list(work.glob('leak-*')):
            print(f'{found.name}, in base64: {base64.b64encode(found.read_bytes()).decode()}')
        return 1
    finally:
        shutil.rmtree(work)


if __name__ == '__main__':
    sys.exit(main())
