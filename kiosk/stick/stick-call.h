/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stick-hold.h"

/**
 * GuichetStickCall: one call of the world, made in the main thread, carried out in another one,
 * answered in the first. Whoever makes it holds the service meanwhile, and makes one at a time.
 */
typedef struct {
  /* Borrowed */
  GuichetStickHold *hold;
  /* Owned */
  GDBusMethodInvocation *invocation; /* answering takes it over */
  char *name;                        /* of what is saved: wanted, then what it got */
  GVariant *listed;                  /* what Look answers */
  /* Handles */
  int fd; /* document that came, or goes out */
  /* State */
  guint number;
  guint left_out;
  gboolean is_put; /* under this very name */
} GuichetStickCall;

GuichetStickCall *guichet_stick_call_new (GDBusMethodInvocation *invocation,
                                          GuichetStickHold *hold);
void guichet_stick_call_free (GuichetStickCall *call);

/** GTaskThreadFunc with a call as the task's data: each fills in what is answered, and returns TRUE
 * or an error of GUICHET_STICK_ERROR. */
void guichet_stick_call_look (GTask *task, gpointer source, gpointer task_data,
                              GCancellable *cancellable);
void guichet_stick_call_read (GTask *task, gpointer source, gpointer task_data,
                              GCancellable *cancellable);
void guichet_stick_call_save (GTask *task, gpointer source, gpointer task_data,
                              GCancellable *cancellable);
void guichet_stick_call_leave (GTask *task, gpointer source, gpointer task_data,
                               GCancellable *cancellable);
