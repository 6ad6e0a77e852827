/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetFiguresServer: the same pages over HTTP, read only. One request at a time: a page is made
 * in about a second for the largest federation and kept until the store changes. It has no accounts
 * of its own: it listens on this machine, or stands behind the federation's web server.
 */
typedef struct _GuichetFiguresServer GuichetFiguresServer;

typedef struct {
  /* Borrowed for the life of the server */
  const char *where;
  const char *defaults_dir;
  const char *centre_dir;
  const char *const *hosts; /* names that it may be called by besides this machine's; may be NULL */
  gboolean is_french;
} GuichetFiguresServerSettings;

GuichetFiguresServer *guichet_figures_server_new (const GuichetFiguresServerSettings *settings);
void guichet_figures_server_free (GuichetFiguresServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetFiguresServer, guichet_figures_server_free)

/** Listens on @address (an IP address) and @port (0: any). */
gboolean guichet_figures_server_listen (GuichetFiguresServer *self, const char *address, guint port,
                                        GError **error);
/** Where it listens, for people; owned by the caller. */
char *guichet_figures_server_get_uri (GuichetFiguresServer *self);
