/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sane-device.h"
#include "scan-failure.h"

/**
 * GuichetScanThread: the one thread that calls SANE, and the requests to it: one at a time, in
 * order. Called, and answering, on the main thread.
 */
typedef struct _GuichetScanThread GuichetScanThread;

/** What the scanner can do. */
typedef struct {
  GuichetSaneSources sources;
  gboolean has_colour;
  gboolean has_resolution[3]; /* of guichet_scan_resolutions */
} GuichetScanAbilities;

/** 150, 200, 300. */
extern const guint guichet_scan_resolutions[3];

/** Where the scanner is; strings are copied. See GuichetScannerSettings. */
typedef struct {
  const char *device; /* or NULL: there is none */
  const char *vendor;
  const char *product;
  const char *serial;
  const char *sysfs_dir;  /* "/sys/bus/usb/devices" */
  const char *source_dir; /* "/etc/sane.d" */
  const char *config_dir; /* made and written here; in SANE_CONFIG_DIR too */
} GuichetScanPlace;

GuichetScanThread *guichet_scan_thread_new (const GuichetScanPlace *place);

/** Tasks return a GuichetScanAbilities (g_free), after as long as the device likes. */
void guichet_scan_thread_open (GuichetScanThread *self, GTask *task);
/** The task returns a GuichetScanStarted (guichet_scan_started_free). */
void guichet_scan_thread_start (GuichetScanThread *self, GuichetSaneSources source, gboolean colour,
                                guint resolution, GTask *task);
/** The task returns a boolean: the page that was started last is whole. Does not wait for the
 * device to let go of it. */
void guichet_scan_thread_finish (GuichetScanThread *self, GTask *task);
/** The page in progress, or a series of the feeder, ends; what waits for it is CANCELLED. */
void guichet_scan_thread_cancel (GuichetScanThread *self);
/** Cancels, closes the device, and calls @done; does not wait for it. If the thread is stuck, @done
 *  is never called: whoever waits has a watchdog. */
void guichet_scan_thread_close (GuichetScanThread *self, GSourceFunc done, gpointer user_data);

typedef struct {
  GuichetSanePage page;
  int rows_fd; /* owned; -1 once taken */
} GuichetScanStarted;

void guichet_scan_started_free (GuichetScanStarted *started);
