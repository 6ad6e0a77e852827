/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What a worker finds at its start (session-reset/worker-kind.h): one end of a socket pair, whose
 * other end the world has, and a pipe to the supervisor. */

/** A call is some words long; documents come by descriptors. */
#define GUICHET_WORKER_CHANNEL_MAX_BYTES 4096

/** The descriptor whose number the variable @name holds, which is taken out of the environment;
 *  kept from children. -1 when it names none. Before there is a thread. */
int guichet_worker_channel_take_fd (const char *name);
/**
 * Talks to the world on @fd, taken over. Blocks until the world said hello. What comes in waits for
 * g_dbus_connection_start_message_processing(); a message of more than
 * GUICHET_WORKER_CHANNEL_MAX_BYTES closes the connection.
 */
GDBusConnection *guichet_worker_channel_connect (int fd, GError **error);
/** Tells the supervisor one @line of the worker's vocabulary, without its end. Any thread. -1:
 *  nobody listens. */
void guichet_worker_channel_tell (int fd, const char *line);
/** A loop that SIGTERM ends; a reader that is gone is no reason to end. Main thread. */
GMainLoop *guichet_worker_channel_new_loop (void);
/** Lets messages in and runs @loop until it is ended or the world is gone. */
void guichet_worker_channel_serve (GDBusConnection *connection, GMainLoop *loop);
