# SPDX-License-Identifier: GPL-3.0-or-later
"""Attempts of a hostile page: addresses that it leads to, scripts that it runs, with and without a
press of the resident. Judged by what the sites saw, where the page is, the windows, the processes
and the supervisor's word."""

import re
import time

from scene import Scene

ALLOWED = re.compile(r'^(www\.caf\.fr|(.+\.)?[^.]+\.impots\.gouv\.fr)$')
ENGINE_HOST = re.compile(r'host=([^ ;]+)')
# What a world runs; anything else was started by the attempt.
PROGRAMS = {'bwrap', 'prlimit', 'guichet', 'WebKitWebProces', 'WebKitNetworkPr', 'xdg-dbus-proxy'}
NAVIGATE_CODE = ('location.href = U; '
                 'await new Promise(ok => setTimeout(ok, %d)); return location.href')
# A page that is to be left is waited for; one that stays needs the time of a connection only.
STAY_MS, LEAVE_MS = 250, 4000
LATE_SECONDS = 2.5


class Stuck(Exception):
    """The page did not tell."""


class PagePlay:
    """Plays on one terminal, page by page; @record(attempt, held, observed)."""

    def __init__(self, scene, record):
        self.scene = scene
        self.record = record
        self.instance = None
        self.shell = None
        self.looked = 0
        self.programs = PROGRAMS
        self.last = None

    def begin(self, copied=''):
        """Opens the page; @copied: words that the resident copied elsewhere before."""
        self.scene.wait_quiet()
        if copied:
            self.scene.key('shift+Tab')
            self.scene.type(copied)
            self.scene.key('ctrl+a', 'ctrl+c', 'BackSpace', 'Tab')
            self.scene.wait_still()
        self.instance = self.scene.open_page()['instance']
        self.shell = self.scene.front_shell()
        self.windows = self.scene.windows()

    def again(self, copied=''):
        """A fresh visit."""
        self.scene.play({})
        self.scene.reset()
        self.begin(copied)

    # --- one attempt ---

    def run(self, attempt, code, target='', gesture=False):
        """Events from the attempt to the next question of a page."""
        scene = self.scene
        scene.key('Shift_L')  # a person is there: the page gets its chances
        scene.played()
        scene.play({'id': attempt.id, 'code': code, 'target': target, 'gesture': gesture})
        tries = 0
        found, end, pressed = [], time.monotonic() + 20, time.monotonic() if not gesture else 0.0
        while time.monotonic() < end:
            found += scene.played()
            if any(event['event'] == 'next' for event in found):
                return found
            waits = any(event.get('outcome') == 'waits' for event in found)
            # The button of the page, of the calm page before it, or of a sheet that the page asked
            # for: a page that waits for an answer tells nothing.
            pause = 0.8 if waits and len(found) == 1 else 2.5
            if time.monotonic() - pressed > pause:
                tries += 1
                if tries % 3 == 0:
                    scene.click(640, 700)
                else:
                    scene.key('Return')
                pressed = time.monotonic()
            time.sleep(0.03)
        raise Stuck(f'the page did not go on: {found[-1:] or "no word"}')

    def observe(self, attempt, code, target='', gesture=False):
        """(things that went wrong, what was seen)."""
        scene, since = self.scene, self.scene.latest()
        events = self.run(attempt, code, target, gesture)
        outcome = [event['outcome'] for event in events if event['event'] == 'told'][-1:]
        arrived = [event for event in events if event['event'] == 'next'][-1]
        wrong = self.look(since)
        same = arrived['instance'] == self.instance
        where = 'same page' if same else 'now at ' + arrived['host']
        self.instance = arrived['instance']
        if not ALLOWED.match(arrived['host']):
            wrong.append(f'the page is at {arrived["host"]}')
        seen = f'{where}; {(outcome or ["left"])[0]}'
        return wrong, seen, arrived, same, (outcome or [''])[0]

    def look(self, since):
        """What is wrong with the terminal, by its probes."""
        scene, wrong = self.scene, []
        # From where the last look ended: a contact that comes late is seen with the next attempt.
        lines = scene.lab.journal(min(since, self.looked))
        self.looked = max([line['n'] for line in lines] + [self.looked])
        hosts = {line['host'] for line in lines
                 if line.get('host') and not ALLOWED.match(line['host'])}
        ports = {line['port'] for line in lines if line.get('port') not in (None, 443)}
        if hosts or ports:
            wrong.append(f'contacted {sorted(hosts)} {sorted(ports)}')
        if scene.windows() != self.windows:
            wrong.append(f'windows {scene.windows()}')
        if self.shell not in scene.shells():
            wrong.append('the shell is gone')
        more = scene.programs() - self.programs
        if more:
            wrong.append(f'programs {sorted(more)}')
        state = scene.state()
        if state != 'visiting':
            wrong.append(f'state {state}')
        return wrong

    def finish(self):
        """What comes late of the last attempt."""
        time.sleep(LATE_SECONDS)
        wrong = self.look(self.looked)
        if wrong and self.last:
            self.record(self.last, False, '; '.join(['late'] + wrong))

    def play(self, attempt, judge, *arguments, again=True):
        self.last = attempt
        try:
            wrong, seen, *rest = self.observe(attempt, *arguments)
            wrong += judge(attempt, *rest)
            self.record(attempt, not wrong, '; '.join([seen] + wrong))
            fresh = bool(wrong)
        except Stuck as stuck:
            lost = attempt.expected.startswith(('lost', 'window', 'stop', 'go')) \
                or 'lost' in attempt.expected or attempt.input.startswith('about:')
            wrong = self.look(self.scene.latest() - 1)
            if again and not lost and not wrong:
                # On a machine with much to do the button was not pressed in time: once more.
                self.again()
                self.play(attempt, judge, *arguments, again=False)
                return
            self.record(attempt, lost and not wrong, '; '.join([str(stuck)] + wrong))
            fresh = True
        if fresh or attempt.expected.startswith('window'):
            self.again()


# --- judges: what is wrong with where the page came to ---

def judge_address(attempt, arrived, same, _outcome):
    verdict = attempt.expected.partition(';')[0]
    host = ENGINE_HOST.search(attempt.expected)
    if verdict == 'DENY' and attempt.input.startswith('about:') and arrived['host'] == 'www.caf.fr':
        return []  # an empty page is never shown: back from the calm page is the site again
    if verdict == 'DENY':
        return [] if same else ['the page was left']
    if verdict == 'ALLOW' and same:
        return ['an allowed address was not reached']
    if not same and host and arrived['host'] != host.group(1):
        return [f'at {arrived["host"]}, not at {host.group(1)}']
    return []


def judge_script(attempt, _arrived, same, outcome):
    wrong = []
    wanted = attempt.expected.partition(';')[0]
    if outcome.startswith(('refused ReferenceError', 'refused SyntaxError')):
        wrong.append('nothing was tried')
    if outcome.startswith('done granted'):
        wrong.append('granted')
    if wanted in ('stay', 'denied') and not same:
        wrong.append('the page was left')
    return wrong


def play_pages(build, source, attempts, record, options):
    """Plays addresses and scripts, one terminal for all."""
    with Scene(build, source, navigate=options.get('navigate', Scene.NAVIGATE),
               load=options.get('load'), shell=options.get('shell')) as scene:
        play = PagePlay(scene, record)
        play.begin()
        for name, words, attempt in attempts:
            if 'copied' in words:
                play.again('mots')
            if name == 'address':
                wait = LEAVE_MS if attempt.expected.startswith('ALLOW') else STAY_MS
                play.play(attempt, judge_address, NAVIGATE_CODE % wait, attempt.input)
            else:
                play.play(attempt, judge_script, attempt.input, 'https://evil.example/x',
                          'gesture' in words)
        play.finish()

