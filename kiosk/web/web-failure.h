/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "web-page.h"

/** What a failed load means for the state of its page. */
typedef struct {
  GuichetWebPageState state; /* SHOWN: nothing failed that a person should know of */
  GuichetWebPageFailure failure;
} GuichetWebOutcome;

/** From the error of WebKitWebView::load-failed. */
GuichetWebOutcome guichet_web_failure_from_error (const GError *error);
/**
 * From the status of a main frame's response without a document: the gate answers CONNECT so
 * (security: a site that imitates it only gets its own page covered).
 */
GuichetWebOutcome guichet_web_failure_from_gate_status (guint status);
/** Label of the metric "page-failure"; NULL when there is nothing to count. Static. */
const char *guichet_web_failure_get_label (GuichetWebPageState state,
                                           GuichetWebPageFailure failure);
