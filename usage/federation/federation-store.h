/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sql.h"

/**
 * GuichetFederationStore: the tables of a federation, in SQLite or PostgreSQL. Holds what centres
 * published, already protected by them: nothing in it is secret, all of it is signed by somebody.
 */
typedef struct _GuichetFederationStore GuichetFederationStore;

typedef struct {
  /* Owned */
  char *id; /* [a-z0-9-] */
  char *name;
  char *department; /* "93", "2A", "974" */
  char *key_id;     /* 16 hexadecimal digits; NULL: no key */
  char *public_key; /* minisign's second line; NULL: no key */
  char *revoked;    /* the day, YYYY-MM-DD; NULL: valid */
  /* State */
  gint64 number;
} GuichetCentre;

void guichet_centre_free (GuichetCentre *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetCentre, guichet_centre_free)

/** Opens @where (a file or a postgresql:// URL); with write access, makes the tables. */
GuichetFederationStore *guichet_federation_store_open (const char *where, GuichetSqlAccess access,
                                                       GError **error);
void guichet_federation_store_free (GuichetFederationStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetFederationStore, guichet_federation_store_free)

/** Borrowed. */
GuichetSql *guichet_federation_store_get_sql (GuichetFederationStore *self);
/** Grows by each change of the store; -1 on @error. */
gint64 guichet_federation_store_get_generation (GuichetFederationStore *self, GError **error);

/** All keys with their centres, by department and id; a centre with two keys stands twice. Element
 *  type GuichetCentre, owned by the caller. */
GPtrArray *guichet_federation_store_list_centres (GuichetFederationStore *self, GError **error);

/** Adds @centres (GuichetCentre), all or none: a centre that stands there takes the new name and
 *  department, a key that stands there for the same centre is left, for another is an error. */
gboolean guichet_federation_store_add_centres (GuichetFederationStore *self,
                                               const GPtrArray *centres, const char *today,
                                               GError **error);
/** Revokes all keys of the centre @id (or the one key with this id): later reports signed with
 *  them are refused, those that were imported stay. */
gboolean guichet_federation_store_revoke (GuichetFederationStore *self, const char *id,
                                          const char *today, GError **error);

/** Within a transaction of the SQL connection: notes that the store has changed. */
gboolean guichet_federation_store_touch (GuichetFederationStore *self, GError **error);
