# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembers of which commit's code a part of the proof was played: BUILD/played.json, part -> commits."""

import json
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parent.parent


def find_commit():
    """The commit of this tree; "with changes" when files are not as they were committed."""
    def git(*words):
        return subprocess.run(['git', '-C', SOURCE, *words], capture_output=True, text=True,
                              check=False).stdout.strip()
    try:
        commit = git('rev-parse', '--short=10', 'HEAD')
        changed = git('status', '--porcelain', '--untracked-files=no')
    except OSError:
        commit = changed = ''
    return (commit or 'unknown') + (' with changes' if changed else '')


def read(build):
    path = pathlib.Path(build) / 'played.json'
    return json.loads(path.read_text()) if path.exists() else {}


def mark(build, part, is_whole=True):
    """@part was played now: all of it, or some of it once more."""
    played = read(build)
    commits = [] if is_whole else played.get(part, [])
    commit = find_commit()
    played[part] = [name for name in commits if name != commit] + [commit]
    (pathlib.Path(build) / 'played.json').write_text(json.dumps(played, indent=1, sort_keys=True))
