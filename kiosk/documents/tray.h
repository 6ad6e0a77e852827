/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"

typedef enum {
  GUICHET_TRAY_ERROR_NUMBER, /* it holds as many documents as it may */
  GUICHET_TRAY_ERROR_BYTES,  /* the document, or the tray with it, is over the limit */
  GUICHET_TRAY_ERROR_MEMORY, /* the machine has not enough memory left */
} GuichetTrayError;

#define GUICHET_TRAY_ERROR (guichet_tray_error_quark ())
GQuark guichet_tray_error_quark (void);

/**
 * GuichetTray: the documents of the visit ("Mes documents"), the newest first. A GListModel of
 * GuichetDocument. Main thread only.
 *
 * It never takes more than the machine can bear: a document too many is refused with an error that
 * a person can act on; what is there stays.
 */
#define GUICHET_TYPE_TRAY (guichet_tray_get_type ())
G_DECLARE_FINAL_TYPE (GuichetTray, guichet_tray, GUICHET, TRAY, GObject)

/** Bytes that programs may still use on this machine; G_MAXUINT64 when it cannot be told. */
typedef guint64 (*GuichetMemoryProbe) (gpointer user_data);

typedef struct {
  guint max_documents;
  guint64 max_bytes;        /* of all together */
  guint64 reserve_bytes;    /* memory that must stay free for the pages of the visit */
  GuichetMemoryProbe probe; /* NULL: guichet_tray_probe_memory */
  gpointer probe_data;
} GuichetTrayLimits;

/** What MemAvailable of /proc/meminfo says. */
guint64 guichet_tray_probe_memory (gpointer user_data);

/** @limits is copied. */
GuichetTray *guichet_tray_new (const GuichetTrayLimits *limits);

/** Bytes of all documents. */
guint64 guichet_tray_get_bytes (GuichetTray *self);
guint64 guichet_tray_get_max_bytes (GuichetTray *self);
guint guichet_tray_get_max_documents (GuichetTray *self);
/**
 * Whether one more document of @bytes (0: not known yet) would be taken now; asked before a scan
 * or a download begins. FALSE and @error: GUICHET_TRAY_ERROR.
 */
gboolean guichet_tray_can_add (GuichetTray *self, guint64 bytes, GError **error);
/** Takes a reference. FALSE and @error as above, and nothing changed. */
gboolean guichet_tray_add (GuichetTray *self, GuichetDocument *document, GError **error);
/** Lets it go: its memory is given back once nobody else (a viewer, a print) holds it. FALSE when
 *  it is not there. */
gboolean guichet_tray_remove (GuichetTray *self, GuichetDocument *document);
gboolean guichet_tray_has (GuichetTray *self, GuichetDocument *document);
/** The one at @index, newest first; borrowed; NULL beyond the end. */
GuichetDocument *guichet_tray_get (GuichetTray *self, guint index);
guint guichet_tray_get_n_documents (GuichetTray *self);
void guichet_tray_clear (GuichetTray *self);
