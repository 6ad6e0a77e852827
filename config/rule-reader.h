/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "allow-list.h"
#include "host-rule.h"
#include "key-file-reader.h"

/**
 * Adds the rules that the list @key of @group holds to @list. Each one that is wrong is left out
 * and told in @problems with @severity and, where it can be guessed, the rule that was meant.
 */
void guichet_rule_reader_read (const GuichetKeyFile *file, const char *group, const char *key,
                               GuichetHostRuleFlags flags, GuichetConfigSeverity severity,
                               GuichetAllowList *list, GPtrArray *problems);
