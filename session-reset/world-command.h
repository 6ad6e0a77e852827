/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/** What a world is built from. Strings are borrowed by whoever takes the struct. */
typedef struct {
  const char *shell;            /* program that draws the shell; absolute */
  const char *defaults_dir;     /* absolute */
  const char *centre_dir;       /* absolute, or NULL */
  const char *locale_dir;       /* absolute, or NULL: the system's */
  const char *authorities_file; /* PEM bundle in place of the system's, or NULL */
  const char *render_node;      /* "/dev/dri/renderD128", or NULL: software rendering */
  const char *language;         /* "fr" */
  guint64 memory_files_bytes;   /* size of each of the world's memory file systems */
} GuichetWorldOptions;

/* Descriptors that the world's first program finds; nothing else is inherited. */
enum {
  GUICHET_WORLD_FD_CHANNEL = 3,
  /* Read and closed by bubblewrap itself: */
  GUICHET_WORLD_FD_INFO = 4,
  GUICHET_WORLD_FD_PASSWD = 5,
  GUICHET_WORLD_FD_GROUP = 6,
  GUICHET_WORLD_FD_NSSWITCH = 7,
  GUICHET_WORLD_FD_HOSTS = 8,
  GUICHET_WORLD_FD_FILTER = 9, /* of system calls */
};

/** Stands in the command for the path of the world's own display gate. */
#define GUICHET_WORLD_DISPLAY_TOKEN "@display@"

/** The bubblewrap command line of a world; NULL-terminated, owned by the caller. */
char **guichet_world_command_build (const GuichetWorldOptions *options);
/** Contents of the small files that a world gets in place of the machine's own: for @fd of the
 *  enum above. Owned by the caller; NULL for descriptors that are not files. */
char *guichet_world_command_get_file (int fd);
