/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** The marker segments of a JPEG file (ITU-T T.81, annex B), without decoding any of it. */

/** EXIF's orientation, 1 to 8; 1 when there is none or it makes no sense. */
guint guichet_jpeg_get_orientation (const guint8 *data, gsize size);

/** The same picture without EXIF, comments, thumbnails and whatever else is not needed to decode
 * it: they tell where and when a photograph was taken. Owned by the caller; NULL: not a whole JPEG.
 */
GBytes *guichet_jpeg_strip (const guint8 *data, gsize size);
