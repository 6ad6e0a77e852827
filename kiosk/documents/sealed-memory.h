/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "document-error.h"

/**
 * Sealed memory: a memfd that nobody can write, grow or shrink any more, whoever holds it. So a
 * process that does not trust the giver can check the bytes once and use them later. It has no
 * name in any file system; its pages go back to the kernel (which never hands them on uncleared)
 * with the last descriptor and mapping. Any thread.
 *
 * Errors: GUICHET_DOCUMENT_ERROR_TOO_MANY_BYTES and _BROKEN (no bytes at all), G_IO_ERROR_NO_SPACE
 * when the machine has not enough memory left, G_IO_ERROR_FAILED for anything else.
 */

/** A descriptor to write to (O_CLOEXEC), owned by the caller; -1 and @error. */
int guichet_sealed_memory_create (GError **error);
/** No more writing. Fails while a writable mapping exists. */
gboolean guichet_sealed_memory_seal (int fd, GError **error);
gboolean guichet_sealed_memory_is_sealed (int fd);
/** The two above in one, with @size bytes of @data. */
int guichet_sealed_memory_new (const void *data, gsize size, GError **error);
/** Writes what @source, a file of at most @max_bytes, holds from its beginning, to @fd. */
gboolean guichet_sealed_memory_copy_to (int source, int fd, gsize max_bytes, GError **error);
/** Sealed memory with what @source, a file of at most @max_bytes, holds from its beginning. */
int guichet_sealed_memory_copy (int source, gsize max_bytes, GError **error);
/**
 * The bytes of sealed memory, mapped, not copied; @fd may be closed after. Refuses memory that is
 * not sealed (its bytes could change, or vanish with SIGBUS), empty, or larger than @max_bytes.
 */
GBytes *guichet_sealed_memory_map (int fd, gsize max_bytes, GError **error);
