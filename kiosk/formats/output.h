/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** What is made, in memory that has no name: appended to, then sealed and given away. */
typedef struct {
  /* Handles */
  int fd;
  /* State */
  gsize size;
  gsize max_size;
  gboolean is_full; /* something did not fit */
} GuichetOutput;

/** FALSE: no memory. */
gboolean guichet_output_init (GuichetOutput *output, gsize max_size);
void guichet_output_clear (GuichetOutput *output);
gboolean guichet_output_append (GuichetOutput *output, const void *bytes, gsize size);
/** Makes it @size bytes long and maps it for writing; NULL: no memory. The caller munmaps it. */
void *guichet_output_map (GuichetOutput *output, gsize size);
/** TRUE if @text is in it. */
gboolean guichet_output_contains (GuichetOutput *output, const char *text);
/** After this nobody can change it. FALSE: it could not be sealed. */
gboolean guichet_output_seal (GuichetOutput *output);
