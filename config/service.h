/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetService: one tile, read from one file of services.d. Immutable; strings are borrowed
 * from it and live as long as it does. Texts are in the language given to the loader.
 */
typedef struct _GuichetService GuichetService;
typedef struct _GuichetAllowList GuichetAllowList;

GuichetService *guichet_service_ref (GuichetService *self);
void guichet_service_unref (GuichetService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetService, guichet_service_unref)

const char *guichet_service_get_id (const GuichetService *self);   /* [a-z0-9-], at most 40 */
const char *guichet_service_get_name (const GuichetService *self); /* official name */
const char *
guichet_service_get_sentence (const GuichetService *self);         /* plain words, one sentence */
const char *guichet_service_get_icon (const GuichetService *self); /* pictogram's name */
const char *guichet_service_get_home_uri (const GuichetService *self);
const char *
guichet_service_get_group (const GuichetService *self); /* id of a group of groups.conf */
const char *guichet_service_get_theme (const GuichetService *self); /* La Coop's API value */
/** Words that find it in the search besides name and sentence; may be empty, never NULL. */
const char *const *guichet_service_get_keywords (const GuichetService *self);
/** Place on the first screen, from 1; 0: only among the other services. */
guint guichet_service_get_place (const GuichetService *self);
/** Largest upload the service takes, in bytes; 0: unknown. */
guint64 guichet_service_get_upload_limit (const GuichetService *self);
/** Where one may go, bundles included. Borrowed. */
GuichetAllowList *guichet_service_get_navigate (const GuichetService *self);
/** What its pages may load, always including all of Navigate and the bundles. Borrowed. */
GuichetAllowList *guichet_service_get_load (const GuichetService *self);
