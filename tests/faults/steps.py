# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL at every step of a visit's life: of the supervisor, of the shells, of the worlds' first
processes, of the compositor. A step is a function of the supervisor; it is stopped there first."""

import os
import signal

from play import Failure, expect

# Phase, what is being done, where: function, and which of its calls. The words name the fault.
STEPS = (
    ('start', 'settings are read', 'guichet_settings_load', 1),
    ('start', 'the counts are opened', 'guichet_usage_store_open', 1),
    ('start', 'the control socket is made', 'guichet_control_new', 1),
    ('start', 'leftovers are looked for', 'guichet_leftovers_find', 1),
    ('start', 'a world begins', 'guichet_world_start', 1),
    ('start', 'before bubblewrap', 'guichet_world_launch', 1),
    ('start', 'bubblewrap answers', 'guichet_world_read_info', 1),
    ('start', 'the world is identified', 'guichet_world_identity_read', 1),
    ('start', 'its note is written', 'guichet_world_identity_to_string', 1),
    ('start', 'it may speak', 'guichet_world_listen', 1),
    ('start', 'its shell attaches', 'guichet_gate_serve', 1),
    ('show', 'the curtain is asked for', 'guichet_world_show_curtain_async', 1),
    ('show', 'the curtain is shown', 'guichet_world_show_finish', 1),
    ('show', 'home is asked for', 'guichet_world_show_home_async', 1),
    ('show', 'home is shown', 'guichet_world_show_finish', 2),
    ('show', 'a spare begins', 'guichet_world_start', 2),
    ('show', 'the sandbox is looked at', 'guichet_world_check_sandbox_async', 1),
    ('visit', 'a visit begins', 'guichet_supervisor_count_beginning', 1),
    ('visit', 'a service is counted', 'guichet_visit_counts_add_from_world', 1),
    ('visit', 'a page goes through the gate', 'guichet_gate_connection_run', 1),
    ('end', 'the end is asked for', 'guichet_session_state_handle', 1),
    ('end', 'the curtain falls', 'guichet_world_show_curtain_async', 1),
    ('end', 'the curtain has fallen', 'guichet_world_show_finish', 1),
    ('end', 'the wipe begins', 'guichet_supervisor_wipe_old', 1),
    ('end', 'the world is killed', 'guichet_world_end_async', 1),
    ('end', 'the workers are ended', 'guichet_worker_desk_end_async', 1),
    ('verify', 'the look begins', 'guichet_wipe_look', 1),
    ('verify', 'the look is under way', 'guichet_world_identity_has_device', 40),
    ('verify', 'the look is over', 'guichet_world_end_finish', 1),
    ('verify', 'prints are looked for', 'guichet_supervisor_purge_prints', 1),
    ('verify', 'the wipe is proved', 'guichet_supervisor_take_purge', 1),
    ('verify', 'the counts are written', 'guichet_supervisor_write_visit', 1),
    ('verify', 'the counts are in a transaction', 'guichet_visit_counts_foreach', 1),
    ('verify', 'the counts are written already', 'guichet_supervisor_renew_counts', 1),
    ('verify', 'the next tiles are asked for', 'guichet_world_show_home_async', 1),
    ('verify', 'the next tiles are shown', 'guichet_notice_hide', 1),
    ('again', 'what was left is found', 'guichet_leftovers_look', 1),
    ('again', 'what was left is looked for', 'guichet_wipe_look', 1),
    ('again', 'the lost visit is counted', 'guichet_supervisor_write_visit', 1),
    ('again', 'the lost visit is written', 'guichet_supervisor_renew_counts', 2),
)
# Whom nobody can kill then, since there is none yet.
ABSENT = {(victim, function) for victim in ('shells', 'worlds')
          for _, _, function, _ in STEPS[:6]} | {
              ('shells', function) for _, _, function, _ in STEPS[6:9]}
VICTIMS = ('supervisor', 'shells', 'worlds', 'compositor')
NAMES = {'shells': 'guichet', 'worlds': 'bwrap'}


def kill(terminal, victim):
    """How many were there to be killed."""
    if victim == 'supervisor':
        terminal.end_supervisor()
        return 1
    if victim == 'compositor':
        terminal.compositor.send_signal(signal.SIGKILL)
        terminal.compositor.wait(20)
        return 1
    pids = terminal.descendants(NAMES[victim])
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return len(pids)


def recover(terminal, victim):
    if victim == 'supervisor':
        terminal.start_supervisor()
    elif victim == 'compositor':
        terminal.restart_compositor()
        terminal.start_supervisor()


def reach_from_start(terminal, phase, function, hits):
    """A supervisor that begins, after one that ended well or, 'again', in the middle of a visit."""
    if phase == 'again':
        terminal.visit()
        terminal.end_supervisor()
    else:
        expect(terminal.end_supervisor(signal.SIGTERM) == 0, 'the supervisor did not end well')
    step = terminal.at(function, hits)
    terminal.start_supervisor(step)
    step.wait(b'reached')
    return step


def reach_later(terminal, phase, function, hits):
    """Stopped when it comes there in a visit, or in its end."""
    step = terminal.at(function, hits)
    terminal.step = step
    if phase == 'visit':
        step.arm(terminal.supervisor.pid)
        terminal.open_tile(1)
        terminal.begun += 1
    else:
        terminal.visit()
        step.arm(terminal.supervisor.pid)
        terminal.ask_reset()
    step.wait(b'reached')
    return step


def inject(terminal, phase, function, hits, victim):
    in_start = phase in ('start', 'show', 'again')
    step = (reach_from_start if in_start else reach_later)(terminal, phase, function, hits)
    if not in_start or phase == 'again':
        terminal.in_progress = 1
    killed = kill(terminal, victim)
    step.go()
    recover(terminal, victim)
    if victim not in ('supervisor', 'compositor') and phase == 'visit':
        # A world that was killed while it began its visit: nothing is left to be ended.
        terminal.wait_state('home')
    words = terminal.check()
    if terminal.supervisor.poll() is not None:
        raise Failure('the supervisor ended')
    expect(killed, 'nobody was there to be killed')
    return f'{killed} killed; {words}' if victim in NAMES else words


def table():
    """name -> function of a terminal, which says what was seen."""
    faults = {}
    for phase, words, function, hits in STEPS:
        for victim in VICTIMS:
            if (phase == 'start' and (victim, function) in ABSENT) or (
                    (phase, victim) == ('again', 'shells')):
                continue
            faults[f'{victim} killed, {phase}: {words}'] = (
                lambda terminal, a=(phase, function, hits, victim): inject(terminal, *a))
    return faults
