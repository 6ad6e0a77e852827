/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "staff-pins.h"

/** Who speaks on the control socket. */

/** root, the supervisor's own user and members of guichet-technician: technician. Members of
 *  guichet-staff: reception. Others: nobody. @credentials may be NULL. */
GuichetStaffRole guichet_control_peer_get_role (GCredentials *credentials);
/** Lets both groups, those that there are, reach the socket at @path by an access list; without
 *  them it stays this user's alone. */
void guichet_control_peer_open_socket (const char *path);
