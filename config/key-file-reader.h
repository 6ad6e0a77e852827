/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config-problem.h"
#include "key-file-spec.h"

#include <glib.h>

typedef enum {
  GUICHET_KEY_FILE_MISSING,
  GUICHET_KEY_FILE_READ,
  GUICHET_KEY_FILE_BROKEN,
} GuichetKeyFileResult;

/* A file of ours is a page of text; the rest is a mistake or worse. */
#define GUICHET_KEY_FILE_MAX_BYTES (256 * 1024)

/**
 * GuichetKeyFile: the same key file in several layers, the later one's keys replacing the
 * earlier one's, and for each key the file and line that it came from.
 */
typedef struct _GuichetKeyFile GuichetKeyFile;

/** @specs is borrowed. @severity: of what cannot be read, and of a guard that is misspelt. */
GuichetKeyFile *guichet_key_file_new (const GuichetGroupSpec *specs,
                                      GuichetConfigSeverity severity);
void guichet_key_file_free (GuichetKeyFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetKeyFile, guichet_key_file_free)

/**
 * Lays the file at @path over what was read before. Of a broken file nothing is taken. A key
 * given anew also takes away the earlier layers' translations of it.
 */
GuichetKeyFileResult guichet_key_file_read (GuichetKeyFile *self, const char *path,
                                            GPtrArray *problems);

/** Ids in the order of the files; NULL-terminated, owned by the caller. */
char **guichet_key_file_get_groups (const GuichetKeyFile *self);
gboolean guichet_key_file_has_key (const GuichetKeyFile *self, const char *group, const char *key);
/** File and line that @key (else @group) came from; borrowed, may be NULL and 0. */
const char *guichet_key_file_get_origin (const GuichetKeyFile *self, const char *group,
                                         const char *key, guint *line);
/** 1: the first read call, 2: the next, missing files counted; 0 when no file has the key. */
guint guichet_key_file_get_layer (const GuichetKeyFile *self, const char *group, const char *key);
/** Trimmed text of a key in @language (NULL: as written); NULL when missing. Owned by the caller.
 */
char *guichet_key_file_get_text (const GuichetKeyFile *self, const char *group, const char *key,
                                 const char *language);
/** Trimmed elements of a list split at ";", empty ones left out. Never NULL. */
char **guichet_key_file_get_list (const GuichetKeyFile *self, const char *group, const char *key);

/** Appends a problem at the place of @key (else of @group, else of the file read last). */
void guichet_key_file_add_problem (const GuichetKeyFile *self, GPtrArray *problems,
                                   GuichetConfigSeverity severity, const char *group,
                                   const char *key, const char *found, const char *expected,
                                   const char *suggestion);
