/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/**
 * The calling thread, which passes on what worlds read and write, no longer takes the processor
 * from a program that it just woke (sched(7), SCHED_BATCH): it finds more to pass on each time. On
 * two busy cores a download then takes three quarters of the time (tests/bench/gate). Children
 * inherit this. Where it is refused nothing changes.
 */
void guichet_processor_share_give_way (void);
/** As every program has it. Safe in a signal handler: for a child, after fork(2). */
void guichet_processor_share_take_back (void);
