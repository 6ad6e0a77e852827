/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetCatalogue: the services and groups of a terminal, shipped ones first, the centre's files
 * of the same name replacing or hiding them. Immutable.
 */
typedef struct _GuichetCatalogue GuichetCatalogue;
typedef struct _GuichetAllowList GuichetAllowList;
typedef struct _GuichetService GuichetService;

typedef struct {
  const char *id;
  const char *name; /* in the language asked for */
  const char *icon;
  const char *sentence; /* plain words for its tile; "" when there is none */
  guint place;          /* on the first screen, where its tile opens the group; 0: none */
} GuichetGroup;

/* Tiles that the first screen holds, services and groups together. */
#define GUICHET_CATALOGUE_PLACES 12

/**
 * Reads services.d, bundles.d and groups.conf of @defaults_dir, then of @centre_dir (may be NULL
 * or missing). @language: "fr", "ar"... for Name[ar]=; NULL for French. Never fails: a broken
 * service is left out and told in @problems (element type GuichetConfigProblem, appended to).
 */
GuichetCatalogue *guichet_catalogue_load (const char *defaults_dir, const char *centre_dir,
                                          const char *language, GPtrArray *problems);
GuichetCatalogue *guichet_catalogue_ref (GuichetCatalogue *self);
void guichet_catalogue_unref (GuichetCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCatalogue, guichet_catalogue_unref)

/** All shown services, by place, then by group and name; element type GuichetService, borrowed. */
const GPtrArray *guichet_catalogue_get_services (const GuichetCatalogue *self);
/** Groups that have a shown service, in the order of groups.conf; element type GuichetGroup. */
const GPtrArray *guichet_catalogue_get_groups (const GuichetCatalogue *self);
/** Borrowed; NULL when there is none. */
GuichetService *guichet_catalogue_lookup (const GuichetCatalogue *self, const char *id);
/** Union of all Load lists: what the network gate lets through. Borrowed. */
GuichetAllowList *guichet_catalogue_get_gate_list (const GuichetCatalogue *self);
