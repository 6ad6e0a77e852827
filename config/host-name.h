/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* RFC 1035: 255 octets on the wire are 253 characters without the trailing dot. */
#define GUICHET_HOST_NAME_MAX  253
#define GUICHET_HOST_LABEL_MAX 63

/**
 * TRUE when the @length bytes at @host are a host name in the only form that is ever compared:
 * lower case ASCII letters, digits and hyphens in labels of 1 to 63, no dot at either end, and
 * nothing that the WHATWG URL standard would read as an IPv4 address (last label a number).
 */
gboolean guichet_host_name_is_canonical (const char *host, gsize length);
/** Number of labels of a canonical @host. */
guint guichet_host_name_count_labels (const char *host);
/** Reads a port of 1 to 65535 in plain digits that end at @end; FALSE on anything else. */
gboolean guichet_host_name_parse_port (const char *text, const char *end, guint16 *port);
/** The port of "https" or "http"; 0 for any other scheme. */
guint16 guichet_host_name_default_port (const char *scheme);
