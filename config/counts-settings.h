/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-file-reader.h"

/**
 * [Counts] and [Report] of guichet.conf: where counts are kept, and how they leave the centre. What
 * is wrong in a report's settings is told and left out: the terminal itself starts all the same.
 */
typedef struct {
  /* Owned */
  char *database;         /* absolute path */
  char *centre;           /* the centre's code in its federation; NULL: no reports */
  char *key;              /* absolute path of the secret key */
  char *outbox;           /* absolute path of a folder */
  char *send_to;          /* https address of a WebDAV folder, or NULL */
  char *credentials;      /* absolute path, or NULL */
  char **other_terminals; /* databases of the centre's other terminals; never NULL */
  /* State */
  gboolean has_question; /* a short question when a visit ends (FALSE) */
} GuichetCountsSettings;

/** For the spec of guichet.conf. */
extern const GuichetKeySpec guichet_counts_settings_counts_keys[];
extern const GuichetKeySpec guichet_counts_settings_report_keys[];

/** What holds when no file says otherwise. */
GuichetCountsSettings *guichet_counts_settings_new (void);
void guichet_counts_settings_free (GuichetCountsSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCountsSettings, guichet_counts_settings_free)
/** Takes what @file says. @centre_dir, which every visit can read, may hold no secret; may be NULL.
 */
void guichet_counts_settings_read (GuichetCountsSettings *self, const GuichetKeyFile *file,
                                   const char *centre_dir, GPtrArray *problems);
