/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetSaneDevice: the one scanner of guichet-scan. Every call may block for as long as the
 * device likes, for ever with some: all in one thread, in a process that can be killed. Errors are
 * GUICHET_SCAN_ERROR.
 */
typedef struct _GuichetSaneDevice GuichetSaneDevice;

/** Flags. */
typedef enum {
  GUICHET_SANE_GLASS = 1 << 0,
  GUICHET_SANE_FEEDER = 1 << 1,
} GuichetSaneSources;

/** What the scanner gave for a page. */
typedef struct {
  guint width;      /* dots */
  guint height;     /* rows; 0: not known */
  guint channels;   /* 1 or 3, a byte each */
  guint resolution; /* dots per inch */
} GuichetSanePage;

/** Opens @name; SANE's settings are where SANE_CONFIG_DIR says. */
GuichetSaneDevice *guichet_sane_device_open (const char *name, GError **error);
/** NULL is allowed. */
void guichet_sane_device_close (GuichetSaneDevice *self);

GuichetSaneSources guichet_sane_device_get_sources (GuichetSaneDevice *self);
gboolean guichet_sane_device_has_colour (GuichetSaneDevice *self);
/** Whether it can give @resolution itself. */
gboolean guichet_sane_device_has_resolution (GuichetSaneDevice *self, guint resolution);

/**
 * Begins a page of A4 (210 x 297 mm, or what of it the scanner has). Of the feeder, the next sheet
 * of a series that ends with EMPTY, or with guichet_sane_device_cancel().
 */
gboolean guichet_sane_device_start (GuichetSaneDevice *self, GuichetSaneSources source,
                                    gboolean colour, guint resolution, GuichetSanePage *page,
                                    GError **error);
/** Reads up to @size bytes of whole pages' rows, without padding. 0 at the end of the page; -1 and
 *  @error. */
gssize guichet_sane_device_read (GuichetSaneDevice *self, guint8 *bytes, gsize size,
                                 GError **error);
/** Ends the page of the glass, or the series of the feeder; does nothing when there is none. */
void guichet_sane_device_cancel (GuichetSaneDevice *self);
/** The same, from any thread while another one waits in a call above: for a process that ends. Some
 *  drivers do not survive it. */
void guichet_sane_device_cancel_last (GuichetSaneDevice *self);
