/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetWorkers: where the programs that have a device are asked for. The supervisor's link is one
 * (link.h); tests have their own. Main thread only.
 */
#define GUICHET_TYPE_WORKERS (guichet_workers_get_type ())
G_DECLARE_INTERFACE (GuichetWorkers, guichet_workers, GUICHET, WORKERS, GObject)

struct _GuichetWorkersInterface {
  GTypeInterface parent_interface;

  void (*open_async) (GuichetWorkers *self, const char *kind, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
  GDBusConnection *(*open_finish) (GuichetWorkers *self, GAsyncResult *result, GError **error);
  void (*close) (GuichetWorkers *self, const char *kind);
};

/** Starts a worker of @kind ("scan"...) for this visit; one of the kind that still lives is ended
 *  first. Takes as long as that (some seconds at most). */
void guichet_workers_open_async (GuichetWorkers *self, const char *kind, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/** Its connection, owned by the caller; the worker ends when it is closed. What comes through it is
 *  hostile: workers run code of device makers. */
GDBusConnection *guichet_workers_open_finish (GuichetWorkers *self, GAsyncResult *result,
                                              GError **error);
/** Ends it, also one that does not answer; at once as seen from here. */
void guichet_workers_close (GuichetWorkers *self, const char *kind);

/** For those who implement it: makes the connection of a worker out of @fd (taken over), in the
 *  name of @task, which is returned with it or with an error; takes over @task. */
void guichet_workers_connect (int fd, GTask *task);
