/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan-failure.h"

static const struct {
  const char *label;
  gboolean is_of_device;
} failures[] = {
  [GUICHET_SCAN_BUSY] = { "busy", FALSE },    [GUICHET_SCAN_JAMMED] = { "jammed", TRUE },
  [GUICHET_SCAN_OPEN] = { "open", FALSE },    [GUICHET_SCAN_EMPTY] = { "empty", FALSE },
  [GUICHET_SCAN_SILENT] = { "silent", TRUE }, [GUICHET_SCAN_CUT] = { "cut", TRUE },
  [GUICHET_SCAN_DEAD] = { "dead", TRUE },     [GUICHET_SCAN_REFUSED] = { "refused", TRUE },
  [GUICHET_SCAN_CANCELLED] = { NULL, FALSE }, [GUICHET_SCAN_OTHER] = { "other", TRUE },
};

#define ERROR_NAME(name) "org.guichet.Scanner1.Error." name

static const GDBusErrorEntry entries[] = {
  { GUICHET_SCAN_BUSY, ERROR_NAME ("Busy") },
  { GUICHET_SCAN_JAMMED, ERROR_NAME ("Jammed") },
  { GUICHET_SCAN_OPEN, ERROR_NAME ("Open") },
  { GUICHET_SCAN_EMPTY, ERROR_NAME ("Empty") },
  { GUICHET_SCAN_SILENT, ERROR_NAME ("Silent") },
  { GUICHET_SCAN_CUT, ERROR_NAME ("Cut") },
  { GUICHET_SCAN_DEAD, ERROR_NAME ("Dead") },
  { GUICHET_SCAN_REFUSED, ERROR_NAME ("Refused") },
  { GUICHET_SCAN_CANCELLED, ERROR_NAME ("Cancelled") },
  { GUICHET_SCAN_OTHER, ERROR_NAME ("Other") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (entries) == GUICHET_SCAN_N_FAILURES);

GQuark
guichet_scan_error_quark (void)
{
  static gsize quark = 0;

  g_dbus_error_register_error_domain ("guichet-scan-error-quark", &quark, entries,
                                      G_N_ELEMENTS (entries));
  return (GQuark)quark;
}

const char *
guichet_scan_failure_to_label (GuichetScanFailure failure)
{
  g_return_val_if_fail ((gsize)failure < G_N_ELEMENTS (failures), NULL);
  return failures[failure].label;
}

gboolean
guichet_scan_failure_is_of_device (GuichetScanFailure failure)
{
  g_return_val_if_fail ((gsize)failure < G_N_ELEMENTS (failures), TRUE);
  return failures[failure].is_of_device;
}

GuichetScanFailure
guichet_scan_failure_from_error (const GError *error)
{
  if (error->domain == GUICHET_SCAN_ERROR && error->code >= 0 &&
      error->code < GUICHET_SCAN_N_FAILURES)
    return (GuichetScanFailure)error->code;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return GUICHET_SCAN_CANCELLED;
  /* The connection ended: its watchdog was there before, or its driver fell. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    return GUICHET_SCAN_SILENT;
  return GUICHET_SCAN_OTHER;
}
