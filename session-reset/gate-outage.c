/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate-outage.h"

#define REACHED_LATELY_US (60 * G_USEC_PER_SEC)

static const char no_network[] = "503 Service Unavailable";
static const char no_answer[] = "504 Gateway Timeout";
static const char no_host[] = "502 Bad Gateway";

/* A name server says "no such name" only when there is one to ask; without it the answer is to try
 * again later, or none at all. */
static gboolean
is_outage (GuichetGateStage stage, const GError *error)
{
  switch (stage) {
  case GUICHET_GATE_STAGE_PROXY:
    return TRUE;
  case GUICHET_GATE_STAGE_RESOLVE:
    return !g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
  case GUICHET_GATE_STAGE_CONNECT:
  default:
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE);
  }
}

const char *
guichet_gate_outage_get_status (GuichetGateStage stage, const GError *error, gint64 quiet_us)
{
  gboolean is_online = stage != GUICHET_GATE_STAGE_PROXY && quiet_us < REACHED_LATELY_US;

  if (is_outage (stage, error) && !is_online)
    return no_network;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? no_answer : no_host;
}
