/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** The system's bundle of certificate authorities. */
#define GUICHET_SYSTEM_AUTHORITIES "/etc/ssl/certs/ca-certificates.crt"

/**
 * Writes @system_file and the PEM files @extra (NULL-terminated) into one bundle at @path (mode
 * 0600, replaced atomically). FALSE and @error, naming the file, when one cannot be read or holds
 * no certificate.
 */
gboolean guichet_authorities_write (const char *system_file, const char *const *extra,
                                    const char *path, GError **error);
