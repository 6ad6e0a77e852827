/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-file-reader.h"

/** [Health] of guichet.conf: where the terminal's health is written for a monitoring program. */
typedef struct {
  /* Owned */
  char *directory; /* absolute path; NULL: nowhere */
} GuichetHealthSettings;

/** For the spec of guichet.conf. */
extern const GuichetKeySpec guichet_health_settings_keys[];

/** What holds when no file says otherwise: nowhere. */
GuichetHealthSettings *guichet_health_settings_new (void);
void guichet_health_settings_free (GuichetHealthSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetHealthSettings, guichet_health_settings_free)
/** Takes what @file says; what is wrong is told and left out. */
void guichet_health_settings_read (GuichetHealthSettings *self, const GuichetKeyFile *file,
                                   GPtrArray *problems);
