/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalogue.h"
#include "service.h"

/**
 * GuichetCatalogueView: the catalogue as it is laid out on the screen. Immutable; main thread.
 */
typedef struct _GuichetCatalogueView GuichetCatalogueView;

/** One tile of the first screen: a service, or a group that opens its list. */
typedef struct {
  /* Borrowed; exactly one is set */
  GuichetService *service;
  const GuichetGroup *group;
  /* State */
  guint place;
} GuichetFirstTile;

/** Keeps a reference to @catalogue. */
GuichetCatalogueView *guichet_catalogue_view_new (GuichetCatalogue *catalogue);
void guichet_catalogue_view_free (GuichetCatalogueView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCatalogueView, guichet_catalogue_view_free)

/**
 * The tiles of the first screen, at most GUICHET_CATALOGUE_PLACES: what has a place, in that order;
 * then, as long as there is room, the next services of the catalogue. Element type
 * GuichetFirstTile.
 */
const GPtrArray *guichet_catalogue_view_get_first (const GuichetCatalogueView *self);
/** All groups; element type GuichetGroup, borrowed. */
const GPtrArray *guichet_catalogue_view_get_groups (const GuichetCatalogueView *self);
/** The services of @group, those of the first screen too. Owned by the caller, elements borrowed.
 */
GPtrArray *guichet_catalogue_view_get_members (const GuichetCatalogueView *self, const char *group);
/**
 * The services that answer @typed by name, sentence or keywords, best first (name before keywords
 * before sentence, beginnings before parts). Empty for a blank search. Owned by the caller,
 * elements borrowed.
 */
GPtrArray *guichet_catalogue_view_search (const GuichetCatalogueView *self, const char *typed);
