/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "processor-share.h"

#include <sched.h>

void
guichet_processor_share_give_way (void)
{
  (void)sched_setscheduler (0, SCHED_BATCH, &(struct sched_param){ .sched_priority = 0 });
}

void
guichet_processor_share_take_back (void)
{
  (void)sched_setscheduler (0, SCHED_OTHER, &(struct sched_param){ .sched_priority = 0 });
}
