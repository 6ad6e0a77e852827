/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "allow-list.h"
#include "host-rule.h"

/** GuichetBundle: hosts that several services share, one file of bundles.d. */
typedef struct {
  /* Owned */
  GuichetAllowList *navigate;
  GuichetAllowList *load; /* all of navigate, and more */
} GuichetBundle;

void guichet_bundle_free (GuichetBundle *bundle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuichetBundle, guichet_bundle_free)

/**
 * Reads bundles.d/@id.conf of both directories (@centre_dir may be NULL). A rule that is wrong is
 * left out and told as a warning: the services that share the bundle stay, and reach less.
 */
GuichetBundle *guichet_bundle_read (const char *defaults_dir, const char *centre_dir,
                                    const char *id, GuichetHostRuleFlags flags,
                                    GPtrArray *problems);
