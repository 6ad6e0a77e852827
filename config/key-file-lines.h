/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** GuichetKeyFileLine: what one line of a key file says; GKeyFile itself forgets line numbers. */
typedef enum {
  GUICHET_KEY_FILE_LINE_BLANK, /* empty, or a comment */
  GUICHET_KEY_FILE_LINE_GROUP, /* [group] */
  GUICHET_KEY_FILE_LINE_KEY,   /* key=value, key[locale]=value */
  GUICHET_KEY_FILE_LINE_WRONG,
} GuichetKeyFileLineKind;

typedef struct {
  /* Owned */
  char *name;   /* of the group or key, without [locale]; NULL for the other kinds */
  char *locale; /* NULL when there is none */
  char *text;   /* the line, trimmed */
  /* State */
  GuichetKeyFileLineKind kind;
  guint number; /* 1-based */
} GuichetKeyFileLine;

/** Splits @text; element type GuichetKeyFileLine, owned by the caller. */
GPtrArray *guichet_key_file_lines_split (const char *text);
