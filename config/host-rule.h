/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/**
 * GuichetHostRule: one line of an allow list.
 *
 * Written "[scheme://]host[:port]", where host is an exact ASCII host name or "*." followed by an
 * operator's domain of at least two labels. The scheme is https unless "http://" is said; the port
 * is the scheme's own unless said. "*.caf.fr" matches "www.caf.fr" and "a.b.caf.fr", not "caf.fr".
 * Never accepted: IP addresses in any form, userinfo, paths, a bare top-level or public suffix
 * ("*.fr", "*.gouv.fr" only with the wide mode of the settings), names that are not canonical
 * (upper case, trailing dot, raw non-ASCII).
 */
typedef struct _GuichetHostRule {
  /* Owned */
  char *scheme; /* "https" or "http" */
  char *host;   /* canonical ASCII, without "*." */
  /* State */
  gboolean is_suffix;
  guint16 port;
} GuichetHostRule;

#define GUICHET_HOST_RULE_ERROR (guichet_host_rule_error_quark ())
GQuark guichet_host_rule_error_quark (void);

typedef enum {
  GUICHET_HOST_RULE_ERROR_EMPTY,
  GUICHET_HOST_RULE_ERROR_SCHEME,
  GUICHET_HOST_RULE_ERROR_HOST,
  GUICHET_HOST_RULE_ERROR_PORT,
  GUICHET_HOST_RULE_ERROR_TOO_WIDE,
} GuichetHostRuleError;

/** How far the settings let a rule reach. */
typedef enum {
  GUICHET_HOST_RULE_STRICT = 0,
  /* WideMode of the settings: suffixes reserved to the State ("*.gouv.fr") and no others. */
  GUICHET_HOST_RULE_WIDE = 1 << 0,
} GuichetHostRuleFlags;

/** Parses @text into a new rule, owned by the caller; NULL and @error when it is not one. */
GuichetHostRule *guichet_host_rule_parse (const char *text, GError **error);
/** The same under @flags. */
GuichetHostRule *guichet_host_rule_parse_with_flags (const char *text, GuichetHostRuleFlags flags,
                                                     GError **error);
GuichetHostRule *guichet_host_rule_copy (const GuichetHostRule *rule);
void guichet_host_rule_free (GuichetHostRule *rule);
/** TRUE when both say the same. */
gboolean guichet_host_rule_equal (const GuichetHostRule *rule, const GuichetHostRule *other);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetHostRule, guichet_host_rule_free)

/**
 * TRUE when the three parts of an address match @rule exactly. @host must be canonical: anything
 * else (upper case, trailing dot, percent signs, an IP address) is refused.
 */
gboolean guichet_host_rule_matches (const GuichetHostRule *rule, const char *scheme,
                                    const char *host, guint16 port);
