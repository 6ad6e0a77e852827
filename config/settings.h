/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "counts-settings.h"
#include "health-settings.h"
#include "printer-settings.h"
#include "time-settings.h"
#include "scanner-settings.h"

#include <gio/gio.h>

/**
 * GuichetSettings: guichet.conf of the shipped defaults, then of the centre, key by key.
 * Immutable; strings are borrowed. Times are in seconds, sizes in bytes.
 */
typedef struct _GuichetSettings GuichetSettings;

typedef enum {
  GUICHET_RENDERER_AUTO,
  GUICHET_RENDERER_SOFTWARE, /* cairo, no acceleration in WebKit */
  GUICHET_RENDERER_HARDWARE, /* OpenGL on a real device */
} GuichetRenderer;

/**
 * Reads @defaults_dir/guichet.conf, then @centre_dir/guichet.conf (may be NULL or missing).
 * Problems are appended to @problems (element type GuichetConfigProblem); after a fatal one the
 * caller must not start the terminal. Never NULL.
 */
GuichetSettings *guichet_settings_load (const char *defaults_dir, const char *centre_dir,
                                        GPtrArray *problems);
GuichetSettings *guichet_settings_ref (GuichetSettings *self);
void guichet_settings_unref (GuichetSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetSettings, guichet_settings_unref)

/* [Centre] */
const char *guichet_settings_get_centre_name (const GuichetSettings *self);
const char *guichet_settings_get_greeting (const GuichetSettings *self); /* may be "" */
const char *guichet_settings_get_language (const GuichetSettings *self); /* "fr" */

/* [Network] */
/** "http://host:port" of the centre's own proxy, or NULL. */
const char *guichet_settings_get_proxy (const GuichetSettings *self);
/** PEM files of extra certificate authorities, absolute; may be empty, never NULL. */
const char *const *guichet_settings_get_authorities (const GuichetSettings *self);
/** Whether listed hosts may resolve to loopback, link-local and private addresses (FALSE). */
gboolean guichet_settings_get_private_addresses (const GuichetSettings *self);
/** Whether rules may name a whole suffix reserved to the State, "*.gouv.fr" (FALSE). */
gboolean guichet_settings_get_wide_mode (const GuichetSettings *self);
/** Whether residents may use their USB sticks (FALSE). */
gboolean guichet_settings_has_sticks (const GuichetSettings *self);

/* [Display] */
GuichetRenderer guichet_settings_get_renderer (const GuichetSettings *self);

/* [Visit] */
guint guichet_settings_get_heartbeat_seconds (const GuichetSettings *self);    /* 5 */
guint guichet_settings_get_max_pages (const GuichetSettings *self);            /* 8 live pages */
guint64 guichet_settings_get_memory_files_bytes (const GuichetSettings *self); /* each tmpfs */
guint64
guichet_settings_get_world_memory_bytes (const GuichetSettings *self); /* web pages' limit */

/* [Counts] */
const char *guichet_settings_get_database (const GuichetSettings *self); /* absolute path */
/** [Counts] and [Report] in one. */
const GuichetCountsSettings *guichet_settings_get_counts (const GuichetSettings *self);
const GuichetHealthSettings *guichet_settings_get_health (const GuichetSettings *self);

/* [Printer] */
const GuichetPrinterSettings *guichet_settings_get_printer (const GuichetSettings *self);

/** [Time], [Hours], [Input] and [Help] in one. */
const GuichetTimeSettings *guichet_settings_get_time (const GuichetSettings *self);

/* [Scanner] */
const GuichetScannerSettings *guichet_settings_get_scanner (const GuichetSettings *self);
