/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "federation-store.h"

/**
 * Lines of a register: centre;name;department;public key, as a spreadsheet saves them (UTF-8, with
 * or without BOM; a first line "centre;…" is a heading).
 */

/** Checks and makes one centre; @key may be NULL (a centre without a key yet), the base64 line of
 *  a minisign public key, or what an enrolment shows (guichet-enrol:1:CENTRE:KEY). */
GuichetCentre *guichet_centre_new (const char *id, const char *name, const char *department,
                                   const char *key, GError **error);
/** Element type GuichetCentre, owned by the caller; errors name the line. */
GPtrArray *guichet_centre_file_read (const char *path, GError **error);
