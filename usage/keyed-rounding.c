/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyed-rounding.h"

#include <sodium.h>
#include <string.h>

const GuichetRoundingRule guichet_rounding_of_month = { .base = 10, .hidden = 10 };
const GuichetRoundingRule guichet_rounding_of_quarter = { .base = 20, .hidden = 20 };
const GuichetRoundingRule guichet_rounding_of_year = { .base = 40, .hidden = 60 };
const GuichetRoundingRule guichet_rounding_of_fine_year = { .base = 20, .hidden = 30 };

/* Two numbers from 0 to base - 1, even and independent: what is over when bytes are divided is
 * thrown away. */
static void
draw (guint base, const GuichetRoundingKey *key, const char *cell, guint drawn[2])
{
  const guint limit = 256 - 256 % base;
  guint n_drawn = 0;

  for (guint8 round = 0; n_drawn < 2; round++) {
    guint8 digest[64];
    crypto_generichash_state state;

    crypto_generichash_init (&state, key->bytes, sizeof key->bytes, sizeof digest);
    crypto_generichash_update (&state, &round, 1);
    crypto_generichash_update (&state, (const guint8 *)cell, strlen (cell));
    crypto_generichash_final (&state, digest, sizeof digest);
    for (gsize i = 0; i < sizeof digest && n_drawn < 2; i++)
      if (digest[i] < limit)
        drawn[n_drawn++] = digest[i] % base;
  }
}

gint64
guichet_keyed_rounding_apply (const GuichetRoundingRule *rule, const GuichetRoundingKey *key,
                              const char *cell, gint64 n)
{
  guint drawn[2];

  if (n <= rule->hidden)
    return 0;

  draw ((guint)rule->base, key, cell, drawn);
  if (n + drawn[0] < rule->hidden + rule->base)
    return 0;

  return (n + drawn[1]) / rule->base * rule->base;
}

void
guichet_rounding_rule_get_bounds (const GuichetRoundingRule *rule, gint64 told, gint64 *least,
                                  gint64 *most)
{
  if (told == 0) {
    *least = 0;
    *most = rule->hidden + rule->base - 1;
    return;
  }

  *least = MAX (told - (rule->base - 1), rule->hidden + 1);
  *most = told + rule->base - 1;
}
