/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "key-file-reader.h"

/**
 * Ids of the files @folder/<id>.conf of both directories, sorted, each once; owned by the caller.
 * Files that look as if they were meant to be read are told in @problems.
 */
char **guichet_config_layers_list (const char *defaults_dir, const char *centre_dir,
                                   const char *folder, GPtrArray *problems);

/**
 * Reads @folder/@id.conf (@id.conf itself when @folder is NULL) of @defaults_dir, then of
 * @centre_dir over it. MISSING when neither has it, BROKEN when one of them is.
 */
GuichetKeyFileResult guichet_config_layers_read (GuichetKeyFile *file, const char *defaults_dir,
                                                 const char *centre_dir, const char *folder,
                                                 const char *id, GPtrArray *problems);
