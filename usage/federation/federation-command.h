/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "federation-store.h"

/** What all sub-commands that work on a federation's store share. */

#define GUICHET_FEDERATION_STORE_OPTION(where)                                                     \
  {                                                                                                \
    "store", 's', 0, G_OPTION_ARG_STRING, (where),                                                 \
        N_ ("The federation's store: a file (SQLite) or a postgresql:// URL"), N_ ("STORE")        \
  }

/** Parses; on FALSE the mistake is told and the program ends with GUICHET_REPORT_USAGE. */
gboolean guichet_federation_parse (GOptionContext *context, const char *command, int *argc,
                                   char ***argv, char **where);
/** Opens @where; on NULL why not is told. */
GuichetFederationStore *guichet_federation_open (const char *command, const char *where,
                                                 GuichetSqlAccess access);
/** Tells @error of @command; gives GUICHET_REPORT_ERROR. */
int guichet_federation_tell (const char *command, const GError *error);
