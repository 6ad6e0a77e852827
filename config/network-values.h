/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Checks of the settings that open the terminal to the network. Each returns NULL when @text is
 * good, else a translated sentence that says what is expected (borrowed).
 */

/** "http://host:port" and nothing more. */
const char *guichet_network_values_check_proxy (const char *text);
/** A readable file of PEM certificates, named from the root, that holds no private key. */
const char *guichet_network_values_check_authority (const char *path);
