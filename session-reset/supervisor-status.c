/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "supervisor-private.h"

#include "swap-look.h"
#include "usage-store.h"

gboolean
guichet_supervisor_is_stopping (GuichetSupervisor *self)
{
  return self->is_stopping;
}

GVariant *
guichet_supervisor_get_status (GuichetSupervisor *self)
{
  GVariantBuilder status;
  gboolean has_spare = self->spare != NULL && guichet_world_is_ready (self->spare);

  g_variant_builder_init (&status, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&status, "{sv}", "state",
                         g_variant_new_string (guichet_supervisor_get_phase (self)));
  g_variant_builder_add (&status, "{sv}", "failure", g_variant_new_string (self->failure));
  g_variant_builder_add (&status, "{sv}", "version", g_variant_new_string (GUICHET_VERSION));
  g_variant_builder_add (&status, "{sv}", "renderer", g_variant_new_string (self->renderer));
  g_variant_builder_add (&status, "{sv}", "spare-ready", g_variant_new_boolean (has_spare));
  g_variant_builder_add (&status, "{sv}", "visits", g_variant_new_uint32 (self->n_visits));
  g_variant_builder_add (&status, "{sv}", "wipes-verified",
                         g_variant_new_uint32 (self->n_verified));
  g_variant_builder_add (&status, "{sv}", "wipes-failed",
                         g_variant_new_uint32 (self->n_wipe_failures));
  g_variant_builder_add (&status, "{sv}", "gate-connections",
                         g_variant_new_uint32 (guichet_gate_get_n_connections (self->gate)));
  g_variant_builder_add (&status, "{sv}", "sandbox-checked",
                         g_variant_new_boolean (self->is_sandbox_checked));
  g_variant_builder_add (&status, "{sv}", "counts-written",
                         g_variant_new_boolean (self->store != NULL && !self->is_store_failing));
  g_variant_builder_add (&status, "{sv}", "swap",
                         g_variant_new_string (guichet_swap_to_string (guichet_swap_look ("/"))));
  g_variant_builder_add (&status, "{sv}", "bounds",
                         g_variant_new_string (guichet_world_bounds_get_kinds (self->bounds)));
  guichet_supervisor_add_time_status (self, &status);
  guichet_supervisor_add_health_status (self, &status);
  return g_variant_builder_end (&status);
}
