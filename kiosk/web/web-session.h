/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetWebSession: the one ephemeral network session and web context of a visit's world.
 * Main thread only.
 */
#define GUICHET_TYPE_WEB_SESSION (guichet_web_session_get_type ())
G_DECLARE_FINAL_TYPE (GuichetWebSession, guichet_web_session, GUICHET, WEB_SESSION, GObject)

typedef struct {
  const char *gate_uri;  /* "http://127.0.0.1:PORT": the only way out */
  gboolean software;     /* no hardware acceleration in WebKit */
  guint64 memory_bytes;  /* limit of one web process; 0: WebKit's own */
  const char *cache_dir; /* compiled filters; in the world's memory */
  const char *files_dir; /* downloads while they come, files for forms; in the world's memory */
  const char *language;  /* "fr" */
} GuichetWebSessionOptions;

/** @options is copied. Fails (NULL, @error) when a WebKit feature that the policy table must switch
 *  off does not exist under its name any more: closed rather than open. */
GuichetWebSession *guichet_web_session_new (const GuichetWebSessionOptions *options,
                                            GError **error);

/**
 * Starts the web and network processes on a blank page and looks at the sandbox: the answer is the
 * "Seccomp:" value of /proc/PID/status of the web process (2 is the only good one). Also makes the
 * first page faster. May be called again: answers from what is there.
 */
void guichet_web_session_warm_up_async (GuichetWebSession *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
/** FALSE and @error when no sandboxed web process could be started. @seccomp is always set. */
gboolean guichet_web_session_warm_up_finish (GuichetWebSession *self, GAsyncResult *result,
                                             guint *seccomp, GError **error);
