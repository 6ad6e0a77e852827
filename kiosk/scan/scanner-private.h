/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scanner.h"

#include "guichet-scanner-dbus.h"

struct _GuichetScanner {
  GObject parent_instance;

  /* Owned */
  GuichetWorkers *workers;
  GDBusConnection *connection;
  GuichetDBusScanner1 *proxy;
  GTask *scan_task; /* of the page in progress */

  /* Handles */
  guint cancel_timeout;
};

/* scanner.c: the worker */

/** The task of @callback returns TRUE when there is a worker that can be called. */
void guichet_scanner_start_worker_async (GuichetScanner *self, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
void guichet_scanner_drop_connection (GuichetScanner *self);
/** Owned by the caller. */
GError *guichet_scanner_failure_new (GuichetScanFailure failure);
/** Of what a call came to; owned by the caller. */
GError *guichet_scanner_to_failure (const GError *error, GCancellable *cancellable);
void guichet_scanner_emit_begun (GuichetScanner *self, guint width, guint height, guint channels,
                                 guint resolution);
void guichet_scanner_emit_rows (GuichetScanner *self, guint8 *bytes, guint n_rows);
