/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/**
 * Words for people from @name, which may be anything that a page or a stick says: the last part of
 * a path, no control or direction characters, signs between words as blanks, no extension of a
 * document, at most @max_chars characters. "" when nothing is left. Pure. Owned by the caller.
 */
char *guichet_document_name_clean (const char *name, gsize max_chars);
/** File name from cleaned words: accents dropped, everything but a-z A-Z 0-9 one "-"; "document"
 *  when nothing is left; then "." and @extension. Pure. Owned by the caller. */
char *guichet_document_name_to_file (const char *words, const char *extension);
