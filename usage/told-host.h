/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Refused host names as they may be told in a count. */

/** TRUE when @host is a canonical host name (host-name.h of config) of at least two labels. */
gboolean guichet_told_host_is_valid (const char *host);

/**
 * The part of the valid @host that may be told: the whole name when it has at most one short label
 * before its registrable domain (publicsuffix.org, private suffixes too), else the registrable
 * domain alone. A pointer into @host.
 */
const char *guichet_told_host_reduce (const char *host);
