/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "allow-list.h"
#include "service.h"

struct _GuichetService {
  /* Owned */
  char *id;
  char *name;
  char *sentence;
  char *icon;
  char *home_uri;
  char *group;
  char *theme;
  char **keywords;
  GuichetAllowList *navigate;
  GuichetAllowList *load;
  /* State */
  guint64 upload_limit;
  guint place;
  gatomicrefcount ref_count;
};

/** An empty service for the reader to fill. */
GuichetService *guichet_service_new (const char *id);
