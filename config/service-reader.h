/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "host-rule.h"
#include "key-file-reader.h"
#include "service.h"

/* Characters that a tile of the first screen holds. */
#define GUICHET_SERVICE_NAME_MAX     40
#define GUICHET_SERVICE_SENTENCE_MAX 80
#define GUICHET_SERVICE_ID_MAX       40

/** What [Service] may hold; for guichet_key_file_new(). */
extern const GuichetGroupSpec guichet_service_specs[];

/** What a service may refer to. */
typedef struct {
  /* Borrowed */
  const char *language;         /* NULL: French, as written */
  const char *const *group_ids; /* of groups.conf */
  const char *const *bundle_ids;
  GHashTable *bundles; /* element type char *, id, to GuichetBundle */
  /* State */
  GuichetHostRuleFlags flags;
} GuichetServiceContext;

/** TRUE when the file says Hidden=true; nothing else in it needs to hold then. */
gboolean guichet_service_reader_is_hidden (const GuichetKeyFile *file);
/** The service written in @file; NULL when something in it is wrong, told in @problems. */
GuichetService *guichet_service_reader_read (const char *id, const GuichetKeyFile *file,
                                             const GuichetServiceContext *context,
                                             GPtrArray *problems);
