/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan-failure.h"

/* What guichet-scan tells the supervisor on its status pipe: a closed vocabulary, one word a line
 * (session-reset knows it too). Any thread. */

/** @fd: the status pipe; -1: nobody listens. Not taken over. */
void guichet_scan_status_set_pipe (int fd);
void guichet_scan_status_tell_ready (void);
void guichet_scan_status_tell_busy (void);
void guichet_scan_status_tell_idle (void);
/** Something came from the scanner. Tells it twice a second at most. */
void guichet_scan_status_tell_alive (void);
/** A page is whole; @is_feeder: by the feeder, not on the glass. */
void guichet_scan_status_tell_page (gboolean is_feeder);
void guichet_scan_status_tell_failure (GuichetScanFailure failure);
