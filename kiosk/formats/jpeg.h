/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

/** @surface is RGB24. @quality: 1-100. Owned by the caller; NULL: no memory. */
GBytes *guichet_jpeg_compress (cairo_surface_t *surface, guint quality);
