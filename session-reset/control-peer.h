/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-pins.h"

/** Who speaks on the control socket. */

/** root and the supervisor's own user: technician. Members of guichet-staff: reception. Others:
 *  nobody. @credentials may be NULL. */
GuichetStaffRole guichet_control_peer_get_role (GCredentials *credentials);
/** Lets the group guichet-staff reach the socket at @path, where there is such a group that this
 *  process is of; else it stays this user's alone. */
void guichet_control_peer_open_socket (const char *path);
