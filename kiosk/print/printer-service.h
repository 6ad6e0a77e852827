/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "print-job.h"

/**
 * GuichetPrinterService: org.guichet.Printer1 for one world, on a peer-to-peer connection. One
 * print at a time. Everything that comes in is hostile. Main thread only.
 */
#define GUICHET_TYPE_PRINTER_SERVICE (guichet_printer_service_get_type ())
G_DECLARE_FINAL_TYPE (GuichetPrinterService, guichet_printer_service, GUICHET, PRINTER_SERVICE,
                      GObject)

/** @place is borrowed and must outlive it. */
GuichetPrinterService *guichet_printer_service_new (GDBusConnection *connection,
                                                    const GuichetPrintPlace *place, GError **error);
