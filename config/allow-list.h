/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetAllowList: host rules, and the one decision made on them. Immutable after it was built;
 * may be read from any thread then.
 */
typedef struct _GuichetAllowList GuichetAllowList;
typedef struct _GuichetOrigin GuichetOrigin;
typedef struct _GuichetHostRule GuichetHostRule;

/** The authority of an absolute URI in the canonical form that WebKit gives. */
struct _GuichetOrigin {
  char scheme[8]; /* "https" or "http" */
  char host[254]; /* canonical ASCII, RFC 1035 length */
  guint16 port;   /* the scheme's own when the URI names none */
};

GuichetAllowList *guichet_allow_list_new (void);
GuichetAllowList *guichet_allow_list_ref (GuichetAllowList *self);
void guichet_allow_list_unref (GuichetAllowList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetAllowList, guichet_allow_list_unref)

/** Adds the rule written in @text (host-rule.h); FALSE and @error when it is not one. */
gboolean guichet_allow_list_add (GuichetAllowList *self, const char *text, GError **error);
/** Adds a copy of @rule, unless the list has it already. */
void guichet_allow_list_add_rule (GuichetAllowList *self, const GuichetHostRule *rule);
/** Adds all rules of @other, each once. */
void guichet_allow_list_merge (GuichetAllowList *self, const GuichetAllowList *other);

guint guichet_allow_list_get_n_rules (const GuichetAllowList *self);
/** Parts of rule @index; borrowed until @self is freed. Any out argument may be NULL. */
void guichet_allow_list_get_rule (const GuichetAllowList *self, guint index, const char **scheme,
                                  const char **host, gboolean *is_suffix, guint16 *port);

/** Used by the gate: a CONNECT target or an absolute-form request, already split. */
gboolean guichet_allow_list_allows (const GuichetAllowList *self, const char *scheme,
                                    const char *host, guint16 port);
/**
 * Used by the shell, only ever with the URI that WebKit reports (WHATWG canonical form), never
 * with a raw string: GUri and WHATWG disagree on hosts. Doubt is a refusal.
 */
gboolean guichet_allow_list_allows_uri (const GuichetAllowList *self, const char *canonical_uri);

/* A longer address is refused: no service needs one, and the work on a hostile one stays bounded.
 */
#define GUICHET_ORIGIN_URI_MAX (64 * 1024)

/**
 * Splits scheme, host and port of a canonical http(s) URI strictly; FALSE on userinfo, IP
 * addresses, other schemes, empty or over-long hosts, control or percent characters in the
 * authority, a trailing dot, a bad port, anything outside printable ASCII, more than
 * GUICHET_ORIGIN_URI_MAX bytes.
 */
gboolean guichet_origin_parse (const char *canonical_uri, GuichetOrigin *origin);
