/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "minisign.h"

/** What the federation's register needs of a centre, in one line, owned by the caller:
 *  "guichet-enrol:1:CENTRE:KEY". */
char *guichet_enrolment_make_text (const char *centre, const GuichetPublicKey *key);
/** @text as a QR code to be printed: a whole SVG file, owned by the caller. */
char *guichet_enrolment_make_svg (const char *text);
/** The same for a terminal, two rows a line, dark on light, owned by the caller. */
char *guichet_enrolment_make_blocks (const char *text);
